"""The benchmark's posts: always the same, and shaped like the posts that the program is for."""
import os
import re
import subprocess

from kit import TESTS, build, equal, scratch, seconds

GENERATE = os.path.join(TESTS, "bench", "generate")


def generated(count):
    folder = scratch()
    subprocess.run([GENERATE, str(count), folder], check=True)
    posts = os.path.join(folder, "posts")
    files = {}
    for place, _, names in os.walk(posts):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, posts)] = file.read()
    return posts, files


def test_same_again():
    """And the first forty are the same among sixty."""
    _, few = generated(40)
    _, again = generated(40)
    _, more = generated(60)
    equal(few, again)
    equal(few, {name: more.get(name) for name in few})


def test_shape():
    _, files = generated(90)
    posts = [text.decode() for name, text in files.items() if name.endswith(".md")]
    equal(len(posts), 90)
    texts = [re.sub(r"<style.*?</style>|<!--.*?-->|<[^>]*>|\s", "", post.split("\n---\n")[2], flags=re.S) for post in posts]
    equal(len(set(texts)), 90)
    average = sum(map(len, texts)) / len(texts)
    assert 1900 < average < 2100, average
    for what in ("<ul>", "<ol>", "<table", "<blockquote>", "<h2>", "<img", "<pre>", "<a href", "<br>", "<strong>"):
        assert any(what in post for post in posts), what


@seconds(300)
def test_builds_whole():
    """Every article and picture is used; nothing is wrong with any."""
    posts, _ = generated(60)
    target = os.path.join(scratch(), "a.epub")
    done = build("--strict", "-o", target, posts)
    done.want(0)
    assert os.path.getsize(target) > 60 * 2000
