/* What may go, and whether what stays is sound. */
#include "image/store-files.h"

#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file that is only coming in belongs to a process that may still be at it. */
#define INCOMING_SECONDS 86400

/* A picture's bytes and all that was made of them: they come and go together. */
struct group {
	char sha[STORE_SHA + 1];
	bool indexed;
	instant used;   /* when a post last named it; of a picture that is not the store's: when last made */
	uint64_t bytes; /* of all its files */
	VEC(struct str) paths;
};

struct pruning {
	struct store *store;
	struct arena arena;
	GHashTable *by_sha; /* to struct group */
	VEC(struct group *) all;
	VEC(struct str) strays; /* files that belong to nothing */
};

static struct group *find_group(struct pruning *p, const char *sha)
{
	struct group *g = g_hash_table_lookup(p->by_sha, sha);
	if (g)
		return g;
	g = ARENA_NEW(&p->arena, struct group);
	memcpy(g->sha, sha, STORE_SHA);
	g->used = INT64_MIN;
	g_hash_table_insert(p->by_sha, g->sha, g);
	VEC_PUSH(&p->arena, &p->all, g);
	return g;
}

static void read_index(struct pruning *p)
{
	struct query *q =
		database_query(p->store->writer, "SELECT c.sha, coalesce(max(wanted), 0) FROM content c"
						 " LEFT JOIN source USING (sha) GROUP BY c.sha");
	while (query_row(q)) {
		struct str sha = query_text(q, 0);
		if (sha.n != STORE_SHA)
			continue;
		struct group *g = find_group(p, sha.s);
		g->indexed = true;
		g->used = query_number(q, 1);
	}
}

/* ---- the folders ---- */

/* FOLDER/ab/cdef….suffix */
static void look_at_file(struct pruning *p, const char *folder, const char *ab, const char *name)
{
	struct stat st;
	char sha[STORE_SHA + 1];
	struct str path = arena_printf(&p->arena, "%s/%s/%s/%s", p->store->dir, folder, ab, name);
	bool named = strlen(ab) == 2 && strlen(name) >= STORE_SHA - 2;
	bool made = strcmp(folder, STORE_MADE) == 0;
	if (lstat(path.s, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	g_snprintf(sha, sizeof sha, "%s%s", ab, name);
	struct group *g = NULL;
	if (named && made)
		g = find_group(p, sha);
	else if (named && strlen(name) == STORE_SHA - 2)
		g = g_hash_table_lookup(p->by_sha, sha);
	if (!g) {
		VEC_PUSH(&p->arena, &p->strays, path);
		return;
	}
	g->bytes += (uint64_t)st.st_size;
	if (!g->indexed)
		g->used = MAX(g->used, st.st_mtime);
	VEC_PUSH(&p->arena, &g->paths, path);
}

static void look_at_incoming(struct pruning *p, const char *name, instant now)
{
	struct stat st;
	struct str path = arena_printf(&p->arena, "%s/%s/%s", p->store->dir, STORE_CONTENT, name);
	bool ours = g_str_has_prefix(name, "incoming.") && g_str_has_suffix(name, ".part");
	if (ours && lstat(path.s, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime < now - INCOMING_SECONDS)
		VEC_PUSH(&p->arena, &p->strays, path);
}

static void walk_sub(struct pruning *p, const char *folder, const char *ab)
{
	struct str path = arena_printf(&p->arena, "%s/%s/%s", p->store->dir, folder, ab);
	GDir *dir = g_dir_open(path.s, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));)
		look_at_file(p, folder, ab, name);
	if (dir)
		g_dir_close(dir);
}

static void walk(struct pruning *p, const char *folder, instant now)
{
	struct str path = arena_printf(&p->arena, "%s/%s", p->store->dir, folder);
	GDir *dir = g_dir_open(path.s, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));) {
		if (strlen(name) == 2 && g_ascii_isxdigit(name[0]) && g_ascii_isxdigit(name[1]))
			walk_sub(p, folder, name);
		else if (strcmp(folder, STORE_CONTENT) == 0)
			look_at_incoming(p, name, now);
	}
	if (dir)
		g_dir_close(dir);
}

/* ---- pruning ---- */

static int by_use(const void *x, const void *y)
{
	const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;
	if (a->used != b->used)
		return a->used < b->used ? -1 : 1;
	return memcmp(a->sha, b->sha, STORE_SHA); /* the same whatever order the folder had */
}

static void run_with(struct store *s, const char *sql, const char *sha)
{
	struct query *q = database_query(s->writer, sql);
	query_set_text(q, 1, str_from(sha));
	query_run(q);
}

static void remove_group(struct store *s, const struct group *g)
{
	if (g->indexed) {
		run_with(s, "DELETE FROM source WHERE sha = ?1", g->sha);
		run_with(s, "DELETE FROM content WHERE sha = ?1", g->sha);
	}
	if (database_fault(s->writer))
		return;
	for (size_t i = 0; i < g->paths.n; i++)
		unlink(g->paths.v[i].s);
}

static void forget_old_failures(struct store *s, instant before)
{
	struct query *q = database_query(s->writer, "DELETE FROM source WHERE sha IS NULL AND wanted < ?1");
	query_set_number(q, 1, before);
	query_run(q);
}

static void remove_some(struct pruning *p, const struct store_prune *what, struct store_pruned *done)
{
	for (size_t i = 0; i < p->all.n; i++)
		done->bytes_left += p->all.v[i]->bytes;
	done->left = p->all.n;
	for (size_t i = 0; i < p->all.n; i++) {
		const struct group *g = p->all.v[i];
		if (g->used >= what->before && done->bytes_left <= what->most)
			break;
		remove_group(p->store, g);
		done->pictures++;
		done->left--;
		done->bytes += g->bytes;
		done->bytes_left -= g->bytes;
	}
}

/* Nobody else writes the index meanwhile, and so nothing arrives that is not seen. */
bool store_prune(struct store *s, const struct store_prune *what, instant now, struct store_pruned *done)
{
	struct pruning p = {.store = s};
	*done = (struct store_pruned){0};
	p.by_sha = g_hash_table_new(g_str_hash, g_str_equal);
	if (database_begin(s->writer)) {
		read_index(&p);
		walk(&p, STORE_CONTENT, now);
		walk(&p, STORE_MADE, now);
		if (p.all.n)
			qsort(p.all.v, p.all.n, sizeof *p.all.v, by_use);
		if (!database_fault(s->writer))
			remove_some(&p, what, done);
		forget_old_failures(s, what->before);
		for (size_t i = 0; i < p.strays.n; i++)
			unlink(p.strays.v[i].s);
		database_commit(s->writer);
	}
	g_hash_table_destroy(p.by_sha);
	arena_clear(&p.arena);
	return !database_fault(s->writer);
}

/* ---- health ---- */

struct examination {
	struct store *store;
	VEC(struct stored) all;
	atomic_size_t damaged;
};

static void examine_one(void *context, size_t i, unsigned worker)
{
	struct examination *x = context;
	(void)worker;
	if (!store_intact(x->store, &x->all.v[i]))
		atomic_fetch_add(&x->damaged, 1);
}

static uint64_t bytes_made(struct store *s)
{
	struct pruning p = {.store = s};
	uint64_t bytes = 0;
	p.by_sha = g_hash_table_new(g_str_hash, g_str_equal);
	walk(&p, STORE_MADE, 0);
	for (size_t i = 0; i < p.all.n; i++)
		bytes += p.all.v[i]->bytes;
	g_hash_table_destroy(p.by_sha);
	arena_clear(&p.arena);
	return bytes;
}

bool store_examine(struct store *s, unsigned jobs, const struct cancel *cancel, struct arena *a,
		   struct store_health *h)
{
	struct examination x = {.store = s};
	struct arena scratch = {0};
	struct database *db = store_take_reader(s);
	*h = (struct store_health){0};
	h->index = database_check(db, a);
	h->sources = (size_t)database_number(db, "SELECT count(*) FROM source");
	h->failed = (size_t)database_number(db, "SELECT count(*) FROM source WHERE sha IS NULL");
	struct query *q = database_query(db, "SELECT " STORE_COLUMNS " FROM content c");
	for (struct stored one; query_row(q);)
		if (store_read_row(q, 0, &one)) {
			h->bytes += one.size;
			VEC_PUSH(&scratch, &x.all, one);
		}
	store_put_back(s, db);
	bool done = parallel_for(x.all.n, jobs, examine_one, &x, cancel);
	h->pictures = x.all.n;
	h->damaged = x.damaged;
	h->bytes_made = bytes_made(s);
	arena_clear(&scratch);
	return done;
}
