#include "clean/formula.h"

#include "clean/mathml.h"

static struct str one_line(struct builder *b, struct str tex)
{
	struct buf line = BUF(b->arena);
	tex = str_trim_wide(tex);
	for (size_t at = 0; at < tex.n;) {
		uint32_t c = utf8_next(tex, &at);
		bool space = c <= ' ' || c == 0xA0 || c == 0x7F || (c > 0x7F && c < 0xA0) || c == 0xFFFE ||
			     c == 0xFFFF;
		if (!space)
			buf_add_code_point(&line, c);
		else if (line.n && line.s[line.n - 1] != ' ')
			buf_add_char(&line, ' ');
	}
	return buf_str(&line);
}

static void add_formula(struct builder *b, struct str tex)
{
	struct str line = one_line(b, tex);
	if (line.n)
		build_span(b, (struct span){.kind = SPAN_TEX, .text = line});
}

/* ---- in text ---- */

/* Is it mathematics, or prose that happens to stand between two such marks? */
static bool is_tex(struct str inside, bool dollars)
{
	bool letter = false, sign = false;
	if (!inside.n || inside.n > FORMULA_BYTES_MAX)
		return false;
	for (size_t at = 0; at < inside.n;) {
		uint32_t c = utf8_next(inside, &at);
		if (char_is_cjk(c))
			return false;
		letter |= (c | 32) >= 'a' && (c | 32) <= 'z';
		sign |= c == '\\' || c == '^' || c == '_' || c == '{' || c == '=';
	}
	return dollars ? letter || sign : sign;
}

static const struct {
	struct str open, close;
	bool dollars;
} marks[] = {
	{{"$$", 2}, {"$$", 2}, true},
	{{"\\(", 2}, {"\\)", 2}, false},
	{{"\\[", 2}, {"\\]", 2}, false},
};

/* The formula that begins at `at`; its length with the marks, or 0. */
static size_t formula_at(struct str text, size_t at, struct str *inside)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		struct str rest = str_from_offset(text, at);
		if (!str_starts(rest, marks[i].open))
			continue;
		size_t close = str_find(str_head(rest, FORMULA_BYTES_MAX + 4), marks[i].close, 2);
		if (close == STR_NONE)
			return 0;
		*inside = (struct str){rest.s + 2, close - 2};
		return is_tex(*inside, marks[i].dollars) ? close + 2 : 0;
	}
	return 0;
}

void formula_text(struct builder *b, struct str text)
{
	size_t from = 0;
	bool marked = text.n > 4 && !(b->in.style & STYLE_CODE) && !b->in_ruby &&
		      (memchr(text.s, '$', text.n) || memchr(text.s, '\\', text.n));
	for (size_t at = 0; marked && at + 4 < text.n;) {
		struct str inside;
		size_t n = text.s[at] == '$' || text.s[at] == '\\' ? formula_at(text, at, &inside) : 0;
		if (!n) {
			at++;
			continue;
		}
		build_text(b, (struct str){text.s + from, at - from});
		add_formula(b, inside);
		from = at += n;
	}
	build_text(b, str_from_offset(text, from));
}

/* ---- in elements ---- */

/* <annotation encoding="application/x-tex">, an alttext, or our own <x-tex>. */
static struct str tex_below(struct builder *b, const GumboNode *node)
{
	if (str_eq(node_name(node), S("x-tex")))
		return node_text(b->scratch, node);
	for (const GumboNode *n = node; n; n = node_after(n, node)) {
		if (!node_is_element(n))
			continue;
		if (str_find(node_attribute(n, "encoding"), S("x-tex"), 0) != STR_NONE)
			return node_text(b->scratch, n);
		struct str alt = node_is(n, GUMBO_TAG_MATH) ? node_attribute(n, "alttext") : (struct str){0};
		if (alt.n)
			return alt;
	}
	return (struct str){0};
}

/* KaTeX and MathJax put one beside what they draw. */
static const GumboNode *math_below(const GumboNode *node)
{
	for (const GumboNode *n = node; n; n = node_after(n, node))
		if (node_is(n, GUMBO_TAG_MATH))
			return n;
	return NULL;
}

/* MathML stays; its text is the TeX, where there is one, or what stands in it. */
static bool add_math(struct builder *b, const GumboNode *node, struct str tex)
{
	const GumboNode *source = math_below(node);
	struct math *math = source ? mathml_read(b->arena, b->scratch, source) : NULL;
	if (!math) {
		if (source && (tex.n || str_trim_wide(node_text(b->scratch, source)).n))
			diag_add(&b->article->diags, DIAG_BAD_FORMULA, b->line,
				 "a formula cannot be understood, its %s is shown", tex.n ? "TeX" : "text");
		return false;
	}
	struct str text = tex.n ? one_line(b, tex) : mathml_text(b->arena, math);
	build_span(b, (struct span){.kind = SPAN_MATH, .text = text, .math = math});
	if (tex.n)
		b->spans.v[b->spans.n - 1].style |= STYLE_CODE;
	return true;
}

bool formula_element(struct builder *b, const GumboNode *node)
{
	struct str tex = str_trim_wide(tex_below(b, node));
	if (b->in.leaf == BLOCK_CODE)
		return false;
	if (add_math(b, node, tex))
		return true;
	if (!tex.n)
		return false;
	add_formula(b, tex);
	return true;
}

/* MathJax leaves preview and drawing before the script with the source. */
static bool tex_follows(const GumboNode *node)
{
	for (int i = 0; i < 3 && node; i++) {
		node = node_next_element(node);
		if (node && str_eq(node_name(node), S("x-tex")))
			return true;
	}
	return false;
}

bool formula_by_class(struct builder *b, const GumboNode *node, enum class_role role)
{
	return role == ROLE_KATEX ? formula_element(b, node) : role == ROLE_MATHJAX && tex_follows(node);
}
