"""wenzhai fetch: pictures come into the store, politely, whatever servers do."""
import glob
import hashlib
import os
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import zipfile

from kit import NOW, POSTS, ROOT, SANITIZED, WENZHAI, ZONE, Skip, build, contains, environment, equal, need, run, scratch, seconds, wenzhai
from web import Web, big, bomb, fetch, free_port, png, write_post, write_posts


def new_store():
    return os.path.join(scratch(), "store")


def index(store):
    """{url: sha or None} as the store's index has it."""
    db = sqlite3.connect("file:%s/pictures.sqlite?mode=ro" % store, uri=True)
    rows = dict(db.execute("SELECT url, sha FROM source"))
    equal(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
    db.close()
    return rows


def content(store, sha):
    with open(os.path.join(store, "content", sha[:2], sha[2:]), "rb") as file:
        return file.read()


def check_whole(store, pictures):
    """Each URL has the bytes that its server gave, under their hash; nothing else lies about."""
    have = index(store)
    for url, want in pictures.items():
        assert have.get(url), "not in the store: " + url
        equal(content(store, have[url]), want, url)
        equal(have[url], hashlib.sha256(want).hexdigest())
    files = [f for f in glob.glob(store + "/content/**", recursive=True) if os.path.isfile(f)]
    equal(len(files), len(set(have.values()) - {None}), "files in the store: %s" % files)


def reasons(done):
    """{last part of the URL: reason} of the diagnostics."""
    found = {}
    for file, line, level, text, code in done.diagnostics():
        if code in ("fetch-failed", "fetch-later"):
            why, url = re.match(r"picture not (?:fetched|asked for again yet), (.*): (\S+)$", text).groups()
            found[url.split("/", 3)[3]] = why
    return found


# ---- well ----

def test_all_come_once():
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(40)]
        posts = write_posts(urls + urls[:5])
        contains(fetch(store, posts).want(0).summary(), "40 pictures, 40 fetched")
        check_whole(store, {url: png(i) for i, url in enumerate(urls)})
        equal(len(web.requests), 40)
        assert web.most <= 4, "%d at once to one host" % web.most
        done = fetch(store, posts).want(0)
        contains(done.summary(), "40 pictures, 40 already there")
        equal(len(web.requests), 40, "asked again")


def test_where_pictures_stand():
    """Heads, lazy attributes, URLs with spaces and Chinese, the same one twice."""
    with Web() as web:
        folder, store = scratch(), new_store()
        body = ('<p>一<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="%(b)s/png/1"></p>'
                '<p>二<img data-original="%(b)s/png/2?a=1&amp;b=2" src="%(b)s/loading.gif"></p>'
                '<p>三<img src="%(b)s/png/3 图 片.png"></p><p>四<img src="%(b)s/png/4#here"></p>'
                '<p>五<img src="%(b)s/png/4#there"></p><p>六<img src="beside.png"></p>'
                '<p>七<img width="1" height="1" src="%(b)s/png/99"></p>' % {"b": web.base})
        write_post(folder, "p.html", body, "headimg: '%s/png/5'\n" % web.base)
        fetch(store, folder).want(0)
        equal(sorted(web.paths()), ["/png/1", "/png/2?a=1&b=2", "/png/3%20%E5%9B%BE%20%E7%89%87.png", "/png/4", "/png/5"])


def test_sizes_of_one_picture():
    """Of a srcset the one that the profile's screen wants; where it cannot be had, the next."""
    with Web() as web:
        folder = scratch()
        sizes = ", ".join("%s/png/%d %dw" % (web.base, w, w) for w in (320, 1072, 1264, 1448, 3000))
        write_post(folder, "p.html", '<p><img src="%s/png/1" srcset="%s"></p>' % (web.base, sizes))
        for profile, width in (("eink6", 1072), ("kindle", 1264), ("a5", 1448)):
            web.requests.clear()
            fetch(new_store(), "--profile", profile, folder).want(0)
            equal(web.paths(), ["/png/%d" % width], profile)
        write_post(folder, "p.html", '<p><img src="%(b)s/png/1" srcset="%(b)s/gone/1 1500w, %(b)s/png/640 640w, '
                   '%(b)s/page/1 1000w"></p>' % {"b": web.base})
        web.requests.clear()
        store = new_store()
        fetch(store, folder).want(0)
        equal(web.paths(), ["/gone/1", "/page/1", "/png/640"])
        contains(fetch(store, folder).want(0).summary(), "1 already there")
        equal(len(web.requests), 3)


def test_manners():
    """Who asks, and what is not told."""
    with Web() as web:
        urls = [web.base + "/png/1", web.base + "/no_referer/1", web.base + "/referer/1"]
        store, posts = new_store(), write_posts(urls)
        done = fetch(store, posts).want(5)
        equal(reasons(done), {"referer/1": "HTTP 403"})
        fetch(store, "--retry", "--referer", "localhost=https://page.example/", posts).want(0)
        for path, headers in web.requests:
            assert headers["User-Agent"].startswith("wenzhai/"), headers
            assert "Cookie" not in headers and "Authorization" not in headers, headers
        assert "Referer" not in web.requests[0][1]
        fetch(new_store(), "--user-agent", "Mine/1", write_posts(urls[:1])).want(0)
        equal(web.requests[-1][1]["User-Agent"], "Mine/1")


def test_limits_per_host_and_over_all():
    with Web(delay=0.02) as web:
        urls = [web.base + "/png/%d" % i for i in range(60)]
        fetch(new_store(), "--per-host", "2", write_posts(urls)).want(0)
        equal(web.most, 2)
        web.most = 0
        urls = [u.replace("localhost", "127.0.0.%d" % (i % 9 + 1)) for i, u in enumerate(urls)]
        fetch(new_store(), "--connections", "5", "--per-host", "3", write_posts([
            "http://127.0.0.1:%d/png/%d" % (web.server_port, i) for i in range(30)] + [
            "http://localhost:%d/png/%d" % (web.server_port, i) for i in range(30)])).want(0)
        assert web.most <= 5, web.most


@seconds(240)
def test_thousands():
    """Three thousand pictures in a bounded time, bytes counted, none twice."""
    with Web() as web:
        count = 500 if SANITIZED else 3000
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(count)]
        posts = write_posts(urls, 50)
        begun = time.time()
        contains(fetch(store, "--per-host", "16", posts).want(0).summary(), "%d fetched" % count)
        first = time.time() - begun
        equal(len(web.requests), count)
        begun = time.time()
        contains(fetch(store, posts).want(0).summary(), "%d already there" % count)
        assert time.time() - begun < first / 2, "looking through takes as long as fetching"
        equal(len(index(store)), count)


# ---- for a while ----

def test_passing_failures():
    with Web() as web:
        store = new_store()
        done = fetch(store, write_posts([web.base + "/" + p for p in ("flaky/1", "flaky/2", "moved/3/png/900")])).want(0)
        contains(done.summary(), "3 fetched")
        equal(index(store)[web.base + "/moved/3/png/900"], hashlib.sha256(png(900)).hexdigest())


def test_busy_host_is_left_alone():
    """429 with Retry-After: 2; nobody asks the host meanwhile."""
    with Web() as web:
        begun = time.time()
        urls = [web.base + "/busy/1"] + [web.base + "/png/%d" % i for i in range(20)]
        fetch(new_store(), "--per-host", "1", write_posts(urls)).want(0)
        assert time.time() - begun >= 1.9, "it did not wait"
        equal(web.paths()[:3], ["/busy/1", "/busy/1", "/png/0"])


def test_host_that_is_away():
    """503 with a Retry-After of a day: its other pictures are not asked for at all."""
    with Web() as web:
        urls = [web.base + "/away/1"] + [web.base + "/png/%d" % i for i in range(20)]
        done = fetch(new_store(), "--per-host", "1", write_posts(urls)).want(1)
        equal(web.paths(), ["/away/1"])
        equal(reasons(done)["png/7"], "its host was set aside: HTTP 503")


def test_host_that_is_away_for_ever():
    """A Retry-After that no clock can add: a week at most, and not the next moment."""
    with Web() as web:
        store, posts = new_store(), write_posts([web.base + "/eternal/1"])
        fetch(store, posts).want(1)
        contains(fetch(store, posts).want(1).summary(), "1 failed of late")
        equal(web.paths(), ["/eternal/1"])


def test_redirects_are_followed_anew():
    """A further try begins where the picture was named; a redirect may say more than a word."""
    with Web() as web:
        done = fetch(new_store(), write_posts([web.base + "/shifting/7", web.base + "/wordy/8"])).want(0)
        contains(done.summary(), "2 fetched")
        equal(web.asked["/shifting/7"], 2)
        equal(web.asked["/broken/7"], 1)


def test_one_host_under_many_names_of_users():
    """Redirected to as u1@host, u2@host, …: one host, which is set aside once it fails."""
    with Web() as web, Web() as silent:
        urls = [web.base + "/to?http://u%d@127.0.0.1:%d/silent/%d" % (i, silent.server_port, i) for i in range(20)]
        fetch(new_store(), "--timeout", "2", "--per-host", "3", write_posts(urls)).want(1)
        assert len(silent.requests) <= 9, silent.paths()


def test_dead_host_does_not_stall():
    """Thirty pictures at a port where nobody listens, and at one that never answers."""
    with Web() as web:
        port = free_port()
        dead = ["http://localhost:%d/%d.png" % (port, i) for i in range(30)]
        silent = ["http://127.0.0.1:%d/silent/%d" % (web.server_port, i) for i in range(30)]
        good = [web.base + "/png/%d" % i for i in range(30)]
        store = new_store()
        begun = time.time()
        done = fetch(store, "--timeout", "2", write_posts(dead + silent + good)).want(5)
        assert time.time() - begun < 20, time.time() - begun
        contains(done.summary(), "30 fetched, 60 failed")
        contains(reasons(done)["20.png"], "its host was set aside: its host cannot be reached")
        assert sum(p.startswith("/silent") for p in web.paths()) <= 12, web.paths()


def test_failures_are_remembered_for_a_day():
    with Web() as web:
        store, posts = new_store(), write_posts([web.base + "/gone/1", web.base + "/png/1"])
        fetch(store, posts).want(5)
        done = fetch(store, "-v", posts).want(5)
        contains(done.summary(), "1 failed of late")
        equal(reasons(done), {"gone/1": "HTTP 410"})
        equal(web.asked["/gone/1"], 1)
        fetch(store, "--now", "2021-07-26T20:00:00+08:00", posts).want(5)
        equal(web.asked["/gone/1"], 1)
        fetch(store, "--now", "2021-07-27T08:01:00+08:00", posts).want(5)
        equal(web.asked["/gone/1"], 2)
        fetch(store, "--retry", posts).want(5)
        equal(web.asked["/gone/1"], 3)
        equal(web.asked["/png/1"], 1)


# ---- badly ----

BAD = {
    "loop/1": "it is redirected round and round",
    "to?file:///etc/passwd": "neither http nor https",
    "to?ftp://localhost/x.png": "neither http nor https",
    "drip/1": "its host takes too long",
    "endless/1": "it is too large",
    "silent/1": "its host takes too long",
    "heads/1": "its head does not end",
    "long/1": "it ended too early",
    "short/1": "a bad PNG file, it is cut off",
    "huge/1": "it is too large",
    "bomb/1": "it is too large",
    "cut/1": "a bad PNG file, it is cut off",
    "page/1": "not a picture but HTML",
    "icon/1": "ICO is not supported",
    "jxl/1": "JPEG XL is not supported",
    "empty/1": "it is empty",
    "nothing/1": "its host answers nothing",
    "noise/1": "its host answers something else than HTTP",
    "gone/1": "HTTP 410",
    "nowhere": "HTTP 404",
}


@seconds(200)
def test_each_costs_its_own_picture():
    """Every bad answer at once, each from a server of its own, among good ones."""
    bomb()
    webs = [Web() for _ in BAD]
    store = new_store()
    urls = [web.base + "/" + name for web, name in zip(webs, BAD)]
    urls[5:5] = [webs[0].base + "/png/%d" % i for i in range(10)]
    begun = time.time()
    limits = None if SANITIZED else {resource.RLIMIT_AS: 1 << 30}
    patience = "15" if SANITIZED else "5"  # a loaded machine takes seconds for 32 MB
    done = fetch(store, "--timeout", patience, "--connections", "32", write_posts(urls), limits=limits).want(5)
    took = time.time() - begun
    for web in webs:
        web.__exit__()
    assert took < (150 if SANITIZED else 60), "%.0f s" % took
    equal(reasons(done), BAD)
    contains(done.summary(), "30 pictures, 10 fetched, 20 failed")
    equal(done.codes(), {"fetch-failed"})
    check_whole(store, {webs[0].base + "/png/%d" % i: png(i) for i in range(10)})


def unproxied(*args, **options):
    """Without --allow-private."""
    return wenzhai("fetch", "--now", NOW, "--timezone", ZONE, "--progress", "never", *args, **options)


def test_private_addresses_are_refused():
    with Web() as web:
        port = web.server_port
        hosts = ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "10.1.2.3", "169.254.169.254",
                 "[::1]", "[::ffff:127.0.0.1]", "[fe80::1]"]
        done = unproxied("--images", new_store(), write_posts(["http://%s:%d/png/1" % (h, port) for h in hosts])).want(1)
        equal(web.requests, [])
        equal(len([d for d in done.diagnostics() if "its address is not public" in d[3]]), len(hosts), done.err)


def test_private_addresses_are_refused_once_resolved():
    """Names that say nothing of where they lead."""
    names = []
    for name in (socket.gethostname(), "ip6-localhost", "ip6-loopback"):
        try:
            socket.getaddrinfo(name, 80)
            names.append(name)
        except OSError:
            pass
    if not names:
        raise Skip("no name here leads to this machine")
    with Web() as web:
        posts = write_posts(["http://%s:%d/png/%d" % (name, web.server_port, i) for i, name in enumerate(names)])
        done = unproxied("--images", new_store(), posts).want(1)
        equal(web.requests, [])
        equal([d[3].split(": ")[0] for d in done.diagnostics()],
              ["picture not fetched, its address is not public"] * len(names))


def test_proxy():
    """It is asked, whatever its own address; but not for addresses that are not public."""
    with Web() as web:
        urls = ["http://a.example/png/1", "http://a.example/to?http://127.0.0.1:%d/png/2" % web.server_port,
                "http://a.example/to?http://[::1]/png/3", "http://a.example/to?http://b.example/png/4"]
        env = environment(http_proxy="http://127.0.0.1:%d" % web.server_port, no_proxy="c.example")
        store = new_store()
        done = unproxied("--images", store, write_posts(urls), env=env).want(5)
        assert "http://a.example/png/1" in web.proxied and "http://b.example/png/4" in web.proxied, web.proxied
        equal(len(web.proxied), 5)
        equal(set(reasons(done).values()), {"its address is not public"})
        equal({u for u, sha in index(store).items() if sha}, {urls[0], urls[3]})


# ---- what is there ----

def test_asks_whether_it_has_changed():
    with Web() as web:
        store, url = new_store(), web.base + "/tagged/1"
        posts = write_posts([url])
        fetch(store, posts).want(0)
        later = ("--now", "2021-08-26T08:00:00+08:00", "--refresh", "30d")
        contains(fetch(store, *later, posts).want(0).summary(), "1 unchanged")
        equal(web.requests[-1][1]["If-None-Match"], '"v1"')
        contains(fetch(store, *later, posts).want(0).summary(), "1 already there")  # confirmed just now
        for minutes, told in (("11:59", "1 already there"), ("12:01", "1 unchanged")):
            at = "2021-08-26T%d:%s+08:00" % (8 + int(minutes[:2]), minutes[3:])
            contains(fetch(store, "--now", at, "--refresh", "12h", posts).want(0).summary(), told)
        web.version = 2
        contains(fetch(store, "--now", "2021-10-26T08:00:00+08:00", "--refresh", "30d", posts).want(0).summary(), "1 fetched")
        equal(content(store, index(store)[url]), png(2))


def test_damage_is_noticed_and_mended():
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(4)]
        posts = write_posts(urls)
        fetch(store, posts).want(0)
        paths = [os.path.join(store, "content", sha[:2], sha[2:]) for sha in (index(store)[u] for u in urls)]
        os.unlink(paths[0])
        with open(paths[1], "r+b") as file:
            file.seek(30)
            file.write(b"x")
        os.truncate(paths[2], 10)
        contains(fetch(store, posts).want(0).summary(), "1 already there")
        check_whole(store, {url: png(i) for i, url in enumerate(urls)})
        equal(len(web.requests), 7)


def test_damaged_index():
    with Web() as web:
        store, posts = new_store(), write_posts([web.base + "/png/%d" % i for i in range(4)])
        fetch(store, posts).want(0)
        with open(os.path.join(store, "pictures.sqlite"), "r+b") as file:
            file.write(b"no database")
        done = fetch(store, posts).want(0)
        equal(done.codes(), {"bad-store"})
        contains(done.summary(), "4 fetched")
        equal(fetch(store, posts).want(0).codes(), set())


def pictures_of(epub):
    """The pictures of a book but its cover, as a list of bytes."""
    with zipfile.ZipFile(epub) as book:
        return sorted(book.read(n) for n in book.namelist() if n.endswith((".png", ".jpg")) and "cover" not in n)


def test_build_takes_them_from_the_store():
    """What was fetched is shown, also another size of a picture that could not be had; what is
    damaged is missing, and said to be."""
    with Web() as web:
        store, folder, out = new_store(), scratch(), os.path.join(scratch(), "a.epub")
        write_posts([web.base + "/big/%d" % i for i in range(3)], folder=folder)
        write_post(folder, "q.html", '<p>文字<img src="%(b)s/x.png" srcset="%(b)s/gone/1 1500w, %(b)s/big/640 640w"></p>' %
                   {"b": web.base})
        fetch(store, folder).want(0)
        want = sorted(big(i) for i in (0, 1, 2, 640))
        build("--images", store, "-o", out, folder).want(0)
        equal(pictures_of(out), want)
        build("--images", store, "-o", out, folder).want(0)
        equal(pictures_of(out), want)
        sha = index(store)[web.base + "/big/1"]
        with open(os.path.join(store, "content", sha[:2], sha[2:]), "r+b") as file:
            file.write(b"no picture")
        shutil.rmtree(os.path.join(store, "made"), ignore_errors=True)
        done = build("-v", "--images", store, "-o", out, folder).want(0)
        equal(pictures_of(out), sorted(set(want) - {big(1)}))
        contains(done.err, "/big/1")
        # One that was seen whole before is found damaged only as the book is written.
        sha = index(store)[web.base + "/big/2"]
        with open(os.path.join(store, "content", sha[:2], sha[2:]), "r+b") as file:
            file.seek(20000)
            file.write(b"no picture")
        done = build("--images", store, "-o", out, "-o", out[:-4] + "pdf", folder).want(0)
        equal(pictures_of(out), sorted(set(want) - {big(1), big(2)}))
        contains(done.err, "gone or damaged: %s/big/2 [bad-picture]" % web.base)
        contains(done.summary(), "2 pictures not in the store: run wenzhai fetch")


def test_store_that_may_only_be_read():
    """As nobody, from root's store: read as ever, and nothing is written into it."""
    if os.getuid() != 0:
        raise Skip("needs root, to become another")
    need("setpriv")
    nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    if run(nobody + [WENZHAI, "--version"]).status != 0:
        raise Skip("nobody cannot run %s" % WENZHAI)
    with Web() as web:
        store, posts, place = new_store(), write_posts([web.base + "/big/%d" % i for i in range(3)]), scratch()
        os.chmod(place, 0o777)
        fetch(store, posts).want(0)
    before = sorted(glob.glob(store + "/**", recursive=True))
    out = os.path.join(place, "a.epub")
    run(nobody + [WENZHAI, "build", "--now", NOW, "--timezone", ZONE, "--images", store, "-o", out, posts]).want(0)
    equal(pictures_of(out), sorted(big(i) for i in range(3)))
    equal(sorted(glob.glob(store + "/**", recursive=True)), before)
    done = run(nobody + [WENZHAI, "fetch", "--now", NOW, "--timezone", ZONE, "--images", store, posts]).want(1)
    equal(done.codes(), {"cannot-write"})


def test_build_tells_of_a_damaged_index():
    """Once, though it opens: what is behind its first page cannot be read."""
    with Web() as web:
        store, posts = new_store(), write_posts([web.base + "/big/%d" % i for i in range(4)])
        fetch(store, posts).want(0)
        with open(os.path.join(store, "pictures.sqlite"), "r+b") as file:
            size = file.seek(0, 2)
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        done = build("--images", store, "-o", os.path.join(scratch(), "a.epub"), posts).want(0)
        equal([d[4] for d in done.diagnostics()].count("bad-store"), 1, done.err)


def test_doctor_examines_the_store():
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(4)]
        fetch(store, write_posts(urls + [web.base + "/gone/1"])).want(5)
        done = wenzhai("doctor", "--images", store)
        contains(done.out, "  4 pictures, 0.0 MB; made of them: 0.0 MB\n  5 addresses, 1 that could not be fetched\n")
        sha = index(store)[urls[0]]
        os.truncate(os.path.join(store, "content", sha[:2], sha[2:]), 3)
        contains(wenzhai("doctor", "--images", store).want(1).out, "pictures of the store are damaged")
        with open(os.path.join(store, "pictures.sqlite"), "r+b") as file:
            file.write(b"no database")
        done = wenzhai("doctor", "--images", store).want(1)
        equal(done.codes(), {"bad-store"})
        contains(done.out, "the picture store cannot be read")
        contains(wenzhai("doctor", "--images", scratch()).out, "none: a folder of plain files")


def test_dry_run():
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(3)]
        posts = write_posts(urls)
        done = fetch(store, "--dry-run", posts).want(0)
        equal(done.out.split(), urls)
        contains(done.summary(), "3 pictures, 3 to be fetched")
        assert not os.path.exists(store), "a dry run made a store"
        fetch(store, write_posts(urls[:2])).want(0)
        equal(fetch(store, "--dry-run", posts).want(0).out.split(), urls[2:])
        equal(len(web.requests), 2)


def test_prune():
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(6)]
        old, new = write_posts(urls[:4]), write_posts(urls[3:])
        fetch(store, old).want(0)
        fetch(store, "--now", "2021-10-26T08:00:00+08:00", new).want(0)
        done = fetch(store, "--now", "2021-10-26T08:00:00+08:00", "--prune", "--older-than", "90d").want(0)
        contains(done.summary(), "3 removed, 3 left")
        check_whole(store, {url: png(i) for i, url in list(enumerate(urls))[3:]})
        contains(fetch(store, "--prune", "--max-size", "200").want(0).summary(), "1 removed, 2 left")
        fetch(store, "--prune").want(2)
        fetch(store, "--max-size", "2G", new).want(2)


def test_statuses():
    with Web() as web:
        good, bad = web.base + "/png/1", web.base + "/gone/1"
        fetch(new_store(), write_posts([good])).want(0)
        fetch(new_store(), write_posts([good, bad])).want(5)
        fetch(new_store(), write_posts([bad])).want(1)
        empty = scratch()
        write_post(empty, "p.html", "<p>没有图</p>")
        fetch(new_store(), empty).want(0)
        fetch(new_store(), "--day", "2020-01-01", empty).want(3)
        wenzhai("fetch", empty).want(2)
        fetch(new_store()).want(2)


def test_full_disk():
    """Files may not grow beyond 100 KB: a large one ends it, is no failure of its own, and leaves nothing."""
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(5)]
        fetch(store, write_posts(urls)).want(0)
        done = fetch(store, write_posts([web.base + "/endless/1"] + urls), limits={resource.RLIMIT_FSIZE: 100000})
        equal(done.want(1).codes(), {"cannot-write"})
        check_whole(store, {url: png(i) for i, url in enumerate(urls)})
        contains(fetch(store, write_posts(urls)).want(0).summary(), "5 already there")


def test_full_disk_with_others_under_way():
    """What was under way is given back: a sanitizer's build would name the leak."""
    with Web() as web:
        store = new_store()
        urls = [web.base + "/silent/%d" % i for i in range(4)] + [web.base + "/endless/1"]
        done = fetch(store, "--connections", "8", "--per-host", "8", write_posts(urls), limits={resource.RLIMIT_FSIZE: 100000})
        equal(done.want(1).codes(), {"cannot-write"})
        check_whole(store, {})


def test_store_that_cannot_be_made():
    done = fetch("/dev/null/store", write_posts(["http://localhost:1/x.png"])).want(1)
    equal(done.codes(), {"cannot-write"})


# ---- at once, and cut off ----

def start(store, posts, *args):
    return subprocess.Popen([WENZHAI, "fetch", "--timezone", ZONE, "--now", NOW, "--progress", "never", "--allow-private",
                             "--images", store, *args, posts], env=environment(), stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE)


def test_several_processes():
    with Web() as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(60)]
        posts = write_posts(urls)
        several = [start(store, posts) for _ in range(4)]
        several.append(start(store, posts, "--prune", "--older-than", "1d"))
        for process in several:
            err = process.communicate(timeout=100)[1].decode()
            equal(process.returncode, 0, err)
        fetch(store, posts).want(0)
        check_whole(store, {url: png(i) for i, url in enumerate(urls)})


def kill_often(times, count):
    """Ends fetches at random points by SIGKILL; then one runs to its end."""
    chance = random.Random(20210712)
    with Web(delay=0.005) as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(count)]
        posts = write_posts(urls, 25)
        begun = time.time()
        contains(fetch(new_store(), posts).want(0).summary(), "%d fetched" % count)
        whole, done = time.time() - begun, 0
        for _ in range(times):
            process = start(store, posts, "--per-host", "8")
            time.sleep(chance.uniform(0, whole))
            done += process.poll() is not None
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if done and chance.random() < 0.7:  # it was finished: begin again, from what is left of it
                shutil.rmtree(os.path.join(store, "content", chance.choice(os.listdir(os.path.join(store, "content")))),
                              ignore_errors=True)
        fetch(store, posts).want(0)
        fetch(store, "--prune", "--older-than", "90d").want(0)
        check_whole(store, {url: png(i) for i, url in enumerate(urls)})


@seconds(600)
def test_killed_at_random():
    if os.environ.get("WENZHAI_SOAK"):
        kill_often(50, 300)
    else:
        kill_often(20, 60)


def test_interrupted():
    """A signal ends it in order; what came is kept, and the next run goes on from there."""
    with Web(delay=0.05) as web:
        store, urls = new_store(), [web.base + "/png/%d" % i for i in range(100)]
        posts = write_posts(urls)
        process = start(store, posts)
        while len(web.requests) < 20:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        err = process.communicate(timeout=20)[1].decode()
        equal(process.returncode, -signal.SIGTERM, err)
        asked = len(web.requests)
        assert asked < 60, asked
        kept = sum(sha is not None for sha in index(store).values())
        assert kept >= 10, kept
        fetch(store, posts).want(0)
        assert len(web.requests) - asked <= 100 - kept, "what was kept was asked for again"


# ---- how it looks ----

def test_progress():
    with Web(delay=0.1) as web:
        posts = write_posts([web.base + "/png/%d" % i for i in range(40)])
        done = wenzhai("fetch", "--timezone", ZONE, "--now", NOW, "--allow-private", "--progress", "always", "--images",
                       new_store(), posts).want(0)
        assert re.search(r"pictures \[#+ *\] \d+/40  [\d.]+ K?B  [\d.]+ K?B/s  \d+ s left", done.err), done.err
        equal(wenzhai("fetch", "-q", "--allow-private", "--now", NOW, "--images", new_store(), posts).want(0).err, "")


def test_no_network_is_loaded_by_others():
    """libcurl and what it brings are for fetch alone."""
    listed = run(["ldd", WENZHAI]).out
    assert "libcurl" not in listed and "libssl" not in listed, listed
