"""Fonts in an EPUB: the issue's characters, no more, and only where the licence lets them."""
import glob
import os
import re
import shutil

from epub import XHTML, Book, text_of
from kit import POSTS, TESTS, build, contains, environment, equal, need, once, run, scratch

ROOT = os.path.dirname(TESTS)


def book(*args, **options):
    path = os.path.join(scratch(), "a.epub")
    done = build("--embed-fonts", "-o", path, *args, **options).want(0)
    return done, path


def demo():
    def make(folder):
        build("--embed-fonts", "-o", os.path.join(folder, "a.epub"), POSTS).want(0)
    return Book(os.path.join(once("embedded", make), "a.epub"))


def fonts(opened):
    return {n: i.get("media-type") for n, i in opened.items.items() if i.get("media-type").startswith("font/")}


def charset(data):
    """The characters of a font file, by fontconfig's eye."""
    need("fc-query")
    path = os.path.join(scratch(), "font")
    with open(path, "wb") as file:
        file.write(data)
    found = set()
    for part in run(["fc-query", "--format", "%{charset}", path]).want(0).out.split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_none_unless_asked_for():
    path = os.path.join(scratch(), "a.epub")
    build("-o", path, "--limit", "2", POSTS).want(0)
    equal(fonts(Book(path)), {})
    assert b"@font-face" not in Book(path).files["EPUB/style.css"]


def test_types_are_the_bytes():
    magic = {"font/otf": b"OTTO", "font/ttf": b"\0\1\0\0"}
    opened = demo()
    assert len(fonts(opened)) >= 10, fonts(opened)
    for name, kind in fonts(opened).items():
        assert opened.files[name].startswith(magic[kind]), name


def test_every_face_of_the_sheet_is_there_and_used():
    opened = demo()
    css = opened.files["EPUB/style.css"].decode("utf-8")
    equal(sorted(re.findall(r"url\(([^)]+)\)", css)), sorted(n[len("EPUB/"):] for n in fonts(opened)))
    families = set(re.findall(r'@font-face \{\s*font-family: ("[^"]+")', css))
    for family in families:
        assert css.count(family + ", ") >= 1, family + " is not asked for"


def test_a_styles_own_faces_keep_their_names():
    """A family is asked for where text is styled: not in a comment, and @font-face only names it."""
    folder = os.path.join(scratch(), "mine")
    os.makedirs(folder)
    own = '@font-face {\n\tfont-family: "My serif";\n\tsrc: local("My serif");\n}\n/* font-family: serif; */\n'
    with open(os.path.join(folder, "page.yaml"), "w") as file:
        file.write("extends: classic\n")
    with open(os.path.join(folder, "epub.css"), "w") as file:
        file.write(own)
    _, path = book("--style", folder, "--limit", "2", POSTS)
    contains(Book(path).files["EPUB/style.css"].decode("utf-8"), own)


def test_body_has_the_issues_characters_and_no_more():
    opened = demo()
    have = charset(opened.files["EPUB/f-body-zh-Hans.otf"])
    text = "".join(text_of(opened, n) for n in opened.spine)
    own = "".join("".join(e.itertext()) for n in opened.spine if opened.pages[n].get("lang") == "zh-Hans"
                  for e in opened.pages[n].iter() if e.tag in (XHTML + "p", XHTML + "td") and not e.get("class")
                  and not any(c.tag in (XHTML + "code", XHTML + "a") for c in e.iter()))
    assert len(own) > 5000
    ideographs = {ord(c) for c in own if "\u4e00" <= c <= "\u9fff"}
    assert ideographs <= have, "missing: %s" % "".join(map(chr, sorted(ideographs - have)))
    # The interface's words stand in the subset whether this issue has used them or not.
    spare = {c for c in have - {ord(c) for c in text} if c >= 0x3400}
    assert len(spare) < 150, "too many: %s" % "".join(map(chr, sorted(spare)))


def test_headings_have_theirs():
    opened = demo()
    have = charset(opened.files["EPUB/f-heading-zh-Hans.otf"])
    for name in opened.spine:
        page = opened.pages[name]
        if page.get("lang") != "zh-Hans":
            continue
        for tag in ("h1", "h2", "h3", "th", "figcaption"):
            for e in page.iter(XHTML + tag):
                lost = {c for c in "".join(e.itertext()) if "\u4e00" <= c <= "\u9fff"} - set(map(chr, have))
                assert not lost, "%s %s: %s" % (name, tag, lost)


def test_licences_are_told():
    contains(text_of(demo(), "EPUB/colophon.xhtml"), "NotoSerifCJKsc-Regular")
    contains(text_of(demo(), "EPUB/colophon.xhtml"), "SILOpenFontLicense")


def test_same_bytes_with_any_number_of_threads():
    made = []
    for jobs in ("1", "4"):
        with open(book("-j", jobs, "--limit", "6", POSTS)[1], "rb") as file:
            made.append(file.read())
    assert made[0] == made[1]


def restricted(fs_type):
    """A data folder whose Latin body face has this fsType."""
    source = glob.glob("/usr/share/fonts/**/DejaVuSerif.ttf", recursive=True)
    if not source:
        need("no-dejavu-serif")
    folder = scratch()
    for name in ("styles", "fonts"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
    with open(source[0], "rb") as file:
        font = bytearray(file.read())
    for i in range(int.from_bytes(font[4:6], "big")):
        record = font[12 + 16 * i:28 + 16 * i]
        if record[:4] == b"OS/2":
            at = int.from_bytes(record[8:12], "big") + 8
            font[at:at + 2] = fs_type.to_bytes(2, "big")
    with open(os.path.join(folder, "fonts", "mine.ttf"), "wb") as file:
        file.write(font)
    stacks = os.path.join(folder, "fonts", "stacks.yaml")
    with open(stacks, encoding="utf-8") as file:
        text = file.read()
    with open(stacks, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(body:.*?\n  en: \[)", r"\1DejaVu Serif, ", text, count=1, flags=re.S))
    return environment(WENZHAI_DATA=folder)


def test_a_font_that_forbids_embedding_or_subsets_stays_out():
    for fs_type, allowed in ((0, True), (2, False), (0x100, False), (0x200, False), (8, True)):
        done, path = book("--author", "Saltmarsh Quarterly", POSTS, env=restricted(fs_type))
        told = [d for d in done.diagnostics() if d[4] == "font-not-embedded"]
        have = "EPUB/f-body-en.ttf" in fonts(Book(path))
        equal((have, bool(told)), (allowed, not allowed), "fsType %#x" % fs_type)
