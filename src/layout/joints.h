/* Joints: where a name out of a program (Lunar().ToYearString, RUNTIME_DEPENDENCIES)
 * is torn when it does not fit the line.  No hyphen is added, as it would be read
 * as part of the name. */
#ifndef WENZHAI_LAYOUT_JOINTS_H
#define WENZHAI_LAYOUT_JOINTS_H

#include "layout/atoms.h"

/* Places inside a name at which it may be torn, better than between any two letters. */
enum joint {
	JOINT_NONE,
	JOINT_MARK,    /* after . _ ( and the like: to_|string, db.|createIndex */
	JOINT_HUMP,    /* before a capital: updateDescription|Document; and other places no better */
	JOINT_LETTERS, /* between letters that no mark or capital parts: RUN|TIME_DLLS */
};

/* The joint before cluster `c`, which follows `before` without a space. */
enum joint joint_before(const struct shaped *s, const struct cluster *c, const struct cluster *before,
			const struct piece *p);

/* Is a break there bad, though it is allowed?  Two numbers (IPv6 9.3), a letter and
 * its hyphen (RISC-V), C++, the short parts of a name (Web-Assembly).  `text` begins the part after it, `end`
 * ends the one before. */
bool parts_belong(struct str text, size_t end, size_t begin);

#endif
