#include "build/output.h"

#include "build/cover.h"
#include "build/embed.h"
#include "build/pictures.h"
#include "epub/epub.h"
#include "layout/check.h"
#include "layout/layout.h"
#include "pdf/pdf.h"

#include <glib.h>

static void tell(const struct making *m, const char *stage, size_t done, size_t total)
{
	if (m->options->progress)
		m->options->progress(m->options->progress_context, stage, done, total);
}

/* ---- EPUB ---- */

/* Is it this output that tells of page.yaml's faults?  A PDF always does; of EPUBs the first of a style that
 * no PDF has. */
static bool tells_of_style(const struct making *m, const struct output *output)
{
	for (size_t i = 0; i < m->options->output_count; i++) {
		const struct output *other = &m->options->outputs[i];
		if (str_eq(other->style, output->style) && (other->format == OUTPUT_PDF || other < output))
			return false;
	}
	return true;
}

struct epub_work {
	struct making *m;
	const struct output *output;
	const struct style_files *style;
	struct page_style page;
	struct arena *arena; /* the cover's */
	struct epub *epub;
	atomic_size_t done;
	size_t chapters;
	struct embedded embedded; /* with --embed-fonts */
};

/* The cover is the longest single piece of work, so it comes first; then the articles. */
static void add_part(void *context, size_t index, unsigned worker)
{
	struct epub_work *w = context;
	(void)worker;
	if (index == 0)
		epub_cover(w->epub, cover_draw(w->m, w->output, &w->page, w->arena));
	else
		epub_add_article(w->epub, index - 1);
	tell(w->m, "chapters", atomic_fetch_add(&w->done, 1) + 1, w->m->issue->article_count + 1);
}

static bool write_epub(void *context, struct stream *out)
{
	struct epub_work *w = context;
	const struct making *m = w->m;
	struct epub_options options = {
		.profile = w->output->profile,
		.css = w->style->css,
		.vertical = w->page.vertical,
		.fonts = w->embedded.fonts,
		.font_count = w->embedded.count,
	};
	struct arena_mark mark = arena_mark(w->arena);
	w->epub = epub_new(m->issue, &options);
	atomic_store(&w->done, 0);
	bool ok = parallel_for(m->issue->article_count + 1, m->options->jobs, add_part, w,
			       m->options->cancel) &&
		  epub_finish(w->epub, out, m->diags);
	w->chapters = ok ? epub_chapters(w->epub) : 0;
	epub_free(w->epub);
	arena_reset(w->arena, mark);
	return ok;
}

bool output_epub(struct making *m, const struct output *output, const struct style_files *style,
		 struct stream *out)
{
	struct arena arena;
	arena_init(&arena);
	struct diags unheard;
	struct epub_work work = {.m = m, .output = output, .style = style, .arena = &arena};
	struct picture_fit fit = pictures_fit_epub(&output->profile);
	diags_init(&unheard, &arena, S(""));
	style_page(style, &output->profile, &work.page, tells_of_style(m, output) ? m->diags : &unheard);
	if (m->options->embed_fonts && m->fonts)
		work.embedded = embed_fonts(m->issue, m->fonts, &arena, m->diags);
	bool ok = pictures_make(m, &fit) && pictures_within_budget(m, output, &fit, out, write_epub, &work);
	m->result->chapters += work.chapters;
	arena_clear(&arena);
	return ok;
}

bool output_cover(struct making *m, const struct output *output, const struct style_files *style,
		  struct stream *out)
{
	struct arena arena;
	struct diags unheard; /* of page.yaml's faults the issue's own outputs tell */
	struct page_style page;
	arena_init(&arena);
	diags_init(&unheard, &arena, S(""));
	style_page(style, &output->profile, &page, &unheard);
	struct picture_fit fit = pictures_fit_epub(&output->profile);
	bool ok = pictures_make(m, &fit);
	if (ok)
		stream_puts(out, cover_draw(m, output, &page, &arena));
	arena_clear(&arena);
	return ok;
}

/* ---- PDF ---- */

struct pdf_work {
	struct making *m;
	struct page_style style;
	struct picture_fit fit;
	struct display *display;
	const struct face *damaged; /* as pdf_write found */
	struct galley **galleys;
	struct shaper **shapers; /* one per worker, made when first needed */
	struct arena *arenas;    /* one per worker */
	struct arena arena;      /* the rest */
	atomic_size_t done;
};

static struct shaper *worker_shaper(struct pdf_work *w, unsigned worker)
{
	if (!w->shapers[worker])
		w->shapers[worker] = shaper_new(w->m->fonts);
	return w->shapers[worker];
}

static void set_article(void *context, size_t index, unsigned worker)
{
	struct pdf_work *w = context;
	w->galleys[index] = layout_article(&w->style, worker_shaper(w, worker), &w->arenas[worker],
					   w->m->issue->articles[index], index);
	tell(w->m, "pages", atomic_fetch_add(&w->done, 1) + 1, w->m->issue->article_count);
}

/* Sets all articles.  False: no fonts, or cancelled; pdf_work_end is due in any case. */
static bool pdf_work_begin(struct pdf_work *w, struct making *m, const struct output *output,
			   const struct style_files *files)
{
	size_t articles = m->issue->article_count;
	*w = (struct pdf_work){.m = m};
	arena_init(&w->arena);
	if (!m->fonts) {
		diag_add_file(m->diags, DIAG_PDF_FAILED, S(""), 0, "a PDF cannot be made without fonts");
		return false;
	}
	style_page(files, &output->profile, &w->style, m->diags);
	w->fit = pictures_fit_page(&w->style);
	if (!pictures_make(m, &w->fit))
		return false;
	w->galleys = ARENA_ARRAY(&w->arena, articles, struct galley *);
	w->shapers = ARENA_ARRAY(&w->arena, m->options->jobs, struct shaper *);
	w->arenas = ARENA_ARRAY(&w->arena, m->options->jobs, struct arena);
	return parallel_for(articles, m->options->jobs, set_article, w, m->options->cancel);
}

static struct display *set_pages(struct pdf_work *w)
{
	return layout_issue(&w->style, worker_shaper(w, 0), &w->arena, w->m->issue, w->galleys);
}

static void pdf_work_end(struct pdf_work *w)
{
	for (unsigned i = 0; w->arenas && i < w->m->options->jobs; i++) {
		if (w->shapers[i])
			shaper_free(w->shapers[i]);
		arena_clear(&w->arenas[i]);
	}
	arena_clear(&w->arena);
}

static bool write_pdf(void *context, struct stream *out)
{
	struct pdf_work *w = context;
	struct pdf_options options = {.jobs = w->m->options->jobs, .vertical_binding = w->style.vertical};
	return pdf_write(w->display, w->m->issue, &options, out, w->m->diags, w->m->options->cancel,
			 &w->damaged);
}

static bool set_and_write(struct making *m, const struct output *output, const struct style_files *style,
			  struct stream *out, const struct face **damaged)
{
	struct pdf_work work;
	work.display = pdf_work_begin(&work, m, output, style) ? set_pages(&work) : NULL;
	bool ok = work.display && pictures_make_set(m, &work.fit, work.display) &&
		  pictures_within_budget(m, output, &work.fit, out, write_pdf, &work);
	m->result->pages += ok ? work.display->pages.n : 0;
	*damaged = work.damaged;
	pdf_work_end(&work);
	return ok;
}

/* From here on as if the face were not installed; false: there is nothing to set text in. */
static bool do_without(struct making *m, const struct face *face)
{
	diag_add_file(m->diags, DIAG_BAD_FONT, face_file(face), 0,
		      "the font %.*s is damaged, another was used", STR_FMT(face_postscript_name(face)));
	if (fonts_reject(m->fonts, face))
		return true;
	diag_add_file(m->diags, DIAG_PDF_FAILED, S(""), 0, "a PDF cannot be made without fonts");
	return false;
}

/* That a font is damaged shows when its glyphs are gathered; the pages are then set anew.  It
 * ends, for each round has one face less. */
bool output_pdf(struct making *m, const struct output *output, const struct style_files *style,
		struct stream *out)
{
	const struct face *damaged;
	bool ok = set_and_write(m, output, style, out, &damaged);
	while (!ok && damaged && do_without(m, damaged))
		ok = set_and_write(m, output, style, out, &damaged);
	return ok;
}

/* ---- dumps ---- */

static void dump_lines(const struct pdf_work *w, struct stream *to)
{
	for (size_t i = 0; i < w->m->issue->article_count; i++)
		if (w->galleys[i])
			galley_dump(w->galleys[i], to);
}

static void dump_paint(struct pdf_work *w, struct stream *to)
{
	struct display *display = set_pages(w);
	if (display)
		display_dump(display, to);
}

static void dump_check(struct pdf_work *w, struct stream *to)
{
	struct display *display = set_pages(w);
	struct findings found;
	if (!display)
		return;
	display_check(display, &w->style, &w->arena, &found);
	findings_dump(&found, to);
}

static bool dump_pages(struct making *m, const struct output *output, const struct style_files *style)
{
	struct pdf_work work;
	bool ok = pdf_work_begin(&work, m, output, style);
	if (ok && m->options->dump == DUMP_LINES)
		dump_lines(&work, m->options->dump_to);
	else if (ok && m->options->dump == DUMP_CHECK)
		dump_check(&work, m->options->dump_to);
	else if (ok)
		dump_paint(&work, m->options->dump_to);
	pdf_work_end(&work);
	return ok;
}

bool output_dump(struct making *m, const struct output *output, const struct style_files *style)
{
	if (m->options->dump == DUMP_LINES || m->options->dump == DUMP_PAINT ||
	    m->options->dump == DUMP_CHECK)
		return dump_pages(m, output, style);
	struct picture_fit fit = pictures_fit_epub(&output->profile);
	if (m->options->dump == DUMP_XHTML && !pictures_make(m, &fit))
		return false;
	for (size_t i = 0; i < m->issue->article_count; i++) {
		if (m->options->dump == DUMP_DOC)
			document_dump(m->issue->articles[i]->document, m->options->dump_to);
		else
			epub_dump_article(m->issue, i, m->options->dump_to);
	}
	return true;
}
