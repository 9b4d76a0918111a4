#include "base/database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A foreign file may hold statements of its own (views, triggers): none is believed,
 * and none of ours is longer or wider than this. */
#define SQL_BYTES_MAX  65536
#define SQL_TREE_MAX   100
#define SQL_VALUES_MAX 64

struct query {
	struct database *db;
	struct query *next;
	const char *sql;
	sqlite3_stmt *statement; /* NULL: it did not compile */
};

struct database {
	struct arena arena; /* queries and messages */
	sqlite3 *handle;    /* NULL: not opened */
	struct query *queries;
	struct query none; /* what a failed connection gives */
	enum database_fault fault;
	struct str message;
	bool unusable; /* opening failed: database_recover does not help */
};

/* ---- faults ---- */

static const struct {
	int code;
	enum database_fault fault;
	const char *text;
} faults[] = {
	{SQLITE_BUSY, DATABASE_BUSY, "another process has been writing to it for too long"},
	{SQLITE_LOCKED, DATABASE_BUSY, "another connection has been writing to it for too long"},
	{SQLITE_FULL, DATABASE_FULL, "the disk is full"},
	/* SQLite keeps no errno of these: a quota, a limit of the process, a dying disk. */
	{SQLITE_IOERR_WRITE, DATABASE_FULL, "the disk takes no more"},
	{SQLITE_READONLY, DATABASE_READ_ONLY, "it may not be written"},
	{SQLITE_PERM, DATABASE_READ_ONLY, "it may not be written"},
	{SQLITE_CORRUPT, DATABASE_DAMAGED, "the database is damaged"},
	{SQLITE_NOTADB, DATABASE_DAMAGED, "it is no database"},
};

static void latch(struct database *db, enum database_fault fault, struct str message)
{
	if (db->fault)
		return;
	db->fault = fault;
	db->message = message;
}

/* What keeps a file from being opened comes as one code of SQLite's: its errno says which. */
static bool latch_system(struct database *db, int code)
{
	int error = db->handle ? sqlite3_system_errno(db->handle) : 0;
	if ((code != SQLITE_IOERR && code != SQLITE_CANTOPEN) || !error)
		return false;
	bool forbidden = error == EROFS || error == EACCES || error == EPERM;
	latch(db, forbidden ? DATABASE_READ_ONLY : DATABASE_FAILED,
	      arena_str(&db->arena, str_from(g_strerror(error))));
	return true;
}

/* `code` is extended: its low byte is the code that most of the table names. */
static void latch_code(struct database *db, int code)
{
	if (db->fault)
		return;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (faults[i].code == code || faults[i].code == (code & 0xff)) {
			latch(db, faults[i].fault, str_from(faults[i].text));
			return;
		}
	if (latch_system(db, code & 0xff))
		return;
	const char *text = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
	latch(db, DATABASE_FAILED, arena_str(&db->arena, str_from(text)));
}

static bool succeeded(struct database *db, int code)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return true;
	latch_code(db, code);
	return false;
}

enum database_fault database_fault(const struct database *db)
{
	return db->fault;
}

struct str database_message(const struct database *db)
{
	return db->message;
}

void database_recover(struct database *db)
{
	if (db->unusable)
		return;
	database_rollback(db);
	db->fault = DATABASE_OK;
	db->message = (struct str){0};
}

/* ---- queries ---- */

static void clear_query(struct query *q)
{
	if (q->statement) {
		sqlite3_reset(q->statement);
		sqlite3_clear_bindings(q->statement);
	}
}

struct query *database_query(struct database *db, const char *sql)
{
	if (db->fault)
		return &db->none;
	for (struct query *q = db->queries; q; q = q->next)
		if (strcmp(q->sql, sql) == 0) {
			clear_query(q);
			return q;
		}
	struct query *q = ARENA_NEW(&db->arena, struct query);
	*q = (struct query){.db = db, .next = db->queries, .sql = arena_cstr(&db->arena, str_from(sql))};
	int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->statement, NULL);
	if (!succeeded(db, code))
		return &db->none;
	db->queries = q;
	return q;
}

static bool usable(const struct query *q)
{
	return q->statement && !q->db->fault;
}

/* SQLite takes a NULL pointer for NULL, and an empty text is none. */
static const char *bytes_of(struct str text)
{
	return text.n ? text.s : "";
}

void query_set_text(struct query *q, int index, struct str text)
{
	if (usable(q))
		succeeded(q->db, sqlite3_bind_text64(q->statement, index, bytes_of(text), text.n,
						     SQLITE_TRANSIENT, SQLITE_UTF8));
}

void query_set_bytes(struct query *q, int index, struct str bytes)
{
	if (usable(q))
		succeeded(q->db, sqlite3_bind_blob64(q->statement, index, bytes_of(bytes), bytes.n,
						     SQLITE_TRANSIENT));
}

void query_set_number(struct query *q, int index, int64_t number)
{
	if (usable(q))
		succeeded(q->db, sqlite3_bind_int64(q->statement, index, number));
}

bool query_row(struct query *q)
{
	if (!usable(q))
		return false;
	int code = sqlite3_step(q->statement);
	if (code == SQLITE_ROW)
		return true;
	succeeded(q->db, code);
	sqlite3_reset(q->statement);
	return false;
}

void query_end(struct query *q)
{
	if (q->statement)
		sqlite3_reset(q->statement);
}

bool query_run(struct query *q)
{
	while (query_row(q))
		;
	return usable(q);
}

struct str query_bytes(struct query *q, int column)
{
	if (!usable(q))
		return S("");
	const char *s = sqlite3_column_blob(q->statement, column);
	return (struct str){s, s ? (size_t)sqlite3_column_bytes(q->statement, column) : 0};
}

struct str query_text(struct query *q, int column)
{
	if (!usable(q))
		return S("");
	const char *s = (const char *)sqlite3_column_text(q->statement, column);
	return (struct str){s, s ? (size_t)sqlite3_column_bytes(q->statement, column) : 0};
}

int64_t query_number(struct query *q, int column)
{
	return usable(q) ? sqlite3_column_int64(q->statement, column) : 0;
}

bool query_is_null(struct query *q, int column)
{
	return !usable(q) || sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

bool database_run(struct database *db, const char *sql)
{
	return !db->fault && succeeded(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

int64_t database_number(struct database *db, const char *sql)
{
	struct query *q = database_query(db, sql);
	int64_t number = query_row(q) ? query_number(q, 0) : 0;
	query_end(q);
	return number;
}

int64_t database_changes(const struct database *db)
{
	return db->handle ? sqlite3_changes64(db->handle) : 0;
}

int64_t database_last_id(const struct database *db)
{
	return db->handle ? sqlite3_last_insert_rowid(db->handle) : 0;
}

/* ---- transactions ---- */

bool database_begin(struct database *db)
{
	return database_run(db, "BEGIN IMMEDIATE");
}

bool database_begin_read(struct database *db)
{
	return database_run(db, "BEGIN");
}

void database_rollback(struct database *db)
{
	if (!db->handle || sqlite3_get_autocommit(db->handle))
		return;
	for (struct query *q = db->queries; q; q = q->next)
		query_end(q); /* a query that is being read would keep it open */
	sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool database_commit(struct database *db)
{
	bool done = database_run(db, "COMMIT");
	if (!done)
		database_rollback(db);
	return done;
}

/* ---- opening ---- */

/* A path is no URI: "a?b" is a file's name.  But only a URI can say `immutable`. */
static int open_immutable(struct database *db, const char *path)
{
	char *absolute = g_canonicalize_filename(path, NULL);
	char *uri = g_filename_to_uri(absolute, NULL, NULL);
	char *whole = g_strconcat(uri ? uri : "file:", "?immutable=1", NULL);
	int code = sqlite3_open_v2(whole, &db->handle,
				   SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	g_free(whole);
	g_free(uri);
	g_free(absolute);
	return code;
}

static void configure(struct database *db, const struct database_kind *kind)
{
	sqlite3 *h = db->handle;
	sqlite3_extended_result_codes(h, 1);
	sqlite3_busy_timeout(h, (int)(kind->patience ? kind->patience : DATABASE_PATIENCE));
	sqlite3_limit(h, SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX);
	sqlite3_limit(h, SQLITE_LIMIT_EXPR_DEPTH, SQL_TREE_MAX);
	sqlite3_limit(h, SQLITE_LIMIT_VARIABLE_NUMBER, SQL_VALUES_MAX);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	database_run(db, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
}

/* Where it cannot be had (a network's file system, another process just now in the old
 * manner) the file's own manner of logging does as well, only slower. */
static void log_ahead(struct database *db, const struct database_kind *kind)
{
	sqlite3_exec(db->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	database_run(db, kind->durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

/* In a transaction: mark, version and tables must be those of one moment, since another
 * process may just be making them. */
static bool check_mark(struct database *db, const struct database_kind *kind, int64_t version)
{
	int64_t mark = database_number(db, "PRAGMA application_id");
	int64_t tables = database_number(db, "SELECT count(*) FROM sqlite_schema");
	if (db->fault)
		return false;
	if ((uint32_t)mark != kind->mark && (mark || tables || version))
		latch(db, DATABASE_FOREIGN, S("it is another program's database"));
	else if (version < 0 || version > (int64_t)kind->step_count)
		latch(db, DATABASE_FOREIGN, S("it was made by a newer version of wenzhai"));
	return !db->fault;
}

static bool update_schema(struct database *db, const struct database_kind *kind, int64_t version)
{
	char pragmas[120];
	for (size_t v = (size_t)version; v < kind->step_count; v++)
		database_run(db, kind->steps[v]);
	snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %ld; PRAGMA user_version = %zu",
		 (long)(int32_t)kind->mark, kind->step_count);
	return database_run(db, pragmas);
}

/* The file's version; -1 when it is not ours or cannot be read. */
static int64_t read_version(struct database *db, const struct database_kind *kind)
{
	if (!database_begin_read(db))
		return -1;
	int64_t version = database_number(db, "PRAGMA user_version");
	return check_mark(db, kind, version) && database_commit(db) ? version : -1;
}

/* Two processes may find an old version at once: the second looks again once it has
 * the right to write. */
static void open_to_write(struct database *db, const struct database_kind *kind)
{
	int64_t version = read_version(db, kind);
	if (version < 0)
		return;
	log_ahead(db, kind);
	if (version == (int64_t)kind->step_count || !database_begin(db))
		return;
	version = database_number(db, "PRAGMA user_version");
	if (check_mark(db, kind, version))
		update_schema(db, kind, version);
	database_commit(db);
}

static void open_to_read(struct database *db, const struct database_kind *kind)
{
	int64_t version = read_version(db, kind);
	if (version < 0)
		return;
	if (!version)
		latch(db, DATABASE_MISSING, S("there is nothing in it yet"));
	else if (version < (int64_t)kind->step_count)
		latch(db, DATABASE_FOREIGN, S("it was made by an older version of wenzhai"));
}

static int open_handle(struct database *db, const char *path, enum database_mode mode)
{
	int flags =
		mode == DATABASE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	return sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
}

static void finish_queries(struct database *db)
{
	for (struct query *q = db->queries; q; q = q->next)
		sqlite3_finalize(q->statement);
	db->queries = NULL;
}

/* On a disk that cannot be written SQLite cannot make the files through which a reader
 * of a write-ahead log speaks with writers: there are none then.  (Or they run with other
 * rights and begin just now: then the file may seem damaged, and reading it again helps.) */
static void retry_immutable(struct database *db, const char *path, const struct database_kind *kind)
{
	finish_queries(db);
	sqlite3_close(db->handle);
	db->handle = NULL;
	db->fault = DATABASE_OK;
	db->message = (struct str){0};
	if (succeeded(db, open_immutable(db, path))) {
		configure(db, kind);
		open_to_read(db, kind);
	}
}

static bool is_regular(struct database *db, const char *path, enum database_mode mode)
{
	struct stat st;
	if (stat(path, &st) != 0) {
		if (errno == ENOENT && mode == DATABASE_WRITE)
			return true;
		latch(db, errno == ENOENT ? DATABASE_MISSING : DATABASE_FAILED,
		      arena_str(&db->arena, str_from(g_strerror(errno))));
	} else if (!S_ISREG(st.st_mode)) {
		latch(db, DATABASE_FAILED, S("not a regular file"));
	}
	return !db->fault;
}

/* SQLite gives its logs the mode of the file that it finds. */
static void make_secret(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (file >= 0)
		close(file);
}

struct database *database_open(const char *path, enum database_mode mode, const struct database_kind *kind)
{
	struct database *db = g_new0(struct database, 1);
	db->none.db = db;
	if (kind->secret && mode == DATABASE_WRITE)
		make_secret(path);
	if (is_regular(db, path, mode) && succeeded(db, open_handle(db, path, mode))) {
		configure(db, kind);
		if (mode == DATABASE_WRITE)
			open_to_write(db, kind);
		else
			open_to_read(db, kind);
		bool shut = db->fault == DATABASE_READ_ONLY || db->fault == DATABASE_FAILED;
		if (mode == DATABASE_READ && shut)
			retry_immutable(db, path, kind);
	}
	db->unusable = db->fault != DATABASE_OK;
	return db;
}

void database_close(struct database *db)
{
	if (!db)
		return;
	database_rollback(db);
	finish_queries(db);
	sqlite3_close(db->handle);
	arena_clear(&db->arena);
	g_free(db);
}

/* ---- health ---- */

struct str database_check(struct database *db, struct arena *a)
{
	struct query *q = database_query(db, "PRAGMA integrity_check(1)");
	struct str text = query_row(q) ? arena_str(a, query_text(q, 0)) : S("");
	query_end(q);
	if (db->fault)
		return arena_str(a, db->message);
	return str_eq(text, S("ok")) ? S("") : text;
}
