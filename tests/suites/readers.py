"""What readers show: epub.js in chromium and MuPDF, on screens of six and ten inches, by day and by night;
and what calibre makes of a book."""
import html
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile

from epub import NCX, Book
from kit import CI, POSTS, TESTS, Skip, build, contains, demo, equal, need, once, post, run, scratch, seconds

SIX_INCHES, TEN_INCHES = ("357", "483"), ("594", "792")  # CSS px: 1072 x 1448 at 300, 1404 x 1872 at 227 ppi


def modules():
    need("chromium", "node", "npm")
    fetch = subprocess.run([os.path.join(TESTS, "tools", "fetch-ace")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if fetch.returncode and CI:
        raise AssertionError(fetch.stdout.decode("utf-8", "replace"))
    if fetch.returncode:
        raise Skip("epub.js cannot be had")
    return os.path.join(fetch.stdout.decode().split("\n")[-2], "node_modules")


def show(path, screen):
    """Every page in epub.js: what it calls wrong."""
    done = run(["node", os.path.join(TESTS, "tools", "read-epub.cjs"), modules(), path, *screen],
               env=dict(os.environ, CHROMIUM=shutil.which("chromium"), HOME=scratch())).want(0)
    return json.loads(done.out)


WIDE = ("<p>宽表：</p><table><caption>增速</caption><tr><th>城市</th>%s</tr>%s<tr><td colspan='13'>合计一行的说明。</td></tr></table>"
        "<table><tr>%s</tr></table><pre>%s</pre><p>https://example.com/%s</p><p><math><mi>x</mi><mo>=</mo><mn>1</mn></math></p>" % (
            "".join("<th>2021年%d月同比增速</th>" % m for m in range(1, 13)),
            "".join("<tr><td>城%d</td>%s</tr>" % (c, "".join("<td>%d.%02d</td>" % (79000 + 97 * m + c, m) for m in range(1, 13)))
                    for c in range(1, 6)),
            "<td>averyveryverylongwordindeed</td>" * 6, "x" * 300, "a" * 300))


def everything():
    """A book of what is hard to fit on a screen, in three styles."""
    def make(folder):
        posts = os.path.join(folder, "posts")
        post(posts, "wide.md", WIDE, title="宽")
        shutil.copytree(os.path.join(POSTS, "编程"), os.path.join(posts, "编程"))
        for style in ("classic", "briefing", "vertical"):
            build("--style", style, "-o", os.path.join(folder, style + ".epub"), posts).want(0)
    return once("readers", make)


@seconds(300)
def test_the_demo_fits_a_screen_of_six_inches():
    shown = show(demo()[0], SIX_INCHES)
    equal((shown["wrong"], shown["errors"]), ({}, []))
    assert shown["pages"] >= 44, shown


@seconds(300)
def test_the_demo_fits_a_screen_of_ten_inches():
    shown = show(demo()[0], TEN_INCHES)
    equal((shown["wrong"], shown["errors"]), ({}, []))


@seconds(600)
def test_every_style_fits():
    for style in ("classic", "briefing", "vertical"):
        shown = show(os.path.join(everything(), style + ".epub"), SIX_INCHES)
        equal((shown["wrong"], shown["errors"]), ({}, []), style)


def test_what_is_wrong_is_seen():
    """The reader's eye itself: a book that is too wide and coloured."""
    folder = os.path.join(scratch(), "style")
    os.mkdir(folder)
    with open(os.path.join(folder, "page.yaml"), "w", encoding="utf-8") as file:
        file.write("extends: classic\n")
    with open(os.path.join(folder, "epub.css"), "w", encoding="utf-8") as file:
        file.write("h1 { color: red; }\nblockquote { width: 900px; }\n")
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    post(posts, "a.md", "<blockquote><p>一句引文。</p></blockquote>")
    build("--style", folder, "-o", path, posts).want(0)
    wrong = json.dumps(show(path, SIX_INCHES)["wrong"])
    contains(wrong, "H1 is rgb(255, 0, 0)")
    contains(wrong, "P is 900 px, the page 357")


# ---- MuPDF ----

@seconds(300)
def test_mupdf_shows_all_within_the_page_in_the_readers_colours():
    need("mutool")
    folder = scratch()
    night = os.path.join(folder, "night.css")
    with open(night, "w", encoding="utf-8") as file:
        file.write("body { color: #dddddd; background-color: #111111; }\n")
    for book in (demo()[0], os.path.join(everything(), "classic.epub")):
        for width, height in ((257, 347), (446, 594)):
            out = run(["mutool", "draw", "-q", "-W", str(width), "-H", str(height), "-S", "12", "-U", night, "-F", "stext", book],
                      timeout=200).want(0).out
            assert out.count("<page ") > 10, "pages"
            lines = [html.unescape("".join(re.findall(r' c="([^"]+)"', line))) for line in out.split("<line ")]
            assert "关于本期" in lines and "封面" not in lines, "the landmarks are shown"
            for line in re.findall(r'<line bbox="([^"]+)"', out):
                right = float(line.split()[2])
                # It breaks a word that is longer than the line one letter late, whatever the sheet says.
                assert right <= width + 7, "%s: a line ends at %s of %d pt" % (book, right, width)
            equal(set(re.findall(r'<char [^>]*color="([^"]+)"', out)) - {"#dddddd"}, set(), book)


# ---- calibre ----

def convert(book, kind, *options):
    """The converted book and what calibre said."""
    need("ebook-convert")
    path = os.path.join(scratch(), "a." + kind)
    done = run(["ebook-convert", book, path, *options], timeout=280,
               env=dict(os.environ, HOME=scratch(), QTWEBENGINE_DISABLE_SANDBOX="1", QT_QPA_PLATFORM="offscreen")).want(0)
    return path, done.out + done.err


def quiet(said):
    """What calibre said besides its stages."""
    return [line for line in said.splitlines()
            if re.search(r"warn|error|could not|cannot|failed|missing|ignor|unsupported|invalid|skipp|not found|work around", line, re.I)]


def ncx_labels(path):
    """The contents of any EPUB: calibre's own are of version 2, without nav."""
    with zipfile.ZipFile(path) as archive:
        ncx = ET.fromstring(archive.read(next(n for n in archive.namelist() if n.endswith(".ncx"))))
    return [" ".join("".join(p.find(NCX + "navLabel").itertext()).split()) for p in ncx.iter(NCX + "navPoint")]


@seconds(600)
def test_calibre_makes_azw3_with_all_of_the_contents():
    for book in (demo()[0], os.path.join(everything(), "classic.epub")):
        azw3, said = convert(book, "azw3", "--output-profile", "kindle_pw3")
        equal(quiet(said), [], book)
        back, _ = convert(azw3, "epub")
        equal(ncx_labels(back), ncx_labels(book), book)


def output_formats():
    """What this calibre writes: KEPUB from its version 8 on."""
    need("ebook-convert", "calibre-debug")
    done = run(["calibre-debug", "-c", "from calibre.customize.ui import available_output_formats as f; print(*sorted(f()))"],
               env=dict(os.environ, HOME=scratch(), QT_QPA_PLATFORM="offscreen")).want(0)
    return done.out.split()


def nav_labels(path):
    return [" ".join(label.split()) for _, label, _ in Book(path).toc()]


@seconds(600)
def test_calibre_makes_kepub_or_else_its_epub_for_a_kobo():
    """Of the two a calibre that writes KEPUB is asked for both, an older one (Debian 12's) for the EPUB alone."""
    formats = output_formats()
    contains(formats, "epub")
    for book in (demo()[0], os.path.join(everything(), "classic.epub")):
        path, said = convert(book, "epub", "--output-profile", "kobo")
        equal(quiet(said), [], book)
        equal(ncx_labels(path), ncx_labels(book), book)
        if "kepub" in formats:
            path, said = convert(book, "kepub")
            equal(quiet(said), [], book)
            equal(nav_labels(path), nav_labels(book), book)
