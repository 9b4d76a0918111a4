/* Reading back what a PDF carries for whoever published it: its stream is neither deflated nor
 * encoded, so that it is found without a reader of PDF. */
#include "pdf/ticket.h"

#include <glib.h>

bool pdf_ticket(const char *path, struct str begin, struct arena *a, struct str *ticket)
{
	GMappedFile *file = g_mapped_file_new(path, FALSE, NULL);
	if (!file)
		return false;
	struct str bytes = {g_mapped_file_get_contents(file), g_mapped_file_get_length(file)};
	size_t at = str_starts(bytes, S("%PDF-")) ? str_find(bytes, begin, 0) : STR_NONE;
	size_t end = at == STR_NONE ? STR_NONE : str_find(bytes, S("\nendstream"), at);
	if (end != STR_NONE)
		*ticket = arena_str(a, str_slice(bytes.s + at, bytes.s + end + 1));
	g_mapped_file_unref(file);
	return end != STR_NONE;
}
