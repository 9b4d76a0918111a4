#include "clean/links.h"

#include <glib.h>
#include <unicode/uidna.h>

/* ---- parts ---- */

struct url {
	struct str scheme, user, host, port, path, query, fragment; /* borrowed */
	bool has_query, has_fragment;
};

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "https", or empty when the text has no scheme. */
static struct str scheme_of(struct str text)
{
	size_t n = 0;
	while (n < text.n &&
	       (is_alpha(text.s[n]) || (n && (is_digit(text.s[n]) || strchr("+-.", text.s[n])))))
		n++;
	return n && n < text.n && text.s[n] == ':' ? str_head(text, n) : (struct str){0};
}

static void split_authority(struct str authority, struct url *u)
{
	size_t at = STR_NONE;
	for (size_t i = 0; i < authority.n; i++)
		if (authority.s[i] == '@')
			at = i;
	if (at != STR_NONE) {
		u->user = str_head(authority, at);
		authority = str_from_offset(authority, at + 1);
	}
	size_t colon = authority.n;
	while (colon && is_digit(authority.s[colon - 1]))
		colon--;
	if (colon && authority.s[colon - 1] == ':') {
		u->port = str_from_offset(authority, colon);
		authority = str_head(authority, colon - 1);
	}
	u->host = authority;
}

/* An http(s) URL behind its scheme. */
static void split_url(struct str text, struct url *u)
{
	*u = (struct url){.scheme = scheme_of(text)};
	struct str rest = str_from_offset(text, u->scheme.n + 1);
	while (rest.n && (rest.s[0] == '/' || rest.s[0] == '\\'))
		rest = str_from_offset(rest, 1); /* http:/x, http:\\x: what browsers read */
	size_t end = 0;
	while (end < rest.n && !strchr("/?#\\", rest.s[end]))
		end++;
	split_authority(str_head(rest, end), u);
	rest = str_from_offset(rest, end);
	size_t hash = str_find_char(rest, '#', 0);
	u->has_fragment = hash != STR_NONE;
	u->fragment = str_from_offset(rest, u->has_fragment ? hash + 1 : rest.n);
	rest = str_head(rest, hash);
	size_t mark = str_find_char(rest, '?', 0);
	u->has_query = mark != STR_NONE;
	u->query = str_from_offset(rest, u->has_query ? mark + 1 : rest.n);
	u->path = str_head(rest, mark);
}

/* ---- escaping ---- */

/* RFC 3986 3.3, 3.4: pchar, '/' and '?'. */
static bool is_url_char(char c)
{
	return is_alpha(c) || is_digit(c) || (c && strchr("-._~!$&'()*+,;=:@/?", c));
}

static void add_escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];
		bool escape = c == '%' && i + 2 < text.n && g_ascii_isxdigit(text.s[i + 1]) &&
			      g_ascii_isxdigit(text.s[i + 2]);
		if (is_url_char(c) || escape)
			buf_add_char(out, c);
		else if (c == '\\')
			buf_add_char(out, '/');
		else
			buf_printf(out, "%%%02X", (unsigned char)c);
	}
}

static struct str url_decode(struct arena *a, struct str text)
{
	struct buf out = BUF(a);
	for (size_t i = 0; i < text.n; i++) {
		bool escape = text.s[i] == '%' && i + 2 < text.n && g_ascii_isxdigit(text.s[i + 1]) &&
			      g_ascii_isxdigit(text.s[i + 2]);
		if (escape) {
			buf_add_char(&out, (char)(g_ascii_xdigit_value(text.s[i + 1]) * 16 +
						  g_ascii_xdigit_value(text.s[i + 2])));
			i += 2;
		} else {
			buf_add_char(&out, text.s[i]);
		}
	}
	return utf8_valid_prefix(buf_str(&out)) == out.n ? buf_str(&out) : (struct str){0};
}

/* ---- hosts ---- */

static struct str host_to_ascii(struct arena *a, struct str host)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UIDNA *idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
	char ascii[256];
	int32_t n = U_SUCCESS(status) ? uidna_nameToASCII_UTF8(idna, host.s, (int32_t)host.n, ascii,
							       sizeof ascii, &info, &status)
				      : 0;
	if (idna)
		uidna_close(idna);
	bool good = U_SUCCESS(status) && !info.errors && n > 0 && n < (int32_t)sizeof ascii;
	return good ? arena_str(a, (struct str){ascii, (size_t)n}) : (struct str){0};
}

static bool is_host(struct str host)
{
	if (host.n > 2 && host.s[0] == '[') {
		for (size_t i = 1; i + 1 < host.n; i++)
			if (!g_ascii_isxdigit(host.s[i]) && host.s[i] != ':' && host.s[i] != '.')
				return false;
		return host.s[host.n - 1] == ']';
	}
	for (size_t i = 0; i < host.n; i++)
		if (!is_alpha(host.s[i]) && !is_digit(host.s[i]) && !strchr("-._", host.s[i]))
			return false;
	return host.n && host.n < 254 && host.s[0] != '.' && host.s[0] != '-' &&
	       str_find(host, S(".."), 0) == STR_NONE;
}

static struct str clean_host(struct arena *a, struct str host)
{
	host = url_decode(a, host);
	bool ascii = true;
	for (size_t i = 0; i < host.n; i++)
		ascii &= (unsigned char)host.s[i] < 0x80;
	if (!ascii)
		host = host_to_ascii(a, host);
	if (!is_host(host))
		return (struct str){0};
	char *copy = arena_cstr(a, host);
	for (size_t i = 0; i < host.n; i++)
		copy[i] = g_ascii_tolower(copy[i]);
	return (struct str){copy, host.n};
}

/* ---- trackers ---- */

/* A name that ends in '*' stands for all that begin so. */
static const char *const trackers[] = {
	"utm_*",   "spm",         "scm",         "fbclid",       "gclid",        "dclid",  "msclkid",
	"yclid",   "igshid",      "mc_cid",      "mc_eid",       "_hsenc",       "_hsmi",  "mkt_tok",
	"vero_id", "share_token", "hmsr",        "hmpl",         "hmcu",         "hmkw",   "hmci",
	"wt_mc",   "ttclid",      "twclid",      "gbraid",       "wbraid",       "_ga",    "from_wecom",
	"sudaref", "vd_source",   "spm_id_from", "share_source", "share_medium", "bd_vid", "weibo_id",
};

static bool is_tracker(struct str name)
{
	for (size_t i = 0; i < sizeof trackers / sizeof *trackers; i++) {
		struct str t = str_from(trackers[i]);
		bool prefix = t.s[t.n - 1] == '*';
		if (prefix ? str_starts_nocase(name, str_head(t, t.n - 1)) : str_eq_nocase(name, t))
			return true;
	}
	return false;
}

/* The query without trackers; *has_query becomes false when nothing is left. */
static struct str strip_trackers(struct arena *a, struct str query, bool *has_query)
{
	struct buf out = BUF(a);
	bool stripped = false;
	for (struct str rest = query; rest.s;) {
		struct str pair = str_cut(&rest, '&'), value = pair;
		if (is_tracker(str_cut(&value, '='))) {
			stripped = true;
			continue;
		}
		if (out.n)
			buf_add_char(&out, '&');
		buf_add(&out, pair);
	}
	*has_query = *has_query && (!stripped || out.n);
	return stripped ? buf_str(&out) : query;
}

/* ---- wrappers ---- */

/* host: exact, or ".x" for x and all below, or "" for any; path: how it begins
 * (host given) or ends (any host); the parameter holds the target. */
static const struct wrapper {
	const char *host, *path, *parameter;
} wrappers[] = {
	{"link.zhihu.com", "/", "target"},
	{".oschina.net", "/action/GoToLink", "url"},
	{"links.jianshu.com", "/go", "to"},
	{"link.jianshu.com", "/", "t"},
	{"link.juejin.cn", "/", "target"},
	{"link.juejin.im", "/", "target"},
	{"link.csdn.net", "/", "target"},
	{"gitee.com", "/link", "target"},
	{".douban.com", "/link2", "url"},
	{".infoq.cn", "/link", "target"},
	{"sspai.com", "/link", "target"},
	{"afdian.net", "/link", "target"},
	{"weibo.cn", "/sinaurl", "u"},
	{".weibo.com", "/go", "url"},
	{"hacpai.com", "/forward", "goto"},
	{"ld246.com", "/forward", "goto"},
	{"c.duomai.com", "/track.php", "t"},
	{".google.com", "/url", "q"},
	{".google.com", "/url", "url"},
	{"l.facebook.com", "/l.php", "u"},
	{"lm.facebook.com", "/l.php", "u"},
	{"l.instagram.com", "/", "u"},
	{"t.umblr.com", "/redirect", "z"},
	{"www.youtube.com", "/redirect", "q"},
	{"duckduckgo.com", "/l/", "uddg"},
	{"out.reddit.com", "/", "url"},
	{"steamcommunity.com", "/linkfilter", "url"},
	{"click.linksynergy.com", "/", "murl"},
	{"go.redirectingat.com", "/", "url"},
	{"shareasale.com", "/", "urllink"},
	{"", "/GoToLink", "url"},
	{"", "/redirect", "url"},
	{"", "/redirect", "target"},
	{"", "/link", "target"},
	{"", "/link", "url"},
	{"", "/jump", "url"},
	{"", "/goto", "url"},
	{"", "/go", "url"},
};

static const struct wrapper picture_wrappers[] = {
	{"images.weserv.nl", "/", "url"},
	{"wsrv.nl", "/", "url"},
	{"image.baidu.com", "/search/down", "url"},
	{"gimg2.baidu.com", "/", "src"},
	{"", "/imageproxy", "url"},
	{"", "/proxy", "url"},
};

static bool host_matches(struct str host, const char *pattern)
{
	struct str p = str_from(pattern);
	if (!p.n)
		return true;
	return str_eq(host, p.s[0] == '.' ? str_from_offset(p, 1) : p) ||
	       (p.s[0] == '.' && str_ends(host, p));
}

static struct str parameter(struct str query, const char *name)
{
	for (struct str rest = query; rest.s;) {
		struct str value = str_cut(&rest, '&');
		if (str_eq(str_cut(&value, '='), str_from(name)))
			return value;
	}
	return (struct str){0};
}

static bool is_web(struct str text)
{
	return str_starts_nocase(text, S("http://")) || str_starts_nocase(text, S("https://"));
}

static struct str unwrap_by(struct arena *a, const struct url *u, struct str host,
			    const struct wrapper *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str path = str_from(table[i].path);
		bool any = !table[i].host[0];
		if (!host_matches(host, table[i].host) ||
		    !(any ? str_ends(u->path, path) : str_starts(u->path, path)))
			continue;
		struct str target = url_decode(a, parameter(u->query, table[i].parameter));
		if (is_web(target))
			return target;
		if (target.n && table == picture_wrappers && str_find_char(target, '.', 0) != STR_NONE)
			return arena_concat(a, S("https://"), target);
	}
	return (struct str){0};
}

/* https://proxy/?http://…  and  https://proxy/https://… */
static struct str unwrap_bare(const struct url *u, struct str text)
{
	struct str path = str_from_offset(u->path, 1);
	if (is_web(u->query) && u->path.n <= 1)
		return (struct str){u->query.s, (size_t)(text.s + text.n - u->query.s)};
	if (is_web(path))
		return (struct str){path.s, (size_t)(text.s + text.n - path.s)};
	return (struct str){0};
}

/* WordPress's proxy has the address in its path. */
static struct str unwrap_wordpress(struct arena *a, const struct url *u, struct str host)
{
	bool wp = host.n == 9 && host.s[0] == 'i' && is_digit(host.s[1]) && str_ends(host, S(".wp.com"));
	return wp && u->path.n > 1 ? arena_concat(a, S("https://"), str_from_offset(u->path, 1))
				   : (struct str){0};
}

static struct str unwrap_picture(struct arena *a, const struct url *u, struct str host, struct str text)
{
	struct str target = unwrap_bare(u, text);
	if (!target.n)
		target = unwrap_wordpress(a, u, host);
	return target.n ? target
			: unwrap_by(a, u, host, picture_wrappers,
				    sizeof picture_wrappers / sizeof *picture_wrappers);
}

/* ---- putting together ---- */

static bool port_is_good(struct str port)
{
	uint32_t number;
	return !port.n || (str_to_uint(port, &number) && number > 0 && number < 65536);
}

static struct str join(struct arena *a, const struct url *u, struct str host, struct str query)
{
	struct buf out = BUF(a);
	buf_add(&out, str_eq_nocase(u->scheme, S("http")) ? S("http://") : S("https://"));
	buf_add(&out, host);
	if (u->port.n) {
		buf_add_char(&out, ':');
		buf_add(&out, u->port);
	}
	if (!u->path.n)
		buf_add_char(&out, '/');
	add_escaped(&out, u->path);
	if (u->has_query) {
		buf_add_char(&out, '?');
		add_escaped(&out, query);
	}
	if (u->has_fragment && u->fragment.n) {
		buf_add_char(&out, '#');
		add_escaped(&out, u->fragment);
	}
	return arena_str(a, buf_str(&out));
}

static struct str web_url(struct arena *a, struct str text, bool picture)
{
	struct url u;
	struct str host;
	for (int i = 0;; i++) {
		split_url(text, &u);
		host = clean_host(a, u.host);
		if (!host.n || !port_is_good(u.port))
			return (struct str){0};
		struct str target =
			picture ? unwrap_picture(a, &u, host, text)
				: unwrap_by(a, &u, host, wrappers, sizeof wrappers / sizeof *wrappers);
		if (!target.n || i == LINK_UNWRAP_MAX)
			break;
		text = target;
	}
	struct str query = picture ? u.query : strip_trackers(a, u.query, &u.has_query);
	return join(a, &u, host, query);
}

static struct str mail_url(struct arena *a, struct str text)
{
	struct str rest = str_from_offset(text, strlen("mailto:"));
	if (str_find_char(rest, '@', 0) == STR_NONE)
		return (struct str){0};
	struct buf out = BUF(a);
	buf_add(&out, S("mailto:"));
	add_escaped(&out, rest);
	return arena_str(a, buf_str(&out));
}

/* Blanks around it, and tabs and line ends within, are nothing (URL standard). */
static struct str tidy_text(struct arena *a, struct str raw)
{
	raw = str_trim_wide(raw);
	bool clean = raw.n <= LINK_BYTES_MAX;
	for (size_t i = 0; i < raw.n && clean; i++)
		clean = (unsigned char)raw.s[i] >= ' ';
	if (clean)
		return raw;
	struct buf out = BUF(a);
	if (raw.n <= LINK_BYTES_MAX)
		for (size_t i = 0; i < raw.n; i++)
			if ((unsigned char)raw.s[i] >= ' ')
				buf_add_char(&out, raw.s[i]);
	return buf_str(&out);
}

static struct str resolve(struct arena *a, struct str text, struct str base)
{
	struct buf escaped = BUF(a);
	size_t hash = str_find_char(text, '#', 0);
	add_escaped(&escaped, str_head(text, hash));
	if (hash != STR_NONE) {
		buf_add_char(&escaped, '#');
		add_escaped(&escaped, str_from_offset(text, hash + 1));
	}
	char *whole =
		g_uri_resolve_relative(arena_cstr(a, base), buf_cstr(&escaped), G_URI_FLAGS_ENCODED, NULL);
	struct str result = whole ? arena_str(a, str_from(whole)) : (struct str){0};
	g_free(whole);
	return result;
}

struct str link_url(struct arena *a, struct str raw, struct str base)
{
	struct str text = tidy_text(a, raw), scheme = scheme_of(text);
	if (str_eq_nocase(scheme, S("mailto")))
		return mail_url(a, text);
	if (str_starts(text, S("//")))
		text = arena_concat(a, S("https:"), text);
	else if (!scheme.n && text.n && base.n)
		text = resolve(a, text, base);
	scheme = scheme_of(text);
	bool web = str_eq_nocase(scheme, S("http")) || str_eq_nocase(scheme, S("https"));
	return web ? web_url(a, text, false) : (struct str){0};
}

struct str link_page(struct arena *a, struct str raw, struct str base)
{
	struct str text = tidy_text(a, raw);
	if (base.n || text.n < 2 || text.s[0] != '/' || text.s[1] == '/')
		return (struct str){0};
	text = str_head(text, str_find_char(text, '#', 0));
	text = url_decode(a, str_head(text, str_find_char(text, '?', 0)));
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.s[i] < ' ')
			return (struct str){0};
	return arena_str(a, text);
}

struct str link_picture(struct arena *a, struct str raw)
{
	if (str_starts_nocase(str_trim(raw), S("data:image/")))
		return arena_str(a, str_trim(raw));
	struct str text = tidy_text(a, raw), scheme = scheme_of(text);
	if (str_starts(text, S("//")))
		text = arena_concat(a, S("https:"), text);
	else if (!scheme.n)
		return arena_str(a, text); /* a file beside the post, or below the site's root */
	return is_web(text) ? web_url(a, text, true) : (struct str){0};
}

struct str link_label(struct arena *a, struct str url)
{
	struct url u;
	split_url(url, &u);
	struct str host = str_starts(u.host, S("www.")) ? str_from_offset(u.host, 4) : u.host;
	bool whole = u.path.n <= 48 && u.path.n > 1;
	return arena_concat(a, host, whole ? u.path : (struct str){0});
}
