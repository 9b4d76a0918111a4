/* Reading back what an EPUB carries for whoever published it. */
#include "epub/ticket.h"
#include "epub/names.h"

#include <zip.h>

static bool read_entry(zip_t *zip, struct arena *a, struct str *ticket)
{
	zip_stat_t st;
	if (zip_stat(zip, NAME_TICKET, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) || !st.size ||
	    st.size > EPUB_TICKET_BYTES_MAX)
		return false;
	zip_file_t *file = zip_fopen(zip, NAME_TICKET, 0);
	if (!file)
		return false;
	char *bytes = arena_take(a, (size_t)st.size);
	bool whole = zip_fread(file, bytes, st.size) == (zip_int64_t)st.size;
	zip_fclose(file);
	*ticket = (struct str){bytes, (size_t)st.size};
	return whole;
}

bool epub_ticket(const char *path, struct arena *a, struct str *ticket)
{
	int error;
	zip_t *zip = zip_open(path, ZIP_RDONLY, &error);
	if (!zip)
		return false;
	bool read = read_entry(zip, a, ticket);
	zip_discard(zip);
	return read;
}
