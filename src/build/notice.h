/* An issue without articles: a page in its language says that nothing came. */
#ifndef WENZHAI_BUILD_NOTICE_H
#define WENZHAI_BUILD_NOTICE_H

#include "model/issue.h"

/* Of an issue that has no article, after issue_identify: it gets one of its own, which belongs to
 * no file, and is `blank`. */
void issue_say_nothing(struct issue *issue);

#endif
