"""The catalogue: OPDS by schema, by rule and by a client; pages as a browser sees them."""
import filecmp
import html.parser
import json
import os
import shutil
import tempfile
import urllib.parse

from kit import BUILD, CI, ROOT, TESTS, Skip, contains, environment, equal, leftovers, need, once, run, scratch, seconds

DRIVER = os.path.join(ROOT, "build", BUILD, "tests", "job-catalogue")
SCHEMA = os.path.join(TESTS, "tools", "opds.rng")
ATOM = "{http://www.w3.org/2005/Atom}"


def catalogue(folder, count):
    """Of two jobs, with `count` issues of the first and two of the second, whose names are nasty."""
    return run([DRIVER, "--drive", folder, ROOT, str(count)]).want(0)


def large():
    return once("catalogue", lambda folder: catalogue(folder, 60))


def pages(folder, ending):
    return [f for f in leftovers(folder) if f.endswith(ending) and (f.startswith("catalogue/") or "/" not in f)]


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def resolve(page, href):
    """The file below the folder that an address on a page leads to; None outside."""
    parts = urllib.parse.urlsplit(href)
    assert not parts.scheme and not parts.netloc and not href.startswith("/"), href
    path = os.path.normpath(os.path.join(os.path.dirname(page), urllib.parse.unquote(parts.path)))
    return None if path.startswith("..") else path


def check_addresses(folder, page, addresses):
    have = set(leftovers(folder))
    for href in addresses:
        assert resolve(page, href) in have, "%s leads to %s, which is not there" % (page, href)


# ---- OPDS 1.2 ----

def test_opds1_schema():
    need("xmllint")
    folder = large()
    files = [os.path.join(folder, f) for f in pages(folder, ".xml") if f != "atom.xml"]
    assert len(files) > 5, files
    run(["xmllint", "--noout", "--relaxng", SCHEMA] + files).want(0)


def test_opds1_schema_can_fail():
    need("xmllint")
    folder = scratch()
    text = read(large(), "catalogue/all.xml")
    for what, with_ in ((' rel="http://opds-spec.org/acquisition/open-access"', ' rel="enclosure"'), ("<updated>", "<updated>x"),
                        ('href="../', 'href="http://example.com/'), ('rel="start"', 'rel="begin"')):
        assert what in text
        with open(folder + "/broken.xml", "w") as file:
            file.write(text.replace(what, with_))
        assert run(["xmllint", "--noout", "--relaxng", SCHEMA, folder + "/broken.xml"]).status != 0, what


def test_opds1_read_by_a_client():
    need("node", "npm")
    # npm is told by its environment where to ask.
    client = run([os.path.join(TESTS, "tools", "fetch-opds-client")], env=dict(os.environ))
    if client.status and not CI:
        raise Skip("npm gives no OPDS client: " + client.err)
    script = """
        const fs = require('fs'), path = require('path'), Parser = require('opds-feed-parser').default;
        (async () => {
            const folder = process.argv[1], names = [];
            const read = name => new Parser().parse(fs.readFileSync(path.join(folder, name), 'utf8'));
            const root = await read('opds.xml');
            const kinds = [root.constructor.name];
            let at = root.entries[0].links[0].href;
            while (at) {
                const feed = await read(at);
                kinds.push(feed.constructor.name);
                for (const entry of feed.entries)
                    names.push([entry.title, entry.links.filter(l => l.constructor.name == 'OPDSAcquisitionLink').length]);
                const next = feed.links.find(l => l.rel == 'next');
                at = next && path.join(path.dirname(at), next.href);
            }
            console.log(JSON.stringify([kinds, names]));
        })();"""
    where = client.want(0).out.strip()
    done = run(["node", "-e", script, large()], env=environment(NODE_PATH=where + "/node_modules")).want(0)
    kinds, names = json.loads(done.out)
    equal(kinds, ["NavigationFeed", "AcquisitionFeed", "AcquisitionFeed"])
    equal((len(names), names[0]), (62, ["科学周刊 2022-02-28 – 2022-03-06", 2]))
    equal(len({n for n, _ in names}), 62)


def test_addresses_lead_somewhere():
    need("xmllint")
    import xml.etree.ElementTree as tree
    folder = large()
    for page in pages(folder, ".xml"):
        root = tree.parse(os.path.join(folder, page)).getroot()
        check_addresses(folder, page, [link.get("href") for link in root.iter(ATOM + "link")])


# ---- OPDS 2.0: the rules of the specification, in its words' order ----

def check_publication(folder, page, publication):
    metadata, links, images = publication["metadata"], publication["links"], publication["images"]
    for key in "title", "identifier", "language", "modified", "author":
        assert isinstance(metadata[key], str) and metadata[key], key
    equal([l["type"] for l in links if l["rel"] == "self"], ["application/opds-publication+json"])
    assert any(l["rel"].startswith("http://opds-spec.org/acquisition") for l in links)
    assert images and all(i["type"] in ("image/jpeg", "image/png", "image/gif") for i in images)
    check_addresses(folder, page, [l["href"] for l in links + images])


def check_feed(folder, page):
    feed = json.loads(read(folder, page))
    assert feed["metadata"]["title"] and ("navigation" in feed or "publications" in feed)
    own = [l for l in feed["links"] if l["rel"] == "self"]
    equal([(resolve(page, l["href"]), l["type"]) for l in own], [(page, "application/opds+json")])
    for link in feed.get("navigation", []):
        assert link["title"] and link["rel"] and link["type"] == "application/opds+json"
    check_addresses(folder, page, [l["href"] for l in feed["links"] + feed.get("navigation", [])])
    for publication in feed.get("publications", []):
        check_publication(folder, page, publication)
    return feed


def test_opds2():
    folder = large()
    documents = [p for p in pages(folder, ".json") if p.startswith("catalogue/issue-")]
    feeds = [p for p in pages(folder, ".json") if p not in documents]
    equal(len(documents), 62)
    for page in documents:
        check_publication(folder, page, json.loads(read(folder, page)))
    for page in feeds:
        check_feed(folder, page)


def test_opds2_pages():
    folder = large()
    page, seen, numbers = "catalogue/all.json", [], []
    while page:
        feed = check_feed(folder, page)
        seen += [p["metadata"]["identifier"] for p in feed["publications"]]
        numbers.append(feed["metadata"]["currentPage"])
        equal((feed["metadata"]["numberOfItems"], feed["metadata"]["itemsPerPage"]), (62, 50))
        following = [l["href"] for l in feed["links"] if l["rel"] == "next"]
        page = resolve(page, following[0]) if following else None
    equal((len(seen), len(set(seen)), numbers), (62, 62, [1, 2]))


# ---- Atom ----

def test_atom():
    import xml.etree.ElementTree as tree
    folder = large()
    feed = tree.parse(folder + "/atom.xml").getroot()
    entries = feed.findall(ATOM + "entry")
    equal(len(entries), 50)
    for element in [feed] + entries:
        for name in "id", "title", "updated", "author":
            equal(len(element.findall(ATOM + name)), 1, name)
    equal(len({e.findtext(ATOM + "id") for e in entries} | {feed.findtext(ATOM + "id")}), 51)
    for entry in entries:
        equal(len([l for l in entry.findall(ATOM + "link") if l.get("rel") == "alternate"]), 1)
        assert all(l.get("length").isdigit() for l in entry.findall(ATOM + "link") if l.get("rel") == "enclosure")
    nasty = tree.parse(folder + "/catalogue/job-nasty.xml").getroot()
    equal(nasty.findtext(ATOM + "title"), '科学 <b>&amp; "weekly" ]]> {title}')


# ---- the pages ----

class Page(html.parser.HTMLParser):
    VOID = {"meta", "link", "img", "br", "hr"}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.addresses = [], [], []
        self.feed(text)
        equal(self.open, [], "elements that are not closed")

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [v for k, v in attributes if k in ("href", "src")]
        assert not any(k.startswith("on") or k == "style" for k, _ in attributes), attributes
        if tag == "img":
            assert dict(attributes).get("alt"), "a link that says nothing"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        equal(self.open.pop(), tag)


def test_html():
    folder = large()
    for name in pages(folder, ".html"):
        page = Page(read(folder, name))
        assert "script" not in page.tags and page.tags.count("h1") == 1
        check_addresses(folder, name, page.addresses)
    equal(len(pages(folder, ".html")), 3, "index.html and two pages of the job that has many issues")


def chromium(folder, name, *options):
    need("chromium")
    with tempfile.TemporaryDirectory() as profile:
        return run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--user-data-dir=" + profile, *options, "file://%s/%s" % (folder, name)], timeout=100)


@seconds(240)
def test_seen_in_a_browser():
    """At a phone's width nothing hangs over the edge, and covers are shown."""
    folder = large()
    copy = scratch()
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    # The browser reports what it measured in the page's own title.
    measure = """<script>onload = () => { const r = document.documentElement, i = [...document.images].slice(0, 2);
        document.title = [innerWidth, r.scrollWidth, i.map(x => x.naturalWidth + "x" + x.naturalHeight).join(),
                          getComputedStyle(document.body).backgroundColor].join(" "); }</script></body>"""
    with open(copy + "/index.html", "w", encoding="utf-8") as file:
        file.write(read(folder, "index.html").replace("</body>", measure).replace('loading="lazy"', ""))
    for width, scheme, colour in ((500, 1, "rgb(255, 255, 255)"), (1200, 0, "rgb(18, 18, 18)")):
        done = chromium(copy, "index.html", "--window-size=%d,900" % width, "--dump-dom",
                        "--blink-settings=preferredColorScheme=%d" % scheme)
        title = done.out.partition("<title>")[2].partition("</title>")[0].split(" ", 3)
        assert len(title) == 4, done.out[:500] + done.err[-500:]
        assert int(title[1]) <= int(title[0]), "wider than the window: %s" % title
        equal((title[2], title[3]), ("240x320,240x320", colour))


# ---- writing ----

def stamps(folder):
    return {f: os.stat(os.path.join(folder, f)).st_mtime_ns for f in leftovers(folder)}


def made(folder):
    """Of the pages alone, not of the files that the driver makes anew."""
    return {f: t for f, t in stamps(folder).items()
            if f.startswith("catalogue/") or f in ("index.html", "opds.xml", "opds.json", "atom.xml")}


def test_nothing_changes_nothing():
    folder = scratch()
    catalogue(folder, 3)
    before = made(folder)
    catalogue(folder, 3)
    equal(made(folder), before)


def test_same_bytes_anywhere():
    one, two = scratch(), scratch() + "/deep er"
    os.mkdir(two)
    catalogue(one, 4)
    catalogue(two, 4)
    names = leftovers(one)
    equal(leftovers(two), names)
    equal(filecmp.cmpfiles(one, two, names, shallow=False)[1:], ([], []))
    for name in names:
        if name.endswith((".xml", ".json", ".html")):
            assert one not in read(one, name) and two not in read(two, name), "a path leaks: " + name


def test_pages_of_issues_that_are_gone():
    folder = scratch()
    catalogue(folder, 60)
    with open(folder + "/catalogue/mine.xml", "w") as file:
        file.write("not of the catalogue")
    catalogue(folder, 1)
    left = leftovers(folder)
    equal([f for f in left if f.startswith("catalogue/") and "issue-" not in f],
          ["catalogue/%s" % f for f in ("all.json", "all.xml", "job-nasty.json", "job-nasty.xml", "job-science.json",
                                       "job-science.xml", "mine.xml", "no-cover.jpg")])
    equal(len([f for f in left if "issue-" in f]), 3)


def test_empty():
    need("xmllint")
    folder = scratch()
    catalogue(folder, 0)
    contains(read(folder, "index.html"), "还没有一期。")
    run(["xmllint", "--noout", folder + "/opds.xml", folder + "/catalogue/all.xml", folder + "/atom.xml"]).want(0)
    check_feed(folder, "opds.json")


def test_a_front_page_of_somebody_else():
    folder = scratch()
    with open(folder + "/index.html", "w") as file:
        file.write("<h1>My own</h1>")
    done = catalogue(folder, 1)
    contains(done.err, "was not made by wenzhai and is left as it is [foreign-index]")
    equal(read(folder, "index.html"), "<h1>My own</h1>")
    assert os.path.exists(folder + "/opds.xml")


def test_feeds_of_somebody_else():
    """The output folder may be a site's own, with the feed that its generator writes."""
    for name in "atom.xml", "opds.xml", "opds.json":
        folder = scratch()
        with open(os.path.join(folder, name), "w") as file:
            file.write("mine")
        done = catalogue(folder, 1)
        contains(done.err, name + ": was not made by wenzhai and is left as it is [foreign-index]")
        equal((read(folder, name), os.path.exists(folder + "/index.html")), ("mine", True))
        os.remove(os.path.join(folder, name))
        equal(catalogue(folder, 1).err, "")
        equal(catalogue(folder, 2).err, "")  # ours is known again


def test_cover_that_is_no_picture():
    folder = scratch()
    catalogue(folder, 1)
    with open(folder + "/cover.jpg", "wb") as file:
        file.write(b"<html>404</html>")
    os.remove(folder + "/covers/science-1.epub.small.jpg")
    catalogue(folder, 1)
    assert "covers/" not in read(folder, "catalogue/job-science.xml")
    assert not os.path.exists(folder + "/covers/science-1.epub.small.jpg")
