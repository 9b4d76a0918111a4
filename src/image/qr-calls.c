/* QR codes of "follow us" blocks that no name gives away: pixels, place and the words beside them must
 * agree, for a code may be what an article is about, or the way to a ticket. */
#include "image/encode.h"
#include "image/image.h"
#include "image/source.h"

#include <glib.h>

/* px: smaller ones nobody can scan, larger ones are posters. */
#define CODE_SIDE_LEAST 60u
#define CODE_SIDE_MOST  1100u
/* px: what it is shrunk to to be looked at. */
#define LOOKED_SIDE 360u
/* An article of ten thousand square pictures must not have them all decoded twice. */
#define LOOKED_AT_MAX 16
/* Characters: no more follows what stands at the end of an article. */
#define TAIL_MOST 60u
/* Bytes: a longer paragraph beside it is the article's, and calls for nothing. */
#define CALL_MOST 160u
/* Bytes of a text that are looked at: more than decides about it, for a paragraph may have megabytes. */
#define TEXT_LOOKED 1024u
/* So often named, codes are what the article is about. */
#define TOPIC_LEAST 3u

/* Blocks: so far what stands beside a picture is looked for, or ten thousand pictures would each be
 * asked about all that follow. */
#define BESIDE_MOST 200

#define CODE_VARIANT S("code-2")

static const char *const calls[] = {"关注",   "關注",      "公众号",    "公眾號",    "订阅号",   "加群",
				    "入群",   "进群",      "加微信",    "微信号",    "官方微信", "客服",
				    "追踪我", "Follow us", "follow us", "Subscribe", "subscribe"};
/* What a reader may want to scan. */
static const char *const uses[] = {"报名", "報名", "购票", "預約", "预约",     "参会",
				   "投票", "问卷", "领取", "观看", "直播",     "收听",
				   "下载", "下載", "捐",   "购买", "register", "download"};
static const char *const names[] = {"二维码", "二維碼", "QR", "条码", "條碼"};

static bool holds_any(struct str text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(text, str_from(list[i]), 0) != STR_NONE)
			return true;
	return false;
}

static size_t count_names(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct str name = str_from(names[i]);
		for (size_t at = str_find(text, name, 0); at != STR_NONE;
		     at = str_find(text, name, at + name.n))
			n++;
	}
	return n;
}

/* ---- place and words ---- */

static bool has_text(const struct block *b)
{
	return block_kind_is_leaf(b->kind) && b->kind != BLOCK_CAPTION;
}

/* How its text begins. */
static struct str beginning(const struct block *b, struct arena *a)
{
	struct buf text = BUF(a);
	for (size_t i = 0; has_text(b) && i < b->spans.n && text.n <= TEXT_LOOKED; i++)
		buf_add(&text, utf8_head(b->spans.v[i].text, TEXT_LOOKED));
	return str_trim_wide(buf_str(&text));
}

static struct str next_text(const struct block *b, const struct block *root, struct arena *a)
{
	for (int i = 0; i < BESIDE_MOST && (b = block_after(b, root)); i++) {
		struct str text = beginning(b, a);
		if (text.n)
			return text;
	}
	return S("");
}

static bool is_last(const struct block *b, const struct block *root, struct arena *a)
{
	size_t characters = 0;
	int steps = 0;
	while ((b = block_after(b, root)) && characters <= TAIL_MOST) {
		if (++steps > BESIDE_MOST)
			return false;
		struct str text = beginning(b, a);
		for (size_t at = 0; at < text.n; characters++)
			utf8_next(text, &at);
	}
	return characters <= TAIL_MOST;
}

static struct str caption_of(const struct block *b, struct arena *a)
{
	const struct block *up = b->parent;
	if (up->kind != BLOCK_FIGURE)
		return S("");
	if (up->first->kind == BLOCK_CAPTION)
		return block_text(a, up->first);
	return up->last->kind == BLOCK_CAPTION ? block_text(a, up->last) : S("");
}

/* Does what stands round it call for being followed, or is it where such calls stand? */
static bool is_placed_so(const struct block *b, const struct block *root, struct str before, struct arena *a)
{
	struct str caption = str_trim_wide(caption_of(b, a)), after = next_text(b, root, a);
	struct str beside = arena_concat(a, caption, b->picture->alt);
	if (before.n <= CALL_MOST)
		beside = arena_concat(a, beside, before);
	if (after.n <= CALL_MOST)
		beside = arena_concat(a, beside, after);
	if (holds_any(beside, uses, G_N_ELEMENTS(uses)))
		return false;
	if (holds_any(beside, calls, G_N_ELEMENTS(calls)))
		return true;
	/* One that has a caption of its own is shown for its own sake. */
	return !caption.n && is_last(b, root, a);
}

static bool is_about_codes(const struct article *article, struct arena *a)
{
	if (count_names(article->title))
		return true;
	return count_names(block_text(a, article->document->root)) >= TOPIC_LEAST;
}

/* ---- pixels ---- */

static bool has_shape(const struct picture *p)
{
	uint32_t w = p->px_width, h = p->px_height, most = MAX(w, h), least = MIN(w, h);
	return p->source && least >= CODE_SIDE_LEAST && most <= CODE_SIDE_MOST && (most - least) * 8 <= most;
}

enum answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES };

/* None: it could not be looked at, now. */
static enum answer look(const struct picture_source *s, const struct image_options *o, struct arena *a)
{
	const struct codec_box box = {LOOKED_SIDE, LOOKED_SIDE, true, false};
	struct pixels pixels;
	struct str bytes;
	if (!source_read(s, o, a, &bytes) || codec_decode(o->codec, &s->seen.probe, bytes, &box, &pixels))
		return ANSWER_NONE;
	enum answer answer = pixels_are_code(&pixels) ? ANSWER_YES : ANSWER_NO;
	pixels_clear(&pixels);
	return answer;
}

/* Also remembered: the next build must decode nothing. */
static bool is_code(const struct picture_source *s, const struct image_options *o, struct arena *a)
{
	struct str known;
	struct variant v = {0};
	const char *sha = s->stored.sha;
	if (sha[0] && store_variant_read(o->store, sha, CODE_VARIANT, a, &known))
		return str_eq(known, S("1"));
	enum answer answer = look(s, o, a);
	if (sha[0] && answer)
		store_variant_write(o->store, sha, CODE_VARIANT, answer == ANSWER_YES ? S("1") : S("0"), &v);
	return answer == ANSWER_YES;
}

static bool any_has_shape(const struct document *d)
{
	for (size_t i = 0; i < d->pictures.n; i++)
		if (has_shape(d->pictures.v[i]))
			return true;
	return false;
}

void codes_find(struct article *article, const struct image_options *o)
{
	if (!o->codec || !any_has_shape(article->document))
		return;
	const struct block *root = article->document->root;
	struct str before = S("");
	struct arena before_arena, scratch;
	int looked = 0;
	arena_init(&before_arena);
	arena_init(&scratch);
	for (struct block *b = block_after(root, root); b && looked < LOOKED_AT_MAX;
	     b = block_after(b, root)) {
		arena_clear(&scratch);
		struct str text = beginning(b, &scratch);
		if (text.n) {
			arena_clear(&before_arena);
			before = arena_str(&before_arena, text);
		}
		if (b->kind != BLOCK_PICTURE || !has_shape(b->picture) || b->picture->source->code ||
		    !is_placed_so(b, root, before, &scratch))
			continue;
		if (!looked++ && is_about_codes(article, &scratch))
			break;
		b->picture->source->code = is_code(b->picture->source, o, &scratch);
	}
	arena_clear(&scratch);
	arena_clear(&before_arena);
}
