#include "epub/fonts.h"

#include <string.h>

/* In the order of enum font_role. */
static const char *const role_names[ROLE_COUNT] = {"body", "heading", "quote", "code"};

struct str font_file_name(struct arena *a, const struct epub_font *font)
{
	return arena_printf(a, "f-%s%s-%s.%s", role_names[font->role], font->bold ? "-bold" : "",
			    font_lang_tag(font->lang), font->truetype ? "ttf" : "otf");
}

static struct str family(struct arena *a, enum font_role role, enum font_lang lang)
{
	return arena_printf(a, "\"wenzhai %s %s\"", role_names[role], font_lang_tag(lang));
}

static bool has(const struct epub_font *fonts, size_t count, enum font_role role, enum font_lang lang)
{
	for (size_t i = 0; i < count; i++)
		if (fonts[i].role == role && fonts[i].lang == lang)
			return true;
	return false;
}

/* ---- the sheet's own families ---- */

/* What embedded family a list of families asks for; ROLE_COUNT: none ("inherit"). */
static enum font_role role_of(struct str list)
{
	static const struct {
		struct str word;
		enum font_role role;
	} words[] = {
		{{"\"STKai\"", 7}, ROLE_QUOTE},
		{{"sans-serif", 10}, ROLE_HEADING},
		{{"monospace", 9}, ROLE_CODE},
		{{"serif", 5}, ROLE_BODY},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_find(list, words[i].word, 0) != STR_NONE)
			return words[i].role;
	return ROLE_COUNT;
}

/* A rule that names families: to be said again for articles in other languages. */
struct request {
	struct str selector, list;
	enum font_role role;
};

struct sheet {
	struct arena *arena;
	const struct epub_font *fonts;
	size_t count;
	enum font_lang lang;
	struct buf out;
	VEC(struct request) requests;
};

/* From the end of what stands before it to `{`, without comments. */
static struct str selector_before(struct str css, size_t brace)
{
	size_t from = brace;
	while (from && css.s[from - 1] != '}' && css.s[from - 1] != ';' &&
	       !(css.s[from - 1] == '/' && from > 1 && css.s[from - 2] == '*'))
		from--;
	return str_trim(str_slice(css.s + from, css.s + brace));
}

#define PROPERTY S("font-family:")

/* Copies the sheet; a list of families gets the embedded one before it. */
static size_t past(struct str css, struct str end, size_t from)
{
	size_t at = str_find(css, end, from);
	return at == STR_NONE ? css.n : at + end.n;
}

/* The next declaration of a family, from `at` on: not one in a comment, nor the name that
 * @font-face gives to a face. */
static size_t next_family(struct str css, size_t at)
{
	while (at < css.n) {
		struct str rest = str_from_offset(css, at);
		if (str_starts(rest, PROPERTY))
			return at;
		if (str_starts(rest, S("/*")))
			at = past(css, S("*/"), at + 2);
		else if (str_starts(rest, S("@font-face")))
			at = past(css, S("}"), at);
		else
			at++;
	}
	return STR_NONE;
}

static void copy_sheet(struct sheet *s, struct str css)
{
	size_t from = 0;
	for (size_t at; (at = next_family(css, from)) != STR_NONE;) {
		size_t begin = at + PROPERTY.n, brace = at;
		while (begin < css.n && css.s[begin] == ' ')
			begin++;
		size_t end = begin;
		while (end < css.n && css.s[end] != ';' && css.s[end] != '}')
			end++;
		while (brace && css.s[brace] != '{')
			brace--;
		struct str list = str_slice(css.s + begin, css.s + end);
		enum font_role role = role_of(list);
		buf_add(&s->out, str_slice(css.s + from, css.s + begin));
		if (role != ROLE_COUNT) {
			VEC_PUSH(s->arena, &s->requests,
				 (struct request){selector_before(css, brace), list, role});
			if (has(s->fonts, s->count, role, s->lang)) {
				buf_add(&s->out, family(s->arena, role, s->lang));
				buf_add(&s->out, S(", "));
			}
		}
		buf_add(&s->out, list);
		from = end;
	}
	buf_add(&s->out, str_from_offset(css, from));
}

/* ---- what is added ---- */

static void add_face(struct sheet *s, const struct epub_font *font)
{
	buf_printf(&s->out, "\n@font-face {\n\tfont-family: %s;\n\tfont-weight: %s;\n\tsrc: url(%s);\n}\n",
		   family(s->arena, font->role, font->lang).s,
		   font->bold || font->role == ROLE_HEADING ? "bold" : "normal",
		   font_file_name(s->arena, font).s);
}

static void add_body(struct sheet *s, struct str selector, enum font_lang lang)
{
	if (has(s->fonts, s->count, ROLE_BODY, lang))
		buf_printf(&s->out, "\n%.*s {\n\tfont-family: %s, serif;\n}\n", STR_FMT(selector),
			   family(s->arena, ROLE_BODY, lang).s);
}

/* `html:lang(ja) h1, html:lang(ja) h2 { … }` */
static void add_request(struct sheet *s, const struct request *r, struct str page, enum font_lang lang)
{
	struct str rest = r->selector;
	if (!has(s->fonts, s->count, r->role, lang))
		return;
	buf_add_char(&s->out, '\n');
	for (bool first = true; rest.s; first = false) {
		struct str one = str_trim(str_cut(&rest, ','));
		buf_printf(&s->out, "%s%.*s %.*s", first ? "" : ", ", STR_FMT(page), STR_FMT(one));
	}
	buf_printf(&s->out, " {\n\tfont-family: %s, %.*s;\n}\n", family(s->arena, r->role, lang).s,
		   STR_FMT(r->list));
}

static bool is_used(const struct sheet *s, enum font_lang lang)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->fonts[i].lang == lang)
			return true;
	return false;
}

struct str fonts_css(struct arena *a, struct str css, const struct epub_font *fonts, size_t count,
		     enum font_lang book_lang)
{
	struct sheet s = {.arena = a, .fonts = fonts, .count = count, .lang = book_lang, .out = BUF(a)};
	if (!count)
		return css;
	copy_sheet(&s, css);
	for (size_t i = 0; i < count; i++)
		add_face(&s, &fonts[i]);
	add_body(&s, S("body"), book_lang);
	for (int lang = 0; lang < FONT_LANG_COUNT; lang++) {
		if (lang == (int)book_lang || !is_used(&s, (enum font_lang)lang))
			continue;
		struct str page = arena_printf(a, "html:lang(%s)", font_lang_tag((enum font_lang)lang));
		add_body(&s, arena_printf(a, "%.*s body", STR_FMT(page)), (enum font_lang)lang);
		for (size_t i = 0; i < s.requests.n; i++)
			add_request(&s, &s.requests.v[i], page, (enum font_lang)lang);
	}
	return buf_str(&s.out);
}
