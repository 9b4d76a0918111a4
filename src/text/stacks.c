#include "text/stacks.h"

#include "base/file.h"
#include "base/yaml.h"

static const char *const role_keys[ROLE_COUNT] = {"body", "heading", "quote", "code"};
static const char fallback_key[] = "fallback";

const char *stacks_role_key(enum font_role role)
{
	return role_keys[role];
}

/* The reader's hands: where complaints go and which file they blame. */
struct reader {
	struct diags *diags;
	struct str file;
};

static bool stack_add(struct stack *s, struct str family)
{
	for (size_t i = 0; i < s->count; i++)
		if (str_eq_nocase(s->families[i], family))
			return true;
	if (s->count == STACK_FAMILIES_MAX)
		return false;
	s->families[s->count++] = family;
	return true;
}

static void add_families(const struct reader *r, struct stack *s, const struct yaml *list)
{
	if (list->kind != YAML_LIST) {
		diag_add_file(r->diags, DIAG_BAD_STACKS, r->file, list->line,
			      "'%.*s' is not a list of families, left out", STR_FMT(list->key));
		return;
	}
	for (const struct yaml *entry = list->first; entry; entry = entry->next) {
		struct str family = str_trim(yaml_text(entry, S("")));
		if (family.n == 0 || family.n > 255)
			diag_add_file(r->diags, DIAG_BAD_STACKS, r->file, entry->line,
				      "a family is a name, left out");
		else if (!stack_add(s, family)) {
			diag_add_file(r->diags, DIAG_BAD_STACKS, r->file, entry->line,
				      "over %u families in a stack, the rest left out", STACK_FAMILIES_MAX);
			return;
		}
	}
}

static void report_unknown(const struct reader *r, const struct yaml *map)
{
	for (const struct yaml *entry = map->first; entry; entry = entry->next)
		if (!entry->used)
			diag_add_file(r->diags, DIAG_BAD_STACKS, r->file, entry->line,
				      "unknown key '%.*s', left out", STR_FMT(entry->key));
}

/* A role's list for each language; a role without one takes the body's. */
static void read_role(const struct reader *r, struct stacks *s, struct yaml *root, enum font_role role)
{
	struct yaml *map = yaml_find(root, role_keys[role]);

	for (unsigned lang = 0; lang < FONT_LANG_COUNT; lang++) {
		struct yaml *list = map ? yaml_find(map, font_lang_tag((enum font_lang)lang)) : NULL;
		if (list)
			add_families(r, &s->by_role[role][lang], list);
	}
	if (map && map->kind == YAML_MAP)
		report_unknown(r, map);
}

static void append(struct stack *to, const struct stack *from)
{
	for (size_t i = 0; i < from->count; i++)
		stack_add(to, from->families[i]);
}

/* After its own families a role tries the body's of its language, then those of
 * the other languages (a Korean name in a Chinese text), then the fallback. */
static void complete(struct stacks *s, const struct stack *fallback)
{
	struct stack body[FONT_LANG_COUNT];

	memcpy(body, s->by_role[ROLE_BODY], sizeof body);
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		for (unsigned lang = 0; lang < FONT_LANG_COUNT; lang++) {
			struct stack *stack = &s->by_role[role][lang];
			stack->own = stack->count;
			append(stack, &body[lang]);
			for (unsigned other = 0; other < FONT_LANG_COUNT; other++)
				append(stack, &body[other]);
			append(stack, fallback);
		}
	}
}

static void read_root(const struct reader *r, struct stacks *s, struct yaml *root)
{
	struct stack fallback = {.count = 0};
	struct yaml *list = yaml_find(root, fallback_key);

	for (unsigned role = 0; role < ROLE_COUNT; role++)
		read_role(r, s, root, (enum font_role)role);
	if (list)
		add_families(r, &fallback, list);
	if (root->kind == YAML_MAP)
		report_unknown(r, root);
	complete(s, &fallback);
}

bool stacks_read(struct stacks *s, struct arena *a, const char *dir, struct diags *diags)
{
	struct reader r = {.diags = diags, .file = arena_printf(a, "%s/%s", dir, STACKS_FILE)};
	struct str text = {0};
	struct yaml_error error = {0};
	struct yaml *root;
	int failed = file_read(a, r.file.s, YAML_BYTES_MAX, &text);

	memset(s, 0, sizeof *s);
	if (failed) {
		diag_add_file(diags, DIAG_NO_FONTS, r.file, 0, "%s, no font is known",
			      file_error_text(failed));
		return false;
	}
	root = yaml_parse(a, text, &error);
	if (!root) {
		diag_add_file(diags, DIAG_NO_FONTS, r.file, error.line, "%.*s, no font is known",
			      STR_FMT(error.text));
		return false;
	}
	read_root(&r, s, root);
	return true;
}
