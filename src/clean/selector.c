#include "clean/selector.h"

enum test_kind { TEST_CLASS, TEST_ID, TEST_HAS, TEST_IS, TEST_PREFIX, TEST_SUFFIX, TEST_PART, TEST_WORD };

struct test {
	enum test_kind kind;
	const char *attribute; /* lower case */
	struct str value;
};

/* One compound: what is asked of one element. */
struct part {
	bool any_tag;
	bool direct;     /* `>` stands before it */
	struct str name; /* lower case */
	GumboTag tag;
	VEC(struct test) tests;
};

struct selector {
	unsigned rule;
	struct part *parts; /* rightmost last */
	size_t count;
	const struct selector *next; /* in its bucket */
};

/* Those that ask for an id or a class, by it; a chain for each. */
struct bucket {
	uint64_t key;
	const struct selector *first;
};

struct selector_set {
	struct arena *arena;
	const struct selector *by_tag[GUMBO_TAG_LAST]; /* ask for a tag, but for no class nor id */
	struct bucket *buckets;
	size_t mask, used;
	const struct selector *anywhere; /* ask for none of the three */
};

struct selector_set *selector_set_new(struct arena *a)
{
	struct selector_set *set = ARENA_NEW(a, struct selector_set);
	set->arena = a;
	set->mask = 63;
	set->buckets = ARENA_ARRAY(a, set->mask + 1, struct bucket);
	return set;
}

/* ---- the index ---- */

static uint64_t index_key(char kind, struct str name)
{
	return (str_hash(name) ^ (uint64_t)(unsigned char)kind * 0x9E3779B97F4A7C15u) | 1;
}

static struct bucket *find_bucket(const struct selector_set *set, uint64_t key)
{
	size_t i = (size_t)(key >> 7) & set->mask;
	while (set->buckets[i].key && set->buckets[i].key != key)
		i = (i + 1) & set->mask;
	return &set->buckets[i];
}

static void grow_index(struct selector_set *set)
{
	struct bucket *old = set->buckets;
	size_t count = set->mask + 1;
	set->mask = count * 2 - 1;
	set->buckets = ARENA_ARRAY(set->arena, count * 2, struct bucket);
	for (size_t i = 0; i < count; i++)
		if (old[i].key)
			*find_bucket(set, old[i].key) = old[i];
}

static uint64_t selector_key(const struct selector *s)
{
	const struct part *last = &s->parts[s->count - 1];
	for (size_t i = 0; i < last->tests.n; i++)
		if (last->tests.v[i].kind == TEST_ID)
			return index_key('i', last->tests.v[i].value);
	for (size_t i = 0; i < last->tests.n; i++)
		if (last->tests.v[i].kind == TEST_CLASS)
			return index_key('c', last->tests.v[i].value);
	return 0;
}

static void chain(const struct selector **first, struct selector *s)
{
	s->next = *first;
	*first = s;
}

static void index_selector(struct selector_set *set, struct selector *s)
{
	const struct part *last = &s->parts[s->count - 1];
	uint64_t key = selector_key(s);
	if (!key) {
		chain(last->any_tag ? &set->anywhere : &set->by_tag[last->tag], s);
		return;
	}
	if (set->used * 2 > set->mask)
		grow_index(set);
	struct bucket *b = find_bucket(set, key);
	set->used += !b->key;
	b->key = key;
	chain(&b->first, s);
}

/* ---- reading ---- */

struct reader {
	struct arena *arena;
	struct str text;
	size_t at;
	const char *error;
};

static char peek(const struct reader *r)
{
	return r->at < r->text.n ? r->text.s[r->at] : '\0';
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->text.n && (unsigned char)r->text.s[r->at] <= ' ')
		r->at++;
}

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
	       c == '_' || (unsigned char)c >= 0x80;
}

static struct str read_name(struct reader *r, bool lower)
{
	struct buf out = BUF(r->arena);
	while (is_name_char(peek(r)) || peek(r) == '\\') {
		if (peek(r) == '\\')
			r->at++; /* .a\:b */
		char c = peek(r);
		if (!c)
			break;
		buf_add_char(&out, lower && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
		r->at++;
	}
	if (!out.n)
		r->error = "a name is missing";
	return arena_str(r->arena, buf_str(&out));
}

static struct str read_value(struct reader *r)
{
	char quote = peek(r);
	if (quote != '"' && quote != '\'')
		return read_name(r, false);
	size_t close = str_find_char(r->text, quote, r->at + 1);
	if (close == STR_NONE) {
		r->error = "a quote is not closed";
		return (struct str){0};
	}
	struct str value = {r->text.s + r->at + 1, close - r->at - 1};
	r->at = close + 1;
	return arena_str(r->arena, value);
}

static enum test_kind read_operator(struct reader *r)
{
	static const char marks[] = "^$*~";
	static const enum test_kind kinds[] = {TEST_PREFIX, TEST_SUFFIX, TEST_PART, TEST_WORD};
	const char *mark = peek(r) ? strchr(marks, peek(r)) : NULL;
	if (mark)
		r->at++;
	if (peek(r) != '=') {
		r->error = "'=' is missing in [ ]";
		return TEST_HAS;
	}
	r->at++;
	return mark ? kinds[mark - marks] : TEST_IS;
}

static struct test read_attribute(struct reader *r)
{
	struct test t = {.kind = TEST_HAS};
	skip_blanks(r);
	t.attribute = arena_cstr(r->arena, read_name(r, true));
	skip_blanks(r);
	if (peek(r) != ']' && !r->error) {
		t.kind = read_operator(r);
		skip_blanks(r);
		t.value = read_value(r);
		skip_blanks(r);
	}
	if (peek(r) == ']')
		r->at++;
	else if (!r->error)
		r->error = "']' is missing";
	return t;
}

static void read_part(struct reader *r, struct part *p)
{
	p->any_tag = true;
	if (peek(r) == '*') {
		r->at++;
	} else if (is_name_char(peek(r))) {
		p->any_tag = false;
		p->name = read_name(r, true);
		p->tag = gumbo_tagn_enum(p->name.s, (unsigned)p->name.n);
	} else if (!peek(r) || !strchr(".#[", peek(r))) {
		r->error = "a tag, .class, #id or [attribute] is expected";
	}
	while (!r->error && peek(r) && strchr(".#[", peek(r))) {
		char c = peek(r);
		r->at++;
		if (c == '[')
			VEC_PUSH(r->arena, &p->tests, read_attribute(r));
		else
			VEC_PUSH(r->arena, &p->tests,
				 (struct test){c == '.' ? TEST_CLASS : TEST_ID, c == '.' ? "class" : "id",
					       read_name(r, false)});
	}
}

/* One selector, up to a comma or the end. */
static struct selector *read_selector(struct reader *r, unsigned rule)
{
	struct selector *s = ARENA_NEW(r->arena, struct selector);
	s->rule = rule;
	s->parts = ARENA_ARRAY(r->arena, SELECTOR_PARTS_MAX, struct part);
	bool direct = false;
	for (skip_blanks(r); !r->error; skip_blanks(r)) {
		if (s->count == SELECTOR_PARTS_MAX) {
			r->error = "the selector has too many parts";
			return NULL;
		}
		s->parts[s->count].direct = direct;
		read_part(r, &s->parts[s->count++]);
		skip_blanks(r);
		direct = peek(r) == '>';
		if (direct)
			r->at++;
		else if (!peek(r) || peek(r) == ',')
			break;
	}
	return r->error ? NULL : s;
}

bool selector_set_add(struct selector_set *set, struct str text, unsigned rule, struct str *message)
{
	struct reader r = {.arena = set->arena, .text = text};
	VEC(struct selector *) list = {0};
	for (;;) {
		struct selector *s = read_selector(&r, rule);
		if (!s) {
			*message = arena_printf(set->arena, "%s at character %zu", r.error, r.at + 1);
			return false;
		}
		VEC_PUSH(set->arena, &list, s);
		if (peek(&r) != ',')
			break;
		r.at++;
	}
	for (size_t i = 0; i < list.n; i++)
		index_selector(set, list.v[i]);
	return true;
}

/* ---- matching ---- */

static bool test_holds(const struct test *t, const GumboNode *n)
{
	if (t->kind == TEST_HAS)
		return node_has_attribute(n, t->attribute);
	struct str value = node_attribute(n, t->attribute);
	switch (t->kind) {
	case TEST_CLASS:
	case TEST_WORD:
		for (struct str word = next_word(&value); word.n; word = next_word(&value))
			if (str_eq(word, t->value))
				return true;
		return false;
	case TEST_PREFIX:
		return t->value.n && str_starts(value, t->value);
	case TEST_SUFFIX:
		return t->value.n && str_ends(value, t->value);
	case TEST_PART:
		return t->value.n && str_find(value, t->value, 0) != STR_NONE;
	default:
		return str_eq(value, t->value);
	}
}

static bool part_matches(const struct part *p, const GumboNode *n)
{
	if (!node_is_element(n))
		return false;
	if (!p->any_tag) {
		if (n->v.element.tag != p->tag)
			return false;
		if (p->tag == GUMBO_TAG_UNKNOWN && !str_eq_nocase(node_name(n), p->name))
			return false;
	}
	for (size_t i = 0; i < p->tests.n; i++)
		if (!test_holds(&p->tests.v[i], n))
			return false;
	return true;
}

/* Right to left.  When a part fails, the search goes back to the last
 * descendant combinator and looks further up from there. */
static bool selector_matches(const struct selector *s, const GumboNode *node, size_t *steps)
{
	if (!part_matches(&s->parts[s->count - 1], node))
		return false;
	size_t i = s->count - 1, retry_part = 0;
	const GumboNode *at = node, *retry_node = NULL;
	while (i > 0) {
		bool direct = s->parts[i].direct;
		const GumboNode *up = at->parent;
		if (!direct) {
			while (up && *steps < SELECTOR_STEPS_MAX && !part_matches(&s->parts[i - 1], up)) {
				up = up->parent;
				++*steps;
			}
			retry_part = i;
			retry_node = up;
		} else if (up && !part_matches(&s->parts[i - 1], up)) {
			up = NULL;
			if (retry_node) {
				i = retry_part;
				at = retry_node;
				continue;
			}
		}
		if (!up || ++*steps >= SELECTOR_STEPS_MAX)
			return false;
		at = up;
		i--;
	}
	return true;
}

static void match_list(const struct selector *s, const GumboNode *node, size_t *steps,
		       void (*found)(void *, unsigned), void *context)
{
	for (; s; s = s->next)
		if (selector_matches(s, node, steps))
			found(context, s->rule);
}

void selector_set_match(const struct selector_set *set, const GumboNode *node,
			void (*found)(void *context, unsigned rule), void *context)
{
	size_t steps = 0;
	match_list(set->anywhere, node, &steps, found, context);
	match_list(set->by_tag[node->v.element.tag], node, &steps, found, context);
	if (!node->v.element.attributes.length)
		return;
	struct str id = node_attribute(node, "id");
	if (id.n)
		match_list(find_bucket(set, index_key('i', id))->first, node, &steps, found, context);
	struct str words = node_classes(node);
	for (struct str word = next_word(&words); word.n; word = next_word(&words))
		match_list(find_bucket(set, index_key('c', word))->first, node, &steps, found, context);
}
