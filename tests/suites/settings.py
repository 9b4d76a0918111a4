"""Styles, rules, fonts and sheets that a user can get wrong: the articles come out all the same."""
import os
import random
import shutil
import struct

from hostile import body, survive
from kit import POSTS, ROOT, Skip, build, environment, equal, run, scratch, wenzhai

PARAGRAPH = "<p>" + "字里行间，" * 60 + "</p>"
EVERYTHING = (PARAGRAPH + "<table><tr><td>一</td><td>二三四五六七</td></tr></table><pre>int x;\n\tfoo</pre>"
              "<ul><li>项<ul><li>项</li></ul></li></ul><blockquote><p>引</p><p>文</p></blockquote><ruby>漢<rt>かん</rt></ruby>")


def style(text):
    """A style's folder with this page.yaml."""
    folder = scratch()
    shutil.copy(os.path.join(ROOT, "styles", "classic", "epub.css"), folder)
    with open(os.path.join(folder, "page.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    return folder


def page(text, *args, codes=()):
    survive(body(EVERYTHING), "--style", style(text), *args, named=False, codes=codes)


def data(rules=None, fonts=None):
    """A copy of styles/ and fonts/ with these rules, and what fonts(folder) puts there."""
    folder = scratch()
    for name in ("styles", "fonts"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
    if rules is not None:
        with open(os.path.join(folder, "styles", "clutter.yaml"), "wb") as file:
            file.write(rules)
    if fonts:
        fonts(os.path.join(folder, "fonts"))
    return environment(WENZHAI_DATA=folder)


# ---- pages ----

def test_small_and_large_sheets():
    for profile in ("100x100pt", "3000x3000pt", "100x3000pt"):
        page("", "--profile", profile)


def test_absurd_numbers():
    page("size: 0\nleading: 0\ncolumns: 0\nmargin-top: -5\n", codes=["bad-style"])
    page("size: 1e9\nleading: 1000000000000000000\ncolumns: 99999999999\nindent: 1e300em\nmargin-inner: 9999999999999in\n", codes=["bad-style"])
    page("size: 60\nleading: 120pt\nindent: 8em\nvertical: yes\nmirrored: yes\n", "--profile", "a5")


def test_margins_beyond_the_page():
    page("margin-inner: 999pt\nmargin-outer: 999pt\nmargin-top: 1000\nmargin-bottom: 1000\n", codes=["bad-style"])


def test_indent_wider_than_the_page():
    """Eight ems of a measure of six: the first line stood beside the sheet, where nobody sees it."""
    page("size: 12\nleading: 12\nmargin-inner: 10\nmargin-outer: 10\nmargin-top: 20\nmargin-bottom: 20\nindent: 8em\n"
         "masthead: yes\nlink-footnotes: yes\n", "--profile", "100x100pt")


def test_many_keys():
    page("size: 9\n" * 50000)
    page("a: " + "[" * 100000, codes=["bad-style"])


# ---- rules ----

def test_bad_rules():
    rules = ("rules:\n - drop-text: ['(', '[', '(?<x>a)', '(?<x>b)', '\\1', '(a+)+$', '(*COMMIT)a', '(?R)', '\\Q', 'a{99999}', '(?#']\n"
             "   drop: ['..', '>', '[', 'a[', 'a >', ':has(x)', ',']\n   within: -1\n   most: 99999999999\n   authors: [[x]]\n"
             "   tail: {a: b}\n   nokey: 1\n - 5\n - [a]\n").encode()
    survive(body(EVERYTHING), named=False, codes=["bad-rule"], env=data(rules))
    survive(body(EVERYTHING), named=False, codes=["bad-rule"], env=data(os.urandom(100000)))


def test_ten_thousand_rules():
    rules = "rules:\n" + "".join(" - {drop: '.x%d, #y%d a > b', drop-text: '责任编辑%d：.*'}\n" % (i, i, i) for i in range(10000))
    survive(body(EVERYTHING + "<div class=x1><p>广告</p></div>" * 50), named=False, codes=["bad-rule"], env=data(rules.encode()))


def test_slow_patterns():
    rules = "rules:\n - drop-text: ['(.*)*(.*)*(.*)*[yz]', '(x+x+)+[yz]', '((a?){30}){30}z']\n"
    survive(body("".join("<p>%s%d</p>" % ("x" * 300, i) for i in range(1000))), named=False, env=data(rules.encode()))


# ---- fonts ----

def damaged(font, dice):
    """The font with some bytes of its directory and its tables' heads changed."""
    out = bytearray(font)
    tables = struct.unpack(">H", font[4:6])[0]
    for _ in range(dice.randint(1, 30)):
        offset, length = struct.unpack(">II", font[12 + 16 * dice.randrange(tables) + 8:][:8])
        at = offset + dice.randrange(max(1, min(length, 200))) if dice.random() < 0.8 else dice.randrange(12, 12 + 16 * tables)
        out[at % len(out)] = dice.choice([0, 255, 127, 128])
    return bytes(out)


def test_broken_fonts():
    dice = random.Random(2)
    paths = sorted(p for p in run(["fc-list", ":fontformat=TrueType", "file"]).out.replace(": ", "").split("\n") if p.endswith(".ttf"))

    def fill(folder):
        for n, path in enumerate(paths[:2]):
            with open(path, "rb") as file:
                font = file.read()
            for i in range(20):
                with open(os.path.join(folder, "%d-%d.ttf" % (n, i)), "wb") as file:
                    file.write(damaged(font, dice))
        for i, content in enumerate((b"", b"OTTO", b"ttcf\0\1\0\0\xff\xff\xff\xff", b"\0\1\0\0\xff\xff" + b"\0" * 70000, b"true" + b"\xff" * 1000)):
            with open(os.path.join(folder, "bad%d.ttc" % i), "wb") as file:
                file.write(content)
        os.symlink("/dev/zero", os.path.join(folder, "zero.ttf"))
        os.mkfifo(os.path.join(folder, "fifo.ttf"))
        os.mkdir(os.path.join(folder, "folder.ttf"))
    env = data(fonts=fill)
    survive(body(EVERYTHING + "<p>Plain Latin text, “quoted”, 0123456789.</p>"), named=False, env=env)
    wenzhai("doctor", env=env)


def spoil_outlines(path, to):
    """A copy of a collection of CFF fonts whose global subroutines, which most glyphs call, are noise."""
    with open(path, "rb") as file:
        font = bytearray(file.read())
    first, = struct.unpack(">I", font[12:16])
    tables, = struct.unpack(">H", font[first + 4:first + 6])
    cff, = [offset for tag, _, offset, _ in struct.iter_unpack(">4sIII", font[first + 12:first + 12 + 16 * tables])
            if tag == b"CFF "]
    at = cff + font[cff + 2]
    for _ in range(4):  # names, top dicts, strings, global subroutines
        begin, (count,), size = at, struct.unpack(">H", font[at:at + 2]), font[at + 2]
        last = at + 3 + count * size
        at += 2 + (count + 1) * size + int.from_bytes(font[last:last + size], "big")
    font[begin + 3 + (count + 1) * size:at] = b"\xff" * (at - begin - 3 - (count + 1) * size)
    with open(to, "wb") as file:
        file.write(font)


def test_damaged_first_choice():
    """A font that opens, but whose glyphs cannot be gathered: the next that has the characters is taken."""
    path = run(["fc-match", "-f", "%{file}", "Noto Serif CJK SC:regular"]).out
    if not path.endswith(".ttc"):
        raise Skip("Noto Serif CJK is no collection here")
    env = data(fonts=lambda folder: spoil_outlines(path, os.path.join(folder, "spoilt.ttc")))
    pdf = os.path.join(scratch(), "a.pdf")
    done = build("-o", pdf, "--limit", 2, POSTS, env=env).want(0)
    equal([d[2:] for d in done.diagnostics()],
          [("warning", "the font NotoSerifCJKsc-Regular is damaged, another was used", "bad-font")])
    whole = os.path.join(scratch(), "a.pdf")
    build("-o", whole, "--limit", 2, POSTS).want(0)
    with open(pdf, "rb") as a, open(whole, "rb") as b:
        equal(a.read() == b.read(), True, "the system's own file of the same family serves")
