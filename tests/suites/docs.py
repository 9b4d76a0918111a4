"""What is written down is true: codes, options, examples."""
import os
import re
import shlex

from kit import CI, POSTS, ROOT, Skip, contains, equal, need, run, scratch, wenzhai, environment

MANUAL = os.path.join(ROOT, "src", "cli", "wenzhai.1")
COMMANDS = "build", "list", "doctor"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def manual():
    """The manual's source with roff's escapes for a hyphen undone."""
    return read(MANUAL).replace("\\-", "-").replace("\\(hy", "-").replace("\\&", "")


def codes_of_program():
    text = read(os.path.join(ROOT, "src", "base", "diag-ids.h"))
    return re.findall(r'X\(\w+,\s*"([a-z0-9-]+)"', text)


def options_of_help(command):
    text = wenzhai(command, "--help").want(0).out
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+|-[a-zA-Z])(?=[\s,=\[]|$)", text))


def test_codes_in_manual():
    text = manual()
    missing = [c for c in codes_of_program() if not re.search(r"(?<![a-z-])%s(?![a-z-])" % re.escape(c), text)]
    equal(missing, [], "codes that the manual does not list")


def test_manual_lists_no_dead_codes():
    """In its section DIAGNOSTICS each code stands as `.It [code]`, `.B code` or `.BR [code]`."""
    section = re.search(r"\.S[hH] \"?DIAGNOSTICS\"?(.*?)(\n\.S[hH] |\Z)", manual(), re.S)
    assert section, "no section DIAGNOSTICS"
    listed = set(re.findall(r"^\.(?:It|B|BR|IP)\s+.*?\[?([a-z]+(?:-[a-z0-9]+)*)\]?\"?\s*(?:\d+)?$", section.group(1), re.M))
    codes = set(codes_of_program())
    dead = {c for c in listed - codes if "-" in c}
    equal(dead, set(), "codes that the program cannot give")


def test_codes_in_order():
    codes = codes_of_program()
    equal(codes, sorted(codes), "src/base/diag-ids.h")
    equal(len(set(codes)), len(codes))


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


def test_manual_is_well_formed():
    need("man")
    done = run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", MANUAL], env=environment(MANWIDTH="100"))
    equal((done.status, done.err), (0, ""), "man --warnings")


def commands_of(text):
    """Lines of ```sh blocks, without prompts and continued lines joined."""
    for block in re.findall(r"```(?:sh|console|shell)\n(.*?)```", text, re.S):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            line = line[2:] if line.startswith("$ ") else line
            if re.match(r"(build/release/)?wenzhai\s", line) and "|" not in line:
                yield line


def run_example(line):
    """Runs an example where the posts stand under the names that examples use."""
    folder = scratch()
    os.symlink(POSTS, os.path.join(folder, "posts"))
    os.makedirs(os.path.join(folder, "source"))
    os.symlink(POSTS, os.path.join(folder, "source", "_posts"))
    os.makedirs(os.path.join(folder, "tests"))
    os.symlink(POSTS, os.path.join(folder, "tests", "posts"))
    words = shlex.split(line, comments=True)
    if words[1] in ("fetch", "run"):
        return
    # --last counts from now, and the samples are of July 2021.
    env = environment(SOURCE_DATE_EPOCH="1627257600", COLUMNS="80")
    done = wenzhai(*words[1:], cwd=folder, env=env)
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
    for line in lines:
        run_example(line)


def test_manual_examples():
    section = re.search(r"\.S[hH] \"?EXAMPLES\"?(.*?)(\n\.S[hH] |\Z)", manual(), re.S)
    assert section, "no section EXAMPLES"
    lines = [re.sub(r"\\e$", "", l.replace("\\\\", "\\")).strip() for l in section.group(1).splitlines()]
    lines = [re.sub(r"^\.(Dl|B|Ic)\s+|^\$ ", "", l) for l in lines]
    lines = [l for l in lines if l.startswith("wenzhai ")]
    assert lines, "the manual shows no command"
    for line in lines:
        run_example(line)
