/* What a PDF carries for whoever published it (issue.ticket). */
#ifndef WENZHAI_PDF_TICKET_H
#define WENZHAI_PDF_TICKET_H

#include "base/arena.h"

/* `begin` is how a ticket begins.  What follows it in its stream is part of *ticket, perhaps
 * with a line end more than was written.  False when the file is no PDF or carries none. */
bool pdf_ticket(const char *path, struct str begin, struct arena *a, struct str *ticket);

#endif
