/* wenzhai fetch: pictures into the store, and out of it. */
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/print.h"
#include "cli/report.h"

#include "build/fetch.h"
#include "image/image.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CONNECTIONS 16u
#define PER_HOST    4u
#define SECONDS     60u
#define USER_AGENT  "wenzhai/" WENZHAI_VERSION " (offline reader)"

struct fetching {
	const struct settings *settings;
	struct fetch_options options;
	struct store_prune prune;
	struct build_result result;
	struct build_fetched fetched;
	struct store_pruned pruned;
	gint64 begun;
};

/* ---- what the command line and the environment say ---- */

static bool read_span(const struct settings *s, const char *option, struct str span, instant *begin)
{
	struct str message;
	if (!span.n || parse_ago(s->arena, span, s->now_at, s->zone, begin, &message))
		return true;
	report_usage_error(s, arena_printf(s->arena, "--%s: %.*s", option, STR_FMT(message)));
	return false;
}

/* curl's own names, in the order in which it looks. */
static const char *environment(const char *const *names)
{
	const char *value = NULL;
	for (; *names && (!value || !*value); names++)
		value = getenv(*names);
	return value && *value ? value : NULL;
}

static struct proxies proxies_of_environment(void)
{
	/* No HTTP_PROXY: a web server would take it from a visitor's Proxy header (CGI). */
	static const char *const http[] = {"http_proxy", NULL},
				 *const https[] = {"https_proxy", "HTTPS_PROXY", NULL},
				 *const all[] = {"all_proxy", "ALL_PROXY", NULL},
				 *const none[] = {"no_proxy", "NO_PROXY", NULL};
	return (struct proxies){environment(http), environment(https), environment(all), environment(none)};
}

static void fill_options(struct fetching *f, const struct build_options *b)
{
	static const char *const files[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE", NULL}, *const dirs[] = {
											      "SSL_CERT_DIR",
											      NULL};
	const struct fetch_settings *s = &f->settings->fetch;
	f->options = (struct fetch_options){
		.now = f->settings->now_at,
		.connections = s->connections ? s->connections : CONNECTIONS,
		.per_host = s->per_host ? s->per_host : PER_HOST,
		.seconds = s->seconds ? s->seconds : SECONDS,
		.most = PICTURE_BYTES_MAX,
		.allow_private = s->allow_private,
		.again = s->again,
		.dry = s->dry,
		.refresh = INT64_MIN,
		.referers = s->referers.v,
		.referer_count = s->referers.n,
		.proxies = proxies_of_environment(),
		.user_agent = s->user_agent.n ? arena_cstr(f->settings->arena, s->user_agent) : USER_AGENT,
		.ca_file = environment(files),
		.ca_dir = environment(dirs),
		.jobs = f->settings->jobs,
		.cancel = b->cancel,
	};
	f->prune = (struct store_prune){.before = INT64_MIN, .most = s->max_size ? s->max_size : UINT64_MAX};
}

/* ---- the summary ---- */

static const struct {
	enum fetch_state state;
	const char *key, *text;
} counts[] = {
	{FETCH_FETCHED, "fetched", "fetched"},       {FETCH_STORED, "stored", "already there"},
	{FETCH_UNCHANGED, "unchanged", "unchanged"}, {FETCH_FAILED, "failed", "failed"},
	{FETCH_LATER, "later", "failed of late"},    {FETCH_WAITING, "waiting", "to be fetched"},
};

static void summary_json(const struct fetching *f, int status, double seconds)
{
	struct json j = {.out = stderr};
	json_open(&j, NULL, '{');
	json_open(&j, "summary", '{');
	json_number(&j, "status", (uint64_t)status);
	json_number(&j, "articles", f->result.articles);
	json_number(&j, "skipped", f->result.skipped);
	json_number(&j, "pictures", f->fetched.item_count);
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
		json_number(&j, counts[i].key, f->fetched.result.count[counts[i].state]);
	json_number(&j, "bytes", f->fetched.result.bytes);
	if (f->settings->fetch.prune) {
		json_number(&j, "pruned", f->pruned.pictures);
		json_number(&j, "bytes-pruned", f->pruned.bytes);
		json_number(&j, "left", f->pruned.left);
		json_number(&j, "bytes-left", f->pruned.bytes_left);
	}
	json_seconds(&j, "seconds", seconds);
	json_close(&j, '}');
	json_close(&j, '}');
	json_line(&j);
}

static void summary_text(const struct fetching *f, int status, double seconds)
{
	const struct fetch_result *r = &f->fetched.result;
	fprintf(stderr, "wenzhai: %s",
		status == BUILD_FAILED  ? "failed; "
		: status == BUILD_EMPTY ? "nothing matched; "
					: "");
	fprintf(stderr, "%zu picture%s", f->fetched.item_count, f->fetched.item_count == 1 ? "" : "s");
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
		if (r->count[counts[i].state])
			fprintf(stderr, ", %zu %s", r->count[counts[i].state], counts[i].text);
	if (r->bytes)
		fprintf(stderr, ", %.1f MB", (double)r->bytes / (1 << 20));
	if (f->settings->fetch.prune)
		fprintf(stderr, ", %zu removed, %zu left (%.1f MB)", f->pruned.pictures, f->pruned.left,
			(double)f->pruned.bytes_left / (1 << 20));
	fprintf(stderr, ", %.2f seconds\n", seconds);
}

/* Of all that is wanted: what counts is what a build will find. */
static int status_of(const struct fetching *f, enum build_status status)
{
	const size_t *n = f->fetched.result.count;
	size_t have = n[FETCH_FETCHED] + n[FETCH_STORED] + n[FETCH_UNCHANGED];
	if (status != BUILD_DONE || f->settings->fetch.dry || have == f->fetched.item_count)
		return (int)status;
	return have ? EXIT_PARTIAL : BUILD_FAILED;
}

/* ---- the command ---- */

static enum build_status fetch(struct fetching *f, struct build_options *b, struct store *store,
			       struct diags *diags)
{
	const struct settings *s = f->settings;
	struct progress *progress = s->fetch.dry ? NULL : progress_new(s);
	f->options.progress = progress ? progress_show_bytes : NULL;
	f->options.progress_context = progress;
	b->progress = progress ? progress_show : NULL;
	b->progress_context = progress;
	enum build_status status =
		build_fetch(b, &f->options, store, s->arena, diags, &f->result, &f->fetched);
	progress_free(progress);
	for (size_t i = 0; i < f->fetched.item_count && s->fetch.dry; i++)
		if (f->fetched.items[i].state == FETCH_WAITING) {
			print_name(stdout, f->fetched.items[i].url);
			putchar('\n');
		}
	return status;
}

static bool prune(struct fetching *f, struct store *store, struct diags *diags)
{
	struct str why;
	if (store_prune(store, &f->prune, f->settings->now_at, &f->pruned))
		return true;
	store_sound(store, &why);
	diag_add_file(diags, DIAG_CANNOT_WRITE, f->settings->images_dir, 0, "store not pruned: %.*s",
		      STR_FMT(why));
	return false;
}

static enum build_status work(struct fetching *f, struct build_options *b, struct diags *diags)
{
	const struct settings *s = f->settings;
	enum build_status status = BUILD_DONE;
	struct store *store = store_open(s->images_dir, s->fetch.dry ? STORE_READ : STORE_WRITE, diags);
	if (diags_reach(diags, DIAG_FATAL))
		return BUILD_FAILED;
	if (s->paths.n)
		status = fetch(f, b, store, diags);
	if (s->fetch.prune && !s->fetch.dry && status != BUILD_FAILED && !prune(f, store, diags))
		status = BUILD_FAILED;
	store_close(store);
	return status;
}

int command_fetch(const struct settings *s, struct build_options *b)
{
	struct diags diags;
	struct fetching f = {.settings = s, .begun = g_get_monotonic_time()};
	diags_init(&diags, s->arena, S(""));
	fill_options(&f, b);
	if (!read_span(s, "refresh", s->fetch.refresh, &f.options.refresh) ||
	    !read_span(s, "older-than", s->fetch.older_than, &f.prune.before))
		return EXIT_USAGE;
	enum build_status ended = work(&f, b, &diags);
	int status = status_of(&f, ended);
	double seconds = (double)(g_get_monotonic_time() - f.begun) / G_USEC_PER_SEC;
	fflush(stdout);
	report_diags(s, &diags, ended);
	if (ended == BUILD_EMPTY)
		report_left_out(s, f.result.issue);
	if (!s->quiet && s->log_json)
		summary_json(&f, status, seconds);
	else if (!s->quiet)
		summary_text(&f, status, seconds);
	if (f.result.issue)
		issue_clear(f.result.issue);
	return status;
}
