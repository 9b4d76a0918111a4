"""The house is kept: who includes whom, where foreign headers live, file sizes."""
import glob
import os
import re

from kit import ROOT, equal

LINES_MAX = 600
BELOW_ALL = "pdf raster epub layout text image clean collect model base"
# DESIGN.md, section 2.  A folder may always include its own headers.
MAY_INCLUDE = {
    "cli": "job build " + BELOW_ALL,
    "job": "build " + BELOW_ALL,
    "build": BELOW_ALL,
    "pdf": "base model text layout",
    "raster": "base model text layout",
    "epub": "base model",
    "layout": "base model text",
    "text": "base model",
    "image": "base model",
    "clean": "base model",
    "collect": "base model",
    "model": "base",
    "base": "",
}
# STYLE.md, item 1: each foreign header has its home.  What is not named here (GLib, zlib,
# libdeflate, the C library) may be included anywhere.
HOMES = {
    r"gumbo\.h": "clean",
    r"yaml\.h": "base",  # the one small reader that collect/, layout/ and cli/ share
    r"hb(-[a-z-]+)?\.h": "text",
    r"ft2build\.h|freetype/.*": "text raster",
    r"fontconfig/.*": "text",
    r"zip\.h": "epub",
    r"hpdf.*\.h": "pdf",
    r"vips/.*": "image",
    r"jpeglib\.h": "image raster",
    r"png\.h": "image raster pdf",
    r"md4c.*\.h": "collect",
    r"hyphen\.h": "text",
    r"sqlite3\.h": "base",  # one file, which image/ and job/ share
    r"curl/.*": "base",  # base/curl.h, which loads it where it is needed
}
# doctor prints the versions of all libraries, so cli/ may ask each of them.
ASKS_VERSIONS = "src/cli/doctor.c", "src/cli/versions.c"


def sources():
    found = glob.glob(os.path.join(ROOT, "src", "*", "*.[ch]"))
    assert found, "no sources"
    return sorted(os.path.relpath(f, ROOT) for f in found)


def lines(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read().splitlines()


def includes():
    """(path, line number, folder, kind of quote, what is included) for each include."""
    for path in sources():
        for number, line in enumerate(lines(path), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                yield path, number, path.split("/")[1], match.group(1), match.group(2)


def test_table_is_of_this_tree():
    folders = {f for f in os.listdir(os.path.join(ROOT, "src")) if glob.glob(os.path.join(ROOT, "src", f, "*.[ch]"))}
    equal(folders - set(MAY_INCLUDE), set(), "folders that the table does not know")


def test_own_headers():
    wrong = []
    for path, number, folder, quote, name in includes():
        owner = name.split("/")[0]
        if quote == '"' and owner not in MAY_INCLUDE:
            wrong.append("%s:%d: \"%s\" is not written from src/" % (path, number, name))
        elif quote == '"' and owner != folder and owner not in MAY_INCLUDE[folder].split():
            wrong.append("%s:%d: %s/ may not include %s/" % (path, number, folder, owner))
    assert not wrong, "\n".join(wrong)


def test_foreign_headers_at_home():
    wrong = []
    for path, number, folder, quote, name in includes():
        for pattern, homes in HOMES.items():
            if quote == "<" and re.fullmatch(pattern, name) and folder not in homes.split() and path not in ASKS_VERSIONS:
                wrong.append("%s:%d: <%s> lives in %s/" % (path, number, name, homes))
    assert not wrong, "\n".join(wrong)


def test_header_guards():
    wrong = []
    for path in sources():
        if path.endswith(".h"):
            guard = "WENZHAI_" + re.sub(r"[^A-Z0-9]", "_", path[len("src/"):].upper())
            text = "\n".join(lines(path))
            if "#ifndef %s\n#define %s\n" % (guard, guard) not in text:
                wrong.append("%s: no guard %s" % (path, guard))
            if not text.startswith("/*"):
                wrong.append("%s: does not open with what it is" % path)
    assert not wrong, "\n".join(wrong)


def test_file_sizes():
    big = ["%s: %d lines" % (p, len(lines(p))) for p in sources() if len(lines(p)) > LINES_MAX]
    assert not big, "over %d lines:\n%s" % (LINES_MAX, "\n".join(big))


def test_no_hidden_state():
    """No printing, no exit, no environment, no clock below cli/ (STYLE.md, item 6)."""
    forbidden = r"\b(printf|puts|putchar|perror|exit|_exit|getenv|setenv|setlocale|time|clock_gettime|" \
                r"gettimeofday|localtime|localtime_r|g_get_real_time|g_print|g_printerr)\s*\("
    wrong = []
    for path in sources():
        if path.startswith("src/cli/"):
            continue
        text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), "\n".join(lines(path)), flags=re.S)
        text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(forbidden, line):
                wrong.append("%s:%d: %s" % (path, number, line.strip()))
    assert not wrong, "\n".join(wrong)


def test_top_level():
    """Nothing beside DESIGN.md's list, dot-files and what a build makes."""
    allowed = {"src", "fonts", "styles", "tests", "Makefile", "README.md", "README.zh.md", "LICENSE", "build"}
    have = {f for f in os.listdir(ROOT) if not f.startswith(".")}
    equal(have - allowed, set(), "not in the house")
