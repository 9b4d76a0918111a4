#include "base/curl.h"

#include <dlfcn.h>

/* Debian's two: with OpenSSL, with GnuTLS. */
static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};

static const struct library_call calls[] = {
#define ROW(name) LIBRARY_CALL(struct curl_library, name)
	CURL_CALLS(ROW)
#undef ROW
};

bool curl_library_load(struct curl_library *c, const char **fault)
{
	*c = (struct curl_library){.library = library_open(names, sizeof names / sizeof *names)};
	*fault = "libcurl is not installed (Debian: libcurl4)";
	if (!c->library)
		return false;
	*fault = "libcurl is too old or does not start";
	if (library_find(c->library, calls, sizeof calls / sizeof *calls, c) &&
	    c->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
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
