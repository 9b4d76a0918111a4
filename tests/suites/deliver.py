"""Deliveries: copies, links, programs, and mail to a real server on loopback."""
import base64
import contextlib
import email
import email.policy
import hashlib
import json
import os
import subprocess
import time

from kit import BUILD, CI, ROOT, TESTS, Skip, contains, environment, equal, leftovers, need, run, scratch, seconds

DRIVER = os.path.join(ROOT, "build", BUILD, "tests", "job-deliver")
SERVER = os.path.join(TESTS, "tools", "smtp-server")
NOW = 1626649200  # 2021-07-19T07:00:00+08:00
DAY = 86400
PASSWORD = "pass:word!"
ISSUE = """
output: %s
issue:
  job: finance
  title: '财经周刊'
  dates: '2021-07-12 – 2021-07-18'
  identifier: 'urn:uuid:00000000-0000-5000-8000-000000000001'
  files: [%s]
"""


class Outcome:
    def __init__(self, done, states):
        self.status, self.err, self.states = done.status, done.err, states


def deliver(folder, text, files=("week.epub", "week.pdf"), now=NOW, **options):
    """Makes the deliveries that `text` asks for; their states live in the folder."""
    jobs, states = os.path.join(folder, "jobs.yaml"), os.path.join(folder, "states")
    with open(jobs, "w") as file:
        file.write(text + ISSUE % (os.path.join(folder, "out"), ", ".join("'%s'" % f for f in files)))
    done = run([DRIVER, "--drive", jobs, states, str(now)], **options)
    assert done.status in (0, 5), done.err
    with open(states) as file:
        return Outcome(done, [dict(zip(("progress", "failures", "parts", "since"), map(int, line.split()))) for line in file])


def put(folder, name, content):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    return path


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def issue_folder(epub=b"an epub", pdf=b"a pdf"):
    folder = scratch()
    put(folder, "out/week.epub", epub)
    put(folder, "out/week.pdf", pdf)
    return folder


# ---- copies and links ----

def test_copy():
    folder = issue_folder()
    os.mkdir(folder + "/library")
    text = "deliver: [{copy: '%s/library', latest: yes}]" % folder
    equal(deliver(folder, text).status, 0)
    equal(leftovers(folder + "/library"), ["latest.epub", "latest.pdf", "week.epub", "week.pdf"])
    equal(os.readlink(folder + "/library/latest.epub"), "week.epub")
    equal(read(folder, "library/week.epub"), b"an epub")


def test_same_file_is_not_copied_again():
    folder = issue_folder()
    os.mkdir(folder + "/library")
    text = "deliver: [{copy: '%s/library'}]" % folder
    deliver(folder, text)
    before = os.stat(folder + "/library/week.epub")
    os.remove(folder + "/states")
    equal(deliver(folder, text).status, 0)
    equal(os.stat(folder + "/library/week.epub").st_ino, before.st_ino)
    put(folder, "library/week.epub", b"AN EPUB")  # as long, but another
    os.remove(folder + "/states")
    equal(deliver(folder, text).status, 0)
    equal(read(folder, "library/week.epub"), b"an epub")


def test_copy_keeps_folders():
    folder = issue_folder()
    put(folder, "out/2021/28.epub", b"another")
    os.mkdir(folder + "/library")
    equal(deliver(folder, "deliver: [{copy: '%s/library', latest: new}]" % folder, ["2021/28.epub"]).status, 0)
    equal(os.readlink(folder + "/library/new.epub"), "2021/28.epub")
    equal(read(folder, "library/new.epub"), b"another")


def test_copy_where_nothing_is_mounted():
    folder = issue_folder()
    text = "deliver: [{copy: '%s/kobo'}]" % folder
    done = deliver(folder, text)
    equal((done.status, done.states[0]["progress"], done.states[0]["failures"]), (5, 0, 1))
    contains(done.err, "jobs.yaml:1: error: finance 2021-07-12 – 2021-07-18: copy to %s/kobo: there is no such folder" % folder)
    contains(done.err, "the next run tries again [delivery-failed]")
    assert not os.path.exists(folder + "/kobo")
    os.mkdir(folder + "/kobo")
    done = deliver(folder, text, now=NOW + DAY)
    equal((done.status, done.states[0]["progress"]), (0, 1))


def test_failing_is_given_up_after_a_fortnight():
    folder = issue_folder()
    text = "deliver: [{copy: '%s/kobo'}]" % folder
    equal(deliver(folder, text).states[0]["progress"], 0)
    equal(deliver(folder, text, now=NOW + 14 * DAY).states[0]["progress"], 0)
    done = deliver(folder, text, now=NOW + 14 * DAY + 1)
    equal((done.status, done.states[0]["progress"]), (5, 2))
    contains(done.err, "given up [delivery-failed]")
    equal(deliver(folder, text, now=NOW + 15 * DAY).status, 0, "and then no more is said")


def test_copy_is_whole_or_absent():
    """A disk that is full: the copy there before stays, and nothing beside it."""
    import resource
    folder = issue_folder(epub=b"x" * 200000)
    os.mkdir(folder + "/library")
    put(folder, "library/week.epub", b"old")
    done = deliver(folder, "deliver: [{copy: '%s/library', formats: epub}]" % folder,
                   limits={resource.RLIMIT_FSIZE: 100000})
    equal(done.status, 5)
    equal((leftovers(folder + "/library"), read(folder, "library/week.epub")), (["week.epub"], b"old"))


def test_latest_in_the_output():
    folder = issue_folder()
    equal(deliver(folder, "latest: finance-latest\ndeliver: []\n").status, 0)
    equal(os.readlink(folder + "/out/finance-latest.pdf"), "week.pdf")


# ---- programs ----

def test_run_without_a_shell():
    folder = issue_folder()
    script = put(folder, "script", b'#!/bin/sh\nprintf "%s\\n" "$@" >> "$OUT"\n')
    os.chmod(script, 0o755)
    text = "deliver: [{run: '%s {title} \"$(id); {dates}\" {file}'}]" % script
    env = environment(OUT=folder + "/said")
    equal(deliver(folder, text, env=env).status, 0)
    lines = read(folder, "said").decode().splitlines()
    equal(lines, ["财经周刊", "$(id); 2021-07-12 – 2021-07-18", folder + "/out/week.epub",
                  "财经周刊", "$(id); 2021-07-12 – 2021-07-18", folder + "/out/week.pdf"])


def test_shell_has_variables():
    folder = issue_folder()
    text = "deliver: [{shell: 'echo \"$WENZHAI_NAME $WENZHAI_FORMAT $WENZHAI_SHA256\" | cat >> %s/said', formats: pdf}]" % folder
    equal(deliver(folder, text).status, 0)
    equal(read(folder, "said").decode(), "finance pdf %s\n" % hashlib.sha256(b"a pdf").hexdigest())


def test_program_that_fails_is_run_again():
    folder = issue_folder()
    text = "deliver: [{shell: 'echo $WENZHAI_FORMAT >> %s/said; echo no room >&2; test -e %s/ok || test $WENZHAI_FORMAT = epub'}]" % (
        folder, folder)
    done = deliver(folder, text)
    equal((done.status, done.states[0]["parts"]), (5, 1))
    contains(done.err, "exit status 1: no room; the next run tries again")
    put(folder, "ok", b"")
    done = deliver(folder, text)
    equal((done.status, done.states[0]["progress"], read(folder, "said")), (0, 1, b"epub\npdf\npdf\n"))


# ---- mail ----

def python_of_smtp():
    for python in "/usr/bin/python3", "python3":
        if run([python, "-c", "import aiosmtpd"]).status == 0:
            return python
    if CI:
        raise AssertionError("missing under CI: python3-aiosmtpd")
    raise Skip("needs python3-aiosmtpd")


def certificates(folder, name="localhost"):
    """An authority of our own, and a certificate of it for a name of this machine."""
    def openssl(*args):
        run(["openssl", *args], cwd=folder).want(0)
    need("openssl")
    with open(folder + "/san", "w") as file:
        file.write("subjectAltName=DNS:%s,IP:127.0.0.1\n" % name)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Test authority",
            "-keyout", "authority.key", "-out", "authority.pem", "-days", "2")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", "key.pem", "-out", "request.pem")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-out", "cert.pem", "-days", "2", "-extfile", "san")


class Server:
    def __init__(self, folder, port):
        self.folder, self.port, self.authority = folder, port, folder + "/authority.pem"

    def messages(self):
        """[(envelope, message)] of those that were taken."""
        names = sorted((n for n in os.listdir(self.folder) if n.endswith(".eml")), key=lambda n: int(n[:-4]))
        return [(json.loads(read(self.folder, n[:-4] + ".json")),
                 email.message_from_bytes(read(self.folder, n), policy=email.policy.default)) for n in names]


@contextlib.contextmanager
def started(folder, *behaviour):
    """A server whose certificate is in the folder, which also takes the messages."""
    port_file = folder + "/port"
    with open(folder + "/log", "wb") as log:
        process = subprocess.Popen([python_of_smtp(), SERVER, folder, port_file, *behaviour], stderr=log)
    try:
        for _ in range(600):
            if os.path.exists(port_file):
                break
            assert process.poll() is None, read(folder, "log").decode()
            time.sleep(0.05)
        yield Server(folder, int(read(port_file)))
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def server(*behaviour):
    folder = scratch()
    certificates(folder)
    with started(folder, *behaviour) as s:
        yield s


def credentials(folder, mode=0o600, text="me@example.com:%s\n" % PASSWORD):
    path = put(folder, "mail.cred", text.encode())
    os.chmod(path, mode)
    return path


def mail(folder, s, scheme="smtp", **keys):
    """The text of a delivery by mail to server s."""
    keys = dict({"server": "%s://localhost:%d" % (scheme, s.port), "authority": s.authority, "tries": 1, "timeout": 20}, **keys)
    return "deliver:\n- mail: reader@example.com\n" + "".join(
        "  %s: %s\n" % (k.replace("_", "-"), json.dumps(v, ensure_ascii=False)) for k, v in keys.items())


def attachments(message):
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def test_mail_starttls_and_login():
    folder = issue_folder(epub=bytes(range(256)) * 300)
    with server("starttls", "login") as s:
        done = deliver(folder, mail(folder, s, credentials=credentials(folder)))
        equal((done.status, done.err, done.states[0]["progress"]), (0, "", 1))
        [(envelope, message)] = s.messages()
    equal(envelope, {"from": "me@example.com", "to": ["reader@example.com"], "tls": True, "auth": True})
    equal(message["Subject"], "财经周刊 2021-07-12 – 2021-07-18")
    equal((message["From"], message["To"]), ("me@example.com", "reader@example.com"))
    equal(message["Date"].datetime.timestamp(), NOW)
    contains(message.get_body().get_content(), "1. 一篇 — 甲")
    name = "财经周刊 2021-07-12 – 2021-07-18"
    equal(attachments(message), {name + ".epub": bytes(range(256)) * 300, name + ".pdf": b"a pdf"})
    equal([p.get_content_type() for p in message.iter_attachments()], ["application/epub+zip", "application/pdf"])
    raw = message.as_bytes(policy=email.policy.SMTP)
    assert all(len(line) <= 998 and line.isascii() for line in raw.split(b"\r\n")), "a line that mail does not take"


def test_mail_header_lines_are_short():
    folder = issue_folder()
    with server() as s:
        equal(deliver(folder, mail(folder, s, tls="none", subject="{title}" * 30, **{"from": "文摘 <d@example.com>"})).status, 0)
        [(_, message)] = s.messages()
        head = read(s.folder, "1.eml").split(b"\r\n\r\n")[0]
    lines = [line for line in head.split(b"\r\n") if b"boundary=" not in line]  # that one is libcurl's
    assert max(map(len, lines)) <= 78, head
    equal(message["Subject"], "财经周刊" * 30)
    equal((message["From"].addresses[0].display_name, message["From"].addresses[0].addr_spec), ("文摘", "d@example.com"))


def test_mail_smtps():
    folder = issue_folder()
    with server("smtps", "login") as s:
        env = environment(MAIL_LOGIN="me@example.com:" + PASSWORD)
        done = deliver(folder, mail(folder, s, "smtps", credentials_env="MAIL_LOGIN", formats="epub"), env=env)
        equal((done.status, done.err), (0, ""))
        [(envelope, message)] = s.messages()
    equal((envelope["tls"], len(attachments(message))), (True, 1))


def test_mail_unknown_authority():
    folder = issue_folder()
    with server("smtps") as s:
        done = deliver(folder, mail(folder, s, "smtps", authority="/etc/hostname"))
        equal((done.status, s.messages()), (5, []))
        text = mail(folder, s, "smtps").replace("authority", "# ")
        done = deliver(folder, text)
        equal((done.status, s.messages()), (5, []))
        contains(done.err, "certificate")


def test_mail_without_starttls_is_not_sent():
    folder = issue_folder()
    with server("login") as s:
        done = deliver(folder, mail(folder, s, credentials=credentials(folder)))
        equal((done.status, s.messages()), (5, []))
        contains(done.err, "STARTTLS")


def no_secret_in(text):
    assert PASSWORD not in text and "pass:word" not in text, text


def test_mail_wrong_password():
    folder = issue_folder()
    with server("starttls", "login") as s:
        cred = credentials(folder, text="me@example.com:pass:word wrong")
        done = deliver(folder, mail(folder, s, credentials=cred, tries=5, wait=5))
    equal((done.status, done.states[0]["failures"]), (5, 1))
    contains(done.err, "the next run tries again")
    no_secret_in(done.err)


def test_mail_password_said_back_as_it_was_sent():
    folder = issue_folder()
    with server("starttls", "login", "parrot") as s:
        cred = credentials(folder, text="me@example.com:" + PASSWORD * 2)
        done = deliver(folder, mail(folder, s, credentials=cred, tries=5, wait=5))
    equal(done.status, 5)
    for encoded in base64.b64encode(b"\0me@example.com\0" + (PASSWORD * 2).encode()), base64.b64encode((PASSWORD * 2).encode()):
        assert encoded.decode()[-12:] not in done.err + read(folder, "states").decode(), done.err


def test_mail_refused():
    folder = issue_folder()
    with server("starttls", "login", "refuse") as s:
        done = deliver(folder, mail(folder, s, credentials=credentials(folder), tries=5, wait=5))
    equal(done.status, 5)
    contains(done.err, "550")
    no_secret_in(done.err)


def test_mail_refusal_is_told():
    folder = issue_folder()
    with server("refuse") as s:
        done = deliver(folder, mail(folder, s, tls="none"))
    contains(done.err, "the server said: 550 5.1.1 no <reader@example.com> here")


def test_mail_put_off_and_taken():
    folder = issue_folder()
    with server("busy=2") as s:
        start = time.monotonic()
        done = deliver(folder, mail(folder, s, tls="none", tries=3, wait=1))
        equal((done.status, done.err, len(s.messages())), (0, "", 1))
        assert time.monotonic() - start >= 4, "waits of one and three seconds"


def test_mail_put_off_until_the_next_run():
    folder = issue_folder()
    with server("busy=1") as s:
        text = mail(folder, s, tls="none")
        done = deliver(folder, text)
        equal((done.status, done.states[0]["progress"], s.messages()), (5, 0, []))
        contains(done.err, "451 4.7.1 greylisted, come again; the next run tries again [delivery-failed]")
        equal(deliver(folder, text).status, 0)
        equal(len(s.messages()), 1)
        equal(deliver(folder, text).status, 0)
        equal(len(s.messages()), 1)


def test_mail_to_a_silent_server():
    folder = issue_folder()
    with server("silent") as s:
        start = time.monotonic()
        done = deliver(folder, mail(folder, s, tls="none", timeout=1))
    equal(done.status, 5)
    assert time.monotonic() - start < 15
    contains(done.err, "next run tries again")


def test_mail_broken_off():
    folder = issue_folder(epub=b"x" * 3000000)
    with server("drop") as s:
        done = deliver(folder, mail(folder, s, tls="none"))
    equal((done.status, done.states[0]["parts"]), (5, 0))


def test_mail_no_server():
    folder = issue_folder()
    text = "deliver: [{mail: a@example.com, server: 'smtp://127.0.0.1:1', tries: 1}]"
    done = deliver(folder, text)
    equal(done.status, 5)
    contains(done.err, "mail to a@example.com: ")


def test_mail_servers_size():
    """The server says how much it takes: what is larger is not even sent."""
    folder = issue_folder(epub=b"x" * 200000)
    with server("size=100000") as s:
        done = deliver(folder, mail(folder, s, tls="none", formats="epub", tries=5, wait=5))
        equal((done.status, s.messages()), (5, []))
        contains(done.err, "552")


def test_mail_in_several_messages():
    folder = issue_folder()
    names = []
    for i in range(7):
        names.append("%d.epub" % i)
        put(folder, "out/%d.epub" % i, b"%d" % i * 400)
    with server() as s:
        keys = {"tls": "none", "max_files": 3, "max_size": "1500"}
        done = deliver(folder, mail(folder, s, **keys), names)
        equal((done.status, done.states[0]["parts"]), (0, 7))
        subjects = [m["Subject"] for _, m in s.messages()]
        equal([len(list(m.iter_attachments())) for _, m in s.messages()], [3, 3, 1])
        equal(len({m["Message-ID"] for _, m in s.messages()}), 3)
    equal(subjects, ["财经周刊 2021-07-12 – 2021-07-18 (%d/3)" % n for n in (1, 2, 3)])


def test_mail_messages_are_not_sent_again():
    """Two of three went through; the next run sends the third."""
    folder = issue_folder()
    for i in range(3):
        put(folder, "out/%d.epub" % i, b"%d" % i * 400)
    names = ["%d.epub" % i for i in range(3)]
    with server("busy=0") as s:
        text = mail(folder, s, tls="none", max_files=1)
        with open(folder + "/states", "w") as file:
            file.write("0 1 2 %d\n" % NOW)
        equal(deliver(folder, text, names).status, 0)
        [(_, message)] = s.messages()
    contains(message["Subject"], "(3/3)")


def test_mail_limits_change_between_runs():
    """Of three files the first went alone; with room for two (or three) in a message the others still go."""
    for most, wanted in (2, [[b"1"], [b"2"]]), (3, [[b"1", b"2"]]):
        folder = issue_folder()
        for i in range(3):
            put(folder, "out/%d.epub" % i, b"%d" % i * 400)
        with server("busy=0") as s:
            with open(folder + "/states", "w") as file:
                file.write("0 1 1 %d\n" % NOW)
            done = deliver(folder, mail(folder, s, tls="none", max_files=most), ["%d.epub" % i for i in range(3)])
            equal((done.status, done.states[0]["parts"]), (0, 3))
            equal([[part.get_content()[:1] for part in m.iter_attachments()] for _, m in s.messages()], wanted)


def test_mail_of_an_issue_made_again():
    """What a reader's mailbox knows already is not shown: other files are another message."""
    names = []
    for content in b"as it was", b"as it was", b"made again":
        folder = issue_folder(epub=content)
        with server() as s:
            equal(deliver(folder, mail(folder, s, tls="none", formats="epub")).status, 0)
            [(_, message)] = s.messages()
            names.append(message["Message-ID"].split("@")[0])
    equal(names[0], names[1])
    assert names[1] != names[2], names


def test_mail_too_large_is_given_up():
    folder = issue_folder(epub=b"x" * 2000)
    with server() as s:
        done = deliver(folder, mail(folder, s, tls="none", max_size="1000"))
        equal((done.status, done.states[0]["progress"], len(s.messages())), (5, 2, 1))
        equal([p.get_content() for p in s.messages()[0][1].iter_attachments()], [b"a pdf"])
    contains(done.err, "a file of 2000 bytes does not fit into a message of 1000; given up")


def test_credentials_of_others_are_not_used():
    folder = issue_folder()
    with server("starttls", "login") as s:
        done = deliver(folder, mail(folder, s, credentials=credentials(folder, 0o644)))
        equal((done.status, s.messages()), (5, []))
    contains(done.err, "can be read by others: chmod 600")


def test_password_is_not_in_the_process_list():
    folder = issue_folder()
    jobs = os.path.join(folder, "jobs.yaml")
    with server("silent") as s:
        with open(jobs, "w") as file:
            file.write(mail(folder, s, tls="none", credentials=credentials(folder), timeout=3) +
                       ISSUE % (folder + "/out", "week.epub"))
        process = subprocess.Popen([DRIVER, "--drive", jobs, folder + "/states", str(NOW)], stderr=subprocess.PIPE)
        time.sleep(1)
        for name in "cmdline", "environ":
            assert b"pass:word" not in read("/proc/%d" % process.pid, name)
        no_secret_in(process.communicate()[1].decode())
    no_secret_in(read(folder, "states").decode())
