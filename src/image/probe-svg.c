/* SVG, looked at before it is drawn: the limits in probe.h, and nothing that would
 * have the library read more than these bytes.
 *
 * No parser: tags are counted as a scanner sees them, outside comments and CDATA.
 * librsvg, which draws, has limits of its own (elements, references, layers); it is
 * given no base address, so that it resolves no file and no URL.  What these leave open is
 * time: whatever multiplies is refused or counted, and drawing.h ends the rest. */
#include "image/probe.h"

struct scan {
	struct str text;
	size_t at;
	size_t depth, elements, uses, marked;
	size_t marker; /* depth at which a marker began; 0: outside */
	size_t style;  /* where the text of a style element begins; 0: in none */
	bool long_attribute, filters;
};

static bool at_mark(const struct scan *s, struct str mark)
{
	return str_starts(str_from_offset(s->text, s->at), mark);
}

/* `<!-->` is not a whole comment: its end is looked for behind its beginning. */
static void skip_past(struct scan *s, struct str begin, struct str mark)
{
	size_t end = str_find(s->text, mark, s->at + begin.n);
	s->at = end == STR_NONE ? s->text.n : end + mark.n;
}

/* ---- filters ---- */

static bool is_space(char c)
{
	return c && strchr(" \t\r\n\f", c);
}

/* CSS: white space and comments. */
static struct str skip_blank(struct str css)
{
	for (;;) {
		while (css.n && is_space(css.s[0]))
			css = str_from_offset(css, 1);
		if (!str_starts(css, S("/*")))
			return css;
		size_t end = str_find(css, S("*/"), 2);
		css = str_from_offset(css, end == STR_NONE ? css.n : end + 2);
	}
}

/* Inkscape and others write down what every property is, used or not. */
static bool filters_nothing(struct str value)
{
	size_t n = 0;
	while (n < value.n && !strchr(";}!<", value.s[n]))
		n++;
	value = str_trim(str_head(value, n));
	return str_eq_nocase(value, S("none")) || str_eq_nocase(value, S("inherit"));
}

/* blur(9px) and its like need no filter element.  What is spelt so that this is not seen
 * (\66ilter) costs the time that a drawing is given, no more. */
static bool style_filters(struct str css)
{
	const struct str property = S("filter");
	for (size_t at = 0; at + property.n < css.n; at++) {
		if (!str_starts_nocase(str_from_offset(css, at), property))
			continue;
		struct str rest = skip_blank(str_from_offset(css, at + property.n));
		if (str_starts(rest, S(":")) && !filters_nothing(skip_blank(str_from_offset(rest, 1))))
			return true;
		at = css.n - rest.n - 1; /* each comment is passed once */
	}
	return false;
}

/* ---- tags ---- */

/* The name before `="`, without its prefix; `end` is where the quote stands. */
static struct str attribute_name(struct str text, size_t end)
{
	while (end && is_space(text.s[end - 1]))
		end--;
	end -= end && text.s[end - 1] == '=';
	while (end && is_space(text.s[end - 1]))
		end--;
	size_t begin = end;
	while (begin && !is_space(text.s[begin - 1]) && !strchr(":<\"'", text.s[begin - 1]))
		begin--;
	return str_slice(text.s + begin, text.s + end);
}

static void take_attribute(struct scan *s, size_t quote)
{
	struct str name = attribute_name(s->text, quote);
	struct str value = str_slice(s->text.s + quote + 1, s->text.s + s->at);
	s->long_attribute |= value.n >= SVG_ATTRIBUTE_MAX;
	if (str_eq(name, S("filter")))
		s->filters |= !filters_nothing(value);
	else if (str_eq(name, S("style")))
		s->filters |= style_filters(value);
}

/* To behind the ">" of a tag, whose attributes may hold one; true when it ends in "/>". */
static bool skip_tag(struct scan *s)
{
	char quote = 0;
	size_t begun = 0;
	for (; s->at < s->text.n; s->at++) {
		char c = s->text.s[s->at];
		if (quote && c == quote) {
			take_attribute(s, begun);
			quote = 0;
		} else if (!quote && (c == '"' || c == '\'')) {
			quote = c;
			begun = s->at;
		} else if (!quote && c == '>') {
			break;
		}
	}
	bool empty = s->at > 0 && s->at < s->text.n && s->text.s[s->at - 1] == '/';
	s->at += s->at < s->text.n;
	return empty;
}

/* The element's name without its prefix: "svg:use" is a use. */
static struct str element_name(struct str tag)
{
	size_t n = 0, start = 0;
	for (; n < tag.n && !strchr(" \t\r\n/>", tag.s[n]); n++)
		if (tag.s[n] == ':')
			start = n + 1;
	return str_slice(tag.s + start, tag.s + n);
}

static const char *const refused[] = {"filter", "mask", "pattern", "image", "script"};

static bool is_refused(struct str name)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (str_eq(name, str_from(refused[i])))
			return true;
	return str_starts(name, S("fe"));
}

static void count_element(struct scan *s, struct str name)
{
	s->elements++;
	s->uses += str_eq(name, S("use"));
	s->marked += s->marker > 0;
	if (skip_tag(s))
		return;
	s->depth++;
	if (str_eq(name, S("style")))
		s->style = s->at;
	if (!s->marker && str_eq(name, S("marker")))
		s->marker = s->depth;
}

static const char *take_element(struct scan *s)
{
	struct str name = element_name(str_from_offset(s->text, s->at + 1));
	if (is_refused(name))
		return "it filters, masks or embeds";
	count_element(s, name);
	if (s->depth > SVG_DEPTH_MAX)
		return "it is nested too deep";
	if (s->elements > SVG_ELEMENTS_MAX)
		return "it has too many elements";
	if (s->uses > SVG_USES_MAX || s->marked > SVG_MARKED_MAX)
		return "it repeats too much";
	if (s->filters)
		return "it filters, masks or embeds";
	return s->long_attribute ? "an outline of it is too long" : NULL;
}

static const char *take_end(struct scan *s)
{
	if (s->style && style_filters(str_slice(s->text.s + s->style, s->text.s + s->at)))
		return "it filters, masks or embeds";
	s->style = 0;
	skip_tag(s);
	if (s->depth == s->marker)
		s->marker = 0;
	s->depth -= s->depth > 0;
	return NULL;
}

static const char *take_markup(struct scan *s)
{
	if (at_mark(s, S("<!--"))) {
		skip_past(s, S("<!--"), S("-->"));
	} else if (at_mark(s, S("<![CDATA["))) {
		skip_past(s, S("<![CDATA["), S("]]>"));
	} else if (at_mark(s, S("<?"))) {
		skip_past(s, S("<?"), S("?>"));
	} else if (at_mark(s, S("<!"))) {
		/* An internal subset is where entities are declared. */
		size_t begin = s->at;
		skip_tag(s);
		if (str_find_char(str_slice(s->text.s + begin, s->text.s + s->at), '[', 0) != STR_NONE)
			return "it declares entities";
	} else if (at_mark(s, S("</"))) {
		return take_end(s);
	} else {
		return take_element(s);
	}
	return NULL;
}

void probe_svg(struct str bytes, struct probe *p)
{
	struct scan s = {.text = bytes};
	if (bytes.n > SVG_BYTES_MAX)
		p->fault = "it is too large";
	while (!p->fault && (s.at = str_find_char(bytes, '<', s.at)) != STR_NONE)
		p->fault = take_markup(&s);
	if (!p->fault && s.depth)
		p->fault = "it is cut off";
}
