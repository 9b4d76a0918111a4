"""The state of scheduled jobs: where it lies, who may read it, and what happens when it is locked, full or broken."""
import fcntl
import os
import resource
import stat

from jobkit import JOBS, Site, words
from kit import WENZHAI, contains, equal, need, run
from jobs import WEEKLY

HIDDEN = "out/.wenzhai/state.sqlite"


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_out_of_view():
    """In the folder that a web server shows the state is hidden, and its owner's alone; the issues are not."""
    site = Site(WEEKLY)
    site.post("a0001")
    run([WENZHAI, "run", "--now", "2021-07-20", "jobs.yaml"], cwd=site.folder, umask=0o022).want(0)
    equal([f for f in os.listdir(site.path("out")) if "state" in f], [])
    equal((mode(site.path("out")), mode(site.path("out/.wenzhai"))), (0o755, 0o700))
    equal({mode(site.path(HIDDEN + end)) for end in ("", ".posts")}, {0o600})
    equal(mode(site.path("out/w-2021-W28.epub")), 0o644)


def test_where_it_was():
    """A state that an earlier version left in the output folder is used on there, which -v tells, or moved."""
    site = Site(WEEKLY, "state: out/state.sqlite\n" + JOBS)
    site.post("a0001")
    site.run("2021-07-20")
    site.write_jobs(WEEKLY)
    site.post("b0001", date="2021-07-21")
    equal(site.run("2021-07-27").err, "")
    contains(site.run("2021-07-27", "-v").err, "out/state.sqlite: note: used where an earlier version put it")
    assert not os.path.exists(site.path("out/.wenzhai"))
    os.mkdir(site.path("out/.wenzhai"))
    for name in os.listdir(site.path("out")):
        if name.startswith("state.sqlite"):
            os.rename(site.path("out", name), site.path("out/.wenzhai", name))
    site.post("b0002", date="2021-07-28")
    equal(site.run("2021-08-03", "-v").codes() & {"state-in-view", "state-damaged"}, set())
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"], "w-2021-W30.epub": ["b0002"]})


def test_locked():
    site = Site(WEEKLY)
    site.post("a0001")
    os.makedirs(site.path("out/.wenzhai"))
    with open(site.path(HIDDEN + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        equal(site.run("2021-07-20", want=5).codes(), {"locked"})
        equal(site.issues(), {})
    site.run("2021-07-20")
    equal(len(site.issues()), 1)


def test_full_disk():
    """Wherever the disk is full: what the state could not take is not published twice by the issues after it."""
    for limit in range(8, 100, 8):
        site = Site(WEEKLY + "  - {name: t, period: every 2 days}\n", "catalogue: no\n" + JOBS)
        site.run("2021-07-12")
        for i in range(12):
            site.post("a%04d" % i, date="" if i % 2 else "2021-07-%02d" % (12 + 2 * i))
        site.run("2021-08-10", want=None, limits={resource.RLIMIT_FSIZE: limit << 10})
        site.run("2021-08-10", want=None, limits={resource.RLIMIT_FSIZE: (limit + 2) << 10})
        site.run("2021-08-10")
        for job in "w", "t":
            held = sorted(t for name, titles in site.issues().items() for t in titles if name[0] == job)
            equal(held, ["a%04d" % i for i in range(12)], "limit %d KB: %s" % (limit, site.issues()))


def test_damaged_state():
    """Noticed, put aside, and made anew: of the issues' own tickets, with keep of those that are gone."""
    need("pdftotext")
    site = Site("  - {name: w, period: weekly, keep: 2, formats: ['{name}-{year}-W{week}.pdf']}\n")
    for i in range(4):
        site.post("a000%d" % i, date="2021-07-%02d" % (14 + 7 * (i % 3) if i < 3 else 30))
        site.run("2021-07-%02d" % (20 + 7 * i) if i < 2 else "2021-08-%02d" % (3 + 7 * (i - 2)))
    before = site.issues(".pdf")
    with open(site.path(HIDDEN), "r+b") as file:
        file.seek(0)
        file.write(b"\0" * 4096)
    site.post("b0001", date="2021-08-11")
    site.post("again", title="a0000", date="2021-07-14", body=words("a0000", 60))
    done = site.run("2021-08-17", want=None)
    contains(done.err, "[state-damaged]")
    equal(done.status, 0)
    after = site.issues(".pdf")
    new = {n: t for n, t in after.items() if n not in before}
    equal(new, {"w-2021-W32.pdf": ["b0001"]})
    assert os.path.exists(site.path(HIDDEN + ".damaged"))


def test_damage_within():
    """A page that nothing looks at while nothing is due is noticed before anything is entered."""
    site = Site(WEEKLY)
    for i in range(60):
        site.post("a%04d" % i)
    site.run("2021-07-20")
    with open(site.path(HIDDEN), "r+b") as file:
        size = file.seek(0, 2)
        file.seek(size - 3 * 4096)
        file.write(b"\xff" * 4096 * 2)
    site.post("b0001", date="2021-07-21")
    contains(site.run("2021-07-27", want=0).err, "[state-damaged]")
    equal(site.issues()["w-2021-W29.epub"], ["b0001"])


def test_damaged_index():
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    with open(site.path(HIDDEN + ".posts"), "r+b") as file:
        file.write(b"\xff" * 200)
    site.post("b0001", date="2021-07-21")
    done = site.run("2021-07-27")
    contains(done.err, "[state-damaged]")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"]})
