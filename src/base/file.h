/* Reading whole files, with a bound. */
#ifndef WENZHAI_BASE_FILE_H
#define WENZHAI_BASE_FILE_H

#include "base/arena.h"

/* Reads a regular file of at most `most` bytes into the arena.  Never blocks on
 * a fifo or device: anything but a regular file is EINVAL; one too large is
 * EFBIG.  Returns 0 or an errno value. */
int file_read(struct arena *a, const char *path, size_t most, struct str *content);
/* A sentence for the errno values above. */
const char *file_error_text(int error);
bool file_exists(const char *path);
bool dir_exists(const char *path);

#endif
