#include "base/curl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* Debian's two: with OpenSSL, with GnuTLS. */
static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};

static const struct {
	const char *name;
	size_t offset;
} calls[] = {
#define ROW(name) {#name, offsetof(struct curl_library, name)},
	CURL_CALLS(ROW)
#undef ROW
};

static bool find_calls(struct curl_library *c)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		void *function = dlsym(c->library, calls[i].name);
		if (!function)
			return false;
		memcpy((char *)c + calls[i].offset, &function, sizeof function);
	}
	return true;
}

bool curl_library_load(struct curl_library *c, const char **fault)
{
	*c = (struct curl_library){0};
	for (size_t i = 0; i < sizeof names / sizeof *names && !c->library; i++)
		c->library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	*fault = "libcurl is not installed (Debian: libcurl4)";
	if (!c->library)
		return false;
	*fault = "libcurl is too old or does not start";
	if (find_calls(c) && c->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		return true;
	dlclose(c->library);
	c->library = NULL;
	return false;
}

/* It stays in memory: what it loaded (OpenSSL) registers what runs at the process's end. */
void curl_library_unload(struct curl_library *c)
{
	if (c->library)
		c->curl_global_cleanup();
	c->library = NULL;
}
