#include "clean/fold.h"

#define MARK         "\xF4\x8F\xBF\xBD"
#define MARK_CODE    0x10FFFDu
#define MARK_LENGTH  4
#define INDEX_FIRST  0x4E00u
#define INDEX_LENGTH 3
#define FOLDS_MAX    0x5000u /* ideographs to count with; what comes after is parsed as it is */
#define FOLD_LEAST   16      /* bytes: less is not worth its mark */

static unsigned digit_value(char c)
{
	return c >= '0' && c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a' + 10) & 0xFF;
}

/* What stands behind "&#". */
static uint32_t reference_value(struct str text)
{
	bool hex = str_starts_nocase(text, S("x"));
	unsigned base = hex ? 16 : 10, digit;
	uint32_t value = 0;
	for (size_t i = hex; i < text.n && (digit = digit_value(text.s[i])) < base; i++)
		value = value * base + digit > MARK_CODE ? MARK_CODE + 1 : value * base + digit;
	return value;
}

/* A post that holds a mark of its own could call for any stretch. */
static bool holds_mark(struct str body)
{
	if (str_find_char(body, MARK[0], 0) != STR_NONE)
		return true;
	for (size_t at = 0; (at = str_find_char(body, '&', at)) != STR_NONE; at++) {
		struct str rest = str_from_offset(body, at + 1);
		if (str_starts(rest, S("#")) && reference_value(str_from_offset(rest, 1)) == MARK_CODE)
			return true;
	}
	return false;
}

void folds_init(struct folds *f, struct arena *a, struct str body)
{
	*f = (struct folds){.arena = a, .off = holds_mark(body)};
}

/* ---- what may be folded ---- */

/* Bytes of a character that gumbo would copy as it is; 0: of another.  Newlines are
 * counted by it, '&' may begin a reference, the rest is rare. */
static size_t plain_at(struct str text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.s + at;
	if (p[0] < 0x80)
		return p[0] >= ' ' && p[0] < 0x7F && p[0] != '<' && p[0] != '&';
	bool wide = text.n - at >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
	if (wide && p[0] >= 0xE1 && p[0] <= 0xE9) /* U+1000..U+9FFF */
		return 3;
	return wide && p[0] == 0xEF && (p[1] == 0xBC || p[1] == 0xBD) ? 3 : 0; /* U+FF00..U+FF7F */
}

/* A stretch neither begins nor ends with a space: where those may stand, the parser decides. */
static size_t plain_length(struct str text, size_t from)
{
	size_t end = from;
	for (size_t at = from, n = 0; at < text.n && (n = plain_at(text, at)) > 0;) {
		bool space = text.s[at] == ' ';
		at += n;
		if (!space)
			end = at;
		else if (end == from)
			break;
	}
	return end - from;
}

static bool in_reference(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#' ||
	       c == ';';
}

/* Past a character that is not folded; past the whole of "&nbsp;". */
static size_t skip_one(struct str text, size_t at)
{
	if (text.s[at++] == '&')
		while (at < text.n && in_reference(text.s[at]))
			at++;
	return at;
}

struct str fold_next(const struct folds *f, struct str text, size_t *from)
{
	size_t at = *from;
	while (at < text.n && f->v.n < FOLDS_MAX && !f->off) {
		size_t n = plain_length(text, at);
		*from = at + n;
		if (n >= FOLD_LEAST)
			return (struct str){text.s + at, n};
		at = n ? *from : skip_one(text, at);
	}
	return (struct str){0};
}

struct str fold_add(struct folds *f, struct str text, size_t at)
{
	size_t saved = f->v.n ? f->v.v[f->v.n - 1].saved : 0;
	struct buf mark = BUF(f->arena);
	buf_add(&mark, S(MARK));
	buf_add_code_point(&mark, INDEX_FIRST + (uint32_t)f->v.n);
	VEC_PUSH(f->arena, &f->v, (struct fold){text, at, saved + text.n - mark.n});
	return buf_str(&mark);
}

size_t fold_offset(const struct folds *f, size_t at)
{
	size_t low = 0, high = f->v.n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (f->v.v[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? at + f->v.v[low - 1].saved : at;
}

/* ---- and back ---- */

/* The stretch that the mark at the beginning of `text` stands for; NULL: it is none. */
static const struct fold *fold_lookup(const struct folds *f, struct str text)
{
	size_t at = MARK_LENGTH;
	if (!str_starts(text, S(MARK)) || text.n < MARK_LENGTH + INDEX_LENGTH)
		return NULL;
	size_t index = utf8_next(text, &at) - INDEX_FIRST;
	return index < f->v.n ? &f->v.v[index] : NULL;
}

static const char *unfold(const struct folds *f, struct str text)
{
	struct buf out = BUF(f->arena);
	while (text.n) {
		const struct fold *fold = fold_lookup(f, text);
		if (fold) {
			buf_add(&out, fold->text);
			text = str_from_offset(text, MARK_LENGTH + INDEX_LENGTH);
			continue;
		}
		size_t next = str_find_char(text, MARK[0], 1);
		buf_add(&out, str_head(text, next));
		text = str_from_offset(text, next);
	}
	return buf_cstr(&out);
}

void folds_undo(const struct folds *f, GumboNode *root)
{
	for (GumboNode *n = f->v.n ? root : NULL; n; n = node_after(n, root))
		if (node_is_text(n) && strchr(n->v.text.text, (unsigned char)MARK[0]))
			n->v.text.text = unfold(f, str_from(n->v.text.text));
}
