#include "image/convert.h"

/* Raised when other bytes come out for the same picture and fit. */
#define CONVERSION_VERSION 1

/* ---- sizes ---- */

static uint32_t at_least_one(uint64_t px)
{
	return px ? (uint32_t)px : 1;
}

static struct codec_size shrink(struct codec_size size, uint64_t numerator, uint64_t denominator)
{
	return (struct codec_size){at_least_one(size.width * numerator / denominator),
				   at_least_one(size.height * numerator / denominator)};
}

/* Largest r with r * r <= n. */
static uint64_t root(uint64_t n)
{
	uint64_t r = 0;
	for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1)
		if ((r + bit) * (r + bit) <= n)
			r += bit;
	return r;
}

struct codec_size fit_size(const struct picture_fit *fit, struct codec_size natural)
{
	struct codec_size s = natural;
	if (s.width > fit->width)
		s = (struct codec_size){fit->width, at_least_one((uint64_t)s.height * fit->width / s.width)};
	if (s.height > fit->height)
		s = (struct codec_size){at_least_one((uint64_t)s.width * fit->height / s.height),
					fit->height};
	uint64_t area = (uint64_t)s.width * s.height;
	if (fit->pixels_most && area > fit->pixels_most)
		s = shrink(s, root((uint64_t)fit->pixels_most << 20), root(area << 20) + 1);
	return fit->scale < 1000 ? shrink(s, fit->scale, 1000) : s;
}

struct str fit_name(const struct picture_fit *fit, struct codec_size natural, struct arena *a)
{
	struct codec_size s = fit_size(fit, natural);
	return arena_printf(a, "%ux%u-%s%s%s%s-q%u-m%zu-v%d", s.width, s.height,
			    fit->grey ? "grey" : "colour", fit->keep_alpha ? "-alpha" : "",
			    fit->any_jpeg ? "-any" : "", fit->anew ? "-anew" : "", fit->quality,
			    fit->bytes_most, CONVERSION_VERSION);
}

/* ---- as it is ---- */

bool fit_already(const struct picture_fit *fit, const struct probe *p, size_t bytes)
{
	struct codec_size natural = {p->width, p->height}, wanted = fit_size(fit, natural);
	if ((p->kind != PROBE_PNG && p->kind != PROBE_JPEG) || fit->anew)
		return false;
	if (wanted.width < natural.width || wanted.height < natural.height ||
	    (fit->bytes_most && bytes > fit->bytes_most))
		return false;
	if (p->orientation != 1 || p->colours != COLOURS_SRGB || (fit->grey && p->components != 1))
		return false;
	if (p->kind == PROBE_JPEG)
		return p->components != 4 && (fit->any_jpeg || !p->coarse);
	return !p->coarse && !p->animated && (fit->keep_alpha || !p->alpha);
}

/* ---- JPEG or PNG ---- */

/* More than this of its pixels equal their neighbour: no photograph. */
#define FLAT_DRAWING 400u
/* A drawing's PNG may be so many times as large as its JPEG would be, which blurs edges ... */
#define PNG_WORTH 3u
/* ... and up to this size nobody asks. */
#define PNG_SMALL ((size_t)48 << 10)

struct encoding {
	struct pixels *pixels;
	const struct traits *traits;
	const struct picture_fit *fit;
	bool lossy; /* was a JPEG: has no sharp edges left to keep */
	struct arena *a;
};

static bool too_large(const struct encoding *e, struct str bytes)
{
	return e->fit->bytes_most && bytes.n > e->fit->bytes_most;
}

/* Steps down in quality until it is small enough; false: it never is. */
#define QUALITY_STEP  10u
#define QUALITY_LEAST 40u

static bool jpeg_within(const struct encoding *e, struct str *out)
{
	unsigned quality = e->fit->quality;
	if (!encode_jpeg(e->pixels, quality, e->a, out))
		return false;
	while (too_large(e, *out) && quality >= QUALITY_LEAST + QUALITY_STEP) {
		quality -= QUALITY_STEP;
		if (!encode_jpeg(e->pixels, quality, e->a, out))
			return false;
	}
	return !too_large(e, *out);
}

static bool png_is_worth_it(const struct encoding *e, struct str png, struct str jpeg)
{
	if (too_large(e, png))
		return false;
	/* Where room is wanted (a budget), the smaller one is. */
	unsigned worth = e->fit->anew ? 1 : PNG_WORTH;
	return png.n <= jpeg.n * worth;
}

static bool choose(const struct encoding *e, struct rendition *out)
{
	struct str png = {0}, jpeg = {0};
	bool drawing = !e->lossy && (e->traits->flat >= FLAT_DRAWING || e->traits->colours <= 16);
	bool have_png = (drawing || !e->traits->opaque) && encode_png(e->pixels, e->traits, e->a, &png);
	out->type = PICTURE_PNG;
	out->bytes = png;
	if (!e->traits->opaque)
		return have_png && !too_large(e, png);
	if (have_png && png.n <= PNG_SMALL && !too_large(e, png))
		return true;
	bool have_jpeg = jpeg_within(e, &jpeg);
	if (have_png && (have_jpeg ? png_is_worth_it(e, png, jpeg) : !too_large(e, png)))
		return true;
	out->type = PICTURE_JPEG;
	out->bytes = jpeg;
	return have_jpeg;
}

/* ---- the whole ---- */

static const char too_many_bytes[] = "it does not become small enough";

static const char *convert_once(struct codec *c, const struct probe *p, struct str bytes,
				const struct picture_fit *fit, struct codec_size size, struct arena *a,
				struct rendition *out)
{
	struct codec_box box = {size.width, size.height, fit->grey, fit->keep_alpha};
	struct pixels pixels;
	struct traits traits;
	const char *fault = codec_decode(c, p, bytes, &box, &pixels);
	if (fault)
		return fault;
	pixels_examine(&pixels, &traits);
	unsigned before = pixels.bands;
	pixels_squeeze(&pixels, &traits);
	if (pixels.bands != before)
		pixels_examine(&pixels, &traits);
	struct encoding e = {&pixels, &traits, fit, p->kind == PROBE_JPEG, a};
	bool ok = choose(&e, out);
	out->width = pixels.width;
	out->height = pixels.height;
	out->components = pixels.bands < 3 ? 1 : 3;
	pixels_clear(&pixels);
	return ok ? NULL : too_many_bytes;
}

/* Drawings are drawn up to so many times as large as they say: they lose nothing by it. */
#define SVG_ENLARGE_MOST 3u

struct codec_size drawn_size(const struct probe *p, struct codec_size natural)
{
	if (p->kind != PROBE_SVG)
		return natural;
	return (struct codec_size){natural.width * SVG_ENLARGE_MOST, natural.height * SVG_ENLARGE_MOST};
}

/* A picture of noise, within its box but over bytes_most at any quality: smaller then. */
#define SMALLER_TRIES 4

void pass_on(const struct probe *p, struct str bytes, struct rendition *out)
{
	*out = (struct rendition){
		.type = p->kind == PROBE_JPEG ? PICTURE_JPEG : PICTURE_PNG,
		.bytes = bytes,
		.width = p->width,
		.height = p->height,
		.components = p->components,
		.untouched = true,
	};
}

const char *convert(struct codec *c, const struct probe *p, struct str bytes, const struct picture_fit *fit,
		    struct arena *a, struct rendition *out)
{
	struct codec_size natural = {p->width, p->height};
	*out = (struct rendition){.untouched = fit_already(fit, p, bytes.n)};
	if (out->untouched) {
		pass_on(p, bytes, out);
		return NULL;
	}
	const char *fault = codec_measure(c, p, bytes, &natural);
	if (fault)
		return fault;
	struct picture_fit usual = *fit;
	usual.anew = false;
	usual.scale = 1000;
	struct codec_size size = fit_size(fit, drawn_size(p, natural));
	for (int i = 0; i < SMALLER_TRIES; i++) {
		fault = convert_once(c, p, bytes, fit, size, a, out);
		if (fault != too_many_bytes)
			break;
		size = shrink(size, 7, 10);
	}
	/* What was made smaller to save bytes must have saved some. */
	if (!fault && out->bytes.n >= bytes.n && fit_already(&usual, p, bytes.n))
		pass_on(p, bytes, out);
	return fault;
}
