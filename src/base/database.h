/* Databases: SQLite files, and the one home of sqlite3.h.
 *
 * A struct database is one connection to one file.  It belongs to one thread at a
 * time and may be handed on; threads that work at once open one each.  Several
 * connections, of one process or of many, may have the same file open: a writer
 * waits for another's transaction (kind.patience), readers wait for nobody where the
 * file system can do write-ahead logging, and always see a whole transaction or
 * none of it, also after a kill or a full disk.
 *
 * Failures are latched, as in stream.h: after the first, every call does nothing,
 * rows do not come, and database_fault says what it was.  database_commit tells
 * whether a transaction holds; database_recover lets a connection go on after one
 * that did not.  Nothing is printed: whoever opened it reports.
 *
 * No clock and no folder is touched here but the path given: the folder must exist.
 */
#ifndef WENZHAI_BASE_DATABASE_H
#define WENZHAI_BASE_DATABASE_H

#include "base/arena.h"

struct database;
struct query;

/* What a file is for: its mark, and the way from an empty file to today's tables.
 * Static data: borrowed for as long as the connection lives. */
struct database_kind {
	uint32_t mark;            /* application_id: another program's file is refused */
	const char *const *steps; /* SQL: steps[v] makes version v + 1 (user_version) of version v */
	size_t step_count;        /* steps are only ever added; the last makes the version that is used */
	bool durable;             /* a commit survives a power cut (slower); else only a kill */
	unsigned patience;        /* milliseconds to wait for another's transaction; 0: DATABASE_PATIENCE */
	bool secret;              /* made so that its owner alone can read it (mode 0600) */
};

/* Longer than any transaction of ours; a process that was stopped must not stop others for ever. */
#define DATABASE_PATIENCE 20000

enum database_mode {
	DATABASE_READ,  /* never writes; works on a read-only disk, and beside writers */
	DATABASE_WRITE, /* made where there is none; brought to the last version */
};

enum database_fault {
	DATABASE_OK,
	DATABASE_MISSING,   /* DATABASE_READ: there is no such file, or nothing in it yet */
	DATABASE_BUSY,      /* another's transaction outlasted kind.patience */
	DATABASE_FULL,      /* the disk, a quota, a limit of the process */
	DATABASE_READ_ONLY, /* it may not be written */
	DATABASE_DAMAGED,   /* no database, or a broken one */
	DATABASE_FOREIGN,   /* another program's, or of a newer version (READ: also of an older one) */
	DATABASE_FAILED,    /* anything else: memory, I/O, a wrong statement */
};

/* Never NULL: a file that cannot be opened gives a connection with its fault latched. */
struct database *database_open(const char *path, enum database_mode mode, const struct database_kind *kind);
/* Ends a transaction that was not committed by undoing it.  NULL is nothing. */
void database_close(struct database *db);

enum database_fault database_fault(const struct database *db);
/* One line about the fault, without the file's name; empty while there is none.  Lives as
 * long as the connection. */
struct str database_message(const struct database *db);
/* Forgets the fault, undoing an open transaction.  What failed in opening stays failed. */
void database_recover(struct database *db);

/* ---- transactions ---- */

/* Takes the right to write at once, so that no transaction fails half-way for another's. */
bool database_begin(struct database *db);
/* For reading only: several queries that see one state. */
bool database_begin_read(struct database *db);
/* False when anything since the beginning failed: nothing of it holds then. */
bool database_commit(struct database *db);
void database_rollback(struct database *db);

/* ---- queries ----
 *
 *	struct query *q = database_query(db, "SELECT size FROM file WHERE hash = ?1");
 *	query_set_text(q, 1, hash);
 *	while (query_row(q))
 *		total += query_number(q, 0);
 *
 * A query is compiled once per connection and text, and is owned by the connection: asking
 * for the same text again gives the same query, reset, without its values. */
struct query *database_query(struct database *db, const char *sql);

/* Values are numbered from 1, and copied.  One that is not set is NULL. */
void query_set_text(struct query *q, int index, struct str text);
void query_set_bytes(struct query *q, int index, struct str bytes);
void query_set_number(struct query *q, int index, int64_t number);

/* Is there a next row?  False at the end and after a failure. */
bool query_row(struct query *q);
/* Ends a query before its last row; needed for nothing else. */
void query_end(struct query *q);
/* For what gives no rows: true when it was done. */
bool query_run(struct query *q);

/* Columns are numbered from 0.  Text and bytes are borrowed until the next row. */
struct str query_text(struct query *q, int column); /* empty when NULL */
struct str query_bytes(struct query *q, int column);
int64_t query_number(struct query *q, int column); /* 0 when NULL */
bool query_is_null(struct query *q, int column);

/* Statements without values, one or several, separated by semicolons. */
bool database_run(struct database *db, const char *sql);
/* The first column of the first row; 0 when there is none. */
int64_t database_number(struct database *db, const char *sql);
/* Rows that the last INSERT, UPDATE or DELETE touched; the row id of the last INSERT. */
int64_t database_changes(const struct database *db);
int64_t database_last_id(const struct database *db);

/* ---- health ---- */

/* Reads the whole file: empty when it is sound, else the first thing that is wrong. */
struct str database_check(struct database *db, struct arena *a);

#endif
