#include "layout/flow.h"

static struct flow_part join(struct arena *scratch, const struct sheet **sheets, size_t count)
{
	struct flow_part p = {.sheets = sheets, .count = count};
	struct strip *at;

	p.begins = ARENA_ARRAY(scratch, count + 1, size_t);
	for (size_t i = 0; i < count; i++) {
		p.begins[i] = p.n;
		p.n += sheets[i]->strips.n;
	}
	p.begins[count] = p.n;
	p.strips = at = ARENA_ARRAY(scratch, p.n, struct strip);
	for (size_t i = 0; i < count; i++) {
		if (sheets[i]->strips.n)
			memcpy(at, sheets[i]->strips.v, sheets[i]->strips.n * sizeof *at);
		at += sheets[i]->strips.n;
	}
	return p;
}

struct flow flow_of_sheet(struct arena *scratch, const struct sheet *sheet)
{
	const struct sheet **sheets = ARENA_ARRAY(scratch, 1, const struct sheet *);

	sheets[0] = sheet;
	return (struct flow){.text = join(scratch, sheets, 1), .notes = join(scratch, NULL, 0)};
}

struct flow flow_of_galleys(struct arena *scratch, const struct galley *const *galleys, size_t n)
{
	const struct sheet **text = ARENA_ARRAY(scratch, n, const struct sheet *);
	const struct sheet **notes = ARENA_ARRAY(scratch, n, const struct sheet *);
	const struct article **articles = ARENA_ARRAY(scratch, n, const struct article *);

	for (size_t i = 0; i < n; i++) {
		text[i] = &galleys[i]->sheet;
		notes[i] = &galleys[i]->notes;
		articles[i] = galleys[i]->article;
	}
	return (struct flow){join(scratch, text, n), join(scratch, notes, n), articles};
}

size_t flow_sheet_of(const struct flow_part *p, size_t strip)
{
	size_t low = 0, high = p->count;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (p->begins[mid] <= strip)
			low = mid;
		else
			high = mid;
	}
	return low;
}

size_t sheet_first_dest(const struct sheet *s, size_t strip)
{
	size_t low = 0, high = s->dests.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->dests.v[mid].strip < strip)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t sheet_first_slot(const struct sheet *s, size_t strip)
{
	size_t low = 0, high = s->slots.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->slots.v[mid].strip < strip)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
