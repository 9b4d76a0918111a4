/* PDF's lexical forms, appended to a buffer.  No floats and no locale: lengths
 * are whole thousandths of a point ("milli"), so that equal input gives equal
 * bytes on every machine.  Any thread.
 */
#ifndef WENZHAI_PDF_SYNTAX_H
#define WENZHAI_PDF_SYNTAX_H

#include "base/arena.h"
#include "base/unit.h"

typedef int64_t milli; /* pt/1000, or em/1000 where a name ends in _em */

/* Nearest thousandth; no sum of coords is made before the rounding, so that what
 * touches on the page touches in the file. */
milli milli_from_coord(int64_t c);

#define PUT_MILLI_MAX 24 /* bytes that one number can take, sign and point included */
/* Writes 12.5, -0.125, 7 at `to`, without a needless zero; returns the end. */
char *write_milli(char *to, milli value);
char *write_uint(char *to, uint64_t value);

void put_milli(struct buf *b, milli value);
void put_ref(struct buf *b, unsigned object);       /* "12 0 R" */
void put_name(struct buf *b, struct str name);      /* "/Name", odd bytes as #xx, cut at 127 bytes */
void put_literal(struct buf *b, struct str bytes);  /* "(...)": any bytes */
void put_utf16_hex(struct buf *b, struct str text); /* UTF-16BE, hex digits alone */
void put_text(struct buf *b, struct str text);      /* "<FEFF...>": a text string */

#endif
