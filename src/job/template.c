#include "job/template.h"

/* What stands at text[*at], which is moved past it: a brace written double (*brace), a
 * name in braces, or neither: then one byte is passed over. */
static struct str next_name(struct str text, size_t *at, bool *brace)
{
	size_t i = *at;
	*brace = false;
	*at = i + 1;
	if (text.s[i] != '{')
		return (struct str){0};
	if (i + 1 < text.n && text.s[i + 1] == '{') {
		*brace = true;
		*at = i + 2;
		return (struct str){0};
	}
	size_t end = i + 1;
	while (end < text.n && ((text.s[end] >= 'a' && text.s[end] <= 'z') || text.s[end] == '-'))
		end++;
	if (end == i + 1 || end == text.n || text.s[end] != '}')
		return (struct str){0};
	*at = end + 1;
	return str_slice(text.s + i + 1, text.s + end);
}

static const struct template_value *lookup(struct str name, const struct template_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(name, str_from(values[i].name)))
			return &values[i];
	return NULL;
}

struct str template_fill(struct arena *a, struct str text, const struct template_value *values, size_t count)
{
	struct buf b = BUF(a);
	for (size_t at = 0; at < text.n;) {
		size_t begin = at;
		bool brace;
		struct str name = next_name(text, &at, &brace);
		const struct template_value *v = name.n ? lookup(name, values, count) : NULL;
		if (v)
			buf_add(&b, v->value);
		else if (brace)
			buf_add_char(&b, '{');
		else
			buf_add(&b, str_slice(text.s + begin, text.s + at));
	}
	return buf_str(&b);
}

bool template_uses(struct str text, const char *name)
{
	for (size_t at = 0; at < text.n;) {
		bool brace;
		if (str_eq(next_name(text, &at, &brace), str_from(name)))
			return true;
	}
	return false;
}

struct str template_check(struct str text, const char *const *names)
{
	for (size_t at = 0; at < text.n;) {
		bool brace, known = false;
		struct str name = next_name(text, &at, &brace);
		for (size_t i = 0; names[i]; i++)
			known |= str_eq(name, str_from(names[i]));
		if (name.n && !known)
			return name;
	}
	return (struct str){0};
}
