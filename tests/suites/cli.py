"""The command line's contract (DESIGN.md, section 3): exit statuses, options, messages."""
import json
import os
import re
import pty
import select
import shutil
import time

from kit import NOW, POSTS, WENZHAI, ZONE, build, contains, equal, environment, leftovers, listing, post, run, scratch, \
    wenzhai

WEEKS = "2021-W28", "2021-W29"


def out(name="a.epub"):
    return os.path.join(scratch(), name)


# ---- exit statuses ----

def test_done_is_0():
    path = out()
    done = build("-o", path, POSTS).want(0)
    assert os.path.getsize(path) > 1000
    equal(os.listdir(os.path.dirname(path)), ["a.epub"], "beside the output")
    assert re.search(r"\d", done.summary()), "no summary: " + done.err


def test_missing_path_is_not_done():
    path = out()
    done = build("-o", path, os.path.join(scratch(), "nothing-here"))
    assert done.status in (1, 2), done.status
    assert not os.path.exists(path)
    contains(done.err, "nothing-here")


def test_usage_is_2():
    for args in ([], ["build"], ["build", "-o", "a.epub", "-o", "./a.epub", POSTS], ["build", "--no-such", POSTS], ["nonsense"], ["build", "-o"],
                 ["build", "-o", "a.docx", POSTS], ["build", "-o", out(), "--week", "2021-W60", POSTS],
                 ["build", "-o", out(), "--sort", "sideways", POSTS], ["build", "-o", out(), "-j", "x", POSTS],
                 ["build", "-o", out(), "--limit", "-3", POSTS], ["build", "-o", out(), "--from", "2021-02-30", POSTS]):
        done = wenzhai(*args)
        assert done.status == 2, "%r gives %d\n%s" % (args, done.status, done.err)
        assert done.err and not done.out, args


def test_nothing_matched_is_3():
    path = out()
    build("--week", "1999-W01", "-o", path, POSTS).want(3)
    assert not os.path.exists(path)


def test_strict_is_4():
    folder, path = scratch(), out()
    post(folder, "a.md", "<p>正文。</p>", date="Invalid Date")
    build("-o", path, folder).want(0)
    os.remove(path)
    done = build("--strict", "-o", path, folder).want(4)
    assert not os.path.exists(path)
    assert done.diagnostics(), done.err


def test_cannot_write_is_1():
    done = build("-o", os.path.join(scratch(), "no", "such", "folder", "a.epub"), POSTS).want(1)
    contains(done.err, "a.epub")


def test_one_bad_output_writes_none():
    folder = scratch()
    build("-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "no", "b.pdf"), POSTS).want(1)
    equal(leftovers(folder), [])


def test_long_output_names():
    """The longest name that a file may have: its temporary name may not be longer. Both ways of making one."""
    for name in "a" * 250 + ".epub", "文" * 83 + "a.epub":
        folder = scratch()
        build("-o", os.path.join(folder, name), "--limit", 1, POSTS).want(0)
        equal(leftovers(folder), [name])


def test_old_output_survives_failure():
    path = out()
    with open(path, "w") as file:
        file.write("the last one")
    build("--week", "1999-W01", "-o", path, POSTS).want(3)
    with open(path) as file:
        equal(file.read(), "the last one")


# ---- what is said ----

def test_help_and_version():
    for args in (["--help"], ["build", "--help"], ["list", "--help"], ["doctor", "--help"]):
        done = wenzhai(*args).want(0)
        contains(done.out, "wenzhai")
        equal(done.err, "")
    assert re.match(r"wenzhai \d+\.\d+\.\d+", wenzhai("--version").want(0).out)


def test_suggestions():
    contains(wenzhai("build", "--catgory", "金融", POSTS).want(2).err, "--category")
    contains(wenzhai("buidl", POSTS).want(2).err, "build")
    contains(wenzhai("build", "--profile", "a4-2cols", "-o", out("a.pdf"), POSTS).want(2).err, "a4-2col")
    contains(wenzhai("build", "--timezone", "Asia/Shanghia", "-o", out(), POSTS).want(2).err, "Asia/Shanghia")
    contains(wenzhai("build", "--style", "clasic", "-o", out(), POSTS).want(2).err, "classic")
    contains(wenzhai("build", "--week", "28", "-o", out(), POSTS).want(2).err, "2021-W28")


def test_diagnostics_name_file_and_line():
    done = build("-v", "-o", out(), POSTS).want(0)
    found = done.diagnostics()
    assert found, done.err
    for file, _, _, _, _ in found:
        assert not file or os.path.exists(file), file
    wanted = {"被截断": None, "今日营业时间": "bad-date", "第三十二天": "bad-date", "没有日期": "no-date",
              "门口的黑板": "no-head", "等等": "bad-yaml", "一本借书证": "charset"}
    for name, code in wanted.items():
        if code:
            codes = [d[4] for d in found if name in d[0]]
            assert code in codes, "%s: %s, not %s" % (name, codes, code)


def test_many_alike_are_counted():
    """A page of 100 pictures that are not there is no 100 lines, but it is said that there were more."""
    folder = scratch()
    post(folder, "a.md", "<p>字</p>" + "".join('<img src="%d.png">' % i for i in range(100)))
    done = build("-o", os.path.join(folder, "a.epub"), os.path.join(folder, "a.md")).want(0)
    said = [d for d in done.diagnostics() if d[4] == "no-picture"]
    equal(len(said), 21)
    equal(said[-1][1:4], (0, "warning", "and 80 more like the last"))
    lines = [json.loads(line) for line in build("--log", "json", "-o", os.path.join(folder, "a.epub"),
                                                os.path.join(folder, "a.md")).want(0).err.splitlines()]
    equal([line["text"] for line in lines if line.get("code") == "no-picture"][-1],
          "and 80 more like the last")


def test_quiet_says_only_trouble():
    folder = scratch()
    post(folder, "a.md", "<p>正文。</p>")
    done = build("-q", "-o", out(), folder).want(0)
    equal((done.out, done.err), ("", ""))


def test_log_json():
    done = build("--log", "json", "-o", out(), POSTS).want(0)
    for line in done.err.splitlines():
        assert isinstance(json.loads(line), dict), line


def test_standard_input_lists_files():
    path = out()
    names = sorted(os.path.join(w, f) for w, _, fs in os.walk(POSTS) for f in fs if f.endswith(".md"))[:3]
    data = json.loads(wenzhai("list", "--json", "--timezone", ZONE, "-", stdin="\n".join(names).encode()).want(0).out)
    equal(len(data["articles"]) + len(data["skipped"]), 3)
    build("-o", path, "-", stdin="\n".join(names).encode()).want(0)


def test_pictures_beside_the_folders_of_listed_posts():
    """Names on standard input: the folder that holds them all is the site, as if it had been named."""
    folder = scratch()
    for name in "甲/a.md", "乙/b.md":
        post(folder, "posts/" + name, '<p>字</p><img src="/img/p.png"><img src="../img/p.png">', title=name)
    os.makedirs(os.path.join(folder, "posts/img"))
    shutil.copy(os.path.join(POSTS, "images/tides.png"), os.path.join(folder, "posts/img/p.png"))
    names = b"posts/\xe7\x94\xb2/a.md\nposts/\xe4\xb9\x99/b.md\n"
    equal(build("-o", "a.epub", "-", stdin=names, cwd=folder).want(0).codes(), set())
    build("-o", "b.epub", "posts", cwd=folder).want(0)
    with open(os.path.join(folder, "a.epub"), "rb") as a, open(os.path.join(folder, "b.epub"), "rb") as b:
        equal(a.read(), b.read())


def test_progress_never_without_terminal():
    done = build("-o", out(), POSTS).want(0)
    assert "\r" not in done.err and "\x1b" not in done.err
    done = wenzhai("build", "--timezone", ZONE, "-o", out(), POSTS).want(0)
    assert "\r" not in done.err and "\x1b" not in done.err


def test_progress_on_terminal():
    master, slave = pty.openpty()
    pid = os.fork()
    if pid == 0:
        os.dup2(slave, 2)
        os.execve(WENZHAI, [WENZHAI, "build", "--progress", "always", "--timezone", ZONE, "-o", out(), POSTS],
                  environment(TERM="xterm"))
    os.close(slave)
    seen, end = b"", time.monotonic() + 60
    while time.monotonic() < end and select.select([master], [], [], 60)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    equal(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
    assert b"\r" in seen, seen[-500:]


# ---- list ----

def test_list_json_schema():
    data = listing(POSTS)
    equal(set(data) >= {"articles", "skipped"}, True, "keys")
    assert len(data["articles"]) > 20, len(data["articles"])
    kinds = {"path": str, "title": str, "author": str, "categories": list, "characters": int, "words": int,
             "pictures": int}
    for article in data["articles"]:
        for key, kind in kinds.items():
            assert isinstance(article.get(key), kind), (key, article)
        assert article.get("date") is None or re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", article["date"]), article
        assert all(isinstance(path, list) and path for path in article["categories"]), article
    for skipped in data["skipped"]:
        assert isinstance(skipped.get("path"), str) and skipped.get("reason"), skipped


def titles(*args):
    return [a["title"] for a in listing(*args, POSTS)["articles"]]


def test_skipped_say_why():
    reasons = {os.path.basename(s["path"]): s["reason"] for s in listing(POSTS)["skipped"]}
    contains(reasons["草稿：不要发.md"].lower(), "draft" if "draft" in reasons["草稿：不要发.md"].lower() else "published")
    contains(reasons["老城水管地图（转载）.md"].lower(), "duplicate")
    outside = {os.path.basename(s["path"]): s["reason"] for s in listing("--week", "2021-W28", POSTS)["skipped"]}
    contains(outside["地图上没有的河.md"], "date")


def test_weeks_are_apart():
    first, second = (set(titles("--week", w)) for w in WEEKS)
    assert first and second and not first & second
    assert "修一台七十岁的座钟" in first and "给萤火虫数数" in second
    # Sunday 23:30 UTC on the 18th is Monday in Shanghai: the zone decides.
    assert "给萤火虫数数" not in first


def test_zone_decides_the_day():
    folder = scratch()
    post(folder, "a.md", "<p>正文。</p>", date="Sun, 18 Jul 2021 17:00:00 GMT")
    for zone, count in (("Asia/Shanghai", 0), ("UTC", 1), ("America/New_York", 1)):
        done = wenzhai("list", "--json", "--timezone", zone, "--week", "2021-W28", folder)
        equal(len(json.loads(done.out)["articles"]), count, zone)


def test_selection():
    everything = set(titles())
    finance = set(titles("-c", "金融"))
    equal(finance, set(titles("--category", "金融/海岸财经")))
    assert len(finance) == 4 and finance < everything, finance
    equal(set(titles("-x", "金融")), everything - finance)
    equal(set(titles("-c", "金融", "-c", "游戏")) - finance, set(titles("-c", "游戏")))
    assert all("四时记" == a["author"] for a in listing("--author", "四时记", POSTS)["articles"])
    assert set(titles("--tag", "泡菜")) == {"小暑：一坛泡菜的耐心"}
    equal(len(titles("--limit", "5")), 5)
    equal(set(titles("--from", "2021-07-12", "--to", "2021-07-18")), set(titles("--week", "2021-W28")))
    equal(titles("--day", "2021-07-13"), ["潮水为什么一天来两次"])
    assert set(titles("--week", "2021-W28")) < set(titles("--month", "2021-07"))
    equal(set(titles("--last", "7d", "--now", "2021-07-18T20:00:00+08:00")), set(titles("--week", "2021-W28")))


def test_category_is_a_path_prefix_not_a_string():
    equal(titles("-c", "金"), [])
    equal(titles("-c", "金融/海岸"), [])


def test_sort():
    dated = [a["date"] for a in listing("--sort", "date", "--group", "none", POSTS)["articles"] if a["date"]]
    equal(dated, sorted(dated))
    undated = [a["date"] for a in listing("--sort", "date", "--group", "none", POSTS)["articles"]]
    assert undated[-1] is None, "without a date comes last"
    down = [a["date"] for a in listing("--sort", "-date", "--group", "none", POSTS)["articles"] if a["date"]]
    equal(down, sorted(down, reverse=True))


def test_duplicates():
    assert len(titles("--no-dedupe")) == len(titles()) + 1


def test_few_words_make_no_duplicate():
    """Ten posts that say 分享图片 and show ten pictures are ten posts; a whole text said twice is one."""
    folder = scratch()
    for i in range(3):
        post(folder, "%d.md" % i, '<p>分享图片 如题</p><img src="%d.png">' % i)
    long = "<p>这是一段足够长的文字，谁要是一字不差地再说一遍，那就是重复。</p>"
    post(folder, "8.md", long)
    post(folder, "9.md", "<div>%s</div>" % long)
    found = listing(folder)
    equal(len(found["articles"]), 4)
    equal([os.path.basename(s["path"]) for s in found["skipped"]], ["9.md"])


def test_several_categories():
    menu = [a for a in listing(POSTS)["articles"] if a["title"] == "大暑食单"][0]
    equal(menu["categories"], [["生活", "四时记", "节气"], ["生活", "厨房"]])
    assert "大暑食单" in titles("-c", "生活/厨房")


def test_source_date_epoch_is_now():
    env = environment(SOURCE_DATE_EPOCH="1626609600")  # 2021-07-18 12:00 UTC
    done = wenzhai("list", "--json", "--timezone", ZONE, "--last", "7d", POSTS, env=env).want(0)
    equal({a["title"] for a in json.loads(done.out)["articles"]}, set(titles("--week", "2021-W28")))


def test_list_for_people():
    done = wenzhai("list", "--timezone", ZONE, "--now", NOW, POSTS).want(0)
    contains(done.out, "修一台七十岁的座钟")
    contains(done.out, "草稿")


# ---- doctor ----

def test_doctor():
    done = wenzhai("doctor", POSTS)
    assert done.status in (0, 1), done.status
    for word in ("Noto", "libzip", "gumbo", "freetype", "harfbuzz"):
        contains((done.out + done.err).lower(), word.lower())


def test_output_to_closed_pipe_is_no_crash():
    done = run(["sh", "-c", "'%s' list '%s' | head -n 1" % (WENZHAI, POSTS)])
    equal(done.status, 0)
    assert "Sanitizer" not in done.err, done.err


# ---- mistakes that people make ----

def test_empty_value_does_not_select_everything():
    """--week "$WEEK" with WEEK never set."""
    path = out()
    done = build("--week", "", "-o", path, POSTS).want(2)
    contains(done.err, "--week: the value is empty")
    assert not os.path.exists(path)


def test_impossible_outputs_are_told_before_the_work():
    folder = scratch()
    os.mkdir(os.path.join(folder, "a.epub"))
    contains(build("-o", os.path.join(folder, "a.epub"), POSTS).want(1).err, "it is a folder")
    done = build("-o", os.path.join(folder, "no", "a.pdf"), POSTS).want(1)
    contains(done.err, "there is no folder")
    contains(done.summary(), "failed, nothing written; 0 articles")


def test_ending_in_capitals():
    path = out("A.EPUB")
    build("-c", "金融", "-o", path, POSTS).want(0)
    assert os.path.exists(path)


def test_missing_store_and_empty_style_are_refused():
    contains(build("--images", "/nonexistent", "-o", out(), POSTS).want(2).err, "no folder")
    contains(build("--style", scratch(), "-o", out(), POSTS).want(2).err, "holds no style")
    contains(build("--dump", "doc", "-o", out(), POSTS).want(2).err, "leave out --output")


def test_strict_says_why_even_when_quiet():
    folder = scratch()
    post(folder, "a.md", "<p>正文。</p>", date="Invalid Date")
    done = build("--strict", "-q", "-o", out(), folder).want(4)
    equal(done.codes(), {"bad-date"})


def test_nothing_matched_says_why():
    done = build("--week", "1999-W01", "-o", out(), POSTS).want(3)
    assert re.search(r"left out: \d+ outside the date range; ", done.err), done.err
    contains(done.summary(), "nothing matched")
    contains(build("-o", out(), scratch()).want(3).err, "no posts were found")


def test_named_file_that_is_missing_is_counted():
    done = build("-o", out(), "-", stdin=(os.path.join(POSTS, "none.md") + "\n").encode()).want(3)
    contains(done.summary(), "1 skipped")


def test_closed_standard_streams():
    """What is opened must not get the number of a closed stream, and so its messages."""
    path = out()
    equal(run(["sh", "-c", '"$0" build -o "$1" "$2" <&- >&- 2>&-', WENZHAI, path, POSTS]).status, 0)
    with open(path, "rb") as file:
        equal(file.read(4), b"PK\x03\x04")
    closed = run(["sh", "-c", '"$0" list "$1" >&-', WENZHAI, POSTS])
    equal(closed.status, 1)
    contains(closed.err, "cannot write to standard output")


def test_strange_time_zones_of_the_system():
    for zone in ("Mars/Phobos", ":", "/etc/passwd", "CST-8", "/nonexistent"):
        # GLib forgets a name here: LSan must see far enough to know it (tools/lsan.suppressions).
        done = wenzhai("list", "-q", POSTS, env=environment(TZ=zone, ASAN_OPTIONS="fast_unwind_on_malloc=0")).want(0)
        equal(done.err, "", zone)


def test_doctor_names_packages():
    folder = scratch()
    config = os.path.join(folder, "fonts.conf")
    with open(config, "w") as file:
        file.write('<?xml version="1.0"?><fontconfig><dir>%s</dir></fontconfig>' % folder)
    done = wenzhai("doctor", env=environment(FONTCONFIG_FILE=config)).want(1)
    packages = re.search(r"apt-get install (.+)", done.out).group(1).split()
    with open(os.path.join(os.path.dirname(POSTS), "deps.txt"), encoding="utf-8") as file:
        known = re.findall(r"^run +(\S+)", file.read(), re.M)
    assert set(packages) <= set(known) and "fonts-noto-cjk" in packages, packages
