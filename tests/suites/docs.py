"""What is written down is true: codes, options, examples."""
import os
import re
import shutil

from kit import CI, POSTS, ROOT, WENZHAI, Skip, contains, environment, equal, need, run, scratch, wenzhai

MANUAL = os.path.join(ROOT, "src", "cli", "wenzhai.1")
JOBS_MANUAL = os.path.join(ROOT, "src", "cli", "wenzhai-jobs.5")
COMMANDS = "build", "list", "fetch", "run", "status", "doctor"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def manual():
    """The manual's source with roff's escapes for a hyphen undone."""
    return read(MANUAL).replace("\\-", "-").replace("\\(hy", "-").replace("\\&", "")


def codes_of_program():
    """[(code, level as printed)] of the table that the program is made from."""
    text = read(os.path.join(ROOT, "src", "base", "diag-ids.h"))
    return [(c, {"FATAL": "error"}.get(l, l.lower())) for c, l in re.findall(r'X\(\w+,\s*"([a-z0-9-]+)",\s*DIAG_([A-Z]+)', text)]


def options_of_help(command):
    text = wenzhai(command, "--help").want(0).out
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+|-[a-zA-Z])(?=[\s,=\[]|$)", text))


def test_codes_in_manual():
    section = re.search(r"\.SH DIAGNOSTICS(.*?)\n\.SH ", manual(), re.S).group(1)
    equal(re.findall(r'^\.BR ([a-z0-9-]+) " \((\w+)\)"$', section, re.M), codes_of_program())


def test_codes_in_order():
    codes = [code for code, _ in codes_of_program()]
    equal(codes, sorted(set(codes)), "src/base/diag-ids.h")


def test_options_in_manual():
    text = manual()
    for command in COMMANDS:
        for option in sorted(options_of_help(command)):
            assert re.search(r"(?<![\w-])%s(?![\w-])" % re.escape(option), text), "%s %s is not in the manual" % (
                command, option)


def test_contract_options_exist():
    """DESIGN.md, section 3."""
    wanted = """--category --exclude --tag --author --from --to --day --week --month --last --now --timezone --limit --sort
        --group --no-dedupe""".split()
    missing = [o for o in wanted if o not in options_of_help("list")]
    equal(missing, [], "list")
    wanted += """--title --creator --language --style --profile --images --no-images --strict --log --progress""".split()
    wanted += ["-o", "-j", "-q", "-v"]
    missing = [o for o in wanted if o not in options_of_help("build")]
    equal(missing, [], "build")


def test_completions_know_options():
    folder = os.path.join(ROOT, "src", "cli")
    files = [f for f in os.listdir(folder) if re.search(r"(bash|zsh|fish)$|^_wenzhai$", f)]
    if files:
        texts = {f: read(os.path.join(folder, f)) for f in files}
    else:
        done = {s: wenzhai("completion", s) for s in ("bash", "zsh", "fish")}
        texts = {s: d.out for s, d in done.items() if d.status == 0}
    assert texts, "no shell completion"
    for name, text in texts.items():
        for option in options_of_help("build"):
            if option.startswith("--"):
                assert option[2:] in text, "%s does not know %s" % (name, option)


def bash_completes(*words):
    """What bash offers for the last of these words."""
    script = 'eval "$("$0" completion bash)"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); ' \
             '_wenzhai; printf "%s\\n" "${COMPREPLY[@]}"'
    done = run(["bash", "-c", script, WENZHAI, "wenzhai", *words])
    equal((done.status, done.err), (0, ""), "bash")
    return done.out.splitlines()


def test_bash_completes():
    need("bash")
    folder = scratch()
    with open(os.path.join(folder, "a b.epub"), "w"):
        pass
    equal(bash_completes("do"), ["doctor"])
    equal(bash_completes("build", "--pro"), ["--profile", "--progress"])
    equal(bash_completes("build", "--profile", "ki"), ["kindle"])
    equal(bash_completes("build", "--profile", "=", "ki"), ["kindle"])
    equal(bash_completes("build", "-o", folder + "/a"), [folder + "/a b.epub"])
    equal(bash_completes("completion", ""), ["bash", "zsh", "fish"])
    equal(bash_completes("build", "--style", "cl"), ["classic"])
    equal(bash_completes("build", "--style", "./styl"), ["./styles"])


def test_completions_are_well_formed():
    need("bash", "zsh", "fish")
    for shell in "bash", "zsh", "fish":
        script = wenzhai("completion", shell).want(0).out
        done = run([shell, "-n", "/dev/stdin"], stdin=script.encode())
        equal((done.status, done.err), (0, ""), shell)
    # A list of quoted words stays one when a quote is missing: each word must be a command and what it does.
    script = wenzhai("completion", "zsh").want(0).out
    listed = script[script.index("commands=(") + len("commands=("):script.index("_describe")].rstrip().rstrip(")")
    words = run(["zsh", "-c", "print -l -- " + " ".join(listed.split("\n"))]).want(0).out.splitlines()
    assert len(words) > 6 and all(re.match(r"^(--)?[a-z]+:[a-z]", w) for w in words), words


def test_manual_is_well_formed():
    need("man")
    for page in MANUAL, JOBS_MANUAL:
        done = run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], env=environment(MANWIDTH="100"))
        equal((done.status, done.err), (0, ""), "man --warnings " + page)


def test_jobs_keys_in_manual():
    """Every key of the table is in wenzhai-jobs(5), and every field of file names."""
    table = read(os.path.join(ROOT, "src", "job", "keys.c"))
    keys = re.findall(r'^\t\{"([a-z-]+)", KEYS_', table, re.M)
    fields = re.search(r"field_names\[FIELD_COUNT\] = \{(.*?)\};", read(os.path.join(ROOT, "src", "job", "filename.c")), re.S)
    assert len(keys) > 30 and fields, "the tables have another form"
    page = read(JOBS_MANUAL).replace("\\-", "-")
    named = set(re.findall(r"[a-z{}-]+", " ".join(re.findall(r"^\.BR? (.*)$", page, re.M))))
    missing = [k for k in keys if k not in named] + [
        f for f in re.findall(r'"(\w+)"', fields.group(1)) if "{%s}" % f not in named]
    equal(missing, [], "src/cli/wenzhai-jobs.5")


def commands_of(text):
    """The lines of ```sh blocks in which wenzhai is run, continued ones joined."""
    for block in re.findall(r"```(?:sh|console|shell)\n(.*?)```", text, re.S):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            line = line[2:] if line.startswith("$ ") else line
            if re.search(r"(^|\| *)wenzhai\s", line):
                yield line


def examples_folder():
    """Where examples run: the posts stand under the names that examples use, wenzhai is in bin/."""
    folder = scratch()
    for name in ("tests/posts", "source/_posts", "posts"):
        shutil.copytree(POSTS, os.path.join(folder, name))
    os.makedirs(os.path.join(folder, "bin"))
    os.makedirs(os.path.join(folder, "pictures"))
    os.symlink(WENZHAI, os.path.join(folder, "bin", "wenzhai"))
    return folder


def run_example(line, folder):
    if re.search(r"wenzhai (run|status)\b", line):
        return
    if "--dry-run" not in line:  # no test asks strangers
        line = re.sub(r"wenzhai fetch\b", "wenzhai fetch --dry-run", line)
    # --last counts from now, and the samples are of July 2021.
    path = os.path.join(folder, "bin") + ":" + os.environ["PATH"]
    env = environment(SOURCE_DATE_EPOCH="1627257600", COLUMNS="80", PATH=path)
    done = run(["sh", "-c", line], cwd=folder, env=env)
    assert done.status == 0, "exit status %d: %s\n%s" % (done.status, line, done.err)


def test_readme_examples():
    path = os.path.join(ROOT, "README.md")
    if not os.path.exists(path):
        assert not CI, "no README.md"
        raise Skip("no README.md yet")
    text = read(path)
    contains(text, "make demo", "README.md")
    contains(text, "make check", "README.md")
    lines = list(commands_of(text))
    assert lines, "README.md shows no command"
    folder = examples_folder()
    for line in lines:
        run_example(line, folder)


def test_manual_examples():
    section = re.search(r"\.SH EXAMPLES(.*?)\n\.SH ", manual(), re.S).group(1)
    text = re.sub(r"\\e\n\s*", " ", section)
    lines = [l.strip() for l in text.splitlines() if l.strip().startswith("wenzhai ")]
    assert lines, "the manual shows no command"
    folder = examples_folder()
    for line in lines:
        # jq is no tool that the tests need.
        run_example(re.sub(r"\| jq .*", "", line), folder)
