#include "text/cff.h"

/* Operators of a top DICT; two-byte ones have 12 in the high byte. */
enum { OP_CHARSET = 15, OP_ESCAPE = 12, OP_ROS = 12 << 8 | 30 };

struct reader {
	struct str bytes;
	size_t at;
	bool bad;
};

static uint32_t read_uint(struct reader *r, unsigned size)
{
	uint32_t value = 0;

	if (r->bad || size > r->bytes.n || r->at > r->bytes.n - size) {
		r->bad = true;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		value = value << 8 | (uint8_t)r->bytes.s[r->at++];
	return value;
}

/* Moves past an INDEX; `first` gets its first element. */
static void read_index(struct reader *r, struct str *first)
{
	uint32_t count = read_uint(r, 2);
	uint32_t offset[3] = {0}; /* of the first element, of its end, of the last one's end */
	unsigned size;
	size_t table, data;

	*first = (struct str){0};
	if (count == 0)
		return;
	size = read_uint(r, 1);
	table = r->at;
	if (size < 1 || size > 4)
		r->bad = true;
	data = table + (size_t)(count + 1) * size - 1;
	for (unsigned i = 0; i < 3 && !r->bad; i++) {
		r->at = table + (i < 2 ? i : count) * (size_t)size;
		offset[i] = read_uint(r, size);
		if (offset[i] < 1 || data > r->bytes.n || offset[i] > r->bytes.n - data)
			r->bad = true;
	}
	if (r->bad || offset[1] < offset[0])
		return;
	*first = (struct str){r->bytes.s + data + offset[0], offset[1] - offset[0]};
	r->at = data + offset[2];
}

static struct str top_dict(struct str table)
{
	struct reader r = {.bytes = table};
	struct str name, top;

	r.at = 2;
	r.at = read_uint(&r, 1); /* hdrSize */
	read_index(&r, &name);
	read_index(&r, &top);
	return r.bad ? (struct str){NULL, 0} : top;
}

/* One operand; reals are skipped and count as 0. */
static int32_t read_operand(struct reader *r, uint32_t first)
{
	if (first == 28)
		return (int16_t)read_uint(r, 2);
	if (first == 29)
		return (int32_t)read_uint(r, 4);
	if (first == 30) {
		uint32_t pair;
		do
			pair = read_uint(r, 1);
		while (!r->bad && (pair & 0xf) != 0xf && pair >> 4 != 0xf);
		return 0;
	}
	if (first <= 246)
		return (int32_t)first - 139;
	if (first <= 250)
		return ((int32_t)first - 247) * 256 + (int32_t)read_uint(r, 1) + 108;
	return -((int32_t)first - 251) * 256 - (int32_t)read_uint(r, 1) - 108;
}

/* The last operand of operator `op` in the DICT; false when it is not there. */
static bool find_operator(struct str dict, uint32_t op, int32_t *operand)
{
	struct reader r = {.bytes = dict};
	int32_t last = 0;

	while (!r.bad && r.at < dict.n) {
		uint32_t byte = read_uint(&r, 1);
		if (byte >= 28) {
			last = read_operand(&r, byte);
			continue;
		}
		if (byte == OP_ESCAPE)
			byte = byte << 8 | read_uint(&r, 1);
		if (byte == op && !r.bad) {
			*operand = last;
			return true;
		}
	}
	return false;
}

bool cff_cid_keyed(struct str table)
{
	int32_t ignored;

	return find_operator(top_dict(table), OP_ROS, &ignored);
}

bool cff_charset(struct str table, size_t glyphs, uint16_t *cids)
{
	struct reader r = {.bytes = table};
	int32_t offset = 0;
	uint32_t format;
	size_t gid = 1;

	/* 0, 1 and 2 name the predefined charsets, which hold no CIDs. */
	if (glyphs == 0 || !find_operator(top_dict(table), OP_CHARSET, &offset) || offset <= 2)
		return false;
	r.at = (size_t)offset;
	format = read_uint(&r, 1);
	if (format > 2)
		return false;
	cids[0] = 0;
	while (gid < glyphs && !r.bad) {
		uint32_t cid = read_uint(&r, 2);
		uint32_t more = format ? read_uint(&r, format) : 0;
		for (uint32_t i = 0; i <= more && gid < glyphs; i++)
			cids[gid++] = (uint16_t)(cid + i);
	}
	return !r.bad;
}
