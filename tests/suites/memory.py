"""No leak, and no use of memory that is not the program's, as valgrind sees it."""
import os
import re
import shutil

from kit import NOW, POSTS, ROOT, SANITIZED, WENZHAI, ZONE, Skip, environment, need, run, scratch, seconds


def data_without_patterns():
    """styles/ and fonts/ with the rules' selectors alone: valgrind takes PCRE's machine code,
    which reads whole words at a text's edges, for a user of uninitialised bytes."""
    folder = scratch()
    for name in ("styles", "fonts"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
    path = os.path.join(folder, "styles", "clutter.yaml")
    with open(path, encoding="utf-8") as file:
        rules = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(r"^    [a-z]+-text:.*\n(?:      .*\n)*", "", rules, flags=re.M))
    return environment(WENZHAI_DATA=folder)


@seconds(900)
def test_no_leak():
    """The demo, whole."""
    if SANITIZED:
        raise Skip("valgrind does not run sanitizer builds")
    need("valgrind")
    folder = scratch()
    done = run(["valgrind", "-q", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect,possible",
                "--show-leak-kinds=definite,indirect,possible", "--error-exitcode=99",
                "--suppressions=" + os.path.join(ROOT, "tests", "tools", "valgrind.suppressions"), WENZHAI, "build", "-j", "2", "--now", NOW,
                "--timezone", ZONE, "-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "a.pdf"), POSTS],
               env=data_without_patterns())
    assert done.status == 0, done.err[-8000:]
