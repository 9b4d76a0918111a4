#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

void *library_open(const char *const *names, size_t n)
{
	void *library = NULL;
	for (size_t i = 0; i < n && !library; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return library;
}

bool library_find(void *library, const struct library_call *calls, size_t n, void *table)
{
	for (size_t i = 0; i < n; i++) {
		void *function = dlsym(library, calls[i].name);
		if (!function)
			return false;
		/* ISO C has no cast from an object's address to a function's. */
		memcpy((char *)table + calls[i].offset, &function, sizeof function);
	}
	return true;
}
