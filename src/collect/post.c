#include "collect/post.h"

#include "base/file.h"
#include "collect/charset.h"
#include "collect/field.h"
#include "collect/fields.h"
#include "collect/head.h"
#include "collect/markdown.h"
#include "collect/select.h"
#include "collect/text-hash.h"
#include "collect/title.h"

#include <errno.h>

#define MORE_EXCERPT_MOST 300u /* characters before <!-- more --> that make an excerpt */

/* Leaves the post out; what was found wrong with it stays if that is the reason. */
static void leave_out(struct post *post, struct article *article, enum skip why, struct str detail)
{
	post->skip = why;
	post->detail = arena_str(&post->arena, detail);
	if (skip_is_fault(why))
		diags_append(&post->diags, &article->diags);
	arena_clear(&article->body_arena);
	arena_clear(&article->arena);
	post->article = NULL;
}

static bool is_markdown_name(struct str path)
{
	return !str_ends(path, S(".html")) && !str_ends(path, S(".htm"));
}

/* <!-- more --> ends what Hexo shows on its front page: an excerpt. */
static void take_more(struct article *article)
{
	struct str body = article->body;
	size_t at = 0;

	while (article->excerpt.n == 0 && (at = str_find(body, S("<!--"), at)) != STR_NONE) {
		struct str rest = str_trim(str_head(str_from_offset(body, at + 4), 16));

		if (str_starts_nocase(rest, S("more")) &&
		    str_starts(str_trim(str_from_offset(rest, 4)), S("-->"))) {
			article->excerpt =
				field_plain(&article->arena, str_head(body, at), MORE_EXCERPT_MOST);
			return;
		}
		at += 4;
	}
}

static void report_markdown(struct article *article, enum markdown_loss loss)
{
	static const char *const texts[] = {
		[MARKDOWN_LITERAL] = "too many or too deep marks of Markdown, the rest shown as written",
		[MARKDOWN_CUT] = "Markdown that makes too much HTML of its text, the rest left out",
	};

	if (loss != MARKDOWN_WHOLE)
		diag_add(&article->diags, DIAG_MARKDOWN_LIMIT, article->body_line, "%s", texts[loss]);
}

static void read_body(struct article *article, struct str body)
{
	body = decode_braces(&article->body_arena, body);
	if (is_markdown_name(article->path) && body_is_markdown(body)) {
		article->body_kind = BODY_MARKDOWN;
		report_markdown(article, markdown_render(&article->body_arena, body, &article->body));
	} else {
		article->body_kind = BODY_HTML;
		article->body = arena_str(&article->body_arena, body);
	}
	take_more(article);
	article->text_hash = text_hash(article->body);
}

/* Nothing that clean/ could show: a head alone, or markup around nothing. */
static bool is_empty(const struct article *article)
{
	static const char *const shown[] = {"<img",    "<image", "<video",  "<audio", "<embed",
					    "<object", "<math",  "<iframe", "<svg"};

	if (article->text_hash)
		return false;
	for (size_t at = 0; (at = str_find_char(article->body, '<', at)) != STR_NONE; at++) {
		struct str tag = str_from_offset(article->body, at);

		for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
			if (str_starts_nocase(tag, str_from(shown[i])))
				return false;
		}
	}
	return true;
}

static void report_charset(struct article *article, const struct decoded *decoded)
{
	if (decoded->name)
		diag_add(&article->diags, DIAG_CHARSET, 0, "%s, converted to UTF-8", decoded->name);
	if (decoded->bad)
		diag_add(&article->diags, DIAG_BAD_BYTES, 0,
			 "%zu malformed byte sequences replaced by U+FFFD", decoded->bad);
	if (decoded->nuls)
		diag_add(&article->diags, DIAG_BAD_BYTES, 0, "%zu NUL bytes dropped", decoded->nuls);
}

static enum skip read_head(struct article *article, const struct head *head,
			   const struct collect_options *options)
{
	struct yaml *map = head_parse(&article->arena, head, &article->diags);
	struct publication state = fields_read(article, head, map, options->zone);

	if (head->open)
		diag_add(&article->diags, DIAG_OPEN_HEAD, head->line, "head never ends, taken up to line %u",
			 head->body_line - 1);
	if (head->kind == HEAD_NONE)
		diag_add(&article->diags, DIAG_NO_HEAD, 1, "no front matter");
	if (state.draft)
		return SKIP_DRAFT;
	if (state.unpublished)
		return SKIP_UNPUBLISHED;
	return select_article(&options->selection, article);
}

static void read_text(struct post *post, struct article *article, struct str bytes,
		      const struct collect_options *options, struct arena *scratch)
{
	struct decoded decoded;
	struct head head;
	enum skip why;

	if (!charset_decode(scratch, bytes, &decoded)) {
		diag_add(&article->diags, DIAG_BINARY, 0, "not a text, left out");
		leave_out(post, article, SKIP_BINARY, S(""));
		return;
	}
	report_charset(article, &decoded);
	head = head_split(decoded.text);
	why = read_head(article, &head, options);
	if (why != SKIP_NONE) {
		leave_out(post, article, why, S(""));
		return;
	}
	article->body_line = head.body_line;
	read_body(article, head.body);
	if (is_empty(article)) {
		diag_add(&article->diags, DIAG_EMPTY, head.body_line, "neither text nor pictures, left out");
		leave_out(post, article, SKIP_EMPTY, S(""));
		return;
	}
	title_complete(article, article->body, head.line);
	post->article = article;
}

static void report_unread(struct post *post, struct article *article, int error)
{
	struct str text = str_from(file_error_text(error));

	if (error == EFBIG) {
		diag_add(&article->diags, DIAG_TOO_LARGE, 0, "over %zu MB, left out", POST_BYTES_MAX >> 20);
		leave_out(post, article, SKIP_TOO_LARGE, text);
	} else {
		diag_add(&article->diags, DIAG_CANNOT_READ, 0, "cannot be read, left out: %.*s",
			 STR_FMT(text));
		leave_out(post, article, SKIP_UNREADABLE, text);
	}
}

void post_read(struct post *post, const struct found *found, const struct collect_options *options,
	       struct article *article, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	struct str bytes = {0};
	int error;

	*post = (struct post){0};
	arena_init(&post->arena);
	diags_init(&post->diags, &post->arena, found->path);
	arena_init(&article->arena);
	arena_init(&article->body_arena);
	diags_init(&article->diags, &article->arena, found->path);
	article->path = found->path;
	article->root = found->root;
	error = file_read(scratch, arena_cstr(scratch, found->path), POST_BYTES_MAX, &bytes);
	if (error)
		report_unread(post, article, error);
	else
		read_text(post, article, bytes, options, scratch);
	arena_reset(scratch, mark);
}
