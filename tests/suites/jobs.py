"""wenzhai run and status: what is due, what is new, what is remembered."""
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zipfile

import kit
from jobkit import Site, anybody_but_root, chapter, check_epubs, words
from kit import WENZHAI, contains, environment, equal, need, run

WEEKLY = "  - {name: w, period: weekly, formats: ['{name}-{year}-W{week}.epub']}\n"
DAILY = "  - {name: d, period: daily, due: '07:00'}\n"


def test_mistakes_have_lines():
    cases = [
        ("periode: daily\njobs: [{name: a}]\n", 1, 'unknown key "periode": did you mean period?'),
        ("jobs:\n  - {name: a,\n     period: weeky}\n", 3, "did you mean weekly?"),
        ("jobs:\n  - name: a\n    name: b\n", 3, "given twice"),
        ("jobs:\n  - period: daily\n", 2, "without a name"),
        ("jobs:\n  - name: a\n  - name: A\n", 3, "name of the job on line 2"),
        ("jobs:\n  - name: a\n    state: s\n", 3, "belongs to the top"),
        ("name: a\njobs: [{name: b}]\n", 1, "belongs to a job"),
        ("timezone: Asia/Shangai\njobs: [{name: a}]\n", 1, "Asia/Shanghai"),
        ("jobs:\n  - name: a\n    due: 7\n", 3, "no time of day"),
        ("jobs:\n  - name: a\n    week-starts: someday\n", 3, "no day of the week"),
        ("jobs:\n  - name: a\n    starts: 2021-02-29\n", 3, "February 2021 has days 01 to 28"),
        ("jobs:\n  - name: a\n    min: 9\n    max: 3\n", 2, "min: 9 is more than max: 3"),
        ("jobs:\n  - name: a\n    max: many\n", 3, "no number from 1"),
        ("jobs:\n  - name: a\n    when-empty: alarm\n", 3, "alarm after 3"),
        ("jobs:\n  - name: a\n    when-empty: skipp\n", 3, "did you mean skip?"),
        ("jobs:\n  - name: a\n    formats:\n      - {file: a.mobi}\n", 4, "neither in .epub nor in .pdf"),
        ("jobs:\n  - name: a\n    formats:\n      - {file: '{nam}.epub'}\n", 4, "did you mean {name}?"),
        ("jobs:\n  - name: a\n    formats:\n      - {file: '../{date}.epub'}\n", 4, "below the output folder"),
        ("jobs:\n  - name: a\n    formats:\n      - {file: 'x.epub'}\n", 4, "would replace one another"),
        ("jobs:\n  - name: a\n    formats:\n      - '{week}.epub'\n", 4, "would replace one another"),
        ("jobs:\n  - name: a\n    formats:\n      - {file: '{date}.epub', profil: a4}\n", 4, "did you mean profile?"),
        ("jobs:\n  - name: a\n    formats:\n      - {file: '{date}.epub', profile: a9}\n", 4, 'no profile "a9"'),
        ("jobs:\n  - name: a\n    style: baroque\n", 2, 'no style "baroque"'),
        ("formats: ['{date}.epub']\njobs:\n  - name: a\n  - name: b\n", 1, "written twice"),
        ("jobs:\n  - name: a\n    categories: [/]\n", 3, "no category"),
        ("jobs:\n  - name: a/b\n", 2, "names hold none of"),
        ("jobs: 3\n", 1, "a list of 1 to"),
        ("posts: [p]\n", 0, "a list of 1 to"),
        ("- a\n", 1, "a map with the key"),
        ("jobs: [\n", 2, ""),
        ("jobs:\n  - name: a\n    deliver: [{copi: /x}]\n", 3, ""),
    ]
    for text, line, part in cases:
        site = Site("", text)
        done = site.run("2021-07-20", "--check", want=None)
        assert done.status == 2, text
        found = [d for d in done.diagnostics() if d[4] == "bad-jobs" and part in d[3]]
        assert found and found[0][1] == line, "%r:%s\n%s" % (text, line, done.err)
    Site(WEEKLY + DAILY).run("2021-07-20", "--check")


def test_every_mistake_is_named():
    """Also of a long file in which each job has one: they are mended all at once."""
    site = Site("".join("  - {name: j%d, period: weeky}\n" % i for i in range(40)) +
                "  - {name: last, deliver: [{run: ''}]}\n")
    found = [d for d in site.run("2021-07-20", "--check", want=2).diagnostics()]
    equal([d[1] for d in found], list(range(5, 46)))
    contains(found[-1][3], "'run' wants a text")


def test_bad_weeks():
    """A weekly name by {week} alone comes again next year, and so does a daily one by month and day."""
    site = Site("  - {name: w, period: weekly, formats: ['{week}.epub']}\n")
    contains(site.run("2021-07-20", "--check", want=2).err, "with {year}")
    site = Site("  - {name: d, period: daily, formats: ['{month}-{day}.epub']}\n")
    contains(site.run("2021-07-20", "--check", want=2).err, "issues would replace one another")


def test_due_once():
    site = Site(WEEKLY + DAILY)
    site.post("a0001", date="2021-07-12 00:00:00")
    site.post("a0002", date="2021-07-18 23:59:59")
    site.post("a0003", date="2021-07-19 00:00:00")
    done = site.run("2021-07-20T06:59:59+08:00")
    equal((done.out, done.err), ("", ""))
    site.holds({"w-2021-W28.epub": ["a0001", "a0002"], "d-2021-07-18.epub": ["a0002"]})
    site.run("2021-07-20T06:59:59+08:00")
    site.run("2021-07-20T07:00:00+08:00")
    site.holds({"w-2021-W28.epub": ["a0001", "a0002"], "d-2021-07-18.epub": ["a0002"],
                "d-2021-07-19.epub": ["a0003"]})
    check_epubs(site)


def test_jobs_at_work():
    """-v has a line for each issue, --log json an object."""
    site = Site(WEEKLY)
    site.post("a0001")
    line = json.loads(site.run("2021-07-20", "--log", "json").err)
    equal((line["job"], line["issue"], line["status"], line["number"], line["articles"], line["files"]),
          ("w", "2021-W28", "made", 1, 1, ["w-2021-W28.epub"]))
    site.post("a0002", date="2021-07-21")
    contains(site.run("2021-07-27", "-v").err, "w 2021-W29, no. 2, 1 article: out/w-2021-W29.epub")


def test_late_edited_and_reposted():
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-13")                              # late
    site.post("b0002", date="")                                        # without a date
    site.post("b0003", date="2020-01-01")                              # wrongly dated
    site.post("a0001", body=words("a0001", 60) + words("more", 30))      # edited
    site.post("elsewhere/a0001", title="anew1", date="2021-07-22", body=words("a0001", 60))  # the same text
    site.post("b0004", date="2021-07-21")
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001", "b0002", "b0003", "b0004"]})
    site.run("2021-08-03")
    equal(len(site.issues()), 2)


def test_old_posts_are_no_news():
    """A new job has its newest period, not the site's past."""
    site = Site(WEEKLY)
    for i in range(3):
        site.post("a000%d" % i, date="2020-07-1%d" % i)
    site.post("b0001")
    site.run("2021-07-20")
    site.post("b0002", date="2021-07-21")
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["b0001"], "w-2021-W29.epub": ["b0002"]})


def test_updated_again():
    site = Site(WEEKLY.replace("name: w", "name: w, updated: again"))
    site.post("a0001")
    site.run("2021-07-20")
    site.post("a0001", body=words("a0001", 60) + words("more", 30))
    site.run("2021-07-27")
    site.run("2021-08-03")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["a0001"]})


def test_name_used_anew():
    """A path or link that stands for another text is another post."""
    site = Site(WEEKLY)
    site.post("today", title="a0001", link="https://example.com/")
    site.run("2021-07-20")
    site.post("today", title="a0002", date="2021-07-21", link="https://example.com/", body=words("other", 60))
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["a0002"]})


def test_moved_posts():
    site = Site(WEEKLY)
    for name, date in (("a0001", "2021-07-14"), ("old1", "2020-01-01"), ("old2", "2020-01-02")):
        site.post("x/" + name, title=name, date=date)
    site.run("2021-07-20")
    os.rename(site.path("posts/x"), site.path("posts/y"))
    site.post("a0002", date="2021-07-21")
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["a0002"]})


def test_folder_away():
    """A disk that is not mounted is a failure, and no news when it is back."""
    site = Site(WEEKLY)
    site.post("a0001")
    site.post("old1", date="2020-01-01")
    site.run("2021-07-20")
    os.rename(site.posts, site.posts + "-away")
    contains(site.run("2021-07-27", want=5).err, "[job-failed]")
    os.rename(site.posts + "-away", site.posts)
    site.post("a0002", date="2021-07-21")
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["a0002"]})


def test_post_away_for_one_run():
    """A job that made its issue meanwhile has it in the next, and nothing else that it would not have had."""
    site = Site(WEEKLY + DAILY)
    site.post("a0001")
    site.post("old1", date="2020-01-01")
    path, old = site.post("b0001"), site.path("posts", "old1.md")
    site.run("2021-07-15T08:00:00+08:00")
    for name in (path, old):
        os.rename(name, name + "-away")
    site.run("2021-07-20T08:00:00+08:00")
    for name in (path, old):
        os.rename(name + "-away", name)
    site.run("2021-07-21T08:00:00+08:00")
    os.rename(path, path + "-away")
    site.run("2021-07-22T08:00:00+08:00")
    os.rename(path + "-away", path)
    site.post("c0001", date="2021-07-21")
    site.run("2021-07-27T08:00:00+08:00")
    site.holds({"d-2021-07-14.epub": ["a0001", "b0001"], "d-2021-07-22.epub": ["c0001"],
                "w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001", "c0001"]})
    site.post("d0001", date="2021-07-28")
    site.run("2021-08-03T08:00:00+08:00")
    equal(site.issues()["w-2021-W30.epub"], ["d0001"])


def test_post_that_could_not_be_read():
    """It is told, and comes when it can be."""
    site = Site(WEEKLY)
    site.post("a0001")
    path, someone = site.post("b0001"), anybody_but_root(site)
    site.run("2021-07-13", as_user=someone)
    os.chmod(path, 0)
    done = site.run("2021-07-20", as_user=someone, want=None)
    contains(done.err, "b0001.md")
    os.chmod(path, 0o644)
    site.post("c0001", date="2021-07-21")
    site.run("2021-07-27", as_user=someone)
    site.run("2021-08-03", as_user=someone)
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001", "c0001"]})


def test_backfill_ahead():
    """Of a period after those that were published: what lies between is in it, late posts too."""
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-21")
    site.post("late1", date="2021-07-13")
    site.post("c0001", date="2021-07-28")
    site.run("2021-08-03", "--backfill", "2021-07-26..2021-08-01")
    site.run("2021-08-03")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W30.epub": ["b0001", "c0001", "late1"]})


def test_two_names_of_one_folder():
    """Each job has its posts under the name it gives, and so has a job whose files are links to another's."""
    site = Site("  - {name: w, period: weekly}\n  - {name: v, period: weekly, posts: [link]}\n"
                "  - {name: u, period: weekly, posts: [hard]}\n")
    path = site.post("a0001")
    os.symlink("posts", site.path("link"))
    os.mkdir(site.path("hard"))
    os.link(path, site.path("hard", "a0001.md"))
    site.run("2021-07-20")
    site.holds({"%s-2021-07-18.epub" % name: ["a0001"] for name in "uvw"})


def test_wrong_clock():
    """One run with it does not silence a job for years without a word, and the next issue is foretold."""
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-21")
    site.run("2030-07-16")
    done = site.run("2021-07-27", want=5)
    contains(done.err, "job w has issues up to 2030-07-14, and today is 2021-07-27")
    contains(run([WENZHAI, "status", "--now", "2021-07-27", "jobs.yaml"], cwd=site.folder).want(0).out, "2030-07-22")
    # What the message says to do.
    for name in os.listdir(site.path("out")):
        if "2030" in name:
            os.remove(site.path("out", name))
    contains(done.err, "out/.wenzhai/state.sqlite")
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(site.path("out/.wenzhai/state.sqlite" + ending)):
            os.remove(site.path("out/.wenzhai/state.sqlite" + ending))
    site.run("2021-07-27", "--adopt")
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"]})


def test_dated_in_the_future():
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    written = 1626825600  # 2021-07-21T00:00:00Z
    site.post("b0001", date="2099-01-01", when=written)
    site.post("b0002", date="2021-07-28", when=written + 8 * 86400)
    done = site.run("2021-07-27", "-v")
    contains(done.err, "[late-date]")
    site.run("2021-08-03")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W29.epub": ["b0001"], "w-2021-W30.epub": ["b0002"]})


def test_too_few_wait():
    site = Site(WEEKLY.replace("name: w", "name: w, min: 3, when-empty: alarm after 2"))
    site.post("a0001")
    site.run("2021-07-20")
    site.run("2021-07-20")
    site.post("a0002", date="2021-07-21")
    done = site.run("2021-07-27", want=5)
    equal(done.codes(), {"issues-empty"})
    site.run("2021-07-27")
    site.post("a0003", date="2021-07-28")
    site.run("2021-08-03")
    site.holds({"w-2021-W30.epub": ["a0001", "a0002", "a0003"]})


def test_nothing_to_say():
    """when-empty: make (empty): an issue all the same, which says that nothing came, in each format and language."""
    need("pdftotext", "qpdf")
    site = Site("  - {name: w, period: weekly, min: 5, when-empty: make, formats: ['{name}-{date}.epub', '{name}-{date}.pdf']}\n"
                "  - {name: e, period: weekly, when-empty: empty, language: en,\n"
                "     formats: [{file: '{name}-{date}.pdf', style: briefing}, '{name}-{date}.epub']}\n")
    site.post("a0001", date="2021-07-21")
    contains(site.run("2021-07-20", "-v").err, "w 2021-W28, no. 1, 0 articles: out/w-2021-07-18.epub")
    site.holds({"w-2021-07-18.epub": ["本期没有新文章"], "e-2021-07-18.epub": ["Nothing new"]})
    for name, words in ("w", "这一期的日子里，没有收到新的文章。"), ("e", "No new article came in the days of this issue."):
        pdf = site.path("out/%s-2021-07-18.pdf" % name)
        run(["qpdf", "--check", pdf]).want(0)
        text = run(["pdftotext", "-layout", pdf, "-"]).want(0).out
        contains(text, words)
        equal(set(re.findall(r"(\d+) ?(?:篇|articles?)", text)), {"0"}, text)
    with zipfile.ZipFile(site.path("out/w-2021-07-18.epub")) as epub:
        contains(epub.read("EPUB/colophon.xhtml").decode(), "<dd>0 篇</dd>")
    assert "no. " not in site.run("2021-07-20", "-v").err, "made twice"
    site.run("2021-07-27")  # fewer than min, but made
    equal(site.issues()["w-2021-07-25.epub"], ["a0001"])
    check_epubs(site)
    os.remove(site.path("out/.wenzhai/state.sqlite"))
    done = site.run("2021-07-27", want=None)
    contains(done.err, "made anew of 4 issues")
    equal(sorted(site.issues()), ["e-2021-07-18.epub", "e-2021-07-25.epub", "w-2021-07-18.epub", "w-2021-07-25.epub"])


def test_max_takes_the_newest():
    site = Site(WEEKLY.replace("name: w", "name: w, max: 2"))
    for i in range(4):
        site.post("a000%d" % i, date="2021-07-1%d" % (2 + i))
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-21")
    site.run("2021-07-27")
    site.holds({"w-2021-W28.epub": ["a0002", "a0003"], "w-2021-W29.epub": ["b0001"]})


def test_missed_weeks():
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    for i, date in enumerate(("2021-07-21", "2021-07-28", "2021-08-04", "2021-08-11")):
        site.post("b000%d" % i, date=date)
    site.run("2021-08-17", "--catch-up", "2")
    site.holds({"w-2021-W28.epub": ["a0001"], "w-2021-W31.epub": ["b0000", "b0001", "b0002"],
                "w-2021-W32.epub": ["b0003"]})


def test_since_last():
    site = Site("  - {name: s, period: since-last}\n")
    site.post("old1", date="2021-01-01")
    site.post("a0001", date="2021-07-14")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-20 00:00:00")
    site.run("2021-07-20T12:00:00+08:00")
    site.post("b0002", date="2021-07-22")
    site.run("2021-07-23")
    site.run("2021-07-24")
    site.holds({"s-2021-07-20.epub": ["a0001"], "s-2021-07-23.epub": ["b0001", "b0002"]})


def test_one_failing_job():
    site = Site(WEEKLY + "  - {name: x, period: weekly, output: full}\n")
    os.mkdir(site.path("full"))
    os.mkdir(site.path("full/x-2021-07-18.epub"))  # a folder where the file should be
    site.post("a0001")
    done = site.run("2021-07-20", want=5)
    contains(done.err, "[job-failed]")
    equal(len([d for d in done.diagnostics() if d[4] == "job-failed"]), 1)
    site.holds({"w-2021-W28.epub": ["a0001"]})
    status = json.loads(run([WENZHAI, "status", "--json", "jobs.yaml"], cwd=site.folder).want(0).out)
    equal([(j["job"], j["failures"]) for j in status["jobs"]], [("w", 0), ("x", 1)])
    os.rmdir(site.path("full/x-2021-07-18.epub"))
    site.run("2021-07-20")
    equal(list(site.issues(folder="full").values()), [["a0001"]])


def test_keep():
    site = Site(WEEKLY.replace("name: w", "name: w, keep: 1"))
    site.post("a0001")
    site.run("2021-07-20")
    site.post("a0002", date="2021-07-21")
    site.run("2021-07-27")
    site.holds({"w-2021-W29.epub": ["a0002"]})
    site.post("a0003", date="2021-07-28")
    site.post("again", title="a0001", date="2021-07-28", body=words("a0001", 60))
    site.run("2021-08-03")
    site.holds({"w-2021-W30.epub": ["a0003"]})


PLANNED = ("  - {name: w, title: 周刊, period: weekly, formats: ['{name}-{year}-W{week}.epub', '{name}-{date}.pdf']}\n"
           "  - {name: m, period: monthly}\n")


def grow(site, weeks=4):
    for i in range(weeks * 3):
        day = 1 + i * 2
        site.post("a%04d" % i, date="2021-07-%02d" % day, author="乙" if i % 2 else "甲")
    site.post("copy", title="story", date="2021-07-12", author="丙", body=words("a0001", 60) + "完")


def files_of(folder):
    found = {}
    for where, _, files in os.walk(folder):
        for file in files:
            if file.endswith((".epub", ".pdf")):
                with open(os.path.join(where, file), "rb") as opened:
                    found[file] = opened.read()
    return found


def test_plan_makes_the_same_bytes():
    """Three ways: a backfill; a plan whose lines run in any order, elsewhere; and then it is adopted."""
    here, there = Site(PLANNED), Site(PLANNED)
    for site in here, there:
        grow(site)
    here.run("2021-08-02", "--backfill", "2021-06-28..2021-08-01")
    plan = there.run("2021-08-02", "--backfill", "2021-06-28..2021-08-01", "--plan").out.splitlines()
    equal(len(plan), 5)
    equal(files_of(there.path("out")), {})
    env = environment(PATH=os.path.dirname(WENZHAI) + ":" + os.environ["PATH"], TZ="America/New_York")
    for line in reversed(plan):
        equal((run(["sh", "-c", line], cwd=there.folder, env=env).want(0).err), "")
    made, planned = files_of(here.path("out")), files_of(there.path("out"))
    equal(sorted(made), sorted(planned))
    assert made == planned, "other bytes"
    contains(there.run("2021-08-02", "--adopt", "-v").err, "5 issues adopted")
    contains(there.run("2021-08-02", "--adopt", "-v").err, "0 issues adopted")
    for site in here, there:
        site.post("late", title="b0001", date="2021-07-10")
        site.post("b0002", date="2021-08-04")
        site.run("2021-08-10")
        have = site.issues()  # of W30 there was nothing yet: what came late is in it
        equal((have["w-2021-W30.epub"], have["w-2021-W31.epub"]), (["b0001"], ["b0002"]))
    check_epubs(here)


def test_readme_plan():
    """What the README says to Slurm and Kubernetes, line by line, is a plan's way; xargs stands for parallel."""
    with open(os.path.join(kit.ROOT, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    slurm = re.search(r"--wrap '(.*?)'", readme).group(1)
    kubernetes = re.search(r"command: \[sh, -c, '(.*?)'\]", readme).group(1)
    plan = re.search(r"^wenzhai run --plan (--backfill \S+) jobs.yaml > plan$", readme, re.M).group(1).split()
    path = os.path.dirname(WENZHAI) + ":" + os.environ["PATH"]
    made = []
    for name in "slurm", "kubernetes", "xargs":
        site = Site(PLANNED)
        grow(site)
        lines = site.run("2021-12-31", *plan, "--plan").out
        with open(site.path("plan"), "w") as file:
            file.write(lines)
        for i in range(len(lines.splitlines())):
            env = environment(PATH=path, SLURM_ARRAY_TASK_ID=str(i + 1), JOB_COMPLETION_INDEX=str(i))
            if name != "xargs":
                run(["sh", "-c", slurm if name == "slurm" else kubernetes], cwd=site.folder, env=env).want(0)
        if name == "xargs":
            run(["sh", "-c", "xargs -P 2 -d '\\n' -n 1 sh -c < plan"], cwd=site.folder, env=environment(PATH=path)).want(0)
        made.append(files_of(site.path("out")))
    assert made[0] == made[1] == made[2] and len(made[0]) == 9, [sorted(m) for m in made]


def test_bytes_do_not_depend_on_threads():
    one, two = Site(PLANNED), Site(PLANNED)
    for site, threads in ((one, 1), (two, 4)):
        grow(site)
        site.run("2021-08-02", "-j", threads)
    assert files_of(one.path("out")) == files_of(two.path("out"))


def test_dry_run():
    site = Site(WEEKLY)
    site.post("a0001")
    site.post("old1", date="2021-07-01")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-21")
    site.post("again", title="a0001", date="2021-07-22", body=words("a0001", 60))
    before = files_of(site.path("out"))
    text = site.run("2021-07-27", "--dry-run").out
    contains(text, "w 2021-W29, no. 2, 1 article: out/w-2021-W29.epub")
    contains(text, "posts/b0001.md")
    contains(text, "posts/again.md: published in 2021-W28")
    equal(files_of(site.path("out")), before)
    site.run("2021-07-27")
    equal(site.issues()["w-2021-W29.epub"], ["b0001"])


def test_force_makes_it_anew():
    site = Site(WEEKLY)
    site.post("a0001")
    site.run("2021-07-20")
    site.post("b0001", date="2021-07-15")
    site.run("2021-07-20T10:00:00+08:00", "--force", "--job", "w")
    site.holds({"w-2021-W28.epub": ["a0001", "b0001"]})
    site.post("b0002", date="2021-07-21")
    contains(site.run("2021-07-27", "-v").err, "no. 2")
    equal(site.issues()["w-2021-W29.epub"], ["b0002"])


def test_made_anew_under_another_name():
    """--force replaces the issue, whatever its files were called."""
    site = Site("  - {name: w, period: weekly, formats: ['{name}-old-{date}.epub', '{name}-{date}.pdf']}\n")
    site.post("a0001")
    site.run("2021-07-20")
    site.write_jobs("  - {name: w, period: weekly, formats: ['{name}-new-{date}.epub', '{name}-{date}.pdf']}\n")
    site.run("2021-07-20", "--force")
    site.holds({"w-new-2021-07-18.epub": ["a0001"]})
    site.holds({"w-2021-07-18.pdf": ["a0001"]}, ".pdf")
    covers = os.listdir(site.path("out/covers"))
    assert covers and not [name for name in covers if "old" in name], covers


def test_named_jobs():
    site = Site(WEEKLY + DAILY)
    site.post("a0001", date="2021-07-18")
    site.run("2021-07-19T08:00:00+08:00", "--job", "d")
    site.holds({"d-2021-07-18.epub": ["a0001"]})
    contains(site.run("2021-07-20", "--job", "z", want=2).err, 'there is no job "z"; there are w, d')


STORY = words("story", 400)


def test_one_story_of_five_feeds():
    """It stands once, the longest, with the others' names beneath it, in both formats; and is not told again."""
    need("pdftotext")
    site = Site("  - {name: w, period: weekly, formats: ['{name}-{year}-W{week}.epub', '{name}-{year}-W{week}.pdf']}\n")
    texts = {
        "新华网": STORY,
        "澎湃新闻": "澎湃新闻记者获悉，" + STORY[:380],
        "新浪财经": STORY[:200] + "，" + STORY[200:390] + "（编辑：丁）",
        "界面新闻": "据报道，" + STORY[20:] + words("tail", 30),
        "观察者网": STORY[:330],
    }
    for i, (source, text) in enumerate(texts.items()):
        site.post("s%d" % i, title="story%04d" % i, author=source, body=text, date="2021-07-14 0%d:00:00" % i)
    site.post("a0001", body=words("other", 300))
    site.run("2021-07-20")
    site.holds({"w-2021-W28.epub": ["a0001", "story0003"]})
    text = chapter(site.path("out/w-2021-W28.epub"), "story0003")
    contains(text, '<p class="also">同题报道：新华网、澎湃新闻、新浪财经、观察者网</p>')
    pdf = subprocess.run(["pdftotext", site.path("out/w-2021-W28.pdf"), "-"], stdout=subprocess.PIPE, check=True).stdout
    contains(pdf.decode().replace("\n", ""), "同题报道：新华网、澎湃新闻、新浪财经、观察者网")
    site.post("late", title="story0009", author="凤凰网", body="最新消息：" + STORY[5:], date="2021-07-21")
    site.post("b0001", date="2021-07-21")
    site.run("2021-07-27")
    equal(site.issues()["w-2021-W29.epub"], ["b0001"])
    check_epubs(site)


def test_duplicates_kept():
    site = Site(WEEKLY.replace("name: w", "name: w, duplicates: keep"))
    site.post("s1", title="a0001", author="甲", body=STORY)
    site.post("s2", title="a0002", author="乙", body="据报道，" + STORY)
    site.run("2021-07-20")
    site.holds({"w-2021-W28.epub": ["a0001", "a0002"]})


def test_file_of_another_issue():
    """Names that meet though no check could know are refused, not overwritten."""
    site = Site("  - {name: a, period: daily, formats: ['{date}.epub']}\n")
    site.post("a0001", date="2021-07-18")
    site.run("2021-07-19")
    site.write_jobs("  - {name: a, period: weekly}\n  - {name: b, period: daily, formats: ['{date}.epub']}\n")
    contains(site.run("2021-07-19", want=5).err, "it is the file of a 2021-07-18")
    equal(site.issues()["2021-07-18.epub"], ["a0001"])


def test_terminated():
    """SIGTERM: nothing half, nothing lost."""
    site = Site(WEEKLY.replace(".epub", ".pdf"))
    for i in range(300):
        site.post("a%04d" % i, body=words(i, 3000))
    child = subprocess.Popen([WENZHAI, "run", "--now", "2021-07-20", "jobs.yaml"], cwd=site.folder,
                             env=environment(), stderr=subprocess.PIPE)
    time.sleep(0.1 * (4 if kit.SANITIZED else 1))
    child.send_signal(signal.SIGTERM)
    said = child.communicate()[1].decode()
    if child.returncode == 0:
        raise kit.Skip("it was done before the signal came")
    equal(child.returncode, -signal.SIGTERM)
    assert said.count("[interrupted]") <= 1, said  # none: the signal came before anything was begun
    # The signal may come when the issue stands in its place: then the next run keeps it.
    left = files_of(site.path("out"))
    if "w-2021-W28.pdf" not in left:
        equal(left, {})
    site.run("2021-07-20")
    equal(len(site.issues(".pdf")["w-2021-W28.pdf"]), 300)


def test_status():
    site = Site(WEEKLY + DAILY)
    site.post("a0001")
    command = [WENZHAI, "status", "--now", "2021-07-20T12:00:00+08:00", "jobs.yaml"]
    contains(run(command, cwd=site.folder).want(0).out, "none yet")
    equal(os.path.exists(site.path("out")), False)
    site.run("2021-07-20T12:00:00+08:00", "--job", "w")
    text = run(command, cwd=site.folder).want(0).out
    contains(text, "2021-W28, no. 1, 1 article")
    contains(text, "2021-07-26 00:00")
    status = json.loads(run(command + ["--json"], cwd=site.folder).want(0).out)
    equal([(j["job"], j["due"], j["next-due"]) for j in status["jobs"]],
          [("w", 0, "2021-07-25T16:00:00Z"), ("d", 1, "2021-07-19T23:00:00Z")])
    assert status["state-bytes"] > 4096


def test_from_elsewhere():
    """Paths are the jobs file's, whatever folder a run starts in."""
    site = Site(WEEKLY)
    site.post("a0001")
    run([WENZHAI, "run", "--now", "2021-07-20", site.path("jobs.yaml")], cwd="/").want(0)
    first = files_of(site.path("out"))
    shutil.rmtree(site.path("out"))
    site.run("2021-07-20")
    assert files_of(site.path("out")) == first
    site.run("2021-07-20")
    equal(len(site.issues()), 1)


def test_times_that_lie():
    """An edit that keeps size and time of modification is seen by the time of change."""
    site = Site(WEEKLY.replace("name: w", "name: w, updated: again"))
    path = site.post("a0001", body=words("one", 60), when=1626300000)
    site.run("2021-07-20")
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace(words("one", 60), words("two", 60)))
    os.utime(path, (1626300000, 1626300000))
    site.run("2021-07-27")
    equal(len(site.issues()), 2)
