#include "clean/clean.h"

#include "clean/builder.h"
#include "clean/hidden.h"
#include "clean/language.h"
#include "clean/original.h"
#include "clean/references.h"
#include "clean/repair.h"
#include "clean/report.h"

/* gumbo's offsets are unsigned int, and its tree takes ten times the text. */
#define BODY_BYTES_MAX (16u << 20)

static struct builder *builder_new(struct article *article, struct arena *scratch)
{
	struct builder *b = ARENA_NEW(scratch, struct builder);
	b->arena = &article->document_arena;
	b->scratch = scratch;
	b->article = article;
	b->document = ARENA_NEW(b->arena, struct document);
	b->document->root = block_new(b->arena, BLOCK_DOCUMENT, NULL);
	b->container = b->document->root;
	b->run = BUF(scratch);
	b->ruby = BUF(scratch);
	b->in.leaf = BLOCK_PARAGRAPH;
	b->line = article->body_line;
	return b;
}

/* zh-CN says no more than zh-Hans does. */
static bool is_hant(struct str lang)
{
	static const char *const tags[] = {"zh-hant", "zh-tw", "zh-hk", "zh-mo"};
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (str_starts_nocase(lang, str_from(tags[i])))
			return true;
	return false;
}

static bool same_language(struct str x, struct str y)
{
	struct str p = str_head(x, str_find_char(x, '-', 0)), q = str_head(y, str_find_char(y, '-', 0));
	return str_eq_nocase(p, q) && is_hant(x) == is_hant(y);
}

/* Only what differs from the article's, and from the block's, is worth a tag. */
static void tidy_langs(struct document *d, struct str lang)
{
	for (struct block *b = d->root; b; b = block_after(b, d->root)) {
		if (same_language(b->lang, lang))
			b->lang = (struct str){0};
		for (size_t i = 0; i < b->spans.n; i++)
			if (same_language(b->spans.v[i].lang, b->lang.n ? b->lang : lang))
				b->spans.v[i].lang = (struct str){0};
	}
}

static void set_facts(struct builder *b)
{
	struct article *article = b->article;
	struct document *d = b->document;
	if (!article->lang.n)
		article->lang = language_of_document(d);
	tidy_langs(d, article->lang);
	if (!article->link.n)
		article->link = original_link(&article->arena, b->scratch, d);
	document_count(d);
	article->document = d;
	article->characters = d->characters;
	article->words = d->words;
	article->pictures = d->pictures.n;
}

static void report(struct builder *b, size_t flattened)
{
	struct diags *diags = &b->article->diags;
	if (b->view->dropped)
		diag_add(diags, DIAG_CLUTTER, 0, "%zu piece%s of clutter left out", b->view->dropped,
			 b->view->dropped == 1 ? "" : "s");
	if (flattened)
		diag_add(diags, DIAG_FLATTENED, 0,
			 "%zu elements that nest too deep, or are too many, were flattened", flattened);
	if (!b->document->characters && !b->document->pictures.n)
		diag_add(diags, DIAG_EMPTY, 0, "neither text nor pictures, only the title is shown");
}

static void clean_body(struct builder *b, const struct clutter *clutter)
{
	struct article *article = b->article;
	struct survey *survey = ARENA_NEW(b->scratch, struct survey);
	b->view = ARENA_NEW(b->scratch, struct clutter_view);
	struct repaired *repaired = ARENA_NEW(b->scratch, struct repaired);
	*repaired = repair_html(b->scratch, references_bound(b->scratch, article->body));
	GumboNode *root = parse_html(b->scratch, repaired->html);
	b->folds = &repaired->folds;
	b->bytes = fold_offset(b->folds, repaired->html.n);
	folds_undo(b->folds, root);
	survey_tree(survey, b->arena, b->scratch, root, article->link);
	b->survey = survey;
	hidden_survey(b, root);
	clutter_view_init(b->view, clutter, article->author, b->scratch);
	walk(b, root);
	clutter_blocks(b->view, b->document);
	tidy(b);
	set_facts(b);
	report(b, repaired->flattened + b->flattened);
}

static void keep_texts(const struct clutter_view *view, struct clean_report *report)
{
	for (size_t i = 0; i < view->texts.n; i++)
		VEC_PUSH(report->arena, &report->dropped, arena_str(report->arena, view->texts.v[i]));
}

bool clean_article_report(struct article *article, const struct clutter *clutter, struct arena *scratch,
			  struct clean_report *out)
{
	struct arena_mark mark = arena_mark(scratch);
	bool fits = article->body.n <= BODY_BYTES_MAX;
	if (fits) {
		struct builder *b = builder_new(article, scratch);
		clean_body(b, clutter);
		if (out)
			keep_texts(b->view, out);
	} else {
		diag_add(&article->diags, DIAG_TOO_LARGE, 0, "the body is over %u MB, article left out",
			 BODY_BYTES_MAX >> 20);
	}
	arena_reset(scratch, mark);
	arena_clear(&article->body_arena);
	article->body = (struct str){0};
	return fits;
}

bool clean_article(struct article *article, const struct clutter *clutter, struct arena *scratch)
{
	return clean_article_report(article, clutter, scratch, NULL);
}
