/* The container: a zip as the Open Container Format wants it.
 *
 * libzip writes it, straight into the stream; entries come deflated already.
 * "mimetype" is first, stored, without extra field; names are ASCII; every
 * entry bears one time, given in UTC; no Zip64.
 */
#ifndef WENZHAI_EPUB_ZIP_H
#define WENZHAI_EPUB_ZIP_H

#include "base/calendar.h"
#include "base/diag.h"
#include "base/stream.h"
#include "epub/part.h"

/* Writes package document, then the package's parts in their order.  False, with one diagnostic,
 * when libzip refuses; a failure of the stream is latched there, and is not this function's; that a
 * picture's file is gone its keeper tells (picture.h). */
bool container_write(const struct package *package, const struct part *opf, instant at, struct stream *out,
		     struct diags *diags);

#endif
