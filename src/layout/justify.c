#include "layout/justify.h"

/* Deals `amount` out to the gaps of one rank, in proportion to what each can
 * bear; sums of quotients are rounded, so that nothing is left over. */
struct deal {
	int64_t amount, total;
	int64_t seen, given;
};

static coord deal_next(struct deal *d, coord bears)
{
	int64_t upto;

	d->seen += bears;
	upto = d->amount * d->seen / d->total;
	bears = (coord)(upto - d->given);
	d->given = upto;
	return bears;
}

static int64_t shrink_rank(const struct atoms *t, size_t from, size_t to, int64_t need, unsigned rank,
			   coord *gaps)
{
	struct deal d = {0};

	for (size_t i = from + 1; i < to; i++)
		if (t->v[i].shrink_rank == rank)
			d.total += t->v[i].shrink;
	if (d.total == 0)
		return 0;
	d.amount = need < d.total ? need : d.total;
	for (size_t i = from + 1; i < to; i++)
		if (t->v[i].shrink_rank == rank)
			gaps[i - from] -= deal_next(&d, t->v[i].shrink);
	return d.amount;
}

static int64_t stretch_rank(const struct atoms *t, size_t from, size_t to, int64_t need, unsigned rank,
			    coord *gaps)
{
	struct deal d = {0};

	for (size_t i = from + 1; i < to; i++)
		if (t->v[i].stretch_rank == rank)
			d.total += t->v[i].stretch;
	if (d.total == 0)
		return 0;
	d.amount = need < d.total ? need : d.total;
	for (size_t i = from + 1; i < to; i++)
		if (t->v[i].stretch_rank == rank)
			gaps[i - from] += deal_next(&d, t->v[i].stretch);
	return d.amount;
}

static int64_t stretch_reserve(const struct atoms *t, size_t from, size_t to, int64_t need, coord *gaps)
{
	struct deal d = {.total = atoms_between(t, from, to).reserve};

	if (d.total == 0)
		return 0;
	d.amount = need < d.total ? need : d.total;
	for (size_t i = from + 1; i < to; i++)
		if (t->v[i].reserve)
			gaps[i - from] += deal_next(&d, t->v[i].reserve);
	return d.amount;
}

/* Beyond all limits: equal shares for every gap that can stretch at all; where
 * there is none, for every gap before which a line might end. */
static int64_t stretch_beyond(const struct atoms *t, size_t from, size_t to, int64_t need, coord *gaps)
{
	for (int any = 0; any < 2; any++) {
		struct deal d = {.amount = need};

		for (size_t i = from + 1; i < to; i++)
			d.total +=
				any ? t->v[i].before != BREAK_NEVER && !t->v[i].fixed : t->v[i].stretch > 0;
		if (d.total == 0)
			continue;
		for (size_t i = from + 1; i < to; i++)
			if (any ? t->v[i].before != BREAK_NEVER && !t->v[i].fixed : t->v[i].stretch > 0)
				gaps[i - from] += deal_next(&d, 1);
		return need;
	}
	return 0;
}

int64_t justify_line(const struct atoms *t, size_t from, size_t to, int64_t width, bool stretch, coord *gaps,
		     struct adjustment *adjustment)
{
	struct adjustment unasked = {0}, *done = adjustment ? adjustment : &unasked;
	int64_t natural = atoms_between(t, from, to).width;
	int64_t need = width - natural;

	*done = (struct adjustment){0};
	if (from == to)
		return 0;
	gaps[0] = 0;
	for (size_t i = from + 1; i < to; i++)
		gaps[i - from] = t->v[i].natural;
	for (unsigned r = 0; r < RANK_COUNT && need < 0; r++) {
		int64_t given = shrink_rank(t, from, to, -need, r, gaps);
		done->by_rank[r] = (coord)-given;
		need += given;
	}
	for (unsigned r = 0; r < RANK_COUNT && need > 0 && stretch; r++) {
		int64_t taken = stretch_rank(t, from, to, need, r, gaps);
		done->by_rank[r] = (coord)taken;
		need -= taken;
	}
	if (need > 0 && stretch) {
		int64_t taken = stretch_reserve(t, from, to, need, gaps);
		done->reserve = (coord)taken;
		need -= taken;
	}
	if (need > 0 && stretch) {
		int64_t taken = stretch_beyond(t, from, to, need, gaps);
		done->beyond = (coord)taken;
		need -= taken;
	}
	return width - need;
}
