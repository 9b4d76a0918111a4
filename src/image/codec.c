#include "image/codec.h"

#include "base/library.h"
#include "image/drawing.h"

#include <dlfcn.h>
#include <glib.h>
#include <vips/vips.h>
/* Not among what vips.h includes. */
#include <vips/vector.h>

static const char *const library_name = "libvips.so.42";

/* What is called of it. */
#define VIPS_CALLS(X)                      \
	X(vips_init)                       \
	X(vips_version_string)             \
	X(vips_error_clear)                \
	X(vips_block_untrusted_set)        \
	X(vips_operation_block_set)        \
	X(vips_type_find)                  \
	X(vips_cache_set_max)              \
	X(vips_concurrency_set)            \
	X(vips_vector_set_enabled)         \
	X(vips_image_new_from_buffer)      \
	X(vips_image_new_from_memory)      \
	X(vips_image_new_matrixv)          \
	X(vips_image_set_double)           \
	X(vips_image_set_kill)             \
	X(vips_image_set_progress)         \
	X(vips_image_get_width)            \
	X(vips_image_get_height)           \
	X(vips_image_get_bands)            \
	X(vips_image_get_format)           \
	X(vips_image_get_typeof)           \
	X(vips_image_get_interpretation)   \
	X(vips_image_get_orientation_swap) \
	X(vips_image_hasalpha)             \
	X(vips_image_write_to_memory)      \
	X(vips_array_double_newv)          \
	X(vips_area_unref)                 \
	X(vips_format_sizeof)              \
	X(vips_thumbnail_buffer)           \
	X(vips_thumbnail_image)            \
	X(vips_colourspace)                \
	X(vips_copy)                       \
	X(vips_flatten)                    \
	X(vips_extract_band)               \
	X(vips_cast)                       \
	X(vips_conv)                       \
	X(g_signal_connect_data)           \
	X(g_object_unref)

struct vips {
	VIPS_CALLS(LIBRARY_FIELD)
};

static const struct library_call calls[] = {
#define ROW(name) LIBRARY_CALL(struct vips, name)
	VIPS_CALLS(ROW)
#undef ROW
};

struct codec {
	struct codec_options options;
	struct drawings *drawings; /* NULL: drawn here */
	GMutex lock;               /* held while it is loaded */
	gint tried;                /* atomic: 1 once the rest is settled */
	const char *fault;         /* NULL: loaded */
	struct vips vips;
};

/* ---- loading ---- */

/* All loaders are blocked, then these let through: a class of each bases the ones for
 * files, memory and sources.  The name to look for says whether the build has it. */
static const struct {
	enum probe_kind kind;
	const char *name, *found_by;
} loaders[] = {
	{PROBE_PNG, "VipsForeignLoadPng", "pngload_buffer"},
	{PROBE_JPEG, "VipsForeignLoadJpeg", "jpegload_buffer"},
	{PROBE_GIF, "VipsForeignLoadNsgif", "gifload_buffer"},
	{PROBE_WEBP, "VipsForeignLoadWebp", "webpload_buffer"},
	{PROBE_HEIF, "VipsForeignLoadHeif", "heifload_buffer"},
	{PROBE_TIFF, "VipsForeignLoadTiff", "tiffload_buffer"},
	{PROBE_SVG, "VipsForeignLoadSvg", "svgload_buffer"},
};

/* What libraries complain of is the picture's affair, and told as a diagnostic. */
static void be_silent(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
	(void)domain, (void)level, (void)message, (void)data;
}

static void settle(const struct vips *v)
{
	g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, be_silent, NULL);
	v->vips_block_untrusted_set(TRUE);
	v->vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(loaders); i++)
		v->vips_operation_block_set(loaders[i].name, FALSE);
	v->vips_cache_set_max(0);
	v->vips_concurrency_set(1);
	v->vips_vector_set_enabled(FALSE);
}

static const char *load(struct vips *v)
{
	void *library = library_open(&library_name, 1);
	if (!library)
		return "libvips is not installed";
	if (!library_find(library, calls, G_N_ELEMENTS(calls), v))
		return "libvips is too old";
	/* May be called again and again: only the first counts. */
	if (v->vips_init("wenzhai") != 0)
		return "libvips does not start";
	settle(v);
	return NULL;
}

const char *codec_fault(struct codec *c)
{
	if (g_atomic_int_get(&c->tried))
		return c->fault;
	g_mutex_lock(&c->lock);
	if (!g_atomic_int_get(&c->tried)) {
		c->fault = load(&c->vips);
		g_atomic_int_set(&c->tried, 1);
	}
	g_mutex_unlock(&c->lock);
	return c->fault;
}

struct codec *codec_new(const struct codec_options *options)
{
	struct codec *c = g_new0(struct codec, 1);
	if (options)
		c->options = *options;
	if (!c->options.milliseconds)
		c->options.milliseconds = CODEC_MS_MAX;
	if (!c->options.draws)
		c->drawings = drawings_new();
	g_mutex_init(&c->lock);
	return c;
}

/* The library stays: it registers types with GLib, which cannot be taken back. */
void codec_free(struct codec *c)
{
	if (!c)
		return;
	drawings_free(c->drawings);
	g_mutex_clear(&c->lock);
	g_free(c);
}

void codec_shutdown(void)
{
	void *library = dlopen(library_name, RTLD_NOW | RTLD_NOLOAD), *function;
	void (*shutdown)(void);
	if (!library)
		return;
	function = dlsym(library, "vips_shutdown");
	memcpy(&shutdown, &function, sizeof function);
	if (shutdown)
		shutdown();
	dlclose(library);
}

const char *codec_version(struct codec *c)
{
	return codec_fault(c) ? "" : c->vips.vips_version_string();
}

bool codec_reads(struct codec *c, enum probe_kind kind)
{
	if (codec_fault(c))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(loaders); i++)
		if (loaders[i].kind == kind)
			return c->vips.vips_type_find("VipsOperation", loaders[i].found_by) != 0;
	return kind == PROBE_BMP;
}

/* ---- sizes ---- */

/* Rows that libvips keeps of what is decoded row by row, and more. */
#define ROWS_AT_ONCE 128
/* With transparency it keeps more, as premultiplied floats; measured at widths from 8,000 on, which keep
 * the most. */
#define CLEAR_ROWS_AT_ONCE 1300
#define CLEAR_BYTES        16

static uint64_t rows_kept(uint64_t height, uint64_t most)
{
	return height < most ? height : most;
}

/* Which kinds are decoded row by row, whatever their size.  Of several scans libjpeg keeps all. */
static bool decoded_in_rows(const struct probe *p)
{
	return (p->kind == PROBE_PNG && !p->interlaced) ||
	       (p->kind == PROBE_JPEG && !p->coarse && p->scans == 1);
}

static const char *check_size(const struct vips *v, const struct probe *p, VipsImage *image)
{
	int width = v->vips_image_get_width(image), height = v->vips_image_get_height(image);
	uint64_t samples = (uint64_t)v->vips_image_get_bands(image) *
			   v->vips_format_sizeof(v->vips_image_get_format(image));
	struct probe unused = {0};
	if (width < 1 || height < 1 || !probe_set_size(&unused, (uint32_t)width, (uint32_t)height))
		return width < 1 || height < 1 ? "it has no pixels" : "it has too many pixels";
	/* A picture that a vector drawing makes is as large as we ask. */
	uint64_t rows = rows_kept((uint64_t)height, decoded_in_rows(p) ? ROWS_AT_ONCE : UINT64_MAX);
	bool much = (uint64_t)width * rows * samples > CODEC_FRAME_BYTES_MAX;
	if (decoded_in_rows(p) && v->vips_image_hasalpha(image))
		much = (uint64_t)width * rows_kept((uint64_t)height, CLEAR_ROWS_AT_ONCE) * CLEAR_BYTES >
		       2 * CODEC_FRAME_BYTES_MAX;
	return much && p->kind != PROBE_SVG ? "it has too many pixels" : NULL;
}

/* Has it colours of its own?  sRGB that says so is taken as sRGB: through a profile it
 * would come out a little different, and three times as late. */
static bool has_profile(const struct vips *v, const struct probe *p, VipsImage *image)
{
	if (p->kind == PROBE_PNG || (p->kind == PROBE_JPEG && p->components != 4))
		return p->colours == COLOURS_PROFILE;
	return v->vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0 ||
	       v->vips_image_get_interpretation(image) == VIPS_INTERPRETATION_CMYK;
}

/* What a file's header says. */
struct header {
	struct codec_size size; /* upright */
	bool profile;
};

static const char *read_header(struct codec *c, const struct probe *p, struct str bytes, struct header *h)
{
	const struct vips *v = &c->vips;
	*h = (struct header){.profile = false};
	if (p->kind == PROBE_BMP)
		return bmp_measure(bytes, &h->size);
	if (codec_fault(c))
		return c->fault;
	VipsImage *image = v->vips_image_new_from_buffer(bytes.s, bytes.n, "", NULL);
	if (!image) {
		v->vips_error_clear();
		return "it cannot be decoded";
	}
	const char *fault = check_size(v, p, image);
	bool turned = v->vips_image_get_orientation_swap(image);
	uint32_t width = (uint32_t)v->vips_image_get_width(image);
	uint32_t height = (uint32_t)v->vips_image_get_height(image);
	h->size = (struct codec_size){turned ? height : width, turned ? width : height};
	h->profile = has_profile(v, p, image);
	v->g_object_unref(image);
	return fault;
}

static gint64 until(const struct codec *c)
{
	return g_get_monotonic_time() + (gint64)c->options.milliseconds * 1000;
}

/* `bytes` of a GIF, or what is to be read instead, which *own keeps. */
static struct str first_frame(const struct probe *p, struct str bytes, char **own)
{
	*own = p->kind == PROBE_GIF ? gif_of_first_frame(bytes) : NULL;
	return *own ? (struct str){*own, bytes.n} : bytes;
}

const char *codec_measure(struct codec *c, const struct probe *p, struct str bytes, struct codec_size *size)
{
	if (p->kind == PROBE_SVG && c->drawings) {
		const struct drawing_limits limits = {c->options.cancel, until(c)};
		return drawings_measure(c->drawings, bytes, &limits, size);
	}
	struct header h;
	char *own;
	const char *fault = read_header(c, p, first_frame(p, bytes, &own), &h);
	*size = h.size;
	g_free(own);
	return fault;
}

/* ---- how long it may take ---- */

/* A decoder that is given rows one by one is stopped between them. */
struct patience {
	const struct vips *vips;
	const struct cancel *cancel;
	gint64 until; /* g_get_monotonic_time's */
};

static const char *patience_over(const struct patience *p)
{
	if (cancel_requested(p->cancel))
		return "interrupted";
	return g_get_monotonic_time() > p->until ? "it takes too long" : NULL;
}

static void on_progress(VipsImage *image, void *progress, struct patience *p)
{
	(void)progress;
	if (patience_over(p))
		p->vips->vips_image_set_kill(image, TRUE);
}

static void set_patience(VipsImage *image, struct patience *p)
{
	p->vips->vips_image_set_progress(image, TRUE);
	p->vips->g_signal_connect_data(image, "eval", G_CALLBACK(on_progress), p, NULL, 0);
}

/* ---- decoding ---- */

/* A pipeline that takes each step's place with the next; NULL once one failed. */
struct pipe {
	const struct vips *v;
	VipsImage *image;
	struct patience *patience;
};

static void pipe_take(struct pipe *p, int status, VipsImage *const *next)
{
	p->v->g_object_unref(p->image);
	p->image = status == 0 ? *next : NULL;
}

/* A drawing is made in the box's size. */
static VipsImage *shrink_file(const struct vips *v, const struct probe *p, struct str bytes,
			      const struct codec_box *box, bool profile)
{
	VipsImage *out = NULL;
	VipsSize size = p->kind == PROBE_SVG ? VIPS_SIZE_BOTH : VIPS_SIZE_DOWN;
	void *data = (void *)bytes.s;
	int status = v->vips_thumbnail_buffer(
		data, bytes.n, &out, (int)box->width, "height", (int)box->height, "size", size, "fail_on",
		VIPS_FAIL_ON_TRUNCATED, profile ? "export_profile" : NULL, "srgb", NULL);
	return status == 0 ? out : NULL;
}

/* libjpeg shrinks by 2, 4 or 8 as it decodes; at least so much, in eighths, is left for
 * the better filter. */
#define JPEG_MARGIN 10u

static unsigned jpeg_shrink(struct codec_size size, const struct codec_box *box)
{
	unsigned by = 8;
	while (by > 1 && (uint64_t)size.width * 8 < (uint64_t)box->width * by * JPEG_MARGIN &&
	       (uint64_t)size.height * 8 < (uint64_t)box->height * by * JPEG_MARGIN)
		by /= 2;
	return by;
}

static int shrink_image(const struct vips *v, VipsImage *in, VipsImage **out, const struct codec_box *box,
			bool profile)
{
	return v->vips_thumbnail_image(in, out, (int)box->width, "height", (int)box->height, "size",
				       VIPS_SIZE_DOWN, profile ? "export_profile" : NULL, "srgb", NULL);
}

static VipsImage *shrink_jpeg(const struct vips *v, struct str bytes, const struct codec_box *box,
			      struct codec_size size, bool profile, struct patience *patience)
{
	VipsImage *out = NULL;
	VipsImage *in = v->vips_image_new_from_buffer(bytes.s, bytes.n, "", "shrink", jpeg_shrink(size, box),
						      "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
						      VIPS_FAIL_ON_TRUNCATED, NULL);
	if (in) /* one that is turned is decoded here and now */
		set_patience(in, patience);
	if (in && shrink_image(v, in, &out, box, profile) != 0)
		out = NULL;
	if (in)
		v->g_object_unref(in);
	return out;
}

static VipsImage *shrink_pixels(const struct vips *v, const struct pixels *from, const struct codec_box *box)
{
	size_t n = (size_t)from->width * from->height * from->bands;
	VipsImage *out = NULL, *in = NULL,
		  *bare = v->vips_image_new_from_memory(from->data, n, (int)from->width, (int)from->height,
							(int)from->bands, VIPS_FORMAT_UCHAR);
	/* What the bands mean: else none of them is alpha. */
	if (bare && v->vips_copy(bare, &in, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0)
		in = NULL;
	if (bare)
		v->g_object_unref(bare);
	if (in && shrink_image(v, in, &out, box, false) != 0)
		out = NULL;
	if (in)
		v->g_object_unref(in);
	return out;
}

static void to_colours(struct pipe *p, bool grey)
{
	VipsInterpretation have = p->v->vips_image_get_interpretation(p->image);
	VipsInterpretation want =
		grey || have == VIPS_INTERPRETATION_B_W || have == VIPS_INTERPRETATION_GREY16
			? VIPS_INTERPRETATION_B_W
			: VIPS_INTERPRETATION_sRGB;
	VipsImage *next = NULL;
	if (have != want)
		pipe_take(p, p->v->vips_colourspace(p->image, &next, want, NULL), &next);
	if (p->image && p->v->vips_image_get_format(p->image) != VIPS_FORMAT_UCHAR)
		pipe_take(p, p->v->vips_cast(p->image, &next, VIPS_FORMAT_UCHAR, NULL), &next);
}

static void lay_on_white(struct pipe *p)
{
	VipsImage *next = NULL;
	VipsArrayDouble *white = p->v->vips_array_double_newv(1, 255.0);
	int status = p->v->vips_flatten(p->image, &next, "background", white, NULL);
	p->v->vips_area_unref((VipsArea *)white);
	pipe_take(p, status, &next);
}

/* TIFF may carry any number of bands. */
static void drop_bands(struct pipe *p)
{
	int bands = p->v->vips_image_get_bands(p->image);
	bool alpha = p->v->vips_image_hasalpha(p->image);
	VipsImage *next = NULL;
	int keep = bands >= 3 ? 3 + (alpha && bands > 3) : 1 + (alpha && bands > 1);
	if (keep < bands)
		pipe_take(p, p->v->vips_extract_band(p->image, &next, 0, "n", keep, NULL), &next);
}

/* A strong shrink averages edges away: a little of what a pixel differs from its
 * neighbours is added to it.  The eight neighbours weigh -1, the pixel 32. */
#define SHARPEN_FROM 2u /* times smaller */

static void sharpen(struct pipe *p)
{
	VipsImage *next = NULL;
	VipsImage *mask =
		p->v->vips_image_new_matrixv(3, 3, -1.0, -1.0, -1.0, -1.0, 32.0, -1.0, -1.0, -1.0, -1.0);
	p->v->vips_image_set_double(mask, "scale", 24.0);
	int status = p->v->vips_conv(p->image, &next, mask, "precision", VIPS_PRECISION_INTEGER, NULL);
	p->v->g_object_unref(mask);
	pipe_take(p, status, &next);
}

static bool shrunk_much(const struct vips *v, const VipsImage *image, struct codec_size size)
{
	return (uint64_t)v->vips_image_get_width(image) * SHARPEN_FROM <= size.width &&
	       v->vips_image_get_width(image) > 2 && v->vips_image_get_height(image) > 2;
}

static bool run(struct pipe *p, const struct codec_box *box, struct codec_size size, struct pixels *out)
{
	const struct vips *v = p->v;
	bool much = p->image && shrunk_much(v, p->image, size);
	if (p->image)
		to_colours(p, box->grey);
	if (p->image && !box->keep_alpha && v->vips_image_hasalpha(p->image))
		lay_on_white(p);
	if (p->image)
		drop_bands(p);
	if (p->image && much && !v->vips_image_hasalpha(p->image))
		sharpen(p);
	if (!p->image)
		return false;
	set_patience(p->image, p->patience);
	size_t n;
	*out = (struct pixels){
		.width = (uint32_t)v->vips_image_get_width(p->image),
		.height = (uint32_t)v->vips_image_get_height(p->image),
		.bands = (unsigned)v->vips_image_get_bands(p->image),
		.data = v->vips_image_write_to_memory(p->image, &n),
	};
	return out->data && n == (size_t)out->width * out->height * out->bands;
}

static bool decode_bmp(const struct vips *v, struct str bytes, const struct codec_box *box,
		       struct codec_size size, struct patience *patience, struct pixels *out)
{
	struct pixels whole = {0};
	struct pipe pipe = {.v = v, .patience = patience};
	if (!bmp_decode(bytes, &whole))
		pipe.image = shrink_pixels(v, &whole, box);
	bool ok = run(&pipe, box, size, out);
	if (pipe.image)
		v->g_object_unref(pipe.image);
	pixels_clear(&whole);
	return ok;
}

/* Without the profile when it is that which cannot be used. */
static bool decode_file(const struct vips *v, const struct probe *p, struct str bytes,
			const struct codec_box *box, const struct header *h, struct patience *patience,
			struct pixels *out)
{
	bool ok = false;
	for (int profile = h->profile; profile >= 0 && !ok && !patience_over(patience); profile--) {
		struct pipe pipe = {v, NULL, patience};
		pipe.image = p->kind == PROBE_JPEG ? shrink_jpeg(v, bytes, box, h->size, profile, patience)
						   : shrink_file(v, p, bytes, box, profile);
		ok = run(&pipe, box, h->size, out);
		if (pipe.image)
			v->g_object_unref(pipe.image);
		if (!ok)
			pixels_clear(out);
	}
	return ok;
}

static const char *decode(struct codec *c, const struct probe *p, struct str bytes,
			  const struct codec_box *box, struct pixels *out)
{
	struct header h;
	const char *fault = read_header(c, p, bytes, &h);
	if (fault)
		return fault;
	struct patience patience = {&c->vips, c->options.cancel, until(c)};
	bool ok = p->kind == PROBE_BMP ? decode_bmp(&c->vips, bytes, box, h.size, &patience, out)
				       : decode_file(&c->vips, p, bytes, box, &h, &patience, out);
	if (ok)
		return NULL;
	c->vips.vips_error_clear();
	pixels_clear(out);
	fault = patience_over(&patience);
	return fault ? fault : "it cannot be decoded";
}

const char *codec_decode(struct codec *c, const struct probe *p, struct str bytes,
			 const struct codec_box *box, struct pixels *out)
{
	char *own;
	const char *fault = codec_fault(c);
	*out = (struct pixels){0};
	if (fault)
		return fault;
	if (p->kind == PROBE_SVG && c->drawings) {
		const struct drawing_limits limits = {c->options.cancel, until(c)};
		return drawings_draw(c->drawings, bytes, box, &limits, out);
	}
	fault = decode(c, p, first_frame(p, bytes, &own), box, out);
	g_free(own);
	return fault;
}

void pixels_clear(struct pixels *p)
{
	g_free(p->data);
	*p = (struct pixels){0};
}
