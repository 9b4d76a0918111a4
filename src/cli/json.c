#include "cli/json.h"

#include "cli/print.h"

#include <inttypes.h>

static void put_string(FILE *out, struct str text)
{
	fputc('"', out);
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", (char)c);
		else if (c < 0x20 || c == 0x7F)
			fprintf(out, "\\u%04x", c);
		else
			print_code_point(out, c);
	}
	fputc('"', out);
}

static void begin(struct json *j, const char *key)
{
	if (j->more[j->depth])
		fputc(',', j->out);
	j->more[j->depth] = true;
	if (key) {
		put_string(j->out, str_from(key));
		fputc(':', j->out);
	}
}

void json_open(struct json *j, const char *key, char bracket)
{
	begin(j, key);
	fputc(bracket, j->out);
	j->more[++j->depth] = false;
}

void json_close(struct json *j, char bracket)
{
	j->depth--;
	fputc(bracket, j->out);
}

void json_text(struct json *j, const char *key, struct str value)
{
	begin(j, key);
	put_string(j->out, value);
}

void json_number(struct json *j, const char *key, uint64_t value)
{
	begin(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

/* No locale is set in this program: the decimal point is a point. */
void json_seconds(struct json *j, const char *key, double value)
{
	begin(j, key);
	fprintf(j->out, "%.2f", value);
}

void json_null(struct json *j, const char *key)
{
	begin(j, key);
	fputs("null", j->out);
}

void json_line(struct json *j)
{
	fputc('\n', j->out);
	j->more[0] = false;
}
