"""The rules of TYPOGRAPHY.md on finished pages, by the program's own check (--dump=check): no PDF in between."""
import importlib
import os
import re
import resource
import subprocess

from kit import BUILD, POSTS, ROOT, SANITIZED, TESTS, build, contains, equal, need, once, post, run, scratch, seconds, shared

SHEETS = "a5", "a4", "a4-2col", "eink10", "eink7", "eink6"
# What a line may come to when a name is wider than what is left of it: the last resorts, each defined in
# layout/paragraph.h.  In 1,000 lines, so many at most; all other rules are never broken.
LAST_RESORTS = "torn", "loose", "stretch"
MOST = {"eink6": 15, "eink7": 10, "a4-2col": 10}
MOST_ELSEWHERE = 5
# Of those, lines with gaps over their limits, which no place inside a name would mend.
MOST_STRETCHED = 4


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
        assert counts["stretch"] * 1000 <= MOST_STRETCHED * lines, "%s\n%s" % (profile, report)
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
        assert counts["stretch"] * 1000 <= MOST_STRETCHED * lines, "%s\n%s" % (profile, report)
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


RULES = os.path.join(TESTS, "typography.rules")


def rules():
    """[(section, rule, [test])] of typography.rules."""
    found, section = [], None
    with open(RULES, encoding="utf-8") as file:
        for line in file:
            if line.startswith("== "):
                section = line[3:].strip()
            elif line.startswith("\t"):
                found[-1][2].append(line.strip())
            elif line.strip() and not line.startswith("#"):
                found.append((section, line.strip(), []))
    return found


def names_of_unit(program):
    listed = subprocess.run([os.path.join(ROOT, "build", BUILD, "tests", program), "-l"], cwd=ROOT, check=True,
                            stdout=subprocess.PIPE, universal_newlines=True)
    return set(listed.stdout.split())


def headings_of_golden(name):
    with open(os.path.join(TESTS, "golden", name, "input.md"), encoding="utf-8") as file:
        return set(re.findall(r"<h3>(.*?)</h3>", file.read()))


def test_every_rule_has_its_tests():
    units, goldens, missing = {}, {}, []
    for section, rule, tests in rules():
        assert tests, "no test: " + rule
        for test in tests:
            where, _, name = test.partition(" ")
            kind, _, rest = where.partition("/")
            if kind == "unit":
                if rest not in units:
                    units[rest] = names_of_unit(rest)
                known = name in units[rest]
            elif kind == "golden":
                known = name in goldens.setdefault(rest, headings_of_golden(rest))
            else:
                suite, _, function = where.partition(".")
                known = callable(getattr(importlib.import_module(suite), function, None))
            if not known:
                missing.append("%s: %s: no test %s" % (section, rule, test))
    assert not missing, "\n".join(missing)


def test_no_rule_is_missing():
    """All that the document says from "Fonts" on is a rule of typography.rules."""
    with open(shared("TYPOGRAPHY.md"), encoding="utf-8") as file:
        text = file.read()
    parts = re.split(r"^## (.*)\n", text, flags=re.M)[1:]
    sections = {name: " ".join(body.replace("\n- ", "\n").lstrip("- ").split()) for name, body in zip(parts[::2], parts[1::2])}
    for section, rule, _ in rules():
        assert rule in sections[section], "%s does not say: %s" % (section, rule)
        sections[section] = sections[section].replace(rule, "", 1)
    left = {name: rest.strip() for name, rest in sections.items() if rest.strip()}
    assert not left, left


def pages(folder, *options):
    """The text of each page of the PDF of the posts there."""
    path = os.path.join(folder, "a.pdf")
    build("-o", path, *options, folder).want(0)
    return run(["pdftotext", "-enc", "UTF-8", path, "-"]).want(0).out.split("\f")


def test_language_of_the_head_comes_first():
    """Of a text that could be either, the head decides."""
    for lang, face in ("zh-TW", "NotoSerifCJKtc"), ("zh-CN", "NotoSerifCJKsc"), ("ja", "NotoSerifCJKjp"):
        folder = scratch()
        path = post(folder, "a.md", "<p>山川日月，人口一千。</p>")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("\nauthor:", "\nlang: %s\nauthor:" % lang, 1))
        contains(build("--dump=paint", folder).want(0).out, face + "-Regular10.500 #000000 \"山川日月")


def test_korean_marks():
    """Marks of Korean text stand as those of Japanese: the page is checked as it was set."""
    folder = scratch()
    path = post(folder, "a.md", "<p>%s</p>" % ("한국어 문장：漢字도 있다！정말？그렇다；" * 60))
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("\nauthor:", "\nlang: ko\nauthor:", 1))
    counts, report = findings("a5", folder)
    assert counts.pop("lines") > 20, report
    assert not any(counts.values()), report


def test_typed_indents_are_removed():
    """Two full-width spaces are how sources indent; the page has its own."""
    folder = scratch()
    post(folder, "a.md", "<p>　　首段的第一句。</p><p>&nbsp;&nbsp;&nbsp;&nbsp;次段的第一句。</p><div>　　三段的第一句。<br>　　四段的第一句。</div>")
    starts = {}
    for inl, said in re.findall(r"glyphs at ([\d.]+),\S+ NotoSerifCJKsc-Regular10\.500 #000000 \"(.段的)", build("--dump=paint", folder).want(0).out):
        starts[said] = float(inl)
    equal(len(starts), 4, starts)
    equal(len(set(starts.values())), 1, starts)
    contains(build("--dump=lines", folder).want(0).out, '"首段的第一句')


def test_addresses_of_links_are_notes_in_print():
    """In the briefing, and not in a book for the screen."""
    need("pdftotext")
    folder = scratch()
    post(folder, "a.md", '<p>见<a href="https://example.org/a/page">这里</a>。</p>')
    noted = "".join(pages(folder, "--style", "briefing", "--profile", "a4-2col"))
    contains(noted, "1. https://example.org/a/page")
    assert "example.org" not in "".join(pages(folder)), "an address on a page for the screen"
