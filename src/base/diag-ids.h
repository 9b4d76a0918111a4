/* Every diagnostic that wenzhai can give: name, code as printed, level, meaning.
 *
 * The manual page lists the same codes; a test compares the two.  Kept in
 * alphabetical order of the code.
 */
#ifndef WENZHAI_BASE_DIAG_IDS_H
#define WENZHAI_BASE_DIAG_IDS_H

#define DIAG_IDS(X)                                                                                        \
	X(BAD_DATE, "bad-date", DIAG_WARNING, "a date that cannot be read was treated as missing")         \
	X(BAD_YAML, "bad-yaml", DIAG_WARNING, "a head that is not YAML was read line by line")             \
	X(CANNOT_READ, "cannot-read", DIAG_ERROR, "a file or folder cannot be read")                       \
	X(CANNOT_WRITE, "cannot-write", DIAG_FATAL, "the output cannot be written")                        \
	X(CHARSET, "charset", DIAG_NOTE, "a file that is not UTF-8 was converted")                         \
	X(NO_DATE, "no-date", DIAG_WARNING, "a post without a date")                                       \
	X(NO_HEAD, "no-head", DIAG_WARNING, "a file without front matter")

#endif
