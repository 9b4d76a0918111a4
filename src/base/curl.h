/* libcurl, which brings thirty libraries, looked up by name when a network is needed: a
 * build needs none.
 *
 * Callers write c->curl_easy_setopt(handle, option, value) and so on.  What is called is
 * named once, in CURL_CALLS; the header is needed to compile, the library only to run.
 */
#ifndef WENZHAI_BASE_CURL_H
#define WENZHAI_BASE_CURL_H

#include "base/library.h"

/* Else the calls with variable arguments are macros that no member's name can pass through. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdbool.h>

#define CURL_CALLS(X)               \
	X(curl_global_init)         \
	X(curl_global_cleanup)      \
	X(curl_version_info)        \
	X(curl_easy_init)           \
	X(curl_easy_setopt)         \
	X(curl_easy_getinfo)        \
	X(curl_easy_perform)        \
	X(curl_easy_reset)          \
	X(curl_easy_strerror)       \
	X(curl_easy_cleanup)        \
	X(curl_slist_append)        \
	X(curl_slist_free_all)      \
	X(curl_mime_init)           \
	X(curl_mime_addpart)        \
	X(curl_mime_data)           \
	X(curl_mime_encoder)        \
	X(curl_mime_filedata)       \
	X(curl_mime_filename)       \
	X(curl_mime_headers)        \
	X(curl_mime_type)           \
	X(curl_mime_free)           \
	X(curl_multi_init)          \
	X(curl_multi_setopt)        \
	X(curl_multi_add_handle)    \
	X(curl_multi_perform)       \
	X(curl_multi_poll)          \
	X(curl_multi_info_read)     \
	X(curl_multi_remove_handle) \
	X(curl_multi_cleanup)

struct curl_library {
	void *library;
	CURL_CALLS(LIBRARY_FIELD)
};

/* From one thread.  False with a line for the user when it is not installed or too old. */
bool curl_library_load(struct curl_library *c, const char **fault);
/* After the last handle is gone; of one that was never loaded too. */
void curl_library_unload(struct curl_library *c);

#endif
