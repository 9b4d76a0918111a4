"""Properties: whatever comes in, every page is well-formed, valid, and nothing of the source's dress."""
import os
import random
import shutil

from ebooks import outline, well_formed
from epub import OPS, XHTML, Book
from kit import BUILD, POSTS, ROOT, build, environment, keep_epub, post, run, scratch, seconds

TAGS = """a abbr article aside b blockquote body br button caption center cite code col colgroup dd del details div dl dt em
embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins
kbd label li link main map mark marquee math menu meta mi mn mo mrow msup nav nobr noscript object ol option p picture plaintext
pre q rp rt ruby s samp script section select small source span strike strong style sub summary sup svg table tbody td template
textarea tfoot th thead time title tr tt u ul var video wbr xmp unknown o:p x-y""".split()
VALUES = ["", "a b:c", "1", "-1", "99999999999", "100%", "<&\"'>", "javascript:x", "#a b:c", "https://example.com/?q=1&r=2 3",
          "http://[bad", "harbour.jpg", "/2021/07/12/p3/", "data:image/png;base64,AA==", "字", "\x1b\x0c", "x" * 400, "color:red"]
ATTRIBUTES = """id class style href src alt title align colspan rowspan start value type lang xml:lang scope onclick data-x width
height name bgcolor face reversed hidden role epub:type xmlns dir""".split()
TEXTS = ["天光", "  ", "&nbsp;&hellip;&bogus;&#0;&#x1F;&#xD800;", "]]>", "<!-- a -- b -->", "<![CDATA[x]]>", "<?php x ?>", "𠮷\U0001f389",
         "\x1b\x03\ufffe\ufeff", "م\u202eרת", "[^1]", "$x^2$", "<", "</p>", "</div></div>", "\u3000\u3000一段。", "…" * 9, "- a\n- b\n", "\n\n"]


def random_html(dice):
    """Tags that open, close, or do neither, in any order."""
    out, opened = [], []
    for _ in range(dice.randrange(5, 160)):
        kind = dice.random()
        if kind < 0.45:
            tag = dice.choice(TAGS)
            given = "".join(" %s=%s%s%s" % (dice.choice(ATTRIBUTES), q, dice.choice(VALUES), q)
                            for q in dice.choices(['"', "'", ""], k=dice.randrange(4)))
            out.append("<%s%s%s>" % (tag, given, dice.choice(["", "", "", "/"])))
            opened.append(tag)
        elif kind < 0.75:
            out.append(dice.choice(TEXTS))
        elif opened and kind < 0.95:
            out.append("</%s>" % opened.pop(dice.choice([-1, -1, dice.randrange(len(opened))])))
        else:
            out.append("</%s>" % dice.choice(TAGS))
    return "".join(out)


@seconds(300)
def test_random_posts():
    """The cleaner and the writer, on posts at random; EPUBCheck looks at the book with all others."""
    seed = int(os.environ.get("SEED") or 0) or random.SystemRandom().randrange(1, 1 << 31)
    for seed in (20210712, seed):
        dice, posts, path = random.Random(seed), scratch(), os.path.join(scratch(), "random-%d.epub" % seed)
        shutil.copy(os.path.join(POSTS, "images", "harbour.jpg"), posts)
        for i in range(100):
            post(posts, "p%d.md" % i, "<p>%d</p>" % i + random_html(dice), title="题 %d" % i, category=dice.choice("甲乙丙"))
        build("--profile", dice.choice(["kindle", "phone", "eink10"]), "-o", path, posts).want(0)
        book = Book(path)
        chapters = [n for n in book.spine if n.startswith("EPUB/a")]
        assert len(chapters) >= 100, "%d chapters of seed %d" % (len(chapters), seed)
        for check in (well_formed, outline, nothing_of_any_source):
            try:
                check(book)
            except AssertionError as error:
                raise AssertionError("SEED=%d: %s" % (seed, error))


def nothing_of_any_source(book):
    """Of elements and attributes only those that the writer knows."""
    known = set("""a aside blockquote body br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 head
        header hr html img kbd li link mark meta nav ol p pre q rt ruby section small span strong sub sup table tbody td th thead
        title tr u ul""".split())
    attributes = set("""alt aria-label aria-labelledby charset class colspan epub:type href id lang rel role rowspan scope src start
        style title type value xml:lang""".split())
    math = "{http://www.w3.org/1998/Math/MathML}"
    for name, page in book.pages.items():
        for e in page.iter() if name.startswith("EPUB/a") else ():
            if e.tag.startswith(math):
                continue
            assert e.tag.replace(XHTML, "") in known, "%s: <%s>" % (name, e.tag)
            names = {a.replace(OPS, "epub:").replace("{http://www.w3.org/XML/1998/namespace}", "xml:") for a in e.attrib}
            assert names <= attributes, "%s: <%s> with %s" % (name, e.tag, names - attributes)


@seconds(300)
def test_random_trees():
    """The writer on document trees at random (unit/epub-random checks their pages): EPUBCheck looks at the books."""
    folder = scratch()
    run([os.path.join(ROOT, "build", BUILD, "tests", "epub-random"), "--tap", "-p", "/epub/random/books"],
        env=environment(EPUB_KEEP=folder), timeout=280).want(0)
    books = sorted(os.listdir(folder))
    assert len(books) >= 6, books
    for name in books:
        keep_epub(os.path.join(folder, name))
