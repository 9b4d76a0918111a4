#include "cli/print.h"

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

void print_code_point(FILE *out, uint32_t c)
{
	char bytes[4] = {0};
	size_t n = utf8_encode(c, bytes);
	fwrite(bytes, 1, n, out);
}

void print_text(FILE *out, struct str text)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		print_code_point(out, is_control(c) ? UTF8_BAD : c);
	}
}

void print_name(FILE *out, struct str name)
{
	for (size_t at = 0; at < name.n;) {
		size_t begin = at;
		uint32_t c = utf8_next(name, &at);
		if (is_control(c))
			fprintf(out, "\\x%02x", c);
		else if (c == UTF8_BAD && at - begin == 1)
			fprintf(out, "\\x%02x", (unsigned char)name.s[begin]);
		else
			print_code_point(out, c);
	}
}
