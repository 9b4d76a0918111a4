"""The real posts beside the project: exactly the ten of the week, in their categories."""
import os
import re

import epub
from kit import equal, listing, shared, week28


def expected():
    """{path: head category} of the week's ten, from the corpus's own description."""
    readme = shared("corpus/README.md")
    with open(readme, encoding="utf-8") as file:
        week = re.search(r"^## W28$(.*?)^## ", file.read(), re.S | re.M).group(1)
    paths = re.findall(r"^- `posts/(.+?\.md)` \|", week, re.M)
    equal(len(paths), 10, "posts named for the week")
    return paths


def test_the_ten():
    posts = shared("corpus/posts")
    data = listing("--week", "2021-W28", posts)
    equal(sorted(os.path.relpath(a["path"], posts) for a in data["articles"]), sorted(expected()))
    for article in data["articles"]:
        equal([path[0] for path in article["categories"]], [os.path.relpath(article["path"], posts).split("/")[0]])
    equal(len(data["skipped"]), 13)


def test_the_book():
    book = epub.Book(week28()[0])
    toc = book.toc()
    equal(sum(level == 2 for level, _, _ in toc), 10)
    sections = {label for level, label, _ in toc if level == 1}
    for category in ("新媒体", "编程", "金融"):
        assert any(category in s for s in sections), sections


def test_everything_is_readable():
    posts = shared("corpus/posts")
    data = listing(posts)
    equal(len(data["articles"]) + len(data["skipped"]), 23)
    for article in data["articles"]:
        assert article["characters"] > 20, article
    dated = [a for a in data["articles"] if a["date"]]
    equal(len(data["articles"]) - len(dated), 1, "only one has no date")


def test_text_before_and_after():
    """Nothing of the article's own text is lost: the sentences of another parser are all in the book."""
    import pdf
    posts = shared("corpus/posts")
    articles = {a["title"]: a for a in listing("--week", "2021-W28", posts)["articles"]}
    book = epub.Book(week28()[0])
    text = pdf.squeeze("".join(epub.text_of(book, n) for n in book.spine))
    missing = []
    for article in articles.values():
        source = re.sub(r"\A\s*---\n.*?\n---\n", "", pdf.source_of(article["path"]), flags=re.S)
        missing += ["%s: %s" % (article["title"], s) for s in pdf.Sentences(source).list() if s not in text]
    assert not missing, "\n".join(missing)
