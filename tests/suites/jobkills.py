"""Runs that are killed before each of the calls by which they change a file: nothing is lost, nothing doubled.

    FIRST=1 STEP=1 tests/run jobkills     each of them (make soak); else every STEP-th from the FIRST on
"""
import json
import os
import shutil
import signal
import subprocess

import kit
from jobkit import JOBS, Site
from kit import ROOT, TESTS, WENZHAI, environment, equal, need, run, scratch, seconds

FIRST, STEP = int(os.environ.get("FIRST") or 8), int(os.environ.get("STEP") or 19)
HEAD = "catalogue: no\nmetrics: m.prom\nstate: state/state.sqlite\n" + JOBS


class Killer:
    """A site in which weeks have passed, and what happens to copies of it."""

    def __init__(self):
        need("cc")
        if kit.SANITIZED:
            raise kit.Skip("a sanitizer wants to be loaded first")
        self.library = os.path.join(scratch(), "die-at.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", self.library,
                        os.path.join(TESTS, "tools", "die-at.c"), "-ldl"], check=True)
        self.site = Site("  - {name: w, period: weekly, keep: 1, latest: yes, deliver: [{copy: dest}],\n"
                         "     formats: ['{name}-{year}-W{week}.epub', 'b/{name}-{year}-W{week}.epub']}\n", HEAD)
        os.mkdir(self.site.path("dest"))
        # Without fonts a cover is a page of text, and a run takes a tenth of the time.
        os.makedirs(self.site.path("data/fonts"))
        os.symlink(os.path.join(ROOT, "styles"), self.site.path("data/styles"))
        with open(self.site.path("no-fonts.conf"), "w") as file:
            file.write("<fontconfig/>\n")
        self.env = {"FONTCONFIG_FILE": self.site.path("no-fonts.conf"), "WENZHAI_DATA": self.site.path("data")}

    def run(self, folder, now, *args, want=0, **env):
        done = run([WENZHAI, "run", "-j", "1", "--now", now, *args, "jobs.yaml"], cwd=folder, env=environment(**self.env, **env))
        equal(done.status, want, "exit status\n" + done.err)
        return done

    def deaths(self, now, *args):
        """A folder for each, in which a run has died there."""
        folder = os.path.join(scratch(), "count")
        shutil.copytree(self.site.folder, folder, symlinks=True)
        count = os.path.join(scratch(), "calls")
        self.run(folder, now, *args, LD_PRELOAD=self.library, DIE_COUNT=count)
        with open(count) as file:
            calls = int(file.read())
        assert calls > 50, "only %d calls" % calls
        for at in range(FIRST, calls + 1, STEP):
            folder = os.path.join(scratch(), "at%d" % at)
            shutil.copytree(self.site.folder, folder, symlinks=True)
            self.run(folder, now, *args, LD_PRELOAD=self.library, DIE_AT=str(at), want=-signal.SIGKILL)
            yield at, folder
            shutil.rmtree(folder)

    def holds(self, folder, name, want, what):
        both = {part + week + ".epub": titles for week, titles in want.items() for part in ("", "b/")}
        equal({n: sorted(t) for n, t in Site.at(folder).issues(folder=name).items()}, both, "%s: %s" % (what, name))

    def nothing_left(self, folder, what):
        status = json.loads(run([WENZHAI, "status", "--json", "jobs.yaml"], cwd=folder).want(0).out)
        equal([(j["undelivered"], j["failures"]) for j in status["jobs"]], [(0, 0)], what)
        equal([n for n in os.listdir(os.path.join(folder, "state")) if n.endswith(".damaged")], [], what)


@seconds(1800)
def test_weeks_that_were_missed():
    k = Killer()
    k.site.post("a0001")
    k.run(k.site.folder, "2021-07-20")
    k.site.post("b0001", date="2021-07-21")
    k.site.post("b0002", date="2021-07-28")
    k.site.post("b0003", date="2021-07-13")
    for at, folder in k.deaths("2021-08-03"):
        k.run(folder, "2021-08-03")
        weeks = {"w-2021-W28": ["a0001"], "w-2021-W29": ["b0001", "b0003"], "w-2021-W30": ["b0002"]}
        k.holds(folder, "dest", weeks, "killed at %d" % at)
        k.holds(folder, "out", {"w-2021-W30": ["b0002"]}, "killed at %d" % at)
        equal(os.readlink(os.path.join(folder, "out/latest.epub")), "w-2021-W30.epub")
        k.nothing_left(folder, "killed at %d" % at)


@seconds(1800)
def test_an_issue_made_anew():
    k = Killer()
    k.site.post("a0001")
    k.run(k.site.folder, "2021-07-20")
    k.site.post("b0001", date="2021-07-15")
    for at, folder in k.deaths("2021-07-20T10:00:00+08:00", "--force"):
        what = "killed at %d" % at
        k.run(folder, "2021-07-20T11:00:00+08:00")
        there = Site.at(folder)
        there.post("c0001", date="2021-07-21")
        anew = there.issues(folder="dest")["w-2021-W28.epub"]
        k.run(folder, "2021-07-27")
        old, new = (["a0001", "b0001"], ["c0001"]) if len(anew) == 2 else (["a0001"], ["b0001", "c0001"])
        k.holds(folder, "dest", {"w-2021-W28": old, "w-2021-W29": new}, what)
        k.holds(folder, "out", {"w-2021-W29": new}, what)
        k.nothing_left(folder, what)
