/* Reading the jobs file, key by key. */
#ifndef WENZHAI_JOB_READER_H
#define WENZHAI_JOB_READER_H

#include "base/yaml.h"
#include "job/jobs.h"

struct reader {
	struct jobs *jobs;
	struct str data_dir;
	struct arena *arena;
	struct diags *diags; /* its file is the jobs file */
};

/* Which keys a map may hold. */
enum key_scope { KEYS_TOP = 1, KEYS_JOB = 2 };

/* Applies every entry of the map to the job (KEYS_TOP: to the defaults) and reports what is
 * wrong: unknown keys with a suggestion, keys given twice, values that do not fit. */
void keys_read(struct reader *r, struct yaml *map, struct job *job, enum key_scope scope);

/* formats.c */
void formats_read(struct reader *r, struct yaml *node, struct job *job);
/* Settles profiles and styles that formats leave to the job, then looks for names that two
 * issues would share. */
void formats_settle(struct reader *r, struct job *job);
void formats_compare(struct reader *r); /* among jobs */

/* ---- for those who read values ---- */

void mistake(struct reader *r, const struct yaml *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The scalar, not empty; else a mistake. */
bool read_text(struct reader *r, const struct yaml *node, struct str *text);
bool read_number(struct reader *r, const struct yaml *node, uint32_t least, uint32_t most, uint32_t *number);
bool read_flag(struct reader *r, const struct yaml *node, bool *flag);
/* Index of the value among space-separated words, or a mistake with a suggestion. */
bool read_word(struct reader *r, const struct yaml *node, const char *words, int *index);
/* A scalar, or a list of them. */
bool read_list(struct reader *r, struct yaml *node, struct str **list, size_t *count);
/* Relative paths begin at the jobs file's folder. */
struct str resolve_path(const struct reader *r, struct str path);
/* ": did you mean X?", or empty. */
struct str suggestion(struct arena *a, struct str typed, const char *const *words, size_t count);

#endif
