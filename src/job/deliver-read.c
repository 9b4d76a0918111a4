/* `deliver:` of the jobs file, as a table of keys. */
#include "base/suggest.h"
#include "job/deliver-kinds.h"
#include "job/message.h"
#include "job/program.h"

#include <arpa/inet.h>
#include <glib.h>

#define COPY        1u
#define MAIL        2u
#define RUN         4u
#define SHELL       8u
#define SECONDS     120u
#define MAIL_TRIES  3u
#define MAIL_WAIT   5u
#define ALL_FORMATS ((1u << RECORD_FORMAT_COUNT) - 1)

struct reading {
	const struct delivery_source *source;
	struct delivery d;
	struct yaml *to; /* mail: one address or a list */
	bool ok;
};

static void mistake(struct reading *r, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void mistake(struct reading *r, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct str text = arena_vprintf(r->source->arena, format, args);
	va_end(args);
	diag_add(r->source->diags, DIAG_BAD_JOBS, line, "%.*s", STR_FMT(text));
	r->ok = false;
}

/* ---- values ---- */

/* A scalar's text, kept; empty after a mistake. */
static struct str text_of(struct reading *r, const struct yaml *node)
{
	struct str text = yaml_text(node, S(""));
	if (!text.n)
		mistake(r, node->line, "'%.*s' wants a text", STR_FMT(node->key));
	return arena_str(r->source->arena, text);
}

static struct str path_of(struct reading *r, const struct yaml *node)
{
	struct str path = text_of(r, node), folder = r->source->folder;
	if (!path.n || path.s[0] == '/' || !folder.n)
		return path;
	return arena_printf(r->source->arena, "%.*s/%.*s", STR_FMT(folder), STR_FMT(path));
}

/* A number with one of the units ("MB" 1000000; each as its name and its factor). */
struct unit {
	const char *name;
	uint64_t factor;
};
static bool number_of(struct str text, const struct unit *units, uint64_t *value)
{
	uint32_t number;
	size_t digits = 0;
	while (digits < text.n && g_ascii_isdigit(text.s[digits]))
		digits++;
	if (!str_to_uint(str_head(text, digits), &number))
		return false;
	struct str unit = str_trim(str_from_offset(text, digits));
	for (; units->name; units++)
		if (str_eq_nocase(unit, str_from(units->name))) {
			*value = number * units->factor;
			return true;
		}
	return false;
}

static unsigned bounded(struct reading *r, const struct yaml *node, const struct unit *units, uint64_t least,
			uint64_t most, const char *example)
{
	uint64_t value;
	if (number_of(str_trim(yaml_text(node, S(""))), units, &value) && value >= least && value <= most)
		return (unsigned)value;
	mistake(r, node->line, "'%.*s' wants %llu to %llu, like %s", STR_FMT(node->key),
		(unsigned long long)least, (unsigned long long)most, example);
	return (unsigned)least;
}

static const struct unit counts[] = {{"", 1}, {NULL, 0}};
static const struct unit times[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {NULL, 0}};
static const struct unit sizes[] = {{"", 1},          {"B", 1},         {"kB", 1000}, {"MB", 1000000},
				    {"KiB", 1 << 10}, {"MiB", 1 << 20}, {NULL, 0}};

/* A template whose every name is known. */
static struct str template_of(struct reading *r, const struct yaml *node, const char *const *names)
{
	struct str text = text_of(r, node), wrong = template_check(text, names);
	if (wrong.n)
		mistake(r, node->line, "'%.*s': there is no {%.*s} here", STR_FMT(node->key), STR_FMT(wrong));
	return text;
}

/* ---- the keys ---- */

static void read_copy(struct reading *r, struct yaml *node)
{
	r->d.folder = path_of(r, node);
}

static void read_latest(struct reading *r, struct yaml *node)
{
	bool wanted = true;
	struct str stem = S("latest");
	if (!yaml_bool(node, &wanted))
		stem = text_of(r, node);
	r->d.latest = wanted ? stem : S("");
	if (str_find_char(stem, '/', 0) != STR_NONE)
		mistake(r, node->line, "'latest' wants yes, no or a name without a slash");
}

static void read_mail(struct reading *r, struct yaml *node)
{
	r->to = node;
}

static void read_server(struct reading *r, struct yaml *node)
{
	struct str server = text_of(r, node);
	r->d.mail.server = server;
	if (!str_starts(server, S("smtp://")) && !str_starts(server, S("smtps://")))
		mistake(r, node->line, "'server' wants smtps://HOST or smtp://HOST:587");
	if (str_find_char(server, '@', 0) != STR_NONE)
		mistake(r, node->line, "a name or password does not belong in 'server': use 'credentials'");
}

static void read_from(struct reading *r, struct yaml *node)
{
	struct str name, address;
	r->d.mail.from = text_of(r, node);
	if (r->d.mail.from.n && !message_mailbox(r->d.mail.from, &name, &address))
		mistake(r, node->line,
			"'from' wants an address, like digest@example.com or 文摘 <digest@example.com>");
}

static void read_tls(struct reading *r, struct yaml *node)
{
	struct str text = text_of(r, node);
	r->d.mail.plain = str_eq(text, S("none"));
	if (!r->d.mail.plain && !str_eq(text, S("required")))
		mistake(r, node->line, "'tls' wants required or none");
}

static void read_authority(struct reading *r, struct yaml *node)
{
	r->d.mail.authority = path_of(r, node);
}

static void read_credentials(struct reading *r, struct yaml *node)
{
	r->d.mail.credentials = path_of(r, node);
}

static void read_credentials_env(struct reading *r, struct yaml *node)
{
	r->d.mail.credentials_env = text_of(r, node);
}

static void read_subject(struct reading *r, struct yaml *node)
{
	r->d.mail.subject = template_of(r, node, delivery_issue_names);
}

static void read_text(struct reading *r, struct yaml *node)
{
	r->d.mail.text = template_of(r, node, delivery_issue_names);
}

static void read_max_size(struct reading *r, struct yaml *node)
{
	r->d.mail.bytes_max = bounded(r, node, sizes, 1000, MAIL_BYTES_MAX, "25MB");
}

static void read_max_files(struct reading *r, struct yaml *node)
{
	r->d.mail.attachments_max = bounded(r, node, counts, 1, MAIL_ATTACHMENTS_MAX, "25");
}

static void read_tries(struct reading *r, struct yaml *node)
{
	r->d.mail.tries = bounded(r, node, counts, 1, DELIVERY_TRIES_MAX, "3");
}

static void read_wait(struct reading *r, struct yaml *node)
{
	r->d.mail.wait_seconds = bounded(r, node, times, 0, MAIL_WAIT_MAX, "5s");
}

static void read_timeout(struct reading *r, struct yaml *node)
{
	r->d.seconds = bounded(r, node, times, 1, DELIVERY_SECONDS_MAX, "120s");
}

static void read_formats(struct reading *r, struct yaml *node)
{
	struct yaml *first = node->kind == YAML_LIST ? node->first : node;
	r->d.formats = 0;
	for (struct yaml *n = first; n; n = node->kind == YAML_LIST ? n->next : NULL) {
		unsigned bit = 0;
		for (enum record_format f = 0; f < RECORD_FORMAT_COUNT; f++)
			bit |= str_eq(yaml_text(n, S("")), str_from(record_format_name(f))) ? 1u << f : 0;
		if (!bit)
			mistake(r, n->line, "'formats' wants epub, pdf or a list of them");
		r->d.formats |= bit;
	}
	if (!r->d.formats && r->ok)
		mistake(r, node->line, "'formats' is empty");
}

static void add_word(struct reading *r, size_t *cap, struct str word)
{
	struct delivery *d = &r->d;
	if (d->word_count == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		d->words = arena_grow(r->source->arena, d->words, *cap, more, sizeof *d->words);
		*cap = more;
	}
	d->words[d->word_count++] = arena_str(r->source->arena, word);
}

/* Quotation marks and backslashes hold words together as in a shell; nothing else means anything. */
static void split_words(struct reading *r, struct yaml *node)
{
	char **words = NULL;
	int count = 0;
	size_t cap = 0;
	GError *error = NULL;
	struct str line = text_of(r, node);
	if (!line.n)
		return;
	if (!g_shell_parse_argv(line.s, &count, &words, &error)) {
		mistake(r, node->line, "'run': %s", error->message);
		g_error_free(error);
		return;
	}
	for (int i = 0; i < count; i++)
		add_word(r, &cap, str_from(words[i]));
	g_strfreev(words);
}

static void read_run(struct reading *r, struct yaml *node)
{
	size_t cap = 0;
	if (node->kind == YAML_LIST)
		for (struct yaml *n = node->first; n; n = n->next)
			add_word(r, &cap, yaml_text(n, S("")));
	else
		split_words(r, node);
	for (size_t i = 0; i < r->d.word_count; i++) {
		struct str wrong = template_check(r->d.words[i], delivery_names);
		if (wrong.n)
			mistake(r, node->line, "'run': there is no {%.*s} here", STR_FMT(wrong));
	}
	if ((!r->d.word_count && r->ok) || r->d.word_count > PROGRAM_WORDS_MAX)
		mistake(r, node->line, "'run' wants a program and at most %u words", PROGRAM_WORDS_MAX - 1);
}

/* A title put into a line of the shell would be run by it: there the names are variables. */
static void read_shell(struct reading *r, struct yaml *node)
{
	struct str line = r->d.script = text_of(r, node);
	for (size_t i = 0; delivery_names[i]; i++) {
		const char *name = arena_printf(r->source->arena, "{%s}", delivery_names[i]).s;
		size_t at = str_find(line, str_from(name), 0);
		if (at != STR_NONE && (at == 0 || line.s[at - 1] != '$'))
			mistake(r, node->line, "'shell': write \"$%.*s\" for %s",
				STR_FMT(delivery_variable(r->source->arena, delivery_names[i])), name);
	}
}

static const struct key {
	const char *name;
	unsigned kinds;
	void (*read)(struct reading *r, struct yaml *node);
} keys[] = {
	{"copy", COPY, read_copy},
	{"mail", MAIL, read_mail},
	{"run", RUN, read_run},
	{"shell", SHELL, read_shell},
	{"latest", COPY, read_latest},
	{"server", MAIL, read_server},
	{"from", MAIL, read_from},
	{"tls", MAIL, read_tls},
	{"authority", MAIL, read_authority},
	{"credentials", MAIL, read_credentials},
	{"credentials-env", MAIL, read_credentials_env},
	{"subject", MAIL, read_subject},
	{"text", MAIL, read_text},
	{"max-size", MAIL, read_max_size},
	{"max-files", MAIL, read_max_files},
	{"tries", MAIL, read_tries},
	{"wait", MAIL, read_wait},
	{"timeout", MAIL | RUN | SHELL, read_timeout},
	{"formats", COPY | MAIL | RUN | SHELL, read_formats},
};
#define KEYS  (sizeof keys / sizeof *keys)
#define KINDS 4 /* the first rows */

/* ---- one entry ---- */

static void report_unknown(struct reading *r, const struct yaml *node, const char *of, unsigned kind)
{
	const char *best = NULL;
	size_t nearest = STR_NONE;
	for (size_t i = 0; i < KEYS; i++) {
		size_t distance = suggest_distance(node->key, str_from(keys[i].name));
		if ((keys[i].kinds & kind) && distance < nearest) {
			nearest = distance;
			best = keys[i].name;
		}
	}
	bool close = best && suggest_close(node->key, nearest);
	mistake(r, node->line, "%s has no key '%.*s'%s%s%s", of, STR_FMT(node->key),
		close ? "; did you mean '" : "", close ? best : "", close ? "'?" : "");
}

static void read_keys(struct reading *r, struct yaml *map, const char *of, unsigned kind, bool defaults)
{
	for (struct yaml *node = map->first; node; node = node->next) {
		const struct key *found = NULL;
		for (size_t i = defaults ? KINDS : 0; i < KEYS; i++)
			if ((keys[i].kinds & kind) && str_eq(node->key, str_from(keys[i].name)))
				found = &keys[i];
		node->used = true;
		if (found)
			found->read(r, node);
		else
			report_unknown(r, node, of, kind);
	}
}

/* Forty mails take the same defaults: what is wrong with them is said once. */
static void read_defaults(struct reading *r)
{
	struct diags unheard;
	struct delivery_source quiet = *r->source;
	const struct delivery_source *loud = r->source;
	diags_init(&unheard, loud->arena, S(""));
	quiet.diags = &unheard;
	if (loud->mail->first && loud->mail->first->used)
		r->source = &quiet;
	read_keys(r, loud->mail, "'mail' at the top", MAIL, true);
	r->source = loud;
}

static bool is_loopback(struct str server)
{
	struct str host = str_from_offset(server, str_find(server, S("//"), 0) + 2);
	size_t end = str_starts(host, S("[")) ? str_find_char(host, ']', 0) : 0;
	while (end < host.n && host.s[end] != ':' && host.s[end] != '/')
		end++;
	char address[INET_ADDRSTRLEN + 1] = "";
	struct in_addr ip;
	host = str_head(host, end);
	memcpy(address, host.s, host.n < sizeof address ? host.n : 0);
	bool loops = inet_pton(AF_INET, address, &ip) == 1 && ntohl(ip.s_addr) >> 24 == 127;
	return loops || str_eq_nocase(host, S("localhost")) || str_eq(host, S("[::1]"));
}

static void check_mail(struct reading *r, const struct yaml *map)
{
	const struct mail *mail = &r->d.mail;
	bool secret = mail->credentials.n || mail->credentials_env.n;
	if (!mail->server.n && r->ok)
		mistake(r, map->line, "a mail wants 'server', here or under 'mail' at the top");
	if (mail->credentials.n && mail->credentials_env.n)
		mistake(r, map->line, "'credentials' and 'credentials-env' exclude each other");
	if (mail->plain && str_starts(mail->server, S("smtps://")))
		mistake(r, map->line, "smtps:// is TLS: 'tls: none' contradicts it");
	else if (mail->plain && secret && mail->server.n && !is_loopback(mail->server))
		mistake(r, map->line,
			"with 'tls: none' the password would travel in clear: only to this machine itself");
}

/* ---- into the list ---- */

/* Of what the delivery is to whom, not of how: a new password or time-out delivers nothing twice. */
static struct str key_of(struct arena *a, const struct delivery *d)
{
	static const char *const names[] = {"copy", "mail", "run", "shell"};
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	struct str target[] = {d->folder, d->mail.to, d->script};
	for (size_t i = 0; i < sizeof target / sizeof *target; i++) {
		g_checksum_update(sum, (const guchar *)target[i].s, (gssize)target[i].n);
		g_checksum_update(sum, (const guchar *)"", 1);
	}
	for (size_t i = 0; i < d->word_count; i++)
		g_checksum_update(sum, (const guchar *)d->words[i].s, (gssize)d->words[i].n + 1);
	struct str key =
		arena_printf(a, "%s-%u-%.16s", names[d->kind], d->formats, g_checksum_get_string(sum));
	g_checksum_free(sum);
	return key;
}

static void append(struct reading *r, struct deliveries *into)
{
	struct arena *a = r->source->arena;
	r->d.key = key_of(a, &r->d);
	for (size_t i = 0; i < into->list.n; i++)
		if (str_eq(into->list.v[i].key, r->d.key)) {
			mistake(r, r->d.line, "the same delivery is asked for on line %u",
				into->list.v[i].line);
			return;
		}
	if (into->list.n == DELIVERIES_MAX)
		mistake(r, r->d.line, "over %u deliveries", DELIVERIES_MAX);
	else
		VEC_PUSH(a, &into->list, r->d);
}

static void append_addresses(struct reading *r, struct deliveries *into)
{
	bool list = r->to->kind == YAML_LIST;
	for (struct yaml *n = list ? r->to->first : r->to; n; n = list ? n->next : NULL) {
		r->d.mail.to = arena_str(r->source->arena, str_trim(yaml_text(n, S(""))));
		r->d.line = n->line;
		if (message_address_valid(r->d.mail.to))
			append(r, into);
		else
			mistake(r, n->line, "'%.*s' is not an address, like reader@example.com",
				STR_FMT(r->d.mail.to));
	}
	if (list && !r->to->first)
		mistake(r, r->to->line, "'mail' is empty");
}

static const struct {
	const char *of;
	unsigned bit;
} kind_words[KINDS] = {
	[DELIVERY_COPY] = {"a copy", COPY},
	[DELIVERY_MAIL] = {"a mail", MAIL},
	[DELIVERY_RUN] = {"a run", RUN},
	[DELIVERY_SHELL] = {"a shell", SHELL},
};

/* The rows of keys begin with the kinds, in their order. */
static bool find_kind(struct reading *r, struct yaml *map)
{
	int found = 0;
	for (int k = 0; k < KINDS; k++)
		if (yaml_find(map, keys[k].name)) {
			r->d.kind = (enum delivery_kind)k;
			found++;
		}
	if (found != 1)
		mistake(r, map->line, "a delivery is one of copy, mail, run and shell");
	return found == 1;
}

static bool read_one(struct deliveries *into, const struct delivery_source *source, struct yaml *map)
{
	struct reading r = {.source = source, .ok = true};
	r.d = (struct delivery){.line = map->line, .formats = ALL_FORMATS, .seconds = SECONDS};
	r.d.mail = (struct mail){.bytes_max = MAIL_BYTES_MAX,
				 .attachments_max = MAIL_ATTACHMENTS_MAX,
				 .tries = MAIL_TRIES,
				 .wait_seconds = MAIL_WAIT};
	if (!find_kind(&r, map))
		return false;
	if (r.d.kind == DELIVERY_MAIL && source->mail)
		read_defaults(&r);
	read_keys(&r, map, kind_words[r.d.kind].of, kind_words[r.d.kind].bit, false);
	if (r.d.kind == DELIVERY_MAIL)
		check_mail(&r, map);
	if (r.ok && r.d.kind == DELIVERY_MAIL)
		append_addresses(&r, into);
	else if (r.ok)
		append(&r, into);
	return r.ok;
}

bool deliveries_read(struct deliveries *into, const struct delivery_source *source, struct yaml *node)
{
	bool ok = true;
	node->used = true;
	if (node->kind == YAML_MAP)
		return read_one(into, source, node);
	for (struct yaml *n = node->first; n; n = n->next)
		ok = read_one(into, source, n) && ok;
	if (node->kind == YAML_SCALAR && node->text.n) {
		diag_add(source->diags, DIAG_BAD_JOBS, node->line,
			 "'deliver' wants a list of copy, mail, run and shell");
		ok = false;
	}
	return ok;
}

struct str delivery_describe(struct arena *a, const struct delivery *d)
{
	switch (d->kind) {
	case DELIVERY_COPY:
		return arena_printf(a, "copy to %.*s", STR_FMT(d->folder));
	case DELIVERY_MAIL:
		return arena_printf(a, "mail to %.*s", STR_FMT(d->mail.to));
	case DELIVERY_RUN:
		return arena_printf(a, "run %.*s", STR_FMT(d->words[0]));
	case DELIVERY_SHELL:
		break;
	}
	return arena_printf(a, "shell: %.*s", STR_FMT(d->script));
}
