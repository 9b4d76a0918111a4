"""The same bytes from the same input, whatever threads, places and habits are."""
import hashlib
import os
import shutil

from kit import POSTS, build, environment, equal, once, run, scratch, seconds, WENZHAI, ZONE


def digests(folder):
    result = {}
    for name in ("a.epub", "a.pdf"):
        with open(os.path.join(folder, name), "rb") as file:
            result[name] = hashlib.sha256(file.read()).hexdigest()
    return result


def made(posts=POSTS, extra=(), **options):
    folder = scratch()
    build("-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "a.pdf"), *extra, posts, **options).want(0)
    return digests(folder)


def reference():
    def make(folder):
        build("-j", "1", "-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "a.pdf"), POSTS).want(0)
    return digests(once("reference", make))


@seconds(300)
def test_threads():
    for threads in ("1", "2", "8"):
        equal(made(extra=["-j", threads]), reference(), "-j" + threads)


@seconds(300)
def test_other_folder_and_order():
    """A copy elsewhere, its files made in another order, so that the folder lists them in another."""
    place = os.path.join(scratch(), "另一个 folder")
    files = sorted((os.path.relpath(os.path.join(w, f), POSTS) for w, _, fs in os.walk(POSTS) for f in fs),
                   key=lambda p: hashlib.sha256(p.encode()).digest())
    for file in files:
        target = os.path.join(place, file)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(os.path.join(POSTS, file), target)
        os.utime(target, (1, 1))
    equal(made(place), reference(), "another folder")
    equal(made("另一个 folder", cwd=os.path.dirname(place)), reference(), "a relative path")


@seconds(300)
def test_zone_locale_umask():
    for changes in (dict(TZ="America/New_York"), dict(TZ="Pacific/Chatham"), dict(LANG="zh_CN.UTF-8", LC_ALL="zh_CN.UTF-8"),
                    dict(LANG="tr_TR.UTF-8", LC_ALL="C"), dict(LC_ALL="POSIX", LANG=None)):
        equal(made(env=environment(**changes)), reference(), str(changes))
    equal(made(umask=0o077), reference(), "umask")


def test_source_date_epoch():
    """SOURCE_DATE_EPOCH is now, when --now does not say."""
    results = []
    for epoch in ("1627257600", "1627257600", "1700000000"):
        folder = scratch()
        args = [WENZHAI, "build", "--timezone", ZONE, "-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "a.pdf"), POSTS]
        run(args, env=environment(SOURCE_DATE_EPOCH=epoch)).want(0)
        results.append(digests(folder))
    equal(results[0], results[1])
    assert results[0] != results[2], "now is in the output"


def test_reference_is_now_too():
    folder = scratch()
    args = [WENZHAI, "build", "--timezone", ZONE, "-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "a.pdf"), POSTS]
    run(args, env=environment(SOURCE_DATE_EPOCH="1627257600")).want(0)  # kit.NOW
    equal(digests(folder), reference())
