#include "clean/builder.h"

#include <glib.h>

/* ---- text ---- */

static bool ends_in_space(const struct buf *run, size_t *width)
{
	static const struct str spaces[] = {{" ", 1}, {"\t", 1}, {"\xE3\x80\x80", 3}};
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (str_ends(buf_str(run), spaces[i])) {
			*width = spaces[i].n;
			return true;
		}
	return false;
}

static void end_line(struct builder *b)
{
	size_t width;
	while (b->run.n && ends_in_space(&b->run, &width))
		b->run.n -= width;
	build_exact(b, S("\n"));
}

static bool at_line_start(const struct builder *b)
{
	return b->run.n ? b->run.s[b->run.n - 1] == '\n' : !b->last || b->last == '\n';
}

/* A plain stretch: no newline, no control, no no-break space. */
static size_t code_length(struct str text, size_t from)
{
	size_t at = from;
	while (at < text.n && ((unsigned char)text.s[at] >= ' ' || text.s[at] == '\t') &&
	       text.s[at] != 0x7F && (unsigned char)text.s[at] != 0xC2 && (unsigned char)text.s[at] != 0xEF)
		at++;
	return at - from;
}

static void code_char(struct builder *b, uint32_t c, struct str bytes)
{
	if (c == '\n')
		end_line(b);
	else if (c == 0xA0)
		build_exact(b, S(" "));
	else if (c >= 0xA0 && c != 0xFEFF && c != 0xFFFE && c != 0xFFFF)
		build_exact(b, bytes);
}

void build_code_text(struct builder *b, struct str text)
{
	size_t at = 0;
	if (b->code_newline && text.n && text.s[0] == '\n')
		at = 1; /* "<br>\n" ends one line, not two */
	b->code_newline &= !text.n;
	while (at < text.n) {
		size_t plain = code_length(text, at);
		if (plain) {
			build_exact(b, str_head(str_from_offset(text, at), plain));
			at += plain;
			continue;
		}
		size_t next = at;
		uint32_t c = utf8_next(text, &next);
		code_char(b, c, (struct str){text.s + at, next - at});
		at = next;
	}
}

void build_code_break(struct builder *b)
{
	end_line(b);
	b->code_newline = true;
}

void build_code_boundary(struct builder *b)
{
	if (b->leaf && !at_line_start(b))
		end_line(b);
	b->code_newline = false;
}

/* Empty lines before and behind, and the last line's end, are nothing. */
void build_code_trim(struct builder *b)
{
	while (b->spans.n) {
		struct span *last = &b->spans.v[b->spans.n - 1];
		while (last->text.n && strchr(" \t\n", last->text.s[last->text.n - 1]))
			last->text.n--;
		if (last->text.n || last->kind != SPAN_TEXT)
			break;
		b->spans.n--;
	}
	if (!b->spans.n)
		return;
	struct span *first = &b->spans.v[0];
	size_t lines = 0;
	for (size_t i = 0; first->kind == SPAN_TEXT && i < first->text.n; i++)
		if (first->text.s[i] == '\n')
			lines = i + 1;
		else if (!strchr(" \t", first->text.s[i]))
			break;
	if (lines)
		first->text = str_from_offset(first->text, lines);
}

/* ---- classes ---- */

/* Names that highlighters use bare: <code class="python">. */
static const char *const languages[] = {
	"actionscript", "apache",     "applescript",  "arduino",    "asm",      "awk",
	"bash",         "basic",      "batch",        "bat",        "c",        "clojure",
	"cmake",        "cmd",        "coffeescript", "console",    "cpp",      "c++",
	"csharp",       "cs",         "c#",           "css",        "csv",      "cuda",
	"cython",       "d",          "dart",         "delphi",     "diff",     "docker",
	"dockerfile",   "dos",        "elixir",       "elm",        "erlang",   "fortran",
	"fsharp",       "glsl",       "go",           "golang",     "gradle",   "graphql",
	"groovy",       "haskell",    "hcl",          "hlsl",       "html",     "http",
	"ini",          "java",       "javascript",   "js",         "json",     "json5",
	"jsonc",        "jsx",        "julia",        "kotlin",     "kt",       "latex",
	"less",         "lisp",       "log",          "lua",        "makefile", "markdown",
	"matlab",       "md",         "mysql",        "nasm",       "nginx",    "nim",
	"nix",          "objc",       "objective-c",  "objectivec", "ocaml",    "pascal",
	"perl",         "pgsql",      "php",          "plaintext",  "plsql",    "powershell",
	"prolog",       "properties", "protobuf",     "proto",      "ps1",      "py",
	"python",       "r",          "rb",           "ruby",       "rs",       "rust",
	"sass",         "scala",      "scheme",       "scss",       "sh",       "shell",
	"solidity",     "sql",        "swift",        "tcl",        "tex",      "text",
	"toml",         "ts",         "tsx",          "typescript", "vb",       "vbnet",
	"verilog",      "vhdl",       "vim",          "vue",        "wasm",     "xml",
	"yaml",         "yml",        "zig",          "zsh",
};

static const char *const prefixes[] = {"language-", "lang-", "highlight-source-", "brush:", "sourceCode-"};

static bool is_language(struct str word)
{
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (str_eq_nocase(word, str_from(languages[i])))
			return true;
	return false;
}

static struct str lower(struct arena *a, struct str text)
{
	char *copy = arena_cstr(a, text);
	for (size_t i = 0; i < text.n; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + 32);
	return (struct str){copy, text.n};
}

/* Only what may stand in a class attribute of ours. */
static bool is_name(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!g_ascii_isalnum(word.s[i]) && !strchr("+#-_.", word.s[i]))
			return false;
	return word.n && word.n <= 32;
}

static bool says_nothing(struct str word)
{
	return str_eq_nocase(word, S("plaintext")) || str_eq_nocase(word, S("text")) ||
	       str_eq_nocase(word, S("none")) || str_eq_nocase(word, S("plain"));
}

static struct str word_language(struct str word)
{
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (str_starts_nocase(word, str_from(prefixes[i])))
			return str_from_offset(word, strlen(prefixes[i]));
	return is_language(word) ? word : (struct str){0};
}

struct str code_language(struct arena *a, const GumboNode *node)
{
	struct str stated = node_attribute(node, "data-lang");
	if (!stated.n)
		stated = node_attribute(node, "lang");
	if (is_name(stated) && is_language(stated))
		return lower(a, stated);
	struct str words = node_classes(node);
	bool brush = false; /* "brush: java" in two words */
	for (struct str word = next_word(&words); word.n; word = next_word(&words)) {
		if (word.s[word.n - 1] == ';')
			word.n--;
		struct str found = brush ? word : word_language(word);
		brush = str_eq_nocase(word, S("brush:"));
		if (is_name(found) && !says_nothing(found))
			return lower(a, found);
	}
	return (struct str){0};
}
