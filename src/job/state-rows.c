#include "job/state-rows.h"

struct str intention_key(struct arena *a, struct str key)
{
	return arena_concat(a, S("making "), key);
}

/* ---- issues ---- */

void issue_insert(struct state *s, const struct ticket *t, struct str ticket, struct str folder)
{
	struct query *q = database_query(s->db, "INSERT INTO issue (job, key, number, first_day, last_day, "
						"now, published, ticket, folder) VALUES (?1, "
						"?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)");
	query_set_text(q, 1, t->job);
	query_set_text(q, 2, intention_key(&s->arena, t->key));
	query_set_number(q, 3, t->number);
	query_set_number(q, 4, t->from);
	query_set_number(q, 5, t->to);
	query_set_number(q, 6, t->now);
	query_set_text(q, 7, ticket);
	query_set_text(q, 8, folder);
	query_run(q);
}

void issue_publish(struct state *s, int64_t id, const struct ticket *t, const struct record *record,
		   const struct cursor *at)
{
	struct query *q =
		database_query(s->db, "UPDATE issue SET key = ?2, number = ?3, first_day = ?4, last_day = "
				      "?5, now = ?6, published = 1, "
				      "ticket = NULL, title = ?7, dates = ?8, creator = ?9, language = ?10, "
				      "identifier = ?11, summary = "
				      "?12, cover = ?13, generation = ?14, posts = ?15 WHERE id = ?1");
	query_set_number(q, 1, id);
	query_set_text(q, 2, t->key);
	query_set_number(q, 3, t->number);
	query_set_number(q, 4, t->from);
	query_set_number(q, 5, t->to);
	query_set_number(q, 6, t->now);
	query_set_text(q, 7, record->title);
	query_set_text(q, 8, record->dates);
	query_set_text(q, 9, record->creator);
	query_set_text(q, 10, record->language);
	query_set_text(q, 11, record->identifier);
	query_set_text(q, 12, record->summary);
	query_set_text(q, 13, record->cover);
	query_set_number(q, 14, at->generation);
	query_set_number(q, 15, at->index);
	query_run(q);
}

struct state_issue issue_read(struct query *q, struct arena *a)
{
	return (struct state_issue){
		.id = query_number(q, 0),
		.key = arena_str(a, query_text(q, 1)),
		.removed = query_number(q, 7),
		.ticket = arena_str(a, query_text(q, 8)),
		.folder = arena_str(a, query_text(q, 16)),
		.record =
			{
				.job = arena_str(a, query_text(q, 2)),
				.number = (int)query_number(q, 3),
				.ranged = true,
				.from = (day_number)query_number(q, 4),
				.to = (day_number)query_number(q, 5),
				.made = query_number(q, 6),
				.title = arena_str(a, query_text(q, 9)),
				.dates = arena_str(a, query_text(q, 10)),
				.creator = arena_str(a, query_text(q, 11)),
				.language = arena_str(a, query_text(q, 12)),
				.identifier = arena_str(a, query_text(q, 13)),
				.summary = arena_str(a, query_text(q, 14)),
				.cover = arena_str(a, query_text(q, 15)),
			},
	};
}

/* ---- files ---- */

void files_insert(struct state *s, int64_t id, const struct record *record)
{
	struct query *q = database_query(s->db, "DELETE FROM file WHERE issue = ?1");
	query_set_number(q, 1, id);
	query_run(q);
	for (size_t i = 0; i < record->file_count; i++) {
		const struct record_file *f = &record->files[i];
		q = database_query(s->db, "INSERT INTO file VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
		query_set_number(q, 1, id);
		query_set_number(q, 2, (int64_t)i);
		query_set_text(q, 3, f->name);
		query_set_number(q, 4, f->format);
		query_set_number(q, 5, (int64_t)f->bytes);
		query_set_text(q, 6, f->sha256);
		query_run(q);
	}
}

void files_read(struct state *s, struct state_issue *issue, struct arena *a)
{
	VEC(struct record_file) files = {0};
	struct query *q = database_query(
		s->db, "SELECT name, format, bytes, sha256 FROM file WHERE issue = ?1 ORDER BY place");
	query_set_number(q, 1, issue->id);
	while (query_row(q))
		VEC_PUSH(a, &files,
			 (struct record_file){
				 .name = arena_str(a, query_text(q, 0)),
				 .format = (enum record_format)query_number(q, 1),
				 .bytes = (uint64_t)query_number(q, 2),
				 .sha256 = arena_str(a, query_text(q, 3)),
			 });
	issue->record.files = files.v;
	issue->record.file_count = files.n;
}

/* ---- stories ---- */

void stories_insert(struct state *s, int64_t id, const struct ticket *t)
{
	struct arena scratch;
	arena_init(&scratch);
	for (size_t i = 0; i < t->stories.n; i++) {
		const struct story *y = &t->stories.v[i];
		struct query *q = database_query(
			s->db,
			"INSERT INTO story VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
		query_set_number(q, 1, id);
		query_set_text(q, 2, t->job);
		query_set_number(q, 3, (int64_t)i);
		query_set_number(q, 4, y->also);
		query_set_text(q, 5, y->path);
		query_set_text(q, 6, y->link);
		query_set_text(q, 7, y->title);
		query_set_text(q, 8, y->source);
		query_set_number(q, 9, y->dated);
		query_set_number(q, 10, y->date);
		query_set_number(q, 11, (int64_t)y->signature.text);
		query_set_bytes(q, 12, signature_pack(&scratch, &y->signature));
		query_run(q);
	}
	arena_clear(&scratch);
}

struct story story_read(struct query *q, int column, struct arena *a)
{
	struct story y = {
		.path = arena_str(a, query_text(q, column)),
		.link = arena_str(a, query_text(q, column + 1)),
		.title = arena_str(a, query_text(q, column + 2)),
		.source = arena_str(a, query_text(q, column + 3)),
		.dated = query_number(q, column + 4),
		.date = query_number(q, column + 5),
		.also = query_number(q, column + 6),
	};
	signature_unpack(query_bytes(q, column + 7), &y.signature);
	return y;
}

struct published published_read(struct query *q, struct arena *a)
{
	return (struct published){query_number(q, 0), arena_str(a, query_text(q, 1)), story_read(q, 2, a)};
}

struct cursor cursor_read(struct query *q, int column)
{
	return (struct cursor){
		.any = !query_is_null(q, column),
		.to = (day_number)query_number(q, column),
		.now = query_number(q, column + 1),
		.generation = query_number(q, column + 2),
		.index = query_number(q, column + 3),
	};
}

void stories_read(struct state *s, int64_t id, struct arena *a, struct ticket *into)
{
	struct query *q =
		database_query(s->db, "SELECT " STORY_COLUMNS " FROM story WHERE issue = ?1 ORDER BY place");
	query_set_number(q, 1, id);
	while (query_row(q))
		VEC_PUSH(a, &into->stories, story_read(q, 0, a));
}

void articles_read(struct state *s, struct state_issue *issue, struct arena *a)
{
	VEC(struct record_article) articles = {0};
	struct query *q = database_query(
		s->db,
		"SELECT title, source, path, link FROM story WHERE issue = ?1 AND also = 0 ORDER BY place");
	query_set_number(q, 1, issue->id);
	while (query_row(q))
		VEC_PUSH(a, &articles,
			 (struct record_article){
				 .title = arena_str(a, query_text(q, 0)),
				 .source = arena_str(a, query_text(q, 1)),
				 .path = arena_str(a, query_text(q, 2)),
				 .link = arena_str(a, query_text(q, 3)),
			 });
	issue->record.articles = articles.v;
	issue->record.article_count = articles.n;
}
