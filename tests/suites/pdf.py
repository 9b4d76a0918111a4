"""The PDFs: whole, their fonts, their text in reading order, where their links lead."""
import html.parser
import json
import os
import re

from kit import POSTS, build, contains, demo, equal, listing, need, run, scratch, seconds, shared, week28

HEADS_AND_FEET = 4  # lines at either end of a page that may be its furniture


def pages_of(path):
    need("pdftotext")
    return run(["pdftotext", "-enc", "UTF-8", path, "-"]).want(0).out.split("\f")


def squeeze(text):
    """Text without what a line or page end may add or take."""
    return re.sub(r"[\s\u00ad\u2010\ufeff-]", "", text)


def body_text(path, titles):
    """The pages' text without running heads, feet and page numbers, squeezed."""
    known = {squeeze(t) for t in titles}

    def furniture(line):
        s = squeeze(line).rstrip("…")
        return not s or re.fullmatch(r"[0-9ivxlc·/]+", s) or any(t.startswith(s) or t in s for t in known)
    out = []
    for page in pages_of(path):
        lines = page.strip("\n").split("\n")
        for end in (0, -1):
            for _ in range(HEADS_AND_FEET):
                if lines and furniture(lines[end]):
                    lines.pop(end)
        out.append("".join(lines))
    return squeeze("".join(out))


class Sentences(html.parser.HTMLParser):
    """The sentences of a post's running text, read by another parser than ours."""
    DROPPED = {"style", "script", "pre", "table", "form", "rt", "rp", "video", "audio", "details", "title", "dl", "svg", "button"}
    BLOCKS = {"p", "br", "li", "div", "h1", "h2", "h3", "h4", "h5", "blockquote", "hr", "ol", "ul", "figure", "figcaption", "center", "section"}
    INLINE = {"a", "b", "i", "u", "s", "em", "strong", "font", "span", "code", "sub", "sup", "small", "big", "img", "ruby", "q", "iframe", "kbd",
              "del", "strike", "tt", "samp", "acronym", "source"}
    CLUTTER = r"relat|recommend|share|follow|appendQr|comment|editor|copyright|reward|wechat"
    CLUTTER_TEXT = r"责任编辑|二维码|关注|APP|猜你|相关|分享|沙发|来源|公众号|本文原创|题图来自|打赏|阅读原文"

    def __init__(self, text, ruby=True):
        """ruby: keep paragraphs that hold some (a page's text has the annotations in between)."""
        super().__init__(convert_charrefs=True)
        self.ruby, self.skipping, self.depth = ruby, None, 0
        self.blocks, self.spoilt = [""], [False]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if self.skipping is not None:
            self.depth += tag == self.skipping
            return
        hidden = "display:none" in (attrs.get("style") or "").replace(" ", "") or re.search(self.CLUTTER, attrs.get("class") or "")
        if (tag in self.DROPPED or hidden) and tag not in ("img", "br", "hr"):
            self.skipping, self.depth = tag, 1
        if tag in self.BLOCKS:
            self.blocks.append("")
            self.spoilt.append(False)
        elif tag == "q":
            self.blocks[-1] += "“"
        elif tag not in self.INLINE and tag not in self.DROPPED or tag == "ruby" and not self.ruby:
            # Text that looked like an element, or annotations: another test's.
            self.spoilt[-1] = True

    def handle_endtag(self, tag):
        if self.skipping is not None:
            self.depth -= tag == self.skipping
            if self.depth == 0:
                self.skipping = None
            return
        if tag in self.BLOCKS:
            self.blocks.append("")
            self.spoilt.append(False)
        elif tag == "q":
            self.blocks[-1] += "”"

    def handle_data(self, data):
        if self.skipping is None:
            self.blocks[-1] += re.sub(r"\s+", " ", data)

    def list(self):
        """Those long enough to be found once, without what cleaning is right to drop."""
        found = []
        for block, spoilt in zip(self.blocks, self.spoilt):
            if not spoilt:
                found += [squeeze(s) for s in re.split(r"(?<=[。！？])|(?<=[.?!])  ", block)]
        return [s for s in found if len(s) >= 12 and not re.search(self.CLUTTER_TEXT, s)]


def source_of(path):
    with open(path, "rb") as file:
        raw = file.read()
    for encoding in ("utf-8", "big5", "shift_jis", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("cannot read " + path)


def is_markdown(text):
    return "<p" not in text and "<br" not in text


def check_reading_order(pdf, articles, sections):
    text = body_text(pdf, [a["title"] for a in articles] + sections)
    missing, count = [], 0
    for article in articles:
        source = re.sub(r"\A\s*---\n.*?\n---\n", "", source_of(article["path"]), flags=re.S)
        if is_markdown(source):
            continue
        at = text.find(squeeze(article["title"]))
        for sentence in Sentences(source, ruby=False).list():
            count += 1
            found = text.find(sentence, max(0, at))
            if found < 0:
                missing.append("%s: %s%s" % (article["title"], sentence, " (out of order)" if sentence in text else ""))
            else:
                at = found
    assert count > 50, count
    assert not missing, "%d of %d sentences:\n%s" % (len(missing), count, "\n".join(missing[:25]))


def both():
    yield demo()[1]
    if os.path.isdir(shared("corpus/posts")):
        yield week28()[1]


def outline(path):
    """[(depth, title)] as MuPDF reads it."""
    need("mutool")
    done = run(["mutool", "show", path, "outline"]).want(0)
    found = re.findall(r'^[|+-]?(\t+)"(.*)"\t#', done.out, re.M)
    return [(len(indent), title.replace('\\"', '"')) for indent, title in found]


def objects(path):
    need("qpdf")
    data = json.loads(run(["qpdf", "--json=2", path, "-"]).want(0).out)
    return data["qpdf"][1]


def value(objs, thing):
    """Follows a reference; a stream gives its dictionary."""
    while isinstance(thing, str) and re.fullmatch(r"\d+ \d+ R", thing):
        found = objs.get("obj:" + thing, {})
        thing = found.get("value", found.get("stream", {}).get("dict"))
    return thing


def page_list(objs):
    """References of the pages, in order; without recursion, as the tree may be deep."""
    catalog = value(objs, objs["trailer"]["value"]["/Root"])
    stack, found = [catalog["/Pages"]], []
    while stack:
        reference = stack.pop()
        node = value(objs, reference)
        if node["/Type"] == "/Pages":
            stack.extend(reversed(value(objs, node["/Kids"])))
        else:
            found.append(reference)
    return catalog, found


def links(objs, pages):
    """(page index, target): a URI, or the index of a page."""
    for index, page in enumerate(pages):
        for annotation in value(objs, value(objs, page).get("/Annots")) or []:
            note = value(objs, annotation)
            if note["/Subtype"] != "/Link":
                continue
            action = value(objs, note.get("/A")) or {}
            if "/URI" in action:
                yield index, value(objs, action["/URI"])
            else:
                dest = value(objs, note.get("/Dest") or action.get("/D"))
                assert isinstance(dest, list) and dest[0] in pages, "a link to no page: %r" % (dest,)
                yield index, pages.index(dest[0])


# ---- the tests ----

def test_whole():
    need("qpdf")
    for path in both():
        done = run(["qpdf", "--check", path])
        assert done.status == 0 and "WARNING" not in done.err, done.out + done.err


def test_fonts():
    need("pdffonts")
    for path in both():
        rows = run(["pdffonts", path]).want(0).out.splitlines()[2:]
        assert rows, "no fonts"
        for row in rows:
            # name  type  encoding  emb sub uni  object ID
            emb, sub, uni = row.split()[-5:-2]
            equal((emb, sub, uni), ("yes", "yes", "yes"), row)


def test_no_glyph_is_slanted_or_smeared():
    """Text is filled, never stroked, and turned by right angles at most: a bold or slanted face is one of its own."""
    need("qpdf")
    vertical = os.path.join(scratch(), "v.pdf")
    build("--style", "vertical", "--day", "2021-07-13", "-o", vertical, POSTS).want(0)
    for path in demo()[1], vertical:
        raw = run(["qpdf", "--qdf", "--object-streams=disable", path, "-"]).want(0).out
        assert re.search(r" Tf$", raw, re.M), "no text"
        equal(set(re.findall(r"^(\S+) Tr$", raw, re.M)) - {"0"}, set(), "rendering modes")
        turns = set(re.findall(r"^((?:\S+ ){4})\S+ \S+ (?:Tm|cm)$", raw, re.M))
        assert turns or path != vertical
        for turn in turns:
            a, b, c, d = (float(x) for x in turn.split())
            assert (b == c == 0) or (a == d == 0 and b == -c), turn


@seconds(300)
def test_reading_order():
    data = listing(POSTS)
    sections = [c[0] for a in data["articles"] for c in a["categories"]]
    check_reading_order(demo()[1], data["articles"], sections)


def test_reading_order_of_corpus():
    posts = shared("corpus/posts")
    data = listing("--week", "2021-W28", posts)
    check_reading_order(week28()[1], data["articles"], [c[0] for a in data["articles"] for c in a["categories"]])


def test_reading_order_of_vertical_pages():
    """Columns from right to left, turned words where they stand in them."""
    path = os.path.join(scratch(), "a.pdf")
    build("--style", "vertical", "--category", "人文", "--category", "生活", "-o", path, POSTS).want(0)
    run(["qpdf", "--check", path]).want(0)
    data = listing("--category", "人文", "--category", "生活", POSTS)
    check_reading_order(path, data["articles"], [c[0] for a in data["articles"] for c in a["categories"]])
    catalog, _ = page_list(objects(path))
    equal(catalog["/ViewerPreferences"]["/Direction"], "/R2L")


def test_outline():
    titles = [t for _, t in outline(demo()[1])]
    articles = [a["title"] for a in listing(POSTS)["articles"]]
    plain = [squeeze(t) for t in titles]
    for title in articles:
        assert squeeze(title) in plain, "not in the outline: %s\n%s" % (title, titles)
    entries = outline(demo()[1])
    assert {d for d, _ in entries} == {1, 2}, "two levels"
    equal(sum(d == 2 for d, _ in entries), len(articles))


def test_links():
    objs = objects(demo()[1])
    _, pages = page_list(objs)
    found = list(links(objs, pages))
    outside = [t for _, t in found if isinstance(t, str)]
    inside = [(p, t) for p, t in found if isinstance(t, int)]
    for uri in outside:
        assert re.match(r"u:(https?://|mailto:)", uri), uri
    assert "u:https://rill.example/download" in outside, outside
    articles = len(listing(POSTS)["articles"])
    assert len({t for _, t in inside}) > articles / 2, "contents links"
    texts = [squeeze(t) for t in pages_of(demo()[1])]
    leads = 0
    for page, target in inside:
        assert 0 <= target < len(pages)
        leads += target > page
    assert leads >= articles, "links from the contents: %d" % leads
    equal(len(texts) >= len(pages), True)


def test_named_places():
    """issue.pdf#a12 opens at the twelfth article: for links from a catalogue or a mail."""
    need("pdfinfo")
    out = run(["pdfinfo", "-dests", demo()[1]]).want(0).out
    found = {name: int(page) for page, name in re.findall(r'^ *(\d+) \[.*\] "(\w+)"', out, re.M)}
    texts = [squeeze(t) for t in pages_of(demo()[1])]
    articles = listing(POSTS)["articles"]
    equal(sum(name.startswith("a") for name in found), len(articles))
    titles = [t for depth, t in outline(demo()[1]) if depth == 2]
    for number, title in enumerate(titles, 1):
        contains(texts[found["a%d" % number] - 1], squeeze(title))
    assert found["contents"] < found["s1"] <= found["a1"]


def test_contents_numbers():
    """The contents' page numbers are the labels of the pages where the articles begin."""
    texts = pages_of(demo()[1])
    titles = [a["title"] for a in listing(POSTS)["articles"]]
    body = [squeeze(t) for t in texts]
    found = 0
    for title in titles:
        t = squeeze(title)
        hits = [i for i, text in enumerate(body) if t in text]
        found += len(hits) >= 2
    assert found >= len(titles) * 0.9, "titles in the contents and at their article: %d of %d" % (found, len(titles))


def test_page_labels():
    objs = objects(demo()[1])
    catalog, _ = page_list(objs)
    nums = value(objs, value(objs, catalog["/PageLabels"])["/Nums"])
    styles = [value(objs, v).get("/S") for v in nums[1::2]]
    assert "/r" in styles and "/D" in styles, styles


def test_catalog():
    objs = objects(demo()[1])
    catalog, _ = page_list(objs)
    assert value(objs, catalog["/ViewerPreferences"])["/DisplayDocTitle"] is True
    contains(json.dumps(catalog), "zh")
    info = value(objs, objs["trailer"]["value"]["/Info"])
    assert info.get("/Title"), info


def test_page_sizes():
    need("pdfinfo")
    folder = scratch()
    sizes = {"a4": (595, 842), "a5": (420, 595), "letter": (612, 792), "b5": (516, 729), "eink7": (303, 403),
             "eink10": (446, 594), "phone": (212, 459), "100x150mm": (283.5, 425.2), "300x400pt": (300, 400)}
    for profile, (width, height) in sizes.items():
        path = os.path.join(folder, profile + ".pdf")
        build("--profile", profile, "--day", "2021-07-13", "-o", path, POSTS).want(0)
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", run(["pdfinfo", path]).want(0).out)
        have = float(size.group(1)), float(size.group(2))
        assert abs(have[0] - width) < 1 and abs(have[1] - height) < 1, "%s: %s" % (profile, have)


def test_two_columns():
    path = os.path.join(scratch(), "a.pdf")
    build("--profile", "a4-2col", "--style", "briefing", "--week", "2021-W28", "-o", path, POSTS).want(0)
    run(["qpdf", "--check", path]).want(0)
    contains(squeeze("".join(pages_of(path))), "修一台七十岁的座钟")


def test_rare_characters():
    """Beyond the BMP, and characters that no font has: shown, never dropped."""
    from kit import post
    folder = scratch()
    post(folder, "a.md", "<p>𠮷野家的𠮷，以及一个谁也没有的字：\U000f0001。后面还有话。</p>")
    path = os.path.join(folder, "a.pdf")
    done = build("-o", path, folder).want(0)
    text = squeeze("".join(pages_of(path)))
    contains(text, "𠮷野家的𠮷")
    contains(text, "后面还有话")
    assert [d for d in done.diagnostics() if d[0].endswith("a.md")], done.err


def test_text_is_not_compatibility_forms():
    """而 must not come back as the radical ⽽, which shares its glyph."""
    text = "".join(pages_of(demo()[1]))
    radicals = set(re.findall(r"[\u2e80-\u2fdf]", text))
    equal(radicals, set(), "radicals in the text")
