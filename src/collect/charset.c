#include "collect/charset.h"

#include "collect/charset-common.h"

#include <glib.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#define SAMPLE_BYTES ((size_t)16 << 10) /* enough to be sure; bounds the cost of each trial */
#define HINT_BYTES   ((size_t)4 << 10)  /* how far "charset=" is looked for */

/* ---- byte order marks ---- */

static const struct {
	const char *mark;
	size_t n;
	const char *converter;
} marks[] = {
	{"\xFF\xFE\0\0", 4, "UTF-32LE"}, /* before UTF-16LE, which begins alike */
	{"\0\0\xFE\xFF", 4, "UTF-32BE"},
	{"\xFF\xFE", 2, "UTF-16LE"},
	{"\xFE\xFF", 2, "UTF-16BE"},
};

/* ---- encodings to be tried ---- */

struct encoding {
	const char *name;      /* as reported */
	const char *converter; /* ICU's */
	enum common_list common;
	bool kana;           /* its language is written with them */
	const char *aliases; /* what pages declare, between spaces */
};

/* Ties go to the earlier. */
static const struct encoding encodings[] = {
	{"GB18030", "gb18030", COMMON_SIMPLIFIED, false, " gb18030 gbk gb2312 x-gbk "},
	{"Big5", "Big5-HKSCS", COMMON_TRADITIONAL, false, " big5 big5-hkscs x-x-big5 "},
	{"Shift_JIS", "windows-31j", COMMON_JAPANESE, true, " shift_jis shift-jis sjis x-sjis windows-31j "},
	{"EUC-JP", "EUC-JP", COMMON_JAPANESE, true, " euc-jp x-euc-jp "},
	{"EUC-KR", "windows-949", COMMON_KOREAN, false, " euc-kr ks_c_5601-1987 windows-949 cp949 "},
};

/* Points per character that is not ASCII; a text's score is their mean. */
#define SCORE_COMMON  10
#define SCORE_KANA    6 /* in an encoding of Japanese; in another it says nothing */
#define SCORE_MARK    4 /* 。，「」 */
#define SCORE_RARE    1 /* an ideograph or syllable that is not common */
#define SCORE_STRANGE (-8)
#define SCORE_BAD     (-20)
#define SCORE_HINT    300 /* hundredths: the page says so */
#define SCORE_LEAST   150 /* hundredths: less is no text of that language */

static bool is_kana(uint32_t c)
{
	return c >= 0x3041 && c <= 0x30FE;
}

static bool is_mark(uint32_t c)
{
	return (c >= 0x3000 && c <= 0x3011) || (c >= 0xFF01 && c <= 0xFF5E) || (c >= 0x2010 && c <= 0x2026);
}

static int score_character(const struct encoding *e, uint32_t c)
{
	if (c == UTF8_BAD)
		return SCORE_BAD;
	if (char_is_common(e->common, c))
		return SCORE_COMMON;
	if (is_kana(c))
		return e->kana ? SCORE_KANA : 0;
	if (is_mark(c))
		return SCORE_MARK;
	if (c >= 0xFF61 && c <= 0xFF9F) /* half-width kana: two for each misread ideograph */
		return SCORE_STRANGE;
	if (c >= 0xAC00 && c <= 0xD7A3)
		return e->common == COMMON_KOREAN ? SCORE_RARE : SCORE_STRANGE;
	return char_is_han(c) ? SCORE_RARE : SCORE_STRANGE;
}

/* ---- conversion ---- */

/* ICU's U16_NEXT mixes signs.  A lone surrogate is passed on: utf8_encode replaces it. */
static uint32_t utf16_next(const UChar *units, size_t n, size_t *at)
{
	uint32_t c = units[(*at)++];

	if (c >= 0xD800 && c <= 0xDBFF && *at < n && units[*at] >= 0xDC00 && units[*at] <= 0xDFFF)
		c = 0x10000 + ((c - 0xD800) << 10) + (units[(*at)++] - 0xDC00u);
	return c;
}

/* ICU calls this for bytes that mean nothing: counted, and replaced. */
static void U_CALLCONV on_bad(const void *context, UConverterToUnicodeArgs *args, const char *units,
			      int32_t length, UConverterCallbackReason reason, UErrorCode *error)
{
	/* ICU's signature is const; what it points at is ours. */
	size_t *bad = (size_t *)context;
	const UChar replacement = UTF8_BAD;

	(void)units;
	(void)length;
	if (reason > UCNV_IRREGULAR)
		return;
	*error = U_ZERO_ERROR;
	(*bad)++;
	ucnv_cbToUWriteUChars(args, &replacement, 1, 0, error);
}

static UConverter *converter_open(const char *name, size_t *bad)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter = ucnv_open(name, &error);

	if (U_FAILURE(error))
		return NULL;
	ucnv_setToUCallBack(converter, on_bad, bad, NULL, NULL, &error);
	return converter;
}

/* UTF-16 of the bytes, in the arena; `flush`: they are all there is. */
static UChar *to_utf16(struct arena *a, const char *name, struct str bytes, bool flush, size_t *n,
		       size_t *bad)
{
	UConverter *converter = converter_open(name, bad);
	/* No encoding here makes more than two units of a byte (Big5-HKSCS: two of two). */
	UChar *units = arena_array(a, bytes.n + 16, sizeof *units);
	UChar *to = units;
	const char *from = bytes.s;
	UErrorCode error = U_ZERO_ERROR;

	*n = 0;
	if (!converter)
		return NULL;
	ucnv_toUnicode(converter, &to, units + bytes.n + 16, &from, bytes.s + bytes.n, NULL, flush, &error);
	ucnv_close(converter);
	if (U_FAILURE(error))
		return NULL;
	*n = (size_t)(to - units);
	return units;
}

static bool convert(struct arena *a, const char *converter, struct str bytes, struct decoded *out)
{
	size_t n = 0;
	UChar *units = to_utf16(a, converter, bytes, true, &n, &out->bad);
	struct buf text = BUF(a);

	if (!units)
		return false;
	buf_reserve(&text, n * 3 + 1); /* a unit makes three bytes at most, a pair of them four */
	for (size_t i = 0; i < n;)
		buf_add_code_point(&text, utf16_next(units, n, &i));
	out->text = buf_str(&text);
	return true;
}

/* ---- the guess ---- */

/* Hundredths of a point per character. */
static long score(const struct encoding *e, struct str sample, struct arena *scratch)
{
	struct arena_mark mark = arena_mark(scratch);
	size_t n, bad = 0;
	UChar *units = to_utf16(scratch, e->converter, sample, false, &n, &bad);
	long sum = 0, count = 0;

	for (size_t i = 0; i < n;) {
		uint32_t c = utf16_next(units, n, &i);

		if (c >= 0x80) {
			sum += score_character(e, c);
			count++;
		}
	}
	arena_reset(scratch, mark);
	return count ? sum * 100 / count : 0;
}

/* The encoding that the page declares: charset=gb2312, charset="Big5". */
static struct str declared(struct arena *a, struct str bytes)
{
	char *head = g_ascii_strdown(bytes.s, (gssize)MIN(bytes.n, HINT_BYTES));
	const char *at = strstr(head, "charset=");
	size_t n;
	struct str name = S("");

	if (at) {
		at += strlen("charset=");
		at += *at == '"' || *at == '\'';
		n = strcspn(at, "\"' />;\n\r");
		if (n > 0 && n < 24)
			name = arena_printf(a, " %.*s ", (int)n, at);
	}
	g_free(head);
	return name;
}

static const struct encoding *guess(struct arena *a, struct str bytes, size_t first_bad)
{
	struct str sample = str_head(str_from_offset(bytes, first_bad), SAMPLE_BYTES);
	struct str hint = declared(a, bytes);
	const struct encoding *best = NULL;
	long best_score = SCORE_LEAST;

	for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++) {
		long points = score(&encodings[i], sample, a);

		if (hint.n > 0 && str_find(str_from(encodings[i].aliases), hint, 0) != STR_NONE)
			points += SCORE_HINT;
		if (points > best_score) {
			best_score = points;
			best = &encodings[i];
		}
	}
	return best;
}

/* ---- UTF-8, or nearly ---- */

/* Well-formed and malformed sequences beyond ASCII. */
static void count_utf8(struct str bytes, size_t *good, size_t *bad)
{
	*good = *bad = 0;
	for (size_t at = 0; at < bytes.n;) {
		size_t begin = at;

		if ((unsigned char)bytes.s[at] < 0x80) {
			at++;
			continue;
		}
		utf8_next(bytes, &at);
		if (at - begin > 1)
			(*good)++;
		else
			(*bad)++;
	}
}

static void repair_utf8(struct arena *a, struct str bytes, struct decoded *out)
{
	struct buf text = BUF(a);

	buf_reserve(&text, bytes.n + 64);
	for (size_t at = 0; at < bytes.n;) {
		size_t begin = at;
		uint32_t c = utf8_next(bytes, &at);

		out->bad += c == UTF8_BAD && at - begin == 1;
		buf_add_code_point(&text, c);
	}
	out->text = buf_str(&text);
}

/* Western text: each byte beyond ASCII is a letter next to a letter, or a mark
 * that word processors type. */
static bool is_western(struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.s[i];
		bool beside = (i > 0 && g_ascii_isalpha(bytes.s[i - 1])) ||
			      (i + 1 < bytes.n && g_ascii_isalpha(bytes.s[i + 1]));

		if (c >= 0xC0 && c != 0xD7 && c != 0xF7 && (beside || c == 0xE0)) /* "à" is a word */
			continue;
		if (c >= 0x80 &&
		    !strchr("\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xA0\xA3\xA9\xAB\xAE\xB0\xB7\xBB", c))
			return false;
	}
	return true;
}

#define NOISE_SHARE 10 /* one byte in ten that is no text in any encoding: not a text */

static bool decode_other(struct arena *a, struct str bytes, size_t first_bad, struct decoded *out)
{
	size_t good, bad;
	const struct encoding *e;

	count_utf8(bytes, &good, &bad);
	if (good < bad * 3) { /* one pair in eight of GB18030 is UTF-8 by chance */
		e = guess(a, bytes, first_bad);
		if (e) {
			out->name = e->name;
			return convert(a, e->converter, bytes, out);
		}
		if (good == 0 && is_western(bytes)) {
			out->name = "windows-1252";
			return convert(a, "windows-1252", bytes, out);
		}
		if (bad > bytes.n / NOISE_SHARE && bad > 8)
			return false;
	}
	repair_utf8(a, bytes, out);
	return true;
}

/* "\r\n" and "\r" become "\n". */
static struct str unix_lines(struct arena *a, struct str text)
{
	struct buf out = BUF(a);

	if (text.n == 0 || !memchr(text.s, '\r', text.n))
		return text;
	buf_reserve(&out, text.n);
	for (size_t i = 0; i < text.n; i++) {
		if (text.s[i] != '\r')
			out.s[out.n++] = text.s[i];
		else if (i + 1 == text.n || text.s[i + 1] != '\n')
			out.s[out.n++] = '\n';
	}
	return buf_str(&out);
}

/* ---- NUL bytes ---- */

#define NULS_MOST  16u  /* more are a table, a picture, UTF-16 without its mark */
#define NUL_SHARE  64u  /* one byte in so many: ten in ten bytes are no text either */
#define MAGIC_MOST 512u /* where a binary file says what it is */

static size_t count_nuls(struct str text)
{
	size_t n = 0;

	for (size_t at = 0; (at = str_find_char(text, '\0', at)) != STR_NONE; at++)
		n++;
	return n;
}

/* Control characters that no text has, NUL aside. */
static bool has_controls(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.s[i];

		if (c > 0 && c < ' ' && !strchr("\t\n\v\f\r\x1B", c))
			return true;
	}
	return false;
}

static bool is_binary(struct str text, size_t nuls)
{
	struct str head = str_head(text, MAGIC_MOST);

	return nuls > NULS_MOST || nuls * NUL_SHARE > text.n ||
	       (str_find_char(head, '\0', 0) != STR_NONE && has_controls(head));
}

/* False when there are too many. */
static bool drop_nuls(struct arena *a, struct str *text, size_t *dropped)
{
	struct str rest = *text;
	struct buf out = BUF(a);
	size_t nuls = count_nuls(*text);

	if (nuls == 0)
		return true;
	if (is_binary(*text, nuls))
		return false;
	buf_reserve(&out, text->n);
	while (rest.s)
		buf_add(&out, str_cut(&rest, '\0'));
	*text = buf_str(&out);
	*dropped += nuls;
	return true;
}

/* ---- all of it ---- */

static bool decode(struct arena *a, struct str bytes, struct decoded *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		if (!str_starts(bytes, (struct str){marks[i].mark, marks[i].n}))
			continue;
		out->name = marks[i].converter;
		return convert(a, marks[i].converter, str_from_offset(bytes, marks[i].n), out);
	}
	if (!drop_nuls(a, &bytes, &out->nuls))
		return false;
	if (str_starts(bytes, S("\xEF\xBB\xBF")))
		bytes = str_from_offset(bytes, 3);
	out->text = bytes;
	size_t good = utf8_valid_prefix(bytes);
	return good == bytes.n || decode_other(a, bytes, good, out);
}

bool charset_decode(struct arena *a, struct str bytes, struct decoded *out)
{
	*out = (struct decoded){0};
	if (!decode(a, bytes, out) || !drop_nuls(a, &out->text, &out->nuls))
		return false;
	out->text = unix_lines(a, out->text);
	return true;
}
