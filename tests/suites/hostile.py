"""Everything hostile that a folder can hold costs at most its own article.

Each case is put into a folder beside one good post; the good post must be in both
outputs, in bounded time and memory, with the trouble's file named.
"""
import os
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import time
import zipfile
import zlib

from kit import NOW, RUN, SANITIZED, WENZHAI, ZONE, Skip, build, contains, environment, equal, leftovers, need, post, run, \
    scratch, seconds, wenzhai

GOOD = "灯塔每隔十二秒亮一次，亮的时候，海面上有一条路。"
MOST_SECONDS = 30 * (8 if SANITIZED else 1)
MOST_MEMORY = 700 << 20


def good_post(folder):
    post(folder, "好的.md", "<p>%s</p>" % GOOD, title="灯塔", date="Tue, 13 Jul 2021 03:00:00 GMT")


def texts(epub, pdf):
    with zipfile.ZipFile(epub) as archive:
        book = "".join(archive.read(n).decode("utf-8") for n in archive.namelist() if n.endswith(".xhtml"))
    sheet = run(["pdftotext", "-enc", "UTF-8", pdf, "-"]).want(0).out if shutil.which("pdftotext") else GOOD
    return book, re.sub(r"\s", "", sheet)


def survive(fill, *args, codes=(), named=True, also=(), env=None):
    """fill(folder) puts the hostile thing; returns (done, text of the EPUB)."""
    folder, place = scratch(), scratch()
    good_post(folder)
    fill(folder)
    epub, pdf = os.path.join(place, "a.epub"), os.path.join(place, "a.pdf")
    start = time.monotonic()
    done = build("-v", *args, "-o", epub, "-o", pdf, folder, timeout=MOST_SECONDS, env=env).want(0)
    spent = time.monotonic() - start
    book, sheet = texts(epub, pdf)
    contains(book, GOOD, "the good post in the EPUB")
    contains(sheet, GOOD, "the good post in the PDF")
    for part in also:
        contains(book, part, "the rest of the hostile one in the EPUB")
    assert SANITIZED or done.max_rss < MOST_MEMORY, "%d MB, %.1f s" % (done.max_rss >> 20, spent)
    equal(leftovers(place), ["a.epub", "a.pdf"], "beside the output")
    for code in codes:
        assert code in done.codes(), "no [%s] in:\n%s" % (code, done.err[-3000:])
    if named:
        assert [d for d in done.diagnostics() if "好的" not in d[0] and d[0]], "no file named:\n" + done.err[-3000:]
    return done, book


def body(text, **options):
    return lambda folder: post(folder, "bad.md", text, **options)


def raw(data, name="bad.md"):
    def fill(folder):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    return fill


# ---- markup ----

def test_nested_elements():
    for tag in ("div", "blockquote", "b", "ul><li", "table><tr><td", "font", "span", "ruby", "details"):
        survive(body("<%s>" % tag * 200000 + "<p>底下还有字。</p>"), named=False)


def test_nested_and_closed():
    survive(body("<div>" * 100000 + "正文" + "</div>" * 100000), named=False)


def test_wrongly_nested_formatting():
    """The adoption agency's own bomb: each unclosed <b> is opened again in each <p>."""
    survive(body("<p><b><i><font size=1><u><s><a href=x>" * 4000 + "字</p>"), named=False)


def test_huge_spans():
    for spans in ("colspan=1000000000", "rowspan=1000000000", "colspan=65535 rowspan=65535", "colspan=-1 rowspan=0",
                  "colspan=99999999999999999999"):
        survive(body("<table><tr><td %s>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>" % spans), named=False, also=["甲", "丙"])


def test_wide_and_long_tables():
    survive(body("<table><tr>" + "<td>格</td>" * 20000 + "</tr></table>"), named=False)
    survive(body("<table>" + "<tr><td>甲</td><td>乙</td></tr>" * 20000 + "</table>"), named=False)
    survive(body("<table>" + "<tr><td colspan=900 rowspan=900>甲</td></tr>" * 900 + "</table>"), named=False)


def test_huge_paragraph():
    survive(body("<p>" + "这一段怎么也说不完，" * 100000 + "完。</p>"), named=False, also=["完。"])


def test_huge_word():
    survive(body("<p>" + "a" * 300000 + "</p><p>后面还有。</p>"), named=False, also=["后面还有。"])
    survive(body("<pre>" + "x" * 300000 + "</pre>"), named=False)
    survive(body("<p><a href='https://a.example/%s'>%s</a></p>" % ("q" * 100000, "https://a.example/" + "q" * 100000)), named=False)


def test_combining_marks():
    survive(body("<p>a" + "\u0301" * 50000 + "字" + "\u3099" * 50000 + "</p><p>后面还有。</p>"), named=False, also=["后面还有。"])


def test_bidirectional_controls():
    survive(body("<p>" + "\u202e\u2067\u202b" * 30000 + "字</p><p>عربي ولا يقرأ מימין 混排。</p>"), named=False, also=["混排。"])


def test_many_attributes_and_ids():
    survive(body("<p " + " ".join("a%d=%d" % (i, i) for i in range(100000)) + ">字</p>"), named=False)
    survive(body("".join("<p id='x'>字</p><a href='#x'>x</a>" for _ in range(5000))), named=False)


def test_bad_references():
    survive(body("<p>&#0;&#xD800;&#1114112;&#x1F;&#27;&#xFFFE;&nosuch;&#99999999999;&&amp;lt;字</p>"), named=False, also=["字"])


def test_bad_links():
    links = ["javascript:alert(1)", "JaVaScRiPt&#58;alert(1)", "weixin://x", "http://", "http://[", "http://a b/c d?e f",
             "https://a.example/%zz", "https://例子.测试/路径?查=询", "data:text/html,<b>", "file:///etc/passwd", "//a.example:99999/",
             "http://a.example/\"><script>", "#nowhere", "?", "\u202ehttp://x", "mailto:a@b.example?subject=x y", "vbscript:x", "https://a.example/" + "%2e/" * 500]
    done, book = survive(body("".join("<p><a href=\"%s\">链接%d</a></p>" % (l.replace('"', "&quot;"), i) for i, l in enumerate(links))), named=False,
                         also=["链接0", "链接17"])
    assert not re.search(r'href="(?i:javascript|vbscript|data|file|weixin)', book)


def test_foreign_content():
    survive(body("<svg><foreignObject><p>图里的字</p></svg><math><mi>x</mi></math><![CDATA[x]]><?php echo ?><!DOCTYPE x>"
                 "<template><p>模板</p></template><noscript>无脚本</noscript><frameset><plaintext>到底"), named=False)


# ---- heads ----

def head(text):
    return raw(("---\n" + text + "\n---\n\n<p>正文在此。</p>\n").encode())


def test_alias_bomb():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for this, before in zip("bcdefghij", "abcdefghi"):
        lines.append("%s: &%s [%s]" % (this, this, ", ".join(["*" + before] * 9)))
    survive(head("title: 炸弹\n" + "\n".join(lines) + "\ncategories: *j"))


def test_deep_head():
    survive(head("title: 深\ncategories: " + "[" * 50000))
    survive(head("title: 深\n" + "\n".join(" " * i + "- a:" for i in range(2000))))


def test_endless_head():
    survive(raw(b"---\ntitle: x\n" + b"tags: [a]\n" * 100000))
    survive(raw(b"---\n" + b"x" * 1000000))


def test_many_categories():
    survive(head("title: 多\ndate: 2021-07-13\ncategories:\n" + "\n".join(" - c%d" % i for i in range(3000))), named=False)
    survive(head("title: 多\ndate: 2021-07-13\ntags: [" + ", ".join("t%d" % i for i in range(5000)) + "]"), named=False)


def test_bad_dates():
    for date in ("999999-01-01", "2021-02-30", "2021-07-13T99:99:99Z", "-1", "0000-00-00", "1e99", "9" * 400, "Tue, 13 Jul 99999 00:00:00 GMT",
                 "2021-07-13T00:00:00+99:99", "~", "\u202e2021"):
        survive(body("<p>正文。</p>", date=date))


def test_strange_titles():
    for title in ("x" * 100000, "题\u0000目", "题\u001b[31m目", "\u202e倒过来", "<b>&amp;</b>", "]]>", "\\", "' + '", "\ufeff\u200b"):
        survive(body("<p>正文。</p>", title=title.replace("'", "’")), named=False)


# ---- bytes ----

def test_binary():
    survive(raw(os.urandom(200000)))
    survive(raw(b"\x7fELF" + b"\0" * 100000))
    survive(raw(b"\x89PNG\r\n\x1a\n" + os.urandom(1000)))
    survive(raw(b"\0" * 10))


def test_control_bytes():
    text = b"<p>a\x01b\x03c\x1bd\x1fe\x7ff\xc2\x85g\xef\xbf\xbeh</p><p>" + "后面还有。".encode() + b"</p>"
    _, book = survive(body(text), named=False, also=["后面还有。"])
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", book)
    # One stray NUL costs itself, and is reported.
    survive(body(b"<p>a\x00b</p>"), codes=["bad-bytes"], also=["ab"])


def test_invalid_utf8():
    for data in (b"\xff\xfe\xfd", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4\xb8", b"\x80" * 1000):
        survive(body("<p>前面的字".encode() + data + "，后面还有。</p>".encode()), named=False)


def test_empty_files():
    survive(raw(b""))
    survive(raw(b"\n\n\n"))
    survive(raw(b"---\n---\n"))
    survive(raw(b"\xef\xbb\xbf"))


def test_huge_file():
    survive(raw(b"---\ntitle: x\ndate: 2021-07-13\n---\n" + b"<p>" + b"0123456789 " * 6000000))


# ---- Markdown ----

def test_markdown_bombs():
    head_text = "---\ntitle: 记\ndate: 2021-07-13\n---\n\n"
    for text in (">" * 50000 + " x", "[" * 100000, "*" * 100000 + "x", "`" * 65000 + "a" + "`" * 64999, "- " * 30000 + "x", "![](" * 30000,
                 "| a " * 5000 + "|\n" + "|---" * 5000 + "|\n" + "| b |\n" * 3000, "<" * 100000, "[a]: b\n" * 50000, "\\" * 100000,
                 "[a]: " + "x" * 1000 + "\n" + "[a]" * 50000, "* x\n" * 30000, "    code\n" * 100000):
        survive(raw((head_text + text).encode()), named=False)


# ---- files ----

def test_names():
    def fill(folder):
        for name in ("引号\"'.md", "换\n行.md", "空 格 .md", "-o x.md", "$(touch pwned).md", "百分%s%n.md", "\u202egpj.md", "é.md", "." + "x" * 200 + ".md", "长" * 80 + ".md"):
            post(folder, name, "<p>名字叫 %s。</p>" % name.encode("unicode_escape").decode(), title="名")
        with open(os.path.join(folder.encode(), b"\xff\xfe.md"), "wb") as file:
            file.write("---\ntitle: 不是文字\ndate: 2021-07-13\n---\n<p>名字不是文字。</p>".encode())
    done, _ = survive(fill, "--no-dedupe", named=False, also=["名字不是文字"])
    assert "\n行" not in done.err, "a name's newline breaks a line of diagnostics"
    assert "\x1b" not in done.err


def test_special_files():
    def fill(folder):
        os.mkfifo(os.path.join(folder, "fifo.md"))
        server = socket.socket(socket.AF_UNIX)
        server.bind(os.path.join(folder, "s.md"))
        server.close()
        os.mkdir(os.path.join(folder, "folder.md"))
        os.symlink("/dev/zero", os.path.join(folder, "zero.md"))
        os.symlink("nowhere.md", os.path.join(folder, "broken.md"))
    survive(fill, named=False)


def test_link_loops():
    def fill(folder):
        os.makedirs(os.path.join(folder, "a", "b"))
        os.symlink("..", os.path.join(folder, "a", "b", "up"))
        os.symlink(folder, os.path.join(folder, "a", "root"))
        os.symlink("self.md", os.path.join(folder, "self.md"))
        for i in range(12):
            os.symlink(".", os.path.join(folder, "dot%d" % i))
    survive(fill, named=False)


def test_links_out():
    outside = scratch()
    post(outside, "secret.md", "<p>外面的秘密不该进来。</p>")

    def fill(folder):
        os.symlink(os.path.join(outside, "secret.md"), os.path.join(folder, "link.md"))
        os.symlink(outside, os.path.join(folder, "linked"))
        os.symlink("/etc", os.path.join(folder, "etc"))
    _, book = survive(fill, codes=["link-outside"])
    assert "外面的秘密" not in book


def test_deep_folders():
    def fill(folder):
        here = os.open(folder, os.O_RDONLY)
        for _ in range(1500):
            os.mkdir("d", dir_fd=here)
            there = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = there
        os.close(here)
    folder_of = []
    try:
        survive(lambda f: (folder_of.append(f), fill(f)), named=False)
    finally:
        # Deeper than what Python's own rmtree recurses to.
        run(["rm", "-rf"] + folder_of)


def test_unreadable():
    """As nobody, since root may read everything."""
    if os.getuid() != 0:
        raise Skip("needs root, to become another")
    need("setpriv")
    nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    if run(nobody + [WENZHAI, "--version"]).status != 0:
        raise Skip("nobody cannot run %s" % WENZHAI)
    folder, place = scratch(), scratch()
    os.chmod(place, 0o777)
    good_post(folder)
    os.chmod(post(folder, "bad.md", "<p>看不见。</p>"), 0)
    os.mkdir(os.path.join(folder, "closed"), 0)
    done = run(nobody + [WENZHAI, "build", "--now", NOW, "--timezone", ZONE, "-o", os.path.join(place, "a.epub"), folder])
    done.want(0)
    equal(sorted(os.path.basename(d[0]) for d in done.diagnostics() if d[4] == "cannot-read"), ["bad.md", "closed"])


# ---- pictures ----

def png(width, height, data=b"", kind=2):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)) + chunk(b"IDAT", data)
            + chunk(b"IEND", b""))


def test_pictures_outside():
    secret = scratch()
    with open(os.path.join(secret, "secret.png"), "wb") as file:
        file.write(png(4, 4, zlib.compress((b"\0" + b"abcdefghijkl") * 4)))
    up = "../" * 12

    def fill(folder):
        os.symlink(os.path.join(secret, "secret.png"), os.path.join(folder, "link.png"))
        os.symlink(secret, os.path.join(folder, "linked"))
        sources = ["/etc/passwd", up + "etc/passwd", "file:///etc/passwd", "link.png", "linked/secret.png", up + secret[1:] + "/secret.png",
                   "%2e%2e/" * 12 + "etc/passwd", "/dev/zero", "/proc/self/environ", "..%5c..%5cetc", "fifo.png", "", "#", "\\\\host\\share"]
        os.mkfifo(os.path.join(folder, "fifo.png"))
        post(folder, "bad.md", "".join("<p>图%d<img src=\"%s\" alt=\"图\"></p>" % pair for pair in enumerate(sources)))
    folder_of = []
    done, book = survive(lambda f: (folder_of.append(f), fill(f)), also=["图0", "图13"])
    assert "root:" not in book
    bodies = archive_bytes(folder_of)
    assert b"root:x:0" not in bodies and b"abcdefghijkl" not in bodies


def archive_bytes(folders):
    """All entries of an EPUB made anew from the folders."""
    path = os.path.join(scratch(), "b.epub")
    build("-o", path, *folders).want(0)
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(n) for n in archive.namelist())


def test_damaged_pictures():
    files = {"bomb.png": png(60000, 60000, zlib.compress(b"\0" * 1000000)), "zero.png": png(0, 0), "short.png": png(100, 100)[:40],
             "noise.png": png(100, 100, os.urandom(500)), "neg.png": png(0x7FFFFFFF, 1), "lie.png": b"GIF89a" + b"\0" * 50,
             "lie.jpg": png(1, 1, zlib.compress(b"\0\1\2\3")), "short.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF", "empty.png": b"",
             "page.png": b"<html><body>404</body></html>", "kind.png": png(10, 10, zlib.compress(b"\0" * 400), 7)}

    def fill(folder):
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        post(folder, "bad.md", "".join("<p><img src='%s' alt='说明'></p>" % n for n in files) + "<p>后面还有。</p>")
    survive(fill, codes=["bad-picture"], also=["后面还有。"])


def test_data_urls():
    urls = ["data:,", "data:image/png;base64,", "data:image/png;base64,%%%%", "data:image/png;base64," + "A" * 3000000, "data:text/html,<script>",
            "data:image/svg+xml;utf8,<svg onload='x'/>", "data:image/png;base64,iVBORw0KGgo=", "data:;;;;,x"]
    survive(body("".join("<img src=\"%s\" alt='说明'>" % u for u in urls) + "<p>后面还有。</p>"), also=["后面还有。"])


# ---- everything at once, and a folder with nothing good in it ----

def test_only_bad():
    folder, place = scratch(), scratch()
    raw(os.urandom(5000))(folder)
    raw(b"\x7fELF" + b"\0" * 1000, "elf.md")(folder)
    done = build("-o", os.path.join(place, "a.epub"), folder)
    assert done.status in (1, 3), done.status
    equal(leftovers(place), [])


# ---- interruption and full disks ----

def many(folder, count=1500):
    text = "<p>" + "夜里的火车从桥上开过，灯一格一格地数过去。" * 60 + "</p>"
    for i in range(count):
        post(folder, "%04d.md" % i, text + "<p>第%d篇。</p>" % i, title="第%d篇" % i)


@seconds(300)
def test_signals():
    folder = scratch()
    many(folder)
    interrupted = 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for delay in (0.02, 0.15, 0.4, 0.8):
            place = scratch()
            process = subprocess.Popen([WENZHAI, "build", "--timezone", ZONE, "--now", NOW, "-o", os.path.join(place, "a.epub"),
                                        "-o", os.path.join(place, "a.pdf"), folder], stderr=subprocess.PIPE,
                                       env=environment(TMPDIR=place))
            time.sleep(delay)
            process.send_signal(number)
            _, err = process.communicate(timeout=60)
            if process.returncode == 0:
                equal(leftovers(place), ["a.epub", "a.pdf"], "done before the signal")
                continue
            interrupted += 1
            if number == signal.SIGHUP or delay == 0.02 and process.returncode < 0:
                # Before the handler is there, and for signals that it does not take: the default.
                equal(leftovers(place), [], "left after signal %d at %.2f s" % (number, delay))
                continue
            assert process.returncode in (1, 128 + number, -number), (process.returncode, err)
            equal(leftovers(place), [], "left after signal %d at %.2f s" % (number, delay))
    assert interrupted, "nothing was interrupted: the machine is too fast for this test"


def test_file_size_limit():
    """A write that fails half-way, as on a full disk; SIGXFSZ is ignored as by most shells' children."""
    folder, place = scratch(), scratch()
    many(folder, 40)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Python hands SIGXFSZ back to its default in children, unless told not to.
    done = subprocess.run([WENZHAI, "build", "--timezone", ZONE, "-o", os.path.join(place, "a.epub"), "-o", os.path.join(place, "a.pdf"), folder],
                          stderr=subprocess.PIPE, env=environment(), restore_signals=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)))
    equal(done.returncode, 1, done.stderr.decode("utf-8", "replace"))
    equal(leftovers(place), [])
    contains(done.stderr.decode("utf-8", "replace"), "File too large")


def test_full_disk():
    if os.getuid() != 0:
        raise Skip("needs root, to mount a small disk")
    folder, place = scratch(), scratch()
    many(folder, 40)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", place], stderr=subprocess.DEVNULL).returncode:
        raise Skip("no right to mount here")
    try:
        done = build("-o", os.path.join(place, "a.epub"), "-o", os.path.join(place, "a.pdf"), folder).want(1)
        equal(leftovers(place), [])
        contains(done.err, "No space left")
    finally:
        subprocess.run(["umount", place], check=True)
