/* Numbers in files, of one to four bytes; the caller knows that they are there. */
#ifndef WENZHAI_BASE_BYTES_H
#define WENZHAI_BASE_BYTES_H

#include <stdint.h>

/* The least significant byte first: BMP, GIF. */
static inline uint32_t bytes_little(const void *at, unsigned n)
{
	const uint8_t *p = at;
	uint32_t value = 0;

	while (n--)
		value = value << 8 | p[n];
	return value;
}

/* The most significant byte first: PNG. */
static inline uint32_t bytes_big(const void *at, unsigned n)
{
	const uint8_t *p = at;
	uint32_t value = 0;

	for (unsigned i = 0; i < n; i++)
		value = value << 8 | p[i];
	return value;
}

#endif
