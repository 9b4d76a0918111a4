#include "build/identity.h"

#include <glib.h>

/* ---- language ---- */

static size_t votes_for(const struct issue *issue, struct str lang)
{
	size_t votes = 0;
	for (size_t i = 0; i < issue->article_count; i++)
		votes += str_eq(issue->articles[i]->lang, lang);
	return votes;
}

#define VOTERS_MAX 200 /* the first articles speak for all: votes are counted pair by pair */

static struct str majority_language(const struct issue *issue)
{
	struct str best = S("zh-Hans");
	size_t most = 0;
	for (size_t i = 0; i < issue->article_count && i < VOTERS_MAX; i++) {
		struct str lang = issue->articles[i]->lang;
		size_t votes = lang.n ? votes_for(issue, lang) : 0;
		if (votes > most) {
			most = votes;
			best = lang;
		}
	}
	return best;
}

/* ---- title ---- */

static const struct {
	const char *prefix, *title;
} default_titles[] = {
	{"zh-Hant", "文摘"}, {"zh", "文摘"}, {"ja", "ダイジェスト"}, {"ko", "다이제스트"}, {"", "Digest"},
};

static struct str default_title(struct str language)
{
	size_t i = 0;
	while (!str_starts(language, str_from(default_titles[i].prefix)))
		i++;
	return str_from(default_titles[i].title);
}

/* ---- dates ---- */

static bool day_span(const struct issue *issue, day_number *from, day_number *to)
{
	bool any = issue->ranged;
	*from = issue->from;
	*to = issue->to;
	for (size_t i = 0; !issue->ranged && i < issue->article_count; i++) {
		const struct article *at = issue->articles[i];
		if (!at->dated)
			continue;
		*from = any && *from < at->day ? *from : at->day;
		*to = any && *to > at->day ? *to : at->day;
		any = true;
	}
	return any;
}

static struct str dates_text(const struct issue *issue)
{
	day_number from, to;
	if (!day_span(issue, &from, &to))
		return S("");
	struct str first = day_iso(issue->arena, from), last = day_iso(issue->arena, to);
	if (from == to)
		return first;
	return arena_printf(issue->arena, "%.*s – %.*s", STR_FMT(first), STR_FMT(last));
}

/* ---- identifier ---- */

/* The namespace of this program's names: a random UUID, drawn once. */
static const unsigned char name_space[16] = {0x5e, 0x3b, 0x0c, 0x9a, 0x41, 0x7d, 0x4f, 0x26,
					     0x9d, 0x18, 0x6b, 0xe2, 0x77, 0x03, 0xc4, 0x51};

struct str name_uuid(struct arena *a, struct str name)
{
	unsigned char h[20];
	gsize n = sizeof h;
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
	g_checksum_update(sum, name_space, sizeof name_space);
	g_checksum_update(sum, (const guchar *)name.s, (gssize)name.n);
	g_checksum_get_digest(sum, h, &n);
	g_checksum_free(sum);
	h[6] = (unsigned char)((h[6] & 0x0F) | 0x50);
	h[8] = (unsigned char)((h[8] & 0x3F) | 0x80);
	return arena_printf(a,
			    "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			    h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10], h[11], h[12],
			    h[13], h[14], h[15]);
}

static struct str identifier(const struct issue *issue)
{
	struct buf name = BUF(issue->arena);
	buf_printf(&name, "%.*s\n%.*s\n%d\n", STR_FMT(issue->title), STR_FMT(issue->dates), issue->number);
	for (size_t i = 0; i < issue->section_count; i++)
		buf_printf(&name, "%.*s\n", STR_FMT(issue->sections[i].name));
	return name_uuid(issue->arena, buf_str(&name));
}

void issue_enrol(struct issue *issue, struct str name, int number, day_number from, day_number to)
{
	issue->ranged = true;
	issue->from = from;
	issue->to = to;
	issue->number = number;
	issue->series = issue->title;
	issue->dates = dates_text(issue);
	issue->identifier = name_uuid(issue->arena, name);
}

void issue_identify(struct issue *issue, struct str title, struct str creator, struct str language)
{
	issue->language = language.n ? language : majority_language(issue);
	issue->title = title.n ? title : default_title(issue->language);
	issue->creator = creator;
	issue->dates = dates_text(issue);
	issue->series = issue->ranged || issue->number ? issue->title : S("");
	issue->identifier = identifier(issue);
}

/* ---- a picture for the cover ---- */

#define COVER_PX_LEAST 500 /* wide: smaller ones are blurred on a screen of 1072 px */
#define LOOKED_AT_MAX  500 /* pictures: the front of an issue is what it is about */

static int merit(const struct picture *p)
{
	uint64_t wide = p->px_width, high = p->px_height;
	if (p->type == PICTURE_NONE || wide < COVER_PX_LEAST || wide < high || wide * 10 > high * 24)
		return 0;
	bool photograph = p->type == PICTURE_JPEG,
	     good_shape = wide * 10 >= high * 12 && wide * 10 <= high * 20;
	return 1 + 4 * photograph + 2 * good_shape + (wide >= 2 * COVER_PX_LEAST);
}

const struct picture *issue_picture(const struct issue *issue)
{
	const struct picture *best = NULL;
	size_t seen = 0;
	for (size_t i = 0; i < issue->article_count; i++) {
		const struct document *d = issue->articles[i]->document;
		for (size_t k = 0; d && k < d->pictures.n && seen < LOOKED_AT_MAX; k++, seen++)
			if (merit(d->pictures.v[k]) > (best ? merit(best) : 0))
				best = d->pictures.v[k];
	}
	return best;
}
