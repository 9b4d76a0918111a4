#include "model/math.h"

#include <glib.h>

/* ---- elements ---- */

static const struct {
	const char *name;
	int children;
} elements[MATH_ELEMENT_COUNT] = {
#define MATH_ROW(id, name, children) {name, children},
	MATH_ELEMENTS(MATH_ROW)
#undef MATH_ROW
};

const char *math_name(enum math_element element)
{
	return elements[element].name;
}

int math_children(enum math_element element)
{
	return elements[element].children;
}

bool math_lookup(struct str name, enum math_element *element)
{
	for (int i = 0; i < MATH_ELEMENT_COUNT; i++)
		if (str_eq(name, str_from(elements[i].name))) {
			*element = (enum math_element)i;
			return true;
		}
	return false;
}

/* ---- attributes ---- */

enum value_kind { VALUE_BOOL, VALUE_LENGTH, VALUE_COUNT, VALUE_WORD };

#define BIT(element) (1u << MATH_##element)
#define TOKENS       (BIT(MI) | BIT(MN) | BIT(MO) | BIT(MTEXT) | BIT(MS))

/* What changes the meaning or the shape of a formula; nothing of its size on the page, its
 * colour or its face. */
static const struct {
	const char *name;
	unsigned elements;
	enum value_kind kind;
	const char *words; /* separated by spaces */
} attributes[] = {
	{"display", BIT(MATH), VALUE_WORD, "block inline"},
	{"displaystyle", BIT(MSTYLE) | BIT(MTABLE), VALUE_BOOL, NULL},
	{"mathvariant", TOKENS, VALUE_WORD,
	 "normal bold italic bold-italic double-struck script bold-script fraktur bold-fraktur sans-serif "
	 "monospace"},
	{"stretchy", BIT(MO), VALUE_BOOL, NULL},
	{"fence", BIT(MO), VALUE_BOOL, NULL},
	{"separator", BIT(MO), VALUE_BOOL, NULL},
	{"symmetric", BIT(MO), VALUE_BOOL, NULL},
	{"largeop", BIT(MO), VALUE_BOOL, NULL},
	{"movablelimits", BIT(MO), VALUE_BOOL, NULL},
	{"accent", BIT(MO) | BIT(MOVER) | BIT(MUNDEROVER), VALUE_BOOL, NULL},
	{"accentunder", BIT(MUNDER) | BIT(MUNDEROVER), VALUE_BOOL, NULL},
	{"form", BIT(MO), VALUE_WORD, "prefix infix postfix"},
	{"lspace", BIT(MO), VALUE_LENGTH, NULL},
	{"rspace", BIT(MO), VALUE_LENGTH, NULL},
	{"width", BIT(MSPACE), VALUE_LENGTH, NULL},
	{"linethickness", BIT(MFRAC), VALUE_LENGTH, NULL},
	{"columnspan", BIT(MTD), VALUE_COUNT, NULL},
	{"rowspan", BIT(MTD), VALUE_COUNT, NULL},
};
#define ATTRIBUTE_COUNT (sizeof attributes / sizeof *attributes)

static bool is_word(struct str value, const char *words)
{
	struct str rest = str_from(words);
	while (rest.s)
		if (str_eq(str_cut(&rest, ' '), value))
			return true;
	return false;
}

/* "0", "0.2em", "1px": digits and one point, then a unit; under a hundred of it. */
static bool is_length(struct str value)
{
	size_t digits = 0, points = 0, whole = 0, i = 0;
	for (; i < value.n && i < 8 && ((value.s[i] >= '0' && value.s[i] <= '9') || value.s[i] == '.'); i++) {
		points += value.s[i] == '.';
		digits += value.s[i] != '.';
		whole += !points;
	}
	struct str unit = str_from_offset(value, i);
	bool zero = digits == 1 && value.s[0] == '0' && !unit.n;
	return digits && points <= 1 && whole <= 2 && value.s[i - 1] != '.' && value.s[0] != '.' &&
	       (zero || is_word(unit, "em ex px"));
}

static bool is_count(struct str value)
{
	uint32_t n;
	return value.n <= 3 && str_to_uint(value, &n) && n >= 1;
}

static bool is_good(size_t attribute, struct str value)
{
	switch (attributes[attribute].kind) {
	case VALUE_BOOL:
		return is_word(value, "true false");
	case VALUE_LENGTH:
		return is_length(value);
	case VALUE_COUNT:
		return is_count(value);
	case VALUE_WORD:
		return is_word(value, attributes[attribute].words);
	}
	return false;
}

const char *math_attribute(enum math_element element, struct str name, struct str value)
{
	for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
		if (str_eq(name, str_from(attributes[i].name)))
			return (attributes[i].elements & 1u << element) && value.n && is_good(i, value)
				       ? attributes[i].name
				       : NULL;
	return NULL;
}

/* ---- the tree ---- */

const struct math *math_after(const struct math *m, const struct math *root)
{
	if (m->first)
		return m->first;
	while (m != root && !m->next)
		m = m->parent;
	return m == root ? NULL : m->next;
}

static void check_node(const struct math *m)
{
	int want = math_children(m->element), have = 0;
	for (const struct math *c = m->first; c; c = c->next, have++)
		g_assert_true(c->parent == m);
	g_assert_true(want < 0 || have == want);
	g_assert_true(want != MATH_TOKEN || !have);
	g_assert_true(want == MATH_TOKEN || !m->text.n);
	g_assert_true(utf8_valid_prefix(m->text) == m->text.n);
	for (const struct math_attribute *a = m->attributes; a; a = a->next)
		g_assert_true(math_attribute(m->element, str_from(a->name), a->value) == a->name);
}

void math_check(const struct math *root)
{
	size_t nodes = 0;
	g_assert_cmpint(root->element, ==, MATH_MATH);
	for (const struct math *m = root; m; m = math_after(m, root)) {
		check_node(m);
		nodes++;
	}
	g_assert_cmpuint(nodes, <=, MATH_NODES_MAX);
}
