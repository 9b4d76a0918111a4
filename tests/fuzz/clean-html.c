/* HTML to document: whatever comes in, the document keeps its invariants.  The
 * first byte chooses whether rules apply and whether the article has a link. */
#include "clean/clean.h"

static const char rules[] = "rules: [{drop: '.a, #b, [c^=d] > e'}, {tail: hr}, {unwrap: td}, {keep: .k}, "
			    "{drop-text: 'x+', within: 50}, {tail-text: 'y.*', most: 20}]";

static struct clutter *clutter; /* read once: compiling patterns is slower than cleaning */

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	struct arena a;
	struct diags diags;
	arena_init(&a);
	diags_init(&diags, &a, S("rules"));
	clutter = clutter_read(NULL, (struct str){rules, sizeof rules - 1}, S("rules"), &diags);
	arena_clear(&a);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str html = {(const char *)data + 1, size ? size - 1 : 0};
	if (!size || utf8_valid_prefix(html) != html.n)
		return 0; /* collect/ lets only valid UTF-8 through */
	struct article article = {.body_line = 1, .title = S("title")};
	struct arena scratch;
	arena_init(&scratch);
	arena_init(&article.arena);
	arena_init(&article.document_arena);
	arena_init(&article.body_arena);
	diags_init(&article.diags, &article.arena, S("fuzz"));
	article.body = arena_str(&article.body_arena, html);
	article.link = data[0] & 2 ? S("https://e.com/a/b.html") : S("");
	if (clean_article(&article, data[0] & 1 ? clutter : NULL, &scratch))
		document_check(article.document);
	arena_clear(&article.arena);
	arena_clear(&article.document_arena);
	arena_clear(&article.body_arena);
	arena_clear(&scratch);
	return 0;
}
