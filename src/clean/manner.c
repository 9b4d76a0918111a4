#include "clean/manner.h"

#include "clean/elements.h"

static bool has(struct str value, struct str word)
{
	return str_find(value, word, 0) != STR_NONE;
}

static bool begins(struct str value, struct str word)
{
	return str_starts_nocase(value, word);
}

/* ---- properties ---- */

static void read_weight(struct str v, struct meaning *m)
{
	uint32_t number;
	bool bold = begins(v, S("bold")) || (str_to_uint(v, &number) && number >= 600);
	bool plain = begins(v, S("normal")) || (str_to_uint(v, &number) && number < 600);
	m->set |= bold ? STYLE_STRONG : 0u;
	m->clear |= plain ? STYLE_STRONG : 0u; /* <b style="font-weight:normal"> around a whole article */
}

static void read_slant(struct str v, struct meaning *m)
{
	m->set |= begins(v, S("italic")) || begins(v, S("oblique")) ? STYLE_EM : 0u;
	m->clear |= begins(v, S("normal")) ? STYLE_EM : 0u;
}

static void read_align(struct str v, struct meaning *m)
{
	static const struct {
		struct str word;
		enum block_align align;
	} words[] = {
		{{"center", 6}, ALIGN_CENTER}, {{"-webkit-center", 14}, ALIGN_CENTER},
		{{"middle", 6}, ALIGN_CENTER}, {{"right", 5}, ALIGN_END},
		{{"end", 3}, ALIGN_END},       {{"left", 4}, ALIGN_START},
		{{"start", 5}, ALIGN_START},   {{"justify", 7}, ALIGN_START},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (begins(v, words[i].word))
			m->align = words[i].align;
}

static void read_decoration(struct str v, struct meaning *m)
{
	m->set |= has(v, S("underline")) ? STYLE_UNDERLINE : 0u;
	m->set |= has(v, S("line-through")) ? STYLE_DEL : 0u;
	m->clear |= has(v, S("none")) ? STYLE_UNDERLINE | STYLE_DEL : 0u;
}

static void read_emphasis(struct str v, struct meaning *m)
{
	m->set |= begins(v, S("none")) ? 0u : STYLE_DOTS;
}

static void read_raise(struct str v, struct meaning *m)
{
	m->set |= begins(v, S("super")) ? STYLE_SUP : begins(v, S("sub")) ? STYLE_SUB : 0u;
}

static void read_display(struct str v, struct meaning *m)
{
	m->hidden |= begins(v, S("none"));
}

static void read_visibility(struct str v, struct meaning *m)
{
	m->invisible |= begins(v, S("hidden")) || begins(v, S("collapse"));
}

static void read_white_space(struct str v, struct meaning *m)
{
	m->lines |= begins(v, S("pre-line")) || begins(v, S("pre-wrap")) || str_eq_nocase(v, S("pre"));
}

static const struct {
	const char *property;
	void (*read)(struct str value, struct meaning *m);
} properties[] = {
	{"font-weight", read_weight},
	{"font-style", read_slant},
	{"text-align", read_align},
	{"text-decoration", read_decoration},
	{"text-decoration-line", read_decoration},
	{"text-emphasis", read_emphasis},
	{"text-emphasis-style", read_emphasis},
	{"-webkit-text-emphasis", read_emphasis},
	{"-webkit-text-emphasis-style", read_emphasis},
	{"vertical-align", read_raise},
	{"display", read_display},
	{"visibility", read_visibility},
	{"white-space", read_white_space},
};

static void read_declaration(struct str declaration, struct meaning *m)
{
	struct str value = declaration, name = str_trim(str_cut(&value, ':'));
	value = str_trim(value);
	for (size_t i = 0; i < sizeof properties / sizeof *properties && value.n; i++)
		if (str_eq_nocase(name, str_from(properties[i].property)))
			properties[i].read(value, m);
}

/* ---- attributes ---- */

static bool is_inline_tag(GumboTag tag)
{
	enum become become = element_lookup(tag)->become;
	return become == BECOME_TEXT || become == BECOME_STYLE || become == BECOME_LINK;
}

static void read_attribute(const GumboAttribute *a, struct meaning *m)
{
	struct str name = str_from(a->name), value = str_from(a->value);
	if (str_eq(name, S("style")))
		for (struct str rest = value; rest.s;)
			read_declaration(str_cut(&rest, ';'), m);
	else if (str_eq(name, S("align")))
		read_align(str_trim(value), m);
	else if (str_eq(name, S("hidden")))
		m->hidden |= !str_eq_nocase(value, S("until-found"));
	else if (str_eq(name, S("cms-style")) && has(value, S("Bold")))
		m->set |= STYLE_STRONG; /* sina: <font cms-style="strong-Bold"> */
}

struct meaning meaning_read(const GumboNode *node)
{
	struct meaning m = {0};
	const GumboVector *all = &node->v.element.attributes;
	for (unsigned i = 0; i < all->length; i++)
		read_attribute(all->data[i], &m);
	GumboTag tag = node->v.element.tag;
	if (tag == GUMBO_TAG_CENTER)
		m.align = ALIGN_CENTER;
	if (!is_inline_tag(tag))
		m.set &= ~(unsigned)(STYLE_SUP |
				     STYLE_SUB); /* of cells and pictures it is a place, not a style */
	return m;
}
