/* The objects of one PDF file: libharu keeps and numbers them, and writes them
 * with the cross-reference table and the trailer.
 *
 * The entries of a dictionary are given as text in PDF's syntax, not as libharu's
 * objects: its HPDF_Real is a float, a dictionary element takes 144 bytes (10,000
 * articles have 100,000 links), an array ends at 32,767 elements, and its numbers
 * go through %g-like code.  Its streams read their bytes from where these lie, so
 * that no page or picture is copied before it is written.
 *
 * One thread at a time: libharu's error record and object list have no lock.  The
 * first failure is latched and asked for once, by pdf_save.
 */
#ifndef WENZHAI_PDF_OBJECT_H
#define WENZHAI_PDF_OBJECT_H

#include "base/diag.h"
#include "base/stream.h"

/* startxref and libharu's offsets are 32-bit ints: a larger file would be broken. */
#define PDF_FILE_BYTES_MAX 0x7fffffffu

struct pdf;

/* Entries and bytes that are given to the functions below must live until
 * pdf_free.  `a` holds what the file itself needs. */
struct pdf *pdf_new(struct arena *a);
void pdf_free(struct pdf *p); /* NULL is nothing */

/* The number of a new dictionary, without entries until pdf_fill; 0 after a failure. */
unsigned pdf_reserve(struct pdf *p);
void pdf_fill(struct pdf *p, unsigned object, struct str entries);
unsigned pdf_add(struct pdf *p, struct str entries); /* both at once */
/* `entries` says how the bytes are encoded; /Length is added. */
unsigned pdf_add_stream(struct pdf *p, struct str entries, struct str bytes);
/* The same of bytes that are got when their turn comes to be written, in an arena that is cleared
 * afterwards. `load` returns false when they are gone. */
struct pdf_source {
	bool (*load)(const void *context, struct arena *a, struct str *bytes);
	const void *context;
	size_t size; /* bytes, as they were */
};
unsigned pdf_add_source(struct pdf *p, struct str entries, struct pdf_source from);

/* What the trailer points at. */
unsigned pdf_catalog(const struct pdf *p);
unsigned pdf_info(const struct pdf *p);
unsigned pdf_page_root(const struct pdf *p); /* the catalog's /Pages */

/* Writes the file.  Its /ID is the MD5 of everything before the trailer.  False:
 * reported as [pdf-failed] or, when `out` could not take it, [cannot-write]; bytes that
 * are gone (pdf_source) their keeper reports. */
bool pdf_save(struct pdf *p, struct stream *out, struct diags *diags);

#endif
