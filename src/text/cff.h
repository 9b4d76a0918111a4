/* Inside text/: the little that must be known of a `CFF ` table (Adobe TN 5176)
 * which HarfBuzz does not tell: is it CID-keyed, and which CID has each glyph.
 * The bytes are hostile: every offset is checked. */
#ifndef WENZHAI_TEXT_CFF_H
#define WENZHAI_TEXT_CFF_H

#include "base/str.h"

/* Has the first font of the table a ROS operator? */
bool cff_cid_keyed(struct str table);

/* Fills cids[0..glyphs) from the charset.  False when it has none that can be
 * read; then glyph ids are CIDs. */
bool cff_charset(struct str table, size_t glyphs, uint16_t *cids);

#endif
