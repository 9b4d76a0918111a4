#include "cli/data.h"

#include "base/file.h"

#include <stdlib.h>
#include <unistd.h>

static bool holds_styles(struct arena *a, const char *dir)
{
	return dir_exists(arena_printf(a, "%s/styles/classic", dir).s);
}

/* `steps` folders up from the program's own file, then `below`. */
static const char *beside_program(struct arena *a, int steps, const char *below)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path);
	if (n <= 0 || (size_t)n == sizeof path)
		return NULL;
	struct str dir = {path, (size_t)n};
	for (int i = 0; i < steps; i++) {
		while (dir.n && dir.s[dir.n - 1] != '/')
			dir.n--;
		dir.n -= dir.n > 0;
	}
	return arena_printf(a, "%.*s%s", STR_FMT(dir), below).s;
}

const char *data_find(struct arena *a)
{
	const char *named = getenv("WENZHAI_DATA");
	if (named && *named)
		return holds_styles(a, named) ? named : NULL;
	const char *places[] = {
		beside_program(a, 3, ""),               /* build/release/wenzhai in the source tree */
		beside_program(a, 2, "/share/wenzhai"), /* PREFIX/bin/wenzhai, wherever PREFIX was moved to */
		WENZHAI_DATADIR,
	};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i] && holds_styles(a, places[i]))
			return places[i];
	return NULL;
}

struct str data_missing(struct arena *a)
{
	const char *named = getenv("WENZHAI_DATA");
	if (named && *named)
		return arena_printf(a, "WENZHAI_DATA: the folder \"%s\" holds no styles/classic", named);
	return S("the folder with styles/ and fonts/ is not found (" WENZHAI_DATADIR
		 "): set WENZHAI_DATA to it");
}
