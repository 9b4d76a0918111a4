#include "job/json-text.h"

#include <assert.h>
#include <inttypes.h>

static void add_string(struct buf *b, struct str text)
{
	buf_add_char(b, '"');
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);
		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", (char)c);
		else if (c < 0x20 || c == 0x7F)
			buf_printf(b, "\\u%04x", c);
		else
			buf_add_code_point(b, c);
	}
	buf_add_char(b, '"');
}

/* Each entry begins a line, so that two versions of a file can be compared. */
static void begin(struct json_text *j, const char *key)
{
	if (j->more[j->depth])
		buf_add_char(&j->b, ',');
	if (j->depth)
		buf_add_char(&j->b, '\n');
	j->more[j->depth] = true;
	if (key) {
		add_string(&j->b, str_from(key));
		buf_add_char(&j->b, ':');
	}
}

void json_text_open(struct json_text *j, const char *key, char bracket)
{
	assert(j->depth < JSON_TEXT_DEPTH_MAX);
	begin(j, key);
	buf_add_char(&j->b, bracket);
	j->more[++j->depth] = false;
}

void json_text_close(struct json_text *j, char bracket)
{
	j->depth--;
	buf_add_char(&j->b, bracket);
}

void json_text_string(struct json_text *j, const char *key, struct str value)
{
	begin(j, key);
	add_string(&j->b, value);
}

void json_text_number(struct json_text *j, const char *key, uint64_t value)
{
	begin(j, key);
	buf_printf(&j->b, "%" PRIu64, value);
}
