"""A year of scheduled jobs, in which everything happens: every article is in exactly one issue of each job.

Time is simulated: posts are written with the times at which they would have been, and
`--now` says when a run takes place.  What counts is what the issues hold in the end: all are
opened, those too that `keep` has removed since (seen before they went).

    SEED=7 KILLS=200 tests/run jobyear     another year, more kills (make soak)
"""
import collections
import datetime
import fcntl
import os
import random
import re
import subprocess
import time

from jobkit import Site, check_epubs, titles, words
from kit import WENZHAI, Skip, contains, environment, equal, run, seconds

SEED = int(os.environ.get("SEED") or 20200229)
KILLS = int(os.environ.get("KILLS") or 30)
HEAD = "posts: [posts]\noutput: out\nstate: state/state.sqlite\ncatalogue: no\njobs:\n"
# In each zone a due hour that a clock change skips or doubles; weeks, months and counted days; an issue of two
# files, one even of no articles, and files that go again.
JOBS = """
  - {name: three, period: every 3 days, due: '07:00', timezone: Asia/Shanghai}
  - {name: week, period: weekly, week-starts: sunday, due: '02:30', timezone: Europe/Berlin,
     formats: ['week/{name}-{from}.epub'], when-empty: make}
  - {name: iso, period: weekly, due: '00:00', timezone: America/Havana,
     formats: ['{name}-{year}-W{week}.epub', 'second/{name}-{year}-W{week}.epub']}
  - {name: month, period: monthly, due: '01:30', timezone: America/New_York}
  - {name: kept, period: weekly, week-starts: wednesday, due: '03:00', timezone: Europe/London, keep: 3}
  - {name: some, period: every 10 days, due: '23:59', timezone: Pacific/Auckland, categories: [选], min: 3}
  - {name: last, period: since-last, timezone: UTC}
"""
NAMES = "three", "week", "iso", "month", "kept", "some", "last"
FIRST, LAST = datetime.date(2020, 2, 20), datetime.date(2021, 1, 20)
UTC = datetime.timezone.utc
FILE_LIMIT = 12 << 10  # of a full disk: less than an issue
QUIET = 9  # weeks without a post at the end: whatever waits for its period comes out
# Local times without a zone, when clocks change (in Berlin, Havana, New York, Auckland, London), of the leap day and
# of the days about New Year that are another year's week.
MOMENTS = ("2020-02-29 12:00:00", "2020-02-29 23:59:59", "2020-03-08 00:30:00", "2020-03-08 02:30:00",
           "2020-03-29 01:30:00", "2020-03-29 02:30:00", "2020-04-05 02:30:00", "2020-09-27 02:30:00",
           "2020-10-25 01:30:00", "2020-10-25 02:30:00", "2020-11-01 00:30:00", "2020-11-01 01:30:00",
           "2020-12-31 23:59:59", "2021-01-01 00:00:00", "2021-01-03 23:59:59", "2021-01-04 00:00:00")


def stamp(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Year:
    def __init__(self, seed, kills):
        self.draw = random.Random(seed)
        self.site = Site(JOBS, HEAD)
        self.kills_left = kills
        self.clock = datetime.timedelta()  # how far the machine's is off
        self.took = 0.1     # seconds of a run, of late
        self.held = {}      # issue's file → (its stamp, its articles' titles), as last seen
        self.articles = {}  # id → the job `some` wants it
        self.born = {}      # id → when
        self.posts = []     # (id, name, body, title, date, author, category)
        self.count = collections.Counter()
        self.events = []    # (time, what happened, to which article or none): told when a year goes wrong
        # Without fonts a cover is a page of text, and a run takes a tenth of the time.
        empty = os.path.join(self.site.folder, "no-fonts.conf")
        with open(empty, "w") as file:
            file.write("<fontconfig/>\n")
        self.env = environment(FONTCONFIG_FILE=empty, WENZHAI_DATA=self.data_without_fonts())

    def data_without_fonts(self):
        data = self.site.path("data")
        os.makedirs(os.path.join(data, "fonts"))
        from kit import ROOT
        os.symlink(os.path.join(ROOT, "styles"), os.path.join(data, "styles"))
        return data

    def happen(self, what, moment, number=None):
        self.count[what] += 1
        self.events.append((moment, what, number))

    # ---- posts ----

    def write(self, post, moment):
        number, name, body, title, date, author, category = post
        self.site.post(name, title=title, date=date, body=body, author=author, category=category,
                       when=int((moment + self.clock).timestamp()))

    def publish(self, moment, text=None, wanted=False):
        """A new article; `text` is its date, else drawn; `some` wants it where that is `wanted`, or drawn."""
        number = len(self.articles)
        wanted = self.draw.random() < 0.4 or wanted
        title = "art%05d" % number
        date = moment - datetime.timedelta(minutes=self.draw.randrange(600))
        how = self.draw.choice(["plain"] * 6 + ["late", "undated", "ancient", "future", "zone", "tomorrow"])
        self.happen("told when" if text else how, moment, number)
        text = text or {
            "plain": stamp(date),
            "zone": date.strftime("%Y-%m-%d %H:%M:%S"),
            "late": stamp(date - datetime.timedelta(days=self.draw.randrange(1, 25))),
            "undated": "",
            "ancient": "2001-01-01 00:00:00",
            "future": "2099-01-01 00:00:00",
            "tomorrow": stamp(date + datetime.timedelta(hours=20)),
        }[how]
        post = [number, "%d/%s" % (number % 7, title), words(number, 120), title, text,
                "源%d" % self.draw.randrange(4), "选" if wanted else "余"]
        self.articles[number] = wanted
        self.born[number] = moment
        self.posts.append(post)
        self.write(post, moment)

    def disturb(self, moment):
        """An old post is edited, posted again elsewhere, told by another source, moved, or touched.

        What is both moved and edited, or told in other words, is known for 45 days; the rest for ever.
        """
        post = self.draw.choice(self.posts[-60:] if self.draw.random() < 0.8 else self.posts)
        fresh = moment - self.born[post[0]] < datetime.timedelta(days=38)
        how = self.draw.choice(["edit", "repost", "retell", "move", "touch"] if fresh else ["repost", "touch"])
        self.count["of old"] += not fresh
        self.happen(how, moment, post[0])
        if how == "edit":
            post[2] += words("%d %s" % (post[0], moment), 20)
            self.write(post, moment)
        elif how == "touch":
            self.write(post, moment)
        elif how == "move":
            old = self.site.path("posts", post[1] + ".md")
            post[1] = "moved/%d-%s" % (self.draw.randrange(10**6), os.path.basename(post[1]))
            os.makedirs(self.site.path("posts/moved"), exist_ok=True)
            os.rename(old, self.site.path("posts", post[1] + ".md"))
        else:
            again = list(post)
            again[1] = "again/%d-%s" % (self.draw.randrange(10**6), os.path.basename(post[1]))
            again[4] = stamp(moment)
            if how == "retell":
                again[2] = "据报道，" + post[2][:-5]
                again[5] = "别源"
            self.write(again, moment)

    # ---- runs, and what befalls them ----

    def start(self, moment, *args):
        threads = self.draw.choice("1124")
        return [WENZHAI, "run", "-j", threads, "--now", stamp(moment + self.clock), *args, "jobs.yaml"]

    def run_well(self, moment):
        there = self.count_issues()
        begun = time.monotonic()
        done = run(self.start(moment), cwd=self.site.folder, env=self.env)
        self.took = self.took * 0.8 + (time.monotonic() - begun) * 0.2
        assert done.status in (0, 5), "status %s\n%s" % (done.status, done.err)
        for entered in re.findall(r"made anew of (\d+) issues", done.err):
            equal(int(entered), there, "issues found again")
            self.happen("rebuilt", moment)
        if "sqlite.posts: error" in done.err:
            self.happen("index noticed", moment)
        self.look()

    def run_killed(self, moment):
        """At any point: the time that runs take is taken from those before."""
        child = subprocess.Popen(self.start(moment), cwd=self.site.folder, env=self.env, stderr=subprocess.DEVNULL)
        time.sleep(self.draw.random() * self.took * 1.1)
        child.kill()
        self.happen("killed" if child.wait() < 0 else "too late to kill", moment)
        self.kills_left -= 1

    def run_full(self, moment):
        import resource
        done = run(self.start(moment), cwd=self.site.folder, env=self.env, limits={resource.RLIMIT_FSIZE: FILE_LIMIT})
        assert done.status in (0, 5), "status %s\n%s" % (done.status, done.err)
        if done.status == 5:
            self.happen("disk full", moment)

    def run_locked(self, moment):
        os.makedirs(self.site.path("state"), exist_ok=True)
        with open(self.site.path("state/state.sqlite.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = run(self.start(moment), cwd=self.site.folder, env=self.env)
            equal((done.status, done.codes()), (5, {"locked"}))
        self.happen("locked", moment)

    def damage(self, name, how, moment):
        path = self.site.path("state", name)
        if not os.path.exists(path):
            return
        size = os.path.getsize(path)
        if how == "lose":
            for ending in "", "-wal", "-shm":
                if os.path.exists(path + ending):
                    os.remove(path + ending)
        else:
            with open(path, "r+b") as file:
                if how == "cut":
                    file.truncate(size // 2)
                else:
                    file.seek(self.draw.choice([0, max(0, size - 8192)]))
                    file.write(self.draw.randbytes(5000))
        self.happen("%s %s" % (how, name), moment)

    def befall(self, moment):
        dice = self.draw.random()
        if dice < 0.06:
            self.run_full(moment)
        elif dice < 0.10:
            self.run_locked(moment)
        elif dice < 0.14:
            self.damage("state.sqlite", self.draw.choice(["scribble", "cut", "lose"]), moment)
        elif dice < 0.17 and not self.clock:  # of a wrong clock's files the index alone tells which came late
            self.damage("state.sqlite.posts", self.draw.choice(["scribble", "cut", "lose"]), moment)
        elif dice < 0.21 and not self.clock:
            self.clock = datetime.timedelta(hours=self.draw.choice([-60, -30, -3, 2, 26, 50]))
            self.happen("clock ahead" if self.clock > datetime.timedelta() else "clock behind", moment)
        elif dice < 0.60 and self.clock:
            self.clock = datetime.timedelta()
            self.happen("clock right", moment)

    # ---- what is there ----

    def files(self):
        top = self.site.path("out")
        for where, _, files in os.walk(top):
            for file in files:
                if file.endswith(".epub"):
                    yield os.path.relpath(os.path.join(where, file), top)

    def count_issues(self):
        """Those that files or kept tickets tell of."""
        return len({os.path.basename(f) for f in self.files()} |
                   {f for f in self.held if not os.path.exists(self.site.path("out", f))})

    def look(self):
        """Opens what is new since; only `keep` removes."""
        there = set(self.files())
        gone = [f for f in self.held if f not in there and not f.startswith("kept-")]
        equal(gone, [], "issues that went")
        for file in there:
            path = self.site.path("out", file)
            stat = os.stat(path)
            known = stat.st_ino, stat.st_mtime_ns, stat.st_size
            if file not in self.held or self.held[file][0] != known:
                self.held[file] = known, titles(path)

    def pass_year(self):
        days = (LAST - FIRST).days
        runs = days * 0.55
        self.run_well(datetime.datetime.combine(FIRST, datetime.time(1), UTC))
        for n in range(1, days):
            day = datetime.datetime.combine(FIRST + datetime.timedelta(days=n), datetime.time(), UTC)
            for hour in sorted(self.draw.randrange(24 * 60) for _ in range(self.draw.randrange(4))):
                self.publish(day + datetime.timedelta(minutes=hour))
            for text in MOMENTS:
                if text.startswith(day.strftime("%Y-%m-%d")):
                    self.publish(day + datetime.timedelta(hours=22), text)
            if self.posts and self.draw.random() < 0.5:
                self.disturb(day + datetime.timedelta(hours=23))
            if self.draw.random() > 0.55:
                continue  # the machine was off
            moment = day + datetime.timedelta(minutes=self.draw.randrange(24 * 60))
            moment = max(moment, day + datetime.timedelta(hours=23, minutes=30))
            self.befall(moment)
            while self.kills_left > 0 and self.draw.random() < self.kills_left / (runs + self.kills_left):
                self.run_killed(moment)
            runs -= 1
            self.run_well(moment)
        self.clock = datetime.timedelta()
        for week in range(QUIET):
            end = datetime.datetime.combine(LAST + datetime.timedelta(days=7 * week), datetime.time(23), UTC)
            if week == 2:
                for _ in range(6):  # with which `some` has its three
                    self.publish(end - datetime.timedelta(hours=1), wanted=True)
                    self.articles[len(self.articles) - 1] = None  # too late for a whole month: not asked for
            self.run_well(end)


def tally(year):
    """{job: {article: how many issues hold it}}"""
    found = {name: collections.Counter() for name in NAMES}
    for file, (_, held) in year.held.items():
        if file.startswith("second/"):
            equal(held, year.held[os.path.basename(file)][1], file)
            continue
        for title in held:
            if title != "本期没有新文章":
                found[os.path.basename(file).split("-")[0]][int(re.fullmatch(r"art(\d+)", title).group(1))] += 1
    return found


def check_periods(year):
    """Whatever the clocks did: each week has its issue, the leap day its month, and 2020 53 weeks."""
    names = {os.path.basename(f)[:-5] for f in year.held}
    sundays = [FIRST + datetime.timedelta(days=n) for n in range((LAST - FIRST).days + 7 * (QUIET - 1))
               if (FIRST + datetime.timedelta(days=n)).isoweekday() == 7]
    equal({"week-%s" % day for day in sundays[:-1]} - names, set(), "no issue of the week")
    for name in "month-2020-02-29", "iso-2020-W53", "second/iso-2020-W53":
        assert os.path.exists(year.site.path("out", name + ".epub")), name
    gone = [f for f in year.held if not os.path.exists(year.site.path("out", f))]
    equal(len(year.site.issues()) + len(gone), len(year.held))
    assert len(gone) > 20 and len([f for f in names if f.startswith("kept-")]) - len(gone) == 3, gone


def tell(year, job, number):
    """The article's story, with what befell the runs meanwhile."""
    post = next(p for p in year.posts if p[0] == number)
    where = [f for f, (_, held) in sorted(year.held.items()) if os.path.basename(f).startswith(job) and post[3] in held]
    own = [n for n, event in enumerate(year.events) if event[2] == number]
    events = ["%s %s" % (stamp(m), what) for m, what, who in year.events[own[0]:own[-1] + 60] if who in (None, number)]
    return "%s, %d characters, dated %r, in %s\n    %s" % (post[1], len(post[2]), post[4], where, "\n    ".join(events))


def check_year(seed, kills):
    year = Year(seed, kills)
    year.pass_year()
    print(dict(year.count), len(year.articles), "articles", len(year.held), "files of issues")
    wrong = []
    for job, found in tally(year).items():
        for number, wanted in year.articles.items():
            if wanted is None or (job == "some" and not wanted):
                continue
            if found[number] != 1:
                wrong.append("%s: %d times: %s" % (job, found[number], tell(year, job, number)))
    assert not wrong, "seed %d: %d\n%s" % (seed, len(wrong), "\n".join(wrong[:20]))
    left = [f for f in os.listdir(year.site.path("out")) if "~" in f or ".tmp" in f]
    equal(left, [], "left behind")
    return year


@seconds(400 if KILLS <= 50 else 3000)
def test_every_article_once():
    year = check_year(SEED, KILLS)
    for what in ("late", "undated", "ancient", "future", "told when", "edit", "repost", "retell", "move", "of old",
                 "locked", "killed", "disk full", "rebuilt", "index noticed"):
        assert year.count[what], "nothing was %s this year" % what
    assert year.count["clock ahead"] + year.count["clock behind"], "the clock was right all year"
    check_periods(year)
    check_epubs(year.site)
