/* Every diagnostic that wenzhai can give: name, code as printed, level, meaning.
 *
 * The manual page lists the same codes; a test compares the two.  Kept in
 * alphabetical order of the code.
 */
#ifndef WENZHAI_BASE_DIAG_IDS_H
#define WENZHAI_BASE_DIAG_IDS_H

#define DIAG_IDS(X)                                                                                        \
	X(BAD_DATE, "bad-date", DIAG_WARNING, "a date that cannot be read was treated as missing")         \
	X(BAD_PICTURE, "bad-picture", DIAG_WARNING, "a damaged, huge or unreadable picture was left out")  \
	X(BAD_YAML, "bad-yaml", DIAG_WARNING, "a head that is not YAML was read line by line")             \
	X(CANNOT_READ, "cannot-read", DIAG_ERROR, "a file or folder cannot be read")                       \
	X(CANNOT_READ_STYLE, "cannot-read-style", DIAG_FATAL, "a file of a style cannot be read")          \
	X(CANNOT_WRITE, "cannot-write", DIAG_FATAL, "the output cannot be written")                        \
	X(CHARSET, "charset", DIAG_NOTE, "a file that is not UTF-8 was converted")                         \
	X(INTERRUPTED, "interrupted", DIAG_FATAL, "the run was interrupted; nothing was written")          \
	X(NO_DATE, "no-date", DIAG_WARNING, "a post without a date")                                       \
	X(NO_FONTS, "no-fonts", DIAG_FATAL, "no usable font was found")                                    \
	X(NO_HEAD, "no-head", DIAG_WARNING, "a file without front matter")                                 \
	X(NO_PICTURE, "no-picture", DIAG_WARNING, "a picture that is not on disk was left out")            \
	X(PICTURE_OUTSIDE, "picture-outside", DIAG_WARNING, "a picture outside the site was left out")     \
	X(PICTURE_TYPE, "picture-type", DIAG_WARNING, "a picture of an unsupported type was left out")     \
	X(REMOTE_PICTURE, "remote-picture", DIAG_NOTE, "a picture on the network was left out")

#endif
