#include "clean/original.h"

#include "clean/links.h"

/* A longer paragraph that begins so is prose. */
#define ORIGINAL_BYTES_MAX 400

static const char *const labels[] = {
	"原文链接", "原文地址", "原文网址", "原文連結", "阅读原文", "查看原文", "原文：",    "原文:",
	"本文链接", "来源链接", "原链接",   "via:",     "via：",    "via ",     "Original:", "Source:",
};

static bool is_label(struct str text)
{
	while (str_starts(text, S("（")) || str_starts(text, S("【")))
		text = str_from_offset(text, 3);
	while (text.n && strchr("([<>»- ", text.s[0]))
		text = str_from_offset(text, 1);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (str_starts_nocase(text, str_from(labels[i])))
			return true;
	return false;
}

static bool is_web(struct str url)
{
	return str_starts(url, S("http://")) || str_starts(url, S("https://"));
}

/* An address that is written out but no link. */
static struct str bare_address(struct arena *a, struct str text)
{
	size_t at = str_find(text, S("http"), 0);
	if (at == STR_NONE)
		return (struct str){0};
	struct str url = str_from_offset(text, at);
	size_t n = 0;
	while (n < url.n && (unsigned char)url.s[n] > ' ' && (unsigned char)url.s[n] < 0x7F &&
	       url.s[n] != ')')
		n++;
	return link_url(a, str_head(url, n), (struct str){0});
}

static struct str link_of(struct arena *a, struct arena *scratch, const struct block *b)
{
	struct str text = str_trim_wide(block_text(scratch, b));
	if (text.n > ORIGINAL_BYTES_MAX || !is_label(text))
		return (struct str){0};
	for (size_t i = 0; i < b->spans.n; i++)
		if (b->spans.v[i].link && is_web(b->spans.v[i].link->url))
			return b->spans.v[i].link->url;
	return bare_address(a, text);
}

struct str original_link(struct arena *a, struct arena *scratch, const struct document *d)
{
	for (const struct block *b = d->root; b; b = block_after(b, d->root)) {
		size_t bytes = 0;
		for (size_t i = 0; i < b->spans.n; i++)
			bytes += b->spans.v[i].text.n;
		if (b->kind != BLOCK_PARAGRAPH || !bytes || bytes > ORIGINAL_BYTES_MAX)
			continue;
		struct str url = link_of(a, scratch, b);
		if (url.n)
			return url;
	}
	return (struct str){0};
}
