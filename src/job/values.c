/* Values of the jobs file. */
#include "base/suggest.h"
#include "job/reader.h"

#define LIST_MAX 1000u /* names in one list */

void mistake(struct reader *r, const struct yaml *node, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str text = arena_vprintf(r->arena, format, args);
	va_end(args);
	if (node && node->key.n)
		diag_add(r->diags, DIAG_BAD_JOBS, node->line, "%.*s: %.*s", STR_FMT(str_head(node->key, 60)),
			 STR_FMT(text));
	else
		diag_add(r->diags, DIAG_BAD_JOBS, node ? node->line : 0, "%.*s", STR_FMT(text));
}

struct str suggestion(struct arena *a, struct str typed, const char *const *words, size_t count)
{
	size_t best = STR_NONE, nearest = 0;
	for (size_t i = 0; i < count; i++) {
		size_t d = suggest_distance(typed, str_from(words[i]));
		nearest = d < best ? i : nearest;
		best = d < best ? d : best;
	}
	if (!count || !suggest_close(typed, best))
		return S("");
	return arena_printf(a, ": did you mean %s?", words[nearest]);
}

bool read_text(struct reader *r, const struct yaml *node, struct str *text)
{
	struct str found = str_trim(yaml_text(node, S("")));
	if (node->kind != YAML_SCALAR)
		mistake(r, node, "a text is wanted");
	else if (!found.n)
		mistake(r, node, "the value is empty");
	else
		*text = found;
	return node->kind == YAML_SCALAR && found.n;
}

bool read_number(struct reader *r, const struct yaml *node, uint32_t least, uint32_t most, uint32_t *number)
{
	uint32_t n;
	struct str text = str_trim(yaml_text(node, S("")));
	if (str_to_uint(text, &n) && n >= least && n <= most) {
		*number = n;
		return true;
	}
	mistake(r, node, "\"%.*s\" is no number from %u to %u", STR_FMT(str_head(text, 40)), least, most);
	return false;
}

bool read_flag(struct reader *r, const struct yaml *node, bool *flag)
{
	if (yaml_bool(node, flag))
		return true;
	mistake(r, node, "write true or false");
	return false;
}

#define WORDS_MAX 16

bool read_word(struct reader *r, const struct yaml *node, const char *words, int *index)
{
	const char *list[WORDS_MAX];
	size_t count = 0;
	struct str rest = str_from(words), text = str_trim(yaml_text(node, S("")));
	struct buf all = BUF(r->arena);
	while (rest.s && count < WORDS_MAX) {
		struct str word = str_cut(&rest, ' ');
		if (str_eq(word, text)) {
			*index = (int)count;
			return true;
		}
		buf_printf(&all, "%s%.*s", count ? ", " : "", STR_FMT(word));
		list[count++] = arena_cstr(r->arena, word);
	}
	mistake(r, node, "\"%.*s\" is none of %.*s%.*s", STR_FMT(str_head(text, 40)), STR_FMT(buf_str(&all)),
		STR_FMT(suggestion(r->arena, text, list, count)));
	return false;
}

bool read_list(struct reader *r, struct yaml *node, struct str **list, size_t *count)
{
	VEC(struct str) found = {0};
	if (node->kind == YAML_MAP) {
		mistake(r, node, "a text or a list of texts is wanted");
		return false;
	}
	for (const struct yaml *at = node->kind == YAML_LIST ? node->first : node; at; at = at->next) {
		struct str text = str_trim(yaml_text(at, S("")));
		if (at->kind != YAML_SCALAR || !text.n) {
			struct yaml named = *at;
			named.key = node->key;
			mistake(r, &named, "an entry of the list is no text");
			return false;
		}
		if (found.n == LIST_MAX) {
			mistake(r, node, "over %u entries", LIST_MAX);
			return false;
		}
		VEC_PUSH(r->arena, &found, text);
		if (node->kind == YAML_SCALAR)
			break;
	}
	*list = found.v;
	*count = found.n;
	return true;
}

struct str resolve_path(const struct reader *r, struct str path)
{
	return place_outside(r->arena, r->jobs->folder, place_clean(r->arena, path));
}
