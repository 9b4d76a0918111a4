/* Display list to PDF 1.7, through libharu's object layer. */
#ifndef WENZHAI_PDF_PDF_H
#define WENZHAI_PDF_PDF_H

#include "base/parallel.h"
#include "base/stream.h"
#include "layout/display.h"
#include "model/issue.h"

struct pdf_options {
	unsigned jobs;         /* pages and fonts are deflated in parallel */
	bool vertical_binding; /* viewer: right to left */
};

/* Writes the whole file.  False when something failed: reported in `diags`
 * [cannot-write or pdf-failed], or cancelled; or a picture's file is gone, which its keeper
 * tells (picture.h); or a face cannot be embedded: then
 * *damaged is it, else NULL, and nothing is reported nor written.  The bytes depend on
 * the display list, the issue's metadata and issue->now alone. */
bool pdf_write(const struct display *display, const struct issue *issue, const struct pdf_options *options,
	       struct stream *out, struct diags *diags, const struct cancel *cancel,
	       const struct face **damaged);

#endif
