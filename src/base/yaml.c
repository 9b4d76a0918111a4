/* The YAML tree: libyaml's events folded into nodes, without recursion. */
#include "base/yaml.h"

#include <yaml.h>

struct level {
	struct yaml *node; /* the list or map that is open */
	struct yaml *last; /* its newest child */
	struct str key;    /* map: the key that waits for its value */
	unsigned key_line;
	bool keyed;
};

struct builder {
	struct arena *arena;
	struct yaml_error *error;
	struct yaml *root;
	struct level stack[YAML_DEPTH_MAX];
	size_t depth;
	bool done; /* the first document has ended */
};

static bool fail(struct builder *b, size_t line, const char *text)
{
	b->error->line = (unsigned)line + 1;
	b->error->text = arena_str(b->arena, str_from(text));
	return false;
}

static struct yaml *node_new(struct builder *b, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml *node = ARENA_NEW(b->arena, struct yaml);

	node->kind = kind;
	node->line = (unsigned)event->start_mark.line + 1;
	return node;
}

/* Hangs the node below the open level; a map's entry counts from its key's line. */
static void attach(struct builder *b, struct yaml *node)
{
	struct level *top;

	if (b->depth == 0) {
		b->root = node;
		return;
	}
	top = &b->stack[b->depth - 1];
	if (top->node->kind == YAML_MAP) {
		node->key = top->key;
		node->line = top->key_line;
		top->keyed = false;
	}
	if (top->last)
		top->last->next = node;
	else
		top->node->first = node;
	top->last = node;
}

static bool wants_key(const struct builder *b)
{
	return b->depth > 0 && b->stack[b->depth - 1].node->kind == YAML_MAP && !b->stack[b->depth - 1].keyed;
}

static bool on_scalar(struct builder *b, const yaml_event_t *event)
{
	struct str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	struct yaml *node;

	if (event->data.scalar.anchor)
		return fail(b, event->start_mark.line, "anchors are not accepted");
	text = arena_str(b->arena, text);
	if (wants_key(b)) {
		struct level *top = &b->stack[b->depth - 1];

		top->key = text;
		top->key_line = (unsigned)event->start_mark.line + 1;
		top->keyed = true;
		return true;
	}
	node = node_new(b, YAML_SCALAR, event);
	node->text = text;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	attach(b, node);
	return true;
}

static bool on_open(struct builder *b, enum yaml_kind kind, const yaml_char_t *anchor,
		    const yaml_event_t *event)
{
	struct yaml *node;

	if (anchor)
		return fail(b, event->start_mark.line, "anchors are not accepted");
	if (wants_key(b))
		return fail(b, event->start_mark.line, "a key must be a text");
	if (b->depth == YAML_DEPTH_MAX)
		return fail(b, event->start_mark.line, "nested too deeply");
	node = node_new(b, kind, event);
	attach(b, node);
	b->stack[b->depth++] = (struct level){.node = node};
	return true;
}

static bool on_event(struct builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return on_scalar(b, event);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(b, YAML_LIST, event->data.sequence_start.anchor, event);
	case YAML_MAPPING_START_EVENT:
		return on_open(b, YAML_MAP, event->data.mapping_start.anchor, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		/* libyaml pairs ends with starts; asked nonetheless, for the analyzer's sake and ours. */
		if (b->depth > 0)
			b->depth--;
		return true;
	case YAML_ALIAS_EVENT:
		return fail(b, event->start_mark.line, "aliases are not accepted");
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT:
		b->done = true;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_START_EVENT:
		return true;
	}
	return true;
}

static bool parse_events(struct builder *b, yaml_parser_t *parser)
{
	while (!b->done) {
		yaml_event_t event;
		bool ok;

		if (!yaml_parser_parse(parser, &event))
			return fail(b, parser->problem_mark.line,
				    parser->problem ? parser->problem : "not YAML");
		ok = on_event(b, &event);
		yaml_event_delete(&event);
		if (!ok)
			return false;
	}
	return true;
}

struct yaml *yaml_parse(struct arena *a, struct str text, struct yaml_error *error)
{
	struct builder b = {.arena = a, .error = error};
	yaml_parser_t parser;
	bool ok;

	if (text.n > YAML_BYTES_MAX) {
		fail(&b, 0, "too long");
		return NULL;
	}
	if (!yaml_parser_initialize(&parser)) {
		fail(&b, 0, "out of memory");
		return NULL;
	}
	/* Stated, or libyaml would guess UTF-16 from the first bytes. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.n ? text.s : ""), text.n);
	ok = parse_events(&b, &parser);
	yaml_parser_delete(&parser);
	if (!ok)
		return NULL;
	if (!b.root || (b.root->kind == YAML_SCALAR && b.root->plain && b.root->text.n == 0)) {
		b.root = ARENA_NEW(a, struct yaml);
		b.root->kind = YAML_MAP;
		b.root->line = 1;
	}
	return b.root;
}

struct yaml *yaml_find(struct yaml *map, const char *key)
{
	struct str wanted = str_from(key);
	struct yaml *found = NULL;

	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (struct yaml *entry = map->first; entry; entry = entry->next) {
		if (str_eq(entry->key, wanted)) {
			entry->used = true;
			found = entry;
		}
	}
	return found;
}

struct str yaml_text(const struct yaml *node, struct str otherwise)
{
	return node && node->kind == YAML_SCALAR ? node->text : otherwise;
}

bool yaml_bool(const struct yaml *node, bool *value)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {
		{"true", true}, {"yes", true}, {"on", true}, {"false", false}, {"no", false}, {"off", false},
	};
	struct str text = yaml_text(node, S(""));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (str_eq_nocase(text, str_from(words[i].word))) {
			*value = words[i].value;
			return true;
		}
	}
	return false;
}
