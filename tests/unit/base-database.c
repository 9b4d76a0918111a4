/* Databases: versions, transactions, and what goes wrong with files. */
#include "base/database.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const steps[] = {
	"CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, bytes BLOB);",
	"ALTER TABLE word ADD COLUMN count INTEGER NOT NULL DEFAULT 7;"
	"CREATE TABLE other (a)",
};
static const struct database_kind first = {
	.mark = 0xC0FFEE01, .steps = steps, .step_count = 1, .patience = 50};
static const struct database_kind second = {
	.mark = 0xC0FFEE01, .steps = steps, .step_count = 2, .patience = 50};
static const struct database_kind foreign = {.mark = 0xC0FFEE02, .steps = steps, .step_count = 1};

struct place {
	char *dir, *path;
};

static struct place place_new(void)
{
	struct place p = {.dir = g_dir_make_tmp("database-XXXXXX", NULL)};
	g_assert_nonnull(p.dir);
	p.path = g_build_filename(p.dir, "a?b#c.sqlite", NULL); /* no URI */
	return p;
}

static void place_clear(struct place *p)
{
	GDir *d = g_dir_open(p->dir, 0, NULL);
	for (const char *name; (name = g_dir_read_name(d));) {
		char *path = g_build_filename(p->dir, name, NULL);
		g_remove(path);
		g_free(path);
	}
	g_dir_close(d);
	g_assert_cmpint(g_rmdir(p->dir), ==, 0);
	g_free(p->dir);
	g_free(p->path);
}

static struct database *open_sound(const struct place *p, enum database_mode mode,
				   const struct database_kind *kind)
{
	struct database *db = database_open(p->path, mode, kind);
	g_assert_cmpuint(database_message(db).n, ==, 0);
	g_assert_cmpint(database_fault(db), ==, DATABASE_OK);
	return db;
}

static void assert_fault(const struct place *p, enum database_mode mode, const struct database_kind *kind,
			 enum database_fault want)
{
	struct database *db = database_open(p->path, mode, kind);
	g_assert_cmpint(database_fault(db), ==, want);
	g_assert_cmpuint(database_message(db).n, >, 0);
	database_recover(db); /* opening has failed for good */
	g_assert_cmpint(database_fault(db), ==, want);
	g_assert_false(query_row(database_query(db, "SELECT 1")));
	g_assert_false(database_begin(db));
	database_close(db);
}

static bool add(struct database *db, struct str text, struct str bytes)
{
	struct query *q = database_query(db, "INSERT INTO word (text, bytes) VALUES (?1, ?2)");
	query_set_text(q, 1, text);
	query_set_bytes(q, 2, bytes);
	return query_run(q);
}

static int64_t count(struct database *db)
{
	return database_number(db, "SELECT count(*) FROM word");
}

static void fill(const struct place *p, const struct database_kind *kind)
{
	struct database *db = open_sound(p, DATABASE_WRITE, kind);
	g_assert_true(add(db, S("一"), S("1")));
	g_assert_true(add(db, S("二"), S("")));
	database_close(db);
}

static void test_values(void)
{
	struct place p = place_new();
	struct database *db = open_sound(&p, DATABASE_WRITE, &first);
	g_assert_true(add(db, S("a\0b"), S("\xff\0\xfe")));
	g_assert_cmpint(database_last_id(db), ==, 1);
	g_assert_true(add(db, S(""), S("")));
	struct query *q = database_query(db, "SELECT text, bytes, id, NULL FROM word ORDER BY id");
	g_assert_true(query_row(q));
	g_assert_true(str_eq(query_text(q, 0), S("a\0b")));
	g_assert_true(str_eq(query_bytes(q, 1), S("\xff\0\xfe")));
	g_assert_cmpint(query_number(q, 2), ==, 1);
	g_assert_true(query_is_null(q, 3));
	g_assert_cmpuint(query_text(q, 3).n, ==, 0);
	g_assert_true(query_row(q));
	g_assert_false(query_is_null(q, 0)); /* an empty text is no NULL */
	g_assert_false(query_row(q));
	g_assert_true(database_run(db, "UPDATE word SET bytes = NULL; DELETE FROM word WHERE id > 1"));
	g_assert_cmpint(database_changes(db), ==, 1);
	database_close(db);
	place_clear(&p);
}

/* The same text is the same query, without the values it had. */
static void test_query_again(void)
{
	struct place p = place_new();
	struct database *db = open_sound(&p, DATABASE_WRITE, &first);
	struct query *q = database_query(db, "SELECT ?1");
	query_set_number(q, 1, INT64_MIN);
	g_assert_true(query_row(q));
	g_assert_cmpint(query_number(q, 0), ==, INT64_MIN);
	g_assert_true(database_query(db, "SELECT ?1") == q);
	g_assert_true(query_row(q));
	g_assert_true(query_is_null(q, 0));
	database_close(db);
	place_clear(&p);
}

static void test_versions(void)
{
	struct place p = place_new();
	assert_fault(&p, DATABASE_READ, &first, DATABASE_MISSING);
	fill(&p, &first);
	assert_fault(&p, DATABASE_READ, &second, DATABASE_FOREIGN); /* reading cannot bring it up to date */
	struct database *db = open_sound(&p, DATABASE_WRITE, &second);
	g_assert_cmpint(count(db), ==, 2);
	g_assert_cmpint(database_number(db, "SELECT sum(count) FROM word"), ==, 14);
	database_close(db);
	assert_fault(&p, DATABASE_WRITE, &first, DATABASE_FOREIGN); /* a newer version's */
	assert_fault(&p, DATABASE_WRITE, &foreign, DATABASE_FOREIGN);
	assert_fault(&p, DATABASE_READ, &foreign, DATABASE_FOREIGN);
	place_clear(&p);
}

/* A step that fails leaves the version before it, whole. */
static void test_step_fails(void)
{
	static const char *const bad[] = {"CREATE TABLE word (text)", "CREATE TABLE x (y); no SQL"};
	struct database_kind kind = {.mark = first.mark, .steps = bad, .step_count = 1};
	struct place p = place_new();
	database_close(open_sound(&p, DATABASE_WRITE, &kind));
	kind.step_count = 2;
	assert_fault(&p, DATABASE_WRITE, &kind, DATABASE_FAILED);
	kind.step_count = 1;
	struct database *db = open_sound(&p, DATABASE_READ, &kind);
	g_assert_cmpint(database_number(db, "SELECT count(*) FROM sqlite_schema"), ==, 1);
	database_close(db);
	place_clear(&p);
}

static void test_transactions(void)
{
	struct place p = place_new();
	struct database *db = open_sound(&p, DATABASE_WRITE, &first);
	g_assert_true(database_begin(db));
	add(db, S("one"), S(""));
	database_rollback(db);
	g_assert_cmpint(count(db), ==, 0);
	g_assert_true(database_begin(db));
	add(db, S("one"), S(""));
	g_assert_true(database_commit(db));
	g_assert_true(database_begin(db));
	add(db, S("two"), S(""));
	add(db, S("one"), S("")); /* not unique: nothing of it holds */
	add(db, S("three"), S(""));
	g_assert_false(database_commit(db));
	g_assert_cmpint(database_fault(db), ==, DATABASE_FAILED);
	g_assert_nonnull(strstr(database_message(db).s, "UNIQUE"));
	g_assert_cmpint(count(db), ==, 0); /* latched: no rows come */
	database_recover(db);
	g_assert_cmpint(count(db), ==, 1);
	g_assert_true(database_begin(db));
	add(db, S("two"), S(""));
	database_close(db);
	db = open_sound(&p, DATABASE_READ, &first);
	g_assert_cmpint(count(db), ==, 1);
	g_assert_false(add(db, S("two"), S("")));
	g_assert_cmpint(database_fault(db), ==, DATABASE_READ_ONLY);
	database_close(db);
	place_clear(&p);
}

/* Readers see what stood when they began; a second writer waits, then says so. */
static void test_several(void)
{
	struct place p = place_new();
	fill(&p, &first);
	struct database *writer = open_sound(&p, DATABASE_WRITE, &first);
	struct database *reader = open_sound(&p, DATABASE_READ, &first);
	struct database *late = open_sound(&p, DATABASE_WRITE, &first);
	g_assert_true(database_begin_read(reader));
	g_assert_cmpint(count(reader), ==, 2);
	g_assert_true(database_begin(writer));
	add(writer, S("三"), S(""));
	g_assert_cmpint(count(reader), ==, 2);
	g_assert_false(database_begin(late));
	g_assert_cmpint(database_fault(late), ==, DATABASE_BUSY);
	g_assert_true(database_commit(writer));
	g_assert_cmpint(count(reader), ==, 2);
	g_assert_true(database_commit(reader));
	g_assert_cmpint(count(reader), ==, 3);
	database_recover(late);
	g_assert_true(add(late, S("四"), S("")));
	database_close(late);
	database_close(reader);
	database_close(writer);
	place_clear(&p);
}

/* Eight processes find no file at once: each word comes in once, nobody fails. */
static void test_made_at_once(void)
{
	static const struct database_kind kind = {.mark = 0xC0FFEE01, .steps = steps, .step_count = 2};
	struct place p = place_new();
	pid_t children[8];
	for (int i = 0; i < 8; i++)
		if ((children[i] = fork()) == 0) {
			struct database *db = database_open(p.path, DATABASE_WRITE, &kind);
			char text[2] = {(char)('a' + i), 0};
			_exit(add(db, str_from(text), S("")) ? 0 : 1);
		}
	for (int i = 0; i < 8; i++) {
		int status = -1;
		waitpid(children[i], &status, 0);
		g_assert_cmpint(status, ==, 0);
	}
	struct database *db = open_sound(&p, DATABASE_READ, &kind);
	g_assert_cmpint(count(db), ==, 8);
	database_close(db);
	place_clear(&p);
}

static void write_bytes(const struct place *p, const char *bytes, long at)
{
	FILE *file = fopen(p->path, at ? "r+" : "w");
	fseek(file, at, SEEK_SET);
	fwrite(bytes, 1, strlen(bytes), file);
	fclose(file);
}

static void test_bad_files(void)
{
	struct place p = place_new();
	struct arena a = {0};
	write_bytes(&p, "this is a text, and no database of anybody's at all", 0);
	assert_fault(&p, DATABASE_WRITE, &first, DATABASE_DAMAGED);
	assert_fault(&p, DATABASE_READ, &first, DATABASE_DAMAGED);
	write_bytes(&p, "", 0); /* empty: nothing in it yet */
	assert_fault(&p, DATABASE_READ, &first, DATABASE_MISSING);
	fill(&p, &first);
	struct database *db = open_sound(&p, DATABASE_READ, &first);
	g_assert_cmpuint(database_check(db, &a).n, ==, 0);
	database_close(db);
	write_bytes(&p, "garbage garbage garbage", 4096);
	db = database_open(p.path, DATABASE_READ, &first);
	g_assert_cmpuint(database_check(db, &a).n, >, 0);
	database_close(db);
	g_assert_cmpint(g_remove(p.path), ==, 0);
	g_assert_cmpint(g_mkdir(p.path, 0777), ==, 0);
	assert_fault(&p, DATABASE_WRITE, &first, DATABASE_FAILED);
	g_rmdir(p.path);
	g_assert_cmpint(mkfifo(p.path, 0666), ==, 0);
	assert_fault(&p, DATABASE_READ, &first, DATABASE_FAILED);
	arena_clear(&a);
	place_clear(&p);
}

static void in_process_of_its_own(void (*work)(void))
{
	if (g_test_subprocess()) {
		work();
		return;
	}
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_passed();
}

static void full_disk(void)
{
	struct place p = place_new();
	fill(&p, &first);
	struct database *db = open_sound(&p, DATABASE_WRITE, &first);
	struct rlimit limit = {200000, 200000};
	struct arena a = {0};
	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	g_assert_true(database_begin(db));
	add(db, S("large"), (struct str){arena_alloc(&a, 1000000), 1000000});
	g_assert_false(database_commit(db));
	g_assert_cmpint(database_fault(db), ==, DATABASE_FULL);
	database_recover(db);
	g_assert_cmpint(count(db), ==, 2);
	database_close(db);
	arena_clear(&a);
	place_clear(&p);
}

static void test_full_disk(void)
{
	in_process_of_its_own(full_disk);
}

static void kill_a_writer(const struct place *p)
{
	pid_t child = fork();
	if (!child) {
		struct database *db = database_open(p->path, DATABASE_WRITE, &first);
		add(db, S("kept"), S(""));
		database_begin(db);
		add(db, S("lost"), S(""));
		raise(SIGKILL);
	}
	waitpid(child, NULL, 0);
}

static void test_after_a_kill(void)
{
	struct place p = place_new();
	fill(&p, &first);
	kill_a_writer(&p);
	struct database *db = open_sound(&p, DATABASE_READ, &first);
	g_assert_cmpint(count(db), ==, 3);
	database_close(db);
	place_clear(&p);
}

static void set_modes(const struct place *p, unsigned file, unsigned dir)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		char *path = g_strconcat(p->path, ends[i], NULL);
		chmod(path, file);
		g_free(path);
	}
	g_assert_cmpint(chmod(p->dir, dir), ==, 0);
}

/* Closed by its writer, or left behind by one that was killed: both can be read where
 * nothing can be written. */
static void read_shut(bool killed)
{
	struct place p = place_new();
	fill(&p, &first);
	if (killed)
		kill_a_writer(&p);
	set_modes(&p, 0444, 0555);
	if (geteuid() == 0 && setegid(65534) + seteuid(65534) != 0)
		g_assert_not_reached();
	struct database *db = open_sound(&p, DATABASE_READ, &first);
	g_assert_cmpint(count(db), ==, killed ? 3 : 2);
	database_close(db);
	struct database *writer = database_open(p.path, DATABASE_WRITE, &first);
	g_assert_false(add(writer, S("三"), S("")));
	g_assert_cmpint(database_fault(writer), ==, DATABASE_READ_ONLY);
	database_close(writer);
	if (getuid() == 0 && seteuid(0) + setegid(0) != 0)
		g_assert_not_reached();
	set_modes(&p, 0644, 0755);
	place_clear(&p);
}

static void read_only(void)
{
	read_shut(false);
	read_shut(true);
}

static void test_read_only(void)
{
	in_process_of_its_own(read_only);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/database/values", test_values);
	g_test_add_func("/database/query-again", test_query_again);
	g_test_add_func("/database/versions", test_versions);
	g_test_add_func("/database/step-fails", test_step_fails);
	g_test_add_func("/database/transactions", test_transactions);
	g_test_add_func("/database/several", test_several);
	g_test_add_func("/database/made-at-once", test_made_at_once);
	g_test_add_func("/database/bad-files", test_bad_files);
	g_test_add_func("/database/full-disk", test_full_disk);
	g_test_add_func("/database/read-only", test_read_only);
	g_test_add_func("/database/after-a-kill", test_after_a_kill);
	return g_test_run();
}
