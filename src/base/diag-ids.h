/* Every diagnostic that wenzhai can give: name, code as printed, level, meaning.
 *
 * The manual page lists the same codes; a test compares the two.  Kept in
 * alphabetical order of the code.
 */
#ifndef WENZHAI_BASE_DIAG_IDS_H
#define WENZHAI_BASE_DIAG_IDS_H

#define DIAG_IDS(X)                                                                                          \
	X(BAD_BYTES, "bad-bytes", DIAG_WARNING,                                                              \
	  "bytes that are no text in the file's encoding were replaced or dropped")                          \
	X(BAD_DATE, "bad-date", DIAG_WARNING, "a date that cannot be read was treated as missing")           \
	X(BAD_FONT, "bad-font", DIAG_WARNING, "a damaged font was done without")                             \
	X(BAD_FORMULA, "bad-formula", DIAG_WARNING,                                                          \
	  "a formula in MathML that cannot be understood is shown as TeX or text")                           \
	X(BAD_JOBS, "bad-jobs", DIAG_FATAL, "a mistake in the jobs file")                                    \
	X(BAD_PICTURE, "bad-picture", DIAG_WARNING, "a damaged, huge or unreadable picture was left out")    \
	X(BAD_RULE, "bad-rule", DIAG_WARNING, "a rule for clutter that cannot be understood was left out")   \
	X(BAD_STACKS, "bad-stacks", DIAG_WARNING, "an entry of fonts/stacks.yaml was left out")              \
	X(BAD_STORE, "bad-store", DIAG_WARNING, "the index of the picture store is damaged or not readable") \
	X(BAD_STYLE, "bad-style", DIAG_WARNING,                                                              \
	  "a style's key or value is not known; its default was taken")                                      \
	X(BAD_YAML, "bad-yaml", DIAG_WARNING, "a head that is not YAML was read line by line")               \
	X(BINARY, "binary", DIAG_ERROR, "a file that is not text was left out")                              \
	X(BUDGET, "budget", DIAG_NOTE, "pictures were made smaller so that the output fits its budget")      \
	X(CANNOT_READ, "cannot-read", DIAG_ERROR, "a file or folder cannot be read")                         \
	X(CANNOT_READ_STYLE, "cannot-read-style", DIAG_FATAL, "a file of a style cannot be read")            \
	X(CANNOT_WRITE, "cannot-write", DIAG_FATAL, "the output cannot be written")                          \
	X(CHARSET, "charset", DIAG_NOTE, "a file that is not UTF-8 was converted")                           \
	X(CLUTTER, "clutter", DIAG_NOTE, "clutter was left out of an article by rules")                      \
	X(DATE_GUESSED, "date-guessed", DIAG_NOTE, "a post without a date took that of its last change")     \
	X(DELIVERY_FAILED, "delivery-failed", DIAG_ERROR,                                                    \
	  "an issue could not be copied, mailed or handed on")                                               \
	X(DUPLICATE, "duplicate", DIAG_NOTE, "a post that repeats another was set aside")                    \
	X(EMPTY, "empty", DIAG_WARNING, "an article has neither text nor pictures")                          \
	X(EPUB_FAILED, "epub-failed", DIAG_FATAL, "the EPUB cannot be made")                                 \
	X(FETCH_FAILED, "fetch-failed", DIAG_WARNING,                                                        \
	  "a picture cannot be fetched; it is asked for again after a day")                                  \
	X(FETCH_LATER, "fetch-later", DIAG_NOTE,                                                             \
	  "a picture that failed within the last day was not asked for")                                     \
	X(FLATTENED, "flattened", DIAG_WARNING, "elements that nest too deep were flattened")                \
	X(FONT_NOT_EMBEDDED, "font-not-embedded", DIAG_WARNING,                                              \
	  "a font that forbids embedding was left out of an EPUB")                                           \
	X(FONT_RESTRICTED, "font-restricted", DIAG_WARNING, "a font that forbids embedding was embedded")    \
	X(FOREIGN_INDEX, "foreign-index", DIAG_WARNING,                                                      \
	  "an index.html that is not the catalogue's was left as it is")                                     \
	X(HEAD_LIMIT, "head-limit", DIAG_WARNING, "a list in a head was cut to its bound")                   \
	X(INTERRUPTED, "interrupted", DIAG_FATAL, "the run was interrupted; nothing was written")            \
	X(ISSUES_EMPTY, "issues-empty", DIAG_ERROR, "a job has had too little to publish for too long")      \
	X(JOB_FAILED, "job-failed", DIAG_ERROR,                                                              \
	  "an issue of a job could not be made; the other jobs went on")                                     \
	X(LATE_DATE, "late-date", DIAG_WARNING,                                                              \
	  "a post dated after its file was written counts as of that day")                                   \
	X(LINK_OUTSIDE, "link-outside", DIAG_WARNING,                                                        \
	  "a link that leads out of the folder was not followed")                                            \
	X(LOCKED, "locked", DIAG_FATAL, "another run is at work on the same state")                          \
	X(MARKDOWN_LIMIT, "markdown-limit", DIAG_ERROR,                                                      \
	  "Markdown that costs too much was cut, or its marks shown as written")                             \
	X(NO_DATE, "no-date", DIAG_WARNING, "a post without a date")                                         \
	X(NO_FAMILY, "no-family", DIAG_NOTE, "a font family of a stack is not installed")                    \
	X(NO_FONTS, "no-fonts", DIAG_WARNING, "no usable font was found: no PDF, no drawn cover")            \
	X(NO_GLYPH, "no-glyph", DIAG_WARNING,                                                                \
	  "characters that no font has are shown as boxes with their codes")                                 \
	X(NO_HEAD, "no-head", DIAG_WARNING, "a file without front matter")                                   \
	X(NO_NETWORK, "no-network", DIAG_FATAL, "the library for downloads cannot be loaded")                \
	X(NO_PICTURE, "no-picture", DIAG_WARNING, "a picture that is not on disk was left out")              \
	X(NO_TITLE, "no-title", DIAG_NOTE, "a post without a title took another name")                       \
	X(OPEN_HEAD, "open-head", DIAG_WARNING,                                                              \
	  "front matter that never ends was taken as far as it reads like one")                              \
	X(OVER_BUDGET, "over-budget", DIAG_WARNING,                                                          \
	  "the output is over its budget however small its pictures")                                        \
	X(PDF_FAILED, "pdf-failed", DIAG_FATAL, "the PDF cannot be made")                                    \
	X(PICTURE_CLASH, "picture-clash", DIAG_WARNING, "two pictures made to look the same share one file") \
	X(PICTURE_OUTSIDE, "picture-outside", DIAG_WARNING, "a picture outside the site was left out")       \
	X(PICTURE_TYPE, "picture-type", DIAG_WARNING,                                                        \
	  "a picture of a type that cannot be read was left out")                                            \
	X(PICTURES, "pictures", DIAG_NOTE, "how many pictures there are, and how many had to be decoded")    \
	X(REMOTE_PICTURE, "remote-picture", DIAG_NOTE, "a picture on the network was left out")              \
	X(STATE_DAMAGED, "state-damaged", DIAG_ERROR,                                                        \
	  "a damaged state or index was put aside and made anew")                                            \
	X(STATE_FAILED, "state-failed", DIAG_FATAL, "the state of the jobs cannot be read or written")       \
	X(STATE_IN_VIEW, "state-in-view", DIAG_NOTE, "the state lies where a web server may show it")        \
	X(TOO_LARGE, "too-large", DIAG_ERROR, "a file over the size limit was left out")                     \
	X(WALK_LIMIT, "walk-limit", DIAG_ERROR,                                                              \
	  "a folder was not walked to its end: too deep or too many files")

#endif
