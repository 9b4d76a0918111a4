/* Filling the store: each arrival is a transaction, in which its file is put in place. */
#include "base/stream.h"
#include "image/store-files.h"

#include <errno.h>
#include <glib.h>
#include <unistd.h>

/* The key: a fragment is not sent to servers. */
static struct str key_of(struct str url)
{
	return str_head(url, str_find_char(url, '#', 0));
}

struct store_source store_source(struct store *s, struct str url, struct arena *a)
{
	struct store_source found = {0};
	if (!s)
		return found;
	struct database *db = store_take_reader(s);
	struct query *q =
		database_query(db, "SELECT etag, modified, checked, failures, retry, reason, " STORE_COLUMNS
				   " FROM source LEFT JOIN content c USING (sha) WHERE url = ?1");
	query_set_text(q, 1, key_of(url));
	if (query_row(q)) {
		found.known = true;
		found.etag = arena_str(a, query_text(q, 0));
		found.modified = arena_str(a, query_text(q, 1));
		found.checked = query_number(q, 2);
		found.failures = (unsigned)query_number(q, 3);
		found.retry = query_number(q, 4);
		found.reason = arena_str(a, query_text(q, 5));
		found.stored = !query_is_null(q, 6) && store_read_row(q, 6, &found.content);
	}
	query_end(q);
	store_put_back(s, db);
	return found;
}

bool store_want(struct store *s, const struct str *urls, size_t n, instant now)
{
	database_begin(s->writer);
	for (size_t i = 0; i < n; i++) {
		struct query *q = database_query(s->writer, "UPDATE source SET wanted = ?2"
							    " WHERE url = ?1 AND wanted < ?2");
		query_set_text(q, 1, key_of(urls[i]));
		query_set_number(q, 2, now);
		query_run(q);
	}
	return database_commit(s->writer);
}

struct stream *store_incoming(struct store *s, int *error)
{
	char *path = g_build_filename(s->dir, STORE_CONTENT, "incoming", NULL);
	char *dir = g_path_get_dirname(path);
	g_mkdir_with_parents(dir, 0777);
	struct stream *bytes = stream_open_file(path, error);
	if (bytes)
		stream_hurry(bytes); /* a thousand waits for the disk; the hash tells what is whole */
	g_free(dir);
	g_free(path);
	return bytes;
}

static void name_content(struct database *db, const struct stored *c)
{
	struct query *q =
		database_query(db, "INSERT INTO content (sha, type, width, height, components, size)"
				   " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
				   " ON CONFLICT (sha) DO UPDATE SET type = ?2, width = ?3,"
				   " height = ?4, components = ?5, size = ?6");
	query_set_text(q, 1, str_from(c->sha));
	query_set_text(q, 2, str_from(store_kind_name(c->kind)));
	query_set_number(q, 3, c->width);
	query_set_number(q, 4, c->height);
	query_set_number(q, 5, c->components);
	query_set_number(q, 6, (int64_t)c->size);
	query_run(q);
}

static void name_source(struct database *db, const struct store_arrival *what)
{
	struct query *q = database_query(
		db, "INSERT INTO source (url, sha, etag, modified, fetched, checked, wanted, failures)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, 0)"
		    " ON CONFLICT (url) DO UPDATE SET sha = ?2, etag = ?3, modified = ?4, fetched = ?5,"
		    " checked = ?5, failures = 0, retry = NULL, reason = NULL");
	query_set_text(q, 1, key_of(what->url));
	query_set_text(q, 2, str_from(what->content.sha));
	query_set_text(q, 3, what->etag);
	query_set_text(q, 4, what->modified);
	query_set_number(q, 5, what->now);
	query_run(q);
}

static int put_in_place(struct store *s, const char *sha, struct stream *bytes)
{
	size_t failed;
	if (!store_make_folders(s, STORE_CONTENT, sha)) {
		int error = errno;
		stream_abandon(bytes);
		return error;
	}
	char *path = store_path(s, STORE_CONTENT, sha, S(""));
	stream_move(bytes, path);
	g_free(path);
	return stream_commit_all(&bytes, 1, &failed);
}

/* The file goes in while nobody else writes the index: a prune that is going on
 * cannot take it away between its arrival and its being named. */
bool store_keep(struct store *s, const struct store_arrival *what, struct stream *bytes)
{
	if (!database_begin(s->writer)) {
		stream_abandon(bytes);
		return false;
	}
	int error = put_in_place(s, what->content.sha, bytes);
	if (error) {
		database_rollback(s->writer);
		s->error = s->error ? s->error : error;
		return false;
	}
	name_content(s->writer, &what->content);
	name_source(s->writer, what);
	return database_commit(s->writer);
}

bool store_unchanged(struct store *s, struct str url, instant now)
{
	struct query *q = database_query(
		s->writer, "UPDATE source SET checked = ?2, failures = 0, retry = NULL, reason = NULL"
			   " WHERE url = ?1");
	query_set_text(q, 1, key_of(url));
	query_set_number(q, 2, now);
	return query_run(q);
}

bool store_failed(struct store *s, struct str url, const char *reason, instant now, instant retry)
{
	struct query *q =
		database_query(s->writer, "INSERT INTO source (url, wanted, failures, retry, reason)"
					  " VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (url) DO UPDATE SET"
					  " failures = failures + 1, retry = ?3, reason = ?4");
	query_set_text(q, 1, key_of(url));
	query_set_number(q, 2, now);
	query_set_number(q, 3, retry);
	query_set_text(q, 4, str_from(reason));
	return query_run(q);
}

bool store_forget(struct store *s, const char *sha)
{
	static const char *const sql[] = {
		"UPDATE source SET sha = NULL, etag = NULL, modified = NULL WHERE sha = ?1",
		"DELETE FROM content WHERE sha = ?1",
	};
	database_begin(s->writer);
	for (size_t i = 0; i < G_N_ELEMENTS(sql); i++) {
		struct query *q = database_query(s->writer, sql[i]);
		query_set_text(q, 1, str_from(sha));
		query_run(q);
	}
	char *path = store_path(s, STORE_CONTENT, sha, S(""));
	if (!database_fault(s->writer))
		unlink(path);
	g_free(path);
	return database_commit(s->writer);
}

bool store_sound(const struct store *s, struct str *message)
{
	bool sound = !s->error && (!s->writer || !database_fault(s->writer));
	if (s->error)
		*message = str_from(g_strerror(s->error));
	else if (!sound)
		*message = database_message(s->writer);
	return sound;
}
