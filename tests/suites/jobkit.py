"""What tests of scheduled jobs share: a site that grows, runs, and what issues really hold."""
import os
import random
import re
import subprocess
import zipfile

from kit import HEAD, WENZHAI, environment, equal, keep_epub, need, run, scratch

ZONE = "Asia/Shanghai"
JOBS = """posts: [posts]
output: out
timezone: Asia/Shanghai
jobs:
"""
CHARS = "的一是不了人在有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"


def words(seed, count):
    """A text of its own for each seed: no two have runs of three characters in common but by chance."""
    draw = random.Random(seed)
    return "".join(draw.choice(CHARS) for _ in range(count))


class Site:
    """A folder with posts/ and jobs.yaml."""

    def __init__(self, jobs, head=JOBS):
        self.folder = scratch()
        self.posts = os.path.join(self.folder, "posts")
        os.makedirs(self.posts)
        self.write_jobs(jobs, head)

    @classmethod
    def at(cls, folder):
        """A copy of a site."""
        site = cls.__new__(cls)
        site.folder, site.posts = folder, os.path.join(folder, "posts")
        return site

    def write_jobs(self, jobs, head=JOBS):
        with open(os.path.join(self.folder, "jobs.yaml"), "w") as file:
            file.write(head + jobs)

    def post(self, name, title=None, date="2021-07-14 08:00:00", body=None, author="甲", category="样稿", link="",
             when=None):
        """`when`: seconds since 1970 at which the file was written."""
        path = os.path.join(self.posts, name + ".md")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        head = HEAD % (title or name, category, author, date)
        if link:
            head = head.replace("comments: false", "comments: false\nlink: '%s'" % link)
        with open(path + "~", "w") as file:
            file.write(head + "<p>%s</p>\n</div>\n" % (body or words(name, 60)))
        os.rename(path + "~", path)
        if when is not None:
            os.utime(path, (when, when))
        return path

    def run(self, now, *args, env=None, limits=None, want=0, as_user=()):
        done = run([*as_user, WENZHAI, "run", "--now", now, *map(str, args), "jobs.yaml"], cwd=self.folder,
                   env=env or environment(), limits=limits)
        if want is not None:
            done.want(want)
        return done

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def issues(self, ending=".epub", folder="out"):
        """{file's name: its articles' titles}, of what is in the output folder."""
        found = {}
        top = self.path(folder)
        for where, _, files in os.walk(top):
            for file in sorted(files):
                path = os.path.join(where, file)
                if file.endswith(ending) and not os.path.islink(path):
                    found[os.path.relpath(path, top)] = titles(path)
        return found

    def holds(self, want, ending=".epub"):
        have = {name: sorted(t) for name, t in self.issues(ending).items()}
        equal(have, {name: sorted(t) for name, t in want.items()}, "issues")


def anybody_but_root(site):
    """What a command begins with to be run by someone who may not read everything; the site is theirs."""
    if os.getuid() != 0:
        return ()
    need("setpriv")
    for where, _, files in os.walk(site.folder):
        for path in [where, *(os.path.join(where, name) for name in files)]:
            os.chown(path, 65534, 65534)
    return ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")


def titles(path):
    return epub_titles(path) if path.endswith(".epub") else pdf_titles(path)


def epub_titles(path):
    with zipfile.ZipFile(path) as archive:
        chapters = sorted(n for n in archive.namelist() if re.fullmatch(r"EPUB/a\d+\.xhtml", n))
        return [re.search(r'<h1 id="t">(.*?)</h1>', archive.read(n).decode(), re.S).group(1) for n in chapters]


def pdf_titles(path):
    """Of the outline's leaves: titles in these tests are ASCII without spaces."""
    text = subprocess.run(["pdftotext", "-raw", path, "-"], stdout=subprocess.PIPE, check=True).stdout.decode()
    return sorted(set(re.findall(r"\b[a-z]+\d{4,}\b", text)))


def chapter(path, title):
    """The XHTML of one article."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"EPUB/a\d+\.xhtml", name):
                text = archive.read(name).decode()
                if '<h1 id="t">%s</h1>' % title in text:
                    return text
    raise AssertionError("%s has no article %s" % (path, title))


def check_epubs(site):
    """Those that are there are kept for EPUBCheck."""
    for where, _, files in os.walk(site.path("out")):
        for file in files:
            if file.endswith(".epub"):
                keep_epub(os.path.join(where, file))
