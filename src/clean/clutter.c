/* Reading the rules; see clutter-apply.c for what is done with them. */
#include "clean/clutter-rules.h"

#include "base/yaml.h"

/* ---- patterns ---- */

/* What would reach into the other patterns that it is joined with: a back reference
 * counts their groups, a verb such as (*COMMIT) ends their tries. */
static bool reaches_out(struct str pattern)
{
	for (size_t i = 0; i + 1 < pattern.n; i++)
		if (pattern.s[i] == '\\') {
			i++;
			if ((pattern.s[i] >= '1' && pattern.s[i] <= '9') || pattern.s[i] == 'k' ||
			    pattern.s[i] == 'g')
				return true;
		}
	return str_find(pattern, S("(?P="), 0) != STR_NONE || str_find(pattern, S("(?R"), 0) != STR_NONE ||
	       str_find(pattern, S("(*"), 0) != STR_NONE;
}

static GRegex *compile(struct arena *a, struct str alternatives, struct str *message)
{
	struct str whole = arena_printf(a, CLUTTER_MATCH_LIMIT "\\A(?:%.*s)\\z", STR_FMT(alternatives));
	const char *text = arena_cstr(a, whole);
	GError *error = NULL;
	GRegex *regex =
		g_regex_new(text, G_REGEX_OPTIMIZE | G_REGEX_NO_AUTO_CAPTURE | G_REGEX_DOTALL, 0, &error);
	if (!regex) {
		*message = arena_printf(a, "%s", error->message);
		g_error_free(error);
	}
	return regex;
}

/* ---- one key of a rule ---- */

struct reading {
	struct clutter *clutter;
	struct str file;
	struct diags *diags;
	struct rule rule; /* what the entry's other keys say */
};

static const struct {
	const char *key;
	enum clutter_action action;
	bool pattern;
} keys[] = {
	{"drop", CLUTTER_DROP, false},     {"unwrap", CLUTTER_UNWRAP, false},
	{"tail", CLUTTER_TAIL, false},     {"keep", CLUTTER_KEEP, false},
	{"drop-text", CLUTTER_DROP, true}, {"tail-text", CLUTTER_TAIL, true},
	{"keep-text", CLUTTER_KEEP, true},
};

static void bad_rule(struct reading *r, unsigned line, struct str what, struct str message)
{
	diag_add_file(r->diags, DIAG_BAD_RULE, r->file, line, "'%.*s': %.*s, left out", STR_FMT(what),
		      STR_FMT(message));
}

static void add_one(struct reading *r, enum clutter_action action, bool pattern, const struct yaml *node)
{
	struct clutter *c = r->clutter;
	struct str text = yaml_text(node, S("")), message = S("it is empty");
	struct rule rule = r->rule;
	rule.action = action;
	if (rule.within == UINT32_MAX)
		rule.within = action == CLUTTER_TAIL ? CLUTTER_TAIL_WITHIN : CLUTTER_DROP_WITHIN;
	bool good = text.n > 0;
	if (c->rules.n >= CLUTTER_RULES_MAX) {
		good = false;
		message = S("there are too many rules");
	} else if (good && pattern) {
		message = S("it refers back, or holds a verb");
		if (!reaches_out(text))
			rule.regex = compile(&c->arena, text, &message);
		rule.pattern = arena_str(&c->arena, text);
		good = rule.regex != NULL;
	} else if (good) {
		good = selector_set_add(c->selectors, text, (unsigned)c->rules.n, &message);
	}
	if (good)
		VEC_PUSH(&c->arena, &c->rules, rule);
	else
		bad_rule(r, node->line, text, message);
}

static void add_key(struct reading *r, const struct yaml *node)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!str_eq(node->key, str_from(keys[i].key)))
			continue;
		if (node->kind == YAML_SCALAR)
			add_one(r, keys[i].action, keys[i].pattern, node);
		for (const struct yaml *at = node->first; at; at = at->next)
			add_one(r, keys[i].action, keys[i].pattern, at);
		return;
	}
	if (!node->used)
		bad_rule(r, node->line, node->key, S("no such key"));
}

static void read_number(struct reading *r, struct yaml *entry, const char *key, uint32_t most,
			uint32_t *value)
{
	struct yaml *node = yaml_find(entry, key);
	uint32_t number;
	if (!node)
		return;
	if (str_to_uint(yaml_text(node, S("")), &number) && number <= most)
		*value = number;
	else
		bad_rule(r, node->line, yaml_text(node, S("")), S("no number in bounds"));
}

static void read_authors(struct reading *r, struct yaml *entry)
{
	struct yaml *node = yaml_find(entry, "authors");
	VEC(struct str) list = {0};
	if (node && node->kind == YAML_SCALAR)
		VEC_PUSH(&r->clutter->arena, &list, arena_str(&r->clutter->arena, node->text));
	for (const struct yaml *at = node ? node->first : NULL; at; at = at->next)
		VEC_PUSH(&r->clutter->arena, &list, arena_str(&r->clutter->arena, yaml_text(at, S(""))));
	r->rule.authors = list.v;
	r->rule.author_count = list.n;
}

static void read_entry(struct reading *r, struct yaml *entry)
{
	r->rule = (struct rule){.within = UINT32_MAX, .most = CLUTTER_TAIL_MOST};
	if (entry->kind != YAML_MAP) {
		bad_rule(r, entry->line, yaml_text(entry, S("rule")), S("it is no map of keys"));
		return;
	}
	r->rule.name = arena_str(&r->clutter->arena, yaml_text(yaml_find(entry, "name"), S("")));
	read_authors(r, entry);
	read_number(r, entry, "within", 100, &r->rule.within);
	read_number(r, entry, "most", 100000, &r->rule.most);
	for (const struct yaml *at = entry->first; at; at = at->next)
		add_key(r, at);
}

/* All patterns of all rules in one: most blocks fail it at their first letter.  None
 * when they do not go together (one name for two groups, too many): each is tried then. */
static void join_patterns(struct clutter *c)
{
	struct buf all = BUF(&c->arena);
	struct str message;
	for (size_t i = 0; i < c->rules.n; i++) {
		if (!c->rules.v[i].regex)
			continue;
		buf_add(&all, all.n ? S("|(?:") : S("(?:"));
		buf_add(&all, c->rules.v[i].pattern);
		buf_add(&all, S(")"));
	}
	g_clear_pointer(&c->any, g_regex_unref);
	if (all.n)
		c->any = compile(&c->arena, buf_str(&all), &message);
}

struct clutter *clutter_read(struct clutter *into, struct str text, struct str file, struct diags *diags)
{
	struct clutter *c = into ? into : g_new0(struct clutter, 1);
	if (!into) {
		arena_init(&c->arena);
		c->selectors = selector_set_new(&c->arena);
	}
	struct reading r = {.clutter = c, .file = file, .diags = diags};
	struct yaml_error error;
	struct arena scratch;
	arena_init(&scratch);
	struct yaml *root = yaml_parse(&scratch, text, &error);
	struct yaml *rules = root ? yaml_find(root, "rules") : NULL;
	if (!root)
		bad_rule(&r, error.line, file, error.text);
	else if (!rules && root->first)
		bad_rule(&r, root->line, root->first->key, S("a list named rules is expected"));
	for (struct yaml *at = rules ? rules->first : NULL; at; at = at->next)
		read_entry(&r, at);
	arena_clear(&scratch);
	join_patterns(c);
	return c;
}

void clutter_free(struct clutter *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->rules.n; i++)
		g_clear_pointer(&c->rules.v[i].regex, g_regex_unref);
	g_clear_pointer(&c->any, g_regex_unref);
	arena_clear(&c->arena);
	g_free(c);
}
