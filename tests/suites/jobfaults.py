"""What went wrong once with scheduled jobs: each fault that was found, with the year's invariants in small.

Every article is in exactly one issue of each job that wants it, and every issue is delivered once to each of its
deliveries or said to be given up, whatever moment a run died in, wherever it was started, whatever was away.
"""
import json
import os
import resource
import shutil
import sqlite3
import zipfile

import kit
from jobkit import JOBS, Site, words
from kit import WENZHAI, contains, environment, equal, run

WEEKLY = "  - {name: w, period: weekly, formats: ['{name}-{year}-W{week}.epub']}\n"
BOTH = "  - {name: w, period: weekly, formats: ['{name}-{year}-W{week}.epub', '{name}-{year}-W{week}.pdf']}\n"
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f0001040100"
                        "5fe5c34b0000000049454e44ae426082")
BARE = "catalogue: no\nstate: out/state.sqlite\n" + JOBS


def ticket_of(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read("META-INF/wenzhai.ticket").decode()


def ask(site, sql, *values, state="out/state.sqlite"):
    db = sqlite3.connect(site.path(state))
    rows = db.execute(sql, values).fetchall()
    db.commit()
    db.close()
    return rows


def status(site, now):
    done = run([WENZHAI, "status", "--json", "--now", now, "jobs.yaml"], cwd=site.folder).want(0)
    return {job["job"]: job for job in json.loads(done.out)["jobs"]}


def unpublish(site, key):
    """As a kill leaves it that comes when an issue's files are in place, and before the state knows."""
    (number, name), = ask(site, "SELECT issue, name FROM file JOIN issue ON issue.id = issue WHERE key = ? AND place = 0", key)
    ask(site, "UPDATE issue SET published = 0, key = 'making ' || key, ticket = ? WHERE id = ?",
        ticket_of(site.path("out", name)), number)
    for table in "story", "delivery":
        ask(site, "DELETE FROM %s WHERE issue = ?" % table, number)


# ---- deliveries ----

def test_nothing_is_delivered_that_cannot_be_noted():
    """A disk that is nearly full: each run would start the program again."""
    sent = os.path.join(kit.scratch(), "sent")
    site = Site("  - {name: d, period: daily, deliver: [{shell: 'echo x >>\"%s\"'}]}\n" % sent, BARE)
    site.post("a", date="2021-07-12")
    site.run("2021-07-13")
    ask(site, "CREATE TRIGGER full BEFORE INSERT ON delivery WHEN NEW.since > 0 BEGIN SELECT RAISE(FAIL, 'full'); END")
    site.post("b", date="2021-07-13")
    for _ in range(3):
        done = site.run("2021-07-14", want=None)
        assert done.status != 0, done.err
        contains(done.err, "state-failed")
        equal(len(site.issues()), 2)
        equal(os.path.getsize(sent), 2)
    ask(site, "DROP TRIGGER full")
    for _ in range(2):
        site.run("2021-07-14")
        equal(os.path.getsize(sent), 4)


def test_range_of_a_forced_since_last():
    """What is made anew begins where it began, not after itself."""
    site = Site("  - {name: s, period: since-last}\n", BARE)
    days = "SELECT key, first_day, last_day FROM issue ORDER BY key"
    site.post("a", date="2021-07-09")
    site.run("2021-07-11")
    for name, day in ("b", "2021-07-13"), ("c", "2021-07-15"):
        site.post(name, date=day)
    site.run("2021-07-16T12:00:00+08:00")
    made = ask(site, days)
    equal((len(made), made[1][2] - made[1][1]), (2, 4))
    site.run("2021-07-16T13:00:00+08:00", "--force")
    equal(ask(site, days), made)


def test_keep_waits_for_deliveries():
    site = Site("  - {name: d, period: daily, keep: 2, deliver: [{copy: dest}]}\n", BARE)
    site.run("2021-07-12")
    days = ["d-2021-07-%02d.epub" % (12 + i) for i in range(7)]
    for i in range(7):
        site.post("a%04d" % i, date="2021-07-%02d" % (12 + i))
    site.run("2021-07-19", want=5)  # the folder is not there yet
    equal(sorted(site.issues()), days)
    os.mkdir(site.path("dest"))
    site.run("2021-07-19T01:00:00+08:00")
    equal(sorted(site.issues(folder="dest")), days)
    equal(sorted(site.issues()), days[-2:])


def test_keep_takes_what_is_given_up():
    site = Site("  - {name: d, period: daily, keep: 1, deliver: [{copy: dest}]}\n", BARE)
    for i in range(3):
        site.post("a%04d" % i, date="2021-07-%02d" % (12 + i))
        site.run("2021-07-%02d" % (13 + i), want=5)
    equal(len(site.issues()), 3)
    contains(site.run("2021-08-01", want=5).err, "given up")
    equal(list(site.issues()), ["d-2021-07-14.epub"])
    site.run("2021-08-02")


def test_recovered_issue_is_delivered():
    site = Site(WEEKLY.replace("name: w", "name: w, latest: yes, deliver: [{copy: dest}]"), BARE)
    os.mkdir(site.path("dest"))
    site.post("a0001")
    site.run("2021-07-20")
    unpublish(site, "2021-W28")
    os.remove(site.path("dest/w-2021-W28.epub"))
    os.remove(site.path("out/latest.epub"))
    ask(site, "DELETE FROM note")
    before = ask(site, "SELECT ticket FROM issue")
    site.run("2021-07-20")
    equal(ask(site, "SELECT published FROM issue"), [(1,)])
    equal(site.issues(folder="dest"), {"w-2021-W28.epub": ["a0001"]})
    equal(os.readlink(site.path("out/latest.epub")), "w-2021-W28.epub")
    assert before[0][0], "it was no intention"


def test_delivery_put_right():
    """A waiting delivery that is put right goes to its new address; one that is added later has no old issues."""
    job = "  - {name: w, period: weekly, deliver: [%s]}\n"
    site = Site(job % "{copy: mistaken}", BARE)
    site.post("a0001")
    site.run("2021-07-20", want=5)
    os.mkdir(site.path("right"))
    os.mkdir(site.path("later"))
    site.write_jobs(job % "{copy: right}", BARE)
    equal(site.run("2021-07-20T01:00:00+08:00").err, "")
    equal(list(site.issues(folder="right").values()), [["a0001"]])
    equal(status(site, "2021-07-20")["w"]["undelivered"], 0)
    site.write_jobs(job % "{copy: right}, {copy: later}", BARE)
    site.post("b0001", date="2021-07-21")
    site.run("2021-07-27")
    equal(list(site.issues(folder="later").values()), [["b0001"]])
    equal(sorted(site.issues(folder="right").values()), [["a0001"], ["b0001"]])


def test_delivery_dropped():
    """What waits and is asked for no more is said to be given up, once."""
    site = Site("  - {name: w, period: weekly, deliver: [{copy: a}]}\n", BARE)
    site.post("a0001")
    site.run("2021-07-20", want=5)
    site.write_jobs("  - {name: w, period: weekly}\n", BARE)
    contains(site.run("2021-07-20").err, "w 2021-W28: a delivery that waited (copy) is asked for no more; given up")
    equal(site.run("2021-07-20").err, "")
    equal(status(site, "2021-07-20")["w"]["undelivered"], 0)


def test_other_jobs_deliveries_wait():
    site = Site("  - {name: a, period: weekly}\n  - {name: b, period: weekly, deliver: [{copy: dest}]}\n", BARE)
    site.post("a0001")
    site.run("2021-07-20", want=5)
    os.mkdir(site.path("dest"))
    site.run("2021-07-20", "--job", "a")
    equal(os.listdir(site.path("dest")), [])
    site.run("2021-07-20", "--job", "b")
    equal(len(os.listdir(site.path("dest"))), 1)


def test_output_moved():
    """Issues that are elsewhere are delivered and removed from there, and in no catalogue of the new folder."""
    job = "  - {name: w, period: weekly, keep: 1, output: %s, formats: ['{name}-{year}-W{week}.epub'], deliver: [{copy: dest}]}\n"
    site = Site(job % "out/old")
    site.post("a0001")
    site.run("2021-07-20", want=5)
    os.mkdir(site.path("dest"))
    site.write_jobs(job % site.path("out/new"))
    site.post("b0001", date="2021-07-21")
    site.run("2021-07-27")
    equal(sorted(site.issues(folder="dest")), ["w-2021-W28.epub", "w-2021-W29.epub"])
    equal(site.issues(), {"new/w-2021-W29.epub": ["b0001"]})
    with open(site.path("out/new/index.html")) as file:
        text = file.read()
    contains(text, "w-2021-W29.epub")
    assert "w-2021-W28" not in text, text


def test_output_moved_with_its_files():
    job = "  - {name: w, period: weekly, output: %s, formats: ['{name}-{year}-W{week}.epub']}\n"
    site = Site(job % "one")
    site.post("a0001")
    site.run("2021-07-20")
    os.rename(site.path("one"), site.path("two"))
    site.write_jobs(job % "two")
    site.post("b0001", date="2021-07-21")
    site.run("2021-07-27")
    with open(site.path("two/index.html")) as file:
        text = file.read()
    contains(text, "w-2021-W29.epub")
    contains(text, "w-2021-W28.epub")


# ---- issues ----

def test_force_killed_between_two_files():
    """The first of two files is replaced when the run dies: the next one makes the issue to its end."""
    site = Site(BOTH, BARE)
    site.post("a0001")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-15")
    shutil.copy(site.path("out/state.sqlite"), site.path("before"))
    shutil.copy(site.path("out/w-2021-W28.pdf"), site.path("before.pdf"))
    site.run("2021-07-20T10:00:00+08:00", "--force")
    text = ticket_of(site.path("out/w-2021-W28.epub"))
    now = int(text.split("\nnow ")[1].split("\n")[0])
    for ending in "-wal", "-shm":
        if os.path.exists(site.path("out/state.sqlite" + ending)):
            os.remove(site.path("out/state.sqlite" + ending))
    shutil.copy(site.path("before"), site.path("out/state.sqlite"))
    shutil.copy(site.path("before.pdf"), site.path("out/w-2021-W28.pdf"))
    ask(site, "INSERT INTO issue (id, job, key, number, first_day, last_day, now, published, ticket) SELECT 77, job, "
        "'making ' || key, number, first_day, last_day, ?, 0, ? FROM issue", now, text)
    ask(site, "INSERT INTO file SELECT 77, place, name, format, NULL, NULL FROM file")
    away = site.posts + "-away"
    os.rename(site.posts, away)
    site.run("2021-07-20T11:00:00+08:00", want=5)
    os.rename(away, site.posts)
    site.run("2021-07-20T11:00:00+08:00")
    for ending in ".epub", ".pdf":
        site.holds({"w-2021-W28" + ending: ["a0001", "b0001"]}, ending)
    equal(ask(site, "SELECT key, published FROM issue"), [("2021-W28", 1)])
    site.post("c0001", date="2021-07-21")
    site.run("2021-07-27")
    equal(site.issues()["w-2021-W29.epub"], ["c0001"])


def test_numbers_of_a_forced_backfill():
    site = Site("  - {name: w, period: weekly, formats: ['{name}-{issue}.epub']}\n", BARE)
    site.post("a0001", date="2021-06-02")
    site.post("a0003", date="2021-06-16")
    site.run("2021-07-05", "--backfill", "2021-05-31..2021-06-20")
    site.post("a0002", date="2021-06-09")
    site.run("2021-07-05", "--backfill", "2021-05-31..2021-06-20", "--force")
    equal(ask(site, "SELECT key, number FROM issue ORDER BY key"), [("2021-W22", 1), ("2021-W23", 3), ("2021-W24", 2)])
    site.holds({"w-1.epub": ["a0001"], "w-3.epub": ["a0002"], "w-2.epub": ["a0003"]})


# ---- being watched ----

def test_next_due_of_a_late_start():
    site = Site("  - {name: w, period: weekly, starts: 2021-07-14}\n", BARE)
    for now in "2021-07-13", "2021-07-15", "2021-07-20":
        job = status(site, now)["w"]
        equal((job["due"], job["next-due"]), (0, "2021-07-25T16:00:00Z"), now)
    site.post("a0001", date="2021-07-21")
    site.run("2021-07-25T23:59:59+08:00")
    equal(site.issues(), {})
    site.run("2021-07-26")
    equal(len(site.issues()), 1)


def metric(site, name):
    with open(site.path("m.prom")) as file:
        return [line.split()[1] for line in file if line.startswith("wenzhai_" + name + " ")][0]


def test_metrics_of_a_run_that_failed():
    site = Site(WEEKLY, "metrics: m.prom\n" + BARE)
    site.post("a0001")
    site.run("2021-07-20")
    equal(metric(site, "last_run_success"), "1")
    for broken in "out/state.sqlite.posts", "out/state.sqlite":
        shutil.copy(site.path(broken), site.path("kept"))
        os.remove(site.path(broken))
        os.mkdir(site.path(broken))
        site.run("2021-07-27", want=5)
        equal(metric(site, "last_run_success"), "0", broken)
        os.rmdir(site.path(broken))
        shutil.copy(site.path("kept"), site.path(broken))
        site.run("2021-07-20T01:00:00+08:00")
        equal(metric(site, "last_run_success"), "1")


def test_failures_end_with_an_empty_issue():
    site = Site(WEEKLY, BARE)
    site.post("a0001")
    site.run("2021-07-20")
    os.rename(site.posts, site.posts + "-away")
    site.run("2021-07-27", want=5)
    equal(status(site, "2021-07-27")["w"]["failures"], 1)
    os.rename(site.posts + "-away", site.posts)
    site.run("2021-07-27")
    equal((status(site, "2021-07-27")["w"]["failures"], status(site, "2021-07-27")["w"]["empty"]), (0, 1))


def test_strict_says_why():
    site = Site(WEEKLY.replace("name: w", "name: w, strict: true"), BARE)
    site.post("a0001", body=words("a", 60) + '<img src="none.png">')
    done = site.run("2021-07-20", want=5)
    contains(done.err, "job w, issue 2021-W28: strict: posts/a0001.md: ")
    contains(status(site, "2021-07-20")["w"]["error"], "none.png")


# ---- which posts ----

def test_absolute_posts():
    """The same posts, however the jobs file is named, and whether it names them from its folder or from the root."""
    site = Site(WEEKLY, BARE)
    for head in BARE, BARE.replace("posts: [posts]", "posts: [%s]" % site.posts), BARE.replace("[posts]", "[.//posts/]"):
        shutil.rmtree(site.path("out"), ignore_errors=True)
        site.write_jobs(WEEKLY, head)
        for i in range(3):
            site.post("old%d" % i, date="2020-01-01")
        site.post("a0001")
        run([WENZHAI, "run", "--now", "2021-07-20", site.path("jobs.yaml")], cwd="/").want(0)
        site.post("b0001", date="2021-07-21")
        site.write_jobs(WEEKLY, BARE)
        site.run("2021-07-27")
        site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"]})
        os.remove(os.path.join(site.posts, "b0001.md"))


def test_linked_site():
    """A site by another name of its folder, and posts that are a link to a disk."""
    site = Site(WEEKLY, BARE)
    os.rename(site.posts, site.path("disk"))
    os.symlink("disk", site.posts)
    os.symlink(".", site.path("alias"))
    site.write_jobs(WEEKLY, BARE.replace("posts: [posts]", "posts: [%s]" % site.path("alias/posts")))
    site.post("old1", date="2020-01-01")
    site.post("a0001")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-21")
    run([WENZHAI, "run", "--now", "2021-07-27", site.path("alias/jobs.yaml")], cwd="/").want(0)
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"]})


def test_posts_of_the_whole_folder():
    """`posts: .` is the jobs file's folder, and nobody else's posts; a folder above it is, by whatever name."""
    for third in "..", None:
        site = Site("", BARE)
        site.post("a0001")
        site.post("b0001")
        for folder in "deep/posts", "other":
            os.makedirs(site.path(folder))
        shutil.move(site.path("posts/a0001.md"), site.path("deep/posts"))
        shutil.move(site.path("posts/b0001.md"), site.path("other"))
        with open(site.path("deep/jobs.yaml"), "w") as file:
            file.write(BARE + "  - {name: a, period: weekly, posts: .}\n  - {name: b, period: weekly, posts: ../other}\n")
        with open(site.path("deep/above.yaml"), "w") as file:
            file.write(BARE.replace(": out", ": above") + "  - {name: c, period: weekly, posts: %s}\n" % (third or site.folder))
        for where, prefix in ((site.path("deep"), ""), ("/", site.path("deep/"))):
            shutil.rmtree(site.path("deep/out"), ignore_errors=True)
            run([WENZHAI, "run", "--now", "2021-07-20", prefix + "jobs.yaml"], cwd=where).want(0)
            equal(site.issues(folder="deep/out"), {"a-2021-07-18.epub": ["a0001"], "b-2021-07-18.epub": ["b0001"]})
            run([WENZHAI, "run", "--now", "2021-07-20", prefix + "above.yaml"], cwd=where).want(0)
            equal({n: sorted(t) for n, t in site.issues(folder="deep/above").items()},
                  {"c-2021-07-18.epub": ["a0001", "b0001"]})
        equal(ask(site, "SELECT count(*) FROM post", state="deep/above/state.sqlite.posts"), [(2,)])


def test_folder_with_a_longer_name():
    """A run of `news` does not take `news-extra`'s posts for gone."""
    site = Site("  - {name: d, period: daily, posts: posts/news}\n  - {name: w, period: weekly, posts: posts/news-extra}\n", BARE)
    site.post("news-extra/a0001", title="a0001", date="2021-07-20")
    site.post("news/x0001", title="x0001", date="2021-07-18")
    site.run("2021-07-19")
    site.post("news/x0002", title="x0002", date="2021-07-20")
    site.run("2021-07-21")
    equal(ask(site, "SELECT path FROM post WHERE gone", state="out/state.sqlite.posts"), [])


def test_new_job_while_its_posts_are_away():
    site = Site(WEEKLY, BARE)
    for i in range(3):
        site.post("old%d" % i, date="2020-01-01")
    site.post("a0001")
    os.rename(site.posts, site.posts + "-away")
    site.run("2021-07-20", want=5)
    os.rename(site.posts + "-away", site.posts)
    site.run("2021-07-20T01:00:00+08:00")
    site.holds({"w-2021-W28.epub": ["a0001"]})


def test_state_lost_and_a_copy_elsewhere():
    """Of an issue that is there in another job's folder alone the articles are known, and no files; whatever stands
    there, those in its own folder are its files."""
    site = Site("  - {name: a, period: weekly, output: one, posts: [posts/a], catalogue: yes}\n"
                "  - {name: b, period: weekly, output: two, posts: [posts/b]}\n",
                "output: two\nstate: st/state.sqlite\ntimezone: Asia/Shanghai\njobs:\n")
    site.post("a/a0001")
    site.post("b/b0001")
    site.run("2021-07-20")
    site.post("a/a0002", date="2021-07-21")
    site.run("2021-07-27")
    os.rename(site.path("one/a-2021-07-18.epub"), site.path("two/a-2021-07-18.epub"))
    shutil.copy(site.path("one/a-2021-07-25.epub"), site.path("two"))
    for name in os.listdir(site.path("st")):
        if name.startswith("state.sqlite") and not name.endswith("posts"):
            os.remove(site.path("st", name))
    site.run("2021-07-27", "--adopt")
    equal(ask(site, "SELECT key, removed, (SELECT count(*) FROM file WHERE issue = issue.id) FROM issue WHERE job = 'a' "
              "ORDER BY key", state="st/state.sqlite"), [("2021-W28", 1, 0), ("2021-W29", 0, 1)])
    site.post("a/a0003", date="2021-07-28")
    site.run("2021-08-03")
    equal(site.issues(folder="one")["a-2021-08-01.epub"], ["a/a0003"])


def test_index_lost_while_posts_are_away():
    """A new index tells the age of posts by their files wherever it sees a folder for the first time."""
    two = WEEKLY + "  - {name: d, period: daily, posts: posts/news}\n"
    written = 1609459200  # 2021-01-01
    site = Site(two, BARE)
    for i in range(3):
        site.post("old%d" % i, date="2020-01-01", when=written)
    site.post("a0001", when=1626300000)
    site.post("news/x0001", title="x0001", date="2021-07-18", when=1626600000)
    site.run("2021-07-20")
    for lose in "all", "news first":
        os.remove(site.path("out/state.sqlite.posts"))
        if lose == "all":
            os.rename(site.posts, site.posts + "-away")
            site.run("2021-07-27", want=5)
            os.mkdir(site.posts)  # the place where a disk is to be mounted
            os.mkdir(site.posts + "/news")
            site.run("2021-07-27", "--dry-run")
            shutil.rmtree(site.posts)
            os.rename(site.posts + "-away", site.posts)
        else:
            site.run("2021-07-28")
        site.post("b%s" % lose[0], date="2021-07-21" if lose == "all" else "2021-07-28", when=1626900000 if lose == "all" else 1627500000)
        site.run("2021-07-27" if lose == "all" else "2021-08-03")
    weeks = {n: t for n, t in site.issues().items() if n[0] == "w"}
    equal({n: sorted(t) for n, t in weeks.items()},
          {"w-2021-W28.epub": ["a0001", "x0001"], "w-2021-W29.epub": ["ba"], "w-2021-W30.epub": ["bn"]})


def test_index_behind_the_state():
    """After a power cut the index may have forgotten what the state has remembered: late posts are not lost."""
    site = Site(WEEKLY, BARE)
    site.post("a0001")
    site.run("2021-07-20")
    shutil.copy(site.path("out/state.sqlite.posts"), site.path("before"))
    site.post("b0001", date="2021-07-13")
    site.run("2021-07-27")
    shutil.copy(site.path("before"), site.path("out/state.sqlite.posts"))
    for ending in "-wal", "-shm":
        if os.path.exists(site.path("out/state.sqlite.posts" + ending)):
            os.remove(site.path("out/state.sqlite.posts" + ending))
    site.post("c0001", date="2021-07-14")
    site.run("2021-08-03")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"], "w-2021-W30.epub": ["c0001"]})


def test_index_and_then_state_lost_before_a_first_issue():
    """The index made anew learns from the state where a job began, and the state made anew from the index."""
    site = Site("  - {name: d, period: daily, when-empty: skip}\n  - {name: m, period: monthly, min: 3}\n", BARE)
    site.post("a0001", date="2021-07-19")
    site.run("2021-07-20")
    site.post("b0001", date="2021-04-10")  # late, to be in the month's first issue
    site.post("b0002", date="2021-07-20")
    site.run("2021-07-21")
    for day, name in (22, "out/state.sqlite.posts"), (23, "out/state.sqlite"):
        with open(site.path(name), "r+b") as file:
            file.write(b"\0" * 4096)
        contains(site.run("2021-07-%d" % day, want=None).err, "[state-damaged]")
        site.post("c%04d" % day, date="2021-07-%d" % (day - 1))
    site.run("2021-07-24")
    site.run("2021-08-02")
    month, = [articles for name, articles in site.issues().items() if name.startswith("m-")]
    equal(sorted(month), ["a0001", "b0001", "b0002", "c0022", "c0023"])


# ---- what was published ----

def test_old_texts_under_swapped_names():
    """However long ago, and whatever is called what now: the same text is no news, nor is the same title of a day."""
    site = Site(WEEKLY, BARE)
    for i in range(3):
        site.post("p%d" % i, title="a000%d" % i, date="2021-01-13")
    site.run("2021-01-19")
    for i in range(3):
        site.post("p%d" % ((i + 1) % 3), title="a000%d" % i, date="2021-07-1%d" % (3 + i), body=words("p%d" % i, 60))
    site.post("elsewhere", title="a0001", date="2021-01-13 09:00:00", body=words("p1", 50) + words("more", 20))
    site.post("b0001", date="2021-07-13")
    site.run("2021-07-20")
    equal(site.issues()["w-2021-W28.epub"], ["b0001"])


def test_edited_and_posted_again_long_after_the_state_was_lost():
    """The tickets know the first version alone; the title, the source and what is told say that it is that."""
    site = Site(WEEKLY, BARE)
    first, column = words("first", 60), "今天全市最高气温%d度，最低气温%d度，夜里有小雨，出门请带伞。" + words("column", 60)
    site.post("a0001", title="河岸", date="2021-01-05", body=first)
    site.post("c0001", title="天气", date="2021-01-06", body=column % (8, 2))
    site.run("2021-01-12")
    site.post("a0001", title="河岸", date="2021-01-05", body=first + words("more", 20))
    site.run("2021-01-19")
    for name in os.listdir(site.path("out")):
        if name.startswith("state.sqlite"):
            os.remove(site.path("out", name))
    site.run("2021-01-26")
    site.post("b0001", title="河岸", date="2021-07-14", body=first + words("more", 20))
    site.post("c0002", title="天气", date="2021-07-15", body=column % (34, 27))  # a column's next day is news
    site.run("2021-07-20")
    site.holds({"w-2021-W01.epub": ["天气", "河岸"], "w-2021-W28.epub": ["天气"]})


def test_text_of_an_older_issue():
    """Edited, and back again: with `updated: again` the first text is known still."""
    site = Site(WEEKLY.replace("name: w", "name: w, updated: again"), BARE)
    site.post("a0001", date="2021-01-13")
    site.run("2021-01-19")
    site.post("a0001", date="2021-07-05", body=words("a0001", 60) + words("more", 30))
    site.run("2021-07-13")
    site.post("a0001", date="2021-07-14", body=words("a0001", 60))
    site.run("2021-07-20")
    equal(sorted(site.issues()), ["w-2021-W02.epub", "w-2021-W27.epub"])


def test_pictures_alone():
    """A post without a text that is touched or moved has not changed."""
    site = Site(WEEKLY.replace("name: w", "name: w, updated: again"), BARE)
    body = '<img src="a.png">'
    site.post("gallery", title="gallery", body=body, when=1626300000)
    site.post("moved", title="moved", date="2021-07-10", body=body, when=1626300000)
    site.post("a0001", when=1626300000)
    with open(site.path("posts/a.png"), "wb") as file:
        file.write(PICTURE)
    site.run("2021-07-20")
    os.utime(site.path("posts/gallery.md"), (1626900000, 1626900000))
    os.rename(site.path("posts/moved.md"), site.path("posts/moved2.md"))
    site.post("b0001", date="2021-07-21")
    site.run("2021-07-27")
    equal(site.issues()["w-2021-W29.epub"], ["b0001"])


def test_endings_in_capitals():
    """Files named .EPUB and .PDF are found again when the state is lost."""
    site = Site("  - {name: w, period: weekly, formats: ['{name}-{date}.EPUB', '{name}-{date}.PDF']}\n", BARE)
    site.post("a0001")
    site.run("2021-07-20")
    made = ask(site, "SELECT name, format, sha256 FROM file ORDER BY name")
    os.remove(site.path("out/state.sqlite"))
    site.run("2021-07-20", "--adopt")
    equal(ask(site, "SELECT name, format, sha256 FROM file ORDER BY name"), made)
    site.run("2021-07-20")
    equal(len(made), 2)


def test_memory_of_a_long_backfill():
    """A year of days takes no more for the posts that come after each."""
    site = Site("  - {name: d, period: daily, formats: ['{name}/{date}.epub']}\n", BARE)
    site.run("2021-01-02")
    for i in range(500):
        site.post("%d/a%04d" % (i % 10, i), title="a%04d" % i, date="2021-%02d-%02d" % (1 + i % 12, 1 + i % 28),
                  body="<p>%s</p>" % words(i, 30))
    most = 150 << 20
    done = site.run("2022-01-02", "--dry-run", "--backfill", "2021-01-01..2021-12-31", limits={resource.RLIMIT_AS: most},
                    want=None if kit.SANITIZED else 0)
    if not kit.SANITIZED:
        equal(len([line for line in done.out.splitlines() if "article" in line and line.startswith("d 2021")]), 365)
