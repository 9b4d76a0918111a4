/* Markdown: bounded output, whatever the text. */
#include "collect/markdown.h"
#include "collect/text-hash.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One event may pass the bound before the parse is stopped: a link's address, a text. */
static size_t most_output(size_t size)
{
	return size * (MARKDOWN_GROWTH + 8) + MARKDOWN_EXTRA + 1024;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size}, html;
	struct arena a;

	arena_init(&a);
	body_is_markdown(text);
	markdown_render(&a, text, &html);
	if (html.n > most_output(size))
		abort();
	if (!text_equal(html, html) || text_hash(html) != text_hash(html))
		abort();
	arena_clear(&a);
	return 0;
}
