/* A small YAML tree with lines, for front matter, styles, rules and jobs.
 *
 * Wraps libyaml's events.  Bounds (constants below) hold for every text; aliases
 * and anchors are refused (an alias bomb grows 65 KB to gigabytes).  All scalars
 * are text: who wants a number or a bool asks yaml_… below.
 */
#ifndef WENZHAI_BASE_YAML_H
#define WENZHAI_BASE_YAML_H

#include "base/arena.h"

#define YAML_BYTES_MAX (1u << 20) /* a longer text is refused: libyaml is quadratic on some */
#define YAML_DEPTH_MAX 32         /* "[" x 50,000 takes libyaml seconds */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	unsigned line;      /* from 1, in the text that was parsed */
	bool plain;         /* scalar: was not quoted */
	struct str text;    /* scalar */
	struct str key;     /* in a map: this entry's key */
	struct yaml *first; /* list, map: children in order */
	struct yaml *next;  /* sibling */
	bool used;          /* set by yaml_find: a reader can report unknown keys */
};

struct yaml_error {
	unsigned line;
	struct str text; /* in the arena that was passed */
};

/* The first document of the text, or NULL with *error filled. An empty text
 * gives an empty map.  Duplicate keys: the last wins, all are kept in order. */
struct yaml *yaml_parse(struct arena *a, struct str text, struct yaml_error *error);

struct yaml *yaml_find(struct yaml *map, const char *key); /* borrowed; NULL when absent or not a map */
/* The scalar's text, or `otherwise` when node is NULL or no scalar. */
struct str yaml_text(const struct yaml *node, struct str otherwise);
/* "true/yes/on", "false/no/off" (any case); false when it is neither. */
bool yaml_bool(const struct yaml *node, bool *value);

#endif
