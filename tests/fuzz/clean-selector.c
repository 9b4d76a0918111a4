/* Selectors and rules: any text is either refused with a reason or matches
 * elements without harm.  The part behind the first NUL is the page. */
#include "clean/clean.h"
#include "clean/selector.h"

static void ignore(void *context, unsigned rule)
{
	(void)context;
	(void)rule;
}

static void match_all(struct arena *a, const struct selector_set *set, struct str html)
{
	const GumboNode *root = parse_html(a, html);
	for (const GumboNode *n = node_after(root, root); n; n = node_after(n, root))
		if (node_is_element(n))
			selector_set_match(set, n, ignore, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = {(const char *)data, size}, html = all;
	if (size > 4096 || utf8_valid_prefix(all) != size)
		return 0;
	struct str selector = str_cut(&html, '\0'), message = {0};
	struct arena a;
	arena_init(&a);
	struct selector_set *set = selector_set_new(&a);
	if (selector_set_add(set, selector, 1, &message))
		match_all(&a, set, html.n ? html : S("<p class=a id=b><i c=d>x</i></p>"));
	else if (!message.n)
		__builtin_trap();
	struct diags diags;
	diags_init(&diags, &a, S("fuzz"));
	clutter_free(clutter_read(NULL, selector, S("fuzz"), &diags));
	arena_clear(&a);
	return 0;
}
