/* Numbers in Chinese characters: 六十三, 两千四百, 一九九八.
 *
 * One editor writes 八月三十一日, another 8月31日: for comparing texts they are the same.
 */
#ifndef WENZHAI_JOB_NUMERALS_H
#define WENZHAI_JOB_NUMERALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMERAL_MAX                                                                             \
	16 /* characters of one number: longer runs are something else, and no sum can overflow \
	    */

bool numeral_is(uint32_t c); /* 〇零一二三四五六七八九两十百千万亿 */
/* What `n` such characters say.  False: no number, as 万一, 千万, 三十二十. */
bool numeral_value(const uint32_t *chars, size_t n, uint64_t *value);

#endif
