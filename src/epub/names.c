#include "epub/names.h"

struct str name_chapter(struct arena *a, size_t article, size_t part)
{
	if (part)
		return arena_printf(a, "a%04zu-%zu.xhtml", article + 1, part + 1);
	return arena_printf(a, "a%04zu.xhtml", article + 1);
}

struct str name_section(struct arena *a, size_t section)
{
	return arena_printf(a, "s%02zu.xhtml", section + 1);
}

/* The length is there to keep two pictures apart whose 64-bit hashes were made
 * to meet; pictures.c compares the bytes besides. */
struct str name_picture(struct arena *a, const struct picture *p)
{
	return arena_printf(a, "p%016llx-%zx.%s", (unsigned long long)p->hash, picture_file_size(p),
			    p->type == PICTURE_PNG ? "png" : "jpg");
}
