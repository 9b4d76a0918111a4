/* Folders that tests make for themselves. */
#ifndef WENZHAI_TESTS_SCRATCH_H
#define WENZHAI_TESTS_SCRATCH_H

#include <glib.h>
#include <glib/gstdio.h>

/* With all that is in it; links are not followed. */
static inline void scratch_remove(const char *path)
{
	GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		char *child = g_build_filename(path, name, NULL);
		scratch_remove(child);
		g_free(child);
	}
	if (dir)
		g_dir_close(dir);
	g_assert_cmpint(g_remove(path), ==, 0);
}

#endif
