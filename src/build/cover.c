#include "build/cover.h"

#include "image/album.h"
#include "image/store.h"
#include "layout/layout.h"
#include "raster/raster.h"

#include <sys/stat.h>

#define COVER_QUALITY 85
/* The cover is set on a page of this width: sizes in a style are meant for about A5. */
#define COVER_PAGE PT(420)
/* Raised when other bytes come out for the same display list. */
#define COVER_VARIANT S("cover-v1")

struct cover_size {
	uint32_t px_width;
	coord height; /* on a page of COVER_PAGE */
};

/* The screen's; a picture that was given keeps its shape within it. */
static struct cover_size cover_size(const struct profile *profile, const struct picture *given)
{
	uint64_t wide = profile->px_width, high = profile->px_height;
	if (given && (uint64_t)given->px_height * wide > (uint64_t)given->px_width * high)
		wide = high * given->px_width / given->px_height;
	wide = wide ? wide : 1;
	return (struct cover_size){
		.px_width = (uint32_t)wide,
		.height = given ? coord_scale(COVER_PAGE, (int)given->px_height, (int)given->px_width)
				: coord_scale(COVER_PAGE, profile->px_height, profile->px_width),
	};
}

/* ---- all that decides what it looks like, as text ---- */

/* Which outlines: by the file's size and time, for fonts are large. */
static void tell_face(struct buf *b, const struct face *face)
{
	struct stat st;
	struct str file = face_file(face);
	if (stat(arena_cstr(b->arena, file), &st) != 0)
		st = (struct stat){0};
	buf_printf(b, "%.*s %u %lld %lld.%09ld", STR_FMT(file), face_index(face), (long long)st.st_size,
		   (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static void tell_run(struct buf *b, const struct glyph_run *run)
{
	tell_face(b, run->face);
	buf_printf(b, " %d %u %d", run->size, (unsigned)run->ink, (int)run->turn);
	for (uint32_t i = 0; i < run->count; i++)
		buf_printf(b, " %d,%d,%u", run->glyphs[i].at, run->glyphs[i].rise, run->glyphs[i].gid);
}

static void tell_paint(struct buf *b, const struct paint *p)
{
	const struct picture *picture = p->kind == PAINT_PICTURE ? p->picture.picture : NULL;
	buf_printf(b, "%d %d %d ", (int)p->kind, p->inl, p->blk);
	switch (p->kind) {
	case PAINT_GLYPHS:
		tell_run(b, p->run);
		break;
	case PAINT_RECT:
		buf_printf(b, "%d %d %u", p->rect.inl_size, p->rect.blk_size, (unsigned)p->rect.ink);
		break;
	case PAINT_PICTURE:
		buf_printf(
			b, "%d %d %d %llu %zu", p->picture.inl_size, p->picture.blk_size, (int)picture->type,
			(unsigned long long)(picture->bytes.n ? content_hash(picture->bytes) : picture->hash),
			picture_file_size(picture));
		break;
	}
	buf_add_char(b, '\n');
}

static void name_cover(const struct display *d, uint32_t px_width, bool grey, struct arena *a,
		       char sha[STORE_SHA + 1])
{
	struct buf b = BUF(a);
	buf_printf(&b, WENZHAI_VERSION " %d %d %d %u %d\n", d->width, d->height, d->vertical,
		   (unsigned)px_width, grey);
	for (size_t i = 0; i < d->pages.v[0].paints.n; i++)
		tell_paint(&b, &d->pages.v[0].paints.v[i]);
	store_sha(buf_str(&b), sha);
}

/* ---- drawing ---- */

static struct str paint(const struct making *m, const struct display *d, uint32_t px_width, bool grey,
			struct arena *a)
{
	struct raster raster;
	struct str jpeg = S("");
	char sha[STORE_SHA + 1];
	struct variant v = {.width = px_width};
	name_cover(d, px_width, grey, a, sha);
	if (store_variant_read(m->store, sha, COVER_VARIANT, a, &jpeg))
		return jpeg;
	jpeg = S("");
	if (!raster_page(d, 0, px_width, a, &raster) || !raster_jpeg(&raster, grey, COVER_QUALITY, a, &jpeg))
		return S("");
	/* With a hole where a picture was taken away just now it is not worth keeping. */
	if (!album_lost(m->album))
		store_variant_write(m->store, sha, COVER_VARIANT, jpeg, &v);
	return jpeg;
}

struct str cover_draw(const struct making *m, const struct output *output, const struct page_style *page,
		      struct arena *a)
{
	if (!m->fonts && !m->issue->cover)
		return S("");
	struct shaper *shaper = m->fonts ? shaper_new(m->fonts) : NULL;
	struct cover_size size = cover_size(&output->profile, m->issue->cover);
	struct display *display = layout_cover(page, shaper, a, m->issue, COVER_PAGE, size.height);
	struct str jpeg = S("");
	if (display && display->pages.n)
		jpeg = paint(m, display, size.px_width, output->profile.grey, a);
	if (shaper)
		shaper_free(shaper);
	return jpeg;
}
