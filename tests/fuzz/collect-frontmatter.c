/* A file's bytes through charset, head and fields: all texts come out as valid UTF-8. */
#include "collect/charset.h"
#include "collect/field.h"
#include "collect/fields.h"
#include "collect/head.h"
#include "collect/title.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_text(struct str text)
{
	if (utf8_valid_prefix(text) != text.n || str_find_char(text, '\n', 0) != STR_NONE)
		abort();
}

static void read_head(struct arena *scratch, struct str text, const struct zone *zone)
{
	struct article article = {0};
	struct head head = head_split(text);

	arena_init(&article.arena);
	article.path = S("posts/2021-07-12-a-b.md");
	diags_init(&article.diags, &article.arena, article.path);
	fields_read(&article, &head, head_parse(&article.arena, &head, &article.diags), zone);
	title_complete(&article, head.body, head.line);
	if (article.title.n == 0 || !article.dated || head.body_line < 1)
		abort();
	require_text(article.title);
	require_text(article.author);
	require_text(article.link);
	require_text(article.excerpt);
	for (size_t i = 0; i < article.tag_count; i++)
		require_text(article.tags[i]);
	for (size_t i = 0; i < article.category_count; i++)
		require_text(article.categories[i].level[0]);
	head_lines(scratch, text, 1, true);
	decode_braces(scratch, text);
	arena_clear(&article.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone *zone = zone_new("UTC");
	struct decoded decoded;
	struct arena scratch;

	arena_init(&scratch);
	if (charset_decode(&scratch, (struct str){(const char *)data, size}, &decoded)) {
		if (utf8_valid_prefix(decoded.text) != decoded.text.n)
			abort();
		read_head(&scratch, decoded.text, zone);
	}
	arena_clear(&scratch);
	zone_free(zone);
	return 0;
}
