#include "build/pictures.h"

#define EPUB_PIXELS_MOST (4u << 20)
#define EPUB_BYTES_MOST  ((size_t)1 << 20)

#define DPI_MOST 300
/* layout/figures.c sets no picture higher than this. */
#define PAGE_PART 600 /* 1/1000 */

struct picture_fit pictures_fit_epub(const struct profile *profile)
{
	return (struct picture_fit){
		.width = profile->px_width,
		.height = profile->px_height,
		.pixels_most = EPUB_PIXELS_MOST,
		.bytes_most = EPUB_BYTES_MOST,
		.grey = profile->grey,
		.quality = QUALITY_USUAL,
		.scale = 1000,
	};
}

/* Rounded up: 1 px more is no picture of 301 dpi. */
static uint32_t px_at_most(coord length)
{
	return (uint32_t)(((int64_t)length * DPI_MOST + 72 * 1024 - 1) / (72 * 1024));
}

struct picture_fit pictures_fit_page(const struct page_style *style)
{
	const struct profile *p = &style->profile;
	coord width = p->width - style->margin_inner - style->margin_outer;
	coord height = p->height - style->margin_top - style->margin_bottom;
	if (!style->vertical) {
		/* A measure is a whole number of ems. */
		width = (width - style->column_gap * (p->columns - 1)) / p->columns;
		width = width / style->size * style->size;
		height = (coord)((int64_t)height * PAGE_PART / 1000);
	}
	return (struct picture_fit){
		.width = px_at_most(width),
		.height = px_at_most(height),
		.grey = p->grey,
		.keep_alpha = true,
		.any_jpeg = true,
		.quality = QUALITY_USUAL,
		.scale = 1000,
	};
}

bool pictures_make(struct making *m, const struct picture_fit *fit)
{
	return album_fit(m->album, fit, m->options->jobs, m->options->cancel);
}

bool pictures_make_set(struct making *m, const struct picture_fit *fit, const struct display *display)
{
	for (size_t i = 0; i < display->pages.n; i++) {
		const struct page *page = &display->pages.v[i];
		for (size_t j = 0; j < page->paints.n; j++) {
			const struct paint *p = &page->paints.v[j];
			if (p->kind != PAINT_PICTURE)
				continue;
			uint32_t inl = px_at_most(p->picture.inl_size), blk = px_at_most(p->picture.blk_size);
			album_narrow(m->album, p->picture.picture, display->vertical ? blk : inl,
				     display->vertical ? inl : blk);
		}
	}
	return pictures_make(m, fit);
}

/* ---- the budget ---- */

#define TRIES_MOST 4
/* The text around them takes a few bytes more or less when pictures change their names. */
#define SLACK 512u

struct budget {
	struct making *m;
	const struct output *output;
	uint64_t most;
	uint64_t before; /* bytes of the first try */
	struct album_squeeze squeezed;
};

static uint64_t room_for_pictures(const struct budget *b, uint64_t size)
{
	uint64_t pictures = album_count(b->m->album).bytes;
	uint64_t rest = (size > pictures ? size - pictures : 0) + SLACK;
	return b->most > rest ? b->most - rest : 0;
}

static double megabytes(uint64_t bytes)
{
	return (double)bytes / (1 << 20);
}

static void report(const struct budget *b, uint64_t size)
{
	struct diags *diags = b->m->diags;
	struct str path = str_from(b->output->path);
	if (size > b->most)
		diag_add_file(diags, DIAG_OVER_BUDGET, path, 0,
			      "%.1f MB, over its budget of %.1f MB however small its pictures are",
			      megabytes(size), megabytes(b->most));
	else
		diag_add_file(diags, DIAG_BUDGET, path, 0,
			      "%.1f MB were brought to %.1f MB: pictures in quality %u, %u %% of their size",
			      megabytes(b->before), megabytes(size), b->squeezed.quality,
			      b->squeezed.scale / 10);
}

/* Too large, or room was left by what else became smaller: the cover shows a picture, too. */
static bool is_off(const struct budget *b, uint64_t size)
{
	bool fits = b->before > b->most && b->squeezed.fits;
	return b->most > 0 && (size > b->most || (fits && size < b->most - b->most / 100));
}

/* A picture may be taken away while it waits to be written (a store that is pruned just now): then
 * the rest is written without it.  It ends, for each round has one picture less. */
static bool write_whole(struct making *m, const struct picture_fit *fit, struct stream *out,
			write_output *write, void *context)
{
	while (!write(context, out)) {
		if (!album_lost(m->album) || !pictures_make(m, fit))
			return false;
		stream_truncate(out, 0);
	}
	return true;
}

bool pictures_within_budget(struct making *m, const struct output *output, const struct picture_fit *fit,
			    struct stream *out, write_output *write, void *context)
{
	struct budget b = {.m = m, .output = output, .most = output->bytes_most};
	if (!write_whole(m, fit, out, write, context))
		return false;
	b.before = stream_size(out);
	uint64_t room = 0, last = UINT64_MAX;
	for (int i = 0; i < TRIES_MOST && is_off(&b, stream_size(out)); i++, last = room) {
		room = room_for_pictures(&b, stream_size(out));
		if (room == last)
			break;
		if (!album_squeeze(m->album, fit, room, m->options->jobs, m->options->cancel, &b.squeezed))
			return false;
		stream_truncate(out, 0);
		if (!write_whole(m, fit, out, write, context))
			return false;
	}
	if (b.most && b.before > b.most)
		report(&b, stream_size(out));
	return true;
}
