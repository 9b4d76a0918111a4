/* What the file says of itself: the information dictionary for old readers, XMP for
 * libraries and search engines, the same facts in both.
 */
#ifndef WENZHAI_PDF_METADATA_H
#define WENZHAI_PDF_METADATA_H

#include "model/issue.h"
#include "pdf/object.h"

/* Fills /Info and adds the XMP stream; returns the catalog's /Metadata. */
unsigned metadata_write(const struct issue *issue, struct pdf *pdf, struct arena *a);

/* Adds issue->ticket, as it is, and returns the catalog's /PieceInfo (PDF 1.7, 14.5: what a
 * program keeps for itself); empty when there is none. */
struct str piece_info(const struct issue *issue, struct pdf *pdf, struct arena *a);

#endif
