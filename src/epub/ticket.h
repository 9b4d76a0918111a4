/* What an EPUB carries for whoever published it (issue.ticket). */
#ifndef WENZHAI_EPUB_TICKET_H
#define WENZHAI_EPUB_TICKET_H

#include "base/arena.h"

#define EPUB_TICKET_BYTES_MAX (64u << 20) /* an archive that inflates without end */

/* False when the file is no EPUB or carries none. */
bool epub_ticket(const char *path, struct arena *a, struct str *ticket);

#endif
