#include "epub/pictures.h"

#include "base/bytes.h"
#include "epub/escape.h"
#include "epub/names.h"
#include "epub/writer.h"

#include <glib.h>

/* ---- on a page ---- */

/* Browsers and readers count 96 px to the inch, e-reader screens have 212 to 300:
 * about two and a half device pixels to one of a picture.  Two, so that what is
 * shown is never blurred much. */
#define DEVICE_PX_PER_PX 2
#define PX_WIDTH_DEFAULT 1448u
/* Taller than this share of the screen, the picture and its caption part company. */
#define HEIGHT_PERCENT_MOST 85u
/* A long strip (a chat, an infographic) is not made narrower than this: it would
 * be unreadable; the reader scrolls or splits it. */
#define STRIP_PERCENT_LEAST 60u
#define PERCENT_LEAST       5u

static uint64_t percent_of_screen(uint64_t px, uint64_t screen)
{
	return screen ? px * 100 / screen : 100;
}

/* The width at which the picture is as high as a page has room for. */
static uint64_t percent_by_height(const struct picture *p, const struct profile *profile)
{
	if (!profile->px_height || !profile->px_width || !p->px_height)
		return 100;
	uint64_t percent = (uint64_t)HEIGHT_PERCENT_MOST * profile->px_height * p->px_width /
			   ((uint64_t)p->px_height * profile->px_width);
	return percent < STRIP_PERCENT_LEAST ? STRIP_PERCENT_LEAST : percent;
}

unsigned picture_percent(const struct picture *p, const struct profile *profile)
{
	uint64_t px = p->width && p->width < p->px_width ? p->width : p->px_width;
	uint64_t screen = profile->px_width ? profile->px_width : PX_WIDTH_DEFAULT;
	uint64_t percent = percent_of_screen(px * DEVICE_PX_PER_PX, screen);
	uint64_t most = percent_by_height(p, profile);
	percent = percent > most ? most : percent;
	percent = percent > 100 ? 100 : percent;
	return (unsigned)(percent < PERCENT_LEAST ? PERCENT_LEAST : percent);
}

unsigned picture_percent_high(const struct picture *p, const struct profile *profile)
{
	uint64_t wide = profile->px_width ? profile->px_width : PX_WIDTH_DEFAULT;
	uint64_t high = profile->px_height ? profile->px_height : wide * 4 / 3;
	uint64_t percent = (uint64_t)picture_percent(p, profile) * wide * p->px_height / (high * p->px_width);
	return (unsigned)(percent < PERCENT_LEAST ? PERCENT_LEAST : percent > 100 ? 100 : percent);
}

static bool is_there(const struct picture *p)
{
	return p->type != PICTURE_NONE && picture_file_size(p);
}

static bool describes(struct str text)
{
	return xml_visible(text, S("")).n && !picture_is_file_name(text);
}

static void note_picture(struct writer *w, const struct picture *p)
{
	VEC_PUSH(w->arena, &w->body->pictures, p);
	if (!p->alt_stated || !describes(p->alt))
		w->body->undescribed = true;
}

static void write_img(struct writer *w, const struct picture *p)
{
	note_picture(w, p);
	xml_attr(&w->out, "src", name_picture(w->arena, p));
	xml_attr(&w->out, "alt", p->alt);
	xml_attr_some(&w->out, "title", p->title);
}

/* A picture that is not there leaves a quiet frame with what it would have shown. */
static void write_missing(struct writer *w, const struct block *b)
{
	const struct picture *p = b->picture;
	bool linked;
	buf_add(&w->out, S("<p class=\"missing\""));
	id_write(w, b->id);
	buf_add_char(&w->out, '>');
	linked = picture_link_open(w, b->link, true);
	xml_text(&w->out, describes(p->alt)     ? p->alt
			  : describes(p->title) ? p->title
						: word(w->setting->words, WORD_MISSING));
	buf_add(&w->out, linked ? S("</a></p>\n") : S("</p>\n"));
}

void picture_write(struct writer *w, const struct block *b)
{
	if (!is_there(b->picture)) {
		write_missing(w, b);
		return;
	}
	bool linked = picture_link_open(w, b->link, xml_visible(b->picture->alt, S("")).n > 0);
	buf_add(&w->out, S("<img"));
	id_write(w, b->id);
	write_img(w, b->picture);
	if (w->setting->vertical)
		buf_printf(&w->out, " style=\"height: %u%%\"/>",
			   picture_percent_high(b->picture, w->setting->profile));
	else
		buf_printf(&w->out, " style=\"width: %u%%\"/>",
			   picture_percent(b->picture, w->setting->profile));
	buf_add(&w->out, linked ? S("</a>\n") : S("\n"));
}

/* Up to this height a picture in a line is a sign (an emoji), as high as the text. */
#define SIGN_PX_MOST 64u

void picture_write_inline(struct writer *w, const struct picture *p)
{
	if (!is_there(p)) {
		xml_text(&w->out, p->alt);
		return;
	}
	buf_add(&w->out,
		p->px_height <= SIGN_PX_MOST ? S("<img class=\"sign\"") : S("<img class=\"inline\""));
	write_img(w, p);
	buf_add(&w->out, S("/>"));
}

/* ---- in the container ---- */

struct pictures {
	GHashTable *by_name; /* char * → const struct picture * */
	struct arena *arena;
};

struct pictures *pictures_new(struct arena *a)
{
	struct pictures *p = ARENA_NEW(a, struct pictures);
	p->arena = a;
	p->by_name = g_hash_table_new(g_str_hash, g_str_equal);
	return p;
}

void pictures_free(struct pictures *p)
{
	g_hash_table_unref(p->by_name);
}

static struct part picture_part(struct str name, const struct picture *picture)
{
	struct part part = part_picture(name, picture);
	part.media_type = picture->type == PICTURE_PNG ? "image/png" : "image/jpeg";
	return part;
}

void pictures_add(struct pictures *p, const struct picture *picture, struct package *package,
		  struct diags *diags)
{
	struct str name = name_picture(p->arena, picture);
	const struct picture *other = g_hash_table_lookup(p->by_name, name.s);
	if (!other) {
		g_hash_table_insert(p->by_name, arena_cstr(p->arena, name), (gpointer)picture);
		VEC_PUSH(package->arena, &package->parts, picture_part(name, picture));
	} else if (!picture_same(other, picture)) {
		/* Only made on purpose: 64 bits of hash and the length are the same. */
		diag_add(diags, DIAG_PICTURE_CLASH, picture->line,
			 "two pictures with one hash, %.*s is shown for both", STR_FMT(other->src));
	}
}

/* PNG chunks: length, type, data, CRC.  An acTL chunk stands before the first IDAT. */
#define PNG_HEAD     8u
#define PNG_CHUNK    12u
#define PNG_LOOK_MAX 64u /* chunks: a file of a million empty ones is not worth the walk */

bool picture_moves(const struct picture *p)
{
	size_t at = PNG_HEAD;
	if (p->type != PICTURE_PNG)
		return false;
	for (size_t i = 0; i < PNG_LOOK_MAX && at + PNG_CHUNK <= p->bytes.n; i++) {
		struct str type = str_head(str_from_offset(p->bytes, at + 4), 4);
		if (str_eq(type, S("acTL")))
			return true;
		if (str_eq(type, S("IDAT")))
			return false;
		at += PNG_CHUNK + (size_t)bytes_big(p->bytes.s + at, 4);
	}
	return false;
}
