#include "job/systemd.h"

#include <glib.h>

struct places {
	VEC(struct str) list;
};

static struct str absolute(struct arena *a, const struct systemd *s, struct str path)
{
	char *full = g_canonicalize_filename(arena_cstr(a, path), arena_cstr(a, s->folder));
	struct str kept = arena_str(a, str_from(full));
	g_free(full);
	return kept;
}

/* systemd.service, "Command lines" and "Specifiers": quotation marks, backslashes, % and $. */
static void add_word(struct buf *b, struct str word, bool command)
{
	buf_add_char(b, '"');
	for (size_t i = 0; i < word.n; i++) {
		char c = word.s[i];
		if (c == '"' || c == '\\')
			buf_add_char(b, '\\');
		if (c == '%' || (c == '$' && command))
			buf_add_char(b, c);
		buf_add_char(b, c);
	}
	buf_add_char(b, '"');
}

/* ---- where it writes ---- */

static void add_place(struct arena *a, struct places *p, struct str path)
{
	for (size_t i = 0; i < p->list.n; i++)
		if (str_eq(p->list.v[i], path))
			return;
	VEC_PUSH(a, &p->list, path);
}

static struct str folder_of(struct arena *a, struct str path)
{
	char *dir = g_path_get_dirname(arena_cstr(a, path));
	struct str kept = arena_str(a, str_from(dir));
	g_free(dir);
	return kept;
}

static void find_places(struct arena *a, const struct systemd *s, struct places *p)
{
	const struct jobs *jobs = s->jobs;
	add_place(a, p, folder_of(a, absolute(a, s, jobs->state)));
	if (jobs->metrics.n)
		add_place(a, p, folder_of(a, absolute(a, s, jobs->metrics)));
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->list[i];
		add_place(a, p, absolute(a, s, job->output));
		/* The store keeps what is made of pictures. */
		if (job->images.n &&
		    g_file_test(arena_cstr(a, absolute(a, s, job->images)), G_FILE_TEST_IS_DIR))
			add_place(a, p, absolute(a, s, job->images));
		for (size_t k = 0; k < job->deliveries.list.n; k++)
			if (job->deliveries.list.v[k].kind == DELIVERY_COPY)
				add_place(a, p, absolute(a, s, job->deliveries.list.v[k].folder));
	}
}

/* Below another of them: what a run makes in that one need not be there before. */
static bool is_within(const struct places *p, struct str path)
{
	bool within = false;
	for (size_t i = 0; i < p->list.n; i++) {
		struct str other = p->list.v[i];
		within |= str_starts(path, other) && path.n > other.n && path.s[other.n] == '/';
	}
	return within;
}

static bool any_below(const struct places *p, const char *folder)
{
	bool any = false;
	for (size_t i = 0; i < p->list.n; i++)
		any |= str_starts(p->list.v[i], str_from(folder));
	return any;
}

static bool delivers(const struct jobs *jobs, unsigned kinds)
{
	bool any = false;
	for (size_t i = 0; i < jobs->count; i++)
		for (size_t k = 0; k < jobs->list[i].deliveries.list.n; k++)
			any |= (kinds & 1u << jobs->list[i].deliveries.list.v[k].kind) != 0;
	return any;
}

/* ---- the service ---- */

static const char hardened[] = "NoNewPrivileges=yes\n"
			       "ProtectSystem=strict\n"
			       "ProtectHome=read-only\n"
			       "PrivateDevices=yes\n"
			       "ProtectClock=yes\n"
			       "ProtectControlGroups=yes\n"
			       "ProtectHostname=yes\n"
			       "ProtectKernelLogs=yes\n"
			       "ProtectKernelModules=yes\n"
			       "ProtectKernelTunables=yes\n"
			       "RestrictNamespaces=yes\n"
			       "RestrictRealtime=yes\n"
			       "RestrictSUIDSGID=yes\n"
			       "LockPersonality=yes\n"
			       "SystemCallArchitectures=native\n"
			       "SystemCallFilter=@system-service\n"
			       "CapabilityBoundingSet=\n";

static void add_service(struct buf *b, const struct systemd *s)
{
	struct arena *a = b->arena;
	struct places places = {0};
	unsigned programs = 1u << DELIVERY_RUN | 1u << DELIVERY_SHELL;
	find_places(a, s, &places);
	buf_add(b, S("# /etc/systemd/system/wenzhai.service\n"
		     "[Unit]\nDescription=wenzhai: scheduled digests\nDocumentation=man:wenzhai-jobs(5)\n"));
	if (delivers(s->jobs, programs | 1u << DELIVERY_MAIL))
		buf_add(b, S("Wants=network-online.target\nAfter=network-online.target\n"));
	buf_add(b, S("\n[Service]\nType=oneshot\nExecStart="));
	add_word(b, s->program, true);
	buf_add(b, S(" run "));
	add_word(b, absolute(a, s, s->jobs->file), true);
	buf_add_char(b, '\n');
	if (s->user.n)
		buf_printf(b, "User=%.*s\n", STR_FMT(s->user));
	buf_add(b, S("Nice=10\nIOSchedulingClass=idle\n\n# Nothing but these folders is written to; each "
		     "must exist.\n"));
	for (size_t i = 0; i < places.list.n; i++) {
		if (is_within(&places, places.list.v[i]))
			continue;
		buf_add(b, S("ReadWritePaths="));
		add_word(b, places.list.v[i], false);
		buf_add_char(b, '\n');
	}
	buf_add(b, str_from(hardened));
	/* A /tmp of its own would hide folders there. */
	if (!any_below(&places, "/tmp/") && !any_below(&places, "/var/tmp/"))
		buf_add(b, S("PrivateTmp=yes\n"));
	if (delivers(s->jobs, programs | 1u << DELIVERY_MAIL))
		buf_add(b, S("RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n"));
	else
		buf_add(b, S("RestrictAddressFamilies=AF_UNIX\nPrivateNetwork=yes\n"));
	if (delivers(s->jobs, programs))
		buf_add(b, S("# The programs that deliver (run, shell) are bound by all of this too.\n"));
}

/* ---- the timer ---- */

/* systemd.time knows the zones by their names alone. */
static bool is_named(const char *zone)
{
	return g_ascii_isalpha(zone[0]) && !strpbrk(zone, "+-:") &&
	       (strchr(zone, '/') || !strcmp(zone, "UTC"));
}

static struct str calendar_of(struct arena *a, const struct job *job)
{
	static const char *const days[] = {"", "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
	const struct schedule *s = &job->schedule;
	const char *day = s->kind == PERIOD_WEEKLY ? days[s->week_starts] : "";
	return arena_printf(a, "%s*-*-%s %02d:%02d:00 %s", day, s->kind == PERIOD_MONTHLY ? "01" : "*",
			    s->due / 60, s->due % 60, zone_name(job->zone));
}

static void add_timer(struct buf *b, const struct systemd *s)
{
	struct places calendars = {0};
	buf_add(b, S("\n# /etc/systemd/system/wenzhai.timer\n"
		     "[Unit]\nDescription=wenzhai: when digests are due\n\n[Timer]\n"));
	for (size_t i = 0; i < s->jobs->count; i++)
		if (is_named(zone_name(s->jobs->list[i].zone)))
			add_place(b->arena, &calendars, calendar_of(b->arena, &s->jobs->list[i]));
	for (size_t i = 0; i < calendars.list.n; i++)
		buf_printf(b, "OnCalendar=%.*s\n", STR_FMT(calendars.list.v[i]));
	buf_add(b, S("# Hourly: what was missed, and deliveries that failed.  Nothing to do costs "
		     "milliseconds.\n"
		     "OnCalendar=*-*-* *:17:00\n"
		     "AccuracySec=1min\nPersistent=yes\n\n[Install]\nWantedBy=timers.target\n"));
}

/* ---- cron ---- */

/* crontab(5): % is a line end there. */
static void add_cron_word(struct buf *b, struct str word)
{
	char *copy = g_strndup(word.s, word.n), *quoted = g_shell_quote(copy);
	bool plain = word.n && !strpbrk(copy, " \t'\"\\$&;<>|()*?[]#~`!{}%");
	for (const char *c = plain ? copy : quoted; *c; c++) {
		if (*c == '%')
			buf_add_char(b, '\\');
		buf_add_char(b, *c);
	}
	g_free(quoted);
	g_free(copy);
}

struct str systemd_units(struct arena *a, const struct systemd *s)
{
	struct buf b = BUF(a);
	add_service(&b, s);
	add_timer(&b, s);
	buf_add(&b, S("\n# Or, with cron (crontab -e):\n# 17 * * * *  "));
	add_cron_word(&b, s->program);
	buf_add(&b, S(" run -q "));
	add_cron_word(&b, absolute(a, s, s->jobs->file));
	buf_add_char(&b, '\n');
	return buf_str(&b);
}
