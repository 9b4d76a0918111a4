"""wenzhai run and those who watch it: catalogue, metrics, systemd, and the README's digest by mail."""
import contextlib
import fcntl
import glob
import json
import os
import re
import shutil
import socket
import struct
import subprocess

import catalogue
import deliver
from kit import POSTS, ROOT, WENZHAI, Skip, contains, environment, equal, keep_epub, leftovers, need, run, scratch, seconds, wenzhai

MONDAY = 1627257600  # 2021-07-26T08:00:00+08:00
WEEK = 7 * 86400
JOBS = """
posts: [source/_posts]
state: state.sqlite
timezone: Asia/Shanghai
metrics: wenzhai.prom
jobs:
  - name: weekly
    title: 每周文摘
    period: weekly
    starts: 2021-07-12
    keep: 2
    output: digests
    formats:
      - {file: "{name}-{year}-W{week}.epub"}
      - {file: "{name}-{year}-W{week}.pdf"}
    %s
  - name: science
    title: 科学 "月刊"
    categories: [科学]
    period: monthly
    output: other
    formats: [{file: "{name}-{year}-{month}.pdf"}]
    catalogue: no
"""


def site(more=""):
    folder = scratch()
    shutil.copytree(POSTS, folder + "/source/_posts")
    with open(folder + "/jobs.yaml", "w") as file:
        file.write(JOBS % more)
    return folder


def go(folder, *args, now=MONDAY, **options):
    done = wenzhai("run", *args, folder + "/jobs.yaml", env=environment(SOURCE_DATE_EPOCH=str(now)), **options)
    for epub in glob.glob(folder + "/digests/*.epub"):
        keep_epub(epub)
    return done


def text(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


# ---- the catalogue of a run ----

@seconds(240)
def test_catalogue_of_a_run():
    folder = site()
    go(folder).want(0)
    digests = folder + "/digests"
    covers = ["covers/weekly-2021-W%d.epub%s.jpg" % (week, size) for week in (28, 29) for size in ("", ".small")]
    equal([f for f in leftovers(digests) if f.startswith("covers/")], covers)
    need("xmllint")
    feeds = glob.glob(digests + "/catalogue/*.xml") + [digests + "/opds.xml"]
    run(["xmllint", "--noout", "--relaxng", catalogue.SCHEMA] + feeds).want(0)
    feed = catalogue.check_feed(digests, "catalogue/all.json")
    equal([p["metadata"]["title"] for p in feed["publications"]],
          ["每周文摘 2021-07-19 – 2021-07-25", "每周文摘 2021-07-12 – 2021-07-18"])
    equal(json.loads(text(digests, "opds.json"))["metadata"]["title"], "每周文摘")
    equal(catalogue.Page(text(digests, "index.html")).tags.count("h2"), 0, "one job: its title is the page's")
    assert not os.path.exists(folder + "/other/opds.xml"), "catalogue: no"


@seconds(240)
def test_catalogue_follows_what_is_there():
    folder = site()
    go(folder).want(0)
    before = catalogue.made(folder + "/digests")
    go(folder).want(0)
    equal(catalogue.made(folder + "/digests"), before, "nothing was due")
    os.remove(folder + "/digests/opds.xml")
    go(folder).want(0)
    equal(sorted(catalogue.made(folder + "/digests")), sorted(before), "what was lost is written again")
    # keep: 2 and a third issue: the first goes, with its pictures and its page.
    shutil.copy(folder + "/source/_posts/" + os.path.relpath(glob.glob(POSTS + "/*/*/*.md")[0], POSTS),
                folder + "/source/_posts/new.md")
    body = "---\ntitle: 新的一篇\ndate: 2021-07-28 10:00:00\n---\n\n新的正文，与别的都不相同，讲的是第三十周里发生的一件小事。\n"
    with open(folder + "/source/_posts/new.md", "w", encoding="utf-8") as file:
        file.write(body)
    go(folder, now=MONDAY + WEEK).want(0)
    left = leftovers(folder + "/digests")
    assert "weekly-2021-W28.epub" not in left and "weekly-2021-W30.epub" in left, left
    equal([f for f in left if "W28" in f], [])
    equal(len([f for f in left if f.startswith("catalogue/issue-")]), 2)


def test_latest():
    """Also of the next issue, and not of an older one that is delivered late."""
    folder = site("latest: yes\n    deliver: [{copy: library, latest: new}]")
    go(folder).want(5)
    equal(os.readlink(folder + "/digests/latest.pdf"), "weekly-2021-W29.pdf")
    os.mkdir(folder + "/library")
    go(folder).want(0)
    equal([f for f in leftovers(folder + "/library") if f.startswith("new")], ["new.epub", "new.pdf"])
    equal(os.readlink(folder + "/library/new.epub"), "weekly-2021-W29.epub")


def test_killed_between_two_parts():
    """What was handed on is not handed on again."""
    script = 'if test $WENZHAI_FORMAT = pdf -a ! -e ok; then touch ok; kill -9 $PPID; exit; fi; echo $WENZHAI_FORMAT >> said'
    folder = site("deliver: [{shell: '%s'}]" % script)
    for _ in range(2):
        assert go(folder, cwd=folder).status in (-9, 0)
    go(folder, cwd=folder).want(0)
    equal(text(folder, "said").split(), ["epub", "pdf"] * 2)


def test_index_of_posts_damaged_in_the_middle():
    """Wherever the broken page lies, the run after the one that meets it goes on."""
    folder = site()
    go(folder).want(0)
    whole = open(folder + "/state.sqlite.posts", "rb").read()
    for at in range(4096, len(whole), 4096):
        with open(folder + "/state.sqlite.posts", "wb") as file:
            file.write(whole[:at] + bytes(4096) + whole[at + 4096:])
        go(folder, "--force", "--job", "science")
        done = go(folder, "--force", "--job", "science")
        equal(done.status, 0, "page %d: %s" % (at // 4096, done.err))


# ---- metrics ----

def metrics(path):
    """{name: {labels: value}}, by the rules of the text format."""
    content = text(path)
    assert content.endswith("\n")
    found, helped, typed = {}, set(), set()
    for line in content.splitlines():
        comment = re.fullmatch(r"# (HELP|TYPE) ([a-z_]+) (.+)", line)
        if comment:
            name = comment.group(2)
            assert name not in found, "samples before " + line
            (helped if comment.group(1) == "HELP" else typed).add(name)
            continue
        sample = re.fullmatch(r'([a-z_]+)(?:\{job="((?:[^"\\\n]|\\["\\n])*)"\})? (-?\d+)', line)
        assert sample, "no sample: " + line
        name, label, value = sample.groups()
        assert name in helped and name in typed, line
        assert label not in found.setdefault(name, {}), "twice: " + line
        found[name][label] = int(value)
    return found


@seconds(240)
def test_metrics():
    folder = site('deliver: [{copy: nowhere}]')
    go(folder).want(5)
    have = metrics(folder + "/wenzhai.prom")
    equal(have["wenzhai_last_run_timestamp_seconds"], {None: MONDAY})
    equal(have["wenzhai_last_run_success"], {None: 0})
    equal(have["wenzhai_job_last_issue_number"], {"weekly": 2})
    equal(have["wenzhai_job_undelivered_issues"], {"weekly": 2, "science": 0})
    equal(have["wenzhai_job_last_issue_timestamp_seconds"], {"weekly": MONDAY - 8 * 3600})
    size = sum(os.path.getsize(folder + "/digests/weekly-2021-W29." + e) for e in ("epub", "pdf"))
    equal(have["wenzhai_job_last_issue_bytes"], {"weekly": size})
    assert all(n > MONDAY for n in have["wenzhai_job_next_due_timestamp_seconds"].values())
    os.mkdir(folder + "/nowhere")
    go(folder).want(0)
    have = metrics(folder + "/wenzhai.prom")
    equal((have["wenzhai_last_run_success"], have["wenzhai_job_undelivered_issues"]["weekly"]), ({None: 1}, 0))
    equal(len(leftovers(folder + "/nowhere")), 4)


# ---- systemd, cron ----

def units(folder):
    out = wenzhai("run", "--print-systemd", "jobs.yaml", cwd=folder).want(0).out
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", out, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2])), out


def test_systemd_lets_the_store_be_written():
    folder = site("images: %s")
    store = scratch()
    with open(folder + "/jobs.yaml") as file:
        text = file.read()
    with open(folder + "/jobs.yaml", "w") as file:
        file.write(text.replace("%s", store))
    files, _ = units(folder)
    contains(files["wenzhai.service"], '"%s"' % store)


def test_systemd():
    folder = site("deliver: [{mail: a@example.com, server: 'smtps://mail.example.com'}]")
    files, out = units(folder)
    equal(sorted(files), ["wenzhai.service", "wenzhai.timer"])
    service = files["wenzhai.service"]
    contains(service, 'ExecStart="%s" run "%s/jobs.yaml"' % (os.path.realpath(WENZHAI), os.path.realpath(folder)))
    # Those below it need not be there yet: systemd wants what it names to exist.
    equal(re.findall("ReadWritePaths=(.*)", service), ['"%s"' % os.path.realpath(folder)])
    contains(service, "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6")
    contains(files["wenzhai.timer"], "OnCalendar=Mon *-*-* 00:00:00 Asia/Shanghai\nOnCalendar=*-*-01 00:00:00 Asia/Shanghai\n")
    contains(out, "# 17 * * * *  ")
    # "cannot be found" of a unit's own manual page is no matter; anything else is.
    need("systemd-analyze")
    for name, content in files.items():
        with open(os.path.join(folder, name), "w") as file:
            file.write(content)
    done = run(["systemd-analyze", "verify", "--man=no", folder + "/wenzhai.service", folder + "/wenzhai.timer"],
               env=environment(SYSTEMD_UNIT_PATH=folder + ":"))
    equal((done.status, [l for l in done.err.splitlines() if "wenzhai" in l]), (0, []))
    for calendar in re.findall(r"OnCalendar=(.*)", files["wenzhai.timer"]):
        run(["systemd-analyze", "calendar", calendar]).want(0)


def test_systemd_without_network():
    service = units(site())[0]["wenzhai.service"]
    contains(service, "PrivateNetwork=yes")
    assert "network-online" not in service


def test_systemd_quotes():
    folder = os.path.join(scratch(), 'a "b" 50% $HOME')
    os.mkdir(folder)
    with open(folder + "/jobs.yaml", "w") as file:
        file.write("jobs: [{name: a, posts: [/tmp], period: daily, timezone: '+08:00'}]\n")
    files, out = units(folder)
    contains(files["wenzhai.service"], 'a \\"b\\" 50%% $$HOME/jobs.yaml"')
    equal(re.findall("OnCalendar=(.*)", files["wenzhai.timer"]), ["*-*-* *:17:00"], "systemd knows no such zone")
    cron = re.search(r"^# 17 \* \* \* \*  (.*)$", out, re.M).group(1)
    done = run(["sh", "-c", cron.replace("\\%", "%").replace(" run -q ", " run --check -q ")])
    equal((done.status, done.err), (0, ""))


# ---- the README's digest by mail ----

def loopback_up():
    """In a network of our own its loopback is down at first."""
    with socket.socket() as s:
        name = struct.pack("16sh", b"lo", 1)  # IFF_UP
        fcntl.ioctl(s, 0x8914, name)  # SIOCSIFFLAGS


def quickstart():
    block = re.search(r"<!-- mail: run by the tests -->\n```sh\n(.*?)```", text(ROOT, "README.md"), re.S)
    assert block, "README.md has no digest by mail"
    return block.group(1)


@seconds(240)
def test_readme_digest_by_mail():
    """Exactly as written: in a network and with files of our own, where mail.example.com is here."""
    need("unshare")
    if run(["unshare", "--net", "--mount", "true"]).status:
        raise Skip("this machine gives no network of one's own")
    lines = quickstart()
    equal(len(lines.strip().splitlines()), 10, "ten lines")
    folder = scratch()
    shutil.copytree(POSTS, folder + "/source/_posts")
    os.mkdir(folder + "/bin")
    os.symlink(WENZHAI, folder + "/bin/wenzhai")
    with open(folder + "/quickstart.sh", "w") as file:
        file.write("set -eu\n" + lines)
    done = run(["unshare", "--net", "--mount", "/usr/bin/env", "python3", "-B", os.path.abspath(__file__), folder],
               timeout=200)
    done.want(0)
    [(envelope, message)] = deliver.Server(folder + "/server", 0).messages()
    equal((envelope["from"], envelope["to"], envelope["tls"], envelope["auth"]),
          ("me@example.com", ["reader@example.com"], True, True))
    equal(message["Subject"], "每周文摘 2021-07-19 – 2021-07-25")
    [name] = deliver.attachments(message)
    equal(name, "每周文摘 2021-07-19 – 2021-07-25.epub")
    with open(folder + "/book.epub", "wb") as file:
        file.write(deliver.attachments(message)[name])
    keep_epub(folder + "/book.epub")


def in_a_network_of_our_own(folder):
    """What the README takes for granted: a mail server, a name for it, and trust in its certificate."""
    server = folder + "/server"
    os.mkdir(server)
    deliver.certificates(server, "mail.example.com")
    with open(folder + "/hosts", "w") as file:
        file.write("127.0.0.1 localhost mail.example.com\n")
    loopback_up()
    subprocess.run(["mount", "--bind", folder + "/hosts", "/etc/hosts"], check=True)
    subprocess.run(["mount", "--bind", server + "/authority.pem", "/etc/ssl/certs/ca-certificates.crt"], check=True)
    with contextlib.ExitStack() as stack:
        stack.enter_context(deliver.started(server, "starttls", "login", "port=587"))
        env = environment(PATH=folder + "/bin:" + os.environ["PATH"], SOURCE_DATE_EPOCH=str(MONDAY))
        subprocess.run(["sh", folder + "/quickstart.sh"], cwd=folder, env=env, check=True)


if __name__ == "__main__":
    import sys
    in_a_network_of_our_own(sys.argv[1])
