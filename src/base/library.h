/* Libraries looked up by name when they are needed: linked in, each would be loaded, with
 * all that it brings, by every run.
 *
 * What is called of one is named once, in a list of its own: #define X_CALLS(X) X(open) X(close)
 *	struct x { X_CALLS(LIBRARY_FIELD) };          x.open(…) calls it, with its types
 *	static const struct library_call calls[] = {
 *	#define ROW(name) LIBRARY_CALL(struct x, name)
 *		X_CALLS(ROW)
 *	#undef ROW
 *	};
 */
#ifndef WENZHAI_BASE_LIBRARY_H
#define WENZHAI_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#define LIBRARY_FIELD(name)      __typeof__(name) *(name);
#define LIBRARY_CALL(type, name) {#name, offsetof(type, name)},

struct library_call {
	const char *name;
	size_t offset; /* of its field in the table */
};

/* The first of names that is installed; NULL when none is. */
void *library_open(const char *const *names, size_t n);

/* Fill the table's fields.  False when the library lacks one: it is too old. */
bool library_find(void *library, const struct library_call *calls, size_t n, void *table);

#endif
