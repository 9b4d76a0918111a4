/* Front matter: where a post's head ends, and what it says, as a tree.
 *
 * A head is YAML between two lines of dashes; what no YAML reader accepts is read
 * line by line.  Hugo's TOML between two lines of "+++" is read line by line too.
 * All texts are borrowed from the file's or live in the arena passed. */
#ifndef WENZHAI_COLLECT_HEAD_H
#define WENZHAI_COLLECT_HEAD_H

#include "base/diag.h"
#include "base/yaml.h"

/* A head is small; one of a megabyte is an attack on the YAML reader. */
#define HEAD_BYTES_MAX (64u << 10)

enum head_kind { HEAD_NONE, HEAD_YAML, HEAD_TOML };

struct head {
	enum head_kind kind;
	bool open;       /* it never ended: as much as reads like a head was taken */
	struct str text; /* between the fences */
	unsigned line;   /* of the file, of text's first */
	struct str body;
	unsigned body_line;
};

/* Splits a file's text (UTF-8, '\n' alone ends a line). */
struct head head_split(struct str text);

/* The head's map; never NULL.  Lines in it are the file's.  Gives [bad-yaml]. */
struct yaml *head_parse(struct arena *a, const struct head *head, struct diags *diags);

/* What stands behind "key:" in the head's text, on its line alone, quotes taken off:
 * for a text that YAML reads as something else ("[快讯] …", "#话题").  Empty when absent. */
struct str head_raw(const struct head *head, struct str key);

/* The line by line reader alone; `line` counts the first. */
struct yaml *head_lines(struct arena *a, struct str text, unsigned line, bool toml);

#endif
