#include "job/near.h"

#include "job/numerals.h"

#include <stdio.h>
#include <string.h>

/* ---- hashing: the same on every machine ---- */

/* The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

struct sketch {
	uint64_t window[NEAR_GRAM]; /* the last tokens */
	uint32_t least[NEAR_BINS];  /* minimum of each bin */
	struct signature s;
	uint32_t run[NUMERAL_MAX + 1]; /* of Chinese numerals, as far as it has come */
	size_t run_length;             /* NUMERAL_MAX + 1: or more */
};

#define NOTHING UINT32_MAX /* a bin that no run has fallen into */

/* The high bits choose the bin, the low ones are what is compared. */
static void drop_in(uint32_t *bins, uint64_t hash)
{
	size_t bin = (size_t)((hash >> 32) % NEAR_BINS);
	uint32_t value = (uint32_t)hash;
	if (value < bins[bin])
		bins[bin] = value;
}

/* What makes a text equal to another: every token as it is written. */
static void add_written(struct sketch *k, uint64_t token)
{
	k->s.text = mix(k->s.text * 3 + token);
}

static void add_token(struct sketch *k, uint64_t token)
{
	uint64_t run = 0;
	memmove(&k->window[0], &k->window[1], sizeof k->window - sizeof k->window[0]);
	k->window[NEAR_GRAM - 1] = token;
	if (++k->s.tokens < NEAR_GRAM)
		return;
	for (size_t i = 0; i < NEAR_GRAM; i++)
		run = mix(run + k->window[i]);
	drop_in(k->least, run);
}

/* Into the increasing list, once; of too many the least hashes stay, so that of two texts the
 * same ones do. */
static void add_hash(struct signature *s, uint16_t hash)
{
	size_t at = 0;
	while (at < s->number_count && s->numbers[at] < hash)
		at++;
	if (at == NEAR_NUMBERS || (at < s->number_count && s->numbers[at] == hash))
		return;
	size_t kept = s->number_count < NEAR_NUMBERS ? s->number_count : NEAR_NUMBERS - 1;
	memmove(&s->numbers[at + 1], &s->numbers[at], (kept - at) * sizeof s->numbers[0]);
	s->numbers[at] = hash;
	s->number_count = (uint32_t)kept + 1;
}

/* ---- tokens ---- */

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Letters and digits that make words: whatever is neither mark nor space nor CJK. */
static bool is_letter(uint32_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c < 0x1100 && c != 0xD7 && c != 0xF7);
}

/* Full-width forms are the ASCII that they look like; case does not count. */
static uint32_t fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Marks and symbols stand between CJK characters as in no two editions alike. */
static bool is_ideograph(uint32_t c)
{
	return char_is_han(c) || (c >= 0x3041 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3);
}

/* What a number's hash tells of it, in its last bits. */
enum number_kind { NUMBER_PLAIN, NUMBER_MONTH, NUMBER_DAY, NUMBER_KINDS };
#define NUMBER_KIND(hash) ((enum number_kind)((hash)&3))

static enum number_kind kind_of(uint32_t after)
{
	if (after == 0x65E5 || after == 0x53F7) /* 日, 号 */
		return NUMBER_DAY;
	return after == 0x6708 ? NUMBER_MONTH : NUMBER_PLAIN; /* 月 */
}

/* With what stands right after it: 12日 is not 12时. */
static void add_number(struct sketch *k, uint64_t word, uint32_t after)
{
	uint32_t unit = is_ideograph(after) || after == '%' ? after : 0;
	add_hash(&k->s, (uint16_t)((mix(word + mix(unit)) >> 16 & ~UINT64_C(3)) | kind_of(after)));
}

/* `after`: the character that ends it; 0: the text's end. */
static void end_word(struct sketch *k, uint64_t *word, bool digits, uint32_t after)
{
	if (!*word)
		return;
	add_written(k, *word);
	add_token(k, *word);
	if (digits)
		add_number(k, *word, after);
	*word = 0;
}

/* As it would be in digits. */
static uint64_t word_of(uint64_t value)
{
	char digits[24];
	uint64_t word = 0;
	int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
	for (int i = 0; i < n; i++)
		word = mix(word + (unsigned char)digits[i]) | 1;
	return word;
}

static bool is_large_unit(uint32_t c)
{
	return c == 0x4E07 || c == 0x4EBF; /* 万, 亿 */
}

/* Of one character a number is sure only before a measure: 三小时, but 三亚; and 一 is an article more
 * often than a number. */
static bool counts(const uint32_t *run, size_t n, uint32_t after)
{
	static const char measures[] =
		"年月日号时点分秒岁天小人位名个只头辆艘架座家所次项条件种元块度级米公吨克升亩倍"
		"成层场轮期版届万亿";
	struct str rest = str_from(measures);
	bool measured = false;
	for (size_t at = 0; at < rest.n && n == 1;)
		measured |= utf8_next(rest, &at) == after;
	return n > 1 || (run[0] != 0x4E00 && measured);
}

/* 六十三 is 63; 十二万 is 12 and 万, as others write it. */
static void end_run(struct sketch *k, uint32_t after)
{
	size_t n = k->run_length < NUMERAL_MAX ? k->run_length : NUMERAL_MAX, read = n;
	uint64_t value;
	while (read > 1 && is_large_unit(k->run[read - 1]))
		read--;
	if (k->run_length <= NUMERAL_MAX && numeral_value(k->run, read, &value)) {
		add_token(k, word_of(value));
		uint32_t next = read < n ? k->run[read] : after;
		if (counts(k->run, read, next))
			add_number(k, word_of(value), next);
	} else {
		read = 0;
	}
	for (size_t i = read; i < n; i++)
		add_token(k, mix(k->run[i]));
	k->run_length = 0;
}

static void add_ideograph(struct sketch *k, uint32_t c)
{
	add_written(k, mix(c));
	if (!numeral_is(c)) {
		end_run(k, c);
		add_token(k, mix(c));
	} else if (k->run_length <= NUMERAL_MAX) {
		k->run[k->run_length++] = c;
	}
}

static void add_text(struct sketch *k, struct str text)
{
	uint64_t word = 0;
	bool digits = true;
	for (size_t at = 0; at < text.n;) {
		uint32_t c = fold(utf8_next(text, &at));
		bool zero = !word && c == '0' && at < text.n && is_digit((unsigned char)text.s[at]);
		bool inside = word && digits && (c == '.' || c == ',') && at < text.n &&
			      is_digit((unsigned char)text.s[at]);
		if (zero || (inside && c == ',')) /* 07 is 7, 1,000 is 1000 */
			continue;
		if (is_letter(c) || inside) {
			end_run(k, c);
			digits = (digits || !word) && (is_digit(c) || inside);
			word = mix(word + c) | 1;
			continue;
		}
		end_word(k, &word, digits, c);
		digits = true;
		if (is_ideograph(c) || numeral_is(c))
			add_ideograph(k, c);
		else
			end_run(k, c);
	}
	end_word(k, &word, digits, 0);
	end_run(k, 0);
}

/* ---- signatures ---- */

static void begin(struct sketch *k)
{
	*k = (struct sketch){0};
	memset(k->least, 0xFF, sizeof k->least);
}

/* An empty bin takes the next full one's value, told apart by how far that was
 * (densification by rotation: Shrivastava, Li 2014). */
static void fill(const uint32_t *least, unsigned char *bytes)
{
	for (size_t i = 0; i < NEAR_BINS; i++) {
		size_t away = 0;
		while (away < NEAR_BINS && least[(i + away) % NEAR_BINS] == NOTHING)
			away++;
		if (away < NEAR_BINS)
			bytes[i] =
				(unsigned char)(mix(least[(i + away) % NEAR_BINS] + away * 0x9E3779B9u) >> 8);
	}
}

static struct signature end(struct sketch *k)
{
	fill(k->least, k->s.bins);
	k->s.text = k->s.tokens ? k->s.text | 1 : 0;
	return k->s;
}

struct signature signature_of_text(struct str text)
{
	struct sketch k;
	begin(&k);
	add_text(&k, text);
	return end(&k);
}

struct signature signature_of(const struct document *d, struct arena *scratch)
{
	struct sketch k;
	begin(&k);
	for (const struct block *b = d->root; b; b = block_after(b, d->root)) {
		if (!block_kind_is_leaf(b->kind))
			continue;
		struct arena_mark mark = arena_mark(scratch);
		add_text(&k, block_text(scratch, b));
		arena_reset(scratch, mark);
	}
	return end(&k);
}

/* ---- comparing ---- */

/* Equal bytes, less those that are equal by chance (one in 256), per mille. */
static int equal_share(const unsigned char *a, const unsigned char *b)
{
	int equal = 0;
	for (int i = 0; i < NEAR_BINS; i++)
		equal += a[i] == b[i];
	int share = (equal * 256 - NEAR_BINS) * 1000 / (255 * NEAR_BINS);
	return share < 0 ? 0 : share;
}

int signature_similarity(const struct signature *a, const struct signature *b)
{
	if (a->text == b->text && a->text)
		return 1000;
	if (a->tokens < NEAR_GRAM || b->tokens < NEAR_GRAM)
		return 0;
	return equal_share(a->bins, b->bins);
}

/* |A∩B| from the share of the union: J = |A∩B| / (|A| + |B| - |A∩B|). */
int signature_containment(const struct signature *a, const struct signature *b)
{
	int64_t j = signature_similarity(a, b);
	int64_t sum = (int64_t)a->tokens + b->tokens;
	int64_t common = j * sum / (1000 + j);
	int64_t shorter = a->tokens < b->tokens ? a->tokens : b->tokens;
	if (!shorter)
		return 0;
	return common > shorter ? 1000 : (int)(common * 1000 / shorter);
}

/* Where a list is full, only the hashes below its last are known of that text. */
static uint32_t known_below(const struct signature *s)
{
	return s->number_count < NEAR_NUMBERS ? UINT16_MAX + 1u : s->numbers[NEAR_NUMBERS - 1];
}

struct agreement {
	uint32_t asked, common; /* of the numbers of the text that has fewer */
	bool other_dates;       /* both name months, or days, and none is the same */
};

static uint32_t count_kind(const struct signature *s, enum number_kind kind)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < s->number_count; i++)
		n += NUMBER_KIND(s->numbers[i]) == kind;
	return n;
}

static struct agreement agree(const struct signature *a, const struct signature *b)
{
	const struct signature *fewer = a->number_count <= b->number_count ? a : b,
			       *more = fewer == a ? b : a;
	uint32_t below = known_below(a) < known_below(b) ? known_below(a) : known_below(b);
	uint32_t common[NUMBER_KINDS + 1] = {0};
	struct agreement n = {0};
	for (uint32_t i = 0, k = 0; i < fewer->number_count && fewer->numbers[i] < below; i++) {
		while (k < more->number_count && more->numbers[k] < fewer->numbers[i])
			k++;
		bool same = k < more->number_count && more->numbers[k] == fewer->numbers[i];
		n.asked++;
		n.common += same;
		common[NUMBER_KIND(fewer->numbers[i])] += same;
	}
	for (enum number_kind kind = NUMBER_MONTH; kind <= NUMBER_DAY && below > UINT16_MAX; kind++)
		n.other_dates |= !common[kind] && count_kind(a, kind) && count_kind(b, kind);
	return n;
}

bool signature_near(const struct signature *a, const struct signature *b)
{
	if (!a->text || !b->text)
		return false;
	if (a->text == b->text)
		return true;
	if (a->tokens < NEAR_TOKENS_MIN || b->tokens < NEAR_TOKENS_MIN)
		return false;
	int similar = signature_similarity(a, b), contained = signature_containment(a, b);
	if (similar < NEAR_SIMILAR && contained < NEAR_WITNESSED)
		return false;
	struct agreement n = agree(a, b);
	if (n.other_dates || n.common * 1000 < n.asked * NEAR_SAME_NUMBERS ||
	    (n.common < n.asked && similar >= NEAR_FORM))
		return false;
	return similar >= NEAR_SIMILAR || contained >= NEAR_CONTAINED ||
	       (n.common >= NEAR_WITNESSES && contained >= NEAR_WITNESSED);
}

/* ---- as bytes ---- */

static void put_number(unsigned char *bytes, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(number >> (8 * (size - 1 - i)));
}

static uint64_t take_number(const unsigned char *bytes, size_t size)
{
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	return number;
}

struct str signature_pack(struct arena *a, const struct signature *s)
{
	unsigned char *bytes = arena_alloc(a, SIGNATURE_BYTES);
	put_number(bytes, s->text, 8);
	put_number(bytes + 8, s->tokens, 4);
	put_number(bytes + 12, s->number_count, 4);
	memcpy(bytes + 16, s->bins, NEAR_BINS);
	for (size_t i = 0; i < NEAR_NUMBERS; i++)
		put_number(bytes + 16 + NEAR_BINS + 2 * i, s->numbers[i], 2);
	return (struct str){(const char *)bytes, SIGNATURE_BYTES};
}

bool signature_unpack(struct str packed, struct signature *s)
{
	const unsigned char *bytes = (const unsigned char *)packed.s;
	*s = (struct signature){0};
	if (packed.n != SIGNATURE_BYTES)
		return false;
	s->text = take_number(bytes, 8);
	s->tokens = (uint32_t)take_number(bytes + 8, 4);
	s->number_count = (uint32_t)take_number(bytes + 12, 4);
	memcpy(s->bins, bytes + 16, NEAR_BINS);
	for (size_t i = 0; i < NEAR_NUMBERS; i++)
		s->numbers[i] = (uint16_t)take_number(bytes + 16 + NEAR_BINS + 2 * i, 2);
	return s->number_count <= NEAR_NUMBERS;
}
