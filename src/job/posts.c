#include "job/posts.h"

#include "base/database.h"
#include "base/str-table.h"
#include "collect/post.h"
#include "collect/walk.h"
#include "job/posts-rows.h"

#include <glib.h>
#include <unistd.h>

#define SECOND ((int64_t)1000000000)
/* A file that was changed so shortly before the newest may be changed again within the tick
 * of the file system's clock (FAT's has two seconds). */
#define YOUNG (3 * SECOND)

#define SQL_OF(x)   SQL_TEXT(x)
#define SQL_TEXT(x) #x
#define MISDATED    "date > modified / 1000000000 + " SQL_OF(WRITTEN_SLACK)

static const char *const steps[] = {
	"CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), identity INTEGER NOT NULL, generation "
	"INTEGER "
	"NOT NULL);"
	"CREATE TABLE post (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, inode INTEGER, size INTEGER, "
	"modified INTEGER, changed INTEGER, young INTEGER, gone INTEGER, generation INTEGER, seen INTEGER, "
	"skip TEXT, title TEXT, source TEXT, link TEXT, date_text TEXT, date INTEGER, categories TEXT, tags "
	"TEXT, "
	"text INTEGER, signature BLOB);"
	"CREATE INDEX post_date ON post (date);"
	"CREATE INDEX post_generation ON post (generation);"
	"CREATE INDEX post_text ON post (text);"
	"CREATE TABLE cursor (job TEXT, key TEXT, generation INTEGER, day INTEGER, now INTEGER, PRIMARY KEY "
	"(job, key));",
	"UPDATE post SET signature = NULL;", /* numbers are kept with what they count */
	"CREATE TABLE root (path TEXT PRIMARY KEY);",
	"CREATE INDEX post_misdated ON post (date) WHERE " MISDATED ";",
	"ALTER TABLE post ADD COLUMN went INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE post ADD COLUMN back INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX post_back ON post (back) WHERE back > 0;",
	"CREATE INDEX cursor_generation ON cursor (job, generation);", /* asked for each post that was away */
};
static const struct database_kind kind = {0x777A7069, steps, G_N_ELEMENTS(steps), false, 0, true};

struct posts {
	struct database *db;
	struct arena arena;
	struct str path, folder;
	int64_t identity, generation;
};

/* ---- opening ---- */

static void remove_files(struct posts *p)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
		unlink(arena_printf(&p->arena, "%.*s%s", STR_FMT(p->path), endings[i]).s);
}

/* A broken page that is found late, in the middle of a run: the next one reads all posts again,
 * else it would stop at the same page for ever. */
static bool report(struct posts *p, struct diags *diags)
{
	bool damaged = database_fault(p->db) == DATABASE_DAMAGED;
	diag_add_file(diags, DIAG_STATE_FAILED, p->path, 0, "the index of posts cannot be used: %.*s%s",
		      STR_FMT(database_message(p->db)), damaged ? "; the next run makes it anew" : "");
	if (damaged)
		remove_files(p);
	return false;
}

static void make_anew(struct posts *p, struct diags *diags)
{
	diag_add_file(diags, DIAG_STATE_DAMAGED, p->path, 0,
		      "the index of posts is damaged (%.*s), made anew", STR_FMT(database_message(p->db)));
	database_close(p->db);
	remove_files(p);
	p->db = database_open(p->path.s, DATABASE_WRITE, &kind);
}

static void read_meta(struct posts *p)
{
	p->identity = database_number(p->db, "SELECT identity FROM meta");
	p->generation = database_number(p->db, "SELECT generation FROM meta");
	if (p->identity)
		return;
	/* Nothing depends on its value but that it differs from another's. */
	p->identity = (int64_t)(((uint64_t)g_random_int() << 32 | g_random_int()) >> 2) + 1;
	struct query *q = database_query(p->db, "INSERT INTO meta VALUES (1, ?1, 0)");
	query_set_number(q, 1, p->identity);
	query_run(q);
}

struct posts *posts_open(const char *path, struct str folder, struct diags *diags)
{
	struct posts *p = g_new0(struct posts, 1);
	p->path = arena_str(&p->arena, str_from(path));
	p->folder = arena_str(&p->arena, folder);
	p->db = database_open(p->path.s, DATABASE_WRITE, &kind);
	read_meta(p);
	if (database_fault(p->db) == DATABASE_DAMAGED) {
		make_anew(p, diags);
		read_meta(p);
	}
	if (!database_fault(p->db))
		return p;
	report(p, diags);
	posts_close(p);
	return NULL;
}

void posts_close(struct posts *p)
{
	if (!p)
		return;
	database_close(p->db);
	arena_clear(&p->arena);
	g_free(p);
}

int64_t posts_identity(const struct posts *p)
{
	return p->identity;
}

int64_t posts_generation(const struct posts *p)
{
	return p->generation;
}

void posts_follow(struct posts *p, int64_t generation)
{
	if (p->generation < generation)
		p->generation = generation;
}

bool posts_commit(struct posts *p, struct diags *diags)
{
	return database_fault(p->db) ? report(p, diags) : true;
}

/* ---- updating ---- */

struct old {
	int64_t id;
	struct str path;
	struct stamp stamp;
	bool young, gone, found;
};

struct update {
	struct posts *p;
	const struct posts_update *options;
	struct arena arena;
	struct diags *diags;
	struct walk walk;
	GHashTable *old_of; /* path → struct old */
	struct old *olds;
	size_t old_count;
	VEC(struct str) walked; /* by earlier updates, by their places */
	size_t *due;            /* indices into the walk of files to read */
	size_t due_count;
	struct post_row *rows;
	struct arena *arenas, *scratch; /* one per worker */
	struct zone *utc;
	int64_t newest; /* change of any file */
	atomic_size_t done;
	int64_t generation; /* of what this update finds */
};

static guint path_hash(gconstpointer key)
{
	return (guint)str_hash(((const struct old *)key)->path);
}

static gboolean path_equal(gconstpointer x, gconstpointer y)
{
	return str_eq(((const struct old *)x)->path, ((const struct old *)y)->path);
}

static void load_old(struct update *u)
{
	struct database *db = u->p->db;
	size_t most = (size_t)database_number(db, "SELECT count(*) FROM post");
	struct query *q =
		database_query(db, "SELECT id, path, inode, size, modified, changed, young, gone FROM post");
	u->olds = ARENA_ARRAY(&u->arena, most, struct old);
	while (u->old_count < most && query_row(q)) {
		struct old *o = &u->olds[u->old_count++];
		*o = (struct old){
			.id = query_number(q, 0),
			.path = arena_str(&u->arena, query_text(q, 1)),
			.stamp = {(uint64_t)query_number(q, 2), query_number(q, 3), query_number(q, 4),
				  query_number(q, 5)},
			.young = query_number(q, 6),
			.gone = query_number(q, 7),
		};
		g_hash_table_add(u->old_of, o);
	}
	query_end(q);
}

static struct old *old_lookup(struct update *u, struct str path)
{
	struct old key = {.path = place_inside(u->p->folder, path)};
	return g_hash_table_lookup(u->old_of, &key);
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
	return a->inode == b->inode && a->size == b->size && a->modified == b->modified &&
	       a->changed == b->changed;
}

static void find_due(struct update *u)
{
	u->due = ARENA_ARRAY(&u->arena, u->walk.files.n, size_t);
	for (size_t i = 0; i < u->walk.files.n; i++) {
		const struct found *f = &u->walk.files.v[i];
		if (f->skip != SKIP_NONE)
			continue;
		struct old *o = old_lookup(u, f->path);
		if (o)
			o->found = true;
		if (f->stamp.changed > u->newest)
			u->newest = f->stamp.changed;
		if (!o || o->gone || o->young || !same_stamp(&o->stamp, &f->stamp))
			u->due[u->due_count++] = i;
	}
}

static void read_one(void *context, size_t index, unsigned worker)
{
	struct update *u = context;
	const struct found *f = &u->walk.files.v[u->due[index]];
	const struct collect_options options = {.zone = u->utc};
	struct article article = {0};
	struct post post;
	post_read(&post, f, &options, &article, &u->scratch[worker]);
	row_fill(&u->rows[index], &post, &article, &u->arenas[worker]);
	u->rows[index].path = place_inside(u->p->folder, f->path);
	arena_clear(&post.arena);
	arena_clear(&article.body_arena);
	arena_clear(&article.arena);
	size_t done = atomic_fetch_add(&u->done, 1) + 1;
	if (u->options->progress)
		u->options->progress(u->options->progress_context, "posts", done, u->due_count);
}

static bool read_due(struct update *u)
{
	unsigned jobs = u->options->jobs < 1 ? 1 : u->options->jobs;
	u->rows = ARENA_ARRAY(&u->arena, u->due_count, struct post_row);
	u->arenas = ARENA_ARRAY(&u->arena, jobs, struct arena);
	u->scratch = ARENA_ARRAY(&u->arena, jobs, struct arena);
	bool whole = parallel_for(u->due_count, jobs, read_one, u, u->options->cancel);
	for (unsigned i = 0; i < jobs; i++)
		arena_clear(&u->scratch[i]);
	return whole;
}

/* A folder that cannot be reached, a disk that is not mounted: its posts are not gone. */
static bool root_stands(const struct update *u, struct str path)
{
	struct arena scratch;
	bool stands = false;
	arena_init(&scratch);
	for (size_t i = 0; i < u->options->root_count && !stands; i++) {
		struct str root = u->options->roots[i];
		stands = place_below(place_inside(u->p->folder, root), path) &&
			 access(arena_cstr(&scratch, root), R_OK) == 0;
	}
	arena_clear(&scratch);
	return stands;
}

static void mark_gone(struct update *u)
{
	for (size_t i = 0; i < u->old_count; i++) {
		const struct old *o = &u->olds[i];
		if (o->found || o->gone || !root_stands(u, o->path))
			continue;
		/* Who was away more than once may have been missed the first time. */
		struct query *q = database_query(u->p->db, "UPDATE post SET gone = 1, went = CASE WHEN went "
							   "= 0 THEN ?2 ELSE went END WHERE id = ?1");
		query_set_number(q, 1, o->id);
		query_set_number(q, 2, u->generation);
		query_run(q);
	}
}

/* ---- folders that were walked before ---- */

static bool was_walked(const struct update *u, struct str path)
{
	for (size_t i = 0; i < u->walked.n; i++)
		if (place_below(u->walked.v[i], path))
			return true;
	return false;
}

static void load_walked(struct update *u)
{
	struct query *q = database_query(u->p->db, "SELECT path FROM root");
	while (query_row(q))
		VEC_PUSH(&u->arena, &u->walked, arena_str(&u->arena, query_text(q, 0)));
}

static bool has_files(const struct update *u, struct str root)
{
	for (size_t i = 0; i < u->walk.files.n; i++)
		if (u->walk.files.v[i].skip != SKIP_UNREADABLE &&
		    place_below(root, place_inside(u->p->folder, u->walk.files.v[i].path)))
			return true;
	return false;
}

/* A folder in which nothing was found may wait for its disk. */
static void store_walked(struct update *u)
{
	for (size_t i = 0; i < u->options->root_count; i++) {
		struct str root = place_inside(u->p->folder, u->options->roots[i]);
		if (was_walked(u, root) || !has_files(u, root))
			continue;
		struct query *q = database_query(u->p->db, "INSERT OR IGNORE INTO root VALUES (?1)");
		query_set_text(q, 1, root);
		query_run(q);
	}
}

/* How old the posts of a folder are that this index sees for the first time, only their files say. */
static instant first_seen(const struct update *u, const struct found *f)
{
	instant modified = f->stamp.modified / SECOND;
	bool new = modified >= u->options->now || was_walked(u, place_inside(u->p->folder, f->path));
	return new ? u->options->now : modified;
}

/* ---- writing ---- */

static void write_row(struct update *u, size_t index)
{
	const struct found *f = &u->walk.files.v[u->due[index]];
	struct post_row *row = &u->rows[index];
	const struct old *o = old_lookup(u, f->path);
	if (row->unread) { /* what was known of it stays; it is asked again in the next run */
		diags_append(u->diags, &row->diags);
		return;
	}
	row->stamp = f->stamp;
	row->young = !(o && same_stamp(&o->stamp, &f->stamp)) && f->stamp.changed > u->newest - YOUNG;
	row->seen = first_seen(u, f);
	row->generation = u->generation;
	row_store(u->p->db, row, o ? o->id : 0);
}

static bool write_all(struct update *u)
{
	struct database *db = u->p->db;
	u->generation = u->p->generation + 1;
	mark_gone(u);
	for (size_t i = 0; i < u->due_count; i++)
		write_row(u, i);
	store_walked(u);
	struct query *q = database_query(db, "UPDATE meta SET generation = ?1");
	query_set_number(q, 1, u->generation);
	query_run(q);
	if (!database_commit(db))
		return report(u->p, u->diags);
	u->p->generation = u->generation;
	return true;
}

static bool anything_gone(const struct update *u)
{
	for (size_t i = 0; i < u->old_count; i++)
		if (!u->olds[i].found && !u->olds[i].gone)
			return true;
	return false;
}

/* Each by itself, for a walk takes a file that has two names once: it may be of two jobs, under one
 * name each. */
static bool walk_roots(struct update *u)
{
	const struct posts_update *o = u->options;
	GHashTable *known = str_table_new();
	bool whole = true;
	for (size_t i = 0; i < o->root_count && whole; i++) {
		struct walk walk = {0};
		whole = walk_paths(&o->roots[i], 1, &u->arena, u->diags, o->cancel, &walk);
		for (size_t k = 0; k < walk.files.n; k++)
			if (g_hash_table_add(known, &walk.files.v[k].path))
				VEC_PUSH(&u->arena, &u->walk.files, walk.files.v[k]);
	}
	g_hash_table_unref(known);
	return whole;
}

static bool run_update(struct update *u)
{
	if (!walk_roots(u))
		return false;
	load_old(u);
	load_walked(u);
	find_due(u);
	if (!read_due(u))
		return false;
	if (!u->due_count && !anything_gone(u) && u->p->generation)
		return true;
	return (database_begin(u->p->db) && write_all(u)) || report(u->p, u->diags);
}

bool posts_update(struct posts *p, const struct posts_update *options, struct diags *diags)
{
	struct update u = {.p = p, .options = options, .diags = diags, .utc = zone_new("UTC")};
	u.old_of = g_hash_table_new(path_hash, path_equal);
	bool done = run_update(&u);
	for (unsigned i = 0; u.arenas && i < (options->jobs ? options->jobs : 1); i++)
		arena_clear(&u.arenas[i]);
	g_hash_table_unref(u.old_of);
	zone_free(u.utc);
	arena_clear(&u.arena);
	return done;
}

/* ---- asking ---- */

void posts_find(struct posts *p, const struct posts_query *query, struct arena *a, struct known_list *into)
{
	/* By parts, each of which has its index: SQLite would go through all posts for an OR. */
	struct query *q = database_query(
		p->db,
		"SELECT " ROW_COLUMNS " FROM post WHERE id IN ("
		"SELECT id FROM post WHERE date BETWEEN ?1 AND ?2 AND date_text <> '' UNION "
		"SELECT id FROM post WHERE generation > ?3 AND (date <= ?2 OR date_text = '') UNION "
		"SELECT id FROM post WHERE back > 0 AND back > ?3 AND (date <= ?2 OR date_text = '') UNION "
		"SELECT id FROM post WHERE date > ?2 AND " MISDATED " AND modified / 1000000000 <= ?2 AND "
		"(modified / 1000000000 >= ?1 OR generation > ?3 OR back > ?3)) AND gone = 0 ORDER BY path");
	query_set_number(q, 1, query->from);
	query_set_number(q, 2, query->to);
	query_set_number(q, 3, query->generation);
	while (query_row(q))
		VEC_PUSH(a, &into->list, row_known(q, a));
}

void posts_keep_signature(struct posts *p, int64_t id, const struct signature *s)
{
	struct arena scratch;
	arena_init(&scratch);
	struct query *q = database_query(p->db, "UPDATE post SET signature = ?2 WHERE id = ?1");
	query_set_number(q, 1, id);
	query_set_bytes(q, 2, signature_pack(&scratch, s));
	query_run(q);
	arena_clear(&scratch);
}

void posts_keep_cursor(struct posts *p, struct str job, struct str key, const struct cursor *at)
{
	struct query *q = database_query(p->db, "INSERT OR REPLACE INTO cursor VALUES (?1, ?2, ?3, ?4, ?5)");
	query_set_text(q, 1, job);
	query_set_text(q, 2, key);
	query_set_number(q, 3, at->generation);
	query_set_number(q, 4, at->to);
	query_set_number(q, 5, at->now);
	query_run(q);
}

/* The first row of (generation, day, now). */
static struct cursor read_cursor(const struct posts *p, struct query *q)
{
	struct cursor at = {0};
	if (query_row(q))
		at = (struct cursor){.any = true,
				     .generation = query_number(q, 0),
				     .to = (day_number)query_number(q, 1),
				     .now = query_number(q, 2),
				     .index = p->identity};
	query_end(q);
	return at;
}

struct cursor posts_cursor(struct posts *p, struct str job, struct str key)
{
	struct query *q =
		database_query(p->db, "SELECT generation, day, now FROM cursor WHERE job = ?1 AND key = ?2");
	query_set_text(q, 1, job);
	query_set_text(q, 2, key);
	return read_cursor(p, q);
}

struct cursor posts_cursor_before(struct posts *p, struct str job, int64_t generation)
{
	struct query *q = database_query(p->db, "SELECT generation, day, now FROM cursor WHERE job = ?1 AND "
						"generation < ?2 ORDER BY generation DESC, day DESC LIMIT 1");
	query_set_text(q, 1, job);
	query_set_number(q, 2, generation);
	return read_cursor(p, q);
}

void posts_put_off(struct posts *p, const struct str *paths, size_t n)
{
	if (!n || !database_begin(p->db))
		return;
	for (size_t i = 0; i < n; i++) {
		struct query *q = database_query(p->db, "UPDATE post SET generation = ?2 WHERE path = ?1");
		query_set_text(q, 1, paths[i]);
		query_set_number(q, 2, p->generation + 1);
		query_run(q);
	}
	struct query *q = database_query(p->db, "UPDATE meta SET generation = ?1");
	query_set_number(q, 1, p->generation + 1);
	query_run(q);
	if (database_commit(p->db))
		p->generation++;
}
