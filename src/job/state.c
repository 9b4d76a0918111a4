#include "job/state.h"

#include "base/database.h"
#include "job/state-rows.h"

#include <glib.h>

static const char *const steps[] = {
	"CREATE TABLE job (name TEXT PRIMARY KEY, begun_to INTEGER, begun_now INTEGER, generation INTEGER, "
	"posts "
	"INTEGER, skipped_to INTEGER, empty INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, "
	"error "
	"TEXT, failed INTEGER, run INTEGER);"
	"CREATE TABLE issue (id INTEGER PRIMARY KEY, job TEXT NOT NULL, key TEXT NOT NULL, number INTEGER "
	"NOT NULL, "
	"first_day INTEGER, last_day INTEGER, now INTEGER, published INTEGER NOT NULL, removed INTEGER NOT "
	"NULL "
	"DEFAULT 0, ticket TEXT, title TEXT, dates TEXT, creator TEXT, language TEXT, identifier TEXT, "
	"summary TEXT, "
	"cover TEXT, generation INTEGER, posts INTEGER, UNIQUE (job, key));"
	"CREATE TABLE file (issue INTEGER NOT NULL, place INTEGER, name TEXT NOT NULL, format INTEGER, bytes "
	"INTEGER, "
	"sha256 TEXT);"
	"CREATE INDEX file_issue ON file (issue);"
	"CREATE INDEX file_name ON file (name);"
	"CREATE TABLE story (issue INTEGER NOT NULL, job TEXT NOT NULL, place INTEGER, also INTEGER, path "
	"TEXT, link "
	"TEXT, title TEXT, source TEXT, dated INTEGER, date INTEGER, text INTEGER, signature BLOB);"
	"CREATE INDEX story_issue ON story (issue);"
	"CREATE INDEX story_path ON story (job, path);"
	"CREATE INDEX story_link ON story (job, link);"
	"CREATE INDEX story_text ON story (job, text);"
	"CREATE TABLE delivery (issue INTEGER NOT NULL, key TEXT NOT NULL, progress INTEGER, failures "
	"INTEGER, parts "
	"INTEGER, since INTEGER, error TEXT, PRIMARY KEY (issue, key));",
	"CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT);",
	"ALTER TABLE issue ADD COLUMN folder TEXT;"
	"CREATE INDEX story_title ON story (job, title);",
};
static const struct database_kind kind = {0x777A6A73, steps, G_N_ELEMENTS(steps), true, 0, true};

struct state *state_open(const char *path, enum state_mode mode, struct diags *diags, bool *damaged)
{
	enum database_mode how = mode == STATE_WRITE ? DATABASE_WRITE : DATABASE_READ;
	struct state *s = g_new0(struct state, 1);
	s->path = arena_str(&s->arena, str_from(path));
	s->db = database_open(path, how, &kind);
	s->none = mode == STATE_READ && database_fault(s->db) == DATABASE_MISSING;
	*damaged = database_fault(s->db) == DATABASE_DAMAGED;
	if (!*damaged && (s->none || state_sound(s, diags)))
		return s;
	state_close(s);
	return NULL;
}

void state_close(struct state *s)
{
	if (!s)
		return;
	database_close(s->db);
	arena_clear(&s->arena);
	g_free(s);
}

bool state_whole(struct state *s)
{
	return s->none || (!database_check(s->db, &s->arena).n && database_fault(s->db) != DATABASE_DAMAGED);
}

bool state_sound(struct state *s, struct diags *diags)
{
	if (s->none || !database_fault(s->db))
		return true;
	diag_add_file(diags, DIAG_STATE_FAILED, s->path, 0, "the state cannot be used: %.*s",
		      STR_FMT(database_message(s->db)));
	database_recover(s->db);
	return false;
}

void state_exclude(struct state *s, int64_t id)
{
	s->excluded = id;
}

/* ---- where a job stands ---- */

static void read_job(struct state *s, struct str job, struct standing *at, struct arena *a)
{
	struct query *q = database_query(s->db, "SELECT begun_to, begun_now, generation, posts, skipped_to, "
						"empty, failures, error, failed, run "
						"FROM job WHERE name = ?1");
	query_set_text(q, 1, job);
	if (!query_row(q))
		return;
	at->cursor = cursor_read(q, 0);
	at->skipped = !query_is_null(q, 4);
	at->skipped_to = (day_number)query_number(q, 4);
	at->empty = (unsigned)query_number(q, 5);
	at->failures = (unsigned)query_number(q, 6);
	at->error = arena_str(a, query_text(q, 7));
	at->failed = query_number(q, 8);
	at->run = query_number(q, 9);
	query_end(q);
}

struct standing state_standing(struct state *s, struct str job, struct arena *a)
{
	struct standing at = {0};
	if (s->none)
		return at;
	read_job(s, job, &at, a);
	struct query *q =
		database_query(s->db, "SELECT last_day, now, generation, posts FROM issue WHERE job = ?1 AND "
				      "published = 1 AND issue.id <> ?9 ORDER BY last_day DESC LIMIT 1");
	query_set_text(q, 1, job);
	query_set_number(q, 9, s->excluded);
	if (query_row(q))
		at.cursor = cursor_read(q, 0);
	query_end(q);
	q = database_query(
		s->db, "SELECT max(number) FROM issue WHERE job = ?1 AND published = 1 AND issue.id <> ?9");
	query_set_text(q, 1, job);
	query_set_number(q, 9, s->excluded);
	at.number = query_row(q) ? (int)query_number(q, 0) : 0;
	query_end(q);
	return at;
}

int64_t state_generation(struct state *s, int64_t index)
{
	if (s->none)
		return 0;
	struct query *q = database_query(
		s->db,
		"SELECT max((SELECT coalesce(max(generation), 0) FROM issue WHERE posts = ?1), (SELECT "
		"coalesce(max(generation), 0) FROM job WHERE posts = ?1))");
	query_set_number(q, 1, index);
	int64_t generation = query_row(q) ? query_number(q, 0) : 0;
	query_end(q);
	return generation;
}

static void make_job(struct state *s, struct str job)
{
	struct query *q = database_query(s->db, "INSERT OR IGNORE INTO job (name) VALUES (?1)");
	query_set_text(q, 1, job);
	query_run(q);
}

void state_begin_job(struct state *s, struct str job, const struct cursor *at)
{
	make_job(s, job);
	struct query *q = database_query(s->db, "UPDATE job SET begun_to = ?2, begun_now = ?3, generation = "
						"?4, posts = ?5 WHERE name = ?1 AND "
						"begun_to IS NULL");
	query_set_text(q, 1, job);
	query_set_number(q, 2, at->to);
	query_set_number(q, 3, at->now);
	query_set_number(q, 4, at->generation);
	query_set_number(q, 5, at->index);
	query_run(q);
}

void state_skip(struct state *s, struct str job, day_number to, instant now)
{
	make_job(s, job);
	struct query *q = database_query(
		s->db, "UPDATE job SET skipped_to = ?2, empty = empty + 1, run = ?3 WHERE name = ?1");
	query_set_text(q, 1, job);
	query_set_number(q, 2, to);
	query_set_number(q, 3, now);
	query_run(q);
}

void state_fail(struct state *s, struct str job, struct str error, instant now)
{
	make_job(s, job);
	struct query *q = database_query(
		s->db,
		"UPDATE job SET failures = failures + 1, error = ?2, failed = ?3, run = ?3 WHERE name = ?1");
	query_set_text(q, 1, job);
	query_set_text(q, 2, error);
	query_set_number(q, 3, now);
	query_run(q);
}

void state_ran(struct state *s, struct str job, instant now)
{
	make_job(s, job);
	struct query *q =
		database_query(s->db, "UPDATE job SET failures = 0, error = NULL, run = ?2 WHERE name = ?1");
	query_set_text(q, 1, job);
	query_set_number(q, 2, now);
	query_run(q);
}

/* ---- making issues ---- */

static void forget(struct state *s, int64_t id)
{
	static const char *const tables[] = {
		"DELETE FROM issue WHERE id = ?1",
		"DELETE FROM file WHERE issue = ?1",
		"DELETE FROM story WHERE issue = ?1",
		"DELETE FROM delivery WHERE issue = ?1",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		struct query *q = database_query(s->db, tables[i]);
		query_set_number(q, 1, id);
		query_run(q);
	}
}

/* An issue that is made again keeps its row until the new one is in place. */
int64_t state_intend(struct state *s, const struct ticket *t, struct str ticket, const struct record *record,
		     struct str folder)
{
	if (!database_begin(s->db))
		return 0;
	struct query *q =
		database_query(s->db, "SELECT id FROM issue WHERE job = ?1 AND key = ?2 AND published = 0");
	query_set_text(q, 1, t->job);
	query_set_text(q, 2, intention_key(&s->arena, t->key));
	int64_t old = query_row(q) ? query_number(q, 0) : 0;
	query_end(q);
	if (old)
		forget(s, old);
	issue_insert(s, t, ticket, folder);
	int64_t id = database_last_id(s->db);
	files_insert(s, id, record);
	return database_commit(s->db) ? id : 0;
}

bool state_publish(struct state *s, int64_t id, const struct ticket *t, const struct record *record,
		   const struct cursor *at, const struct deliveries *deliveries)
{
	const struct delivery_state pending = {.progress = DELIVERY_PENDING};
	if (!database_begin(s->db))
		return false;
	struct query *q =
		database_query(s->db, "SELECT id FROM issue WHERE job = ?1 AND key = ?2 AND published = 1");
	query_set_text(q, 1, t->job);
	query_set_text(q, 2, t->key);
	int64_t old = query_row(q) ? query_number(q, 0) : 0;
	query_end(q);
	if (old)
		forget(s, old);
	issue_publish(s, id, t, record, at);
	files_insert(s, id, record);
	stories_insert(s, id, t);
	for (size_t i = 0; deliveries && i < deliveries->list.n; i++)
		state_keep_delivery(s, id, deliveries->list.v[i].key, &pending);
	q = database_query(s->db, "UPDATE job SET empty = 0 WHERE name = ?1");
	query_set_text(q, 1, t->job);
	query_run(q);
	return database_commit(s->db);
}

void state_drop(struct state *s, int64_t id)
{
	if (!database_begin(s->db))
		return;
	forget(s, id);
	database_commit(s->db);
}

void state_removed(struct state *s, int64_t id)
{
	struct query *q = database_query(s->db, "UPDATE issue SET removed = 1 WHERE id = ?1");
	query_set_number(q, 1, id);
	query_run(q);
}

/* ---- asking ---- */

bool state_has(struct state *s, struct str job, struct str key)
{
	if (s->none)
		return false;
	struct query *q = database_query(
		s->db,
		"SELECT 1 FROM issue WHERE job = ?1 AND key = ?2 AND published = 1 AND issue.id <> ?9");
	query_set_text(q, 1, job);
	query_set_text(q, 2, key);
	query_set_number(q, 9, s->excluded);
	bool has = query_row(q);
	query_end(q);
	return has;
}

size_t state_count(struct state *s, struct str job)
{
	if (s->none)
		return 0;
	struct query *q = database_query(
		s->db, "SELECT count(*) FROM issue WHERE job = ?1 AND published = 1 AND removed = 0");
	query_set_text(q, 1, job);
	size_t count = query_row(q) ? (size_t)query_number(q, 0) : 0;
	query_end(q);
	return count;
}

void state_intentions(struct state *s, struct arena *a, struct state_issues *into)
{
	if (s->none)
		return;
	struct query *q =
		database_query(s->db, "SELECT " ISSUE_COLUMNS " FROM issue WHERE published = 0 ORDER BY id");
	while (query_row(q))
		VEC_PUSH(a, &into->list, issue_read(q, a));
	for (size_t i = 0; i < into->list.n; i++)
		files_read(s, &into->list.v[i], a);
}

void state_issues(struct state *s, struct str job, size_t most, bool articles, struct arena *a,
		  struct state_issues *into)
{
	if (s->none)
		return;
	size_t first = into->list.n;
	struct query *q =
		database_query(s->db, "SELECT " ISSUE_COLUMNS " FROM issue WHERE published = 1 AND job = ?1 "
				      "ORDER BY last_day DESC, number DESC LIMIT ?2");
	query_set_text(q, 1, job);
	query_set_number(q, 2, most ? (int64_t)most : -1);
	while (query_row(q))
		VEC_PUSH(a, &into->list, issue_read(q, a));
	for (size_t i = first; i < into->list.n; i++) {
		files_read(s, &into->list.v[i], a);
		if (articles)
			articles_read(s, &into->list.v[i], a);
	}
}

void state_issue(struct state *s, int64_t id, struct arena *a, struct state_issues *into)
{
	struct query *q = database_query(s->db, "SELECT " ISSUE_COLUMNS " FROM issue WHERE id = ?1");
	query_set_number(q, 1, id);
	if (!query_row(q))
		return;
	VEC_PUSH(a, &into->list, issue_read(q, a));
	query_end(q);
	files_read(s, &into->list.v[into->list.n - 1], a);
	articles_read(s, &into->list.v[into->list.n - 1], a);
}

void state_ticket(struct state *s, int64_t id, struct arena *a, struct ticket *into)
{
	stories_read(s, id, a, into);
}

void state_owners(struct state *s, struct str name, struct str job, struct str key, struct arena *a,
		  struct state_issues *into)
{
	if (s->none)
		return;
	struct query *q = database_query(
		s->db,
		"SELECT issue.id, issue.job, issue.key, issue.folder FROM file JOIN issue ON issue.id = "
		"file.issue WHERE file.name = ?1 AND published = 1 AND removed = 0 AND NOT (issue.job = "
		"?2 AND issue.key = ?3)");
	query_set_text(q, 1, name);
	query_set_text(q, 2, job);
	query_set_text(q, 3, key);
	while (query_row(q))
		VEC_PUSH(a, &into->list,
			 (struct state_issue){
				 .id = query_number(q, 0),
				 .key = arena_str(a, query_text(q, 2)),
				 .folder = arena_str(a, query_text(q, 3)),
				 .record = {.job = arena_str(a, query_text(q, 1))},
			 });
}

/* ---- what was published before ---- */

void state_published(struct state *s, struct str job, day_number from, struct arena *a,
		     struct published_list *into)
{
	if (s->none)
		return;
	struct query *q = database_query(s->db, SELECT_PUBLISHED "AND issue.last_day >= ?2");
	query_set_text(q, 1, job);
	query_set_number(q, 2, from);
	query_set_number(q, 9, s->excluded);
	while (query_row(q))
		VEC_PUSH(a, &into->list, published_read(q, a));
}

#define FIND(condition) SELECT_PUBLISHED "AND " condition " ORDER BY issue.id DESC LIMIT ?8"

static void find(struct state *s, struct query *q, struct str job, struct arena *a,
		 struct published_list *into)
{
	query_set_text(q, 1, job);
	query_set_number(q, 8, FIND_MAX);
	query_set_number(q, 9, s->excluded);
	while (query_row(q))
		VEC_PUSH(a, &into->list, published_read(q, a));
}

void state_find(struct state *s, struct str job, const struct story *story, struct arena *a,
		struct published_list *into)
{
	struct query *q;
	if (s->none)
		return;
	if (story->signature.text) {
		q = database_query(s->db, FIND("text = ?2"));
		query_set_number(q, 2, (int64_t)story->signature.text);
		find(s, q, job, a, into);
	}
	q = database_query(s->db, FIND("path = ?2"));
	query_set_text(q, 2, story->path);
	find(s, q, job, a, into);
	if (story->link.n) {
		q = database_query(s->db, FIND("link = ?2"));
		query_set_text(q, 2, story->link);
		find(s, q, job, a, into);
	}
	if (story->title.n) {
		q = database_query(s->db, FIND("story.title = ?2 AND source = ?3"));
		query_set_text(q, 2, story->title);
		query_set_text(q, 3, story->source);
		find(s, q, job, a, into);
	}
}

/* ---- deliveries ---- */

void state_deliveries(struct state *s, int64_t issue, struct arena *a, struct delivery_rows *into)
{
	struct query *q = database_query(
		s->db, "SELECT key, progress, failures, parts, since, error FROM delivery WHERE "
		       "issue = ?1 ORDER BY key");
	query_set_number(q, 1, issue);
	while (query_row(q))
		VEC_PUSH(a, &into->list,
			 (struct delivery_row){
				 .key = arena_str(a, query_text(q, 0)),
				 .state =
					 {
						 .progress = (enum delivery_progress)query_number(q, 1),
						 .failures = (unsigned)query_number(q, 2),
						 .parts = (unsigned)query_number(q, 3),
						 .since = query_number(q, 4),
						 .error = arena_str(a, query_text(q, 5)),
					 },
			 });
}

void state_drop_delivery(struct state *s, int64_t issue, struct str key)
{
	struct query *q = database_query(s->db, "DELETE FROM delivery WHERE issue = ?1 AND key = ?2");
	query_set_number(q, 1, issue);
	query_set_text(q, 2, key);
	query_run(q);
}

bool state_is_pending(struct state *s, int64_t issue)
{
	struct query *q =
		database_query(s->db, "SELECT 1 FROM delivery WHERE issue = ?1 AND progress = 0 LIMIT 1");
	query_set_number(q, 1, issue);
	bool pending = query_row(q);
	query_end(q);
	return pending;
}

void state_keep_delivery(struct state *s, int64_t issue, struct str key, const struct delivery_state *d)
{
	struct query *q =
		database_query(s->db, "INSERT OR REPLACE INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
	query_set_number(q, 1, issue);
	query_set_text(q, 2, key);
	query_set_number(q, 3, d->progress);
	query_set_number(q, 4, d->failures);
	query_set_number(q, 5, d->parts);
	query_set_number(q, 6, d->since);
	query_set_text(q, 7, d->error);
	query_run(q);
}

void state_pending(struct state *s, struct arena *a, struct state_issues *into)
{
	VEC(int64_t) ids = {0};
	if (s->none)
		return;
	struct query *q = database_query(
		s->db, "SELECT DISTINCT issue FROM delivery JOIN issue ON issue.id = issue WHERE "
		       "progress = 0 AND published = 1 AND removed = 0 ORDER BY issue");
	while (query_row(q))
		VEC_PUSH(a, &ids, query_number(q, 0));
	for (size_t i = 0; i < ids.n; i++)
		state_issue(s, ids.v[i], a, into);
}

/* ---- for the catalogue ---- */

struct str state_mark(struct state *s, struct arena *a)
{
	struct str mark = S("");
	struct query *q = database_query(s->db, "SELECT count(*), total(id), total(now), total(removed), "
						"max(id) FROM issue WHERE published = 1");
	if (query_row(q))
		mark = arena_printf(a, "%lld %lld %lld %lld %lld", (long long)query_number(q, 0),
				    (long long)query_number(q, 1), (long long)query_number(q, 2),
				    (long long)query_number(q, 3), (long long)query_number(q, 4));
	query_end(q);
	return mark;
}

struct str state_note(struct state *s, struct str name, struct arena *a)
{
	struct str text = S("");
	struct query *q = database_query(s->db, "SELECT text FROM note WHERE name = ?1");
	query_set_text(q, 1, name);
	if (query_row(q))
		text = arena_str(a, query_text(q, 0));
	query_end(q);
	return text;
}

void state_keep_note(struct state *s, struct str name, struct str text)
{
	struct query *q = database_query(s->db, "INSERT OR REPLACE INTO note VALUES (?1, ?2)");
	query_set_text(q, 1, name);
	query_set_text(q, 2, text);
	query_run(q);
}
