#include "pdf/navigation.h"

/* ISO 32000-1 12.4.2: the number tree must begin with page 0. */
struct str page_labels(const struct display *d, struct arena *a)
{
	struct buf b = BUF(a);
	if (d->labels.n && d->labels.v[0].first)
		buf_add(&b, S("0 << >> "));
	for (size_t i = 0; i < d->labels.n; i++) {
		const struct label_range *range = &d->labels.v[i];
		buf_printf(&b, "%u <<", (unsigned)range->first);
		if (range->style)
			buf_printf(&b, " /S /%c /St %u", range->style,
				   (unsigned)(range->start ? range->start : 1));
		buf_add(&b, S(" >> "));
	}
	return buf_str(&b);
}
