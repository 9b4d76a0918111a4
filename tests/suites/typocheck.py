"""What ../shared/tools/typocheck says of our PDFs, and what is the truth of it.

The tool sees glyphs and has to guess what is a paragraph.  It takes lines of a list, one below the other, for one
with a ragged edge, and passes over lines of code, tables and mostly Latin text, so that what stands beside
them seems to be alone.  Each of its reports is held against what was set (--dump=lines) and what stands on the
page, and passes only where these prove, for one of the reasons below, that the tool errs.
"""
import os
import re
import xml.etree.ElementTree as ET

from kit import POSTS, TESTS, build, need, run, scratch, seconds, shared
from typeset import generated

SHEETS = "a5", "a4", "a4-2col", "eink10", "eink7", "eink6"
# Its errors on all six sheets together: fewer are better, more want a look at their pages.
MOST_DEMO, MOST_CORPUS, MOST_GENERATED = 20, 60, 90
TEXT_SIZE = 8.9  # pt: running heads, page numbers and footnotes are smaller
CALL = r"\[?\d*\]?$"  # of a note, which stands above the line: the tool takes it for another
FULL = 0.01    # pt: what a full line may miss


def squeeze(text):
    return re.sub(r"[\s\u00ad\u2010\ufeff-]", "", text)


# ---- what was set ----

class Line:
    """A line of a galley: its text; whether it begins and ends a paragraph; whether it fills its measure."""

    def __init__(self, text, begins):
        self.text, self.begins, self.ends, self.full = squeeze(text), begins, False, False

    def whole(self):
        return self.begins and self.ends


def lines_set(posts, *options):
    """All lines of running text, lists and code, in order; None where something else stands between."""
    out = build("--dump=lines", *options, posts).out
    lines, begins, wide = [], True, 0
    for row in out.split("\n"):
        if row.startswith("  line "):
            wide = float(re.search(r" wide ([\d.]+)", row).group(1))
            lines.append(Line(row[row.index(' "') + 2:-1], begins))
        elif row.startswith("    of ") and lines and lines[-1]:
            measure, end = re.match(r"    of ([\d.]+), ends ([a-z' ]+)", row).groups()
            lines[-1].ends = begins = end in ("text's end", "forced")
            lines[-1].full = abs(float(measure) - wide) <= FULL
            lines[-1].inside = wide <= float(measure) + FULL
        elif row.startswith(("  box", "galley")):
            lines.append(None)
            begins = True
    return lines


class Galleys:
    def __init__(self, posts, *options):
        self.lines = lines_set(posts, *options)

    def like(self, begin, end=""):
        """Those with such a text: a report cites only its ends, and more than one may be like it."""
        begin, end = squeeze(begin), re.compile(re.escape(squeeze(end)) + CALL)
        return [line for line in self.lines if line and line.text.startswith(begin) and end.search(line.text)]


# ---- what stands on the page ----

def rows_of(pdf, page):
    """[(baseline, largest size, text)] of a page, from its top; without running head, number and footnotes."""
    out = run(["mutool", "draw", "-q", "-F", "stext", "-o", "-", pdf, str(page)]).raw
    rows = {}
    for line in ET.fromstring(re.sub(rb"&#x([0-8bcefBCEF]|1[0-9a-fA-F]);", b"?", out)).iter("line"):
        for font in line.iter("font"):
            for char in font.iter("char"):
                if float(font.get("size")) >= TEXT_SIZE or "Mono" in font.get("name"):
                    rows.setdefault(round(float(char.get("y"))), []).append((float(char.get("x")), char.get("c")))
    return [(y, "".join(c for _, c in sorted(rows[y]))) for y in sorted(rows)]


def place_of(rows, text):
    """Index of the row that begins so; a marker or a line beside it may stand before."""
    for i, (_, row) in enumerate(rows):
        if squeeze(text)[:10] in squeeze(row):
            return i
    raise AssertionError("no %r in %r" % (text, rows))


# ---- reports and answers ----

def reports(pdf):
    """[(kind, page, begin of the line, its end)]; what is cited of widows and the like has no end."""
    out = run([shared("tools/typocheck"), "--max", "1000000", pdf]).out
    kind, found = None, []
    for row in out.split("\n")[1:]:
        if re.match(r"  [a-z]+ +\d+$", row):
            kind = row.split()[0]
        elif row.strip():
            page, begin, end = re.match(r" +(?:[-+][\d.]+pt )?p(\d+)(?: y\d+)?: (.*?)(?:…(.{1,6}))?$", row).groups()
            found.append((kind, int(page), begin, end or ""))
    return found


def ragged(galleys, pdf, page, begin, end):
    lines = galleys.like(begin, end)
    if lines and all(line.ends for line in lines):
        return "its paragraph ends there: an item of a list, a line for itself"
    if lines and all(line.ends or line.full for line in lines):
        return "it fills its measure: others on the page, or in the column, are shorter"
    return None


def over(galleys, pdf, page, begin, end):
    lines = galleys.like(begin, end)
    if lines and all(line.inside for line in lines):
        return "it ends within its measure: others on the page, or in the column, are shorter"
    return None


def heading(galleys, pdf, page, begin, end):
    rows = rows_of(pdf, page)
    if place_of(rows, begin) < len(rows) - 1:
        return "there are lines below it: of code, a table, or mostly Latin"
    return None


def widow(galleys, pdf, page, begin, end):
    if place_of(rows_of(pdf, page), begin) > 0:
        return "a line stands above it: mostly Latin, of code, or spaced"
    lines = galleys.like(begin)
    if lines and all(not line.ends or line.whole() for line in lines):
        return "it does not end a paragraph that began on the page before"
    return None


def orphan(galleys, pdf, page, begin, end):
    rows = rows_of(pdf, page)
    if place_of(rows, begin) < len(rows) - 1:
        return "a line stands below it: mostly Latin, of code, or spaced"
    lines = galleys.like(begin)
    if lines and all(not line.begins or line.whole() for line in lines):
        return "it does not begin a paragraph that goes on"
    return None


# No answer is known to the others (head, tail, split, runt, stretch): they are never broken.
ANSWERS = {"ragged": ragged, "over": over, "heading": heading, "widow": widow, "orphan": orphan}


def answered(posts, sheet, *options):
    """[(report, why the tool errs or None)] of a build."""
    pdf = os.path.join(scratch(), "a.pdf")
    options = ("--profile", sheet) + options
    build(*options, "-o", pdf, posts).want(0)
    galleys = Galleys(posts, *options)
    return [(r, ANSWERS[r[0]](galleys, pdf, *r[1:]) if r[0] in ANSWERS else None) for r in reports(pdf)]


def check(posts, most):
    need("mutool")
    count = 0
    for sheet in SHEETS:
        pairs = answered(posts, sheet)
        faults = ["%s: %s p%d: %s…%s" % ((sheet,) + report) for report, reason in pairs if not reason]
        assert not faults, "\n".join(faults)
        count += len(pairs)
    assert count <= most, "%d reports, of which none is right, though" % count


@seconds(300)
def test_demo():
    shared("tools/typocheck")
    check(POSTS, MOST_DEMO)


@seconds(300)
def test_corpus():
    check(shared("corpus/posts"), MOST_CORPUS)


@seconds(300)
def test_generated():
    shared("tools/typocheck")
    check(generated(60), MOST_GENERATED)


def test_answers():
    """A real fault has no answer: lines that are broken one by one leave lone characters."""
    shared("tools/typocheck")
    need("mutool")
    first_fit = os.path.join(TESTS, "bench", "first-fit")
    pairs = answered(generated(60), "a5", "--style", first_fit)
    runts = [report for report, reason in pairs if report[0] == "runt" and not reason]
    assert len(runts) > 5, pairs
