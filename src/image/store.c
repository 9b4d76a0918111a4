/* The store: its folders, its index, and looking things up. */
#include "image/store.h"

#include "base/file.h"
#include "image/image.h"
#include "image/store-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* "WZPS" */
#define STORE_MARK 0x575A5053u

static const char *const steps[] = {
	"CREATE TABLE content ("
	" sha TEXT PRIMARY KEY,"        /* of the bytes, in hex */
	" type TEXT NOT NULL,"          /* store_kind_name */
	" width INTEGER NOT NULL,"      /* px; 0: not known */
	" height INTEGER NOT NULL,"     /* px */
	" components INTEGER NOT NULL," /* as in struct picture */
	" size INTEGER NOT NULL"        /* bytes */
	") WITHOUT ROWID;"
	"CREATE TABLE source ("
	" url TEXT PRIMARY KEY,"        /* without fragment */
	" sha TEXT REFERENCES content," /* NULL: never fetched, or lost */
	" etag TEXT, modified TEXT,"    /* what the server wants to be asked with */
	" fetched INTEGER,"             /* when the bytes came */
	" checked INTEGER,"             /* when the server last said that they are these */
	" wanted INTEGER NOT NULL,"     /* when a selected post last named it */
	" failures INTEGER NOT NULL,"   /* in a row */
	" retry INTEGER,"               /* not to be asked for before */
	" reason TEXT"                  /* of the last failure */
	") WITHOUT ROWID;"
	"CREATE INDEX source_sha ON source (sha);",
};

const struct database_kind store_kind = {
	.mark = STORE_MARK, .steps = steps, .step_count = G_N_ELEMENTS(steps)};

/* ---- names ---- */

static const struct {
	enum probe_kind kind;
	const char *name;
} kinds[] = {
	{PROBE_PNG, "png"},   {PROBE_JPEG, "jpeg"}, {PROBE_GIF, "gif"},
	{PROBE_WEBP, "webp"}, {PROBE_HEIF, "heif"}, {PROBE_TIFF, "tiff"},
	{PROBE_BMP, "bmp"},   {PROBE_SVG, "svg"},   {PROBE_OTHER, "other"},
};

const char *store_kind_name(enum probe_kind kind)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return "unknown";
}

enum probe_kind store_kind_named(struct str name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (str_eq(name, str_from(kinds[i].name)))
			return kinds[i].kind;
	return PROBE_UNKNOWN;
}

char *store_path(const struct store *s, const char *folder, const char *sha, struct str suffix)
{
	return g_strdup_printf("%s/%s/%.2s/%s%.*s", s->dir, folder, sha, sha + 2, STR_FMT(suffix));
}

bool store_make_folders(const struct store *s, const char *folder, const char *sha)
{
	char *dir = g_strdup_printf("%s/%s/%.2s", s->dir, folder, sha);
	bool made = g_mkdir_with_parents(dir, 0777) == 0;
	g_free(dir);
	return made;
}

void store_sha(struct str bytes, char sha[STORE_SHA + 1])
{
	char *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)(bytes.n ? bytes.s : ""),
						bytes.n);
	g_strlcpy(sha, hex, STORE_SHA + 1);
	g_free(hex);
}

/* ---- opening ---- */

static void blame(const struct store *s, const struct database *db, enum diag_id id, struct diags *diags)
{
	const char *done =
		id == DIAG_BAD_STORE ? "picture store cannot be read" : "picture store cannot be written";
	diag_add_file(diags, id, str_from(s->index), 0, "%s: %.*s", done, STR_FMT(database_message(db)));
}

void store_put_back(struct store *s, struct database *db)
{
	for (size_t i = 0; i < G_N_ELEMENTS(s->readers) && !database_fault(db); i++) {
		struct database *none = NULL;
		if (atomic_compare_exchange_strong(&s->readers[i], &none, db))
			return;
	}
	struct database *none = NULL;
	if (!database_fault(db) || !atomic_compare_exchange_strong(&s->failed, &none, db))
		database_close(db);
}

void store_report(struct store *s, struct diags *diags)
{
	struct database *db = s ? atomic_exchange(&s->failed, NULL) : NULL;
	if (db)
		blame(s, db, DIAG_BAD_STORE, diags);
	database_close(db);
}

struct database *store_take_reader(struct store *s)
{
	for (size_t i = 0; i < G_N_ELEMENTS(s->readers); i++) {
		struct database *db = atomic_exchange(&s->readers[i], NULL);
		if (db)
			return db;
	}
	struct database *db = database_open(s->index, DATABASE_READ, &store_kind);
	if (s->mode == STORE_READ && !database_fault(db))
		/* Until it is closed: else each look-up asks anew whether others wrote. */
		database_begin_read(db);
	return db;
}

static bool open_to_read(struct store *s, struct diags *diags)
{
	struct database *db = store_take_reader(s);
	enum database_fault fault = database_fault(db);
	if (!fault) {
		store_put_back(s, db);
		return true;
	}
	if (fault != DATABASE_MISSING)
		blame(s, db, DIAG_BAD_STORE, diags);
	database_close(db);
	return false;
}

/* ---- a damaged index ---- */

static void set_aside(const struct store *s)
{
	static const char *const ends[] = {"-wal", "-shm"};
	char *aside = g_strconcat(s->index, ".damaged", NULL);
	rename(s->index, aside);
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		char *path = g_strconcat(s->index, ends[i], NULL);
		unlink(path);
		g_free(path);
	}
	g_free(aside);
}

/* A page that is damaged would show only when a picture on it is looked for: so all are read. */
static bool finds_damage(struct database *db)
{
	struct arena a = {0};
	bool wrong = !database_fault(db) && database_check(db, &a).n > 0;
	/* One that cannot be read just now (a lock, a disk's error) is not damaged. */
	bool damaged = database_fault(db) ? database_fault(db) == DATABASE_DAMAGED : wrong;
	arena_clear(&a);
	return damaged;
}

/* Two processes may find the damage: the second finds the new index, under the same lock. */
static void begin_anew(struct store *s, struct diags *diags)
{
	int fd = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	flock(fd, LOCK_EX);
	struct database *db = database_open(s->index, DATABASE_READ, &store_kind);
	bool damaged = finds_damage(db);
	database_close(db);
	if (damaged) {
		set_aside(s);
		diag_add_file(diags, DIAG_BAD_STORE, str_from(s->index), 0,
			      "damaged index set aside: its pictures will be fetched again");
	}
	close(fd);
}

static bool open_to_write(struct store *s, struct diags *diags)
{
	g_mkdir_with_parents(s->dir, 0777);
	s->writer = database_open(s->index, DATABASE_WRITE, &store_kind);
	if (finds_damage(s->writer)) {
		database_close(s->writer);
		begin_anew(s, diags);
		s->writer = database_open(s->index, DATABASE_WRITE, &store_kind);
	}
	if (!database_fault(s->writer))
		return true;
	blame(s, s->writer, DIAG_CANNOT_WRITE, diags);
	return false;
}

struct store *store_open(struct str dir, enum store_mode mode, struct diags *diags)
{
	struct store *s = g_new0(struct store, 1);
	s->dir = g_strndup(dir.s, dir.n);
	s->index = g_build_filename(s->dir, STORE_INDEX, NULL);
	s->mode = mode;
	if (mode == STORE_WRITE ? open_to_write(s, diags) : open_to_read(s, diags))
		return s;
	store_close(s);
	return NULL;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(s->readers); i++)
		database_close(s->readers[i]);
	database_close(s->failed);
	database_close(s->writer);
	g_free(s->index);
	g_free(s->dir);
	g_free(s);
}

/* ---- looking up ---- */

static bool is_sha(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!g_ascii_isxdigit(text.s[i]))
			return false;
	return text.n == STORE_SHA;
}

bool store_read_row(struct query *q, int first, struct stored *what)
{
	struct str sha = query_text(q, first);
	int64_t width = query_number(q, first + 2), height = query_number(q, first + 3);
	int64_t components = query_number(q, first + 4), size = query_number(q, first + 5);
	if (!is_sha(sha) || width < 0 || height < 0 || (uint64_t)width > PICTURE_PIXELS_MAX ||
	    (uint64_t)height > PICTURE_PIXELS_MAX || size < 0 || size > PICTURE_BYTES_MAX)
		return false;
	*what = (struct stored){
		.kind = store_kind_named(query_text(q, first + 1)),
		.width = (uint32_t)width,
		.height = (uint32_t)height,
		.components = (uint8_t)(components & 7),
		.size = (uint64_t)size,
	};
	memcpy(what->sha, sha.s, STORE_SHA);
	return true;
}

bool store_find(struct store *s, struct str url, struct stored *found)
{
	if (!s)
		return false;
	struct database *db = store_take_reader(s);
	struct query *q = database_query(db, "SELECT " STORE_COLUMNS
					     " FROM source JOIN content c USING (sha) WHERE url = ?1");
	query_set_text(q, 1, str_head(url, str_find_char(url, '#', 0)));
	bool have = query_row(q) && store_read_row(q, 0, found);
	query_end(q);
	store_put_back(s, db);
	return have;
}

static bool has_sha(const struct stored *what, const uint64_t *known, struct str bytes)
{
	char sha[STORE_SHA + 1];
	(void)known;
	store_sha(bytes, sha);
	return strcmp(sha, what->sha) == 0;
}

static bool has_hash(const struct stored *what, const uint64_t *known, struct str bytes)
{
	(void)what;
	return content_hash(bytes) == *known;
}

typedef bool is_right(const struct stored *what, const uint64_t *known, struct str bytes);

/* Into an arena of its own first: what is thrown away must not fill the article's. */
static bool read_right(const struct store *s, const struct stored *what, is_right *right,
		       const uint64_t *known, struct arena *a, struct str *bytes)
{
	struct arena content = {0};
	char *path = s ? store_path(s, STORE_CONTENT, what->sha, S("")) : NULL;
	bool ok = path && file_read(&content, path, PICTURE_BYTES_MAX, bytes) == 0 &&
		  bytes->n == what->size && right(what, known, *bytes);
	if (ok && a)
		arena_adopt(a, &content);
	arena_clear(&content);
	g_free(path);
	return ok;
}

bool store_read(struct store *s, const struct stored *what, struct arena *a, struct str *bytes)
{
	return read_right(s, what, has_sha, NULL, a, bytes);
}

bool store_read_known(struct store *s, const struct stored *what, uint64_t hash, struct arena *a,
		      struct str *bytes)
{
	return read_right(s, what, has_hash, &hash, a, bytes);
}

bool store_intact(struct store *s, const struct stored *what)
{
	struct str bytes;
	return read_right(s, what, has_sha, NULL, NULL, &bytes);
}
