/* Templates, mail headers, secrets, programs, the reading of `deliver:`.
 *
 * With --drive JOBS.yaml STATES NOW it makes the deliveries of that file, for the issue
 * under its key `issue`: what tests/suites/deliver.py starts. */
#include "base/file.h"
#include "job/deliver.h"
#include "job/mail.h"
#include "job/message.h"
#include "job/program.h"
#include "job/template.h"

#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

extern char **environ;

/* ---- templates ---- */

static void test_template(void)
{
	static const struct template_value values[] = {{"title", {"周刊 {dates}", 14}},
						       {"dates", {"7-12", 4}}};
	static const char *const names[] = {"title", "dates", NULL};
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"{title}|{dates}", "周刊 {dates}|7-12"}, /* what was filled in is not filled again */
		{"{{title}", "{title}"},
		{"{nothing} {", "{nothing} {"},
		{"{}{title", "{}{title"},
		{"{Title}", "{Title}"},
		{"", ""},
	};
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct str have = template_fill(&a, str_from(rows[i].text), values, 2);
		g_assert_cmpstr(arena_cstr(&a, have), ==, rows[i].want);
	}
	g_assert_true(template_uses(S("a {title}"), "title"));
	g_assert_false(template_uses(S("a {{title}"), "title"));
	g_assert_true(str_eq(template_check(S("{title} {titel}"), names), S("titel")));
	g_assert_cmpuint(template_check(S("{title} {{titel} { x }"), names).n, ==, 0);
	arena_clear(&a);
}

/* ---- headers ---- */

/* RFC 5322, 2.1.1, and nothing that begins a header of its own. */
static void assert_folded(struct str header)
{
	g_assert_cmpuint(strlen(header.s), ==, header.n);
	for (size_t at = 0; at < header.n;) {
		size_t end = str_find(header, S("\r\n"), at);
		size_t stop = end == STR_NONE ? header.n : end;
		g_assert_cmpuint(stop - at, <=, 78);
		g_assert_true(at == 0 || header.s[at] == ' ');
		for (size_t i = at; i < stop; i++)
			g_assert_true(header.s[i] >= 0x20 && header.s[i] < 0x7F);
		at = end == STR_NONE ? header.n : end + 2;
	}
}

static void test_header(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"Weekly", "Subject: Weekly"},
		{"周刊", "Subject: =?UTF-8?B?5ZGo5YiK?="},
		{"a\r\nBcc: x@y", "Subject: a  Bcc: x@y"},
		{"=?UTF-8?Q?x?=", "Subject: =?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?="},
		{"一二三四五六七八九十一二三四五",
		 "Subject: =?UTF-8?B?5LiA5LqM5LiJ5Zub5LqU5YWt5LiD5YWr5Lmd5Y2B5LiA5LqM5LiJ?="
		 "\r\n =?UTF-8?B?5Zub5LqU?="},
	};
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct str have = message_header(&a, "Subject", str_from(rows[i].text));
		g_assert_cmpstr(have.s, ==, rows[i].want);
		assert_folded(have);
	}
	arena_clear(&a);
}

static void test_attachment(void)
{
	struct arena a;
	arena_init(&a);
	g_assert_cmpstr(message_disposition(&a, S("week.epub")).s, ==,
			"Content-Disposition: attachment;\r\n filename=\"week.epub\"");
	g_assert_cmpstr(message_disposition(&a, S("周.pdf")).s, ==,
			"Content-Disposition: attachment;\r\n filename*0*=UTF-8''%E5%91%A8.pdf");
	g_assert_cmpstr(message_type(&a, "application/pdf", S("周.pdf")).s, ==,
			"Content-Type: application/pdf;\r\n name=\"=?UTF-8?B?5ZGoLnBkZg==?=\"");
	static const char *const names[] = {
		"a\"b", "\xFF\xFE", "a\\", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", "x\r\nBcc: y", ""};
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		assert_folded(message_disposition(&a, str_from(names[i])));
		assert_folded(message_type(&a, "application/epub+zip", str_from(names[i])));
	}
	arena_clear(&a);
}

static void test_date(void)
{
	struct arena a;
	struct zone *shanghai = zone_new("Asia/Shanghai"), *newfoundland = zone_new("-03:30");
	arena_init(&a);
	g_assert_cmpstr(message_date(&a, 1626044400, shanghai).s, ==,
			"Date: Mon, 12 Jul 2021 07:00:00 +0800");
	g_assert_cmpstr(message_date(&a, 1626044400, newfoundland).s, ==,
			"Date: Sun, 11 Jul 2021 19:30:00 -0330");
	zone_free(shanghai);
	zone_free(newfoundland);
	arena_clear(&a);
}

static void test_file_name(void)
{
	static const struct {
		const char *title, *want;
	} rows[] = {
		{"财经周刊 2021-07-12 – 2021-07-18", "财经周刊 2021-07-12 – 2021-07-18.epub"},
		{"../../etc/passwd", "_.._etc_passwd.epub"},
		{"a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j.epub"},
		{" . ", "issue.epub"},
		{"", "issue.epub"},
		{"x\ny", "x y.epub"},
	};
	char endless[3000];
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(message_file_name(&a, str_from(rows[i].title), "epub").s, ==, rows[i].want);
	for (size_t i = 0; i < sizeof endless; i++)
		endless[i] = "文"[i % 3];
	struct str name = message_file_name(&a, (struct str){endless, sizeof endless}, "epub");
	g_assert_cmpuint(name.n, <=, MESSAGE_NAME_MAX);
	g_assert_cmpuint(utf8_valid_prefix(name), ==, name.n);
	arena_clear(&a);
}

static void test_addresses(void)
{
	static const char *const good[] = {"a@b", "reader.x+1@kindle.com", "o'neil@example.com"};
	static const char *const bad[] = {"",      "a",           "@b",    "a@",     "a@b@c",
					  "a b@c", "a@b\r\nDATA", "<a@b>", "读者@b", "a,b@c"};
	struct str name, address;
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(message_address_valid(str_from(good[i])));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(message_address_valid(str_from(bad[i])));
	g_assert_true(message_mailbox(S("文摘 <digest@example.com>"), &name, &address));
	g_assert_true(str_eq(name, S("文摘")) && str_eq(address, S("digest@example.com")));
	g_assert_true(message_mailbox(S("a@b"), &name, &address));
	g_assert_cmpuint(name.n, ==, 0);
	g_assert_false(message_mailbox(S("文摘 <digest@example.com> x"), &name, &address));
	g_assert_false(message_mailbox(S("<>"), &name, &address));
}

/* ---- secrets ---- */

static void test_secret(void)
{
	struct secret s;
	g_assert_true(secret_parse(S("me@example.com:pass:word \n"), &s));
	g_assert_cmpstr(s.name, ==, "me@example.com");
	g_assert_cmpstr(s.password, ==, "pass:word ");
	g_assert_true(secret_parse(S("a:b\r\n"), &s));
	g_assert_cmpstr(s.password, ==, "b");
	g_assert_false(secret_parse(S("a:b\nc:d\n"), &s));
	g_assert_false(secret_parse(S("nobody"), &s));
	g_assert_false(secret_parse(S(":b"), &s));
	g_assert_false(secret_parse(S("a:"), &s));
	g_assert_false(secret_parse(S("a\0b:c"), &s));
	g_assert_cmpstr(s.password, ==, "");
}

static void test_secret_file(void)
{
	char *dir = g_dir_make_tmp("secret-XXXXXX", NULL), *path = g_build_filename(dir, "cred", NULL);
	struct secret s;
	g_assert_nonnull(secret_read(path, &s));
	g_assert_true(g_file_set_contents(path, "me:word\n", -1, NULL));
	g_chmod(path, 0644);
	g_assert_cmpstr(secret_read(path, &s), ==, "can be read by others: chmod 600");
	g_chmod(path, 0600);
	g_assert_null(secret_read(path, &s));
	g_assert_cmpstr(s.password, ==, "word");
	g_assert_nonnull(secret_read(dir, &s));
	g_remove(path);
	g_rmdir(dir);
	g_free(path);
	g_free(dir);
}

/* ---- programs ---- */

static struct program_result run_script(struct arena *a, const char *script, unsigned seconds)
{
	char *argv[] = {(char *)"sh", (char *)"-c", (char *)script, NULL};
	struct program p = {.argv = argv, .environment = environ, .seconds = seconds};
	struct program_result result;
	program_run(&p, a, &result);
	return result;
}

static void test_program(void)
{
	struct arena a;
	arena_init(&a);
	struct program_result r = run_script(&a, "echo out; echo err >&2; exit 3", 10);
	g_assert_true(r.end == PROGRAM_EXITED && r.status == 3);
	g_assert_cmpstr(r.output.s, ==, "out\nerr\n");
	r = run_script(&a, "read x && echo read", 10);
	g_assert_true(r.end == PROGRAM_EXITED && r.status == 1 && r.output.n == 0);
	r = run_script(&a, "kill -SEGV $$", 10);
	g_assert_true(r.end == PROGRAM_KILLED && r.status == SIGSEGV);
	r = run_script(&a, "yes | head -c 1000000; echo end", 60);
	g_assert_cmpuint(r.output.n, ==, PROGRAM_OUTPUT_KEPT);
	g_assert_true(str_ends(r.output, S("y\nend\n")));
	/* What it leaves in the background does not hold the run up. */
	r = run_script(&a, "sleep 60 & echo $!", 50);
	g_assert_true(r.end == PROGRAM_EXITED && r.status == 0);
	kill(atoi(r.output.s), SIGKILL);
	arena_clear(&a);
}

static void test_program_too_long(void)
{
	struct arena a;
	arena_init(&a);
	struct program_result r = run_script(&a, "trap '' TERM; echo here; while :; do sleep 1; done", 1);
	g_assert_cmpint(r.end, ==, PROGRAM_TIMED_OUT);
	g_assert_cmpint(r.status, ==, SIGKILL);
	g_assert_true(str_starts(r.output, S("here\n")));
	r = run_script(&a, "sleep 60", 1);
	g_assert_cmpint(r.end, ==, PROGRAM_TIMED_OUT);
	char *argv[] = {(char *)"/nonexistent/program", NULL};
	struct program p = {.argv = argv, .environment = environ, .seconds = 1};
	program_run(&p, &a, &r);
	g_assert_true(r.end == PROGRAM_NOT_STARTED && r.status == ENOENT);
	arena_clear(&a);
}

static void test_program_cancelled(void)
{
	struct arena a;
	struct cancel cancel;
	char *argv[] = {(char *)"sleep", (char *)"60", NULL};
	struct program p = {.argv = argv, .environment = environ, .seconds = 60, .cancel = &cancel};
	struct program_result r;
	atomic_init(&cancel.requested, true);
	arena_init(&a);
	program_run(&p, &a, &r);
	g_assert_cmpint(r.end, ==, PROGRAM_CANCELLED);
	arena_clear(&a);
}

/* ---- reading ---- */

static bool read_text(struct arena *a, struct str text, struct deliveries *into, struct diags *diags)
{
	struct yaml_error error;
	struct yaml *root = yaml_parse(a, text, &error);
	g_assert_nonnull(root);
	diags_init(diags, a, S("jobs.yaml"));
	struct delivery_source source = {
		.folder = S("/base"), .mail = yaml_find(root, "mail"), .arena = a, .diags = diags};
	*into = (struct deliveries){0};
	return deliveries_read(into, &source, yaml_find(root, "deliver"));
}

static void test_read(void)
{
	static const char text[] =
		"mail: {server: 'smtps://mail.example.com', from: 文摘 <d@example.com>, tries: 5}\n"
		"deliver:\n"
		"- {copy: library, latest: yes, formats: epub}\n"
		"- mail: [a@example.com, b@example.com]\n"
		"  tries: 2\n"
		"  max-size: 25MB\n"
		"- {run: \"send 'to {title}' {file}\", timeout: 2m}\n"
		"- {run: [send, 'a b', '{file}']}\n"
		"- {shell: 'cp \"$WENZHAI_FILE\" /srv', formats: [pdf]}\n";
	struct arena a;
	struct deliveries list;
	struct diags diags;
	arena_init(&a);
	g_assert_true(read_text(&a, str_from(text), &list, &diags));
	g_assert_cmpuint(list.list.n, ==, 6);
	const struct delivery *d = list.list.v;
	g_assert_true(d[0].kind == DELIVERY_COPY && str_eq(d[0].folder, S("/base/library")));
	g_assert_true(str_eq(d[0].latest, S("latest")) && d[0].formats == 1u << RECORD_EPUB);
	g_assert_true(d[1].kind == DELIVERY_MAIL && str_eq(d[2].mail.to, S("b@example.com")));
	g_assert_cmpuint(d[1].mail.tries, ==, 2);
	g_assert_cmpuint(d[1].mail.bytes_max, ==, 25000000);
	g_assert_true(str_eq(d[1].mail.server, S("smtps://mail.example.com")));
	g_assert_false(str_eq(d[1].key, d[2].key));
	g_assert_true(d[3].word_count == 3 && str_eq(d[3].words[1], S("to {title}")) && d[3].seconds == 120);
	g_assert_true(d[4].word_count == 3 && str_eq(d[4].words[1], S("a b")));
	g_assert_true(d[5].kind == DELIVERY_SHELL && d[5].line == 9);
	g_assert_cmpstr(delivery_describe(&a, &d[2]).s, ==, "mail to b@example.com");
	arena_clear(&a);
}

static void test_mistakes(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"deliver: everywhere", "wants a list"},
		{"deliver: [{to: x}]", "one of copy, mail, run and shell"},
		{"deliver: [{copy: x, run: y}]", "one of copy, mail, run and shell"},
		{"deliver: [{copy: x, latset: yes}]", "did you mean 'latest'?"},
		{"deliver: [{copy: x, subject: y}]", "a copy has no key 'subject'"},
		{"deliver: [{copy: }]", "'copy' wants a text"},
		{"deliver: [{copy: x, formats: mobi}]", "'formats' wants"},
		{"deliver: [{copy: x, formats: []}]", "'formats' is empty"},
		{"deliver: [{copy: x}, {copy: x}]", "the same delivery is asked for on line 1"},
		{"deliver: [{mail: a@b}]", "wants 'server'"},
		{"deliver: [{mail: a b@c, server: 'smtps://x'}]", "not an address"},
		{"deliver: [{mail: [], server: 'smtps://x'}]", "'mail' is empty"},
		{"deliver: [{mail: a@b, server: 'http://x'}]", "'server' wants"},
		{"deliver: [{mail: a@b, server: 'smtps://u:p@x'}]", "use 'credentials'"},
		{"deliver: [{mail: a@b, server: 'smtp://x', tls: maybe}]", "'tls' wants"},
		{"deliver: [{mail: a@b, server: 'smtps://x', tls: none}]", "contradicts"},
		{"deliver: [{mail: a@b, server: 'smtp://x', tls: none, credentials: f}]", "in clear"},
		{"deliver: [{mail: a@b, server: 'smtp://localhost.x', tls: none, credentials: f}]",
		 "in clear"},
		{"deliver: [{mail: a@b, server: 'smtp://127.x.org:25', tls: none, credentials: f}]",
		 "in clear"},
		{"deliver: [{mail: a@b, server: 'smtp://[::1].x', tls: none, credentials: f}]", "in clear"},
		{"deliver: [{mail: a@b, server: 'smtps://x', credentials: f, credentials-env: V}]",
		 "exclude"},
		{"deliver: [{mail: a@b, server: 'smtps://x', max-size: 60MB}]", "'max-size' wants"},
		{"deliver: [{mail: a@b, server: 'smtps://x', tries: 99}]", "'tries' wants"},
		{"deliver: [{mail: a@b, server: 'smtps://x', subject: '{file}'}]", "no {file} here"},
		{"deliver: [{mail: a@b, server: 'smtps://x', from: me}]", "'from' wants"},
		{"deliver: [{run: 'send \"'}]", "'run'"},
		{"deliver: [{run: 'send {fiel}'}]", "no {fiel} here"},
		{"deliver: [{run: []}]", "wants a program"},
		{"deliver: [{shell: 'send {file}'}]", "\"$WENZHAI_FILE\" for {file}"},
		{"deliver: [{run: x, timeout: 2d}]", "'timeout' wants"},
		{"mail: {servre: x}\ndeliver: [{mail: a@b}, {mail: c@d}]", "did you mean 'server'?"},
	};
	struct arena a;
	struct deliveries list;
	struct diags diags;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_false(read_text(&a, str_from(rows[i].text), &list, &diags));
		bool found = false;
		for (size_t k = 0; k < diags.list.n; k++)
			found |= str_find(diags.list.v[k].text, str_from(rows[i].want), 0) != STR_NONE;
		if (!found)
			g_error("no \"%s\" for %s", rows[i].want, rows[i].text);
	}
	g_assert_cmpuint(diags.list.n, ==, 1); /* the last row: once for two mails */
	g_assert_true(read_text(&a, S("deliver: [{shell: 'echo ${file}'}]"), &list, &diags));
	arena_clear(&a);
}

/* ---- the driver ---- */

static struct str issue_text(struct yaml *issue, const char *key)
{
	return yaml_text(yaml_find(issue, key), S(""));
}

static void read_files(struct arena *a, struct yaml *list, struct str folder, struct record *r)
{
	for (struct yaml *n = list->first; n; n = n->next)
		r->file_count++;
	r->files = ARENA_ARRAY(a, r->file_count, struct record_file);
	struct record_file *file = r->files;
	for (struct yaml *n = list->first; n; n = n->next, file++) {
		struct str content = {0};
		file_read(a, arena_printf(a, "%.*s/%.*s", STR_FMT(folder), STR_FMT(n->text)).s, 1u << 30,
			  &content);
		gchar *sum =
			g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)content.s, content.n);
		*file = (struct record_file){
			.name = n->text, .bytes = content.n, .sha256 = arena_str(a, str_from(sum))};
		file->format = str_ends(n->text, S(".pdf")) ? RECORD_PDF : RECORD_EPUB;
		g_free(sum);
	}
}

static struct record read_record(struct arena *a, struct yaml *issue, struct str folder)
{
	static const struct record_article articles[] = {{.title = {"一篇", 6}, .source = {"甲", 3}}};
	struct record r = {.job = issue_text(issue, "job"),
			   .title = issue_text(issue, "title"),
			   .dates = issue_text(issue, "dates"),
			   .identifier = issue_text(issue, "identifier"),
			   .articles = articles,
			   .article_count = 1};
	read_files(a, yaml_find(issue, "files"), folder, &r);
	return r;
}

static void print_diags(const struct diags *d)
{
	for (size_t i = 0; i < d->list.n; i++)
		fprintf(stderr, "%.*s:%u: %s: %.*s [%s]\n", STR_FMT(d->list.v[i].file), d->list.v[i].line,
			diag_level_name(diag_id_level(d->list.v[i].id)), STR_FMT(d->list.v[i].text),
			diag_id_code(d->list.v[i].id));
}

/* One state a line: progress, failures, parts, since.  What the real program keeps in its state. */
static void read_states(const char *path, struct delivery_state *states, size_t count)
{
	FILE *f = fopen(path, "r");
	for (size_t i = 0; f && i < count; i++) {
		long long since = 0;
		unsigned progress = 0;
		if (fscanf(f, "%u %u %u %lld", &progress, &states[i].failures, &states[i].parts, &since) != 4)
			break;
		states[i].progress = progress;
		states[i].since = since;
	}
	if (f)
		fclose(f);
}

static void write_states(const char *path, const struct delivery_state *states, size_t count)
{
	FILE *f = fopen(path, "w");
	for (size_t i = 0; i < count; i++)
		fprintf(f, "%u %u %u %lld\n", states[i].progress, states[i].failures, states[i].parts,
			(long long)states[i].since);
	fclose(f);
}

static int drive(const char *path, const char *states_path, const char *now)
{
	struct arena a;
	struct str text, folder;
	struct deliveries list;
	struct diags diags;
	struct yaml_error error;
	struct delivery_state states[DELIVERIES_MAX] = {0};
	bool ok = true;
	arena_init(&a);
	if (file_read(&a, path, YAML_BYTES_MAX, &text) != 0)
		return 2;
	bool read = read_text(&a, text, &list, &diags);
	struct yaml *root = yaml_parse(&a, text, &error);
	folder = yaml_text(yaml_find(root, "output"), S("."));
	struct record record = read_record(&a, yaml_find(root, "issue"), folder);
	struct zone *zone = zone_new("Asia/Shanghai");
	struct delivery_context c = {.folder = folder,
				     .jobs_file = str_from(path),
				     .newest = true,
				     .now = atoll(now),
				     .zone = zone,
				     .environment = environ,
				     .arena = &a,
				     .diags = &diags};
	read_states(states_path, states, list.list.n);
	for (size_t i = 0; read && i < list.list.n; i++)
		if (states[i].progress == DELIVERY_PENDING)
			ok = deliver_issue(&list.list.v[i], &record, &c, &states[i]) && ok;
	struct yaml *latest = yaml_find(root, "latest");
	if (latest)
		ok = deliver_latest(&record, &c, latest->text) && ok;
	write_states(states_path, states, list.list.n);
	print_diags(&diags);
	zone_free(zone);
	arena_clear(&a);
	return !read ? 2 : ok ? 0 : 5;
}

int main(int argc, char **argv)
{
	signal(SIGXFSZ, SIG_IGN); /* as the program itself does */
	if (argc == 5 && strcmp(argv[1], "--drive") == 0)
		return drive(argv[2], argv[3], argv[4]);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/template", test_template);
	g_test_add_func("/header", test_header);
	g_test_add_func("/attachment", test_attachment);
	g_test_add_func("/date", test_date);
	g_test_add_func("/file-name", test_file_name);
	g_test_add_func("/addresses", test_addresses);
	g_test_add_func("/secret", test_secret);
	g_test_add_func("/secret-file", test_secret_file);
	g_test_add_func("/program", test_program);
	g_test_add_func("/program-too-long", test_program_too_long);
	g_test_add_func("/program-cancelled", test_program_cancelled);
	g_test_add_func("/read", test_read);
	g_test_add_func("/mistakes", test_mistakes);
	return g_test_run();
}
