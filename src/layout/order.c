/* Where the atoms of a line stand: in the order of reading, or, where some of it runs from
 * right to left, in the order in which it is seen. */
#include "layout/setter.h"

static uint8_t level_of(const struct line_job *job, uint32_t atom)
{
	return job->atoms->shaped->clusters[job->atoms->v[atom].cluster].level;
}

/* UAX #9, L2: from the highest level to the lowest odd one, turn runs around. */
static void reorder(struct placed *v, size_t n)
{
	unsigned high = 0, low = 255;

	for (size_t i = 0; i < n; i++) {
		high = v[i].level > high ? v[i].level : high;
		low = (v[i].level & 1) && v[i].level < low ? v[i].level : low;
	}
	for (unsigned level = high; level >= low && level > 0; level--) {
		for (size_t i = 0; i < n; i++) {
			size_t end = i;
			while (end < n && v[end].level >= level)
				end++;
			for (size_t a = i, b = end; a + 1 < b; a++, b--) {
				struct placed t = v[a];
				v[a] = v[b - 1];
				v[b - 1] = t;
			}
			i = end > i ? end - 1 : i;
		}
	}
}

static void place_plain(const struct line_job *job, struct placed *v, size_t n)
{
	coord at = job->inl;

	for (size_t i = 0; i < n; i++) {
		uint32_t atom = job->line.from + (uint32_t)i;
		v[i] = (struct placed){.atom = atom, .at = at + job->gaps[i], .gap = at};
		at += job->gaps[i] + job->atoms->v[atom].ink;
	}
}

/* A gap inside a run turns around with it; at a run's edge it belongs to the text around
 * that run: its level is the lower one of its neighbours' (as UAX #9, N1 and N2 for a space). */
static void place_bidi(const struct line_job *job, struct placed *v, size_t n)
{
	struct placed *all = ARENA_ARRAY(job->st->scratch, 2 * n, struct placed);
	coord *gap = ARENA_ARRAY(job->st->scratch, n, coord), at = job->inl;
	size_t count = 0, k = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t atom = job->line.from + (uint32_t)i;
		uint8_t level = level_of(job, atom), before = i ? all[count - 1].level : level;

		all[count++] = (struct placed){
			.atom = atom, .level = before < level ? before : level, .is_gap = true};
		all[count++] = (struct placed){.atom = atom, .level = level};
	}
	reorder(all, count);
	for (size_t i = 0; i < count; i++) {
		uint32_t nth = all[i].atom - job->line.from;

		all[i].at = at;
		if (all[i].is_gap)
			gap[nth] = at;
		else
			v[k++] = all[i];
		at += all[i].is_gap ? job->gaps[nth] : job->atoms->v[all[i].atom].ink;
	}
	for (size_t i = 0; i < n; i++)
		v[i].gap = gap[v[i].atom - job->line.from];
}

struct placed *line_order(const struct line_job *job)
{
	size_t n = job->line.to - job->line.from;
	struct placed *v = ARENA_ARRAY(job->st->scratch, n + 1, struct placed);

	if (job->atoms->shaped->bidi)
		place_bidi(job, v, n);
	else
		place_plain(job, v, n);
	return v;
}
