#include "job/numerals.h"

#define UNIT_LARGE 10000u /* 万 and 亿 multiply all that stands before them */

static const struct {
	uint32_t c;
	uint32_t value; /* a digit's, or a unit's from 10 on */
} numerals[] = {
	{0x3007, 0},  {0x96F6, 0},   {0x4E00, 1},    {0x4E8C, 2},          {0x4E24, 2},         {0x4E09, 3},
	{0x56DB, 4},  {0x4E94, 5},   {0x516D, 6},    {0x4E03, 7},          {0x516B, 8},         {0x4E5D, 9},
	{0x5341, 10}, {0x767E, 100}, {0x5343, 1000}, {0x4E07, UNIT_LARGE}, {0x4EBF, 100000000},
};
#define NUMERALS (sizeof numerals / sizeof *numerals)

static size_t find(uint32_t c)
{
	size_t i = 0;
	while (i < NUMERALS && numerals[i].c != c)
		i++;
	return i;
}

bool numeral_is(uint32_t c)
{
	return c >= 0x3007 && find(c) < NUMERALS;
}

#define TWO 0x4E24 /* 两, which is no figure of a year */

/* 七, 一九九八: digits that stand for themselves.  Two together, as 两三, are about so many. */
static bool positional(const uint32_t *chars, size_t n, uint64_t *value)
{
	if (n == 2)
		return false;
	*value = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t digit = numerals[find(chars[i])].value;
		if (digit > 9 || (chars[i] == TWO && n > 1))
			return false;
		*value = *value * 10 + digit;
	}
	return true;
}

struct sum {
	uint64_t above, middle, part; /* of 亿, of 万, since the last of them */
	uint64_t digit;
	bool any;       /* a digit waits for its unit */
	uint32_t least; /* the last unit since then: the next is smaller */
};

static bool add_large(struct sum *s, uint32_t unit)
{
	uint64_t before = s->part + s->digit;
	if (unit == UNIT_LARGE && before && !s->middle) {
		s->middle = before * unit;
	} else if (unit > UNIT_LARGE && s->middle + before && !s->above) {
		s->above = (s->middle + before) * unit;
		s->middle = 0;
	} else {
		return false;
	}
	s->part = 0;
	s->least = UNIT_LARGE;
	return true;
}

/* 十二 needs no 一 before it. */
static bool add_unit(struct sum *s, uint32_t unit, bool first)
{
	bool ten = unit == 10 && first;
	bool good = unit >= UNIT_LARGE ? add_large(s, unit) : unit < s->least && (s->any || ten);
	if (good && unit < UNIT_LARGE) {
		s->part += (s->any ? s->digit : 1) * unit;
		s->least = unit;
	}
	s->digit = 0;
	s->any = false;
	return good;
}

bool numeral_value(const uint32_t *chars, size_t n, uint64_t *value)
{
	struct sum s = {.least = UNIT_LARGE};
	if (!n || n > NUMERAL_MAX)
		return false;
	if (positional(chars, n, value))
		return true;
	for (size_t i = 0; i < n; i++) {
		uint32_t v = numerals[find(chars[i])].value;
		if (v > 9 ? !add_unit(&s, v, i == 0) : s.any)
			return false;
		if (v > 0 && v <= 9) {
			s.digit = v;
			s.any = true;
		}
	}
	*value = s.above + s.middle + s.part + s.digit;
	return true;
}
