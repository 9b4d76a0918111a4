/* A budget for all pictures of an issue. */
#include "image/album-entries.h"

#include <stdlib.h>

/* Down to a quality of 48 a photograph on paper or on a screen of 300 dpi shows no
 * blocks; below that fewer pixels are the lesser evil. */
const struct squeeze_step squeeze_steps[SQUEEZE_STEPS] = {
	{80, 1000, 1000}, {92, 1000, 990}, {86, 1000, 960}, {80, 1000, 930}, {76, 1000, 870},
	{72, 1000, 800},  {68, 1000, 735}, {64, 1000, 685}, {60, 1000, 640}, {56, 1000, 605},
	{52, 1000, 570},  {48, 1000, 540}, {48, 930, 480},  {48, 860, 425},  {48, 800, 375},
	{46, 740, 330},   {46, 680, 285},  {46, 620, 245},  {44, 560, 205},  {44, 500, 170},
	{44, 440, 135},   {42, 380, 105},  {42, 320, 78},   {40, 260, 54},   {40, 200, 34},
};

void set_step(struct entry *e, unsigned step)
{
	e->step = step;
	e->between.quality = 0;
}

struct squeeze {
	struct album *album;
	const struct picture_fit *fit;
	unsigned jobs;
	const struct cancel *cancel;
	struct arena arena;
};

/* Makes all pictures at a step, unless that was done. */
static bool try_step(struct squeeze *s, unsigned step)
{
	struct album *a = s->album;
	struct trial *t = &s->album->trials[step];
	if (t->sizes)
		return true;
	for (size_t i = 0; i < a->entries.n; i++)
		set_step(&a->entries.v[i], step);
	if (!album_fit(a, s->fit, s->jobs, s->cancel))
		return false;
	t->sizes = ARENA_ARRAY(&a->trial_arena, a->entries.n, size_t);
	for (size_t i = 0; i < a->entries.n; i++)
		t->sizes[i] = a->entries.v[i].content.size;
	t->total = album_count(a).bytes;
	return true;
}

/* The first step that is expected to be small enough, by how one that was tried came out. */
static unsigned guess(const struct squeeze *s, unsigned tried, uint64_t bytes)
{
	unsigned step = 0;
	uint64_t total = s->album->trials[tried].total, per = squeeze_steps[tried].expected;
	while (step + 1 < SQUEEZE_STEPS && total * squeeze_steps[step].expected / per > bytes)
		step++;
	return step;
}

/* Between a step that is too large and one that is not there is none: `*step` is the latter,
 * or the last of all. */
static bool find_step(struct squeeze *s, uint64_t bytes, unsigned *step)
{
	unsigned too_large = 0, small = SQUEEZE_STEPS, at = 0;
	if (!try_step(s, 0))
		return false;
	while (small - too_large > 1 && too_large + 1 < SQUEEZE_STEPS) {
		at = guess(s, at, bytes);
		at = at <= too_large ? too_large + 1 : at >= small ? small - 1 : at;
		if (!try_step(s, at))
			return false;
		if (s->album->trials[at].total <= bytes)
			small = at;
		else
			too_large = at;
	}
	*step = small < SQUEEZE_STEPS ? small : SQUEEZE_STEPS - 1;
	return true;
}

/* ---- room that is left ---- */

struct candidate {
	uint64_t order; /* by content */
	size_t entry;
};

static int by_order(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return (a->entry > b->entry) - (a->entry < b->entry);
}

/* In an order that no article can choose. */
static struct candidate *in_order(struct squeeze *s)
{
	const struct album *a = s->album;
	struct candidate *list = ARENA_ARRAY(&s->arena, a->entries.n, struct candidate);
	for (size_t i = 0; i < a->entries.n; i++)
		list[i] = (struct candidate){a->entries.v[i].hash, i};
	qsort(list, a->entries.n, sizeof *list, by_order);
	return list;
}

/* Raises pictures one step while there is room.  The first for which there is not enough, or NULL. */
static struct entry *give_back(struct squeeze *s, unsigned step, uint64_t bytes)
{
	struct album *a = s->album;
	const struct trial *now = &s->album->trials[step], *before = &s->album->trials[step - 1];
	const struct candidate *list = in_order(s);
	struct entry *first = NULL;
	uint64_t total = now->total;
	for (size_t i = 0; i < a->entries.n; i++) {
		size_t at = list[i].entry;
		uint64_t with = total - now->sizes[at] + before->sizes[at];
		set_step(&a->entries.v[at], with <= bytes ? step - 1 : step);
		if (with <= bytes)
			total = with;
		else if (!first)
			first = &a->entries.v[at];
	}
	return first;
}

/* Of few pictures one makes much of the whole: it is raised by a part of a step. */
#define PARTS_TRIED 4
/* Less than this part of the room is not worth a picture's being made again. */
#define ROOM_WORTH 200

static bool give_part(struct squeeze *s, struct entry *e, unsigned step, uint64_t bytes)
{
	struct squeeze_step low = squeeze_steps[step], high = squeeze_steps[step - 1], best = {0};
	for (int i = 0; i < PARTS_TRIED; i++) {
		e->between.quality = (uint8_t)((low.quality + high.quality) / 2);
		e->between.scale = (uint16_t)((low.scale + high.scale) / 2);
		if (!album_fit(s->album, s->fit, s->jobs, s->cancel))
			return false;
		if (album_count(s->album).bytes <= bytes)
			low = best = e->between;
		else
			high = e->between;
	}
	e->between = best;
	return true;
}

/* As much of the room as pictures can take. */
static bool fill(struct squeeze *s, unsigned step, uint64_t bytes)
{
	struct album *a = s->album;
	if (step == 0 || !a->trials[step - 1].sizes || a->trials[step].total > bytes)
		return true;
	struct entry *next = give_back(s, step, bytes);
	/* Step 0 is the file as it is: nothing is between. */
	if (!next || step == 1)
		return true;
	if (!album_fit(a, s->fit, s->jobs, s->cancel))
		return false;
	uint64_t left = bytes - MIN(bytes, album_count(a).bytes);
	return left < bytes / ROOM_WORTH || give_part(s, next, step, bytes);
}

bool album_squeeze(struct album *a, const struct picture_fit *fit, uint64_t bytes, unsigned jobs,
		   const struct cancel *cancel, struct album_squeeze *done)
{
	struct squeeze s = {.album = a, .fit = fit, .jobs = jobs, .cancel = cancel};
	unsigned step = 0;
	arena_init(&s.arena);
	bool ok = find_step(&s, bytes, &step);
	if (ok) {
		for (size_t i = 0; i < a->entries.n; i++)
			set_step(&a->entries.v[i], step);
		ok = fill(&s, step, bytes) && album_fit(a, fit, jobs, cancel);
	}
	*done = (struct album_squeeze){squeeze_steps[step].quality, squeeze_steps[step].scale,
				       ok && a->trials[step].total <= bytes};
	arena_clear(&s.arena);
	return ok;
}
