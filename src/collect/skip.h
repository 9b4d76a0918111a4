/* Why a post is not in the issue. */
#ifndef WENZHAI_COLLECT_SKIP_H
#define WENZHAI_COLLECT_SKIP_H

#include "model/issue.h"

/* name, code for programs, reason for people, is the post itself at fault */
#define SKIPS(X)                                                                 \
	X(NONE, "", "", false)                                                   \
	X(AUTHOR, "author", "by another author", false)                          \
	X(BINARY, "binary", "not a text", true)                                  \
	X(CATEGORY, "category", "in another category", false)                    \
	X(DATE, "date", "outside the date range", false)                         \
	X(DRAFT, "draft", "a draft", false)                                      \
	X(DUPLICATE, "duplicate", "duplicate of ", true)                         \
	X(EMPTY, "empty", "without text or pictures", true)                      \
	X(EXCLUDED, "excluded", "in an excluded category", false)                \
	X(LIMIT, "limit", "older than the newest that the limit lets in", false) \
	X(LINK, "link", "a link that leads out of the folder", true)             \
	X(NO_DATE, "no-date", "without a usable date, so in no range", true)     \
	X(SAME_FILE, "duplicate", "the same file as ", false)                    \
	X(TAG, "tag", "without the tag", false)                                  \
	X(TOO_LARGE, "too-large", "too large", true)                             \
	X(UNPUBLISHED, "unpublished", "not published", false)                    \
	X(UNREADABLE, "unreadable", "cannot be read: ", true)

enum skip {
#define SKIP_ENUM(name, code, reason, fault) SKIP_##name,
	SKIPS(SKIP_ENUM)
#undef SKIP_ENUM
};

/* What the issue says of the post; `detail` follows the reason where that ends in a space. */
struct skipped skip_entry(struct arena *a, enum skip why, struct str path, struct str detail);

bool skip_is_fault(enum skip why);

#endif
