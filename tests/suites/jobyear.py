"""A year of scheduled jobs, in which everything happens: every article is in exactly one issue of each job.

Time is simulated: posts are written with the times at which they would have been, and
`--now` says when a run takes place.  What counts is what the issues hold in the end.

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

from jobkit import Site, check_epubs, words
from kit import WENZHAI, Skip, contains, environment, equal, run, seconds

SEED = int(os.environ.get("SEED") or 20200229)
KILLS = int(os.environ.get("KILLS") or 30)
HEAD = "posts: [posts]\noutput: out\nstate: state/state.sqlite\ncatalogue: no\njobs:\n"
# In each zone a due hour that a clock change skips or doubles; weeks, months and counted days.
JOBS = """
  - {name: three, period: every 3 days, due: '07:00', timezone: Asia/Shanghai}
  - {name: week, period: weekly, week-starts: sunday, due: '02:30', timezone: Europe/Berlin,
     formats: ['week/{name}-{from}.epub']}
  - {name: iso, period: weekly, due: '00:00', timezone: America/Havana, formats: ['{name}-{year}-W{week}.epub']}
  - {name: month, period: monthly, due: '01:30', timezone: America/New_York, keep: 40}
  - {name: some, period: every 10 days, due: '23:59', timezone: Pacific/Auckland, categories: [选], min: 3}
  - {name: last, period: since-last, timezone: UTC}
"""
NAMES = "three", "week", "iso", "month", "some", "last"
FIRST, LAST = datetime.date(2020, 2, 20), datetime.date(2021, 1, 20)
UTC = datetime.timezone.utc
FILE_LIMIT = 12 << 10  # of a full disk: less than an issue


def stamp(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Year:
    def __init__(self, seed, kills):
        self.draw = random.Random(seed)
        self.site = Site(JOBS, HEAD)
        self.kills_left = kills
        self.articles = {}  # id → the job `some` wants it
        self.posts = []     # (id, name, body, title, date, author, category)
        self.count = collections.Counter()
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

    # ---- posts ----

    def write(self, post, moment):
        number, name, body, title, date, author, category = post
        self.site.post(name, title=title, date=date, body=body, author=author, category=category,
                       when=int(moment.timestamp()))

    def publish(self, moment):
        number = len(self.articles)
        wanted = self.draw.random() < 0.4
        title = "art%05d" % number
        date = moment - datetime.timedelta(minutes=self.draw.randrange(600))
        how = self.draw.choice(["plain"] * 6 + ["late", "undated", "ancient", "future", "zone", "tomorrow"])
        self.count[how] += 1
        text = {
            "plain": stamp(date),
            "zone": date.strftime("%Y-%m-%d %H:%M:%S"),
            "late": stamp(date - datetime.timedelta(days=self.draw.randrange(1, 25))),
            "undated": "",
            "ancient": "2001-01-01 00:00:00",
            "future": "2099-01-01 00:00:00",
            "tomorrow": stamp(date + datetime.timedelta(hours=20)),
        }[how]
        post = [number, "%d/%s" % (number % 7, title), words(number, 120), title, text, "源%d" % self.draw.randrange(4),
                "选" if wanted else "余"]
        self.articles[number] = wanted
        self.posts.append(post)
        self.write(post, moment)

    def disturb(self, moment):
        """An old post is edited, posted again elsewhere, told by another source, moved, or touched."""
        post = self.draw.choice(self.posts[-60:])
        how = self.draw.choice(["edit", "repost", "retell", "move", "touch"])
        self.count[how] += 1
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
        return [WENZHAI, "run", "-j", "1", "--now", stamp(moment), *args, "jobs.yaml"]

    def run_well(self, moment):
        done = run(self.start(moment), cwd=self.site.folder, env=self.env)
        assert done.status in (0, 5), "status %s\n%s" % (done.status, done.err)
        return done

    def run_killed(self, moment):
        child = subprocess.Popen(self.start(moment), cwd=self.site.folder, env=self.env, stderr=subprocess.DEVNULL)
        time.sleep(self.draw.random() ** 2 * 0.12)
        child.kill()
        self.count["killed" if child.wait() < 0 else "too late to kill"] += 1
        self.kills_left -= 1

    def run_full(self, moment):
        import resource
        done = run(self.start(moment), cwd=self.site.folder, env=self.env, limits={resource.RLIMIT_FSIZE: FILE_LIMIT})
        assert done.status in (0, 5), "status %s\n%s" % (done.status, done.err)
        self.count["disk full"] += done.status == 5

    def run_locked(self, moment):
        os.makedirs(self.site.path("state"), exist_ok=True)
        with open(self.site.path("state/state.sqlite.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = run(self.start(moment), cwd=self.site.folder, env=self.env)
            equal((done.status, done.codes()), (5, {"locked"}))
        self.count["locked"] += 1

    def damage(self, name, how):
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
        self.count["%s %s" % (how, name)] += 1

    def befall(self, moment):
        dice = self.draw.random()
        if dice < 0.06:
            self.run_full(moment)
        elif dice < 0.10:
            self.run_locked(moment)
        elif dice < 0.14:
            self.damage("state.sqlite", self.draw.choice(["scribble", "cut", "lose"]))
        elif dice < 0.17:
            self.damage("state.sqlite.posts", self.draw.choice(["scribble", "cut", "lose"]))

    def pass_year(self):
        days = (LAST - FIRST).days
        runs = days * 0.55
        self.run_well(datetime.datetime.combine(FIRST, datetime.time(1), UTC))
        for n in range(1, days):
            day = datetime.datetime.combine(FIRST + datetime.timedelta(days=n), datetime.time(), UTC)
            for hour in sorted(self.draw.randrange(24 * 60) for _ in range(self.draw.randrange(4))):
                self.publish(day + datetime.timedelta(minutes=hour))
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
        # Two months without a post: whatever waits for its period comes out.
        for week in range(9):
            end = datetime.datetime.combine(LAST + datetime.timedelta(days=7 * week), datetime.time(23), UTC)
            if week == 2:
                for _ in range(6):
                    self.publish(end - datetime.timedelta(hours=1))
                    self.articles[len(self.articles) - 1] = None  # too late for a whole month: not asked for
            self.run_well(end)


def tally(site):
    """{job: {article: how many issues hold it}}"""
    found = {name: collections.Counter() for name in NAMES}
    for file, held in site.issues().items():
        for title in held:
            found[os.path.basename(file).split("-")[0]][int(re.fullmatch(r"art(\d+)", title).group(1))] += 1
    return found


def check_year(seed, kills):
    year = Year(seed, kills)
    year.pass_year()
    print(dict(year.count), len(year.articles), "articles", len(year.site.issues()), "issues")
    wrong = []
    for job, found in tally(year.site).items():
        for number, wanted in year.articles.items():
            if wanted is None or (job == "some" and not wanted):
                continue
            if found[number] != 1:
                post = next(p for p in year.posts if p[0] == number)
                wrong.append("%s: %d times: %s" % (job, found[number], post))
    assert not wrong, "seed %d: %d\n%s" % (seed, len(wrong), "\n".join(wrong[:20]))
    left = [f for f in os.listdir(year.site.path("out")) if "~" in f or ".tmp" in f]
    equal(left, [], "left behind")
    return year


@seconds(400)
def test_every_article_once():
    year = check_year(SEED, KILLS)
    for what in "late", "undated", "ancient", "future", "edit", "repost", "retell", "move", "locked", "killed":
        assert year.count[what], "nothing was %s this year" % what
    assert os.path.exists(year.site.path("out/iso-2020-W53.epub")), "2020 had 53 weeks"
    check_epubs(year.site)
