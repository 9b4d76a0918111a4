/* Pictures, and what moves or sounds. */
#include "clean/builder.h"
#include "clean/links.h"
#include "clean/srcset.h"

/* Stated at most so large in both directions: counts readers, shows nothing. */
#define TRACKING_PX_MAX 2
/* Stated at most so high or wide: stands in the line. */
#define SMALL_PX_MAX 40
/* data: URLs shorter than this are the blank that a lazy picture loads first. */
#define DATA_BYTES_MIN 300

/* ---- where a picture is ---- */

/* Lazy loaders' attributes, the best first; `src` then is a placeholder. */
static const char *const sources[] = {
	"data-original-src",
	"data-original",
	"data-src",
	"data-actualsrc",
	"data-lazy-src",
	"data-lazyload",
	"data-lazy",
	"data-echo",
	"data-url",
	"data-croporisrc",
	"zoomfile",
	"file",
	"_src",
	"original",
	"lazy-src",
	"src",
};

/* Files' names: "google-pixel.gif" and "logo-transparent.png" are pictures. */
static const char *const blanks[] = {
	"blank.gif",       "loading.gif",     "spacer.gif",       "lazy.gif",        "none.gif",
	"grey.gif",        "pixel.gif",       "1x1.gif",          "1x1.png",         "1x1.jpg",
	"1x1.trans.gif",   "transparent.gif", "transparent.png",  "placeholder.gif", "placeholder.png",
	"placeholder.jpg", "placeholder.svg", "placeholder.webp",
};

static bool is_blank_picture(struct str src)
{
	if (str_starts_nocase(src, S("data:")))
		return src.n < DATA_BYTES_MIN || !str_starts_nocase(src, S("data:image/"));
	struct str path = str_head(str_head(src, str_find_char(src, '#', 0)), str_find_char(src, '?', 0));
	struct str name = str_after_last(path, '/');
	for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
		if (str_eq_nocase(name, str_from(blanks[i])))
			return true;
	return false;
}

/* Some feeds give the page's own address for a picture. */
static bool is_page(struct str src)
{
	struct str path = str_head(src, str_find_char(src, '?', 0));
	return str_ends(path, S(".html")) || str_ends(path, S(".htm")) || str_ends(path, S(".shtml"));
}

static bool looks_like_url(struct str value)
{
	bool place = str_find_char(value, '/', 0) != STR_NONE || str_find_char(value, '.', 0) != STR_NONE;
	return place && !is_blank_picture(value) && !str_starts_nocase(value, S("javascript:")) &&
	       !str_starts_nocase(value, S("about:"));
}

/* Whole px; "100%", "auto" and the like say nothing. */
static uint16_t pixels(const GumboNode *img, const char *name, const char *other)
{
	struct str value = str_trim(node_attribute(img, name));
	if (!value.n)
		value = str_trim(node_attribute(img, other));
	if (str_ends(value, S("px")))
		value = str_head(value, value.n - 2);
	uint32_t number;
	return str_to_uint(value, &number) && number <= 20000 ? (uint16_t)number : 0;
}

/* What a source says of one picture: the best first, the others for when it cannot be had. */
struct offers {
	struct str best;
	struct str others[PICTURE_OTHERS_MAX];
	size_t n;
};

static void offer(struct offers *o, struct str url)
{
	url = str_trim(url);
	if (!url.n || !looks_like_url(url) || str_eq(url, o->best))
		return;
	if (!o->best.n)
		o->best = url;
	else if (o->n < PICTURE_OTHERS_MAX)
		o->others[o->n++] = url;
}

static void offer_set(const struct builder *b, struct offers *o, const GumboNode *node, const char *attribute)
{
	struct srcset_candidate c[SRCSET_CANDIDATES_MAX];
	struct str set = node_attribute(node, attribute);
	if (!set.n)
		return;
	size_t n = srcset_read(set, pixels(node, "width", "w"), c);
	srcset_sort(c, n, b->article->picture_px ? b->article->picture_px : PICTURE_PX_DEFAULT);
	for (size_t i = 0; i < n; i++)
		offer(o, c[i].url);
}

/* <picture><source srcset><img></picture>: for an img that says nothing itself. */
#define SOURCES_MAX 32 /* of siblings looked at: a picture has a few */
static void offer_sources(const struct builder *b, struct offers *o, const GumboNode *img)
{
	const GumboNode *n = node_sibling(img, -1);
	for (int i = 0; i < SOURCES_MAX && n && !o->best.n; i++, n = node_sibling(n, -1))
		if (node_is(n, GUMBO_TAG_SOURCE))
			offer_set(b, o, n, "srcset");
}

static struct offers find_source(const struct builder *b, const GumboNode *img)
{
	static const char *const sets[] = {"data-srcset", "srcset"};
	struct offers o = {0};
	for (size_t i = 0; i + 1 < sizeof sources / sizeof *sources && !o.best.n; i++)
		offer(&o, node_attribute(img, sources[i]));
	if (o.best.n)
		return o;
	for (size_t i = 0; i < 2; i++)
		offer_set(b, &o, img, sets[i]);
	struct str src = str_trim(node_attribute(img, "src"));
	bool usable = src.n && !is_blank_picture(src) && !is_page(src);
	if (usable && !o.best.n)
		o.best = src; /* also a name without a dot or slash */
	else if (usable)
		offer(&o, src);
	if (!o.best.n)
		offer_sources(b, &o, img);
	return o;
}

bool picture_has_source(const struct builder *b, const GumboNode *img)
{
	return find_source(b, img).best.n > 0;
}

/* ---- what is said of it ---- */

static bool has_zero(const GumboNode *img, const char *name)
{
	return str_eq(str_trim(node_attribute(img, name)), S("0"));
}

static bool is_tracking(const GumboNode *img, const struct picture *p)
{
	bool narrow = (p->width && p->width <= TRACKING_PX_MAX) || has_zero(img, "width");
	bool low = (p->height && p->height <= TRACKING_PX_MAX) || has_zero(img, "height");
	return (narrow && low) || ((narrow || low) && (p->width <= 4 && p->height <= 4));
}

static void keep_others(struct builder *b, struct picture *p, const struct offers *o)
{
	struct str *urls = o->n ? ARENA_ARRAY(b->arena, o->n, struct str) : NULL;
	for (size_t i = 0; i < o->n; i++) {
		urls[p->other_count] = link_picture(b->arena, o->others[i]);
		p->other_count += urls[p->other_count].n > 0 && !str_eq(urls[p->other_count], p->src);
	}
	p->others = urls;
}

struct picture *picture_read(struct builder *b, const GumboNode *img)
{
	struct picture p = {.line = b->line};
	struct offers o = find_source(b, img);
	p.src = link_picture(b->arena, o.best);
	p.width = pixels(img, "width", "w");
	p.height = pixels(img, "height", "h");
	if (!p.src.n || is_tracking(img, &p))
		return NULL;
	p.alt = build_label(b->arena, node_attribute(img, "alt"));
	p.alt_stated = p.alt.n > 0;
	p.title = build_label(b->arena, node_attribute(img, "title"));
	struct picture *kept = ARENA_NEW(b->arena, struct picture);
	keep_others(b, &p, &o);
	*kept = p;
	return kept;
}

/* ---- in the line or apart ---- */

static const char *const emoji_words[] = {"emoji",      "emoticon", "smiley",  "smilies",
					  "expression", "bq-emoji", "emojione"};
static const char *const formula_words[] = {"latex",   "math",     "tex",   "formula",
					    "mathjax", "equation", "ee_img"};
static const char *const formula_hosts[] = {"/equation?tex=", "latex.codecogs.com", "/latex.php?",
					    "/math/render/"};

static bool class_has_part(const GumboNode *node, const char *const *words, size_t count)
{
	struct str rest = node_classes(node);
	for (struct str word = next_word(&rest); word.n; word = next_word(&rest))
		for (size_t i = 0; i < count; i++)
			if (str_starts_nocase(word, str_from(words[i])))
				return true;
	return false;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Folders and hosts that hold signs and nothing else. */
static const char *const emoji_places[] = {
	"/emoji/",     "/emojis/",
	"/emoticons/", "/smilies/",
	"/smiley/",    "/images/smile/",
	"/emotion/",   "s.w.org/images/core",
	"twemoji",     "/expression/",
	"/qqface/",    "res.wx.qq.com/mpres/htmledition/images/icon/common/emotion_panel",
};

static bool is_emoji(const GumboNode *img)
{
	static const char *const names[] = {"src", "data-src"};
	for (size_t n = 0; n < COUNT(names); n++)
		for (size_t i = 0; i < COUNT(emoji_places); i++)
			if (str_find(node_attribute(img, names[n]), str_from(emoji_places[i]), 0) != STR_NONE)
				return true;
	return class_has_part(img, emoji_words, COUNT(emoji_words));
}

static bool is_formula(const GumboNode *img)
{
	struct str src = node_attribute(img, "src");
	for (size_t i = 0; i < COUNT(formula_hosts); i++)
		if (str_find(src, str_from(formula_hosts[i]), 0) != STR_NONE)
			return true;
	return class_has_part(img, formula_words, COUNT(formula_words));
}

bool picture_is_small(const struct picture *p, const GumboNode *img)
{
	bool stated = (p->width && p->width <= SMALL_PX_MAX) || (p->height && p->height <= SMALL_PX_MAX);
	return stated || is_formula(img) || class_has_part(img, (const char *const[]){"icon"}, 1);
}

/* Zhihu and others keep a formula's TeX in the alt. */
static bool looks_like_tex(struct str alt)
{
	return alt.n && (str_find_char(alt, '\\', 0) != STR_NONE || str_find_char(alt, '^', 0) != STR_NONE ||
			 str_find_char(alt, '_', 0) != STR_NONE || str_find_char(alt, '=', 0) != STR_NONE);
}

void build_img(struct builder *b, const GumboNode *img)
{
	struct str alt = build_label(b->arena, node_attribute(img, "alt"));
	if (is_emoji(img) && alt.n) {
		build_text(b, alt);
		return;
	}
	if (is_formula(img) && looks_like_tex(alt)) {
		build_span(b, (struct span){.kind = SPAN_TEX, .text = alt});
		return;
	}
	struct picture *p = picture_read(b, img);
	if (!p)
		return;
	bool inline_only =
		b->in.leaf != BLOCK_PARAGRAPH && b->in.leaf != BLOCK_HEADING && b->in.leaf != BLOCK_CODE;
	bool beside_text = b->leaf && !build_at_start(b) && b->in.leaf != BLOCK_CODE;
	if (inline_only || (picture_is_small(p, img) && (beside_text || node_next_element(img) == NULL)))
		build_span(b, (struct span){.kind = SPAN_PICTURE, .picture = p});
	else
		build_picture(b, p);
}

/* ---- media ---- */

static struct str media_source(const GumboNode *node)
{
	static const char *const names[] = {"data-src", "src", "data", "data-url", "href"};
	for (size_t i = 0; i < COUNT(names); i++) {
		struct str value = node_attribute(node, names[i]);
		if (value.n && looks_like_url(value))
			return value;
	}
	for (size_t i = 0; i < node_child_count(node); i++) {
		const GumboNode *child = node_child(node, i);
		bool movie = node_is(child, GUMBO_TAG_PARAM) &&
			     str_eq_nocase(node_attribute(child, "name"), S("movie"));
		if (node_is(child, GUMBO_TAG_SOURCE) || node_is(child, GUMBO_TAG_EMBED))
			return node_attribute(child, "src");
		if (movie)
			return node_attribute(child, "value");
	}
	return (struct str){0};
}

static void build_poster(struct builder *b, const GumboNode *node)
{
	struct str src = link_picture(b->arena, node_attribute(node, "poster"));
	if (!src.n || b->in.leaf != BLOCK_PARAGRAPH)
		return;
	struct picture *p = ARENA_NEW(b->arena, struct picture);
	p->src = src;
	p->line = b->line;
	build_picture(b, p);
}

void build_media(struct builder *b, const GumboNode *node)
{
	struct picture size = {.width = pixels(node, "width", "w"), .height = pixels(node, "height", "h")};
	struct str url = link_url(b->arena, media_source(node), b->article->link);
	if (!url.n || is_tracking(node, &size))
		return;
	build_boundary(b);
	build_poster(b, node);
	struct str title = build_label(b->arena, node_attribute(node, "title"));
	if (!title.n)
		title = build_label(b->arena, node_attribute(node, "aria-label"));
	struct link *link = ARENA_NEW(b->arena, struct link);
	link->url = url;
	const struct link *outer = b->in.link;
	b->in.link = link;
	build_text(b, title.n ? title : link_label(b->arena, url));
	b->in.link = outer;
	build_boundary(b);
}
