/* Text into XML: the only way by which a document's text reaches a page.
 *
 * Whatever the bytes are, what comes out is well-formed: < > & (and " in
 * attributes) become references, characters that XML 1.0 forbids are dropped (cleaning has done so
 * already: this is the second lock on the door), malformed UTF-8 becomes U+FFFD.
 */
#ifndef WENZHAI_EPUB_ESCAPE_H
#define WENZHAI_EPUB_ESCAPE_H

#include "base/arena.h"

void xml_text(struct buf *b, struct str text);
/* ` name="value"`; line ends and tabs in the value become spaces, as XML reads them. */
void xml_attr(struct buf *b, const char *name, struct str value);
/* ` name="value"`, or nothing when the value is empty. */
void xml_attr_some(struct buf *b, const char *name, struct str value);

/* The text, or `otherwise` when nothing of it can be seen: no label may be empty. */
struct str xml_visible(struct str text, struct str otherwise);

/* The leading part of `tag` that is a well-formed language tag, of the form
 * language-Script-REGION; empty when there is none.  EPUBCheck refuses others. */
struct str xml_lang(struct str tag);
/* ` xml:lang="…" lang="…"`: both, as EPUB asks; nothing for a tag that is none. */
void xml_attr_lang(struct buf *b, struct str tag);

#endif
