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

size_t picture_file_size(const struct picture *p)
{
	return p->bytes.n || !p->content ? p->bytes.n : p->content->size;
}

bool picture_file(const struct picture *p, struct arena *a, struct str *bytes)
{
	*bytes = p->bytes;
	return bytes->n || (p->content && p->content->read(p->content, a, bytes));
}

/* Equal hashes can be made on purpose. */
static bool same_bytes(const struct picture *x, const struct picture *y)
{
	struct arena scratch;
	struct str a, b;
	arena_init(&scratch);
	bool same = picture_file(x, &scratch, &a) && picture_file(y, &scratch, &b) && str_eq(a, b);
	arena_clear(&scratch);
	return same;
}

bool picture_same(const struct picture *x, const struct picture *y)
{
	if (x->hash != y->hash || picture_file_size(x) != picture_file_size(y))
		return false;
	if (x->content == y->content && x->bytes.s == y->bytes.s)
		return true;
	return same_bytes(x, y);
}
