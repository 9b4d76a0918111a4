"""What an EPUB must be, a row for each demand that is made of it, on a book that puts them all to the test."""
import hashlib
import os
import re
import shutil
import subprocess
import zipfile

from epub import DC, OPF, OPS, XHTML, Book, text_of
from pictures import Picture, pictures_of
from kit import POSTS, ROOT, build, contains, environment, equal, need, once, post, run, scratch, seconds

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LIMIT = 240 * 1024 + 8192  # of a file: the text, and head and bars around it

NASTY = """<p onclick="x()" class="MsoNormal" style="color:#fff;font-family:SimSun" data-k="v">字\x1b\x03\x1f字&nbsp;&hellip;</p>
<script>alert(1)</script><form><input name="q"></form><iframe src="https://example.com/"></iframe>
<!-- a -- b --><p id="a b:c">甲</p><p id="a b:c">乙</p><p><a href="#a b:c">回</a> <a href="javascript:x">一</a>
<a href="weixin://x">二</a> <a href="http://[bad">三</a> <a href="https://example.com/?a=1&b=2 3">四</a>
<a href="mailto:a@example.com">五</a> <a href="https://example.com/second.html#x">内</a></p>
<table><tr><th>头</th><th></th></tr><tr><td colspan="2" align="right">值</td></tr>
<tr><td rowspan="2">高</td><td>一</td></tr><tr><td>二</td></tr></table><p><a href="https://example.com/t" title="说明">题</a></p>
<h4>深</h4><h2>浅</h2><ol start="3"><li>三</li></ol><p lang="ja">日本語の段落</p><p title="t">题</p>
<p><img src="harbour.jpg" alt="港" width="100%"><img src="walker.png"><img src="lie.jpg" alt="谎"><img src="https://example.com/x.png" alt="远处"></p>
<p><b><p>块在段里</p></b></p>"""


def made():
    """One book with everything in it."""
    def make(folder):
        posts = os.path.join(folder, "posts")
        os.mkdir(posts)
        for name in ("harbour.jpg", "walker.png"):
            shutil.copy(os.path.join(POSTS, "images", name), posts)
        shutil.copy(os.path.join(posts, "walker.png"), os.path.join(posts, "lie.jpg"))
        post(posts, "first.md", NASTY, title="第一篇 <&>", category="金融")
        text = "<p>第二篇。</p>"
        path = post(posts, "second.md", text, title="第二篇", category="科学", author="")
        with open(path, encoding="utf-8") as file:
            head = file.read().replace("comments: false", "comments: false\nlink: https://example.com/second.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(head)
        post(posts, "third.md", "<p>これは日本語の記事です。</p>" * 9, title="三番目", category="科学\n - 天文\n - 观测",
             date="Fri, 16 Jul 2021 22:00:00 GMT")
        build("--week", "2021-W28", "--title", "财经周刊", "--creator", "编辑部", "-o", os.path.join(folder, "a.epub"), posts).want(0)
    return Book(os.path.join(once("ebooks", make), "a.epub"))


def opf(book):
    return book.files[book.opf_name].decode("utf-8")


def raw(book):
    return "".join(book.files[n].decode("utf-8") for n in book.spine)


def meta(book, name):
    return [m.text for m in book.opf.iter(OPF + "meta") if m.get("property") == name]


def css(book):
    return re.sub(r"/\*.*?\*/", "", book.files["EPUB/style.css"].decode("utf-8"), flags=re.S)


# ---- the package ----

def mimetype(book):
    first = book.infos[0]
    equal((first.filename, first.compress_type, first.extra), ("mimetype", zipfile.ZIP_STORED, b""))
    for info in book.infos:
        assert info.compress_type in (0, 8) and re.fullmatch(r"[A-Za-z0-9._/-]+", info.filename), info
        assert info.extract_version < 45 and not info.extra, "ZIP64 without need: %s" % info


def names(book):
    equal(book.opf.get("version"), "3.0")
    equal(book.opf.find(".//" + DC + "title").text, "财经周刊 2021-07-12 – 2021-07-18")
    equal([e.text for e in book.opf.iter(DC + "language")], ["zh-Hans", "ja"])
    equal(book.opf.find(".//" + DC + "creator").text, "编辑部")
    equal(book.opf.find(".//" + DC + "date").text, "2021-07-18")
    contains(book.opf.find(".//" + DC + "description").text, "第一篇 <&>；")
    equal({e.text for e in book.opf.iter(DC + "subject")}, {"金融", "科学", "天文", "观测"})
    assert book.opf.find(".//" + DC + "publisher").text
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-.*", book.opf.find(".//" + DC + "identifier").text)


def modified(book):
    equal(meta(book, "dcterms:modified"), ["2021-07-26T00:00:00Z"])


def series(book):
    equal(meta(book, "belongs-to-collection"), ["财经周刊"])
    equal(meta(book, "collection-type"), ["series"])
    contains(opf(book), '<meta name="calibre:series" content="财经周刊"/>')
    equal(meta(book, "group-position"), ["20210718"])
    contains(opf(book), '<meta name="calibre:series_index" content="20210718"/>')


def cover(book):
    contains(opf(book), '<meta name="cover" content="cover"/>')
    equal(book.items["EPUB/cover.jpg"].get("id"), "cover")
    equal(book.items["EPUB/cover.jpg"].get("properties"), "cover-image")
    jpeg = book.files["EPUB/cover.jpg"]
    at = jpeg.index(b"\xff\xc0")
    high, wide = int.from_bytes(jpeg[at + 5:at + 7], "big"), int.from_bytes(jpeg[at + 7:at + 9], "big")
    assert abs(high * 3 - wide * 4) < 12, (wide, high)
    equal(book.spine[0], "EPUB/cover.xhtml")
    assert 'linear="no"' not in opf(book)


def navigation(book):
    toc = book.toc()
    equal(max(level for level, _, _ in toc), 2)
    order = [book.spine.index(target) for _, _, (target, _) in toc]
    equal(order, sorted(order))
    equal([(label, target) for _, label, target in toc], book.ncx_toc())
    types = {n.get(OPS + "type") for n in book.pages[book.nav].iter(XHTML + "nav")}
    equal(types, {"toc", "landmarks"})


def chapters(book):
    page = book.files["EPUB/a0001.xhtml"].decode("utf-8")
    for part in ("<h1", 'class="by"', "2021年7月12日 14:28", "字 · 约", 'class="bar"', 'rel="next"', ">目录</a>"):
        contains(page, part)
    equal(page.count('<nav class="bar"'), 2)
    contains(raw(book), '<p class="original"><a href="https://example.com/second.html">阅读原文</a>')


def deeper_categories(book):
    """Below the section's they stand in the article's head: the contents have two levels."""
    contains(text_of(book, "EPUB/a0003.xhtml"), "天文·观测")
    equal([label for level, label, _ in book.toc() if level == 1], ["金融", "科学", "关于本期"])


def section_pages(book):
    page = book.files["EPUB/s01.xhtml"].decode("utf-8")
    for part in ('<p class="title"><a href="a0', '<p class="by">', "2021年7月", '<p class="excerpt"'):
        contains(page, part)


def inward(book):
    contains(book.files["EPUB/a0001.xhtml"].decode("utf-8"), '<a class="inward" href="a000')


# ---- the XHTML ----

def well_formed(book):
    for name in book.pages:
        text = book.files[name].decode("utf-8")
        assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>'), name
        assert "<!--" not in text and not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text), name
        assert not re.search(r"&(?!(amp|lt|gt|quot|apos|#\d+);)", text), name
        seen = [e.get("id") for e in book.pages[name].iter() if e.get("id")]
        assert len(seen) == len(set(seen)) and all(re.fullmatch(r"[A-Za-z][\w-]*", i) for i in seen), seen


def nothing_of_the_source(book):
    text = raw(book)
    for part in ("MsoNormal", "SimSun", "#fff", "data-k", "onclick", "<script", "<form", "<iframe", "<font", "alert"):
        assert part not in text, part


def what_survives(book):
    for part in ('colspan="2"', 'rowspan="2"', 'start="3"', 'lang="ja"', 'alt="港"', 'class="align-end"', 'title="说明"'):
        contains(raw(book), part)


def images(book):
    for page in book.pages.values():
        for img in page.iter(XHTML + "img"):
            assert img.get("alt") is not None and "://" not in img.get("src"), img.attrib
            assert re.fullmatch(r"(width: \d+%)?", img.get("style") or ""), img.attrib
    contains(raw(book), "远处")


def links(book):
    text = raw(book)
    for part in ("javascript:", "weixin:", "[bad"):
        assert 'href="' + part not in text
    contains(text, 'href="https://example.com/?a=1&amp;b=2%203"')
    contains(text, 'href="mailto:a@example.com"')


def outline(book):
    for name, page in book.pages.items():
        heads = [int(e.tag[-1]) for e in page.iter() if re.fullmatch(r"h[1-6]", e.tag.split("}")[-1])]
        assert heads.count(1) <= 1 and all(b <= a + 1 for a, b in zip(heads, heads[1:])), (name, heads)
        equal(page.get("lang"), page.get(XML_LANG))
        for e in page.iter():
            kind, role = e.get(OPS + "type"), e.get("role")
            if e.tag != XHTML + "a" and kind in ("chapter", "part", "footnote", "colophon", "toc", "endnotes", "cover"):
                equal(role, "doc-" + kind, name)


def table_heads(book):
    heads = [e for p in book.pages.values() for e in p.iter(XHTML + "th")]
    equal([(e.text, e.get("scope")) for e in heads], [("头", "col")])


# ---- the style sheet ----

def sheet(book):
    text = css(book)
    for word in ("var(", "grid", "flex", "direction:", "unicode-bidi", "@import", "@media"):
        assert word not in text.replace("text-direction", ""), word
    assert not re.search(r"(?<!-)\bcolor:(?!\s*inherit)", text), "a colour"
    assert not re.search(r"background(-color)?:(?!\s*none)", text), "a background"
    assert not re.search(r"font-size:\s*[\d.]+(px|pt|cm|mm|in)", text), "a fixed size"
    for value in re.findall(r"margin[a-z-]*:\s*([^;]+);", text):
        assert all(float(n) <= 2 for n in re.findall(r"(-?[\d.]+)em", value)), value
    for rule in ("text-indent: 2em", "text-align: justify", "line-break: strict", "text-spacing-trim", "text-autospace",
                 "hanging-punctuation", "page-break-inside: avoid"):
        contains(text, rule)


def nothing_baked_in(book):
    assert not re.search(r"<p[^>]*>[\u3000\u2003\u00a0]|[\u2009\u200a\u2005]", raw(book))


# ---- accessibility, pictures ----

def accessibility(book):
    equal(meta(book, "schema:accessMode"), ["textual", "visual"])
    assert "alternativeText" not in meta(book, "schema:accessibilityFeature"), "one picture has none"
    equal(meta(book, "schema:accessibilityHazard"), ["none"])
    assert meta(book, "schema:accessModeSufficient") and meta(book, "schema:accessibilitySummary")
    assert "conformsTo" not in opf(book)


def types(book):
    for name, item in book.items.items():
        magic = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}.get(item.get("media-type"))
        assert magic is None or book.files[name].startswith(magic), name
    equal(len([n for n in book.items if n.endswith(".png")]), 1, "lie.jpg is walker.png")
    digests = [hashlib.sha256(book.files[n]).digest() for n in book.items]
    equal(len(digests), len(set(digests)), "a file twice")


ROWS = [
    ("mimetype first and stored; stored and deflate alone; ASCII names; no ZIP64", mimetype),
    ("identifier, title with dates, language, creator, publisher, date, subjects, description", names),
    ("modified is now's, not the clock's", modified),
    ("issues of a series stand together: collection, and calibre's", series),
    ("cover: property, meta, 3:4 baseline JPEG, linear page", cover),
    ("nav and NCX of two levels in spine order; landmarks", navigation),
    ("a chapter has title, date, length, reading time, bars, the original's link", chapters),
    ("category levels beyond two are in the label, not in the contents", deeper_categories),
    ("a section page lists articles with date and first lines", section_pages),
    ("links between articles lead inward", inward),
    ("XML declaration, no comments, no entities, no control characters, ids once", well_formed),
    ("nothing of the source's dress", nothing_of_the_source),
    ("spans, starts, languages, alignment, titles and alternative texts survive", what_survives),
    ("images have alt, are local, and as wide as a part of the line", images),
    ("links are http(s) or mailto, escaped; others are text", links),
    ("one h1, no level skipped; types with their roles; both langs", outline),
    ("table heads have a scope; an empty one is none", table_heads),
    ("the sheet: no variables, grid, flex, colours, fixed sizes, wide margins; the Chinese rules", sheet),
    ("no indents or thin spaces in the text", nothing_baked_in),
    ("accessibility: what is true of this issue", accessibility),
    ("media types are those of the bytes; each picture once", types),
]


def test_rows():
    book, wrong = made(), []
    for row, check in ROWS:
        try:
            check(book)
        except (AssertionError, KeyError, IndexError, AttributeError, ValueError) as error:
            wrong.append("%s: %r" % (row, error))
    assert not wrong, "\n".join(wrong)


# ---- what is true of an issue ----

def test_accessibility_says_what_is_true():
    """EPUB Accessibility 1.1: of pictures that all have a text, of one that has none, of ruby, formulas, moving pictures."""
    need("convert")
    draw = scratch()
    subprocess.run(["convert", "-size", "400x300", "xc:red", "xc:blue", os.path.join(draw, "moving.gif")], check=True)
    shutil.copy(os.path.join(POSTS, "images", "harbour.jpg"), draw)
    base = {"tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability"}
    cases = [("<p>字。</p>", {"alternativeText"}, "textual"),  # the cover is a picture, with its text
             ('<p><img src="harbour.jpg" alt="港"></p>', {"alternativeText"}, "textual"),
             ('<p><img src="harbour.jpg" alt="港"><img src="moving.gif"></p>', set(), "textual,visual"),
             ("<p><ruby>字<rt>zì</rt></ruby></p>", {"alternativeText", "rubyAnnotations"}, "textual"),
             ("<p><math><mi>x</mi><mo>=</mo><mn>1</mn></math></p>", {"alternativeText", "MathML"}, "textual")]
    for body, features, sufficient in cases:
        posts, path = scratch(), os.path.join(scratch(), "a.epub")
        for name in os.listdir(draw):
            shutil.copy(os.path.join(draw, name), posts)
        post(posts, "a.md", body)
        build("-o", path, posts).want(0)
        book = Book(path)
        equal(set(meta(book, "schema:accessibilityFeature")), base | features, body)
        equal(meta(book, "schema:accessModeSufficient"), [sufficient], body)
        equal(meta(book, "schema:accessibilityHazard"), ["none"], body)
        assert "image/gif" not in {i.get("media-type") for i in book.items.values()}, "it moves"


# EBOOKS.md, "Sheets and screens": name, page in pt, box of pictures in px, grey.
PROFILES = [("a4", (595, 842), (1448, 1931), False), ("a4-2col", (595, 842), (1448, 1931), False),
            ("a5", (420, 595), (1448, 1931), False), ("b5", (516, 729), (1448, 1931), False),
            ("letter", (612, 792), (1448, 1931), False), ("eink6", (257, 347), (1072, 1448), True),
            ("eink7", (303, 403), (1264, 1680), True), ("eink8", (346, 461), (1440, 1920), True),
            ("eink10", (446, 594), (1404, 1872), True), ("phone", (212, 459), (1080, 1440), False),
            ("kindle", (303, 403), (1264, 1680), True), ("kobo", (303, 403), (1264, 1680), True),
            ("remarkable2", (446, 594), (1404, 1872), True), ("boox", (446, 594), (1404, 1872), True),
            ("100x150mm", (283, 425), (1448, 1931), False), ("300x400pt", (300, 400), (1448, 1931), False)]


@seconds(300)
def test_profiles():
    """Each row of the table: the sheet, how large pictures and the cover are, whether they are grey."""
    need("convert", "pdfinfo")
    posts, folder = scratch(), scratch()
    subprocess.run(["convert", "-seed", "7", "-size", "300x400", "plasma:red-blue", "-resize", "1500x2000!", os.path.join(posts, "p.jpg")],
                   check=True)
    post(posts, "a.md", '<p>一段。</p><p><img src="p.jpg" alt="图"></p>')
    for name, sheet_size, box, grey in PROFILES:
        epub, pdf = os.path.join(folder, "a.epub"), os.path.join(folder, "a.pdf")
        build("--profile", name, "-o", epub, "-o", pdf, posts).want(0)
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", run(["pdfinfo", pdf]).want(0).out)
        equal(tuple(round(float(s)) for s in size.groups()), sheet_size, name)
        (_, picture), = pictures_of(epub)
        fill = max(picture.width / box[0], picture.height / box[1])
        assert 0.99 < fill <= 1, "%s: %d x %d" % (name, picture.width, picture.height)
        cover = Picture(Book(epub).files["EPUB/cover.jpg"])
        assert cover.baseline and abs(cover.width / cover.height - 0.75) < 0.02, (name, cover.width, cover.height)
        equal((cover.width, picture.grey, cover.grey), (box[0], grey, grey), name)


# ---- the issue's number ----

def test_issue_number():
    """--issue: on cover and closing page, in the series; another number is another book, the same the same."""
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    post(posts, "a.md", "<p>一段。</p>")
    books = {}
    for number in ("28", "29"):
        build("--title", "周刊", "--issue", number, "-o", path, posts).want(0)
        books[number] = Book(path)
        equal(meta(books[number], "belongs-to-collection"), ["周刊"])
        equal(meta(books[number], "group-position"), [number])
        contains(opf(books[number]), '<meta name="calibre:series_index" content="%s"/>' % number)
        contains(text_of(books[number], "EPUB/colophon.xhtml"), "第%s期·2021-07-12" % number)
    ids = [b.opf.find(".//" + DC + "identifier").text for b in books.values()]
    assert ids[0] != ids[1] and books["28"].files["EPUB/cover.jpg"] != books["29"].files["EPUB/cover.jpg"], ids
    build("--title", "周刊", "--issue", "29", "-o", path, posts).want(0)
    equal(Book(path).opf.find(".//" + DC + "identifier").text, ids[1])
    for wrong in ("0", "-1", "1000000", "W28"):
        contains(build("--issue", wrong, "-o", path, posts).want(2).err, "no number from 1 to 999999")


def test_issue_number_on_a_cover_of_text():
    data = os.path.join(scratch(), "data")
    shutil.copytree(os.path.join(ROOT, "styles"), os.path.join(data, "styles"))
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    post(posts, "a.md", "<p>一段。</p>")
    none = os.path.join(data, "fonts.conf")
    with open(none, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    build("--issue", "7", "-o", path, posts, env=environment(WENZHAI_DATADIR=data, FONTCONFIG_FILE=none)).want(0)
    contains(text_of(Book(path), "EPUB/cover.xhtml"), "第7期·2021-07-12")


def test_issues_of_days_stand_in_order():
    """Weeks, months and spans of one series without a number: by their last day."""
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    for day in ("12 Jul", "29 Dec"):
        post(posts, day.replace(" ", "") + ".md", "<p>%s。</p>" % day, date="Mon, %s 2021 06:28:20 GMT" % day)
    spans = (["--week", "2021-W28"], ["--month", "2021-07"], ["--from", "2021-07-12", "--to", "2021-08-01"],
             ["--day", "2021-12-29"], ["--week", "2021-W52"])
    places = []
    for span in spans:
        build("--title", "周刊", *span, "-o", path, posts).want(0)
        places += [int(p) for p in meta(Book(path), "group-position")]
    equal(places, [20210718, 20210731, 20210801, 20211229, 20220102])
    build("-o", path, posts).want(0)
    equal(meta(Book(path), "belongs-to-collection"), [], "all posts are no issue of a series")


# ---- links by permalink ----

LINKS = """<p><a href="/2021/07/12/two/">甲</a><a href="/2021/07/12/two">乙</a><a href="/2021/07/12/two/index.html#part">丙</a>
<a href="/2021/07/13/%E5%AD%90/%E4%B8%89/?from=x">丁</a><a href="/archives/4.html">戊</a><a href="/2021/07/14/dated/">己</a></p>
<p><a href="/2021/07/13/two/">日子不对</a><a href="/2021/07/12/one/">自己</a><a href="/about/">别页</a><a href="/">首页</a>
<a href="//example.com/2021/07/12/two/">外站</a><a href="/2021/07/12/%00two/">坏的</a><a href="two/">相对</a>
<a href="/2021/07/15/4/">写明了别的</a></p>"""


def test_links_by_permalink_lead_inward():
    """Hexo's own addresses below the site's root, and a head's `permalink:`; what is not known stays text."""
    site = scratch()
    posts, path = os.path.join(site, "source", "_posts"), os.path.join(site, "a.epub")
    days = {"one": 12, "two": 12, "子/三": 13, "2021-07-14-dated": 14, "4": 15}
    for name, day in days.items():
        post(posts, name + ".md", LINKS if name == "one" else "<p>文。%s</p>" % name, title=name,
             date="2021-07-%d 08:00:00" % day)
    four = os.path.join(posts, "4.md")
    with open(four, encoding="utf-8") as file:
        text = file.read().replace("comments: false", "comments: false\npermalink: archives/4.html")
    with open(four, "w", encoding="utf-8") as file:
        file.write(text)
    build("--sort", "title", "-o", path, posts).want(0)
    book = Book(path)
    page = next(n for n in book.spine if "EPUB/a" in n and "日子不对" in text_of(book, n))
    titles = {n.rpartition("/")[2]: "".join(p.find(".//" + XHTML + "h1").itertext()) for n, p in book.pages.items()
              if p.find(".//" + XHTML + "h1") is not None}
    links = [(a.text, titles.get(a.get("href"), a.get("href"))) for a in book.pages[page].iter(XHTML + "a")
             if a.get("class") == "inward" or a.text in "日子不对自己别页首页外站坏的相对写明了别的"]
    equal(links, [("甲", "two"), ("乙", "two"), ("丙", "two"), ("丁", "子/三"), ("戊", "4"), ("己", "2021-07-14-dated"),
                  ("外站", "https://example.com/2021/07/12/two/")])
    build("-o", os.path.join(site, "a.pdf"), posts).want(0)


def test_a_permalink_of_two_posts_leads_nowhere():
    """The same address in two folders: not known for certain."""
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    post(posts, "a/source/_posts/x.md", "<p>甲文。</p>", title="甲")
    post(posts, "b/source/_posts/x.md", "<p>乙文。</p>", title="乙")
    post(posts, "c/source/_posts/y.md", '<p><a href="/2021/07/12/x/">哪一篇</a></p>', title="丙")
    build("-o", path, posts).want(0)
    text = raw(Book(path))
    contains(text, "哪一篇")
    assert 'class="inward"' not in text


# ---- large blocks ----

def big(body):
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    post(posts, "a.md", body, title="大")
    build("-o", path, posts).want(0)
    book = Book(path)
    parts = [n for n in book.spine if re.match(r"EPUB/a0001", n)]
    for name in parts:
        assert len(book.files[name]) < LIMIT, "%s: %d bytes" % (name, len(book.files[name]))
    return book, parts


@seconds(300)
def test_a_paragraph_over_the_limit_is_cut_after_a_sentence():
    body = "".join("第%d句话说的是<b>河岸</b>上的事。" % i for i in range(20000))
    book, parts = big("<blockquote><p>" + body + "</p></blockquote>")
    assert len(parts) > 2, parts
    pieces = ["".join("".join(p.itertext()) for p in book.pages[n].iter(XHTML + "blockquote") for p in p)
              for n in parts]
    equal("".join(pieces), re.sub(r"</?b>", "", body))
    assert all(piece.endswith("。") for piece in pieces[:-1]), [p[-9:] for p in pieces]
    assert all(book.pages[n].find(".//" + XHTML + "blockquote") is not None for n in parts)


@seconds(300)
def test_a_paragraph_of_one_piece_of_text():
    body = "".join("第%d句话说的是河岸上的事。" % i for i in range(20000))
    book, parts = big("<p>" + body + "</p>")
    assert len(parts) > 2
    contains("".join(text_of(book, n) for n in parts), "第19999句话")


@seconds(300)
def test_an_item_and_a_definition_over_the_limit_are_cut():
    """Their only paragraph has no <p> of its own: nothing is closed that was not opened."""
    body = "".join("第%d句话说的是河岸上的事。" % i for i in range(9000))
    for before, after, holder in (("<ul><li>", "</li><li>二</li></ul>", "li"), ("<dl><dt>一</dt><dd>", "</dd></dl>", "dd")):
        book, parts = big(before + body + after)  # reading it, Book has parsed each page
        assert len(parts) > 1, holder
        held = "".join("".join(e.itertext()) for n in parts for e in book.pages[n].iter(XHTML + holder))
        contains(held.replace("\n", ""), body)


@seconds(300)
def test_no_part_begins_or_ends_in_an_empty_link():
    body = "".join('<a href="https://example.com/%d">第%d句话说的是河岸上的事。</a>' % (i, i) for i in range(9000))
    book, parts = big("<p>" + body + "</p>")
    assert len(parts) > 1
    links = [a for n in parts for a in book.pages[n].iter(XHTML + "a") if (a.get("href") or "").startswith("https://example.com/")]
    equal((len(links), [a.get("href") for a in links if not "".join(a.itertext())]), (9000, []))


@seconds(300)
def test_code_over_the_limit_is_cut_after_a_line():
    lines = ["line %d <of> a long log with some words in it" % i for i in range(9000)]
    book, parts = big("<pre><code>" + "\n".join(lines).replace("<", "&lt;") + "</code></pre>")
    assert len(parts) > 1
    codes = ["".join(book.pages[n].find(".//" + XHTML + "pre").itertext()) for n in parts]
    equal([line for code in codes for line in code.rstrip("\n").split("\n")], lines)


@seconds(300)
def test_a_table_over_the_limit_is_cut_between_rows_under_its_head():
    row = "<tr><td>%d</td><td>一些字，不多不少，刚好一行，再多一点点</td></tr>"
    book, parts = big("<table><thead><tr><th>号</th><th>文</th></tr></thead>" + "".join(row % i for i in range(6000)) + "</table>")
    assert len(parts) > 1
    numbers = []
    for name in parts:
        table = book.pages[name].find(".//" + XHTML + "table")
        equal([e.text for e in table.find(XHTML + "thead").iter(XHTML + "th")], ["号", "文"], name)
        numbers += [int(r[0].text) for r in table.find(XHTML + "tbody").iter(XHTML + "tr")]
    equal(numbers, list(range(6000)))


def test_a_block_stays_whole_where_a_part_can_end_before_it():
    """A table at the limit is not torn when the text before it fills a part well."""
    row = "<tr><td>%d</td><td>一些字，不多不少，刚好一行，再多一点点</td></tr>"
    book, parts = big("<p>%s</p>" % ("</p><p>".join(["河岸上的事。" * 200] * 60)) +
                      "<table>" + "".join(row % i for i in range(600)) + "</table><p>完。</p>")
    equal(sum(len(list(book.pages[n].iter(XHTML + "table"))) for n in parts), 1)


# ---- names ----

def test_names_beyond_the_basic_plane_are_names():
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    post(posts, "a.md", "<p>正文。</p>", title="🎉🎉", author="𠮷", category="😀")
    build("-o", path, posts).want(0)
    book = Book(path)
    contains("".join(book.pages["EPUB/a0001.xhtml"].find(".//" + XHTML + "h1").itertext()), "🎉🎉")
    contains([label for _, label, _ in book.toc()], "😀")
    contains("".join(text_of(book, n) for n in book.spine), "𠮷")


# ---- wide tables ----

def test_pieces_of_a_wide_table_hold_all_of_it():
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    columns = range(1, 13)
    body = "<table><caption>增速</caption><tr><th>城市</th>%s</tr>" % "".join("<th>2021年%d月</th>" % m for m in columns)
    for city in "北南":
        body += "<tr><th>%s市</th>%s</tr>" % (city, "".join("<td>%d</td>" % (1000000000 + m) for m in columns))
    post(posts, "a.md", body + '<tr><td colspan="13">合计</td></tr></table>', title="宽")
    build("-o", path, "--profile", "eink6", posts).want(0)
    tables = list(Book(path).pages["EPUB/a0001.xhtml"].iter(XHTML + "table"))
    assert len(tables) > 1, "in one piece"
    equal([t.find(XHTML + "caption").text for t in tables],
          ["增速"] + ["（%d/%d）" % (i, len(tables)) for i in range(2, len(tables) + 1)])
    for t in tables:
        widths = {sum(int(c.get("colspan") or 1) for c in row) for row in t.iter(XHTML + "tr")}
        equal(len(widths), 1, "a ragged piece")
        equal([row[0].text for row in t.iter(XHTML + "tr")], ["城市", "北市", "南市", "合计"])
    heads = [c.text for t in tables for c in next(t.iter(XHTML + "tr"))][0:]
    equal([h for h in heads if h != "城市"], ["2021年%d月" % m for m in columns])
    build("-o", path, "--profile", "eink10", posts).want(0)
    assert len(list(Book(path).pages["EPUB/a0001.xhtml"].iter(XHTML + "table"))) < len(tables), "a larger screen"


def test_an_empty_row_that_a_cell_above_covers():
    """It goes, and the cell is a row less high: or all that follows is moved aside."""
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    body = '<table><tr><td rowspan="3">甲</td><td rowspan="2">乙</td></tr><tr></tr><tr><td>丙</td></tr><tr></tr>'
    body += '<tr><td colspan="2" rowspan="2">丁</td></tr><tr></tr><tr><td>戊</td><td>己</td></tr><tr></tr></table>'
    post(posts, "a.md", body, title="表")
    build("-o", path, posts).want(0)
    table = next(Book(path).pages["EPUB/a0001.xhtml"].iter(XHTML + "table"))
    rows = [[(c.text, c.get("rowspan") or "1", c.get("colspan") or "1") for c in r] for r in table.iter(XHTML + "tr")]
    equal(rows, [[("甲", "2", "1"), ("乙", "1", "1")], [("丙", "1", "1")], [("丁", "1", "2")],
                 [("戊", "1", "1"), ("己", "1", "1")]])


def test_columns_of_a_few_characters_are_not_broken():
    """北京 beside a column of sentences; but never so many that half the line is taken."""
    posts, path = scratch(), os.path.join(scratch(), "a.epub")
    sentence = "这是一段很长很长的说明文字，不会少于一行。"
    body = "<table><tr><th>城市</th><th>类</th><th>说明</th></tr>"
    body += "".join("<tr><td>%s</td><td>一线</td><td>%s</td></tr>" % (c, sentence) for c in ("北京", "哈尔滨")) + "</table>"
    body += "<table><tr><td>北京<br>上海</td><td>一</td></tr></table>"
    body += "<table><tr>%s</tr></table>" % "".join("<td>城市%d</td>" % i for i in range(9))
    post(posts, "a.md", body, title="表")
    build("-o", path, "--profile", "eink6", posts).want(0)
    tables = list(Book(path).pages["EPUB/a0001.xhtml"].iter(XHTML + "table"))
    narrow = [[c.text for c in t.iter() if c.get("class") == "narrow"] for t in tables]
    equal(narrow[0], ["城市", "类", "北京", "一线", "哈尔滨", "一线"])
    equal(narrow[1], [], "two lines as they are; one character")
    for t in tables[2:]:
        row = next(t.iter(XHTML + "tr"))
        assert 0 < len([c for c in row if c.get("class") == "narrow"]) <= len(row) - 1, "all of the line"


# ---- formulas that are none ----

def test_formulas_are_bounded():
    deep = "<math>%s<mi>x</mi>%s</math>" % ("<mrow>" * 60, "</mrow>" * 60)
    wide = "<math>%s</math>" % ("<mi>x</mi>" * 3000)
    for formula in (deep, wide):
        posts, path = scratch(), os.path.join(scratch(), "a.epub")
        post(posts, "a.md", "<p>式：%s。</p>" % formula, title="式")
        done = build("-o", path, posts).want(0)
        assert "bad-formula" in done.codes(), done.err
        assert b"<math" not in Book(path).files["EPUB/a0001.xhtml"]
