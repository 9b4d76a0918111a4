"""The rules of TYPOGRAPHY.md on finished pages, by the program's own check (--dump=check): no PDF in between."""
import os
import re
import resource
import subprocess

from kit import POSTS, SANITIZED, TESTS, build, once, post, scratch, seconds, shared

SHEETS = "a5", "a4", "a4-2col", "eink10", "eink7", "eink6"
# What a line may come to when a name is wider than what is left of it: the last resorts, each defined in
# layout/paragraph.h.  In 1,000 lines, so many at most; all other rules are never broken.
LAST_RESORTS = "torn", "loose", "stretch"
MOST = {"eink6": 15, "eink7": 8, "a4-2col": 8}
MOST_ELSEWHERE = 5


def findings(profile, posts, *options):
    """({rule: count}, the whole report)"""
    done = build("--profile", profile, "--dump=check", *options, posts)
    done.want(0)
    return {rule: int(n) for rule, n in re.findall(r"^([a-z]+) (\d+)$", done.out, re.M)}, done.out


def check(posts, *options, most=MOST):
    for profile in SHEETS:
        counts, report = findings(profile, posts, *options)
        lines = counts.pop("lines")
        assert lines > 500, report
        resorts = sum(counts.pop(rule) for rule in LAST_RESORTS)
        broken = {rule: n for rule, n in counts.items() if n}
        assert not broken, "%s: %s\n%s" % (profile, broken, report)
        limit = most.get(profile, MOST_ELSEWHERE)
        assert resorts * 1000 <= limit * lines, "%s: %d of %d lines\n%s" % (profile, resorts, lines, report)


def generated(count):
    """The benchmark's posts: a text that no rule was tuned to."""
    def make(folder):
        subprocess.run([os.path.join(TESTS, "bench", "generate"), str(count), folder], check=True)
    return os.path.join(once("generated-%d" % count, make), "posts")


@seconds(300)
def test_samples():
    check(POSTS, most={})


@seconds(300)
def test_corpus():
    check(shared("corpus/posts"))


@seconds(300)
def test_generated():
    """Of prose and lists next to nothing comes to a last resort."""
    check(generated(300), most=dict.fromkeys(SHEETS, 0.3))


@seconds(300)
def test_vertical():
    """The same rules on vertical pages: axes are logical."""
    for posts in POSTS, generated(300):
        counts, report = findings("a5", posts, "--style", "vertical")
        lines = counts.pop("lines")
        assert lines > 500, report
        resorts = sum(counts.pop(rule) for rule in LAST_RESORTS)
        assert resorts * 1000 <= MOST_ELSEWHERE * lines, report
        broken = {rule: n for rule, n in counts.items() if n}
        assert not broken, report


def test_briefing():
    """Two columns under a masthead, footnotes at their feet."""
    counts, report = findings("a4-2col", POSTS, "--style", "briefing")
    broken = {rule: n for rule, n in counts.items() if n and rule not in LAST_RESORTS + ("lines",)}
    assert not broken, report


def test_phone():
    """Fifteen ems: names are torn and lines left short, but no mark stands where it must not, and nothing is overfull."""
    counts, report = findings("phone", POSTS)
    for rule in "head", "tail", "split", "over", "ragged", "runt", "gap", "pair", "order", "widow", "orphan":
        assert not counts[rule], report


@seconds(300)
def test_first_fit():
    """What the checks are worth: broken line by line, the same text has lone last characters by the dozen."""
    counts, report = findings("a5", generated(300), "--style", os.path.join(TESTS, "bench", "first-fit"))
    assert counts["runt"] > 50, report
    for rule in "head", "tail", "split", "over", "ragged", "gap", "pair", "order":
        assert not counts[rule], report


def paragraph(characters):
    """One paragraph of so many, always the same; no two lines are."""
    parts, length, n = [], 0, 0
    while length < characters:
        n += 1
        part = "".join(chr(0x4E00 + (n * 7919 + k * k * 31) % 3000) for k in range(5 + n % 23))
        part += ("，", "。", "、", "：“", "”", "（", "）", " iPhone ", "2021 年", "——")[n % 10]
        parts.append(part)
        length += len(part)
    return "".join(parts)


@seconds(300)
def test_million_characters():
    """A paragraph of a million: four times a quarter's time, and no more memory than its pages take."""
    cost = {}
    for characters in 250000, 1000000:
        folder = scratch()
        post(folder, "a.md", "<p>%s</p>" % paragraph(characters))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = build("-j", "1", "-o", os.path.join(folder, "a.pdf"), folder).want(0)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cost[characters] = after.ru_utime - before.ru_utime, done.max_rss
        assert not done.diagnostics(), done.err
    (short, _), (long, most) = cost[250000], cost[1000000]
    assert long < 4 * short * 1.5 + 0.5, cost
    if not SANITIZED:
        assert most < 300e6, cost
