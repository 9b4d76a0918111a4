/* Lists of common characters, for guessing an encoding. */
#ifndef WENZHAI_COLLECT_CHARSET_COMMON_H
#define WENZHAI_COLLECT_CHARSET_COMMON_H

#include <stdbool.h>
#include <stdint.h>

enum common_list { COMMON_SIMPLIFIED, COMMON_TRADITIONAL, COMMON_JAPANESE, COMMON_KOREAN };

bool char_is_common(enum common_list list, uint32_t c);

#endif
