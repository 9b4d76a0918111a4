"""Styles that extend others, and what a style asks of the EPUB."""
import os
import re

from epub import DC, XHTML, Book
from kit import POSTS, WENZHAI, build, contains, equal, need, post, run, scratch

ROOT = os.path.dirname(os.path.dirname(POSTS))


def style(page, css=None, name="mine"):
    """A style's folder."""
    folder = os.path.join(scratch(), name)
    os.mkdir(folder)
    for file, text in (("page.yaml", page), ("epub.css", css)):
        if text is not None:
            with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
                out.write(text)
    return folder


def book(*args, posts=POSTS):
    path = os.path.join(scratch(), "a.epub")
    return build("-o", path, *args, posts), path


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def css_of(path):
    return Book(path).files["EPUB/style.css"].decode("utf-8")


def test_rules_come_after_those_of_the_style_that_is_extended():
    done, path = book("--style", style("extends: classic\n", "p { text-indent: 0; }\n"))
    done.want(0)
    classic = read(os.path.join(ROOT, "styles", "classic", "epub.css"))
    equal(css_of(path), classic + "\np { text-indent: 0; }\n")


def test_a_style_without_a_sheet_extends_by_its_pages_alone():
    done, path = book("--style", style("extends: briefing\nsize: 8pt\n"))
    done.want(0)
    contains(css_of(path), "briefing: what it changes")
    contains(css_of(path), "classic: the EPUB style sheet")


def test_extending_a_folder_beside():
    base = style("extends: classic\n", "h1 { font-size: 2em; }\n", "base")
    mine = style("extends: %s\n" % os.path.relpath(base, os.path.dirname(base) + "/x"), "h2 { font-size: 1em; }\n")
    os.rename(mine, os.path.join(os.path.dirname(base), "x"))
    done, path = book("--style", os.path.join(os.path.dirname(base), "x"))
    done.want(0)
    assert css_of(path).endswith("h1 { font-size: 2em; }\n\nh2 { font-size: 1em; }\n")


def test_keys_reach_the_pages():
    """What briefing says of pages holds in a style that extends it and says something else."""
    def paint(*args):
        return run([WENZHAI, "build", "--timezone", "Asia/Shanghai", "--now", "2021-07-26T08:00:00+08:00", "-q", "--limit", "3",
                    "--dump", "paint", *args, POSTS]).want(0).out
    mine = style("extends: briefing\nink-link: \"#0000FF\"\n")
    briefing = paint("--style", "briefing")
    assert paint("--style", mine) != paint(), "classic's pages"
    assert paint("--style", mine).replace("#0000FF", "#000000") == briefing, "briefing's pages but for the links"


def test_rules_of_clutter_are_extended_too():
    base = style("extends: classic\n", name="base")
    with open(os.path.join(base, "clutter.yaml"), "w", encoding="utf-8") as file:
        file.write("rules:\n  - drop: p.mine\n")
    posts = scratch()
    post(posts, "a.md", '<p>留下的话。</p><p class="mine">去掉的话。</p>')
    done, path = book("--style", style("extends: %s\n" % base), posts=posts)
    done.want(0)
    text = Book(path).files["EPUB/a0001.xhtml"].decode("utf-8")
    contains(text, "留下的话")
    assert "去掉的话" not in text


def test_a_ring_is_refused():
    mine = style("extends: ../mine\n")
    done, path = book("--style", mine)
    done.want(1)
    equal([d[2:] for d in done.diagnostics() if d[4] == "cannot-read-style"],
          [("error", "more than 8 styles extend one another", "cannot-read-style")])
    assert not os.path.exists(path)


def test_a_style_that_is_not_there_cannot_be_extended():
    done, _ = book("--style", style("extends: clasic\n"))
    done.want(1)
    contains(done.err, "there is no style 'clasic' to be extended [cannot-read-style]")


def test_faults_of_pages_are_told_once():
    for args in (["-o", "b.pdf"], []):
        folder = scratch()
        done = build("-o", os.path.join(folder, "a.epub"), *[os.path.join(folder, a) if a.endswith("pdf") else a for a in args],
                     "--limit", "1", "--style", style("extends: classic\ncolour: green\n"), POSTS).want(0)
        equal(len([d for d in done.diagnostics() if d[4] == "bad-style"]), 1, done.err)


# ---- vertical writing ----

def vertical():
    done, path = book("--style", style("extends: classic\nvertical: yes\n"))
    done.want(0)
    return Book(path)


def test_vertical_pages_turn_from_right_to_left():
    opf = vertical().files["EPUB/package.opf"].decode("utf-8")
    contains(opf, 'page-progression-direction="rtl"')
    contains(opf, '<meta name="primary-writing-mode" content="vertical-rl"/>')


def test_chinese_and_japanese_stand_in_columns_others_do_not():
    seen = {}
    for name, page in vertical().pages.items():
        lang = page.get("lang")[:2]
        seen.setdefault(lang, set()).add(page.get("class") if name != "EPUB/cover.xhtml" else "cover")
    equal(seen, {"zh": {"vertical", "cover"}, "ja": {"vertical"}, "en": {None}, "ko": {None}})


def test_one_or_two_digits_stand_upright():
    posts = scratch()
    post(posts, "a.md", "<p>7月12日，共2021人，3.5公里，A4纸，5，<code>12</code></p><table><tr><td>12</td><td>13</td></tr></table>")
    done, path = book("--style", style("extends: classic\nvertical: yes\n"), posts=posts)
    done.want(0)
    page = Book(path).pages["EPUB/a0001.xhtml"]
    equal([s.text for s in page.iter(XHTML + "span") if s.get("class") == "tcy"], ["7", "12", "5"])


# ---- heads and languages ----

def test_heads_say_source_length_and_where_the_original_is():
    path = book()[1]
    text = Book(path).files["EPUB/a0001.xhtml"].decode("utf-8")
    byline = re.search(r'<p class="by">(.*?)</p>', text).group(1)
    assert re.fullmatch(r'木匠铺 · 从零开始 · 2021年7月14日 09:55 · \d+ 字 · 约 \d+ 分钟 · <a href="https://[^"]+">阅读原文</a>', byline), byline


def test_languages_of_all_articles_are_named_the_books_first():
    path = book()[1]
    equal([e.text for e in Book(path).opf.iter(DC + "language")], ["zh-Hans", "ja", "en", "zh-Hant", "ko"])


# ---- covers ----

def cover(*args):
    """The cover's JPEG as (bytes, width, height, pixel(x, y) in thousandths of the sides)."""
    need("mutool")
    done, path = book(*args)
    done.want(0)
    jpeg = Book(path).files["EPUB/cover.jpg"]
    folder = scratch()
    with open(os.path.join(folder, "c.jpg"), "wb") as file:
        file.write(jpeg)
    run(["mutool", "draw", "-q", "-F", "ppm", "-r", "96", "-o", "c.ppm", "c.jpg"], cwd=folder).want(0)
    with open(os.path.join(folder, "c.ppm"), "rb") as file:
        kind, width, height, rest = re.match(rb"(P6)\s(\d+)\s(\d+)\s255\s(.*)", file.read(), re.S).groups()
    width, height = int(width), int(height)

    def pixel(x, y):
        at = (y * (height - 1) // 1000 * width + x * (width - 1) // 1000) * 3
        return tuple(rest[at:at + 3])
    return jpeg, pixel


def jpeg_frame(jpeg):
    """(kind of frame, height, width, components); 0xC0 is a baseline frame."""
    at = 2
    while not 0xC0 <= jpeg[at + 1] <= 0xC2:
        at += 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
    return jpeg[at + 1], int.from_bytes(jpeg[at + 5:at + 7], "big"), int.from_bytes(jpeg[at + 7:at + 9], "big"), jpeg[at + 9]


def colourful(pixel, y):
    return any(max(pixel(x, y)) - min(pixel(x, y)) > 30 for x in range(100, 900, 50))


def test_cover_designs():
    dark, white = (10, 10, 10), (245, 245, 245)
    plain = cover("--style", style("extends: classic\ncover-design: plain\n"))[1]
    assert plain(500, 5) > white and not any(colourful(plain, y) for y in range(0, 1000, 20)), "plain"
    picture = cover()[1]
    assert picture(500, 5) > white and colourful(picture, 500), "picture"
    band = cover("--style", "briefing")[1]
    assert band(2, 5) < dark and band(998, 150) < dark and colourful(band, 500), "band"
    bare = cover("--no-images")[1]
    assert not any(colourful(bare, y) for y in range(0, 1000, 20)), "no pictures"


def test_covers_have_the_screens_shape_and_are_baseline():
    equal(jpeg_frame(cover()[0]), (0xC0, 1931, 1448, 3))
    equal(jpeg_frame(cover("--profile", "kindle")[0]), (0xC0, 1680, 1264, 1))
    equal(jpeg_frame(cover("--profile", "eink6", "--title", "长" * 400, "--style", "briefing")[0]), (0xC0, 1448, 1072, 1))


def test_a_cover_that_is_given():
    harbour = os.path.join(POSTS, "images", "harbour.jpg")
    jpeg, pixel = cover("--cover", harbour)
    equal(jpeg_frame(jpeg), (0xC0, 827, 1448, 3))
    assert colourful(pixel, 500) and pixel(1, 1) < (200, 200, 200), "from edge to edge"
    equal(jpeg_frame(cover("--cover", harbour, "--profile", "phone")[0])[1:3], (617, 1080))


def test_covers_that_are_none():
    for name, text in (("missing.png", None), ("text.png", b"no picture"), ("post.md", b"\x89PNG\r\n\x1a\n")):
        path = os.path.join(scratch(), name)
        if text is not None:
            with open(path, "wb") as file:
                file.write(text)
        done, out = book("--cover", path)
        contains(done.want(2).err, "--cover:")
        assert not os.path.exists(out)
