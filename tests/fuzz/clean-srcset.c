/* Any bytes as a srcset: candidates lie within it, and sorting keeps them all. */
#include "clean/srcset.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct srcset_candidate c[SRCSET_CANDIDATES_MAX];
	struct str set = {(const char *)data, size};
	uint32_t wanted = size ? data[0] * 12u : 0;
	size_t n = srcset_read(set, size > 1 ? data[1] * 8u : 0, c), bytes = 0, sorted = 0;
	for (size_t i = 0; i < n; i++) {
		if (c[i].url.s < set.s || c[i].url.s + c[i].url.n > set.s + set.n || !c[i].url.n)
			abort();
		bytes += c[i].url.n;
	}
	srcset_sort(c, n, wanted);
	for (size_t i = 0; i < n; i++)
		sorted += c[i].url.n;
	if (n > SRCSET_CANDIDATES_MAX || bytes > size || sorted != bytes)
		abort();
	return 0;
}
