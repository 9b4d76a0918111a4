"""Golden files: tests/golden/NAME/ holds input.md and what each stage made of it.

want.doc, want.lines, want.paint, want.xhtml are what `wenzhai build --dump=STAGE` prints;
want.diag are the diagnostics of -v.  Those that exist are compared.
A file `options` adds to the command: a profile, or a style that stands beside it.  To make or renew one:
create it empty, run `tests/run --bless golden`, and read what it says before it is committed.
"""
import difflib
import os
import re

from kit import NOW, TESTS, ZONE, Skip, seconds, wenzhai

GOLDEN = os.path.join(TESTS, "golden")
STAGES = "doc", "lines", "paint", "xhtml"


def options(folder):
    """What the file `options` adds to the command, words apart by blanks and line ends."""
    path = os.path.join(folder, "options")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().split()


def produced(folder, what):
    args = ["build", "--timezone", ZONE, "--now", NOW, "--progress", "never", "-v"] + options(folder)
    stage = what if what in STAGES else "doc"
    done = wenzhai(*args, "--dump=" + stage, "input.md", cwd=folder)
    if what == "diag":
        # About the input only: what fonts a machine has is not its fault.
        return "".join(l + "\n" for l in done.err.splitlines() if re.match(r"input\.md:.*\[[a-z-]+\]$", l))
    done.want(0)
    return done.out


@seconds(300)
def test_golden():
    if not os.path.isdir(GOLDEN):
        raise Skip("no tests/golden")
    wrong = []
    for name in sorted(os.listdir(GOLDEN)):
        folder = os.path.join(GOLDEN, name)
        if not os.path.exists(os.path.join(folder, "input.md")):
            continue  # a unit test's own
        for file in sorted(os.listdir(folder)):
            if not file.startswith("want."):
                continue
            path = os.path.join(folder, file)
            have = produced(folder, file[5:])
            if os.environ.get("WENZHAI_BLESS"):
                with open(path, "w", encoding="utf-8") as out:
                    out.write(have)
            with open(path, encoding="utf-8") as wanted:
                want = wanted.read()
            if have != want:
                wrong += ["", "%s/%s" % (name, file)]
                wrong += list(difflib.unified_diff(want.splitlines(), have.splitlines(), "want", "have", lineterm=""))[:60]
    assert not wrong, "\n".join(wrong)
