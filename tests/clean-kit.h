/* What the tests of clean/ share: an article made of a file or a text. */
#ifndef WENZHAI_TESTS_CLEAN_KIT_H
#define WENZHAI_TESTS_CLEAN_KIT_H

#include "base/file.h"
#include "clean/report.h"

#include <glib.h>

struct kit {
	struct arena arena, scratch;
	struct article article;
};

/* Braces come to clean/ decoded. */
static inline struct str kit_braces(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	for (size_t i = 0; i < text.n;) {
		struct str rest = str_from_offset(text, i);
		bool open = str_starts(rest, S("&#123;")), close = str_starts(rest, S("&#125;"));
		buf_add_char(&out, open ? '{' : close ? '}' : text.s[i]);
		i += open || close ? 6 : 1;
	}
	return buf_str(&out);
}

static inline struct str kit_field(struct str head, const char *name)
{
	size_t at = str_find(head, str_from(name), 0);
	if (at == STR_NONE)
		return (struct str){0};
	struct str rest = str_from_offset(head, at + strlen(name));
	struct str value = str_trim(str_head(rest, str_find_char(rest, '\n', 0)));
	if (value.n > 1 && (value.s[0] == '\'' || value.s[0] == '"'))
		value = (struct str){value.s + 1, value.n - 2};
	return value;
}

/* A head, if there is one, is cut off at the second "---". */
static inline void kit_text(struct kit *k, struct str text, const char *path)
{
	*k = (struct kit){0};
	arena_init(&k->arena);
	arena_init(&k->scratch);
	struct article *article = &k->article;
	arena_init(&article->arena);
	arena_init(&article->document_arena);
	arena_init(&article->body_arena);
	diags_init(&article->diags, &article->arena, arena_str(&article->arena, str_from(path)));
	text = kit_braces(&article->body_arena, text);
	size_t head = str_starts(str_trim(text), S("---")) ? str_find(text, S("\n---"), 5) : 0;
	article->title = arena_str(&article->arena, kit_field(str_head(text, head), "title: "));
	article->author = arena_str(&article->arena, kit_field(str_head(text, head), "author: "));
	article->link = arena_str(&article->arena, kit_field(str_head(text, head), "link: "));
	article->lang = arena_str(&article->arena, kit_field(str_head(text, head), "lang: "));
	article->body = str_from_offset(text, head ? head + 4 : 0);
	article->body_line = 1;
}

static inline void kit_init(struct kit *k, const char *path)
{
	struct arena a;
	arena_init(&a);
	struct str text;
	g_assert_cmpint(file_read(&a, path, 64u << 20, &text), ==, 0);
	kit_text(k, text, path);
	arena_clear(&a);
}

static inline void kit_clear(struct kit *k)
{
	arena_clear(&k->article.arena);
	arena_clear(&k->article.document_arena);
	arena_clear(&k->article.body_arena);
	arena_clear(&k->scratch);
	arena_clear(&k->arena);
}

/* styles/clutter.yaml, in which nothing may be wrong. */
static inline struct clutter *kit_rules(void)
{
	struct arena a;
	arena_init(&a);
	struct diags diags;
	diags_init(&diags, &a, S("styles/clutter.yaml"));
	struct str text;
	g_assert_cmpint(file_read(&a, "styles/clutter.yaml", 1u << 20, &text), ==, 0);
	struct clutter *rules = clutter_read(NULL, text, S("styles/clutter.yaml"), &diags);
	for (size_t i = 0; i < diags.list.n; i++)
		g_test_message("line %u: %.*s", diags.list.v[i].line, STR_FMT(diags.list.v[i].text));
	g_assert_cmpuint(diags.list.n, ==, 0);
	arena_clear(&a);
	return rules;
}

#endif
