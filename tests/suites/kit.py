"""What a test may use; and, run as a program, one test: kit.py SUITE FUNCTION.

A test passes when it returns, fails when it raises, and is skipped when it
raises Skip (exit status 77).  Each runs in a process of its own, so it may change
its environment and limits as it likes.
"""
import fcntl
import hashlib
import importlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback

SUITES = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(SUITES)
ROOT = os.path.dirname(TESTS)
SHARED = os.path.join(os.path.dirname(ROOT), "shared")
POSTS = os.path.join(TESTS, "posts")
BUILD = os.environ.get("BUILD") or "release"
WENZHAI = os.path.join(ROOT, "build", BUILD, "wenzhai")
RUN = os.environ.get("WENZHAI_RUN") or tempfile.gettempdir()
CI = os.environ.get("CI") == "true"
SANITIZED = BUILD in ("asan", "tsan", "fuzz")
NOW = "2021-07-26T08:00:00+08:00"
ZONE = "Asia/Shanghai"


class Skip(Exception):
    pass


def seconds(n):
    """Decorator: how long the test may take (else 120)."""
    def mark(function):
        function.seconds = n
        return function
    return mark


def need(*tools):
    """Skips without a tool; under CI that is a failure, for `make deps` should have brought it."""
    missing = [t for t in tools if shutil.which(t) is None]
    if missing and CI:
        raise AssertionError("missing under CI: " + ", ".join(missing))
    if missing:
        raise Skip("needs " + ", ".join(missing))


def shared(path):
    """A file or folder beside the project, which only its developers have."""
    full = os.path.join(SHARED, path)
    if not os.path.exists(full):
        raise Skip("no ../shared/%s here" % path)
    return full


def scratch():
    """A new empty folder, gone after the run."""
    folder = tempfile.mkdtemp(dir=RUN)
    os.chmod(folder, 0o755)
    return folder


def equal(have, want, what=""):
    assert have == want, "%s\n  have: %r\n  want: %r" % (what, have, want)


def contains(text, part, what=""):
    assert part in text, "%s: no %r in:\n%s" % (what or "missing", part, text[-4000:])


class Done:
    """What a finished program left: status, out, err (text), max_rss (bytes), argv."""

    def __init__(self, argv, status, out, err, max_rss):
        self.argv, self.status, self.raw, self.max_rss = argv, status, out, max_rss
        self.out, self.err = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def want(self, status):
        assert self.status == status, "exit status %s, not %s, of %s\n%s%s" % (
            self.status, status, " ".join(map(repr, self.argv)), self.out[-2000:], self.err[-3000:])
        return self

    def summary(self):
        lines = self.err.strip().splitlines()
        return lines[-1] if lines else ""

    def diagnostics(self):
        """[(file, line or 0, level, text, code)] of standard error."""
        form = r"^(?:(.+?):(?:(\d+):)? )??(warning|error|note|fatal): (.*) \[([a-z0-9-]+)\]$"
        # Where no file is meant, the program's name stands.
        return [("" if f == "wenzhai" else f, int(n or 0), level, text, code)
                for f, n, level, text, code in re.findall(form, self.err, re.M)]

    def codes(self):
        return {d[4] for d in self.diagnostics()}


def environment(**changes):
    """A bare environment: what a test did not say, no test depends on (but sanitizers)."""
    env = {k: v for k, v in os.environ.items()
           if k in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") or k.endswith("SAN_OPTIONS")}
    env.update(LANG="C.UTF-8", TZ="UTC")
    env.update({k: v for k, v in changes.items() if v is not None})
    return env


def run(argv, env=None, cwd=ROOT, stdin=b"", limits=None, timeout=None, umask=-1):
    """Runs a program; limits is {resource.RLIMIT_x: bytes or seconds}."""
    def prepare():
        for which, most in (limits or {}).items():
            resource.setrlimit(which, (most, most))
        if umask >= 0:
            os.umask(umask)
    env = env or environment()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        process = subprocess.Popen(argv, stdin=given, stdout=out, stderr=err, env=env, cwd=cwd,
                                   preexec_fn=prepare)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError("over %s s: %s" % (timeout, " ".join(argv)))
        out.seek(0)
        err.seek(0)
        rss = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        return Done(argv, process.returncode, out.read(), err.read(), rss)


def wenzhai(*args, **options):
    """Runs the program; every EPUB that it says it made is kept for EPUBCheck."""
    if not os.path.exists(WENZHAI):
        raise AssertionError("not built: " + WENZHAI)
    args = [str(a) for a in args]
    done = run([WENZHAI] + args, **options)
    cwd = options.get("cwd", ROOT)
    for flag, value in zip(args, args[1:]):
        path = os.path.join(cwd, value)
        if flag == "-o" and value.endswith(".epub") and done.status == 0:
            keep_epub(path)
    return done


def build(*args, **options):
    """wenzhai build with everything said that would else be the machine's."""
    return wenzhai("build", "--timezone", ZONE, "--now", NOW, "--progress", "never", *args, **options)


def keep_epub(path):
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:16]
    folder = os.path.join(RUN, "epubs")
    os.makedirs(folder, exist_ok=True)
    kept = os.path.join(folder, digest + ".epub")
    if not os.path.exists(kept):
        shutil.copy(path, kept + "~%d" % os.getpid())
        os.rename(kept + "~%d" % os.getpid(), kept)
        with open(kept + ".from", "w") as file:
            file.write(" ".join(sys.argv[1:]) + ": " + path)


def once(name, make):
    """A folder made once in a run and shared by tests: make(folder) fills it."""
    folder = os.path.join(RUN, "once-" + name)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(os.path.join(folder, ".made")):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            make(folder)
            open(os.path.join(folder, ".made"), "w").close()
    return folder


def demo():
    """The sample posts as both formats: (epub, pdf)."""
    def make(folder):
        epub, pdf = os.path.join(folder, "demo.epub"), os.path.join(folder, "demo.pdf")
        done = build("-o", epub, "-o", pdf, POSTS).want(0)
        with open(os.path.join(folder, "stderr"), "w") as file:
            file.write(done.err)
    folder = once("demo", make)
    return os.path.join(folder, "demo.epub"), os.path.join(folder, "demo.pdf")


def week28():
    """The corpus's week 2021-W28 as both formats: (epub, pdf)."""
    posts = shared("corpus/posts")

    def make(folder):
        build("--week", "2021-W28", "-o", os.path.join(folder, "w.epub"),
              "-o", os.path.join(folder, "w.pdf"), posts).want(0)
    folder = once("week28", make)
    return os.path.join(folder, "w.epub"), os.path.join(folder, "w.pdf")


def listing(*args, **options):
    """wenzhai list --json as an object."""
    done = wenzhai("list", "--json", "--timezone", ZONE, "--now", NOW, *args, **options)
    assert done.status in (0, 3), done.err
    return json.loads(done.out)


HEAD = """
---
title: '%s'
categories: 
 - %s
author: %s
comments: false
date: %s
---

<div>   
"""


def post(folder, name, body, title=None, category="样稿", author="甲", date="Mon, 12 Jul 2021 06:28:20 GMT"):
    """Writes one post in the dialect; body is str or bytes.  Returns its path."""
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    head = HEAD % (title or name[:-3], category, author, date)
    with open(path, "wb") as file:
        file.write(head.encode())
        file.write(body.encode() if isinstance(body, str) else body)
        file.write("\n  \n</div>\n            ".encode())
    return path


def leftovers(folder):
    """Everything below a folder, relative: to see that nothing was left."""
    return sorted(os.path.relpath(os.path.join(where, f), folder)
                  for where, _, files in os.walk(folder) for f in files)


def main():
    suite, function = sys.argv[1:3]
    sys.path.insert(0, SUITES)
    try:
        getattr(importlib.import_module(suite), function)()
    except Exception as error:
        # The suites import this file under its name: their Skip is not __main__'s.
        if type(error).__name__ == "Skip":
            print(error)
            sys.exit(77)
        traceback.print_exc()
        sys.exit(1)


if __name__ == "__main__":
    main()
