/* The driver: what can be done in parallel first (pictures, fonts, pages), then the
 * objects, from one thread, in an order that nothing but the display decides. */
#include "pdf/content.h"
#include "pdf/deflate.h"
#include "pdf/metadata.h"
#include "pdf/pages.h"
#include "pdf/pdf.h"
#include "pdf/syntax.h"

/* One thread's things. */
struct worker {
	struct arena kept;    /* deflated pages */
	struct arena scratch; /* one page's operators */
	struct arena packing;
	struct libdeflate_compressor *deflate;
};

struct writer {
	const struct display *display;
	const struct issue *issue;
	const struct pdf_options *options;
	struct diags *diags;
	const struct cancel *cancel;
	const struct face **damaged;
	struct arena arena;
	struct fontset fonts;
	struct imageset images;
	struct str *contents; /* by page */
	unsigned jobs;
	struct worker *workers;
};

/* ---- in parallel ---- */

/* Fonts first: there are few, and one may take longer than all pictures. */
static void encode_resource(void *context, size_t i, unsigned worker)
{
	struct writer *w = context;
	(void)worker;
	if (i < w->fonts.fonts.n)
		fontset_subset(w->fonts.fonts.v[i]);
	else
		image_encode(w->images.images.v[i - w->fonts.fonts.n]);
}

static void paint_page(void *context, size_t i, unsigned number)
{
	struct writer *w = context;
	struct worker *me = &w->workers[number];
	struct content content = {w->display, &w->fonts, &w->images};
	struct arena_mark mark = arena_mark(&me->scratch);
	struct str operators = content_paint(&content, &w->display->pages.v[i], &me->scratch);
	w->contents[i] = deflate_bytes(me->deflate, &me->kept, &me->packing, operators);
	arena_reset(&me->scratch, mark);
}

/* Only then are the pages painted: with a face that cannot be embedded they are in vain. */
static bool prepare(struct writer *w, const struct stream *out)
{
	fontset_collect(&w->fonts, &w->arena, w->display);
	imageset_collect(&w->images, &w->arena, w->display, stream_target(out));
	size_t resources = w->images.images.n + w->fonts.fonts.n;
	return parallel_for(resources, w->jobs, encode_resource, w, w->cancel) &&
	       imageset_whole(&w->images) && !(*w->damaged = fontset_damaged(&w->fonts)) &&
	       parallel_for(w->display->pages.n, w->jobs, paint_page, w, w->cancel);
}

/* ---- the catalog ---- */

static void write_catalog(struct writer *w, struct pdf *pdf, unsigned outline, unsigned names,
			  unsigned metadata, struct str pieces)
{
	struct arena *a = &w->arena;
	struct str labels = page_labels(w->display, a);
	struct buf b = BUF(a);
	buf_add(&b, S("/Type /Catalog /Lang "));
	put_literal(&b, w->issue->language);
	buf_printf(&b, " /Metadata %u 0 R\n/ViewerPreferences << /DisplayDocTitle true%s >>", metadata,
		   w->options->vertical_binding ? " /Direction /R2L" : "");
	if (outline)
		buf_printf(&b, "\n/Outlines %u 0 R /PageMode /UseOutlines", outline);
	if (names)
		buf_printf(&b, "\n/Names << /Dests %u 0 R >>", names);
	if (labels.n)
		buf_printf(&b, "\n/PageLabels << /Nums [%.*s] >>", STR_FMT(labels));
	if (pieces.n)
		buf_printf(&b, "\n/PieceInfo %.*s", STR_FMT(pieces));
	pdf_fill(pdf, pdf_catalog(pdf), buf_str(&b));
}

static bool write_objects(struct writer *w, struct pdf *pdf, struct stream *out)
{
	struct arena *a = &w->arena;
	unsigned metadata = metadata_write(w->issue, pdf, a);
	struct str pieces = piece_info(w->issue, pdf, a);
	unsigned *pages = pages_reserve(pdf, a, w->display->pages.n);
	unsigned fonts = fontset_write(&w->fonts, pdf, w->diags);
	imageset_write(&w->images, pdf, w->diags);
	pages_write(w->display, pdf, a, pages, w->contents, fonts, &w->images);
	unsigned outline = outline_write(w->display, pdf, a, pages);
	unsigned names = names_write(w->display, pdf, a, pages);
	write_catalog(w, pdf, outline, names, metadata, pieces);
	return pdf_save(pdf, out, w->diags);
}

/* ---- the whole ---- */

static void workers_init(struct writer *w)
{
	w->workers = ARENA_ARRAY(&w->arena, w->jobs, struct worker);
	for (unsigned i = 0; i < w->jobs; i++)
		w->workers[i].deflate = deflate_new(DEFLATE_QUICK);
}

static void workers_clear(struct writer *w)
{
	for (unsigned i = 0; i < w->jobs; i++) {
		deflate_free(w->workers[i].deflate);
		arena_clear(&w->workers[i].kept);
		arena_clear(&w->workers[i].scratch);
		arena_clear(&w->workers[i].packing);
	}
}

static bool write_document(struct writer *w, struct stream *out)
{
	struct pdf *pdf = pdf_new(&w->arena);
	if (!pdf) {
		diag_add(w->diags, DIAG_PDF_FAILED, 0, "the PDF cannot be made: libharu does not start");
		return false;
	}
	bool ok = write_objects(w, pdf, out);
	pdf_free(pdf);
	return ok;
}

bool pdf_write(const struct display *display, const struct issue *issue, const struct pdf_options *options,
	       struct stream *out, struct diags *diags, const struct cancel *cancel,
	       const struct face **damaged)
{
	struct writer w = {
		.display = display,
		.issue = issue,
		.options = options,
		.diags = diags,
		.cancel = cancel,
		.damaged = damaged,
		.jobs = options->jobs < 1 ? 1 : options->jobs,
	};
	*damaged = NULL;
	if (!display->pages.n) { /* a page tree must have a leaf */
		diag_add(diags, DIAG_PDF_FAILED, 0, "a PDF without pages cannot be made");
		return false;
	}
	if (w.jobs > PARALLEL_JOBS_MAX)
		w.jobs = PARALLEL_JOBS_MAX;
	arena_init(&w.arena);
	w.contents = ARENA_ARRAY(&w.arena, display->pages.n, struct str);
	workers_init(&w);
	bool ok = prepare(&w, out) && write_document(&w, out);
	workers_clear(&w);
	imageset_clear(&w.images);
	fontset_clear(&w.fonts);
	arena_clear(&w.arena);
	return ok;
}
