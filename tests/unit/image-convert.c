/* image/codec, bmp, encode, convert: pictures as a screen or a sheet wants them. */
#include "image/convert.h"
#include "image/drawing.h"
#include "image/image.h"

#include "pictures.h"

#include <libdeflate.h>

static struct arena arena;
static struct codec *codec;

static const struct picture_fit screen = {
	.width = 100, .height = 80, .bytes_most = 1 << 20, .quality = QUALITY_USUAL, .scale = 1000};

static struct picture_fit grey_screen(void)
{
	struct picture_fit fit = screen;
	fit.grey = true;
	return fit;
}

static struct rendition made;

static const char *fitted(struct str bytes, const struct picture_fit *fit)
{
	struct probe p = probe_picture(bytes);
	g_assert_true(probe_usable(&p));
	return convert(codec, &p, bytes, fit, &arena, &made);
}

static struct probe result(void)
{
	struct probe p = probe_picture(made.bytes);
	g_assert_true(probe_usable(&p));
	g_assert_cmpuint(p.width, ==, made.width);
	g_assert_cmpuint(p.height, ==, made.height);
	g_assert_cmpint(p.kind == PROBE_PNG, ==, made.type == PICTURE_PNG);
	return p;
}

static void expect(struct str bytes, const struct picture_fit *fit, uint32_t width, uint32_t height)
{
	g_assert_cmpstr(fitted(bytes, fit), ==, NULL);
	g_assert_cmpuint(made.width, ==, width);
	g_assert_cmpuint(made.height, ==, height);
	result();
}

/* The pixels of what was made. */
static struct pixels look(void)
{
	struct probe p = probe_picture(made.bytes);
	struct codec_box box = {5000, 5000, false, true};
	struct pixels pixels;
	g_assert_cmpstr(codec_decode(codec, &p, made.bytes, &box, &pixels), ==, NULL);
	return pixels;
}

/* ---- sizes ---- */

static void test_sizes(void)
{
	static const struct {
		uint32_t box[2], natural[2], pixels, scale, wanted[2];
	} cases[] = {
		{{100, 80}, {50, 40}, 0, 1000, {50, 40}},
		{{100, 80}, {200, 100}, 0, 1000, {100, 50}},
		{{100, 80}, {100, 800}, 0, 1000, {10, 80}},
		{{100, 80}, {100000, 1}, 0, 1000, {100, 1}},
		{{3000, 3000}, {3000, 3000}, 4 << 20, 1000, {2047, 2047}},
		{{100, 80}, {200, 100}, 0, 500, {50, 25}},
		{{100, 80}, {1, 1}, 0, 200, {1, 1}},
		{{60000, 60000}, {8192, 8192}, 4 << 20, 1000, {2047, 2047}},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct picture_fit fit = {.width = cases[i].box[0],
					  .height = cases[i].box[1],
					  .pixels_most = cases[i].pixels,
					  .scale = (uint16_t)cases[i].scale};
		struct codec_size size =
			fit_size(&fit, (struct codec_size){cases[i].natural[0], cases[i].natural[1]});
		g_assert_cmpuint(size.width, ==, cases[i].wanted[0]);
		g_assert_cmpuint(size.height, ==, cases[i].wanted[1]);
	}
}

/* ---- as it is, or not ---- */

static struct str with_segment(struct str jpeg, struct str segment)
{
	struct buf b = BUF(&arena);
	buf_add(&b, str_head(jpeg, 2));
	buf_add(&b, segment);
	buf_add(&b, str_from_offset(jpeg, 2));
	return buf_str(&b);
}

/* APP1 with an orientation and nothing else, in either byte order. */
static struct str exif(int orientation, bool little)
{
	const char *head =
		little ? "II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0" : "MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1";
	struct buf b = BUF(&arena);
	buf_add(&b, S("\xff\xe1\0\x22"));
	buf_add(&b, S("Exif\0\0"));
	buf_add(&b, (struct str){head, 18});
	buf_add_char(&b, (char)(little ? orientation : 0));
	buf_add_char(&b, (char)(little ? 0 : orientation));
	buf_add(&b, S("\0\0\0\0\0\0"));
	return buf_str(&b);
}

static void test_untouched(void)
{
	struct picture_fit grey = grey_screen(), pdf = screen;
	pdf.any_jpeg = pdf.keep_alpha = true;
	struct str jpeg = test_jpeg(&arena, 90, 60, 3, false),
		   png = test_png(&arena, 90, 60, PNG_COLOR_TYPE_RGB, 0);
	struct str wide = test_jpeg(&arena, 120, 60, 3, false),
		   clear = test_png(&arena, 9, 6, PNG_COLOR_TYPE_RGB_ALPHA, 0);
	struct str progressive = test_jpeg(&arena, 90, 60, 3, true), cmyk = test_jpeg(&arena, 9, 6, 4, false);
	const struct {
		struct str bytes;
		const struct picture_fit *fit;
		bool untouched;
	} cases[] = {
		{jpeg, &screen, true},
		{png, &screen, true},
		{jpeg, &grey, false},
		{png, &grey, false},
		{test_jpeg(&arena, 90, 60, 1, false), &grey, true},
		{wide, &screen, false},
		{clear, &screen, false},
		{clear, &pdf, true},
		{progressive, &screen, false},
		{progressive, &pdf, true},
		{cmyk, &pdf, false},
		{with_segment(jpeg, exif(1, true)), &screen, true},
		{with_segment(jpeg, exif(6, true)), &screen, false},
		{with_segment(jpeg, S("\xff\xe2\0\x14ICC_PROFILE\0\1\1sRGB")), &screen, true},
		{with_segment(jpeg, S("\xff\xe2\0\x14ICC_PROFILE\0\1\1P3  ")), &screen, false},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("case %zu", i);
		g_assert_cmpstr(fitted(cases[i].bytes, cases[i].fit), ==, NULL);
		g_assert_cmpint(made.untouched, ==, cases[i].untouched);
		g_assert_cmpint(made.bytes.s == cases[i].bytes.s, ==, cases[i].untouched);
		result();
	}
}

/* What was made is baseline, without alpha, grey where asked, and has no more to say. */
static void test_made(void)
{
	struct picture_fit grey = grey_screen();
	expect(test_jpeg(&arena, 400, 300, 3, true), &screen, 100, 75);
	g_assert_cmpint(made.type, ==, PICTURE_JPEG);
	g_assert_false(result().coarse);
	expect(test_jpeg(&arena, 400, 300, 3, false), &grey, 100, 75);
	g_assert_cmpint(result().components, ==, 1);
	expect(test_jpeg(&arena, 40, 30, 4, false), &screen, 40, 30);
	g_assert_cmpint(result().components, ==, 3);
	expect(test_png(&arena, 400, 300, PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_ADAM7), &screen, 100, 75);
	g_assert_false(result().alpha);
	expect(test_png(&arena, 7, 5000, PNG_COLOR_TYPE_GRAY, 0), &screen, 1, 80);
}

/* Shrunk to its box again, what was made stays what it is. */
static void test_made_fits(void)
{
	expect(test_jpeg(&arena, 1000, 300, 3, true), &screen, 100, 30);
	struct str first = made.bytes;
	expect(first, &screen, 100, 30);
	g_assert_true(made.untouched && made.bytes.s == first.s);
}

/* ---- turned upright ---- */

static void test_orientation(void)
{
	struct picture_fit fit = screen;
	fit.width = fit.height = 60;
	for (int o = 1; o <= 8; o++)
		for (int little = 0; little < 2; little++) {
			struct str jpeg = with_segment(test_jpeg(&arena, 40, 20, 3, false), exif(o, little));
			struct probe p = probe_picture(jpeg);
			g_assert_cmpint(p.orientation, ==, o);
			expect(jpeg, &fit, o > 4 ? 20 : 40, o > 4 ? 40 : 20);
			g_assert_cmpint(made.untouched, ==, o == 1);
			g_assert_cmpint(result().orientation, ==, 1);
		}
}

static void test_orientation_damaged(void)
{
	struct str whole = str_from_offset(exif(6, true), 10);
	g_assert_cmpint(probe_orientation(whole), ==, 6);
	for (size_t n = 0; n < 22; n++)
		g_assert_cmpint(probe_orientation(str_head(whole, n)), ==, 1);
	g_assert_cmpint(probe_orientation(S("II*\0\xff\xff\xff\xff\1\0")), ==, 1);
	g_assert_cmpint(probe_orientation(S("II*\0\x08\0\0\0\xff\xff\x12\1\3\0\1\0\0\0\x09\0\0\0")), ==, 1);
}

/* ---- pixels ---- */

static struct pixels filled(uint32_t width, uint32_t height, unsigned bands,
			    uint8_t (*sample)(uint32_t, uint32_t, unsigned))
{
	struct pixels p = {ARENA_ARRAY(&arena, (size_t)width * height * bands, uint8_t), width, height,
			   bands};
	for (uint32_t i = 0; i < width * height * bands; i++)
		p.data[i] = sample(i / bands % width, i / bands / width, i % bands);
	return p;
}

static uint8_t stripes(uint32_t x, uint32_t y, unsigned band)
{
	(void)y;
	return band == 3 ? 255 : x / 8 % 2 ? 200 : (uint8_t)(band * 10);
}

static uint8_t noise(uint32_t x, uint32_t y, unsigned band)
{
	uint32_t n = (x * 73856093u) ^ (y * 19349663u) ^ (band * 83492791u);
	n ^= n >> 13;
	n *= 1274126177u;
	return (uint8_t)(n >> 24);
}

static uint8_t levels(uint32_t x, uint32_t y, unsigned band)
{
	(void)band;
	return (uint8_t)((x + y) % 4 * 85);
}

static void test_traits(void)
{
	struct traits t;
	struct pixels p = filled(64, 8, 4, stripes);
	pixels_examine(&p, &t);
	g_assert_true(t.opaque);
	g_assert_false(t.grey);
	g_assert_cmpuint(t.colours, ==, 2);
	g_assert_cmpuint(t.flat, >, 800);
	pixels_squeeze(&p, &t);
	g_assert_cmpuint(p.bands, ==, 3);
	p = filled(64, 8, 3, noise);
	pixels_examine(&p, &t);
	g_assert_cmpuint(t.colours, ==, PALETTE_MOST + 1);
	p = filled(64, 8, 3, levels);
	pixels_examine(&p, &t);
	g_assert_true(t.grey);
	pixels_squeeze(&p, &t);
	g_assert_cmpuint(p.bands, ==, 1);
	g_assert_cmpint(p.data[1], ==, 85);
}

/* PNG gives back every pixel, by palette, grey of few bits, and all the rest. */
static void test_png_round_trip(void)
{
	uint8_t (*const samples[])(uint32_t, uint32_t, unsigned) = {stripes, noise, levels};
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
		for (unsigned bands = 1; bands <= 4; bands++) {
			struct pixels p = filled(67, 13, bands, samples[i]), back;
			struct traits t;
			if (bands % 2 == 0) /* what is clear has no colour left */
				for (uint32_t at = 0; at < 67 * 13; at++)
					p.data[at * bands + bands - 1] = 255;
			pixels_examine(&p, &t);
			g_assert_true(encode_png(&p, &t, &arena, &made.bytes));
			back = look();
			g_assert_cmpuint(back.width, ==, 67);
			for (uint32_t at = 0; at < 67 * 13; at++)
				for (unsigned b = 0; b < bands; b++) {
					/* libvips makes grey three bands: alpha is still the last. */
					bool alpha = bands % 2 == 0 && b == bands - 1;
					unsigned there = alpha ? back.bands - 1 : b;
					g_assert_cmpint(back.data[at * back.bands + there], ==,
							p.data[at * bands + b]);
				}
			pixels_clear(&back);
		}
}

/* ---- JPEG or PNG ---- */

static struct str as_png(struct pixels p)
{
	struct traits t;
	struct str bytes;
	pixels_examine(&p, &t);
	g_assert_true(encode_png(&p, &t, &arena, &bytes));
	return bytes;
}

static void test_choice(void)
{
	struct picture_fit fit = {.width = 400, .height = 400, .quality = QUALITY_USUAL, .scale = 1000};
	g_assert_cmpstr(fitted(as_png(filled(800, 600, 3, stripes)), &fit), ==, NULL);
	g_assert_cmpint(made.type, ==, PICTURE_PNG);
	g_assert_cmpstr(fitted(as_png(filled(800, 600, 3, noise)), &fit), ==, NULL);
	g_assert_cmpint(made.type, ==, PICTURE_JPEG);
}

/* Noise is what no encoder can make small. */
static void test_bytes_most(void)
{
	struct picture_fit fit = {
		.width = 800, .height = 800, .bytes_most = 40000, .quality = QUALITY_USUAL, .scale = 1000};
	g_assert_cmpstr(fitted(as_png(filled(800, 800, 3, noise)), &fit), ==, NULL);
	g_assert_cmpuint(made.bytes.n, <=, fit.bytes_most);
	result();
}

/* Less quality, fewer pixels: never more bytes than the file had. */
static void test_never_larger(void)
{
	struct picture_fit fit = screen;
	struct str small = as_png(filled(40, 40, 3, stripes));
	fit.quality = 76;
	fit.anew = true;
	g_assert_cmpstr(fitted(small, &fit), ==, NULL);
	g_assert_cmpuint(made.bytes.n, <=, small.n);
}

/* ---- BMP ---- */

static void put_le(struct buf *b, uint32_t value, unsigned bytes)
{
	while (bytes--) {
		buf_add_char(b, (char)value);
		value >>= 8;
	}
}

/* 3 x 2 pixels: white, black, red; blue, green, white (the last row first). */
static struct str bmp_24(int32_t height)
{
	static const char rows[2][12] = {{'\xff', 0, 0, 0, '\xff', 0, '\xff', '\xff', '\xff'},
					 {'\xff', '\xff', '\xff', 0, 0, 0, 0, 0, '\xff'}};
	struct buf b = BUF(&arena);
	buf_add(&b, S("BM"));
	put_le(&b, 54 + 24, 4);
	put_le(&b, 0, 4);
	put_le(&b, 54, 4);
	put_le(&b, 40, 4);
	put_le(&b, 3, 4);
	put_le(&b, (uint32_t)height, 4);
	put_le(&b, 1, 2);
	put_le(&b, 24, 2);
	for (unsigned i = 0; i < 6; i++)
		put_le(&b, 0, 4);
	buf_add(&b, (struct str){rows[height < 0], 12});
	buf_add(&b, (struct str){rows[height >= 0], 12});
	return buf_str(&b);
}

static void test_bmp(void)
{
	static const uint8_t wanted[] = {255, 255, 255, 0, 0,   0, 255, 0,   0,
					 0,   0,   255, 0, 255, 0, 255, 255, 255};
	for (int down = 0; down < 2; down++) {
		struct pixels p;
		struct str bytes = bmp_24(down ? -2 : 2);
		g_assert_cmpstr(bmp_decode(bytes, &p), ==, NULL);
		g_assert_true(memcmp(p.data, wanted, sizeof wanted) == 0);
		pixels_clear(&p);
		expect(bytes, &screen, 3, 2);
		g_assert_cmpint(made.type, ==, PICTURE_PNG);
		/* Cut anywhere, it is refused. */
		for (size_t n = 0; n < bytes.n; n++)
			g_assert_nonnull(bmp_decode(str_head(bytes, n), &p));
	}
}

/* 2 x 1 pixels of 32 bits, red, with these alphas. */
static struct str bmp_32(uint8_t left, uint8_t right)
{
	static const uint32_t masks[] = {0xff0000, 0xff00, 0xff, 0xff000000};
	struct buf b = BUF(&arena);
	buf_add(&b, S("BM"));
	put_le(&b, 14 + 56 + 8, 4);
	put_le(&b, 0, 4);
	put_le(&b, 14 + 56, 4);
	put_le(&b, 56, 4);
	put_le(&b, 2, 4);
	put_le(&b, 1, 4);
	put_le(&b, 1, 2);
	put_le(&b, 32, 2);
	put_le(&b, 3, 4);
	for (unsigned i = 0; i < 5; i++)
		put_le(&b, 0, 4);
	for (size_t i = 0; i < G_N_ELEMENTS(masks); i++)
		put_le(&b, masks[i], 4);
	put_le(&b, 0xff0000 | (uint32_t)left << 24, 4);
	put_le(&b, 0xff0000 | (uint32_t)right << 24, 4);
	return buf_str(&b);
}

/* Kept where it is asked for, else on white; zeros everywhere mean that nothing was meant. */
static void test_bmp_alpha(void)
{
	static const struct {
		uint8_t alpha[2];
		bool keep;
		uint8_t wanted[8];
	} cases[] = {
		{{255, 0}, true, {255, 0, 0, 255, 255, 0, 0, 0}},
		{{255, 0}, false, {255, 0, 0, 255, 255, 255}},
		{{0, 0}, false, {255, 0, 0, 255, 0, 0}},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct codec_box box = {100, 100, false, cases[i].keep};
		struct str bytes = bmp_32(cases[i].alpha[0], cases[i].alpha[1]);
		struct probe p = probe_picture(bytes);
		struct pixels pixels;
		g_assert_cmpstr(codec_decode(codec, &p, bytes, &box, &pixels), ==, NULL);
		g_assert_cmpuint(pixels.bands, ==, cases[i].keep ? 4 : 3);
		g_assert_true(memcmp(pixels.data, cases[i].wanted, 2 * pixels.bands) == 0);
		pixels_clear(&pixels);
	}
}

static void test_bmp_damaged(void)
{
	struct pixels p;
	for (size_t at = 0; at < 54; at++)
		for (int value = 0; value < 256; value += 5) {
			struct str bytes = arena_str(&arena, bmp_24(2));
			((char *)bytes.s)[at] = (char)value;
			if (!bmp_decode(bytes, &p))
				pixels_clear(&p);
		}
}

/* ---- SVG ---- */

static struct str repeated(const char *head, const char *part, size_t n, const char *tail)
{
	struct buf b = BUF(&arena);
	buf_add(&b, S("<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'>"));
	buf_add(&b, str_from(head));
	for (size_t i = 0; i < n; i++)
		buf_add(&b, str_from(part));
	buf_add(&b, str_from(tail));
	return buf_str(&b);
}

static void test_svg(void)
{
	struct picture_fit fit = screen;
	expect(repeated("", "<rect width='15' height='20' fill='#c00'/>", 1, "</svg>"), &fit, 90, 60);
	struct pixels p = look();
	g_assert_cmpint(p.data[0], ==, 0xcc);
	g_assert_cmpint(p.data[p.bands * 89u], ==, 255); /* on white */
	pixels_clear(&p);
}

static void test_svg_refused(void)
{
	const struct {
		struct str bytes;
		const char *fault;
	} cases[] = {
		{repeated("", "<g>", 1000, ""), "it is nested too deep"},
		{repeated("", "<rect/>", 6000, "</svg>"), "it has too many elements"},
		{repeated("", "<use href='#a'/>", 1100, "</svg>"), "it repeats too much"},
		{repeated("", "<s:use href='#a'/>", 1100, "</svg>"), "it repeats too much"},
		{repeated("<marker id='m'>", "<path d='M0 0'/>", 17, "</marker></svg>"),
		 "it repeats too much"},
		{repeated("<path d='", "L1 1 L2 2 L3 3 ", 5000, "'/></svg>"), "an outline of it is too long"},
		{repeated("", "<feMorphology radius='9999'/>", 1, "</svg>"), "it filters, masks or embeds"},
		{repeated("", "<s:mask id='a'/>", 1, "</svg>"), "it filters, masks or embeds"},
		{repeated("", "<image href='data:image/png;base64,AAAA'/>", 1, "</svg>"),
		 "it filters, masks or embeds"},
		{repeated("", "<rect filter='blur(99px)'/>", 300, "</svg>"), "it filters, masks or embeds"},
		{repeated("", "<rect\nfilter\n=\n\"blur(9)\"/>", 1, "</svg>"), "it filters, masks or embeds"},
		{repeated("", "<rect style='fill:red;FILTER/**/:/**/blur(9)'/>", 1, "</svg>"),
		 "it filters, masks or embeds"},
		{repeated("", "<style>*{filter :drop-shadow(9px 9px 9px red)}</style>", 1, "</svg>"),
		 "it filters, masks or embeds"},
		{repeated("", "<style><![CDATA[*{filter:blur(9)}]]></style>", 1, "</svg>"),
		 "it filters, masks or embeds"},
		/* What hides behind the beginning of a comment that ends at once. */
		{repeated("", "<!--><![CDATA[--><mask id='m'/><!--]]>-->", 1, "</svg>"),
		 "it filters, masks or embeds"},
		{repeated("", "<rect/>", 1, ""), "it is cut off"},
		{arena_concat(&arena, S("<!DOCTYPE svg [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>"),
			      repeated("", "&b;", 1, "</svg>")),
		 "it declares entities"},
		{repeated("", "                                                  ", 50000, "</svg>"),
		 "it is too large"},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct probe p = probe_picture(cases[i].bytes);
		g_assert_cmpint(p.kind, ==, PROBE_SVG);
		g_assert_cmpstr(p.fault, ==, cases[i].fault);
	}
}

/* What drawing programs write. */
static void test_svg_usual(void)
{
	static const char *const inside[] = {
		/* Inkscape */
		"<sodipodi:namedview xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd'/>"
		"<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata>"
		"<g style='mix-blend-mode:normal;isolation:auto;filter:none;mask:none'><path d='M0 "
		"0h15v20h-15z' "
		"style='display:inline;fill:#c00;filter : none !important'/></g>",
		/* Illustrator */
		"<defs><style>.cls-1{fill:url(#g);}.cls-2{clip-path:url(#c);}</style><clipPath id='c'>"
		"<rect width='15' height='20'/></clipPath><linearGradient id='g' x2='30' "
		"gradientUnits='userSpaceOnUse'><stop offset='0' stop-color='#c00'/><stop offset='1' "
		"stop-color='#c00'/></linearGradient></defs><g class='cls-2'><rect class='cls-1' width='30' "
		"height='20'/></g>",
		/* draw.io */
		"<rect width='15' height='20' fill='#cc0000' "
		"style='font-family:&quot;Helvetica&quot;'/><switch>"
		"<foreignObject pointer-events='none' requiredFeatures='http://www.w3.org/TR/SVG11/feature#"
		"Extensibility'><div xmlns='http://www.w3.org/1999/xhtml' style='display: flex;'>a</div>"
		"</foreignObject><text x='1' y='1'></text></switch>",
		/* matplotlib */
		"<defs><style type='text/css'>*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>"
		"<g id='figure_1'><g id='patch_1'><path d='M0 20L15 20L15 0L0 0z' style='fill: "
		"#cc0000'/></g></g>",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(inside); i++) {
		g_test_message("case %zu", i);
		expect(repeated("", inside[i], 1, "</svg>"), &screen, 90, 60);
		struct pixels p = look();
		g_assert_cmpint(p.data[p.bands * (90u * 30 + 20)], ==, 0xcc);
		g_assert_cmpint(p.data[p.bands * (90u * 30 + 80)], ==, 255);
		pixels_clear(&p);
	}
}

/* What would be read from elsewhere is not there. */
static void test_svg_outside(void)
{
	static const char *const inside[] = {
		"<style>@import url(file:///dev/zero);</style>",
		"<use href='file:///etc/passwd#a'/>",
		"<style>rect{fill:url(file:///etc/passwd#a)}</style>",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(inside); i++) {
		g_assert_cmpstr(fitted(repeated("", inside[i], 1, "</svg>"), &screen), ==, NULL);
		struct pixels p = look();
		for (size_t at = 0; at < (size_t)p.width * p.height * p.bands; at++)
			g_assert_cmpint(p.data[at], ==, 255);
		pixels_clear(&p);
	}
}

/* ---- time and memory ---- */

static void add_chunk(struct buf *png, const char *type, struct str data)
{
	size_t at = png->n;
	uint32_t n = GUINT32_TO_BE((uint32_t)data.n);
	buf_add(png, (struct str){(const char *)&n, 4});
	buf_add(png, str_from(type));
	buf_add(png, data);
	uint32_t crc = GUINT32_TO_BE(libdeflate_crc32(0, png->s + at + 4, png->n - at - 4));
	buf_add(png, (struct str){(const char *)&crc, 4});
}

/* Black, 8 or 16 bits, RGB; without its pixels when `data` is false. */
static struct str large_png(uint32_t side, uint8_t depth, bool interlaced, bool data)
{
	const uint32_t size = GUINT32_TO_BE(side);
	const char rest[5] = {(char)depth, PNG_COLOR_TYPE_RGB, 0, 0, interlaced};
	struct buf head = BUF(&arena), png = BUF(&arena);
	buf_add(&head, (struct str){(const char *)&size, 4});
	buf_add(&head, (struct str){(const char *)&size, 4});
	buf_add(&head, (struct str){rest, 5});
	buf_add(&png, S("\x89PNG\r\n\x1a\n"));
	add_chunk(&png, "IHDR", buf_str(&head));
	size_t n = data ? (size_t)side * (side * 3 * (depth / 8) + 1) : 9;
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(1);
	char *black = g_malloc0(n), *packed = g_malloc(n / 50 + 1000);
	add_chunk(&png, "IDAT",
		  (struct str){packed, libdeflate_zlib_compress(c, black, n, packed, n / 50 + 1000)});
	add_chunk(&png, "IEND", S(""));
	libdeflate_free_compressor(c);
	g_free(black);
	g_free(packed);
	return buf_str(&png);
}

/* An interlaced one cannot be decoded in rows: libvips holds all of it. */
static void test_memory(void)
{
	struct codec_size size;
	for (int interlaced = 0; interlaced < 2; interlaced++) {
		struct str png = large_png(8000, 16, interlaced, false);
		struct probe p = probe_picture(png);
		g_assert_true(probe_usable(&p));
		g_assert_cmpstr(codec_measure(codec, &p, png, &size), ==,
				interlaced ? "it has too many pixels" : NULL);
	}
}

static void *request_soon(void *cancel)
{
	g_usleep(100 * 1000);
	atomic_store(&((struct cancel *)cancel)->requested, true);
	return NULL;
}

/* A decoder is stopped in the midst of its work. */
static void test_stopped(void)
{
	struct str png = large_png(8000, 8, false, true);
	struct probe p = probe_picture(png);
	struct codec_box box = {5000, 5000, false, false};
	struct pixels pixels;
	struct cancel cancel = {0};
	struct codec *hasty = codec_new(&(struct codec_options){.milliseconds = 50});
	g_assert_cmpstr(codec_decode(hasty, &p, png, &box, &pixels), ==, "it takes too long");
	g_assert_null(pixels.data);
	codec_free(hasty);
	struct codec *stoppable = codec_new(&(struct codec_options){.cancel = &cancel});
	GThread *thread = g_thread_new("cancel", request_soon, &cancel);
	g_assert_cmpstr(codec_decode(stoppable, &p, png, &box, &pixels), ==, "interrupted");
	g_thread_join(thread);
	codec_free(stoppable);
	/* It is the time that was at fault. */
	g_assert_cmpstr(codec_decode(codec, &p, png, &box, &pixels), ==, NULL);
	pixels_clear(&pixels);
}

/* What is spelt so that no scan sees it; and what each layer of takes all memory. */
static const char hidden_filter[] = "<rect width='30' height='20' style='\\66ilter:blur(99px)'/>";

static const char *draw(struct codec *c, struct str svg)
{
	struct probe p = probe_picture(svg);
	struct codec_box box = {3000, 3000, false, true};
	struct pixels pixels;
	g_assert_true(probe_usable(&p));
	const char *fault = codec_decode(c, &p, svg, &box, &pixels);
	g_assert_true((fault == NULL) == (pixels.data != NULL));
	pixels_clear(&pixels);
	return fault;
}

/* Drawing cannot be stopped from within: its process is ended, and the next drawing has another. */
static void test_svg_stopped(void)
{
	struct str heavy = repeated("", hidden_filter, 400, "</svg>"),
		   light = repeated("", "<rect/>", 1, "</svg>");
	struct cancel cancel = {0};
	struct codec *hasty = codec_new(&(struct codec_options){.milliseconds = 300});
	g_assert_cmpstr(draw(hasty, heavy), ==, "it takes too long to draw");
	codec_free(hasty);
	struct codec *stoppable = codec_new(&(struct codec_options){.cancel = &cancel});
	GThread *thread = g_thread_new("cancel", request_soon, &cancel);
	gint64 begun = g_get_monotonic_time();
	g_assert_cmpstr(draw(stoppable, heavy), ==, "interrupted");
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 2 * G_USEC_PER_SEC);
	g_thread_join(thread);
	atomic_store(&cancel.requested, false);
	g_assert_cmpstr(draw(stoppable, light), ==, NULL);
	codec_free(stoppable);
}

static void test_svg_memory(void)
{
	struct buf b = BUF(&arena);
	for (int i = 0; i < 90; i++)
		buf_add(&b, S("<g opacity='.9'><rect width='30' height='20'/>"));
	for (int i = 0; i < 90; i++)
		buf_add(&b, S("</g>"));
	g_assert_cmpstr(draw(codec, repeated(buf_cstr(&b), "", 1, "</svg>")), ==, "it cannot be decoded");
	g_assert_cmpstr(draw(codec, repeated("", "<rect/>", 1, "</svg>")), ==, NULL);
}

static void *draw_often(void *svg)
{
	for (int i = 0; i < 6; i++)
		g_assert_cmpstr(draw(codec, *(const struct str *)svg), ==, NULL);
	return NULL;
}

static void test_svg_at_once(void)
{
	GThread *threads[4];
	struct str svg = repeated("", "<rect/>", 1, "</svg>"); /* the arena is the main thread's */
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("draw", draw_often, &svg);
	for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
}

/* ---- damage ---- */

/* Nothing torn or twisted does more than fail. */
static void test_damaged(void)
{
	struct str files[] = {test_jpeg(&arena, 60, 40, 3, false), test_jpeg(&arena, 60, 40, 3, true),
			      test_png(&arena, 60, 40, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7)};
	struct picture_fit grey = grey_screen();
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		for (size_t at = 20; at < files[i].n; at += 97) {
			struct str bytes = arena_str(&arena, files[i]);
			((char *)bytes.s)[at] ^= 0x55;
			struct probe p = probe_picture(bytes);
			if (probe_usable(&p) &&
			    !convert(codec, &p, str_head(bytes, p.size), &grey, &arena, &made))
				result();
		}
}

/* A canvas of 4 by 4, a red frame of 2 by 2 inside it: what browsers leave to the page is not black. */
static void test_small_frame(void)
{
	static const char gif[] = "GIF89a\4\0\4\0\x80\0\0\xff\0\0\0\0\xff"
				  "\x21\xf9\4\0\0\0\0\0"
				  "\x2c\1\0\1\0\2\0\2\0\0\2\4\x04\x41\x10\x05\0;";
	enum { control_flags = 22, frame_left = 28 };
	struct codec_box box = {100, 100, false, false};
	struct str bytes = {gif, sizeof gif - 1};
	struct probe p = probe_picture(bytes);
	struct codec_size size;
	struct pixels pixels;
	g_assert_cmpstr(codec_measure(codec, &p, bytes, &size), ==, NULL);
	g_assert_cmpuint(size.width, ==, 2);
	g_assert_cmpuint(size.height, ==, 2);
	g_assert_cmpstr(codec_decode(codec, &p, bytes, &box, &pixels), ==, NULL);
	for (size_t i = 0; i < (size_t)pixels.width * pixels.height * pixels.bands; i++)
		g_assert_cmpuint(pixels.data[i], ==, i % pixels.bands ? 0 : 255);
	pixels_clear(&pixels);

	/* With transparent pixels it lies on its canvas, and that on white. */
	char *clear = g_memdup2(gif, sizeof gif);
	clear[control_flags] = 1;
	clear[control_flags + 3] = 1;
	bytes.s = clear;
	g_assert_null(gif_of_first_frame(bytes));
	g_assert_cmpstr(codec_decode(codec, &p, bytes, &box, &pixels), ==, NULL);
	g_assert_cmpuint(pixels.width, ==, 4);
	for (unsigned i = 0; i < pixels.bands; i++)
		g_assert_cmpuint(pixels.data[i], ==, 255);
	pixels_clear(&pixels);

	/* Torn anywhere, or with a frame outside, it is left alone. */
	for (size_t n = 0; n < sizeof gif - 1; n++) {
		char *torn = g_memdup2(gif, n ? n : 1), *own = gif_of_first_frame((struct str){torn, n});
		g_assert_true(!own || n > frame_left);
		g_free(own);
		g_free(torn);
	}
	clear[control_flags] = 0;
	clear[frame_left] = 9;
	g_assert_null(gif_of_first_frame(bytes));
	g_free(clear);
}

static void test_wrong_types(void)
{
	static const struct {
		enum probe_kind kind;
		struct str bytes;
	} cases[] = {
		{PROBE_GIF, {"GIF89a\1\0\1\0", 10}},
		{PROBE_WEBP, {"RIFF\x20\0\0\0WEBPVP8 \0\0\0\0", 20}},
		{PROBE_HEIF,
		 {"\0\0\0\x18"
		  "ftypavif\0\0\0\0avifmif1",
		  24}},
		{PROBE_TIFF, {"II*\0\x08\0\0\0\0\0", 10}},
		{PROBE_BMP, {"BM\0\0\0\0", 6}},
		{PROBE_SVG, {"<svg></svg", 10}},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct probe p = probe_picture(cases[i].bytes);
		g_assert_cmpint(p.kind, ==, cases[i].kind);
		if (probe_usable(&p))
			g_assert_nonnull(convert(codec, &p, cases[i].bytes, &screen, &arena, &made));
	}
}

int main(int argc, char **argv)
{
	if (drawing_serve(argc, argv))
		return 0;
	g_test_init(&argc, &argv, NULL);
	g_log_set_always_fatal(G_LOG_FATAL_MASK); /* libvips warns of what is wrong with a picture */
	codec = codec_new(NULL);
	g_test_add_func("/image/convert/sizes", test_sizes);
	g_test_add_func("/image/convert/small-frame", test_small_frame);
	g_test_add_func("/image/convert/untouched", test_untouched);
	g_test_add_func("/image/convert/made", test_made);
	g_test_add_func("/image/convert/made-fits", test_made_fits);
	g_test_add_func("/image/convert/orientation", test_orientation);
	g_test_add_func("/image/convert/orientation-damaged", test_orientation_damaged);
	g_test_add_func("/image/convert/traits", test_traits);
	g_test_add_func("/image/convert/png", test_png_round_trip);
	g_test_add_func("/image/convert/choice", test_choice);
	g_test_add_func("/image/convert/bytes-most", test_bytes_most);
	g_test_add_func("/image/convert/never-larger", test_never_larger);
	g_test_add_func("/image/convert/bmp", test_bmp);
	g_test_add_func("/image/convert/bmp-damaged", test_bmp_damaged);
	g_test_add_func("/image/convert/bmp-alpha", test_bmp_alpha);
	g_test_add_func("/image/convert/svg", test_svg);
	g_test_add_func("/image/convert/svg-refused", test_svg_refused);
	g_test_add_func("/image/convert/svg-usual", test_svg_usual);
	g_test_add_func("/image/convert/svg-outside", test_svg_outside);
	g_test_add_func("/image/convert/memory", test_memory);
	g_test_add_func("/image/convert/stopped", test_stopped);
	g_test_add_func("/image/convert/svg-stopped", test_svg_stopped);
	g_test_add_func("/image/convert/svg-memory", test_svg_memory);
	g_test_add_func("/image/convert/svg-at-once", test_svg_at_once);
	g_test_add_func("/image/convert/damaged", test_damaged);
	g_test_add_func("/image/convert/wrong-types", test_wrong_types);
	int status = g_test_run();
	codec_free(codec);
	codec_shutdown();
	arena_clear(&arena);
	return status;
}
