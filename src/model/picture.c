#include "model/picture.h"

bool picture_is_file_name(struct str alt)
{
	static const char *const endings[] = {".png",  ".jpg", ".jpeg", ".gif",
					      ".webp", ".bmp", ".svg",  ".avif"};
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		struct str ending = str_from(endings[i]);
		if (alt.n >= ending.n && str_eq_nocase(str_from_offset(alt, alt.n - ending.n), ending))
			return true;
	}
	return false;
}
