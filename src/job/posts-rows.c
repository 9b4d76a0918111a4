#include "job/posts-rows.h"

/* ---- lists as text: categories end in U+001E, levels and tags in U+001F ---- */

#define LEVEL_END '\x1f'
#define PATH_END  '\x1e'

static struct str pack_categories(const struct article *article, struct arena *a)
{
	struct buf b = BUF(a);
	for (size_t i = 0; i < article->category_count; i++) {
		for (size_t k = 0; k < article->categories[i].n; k++) {
			buf_add(&b, article->categories[i].level[k]);
			buf_add_char(&b, LEVEL_END);
		}
		buf_add_char(&b, PATH_END);
	}
	return buf_str(&b);
}

static struct str pack_tags(const struct article *article, struct arena *a)
{
	struct buf b = BUF(a);
	for (size_t i = 0; i < article->tag_count; i++) {
		buf_add(&b, article->tags[i]);
		buf_add_char(&b, LEVEL_END);
	}
	return buf_str(&b);
}

static void unpack_categories(struct known *k, struct str text, struct arena *a)
{
	VEC(struct category) list = {0};
	while (text.n) {
		struct str path = str_cut(&text, PATH_END);
		struct category c = {0};
		while (path.n && c.n < CATEGORY_LEVELS_MAX)
			c.level[c.n++] = arena_str(a, str_cut(&path, LEVEL_END));
		if (c.n)
			VEC_PUSH(a, &list, c);
	}
	k->categories = list.v;
	k->category_count = list.n;
}

static void unpack_tags(struct known *k, struct str text, struct arena *a)
{
	VEC(struct str) list = {0};
	while (text.n)
		VEC_PUSH(a, &list, arena_str(a, str_cut(&text, LEVEL_END)));
	k->tags = list.v;
	k->tag_count = list.n;
}

/* ---- writing ---- */

void row_fill(struct post_row *row, const struct post *post, const struct article *article, struct arena *a)
{
	*row = (struct post_row){0};
	if (!post->article) {
		row->skip = skip_entry(a, post->skip, S(""), S("")).code;
		row->unread = post->skip == SKIP_UNREADABLE;
		diags_init(&row->diags, a, S(""));
		if (row->unread)
			diags_append(&row->diags, &post->diags);
		return;
	}
	row->title = arena_str(a, article->title);
	row->source = arena_str(a, article->author);
	row->link = arena_str(a, article->link);
	row->date_text = article->dated ? arena_str(a, article->date_text) : S("");
	row->date = article->dated ? article->date : 0;
	row->categories = pack_categories(article, a);
	row->tags = pack_tags(article, a);
	row->text = article->text_hash;
}

/* The row that says the same: the post's own, else that of a post that has gone elsewhere.  Where there is
 * no text, but pictures alone, what the file's size says must do. */
static int64_t same_text(struct database *db, const struct post_row *row, int64_t id)
{
	struct query *q = database_query(
		db,
		"SELECT id FROM post WHERE text = ?1 AND title = ?2 AND (id = ?3 OR (gone = 1 AND ?3 = 0)) "
		"AND date_text = ?4 AND categories = ?5 AND tags = ?6 AND source = ?7 AND skip = ?8 AND "
		"(text <> 0 "
		"OR (size = ?9 AND (id = ?3 OR title <> ''))) ORDER BY id LIMIT 1");
	query_set_number(q, 1, (int64_t)row->text);
	query_set_text(q, 2, row->title);
	query_set_number(q, 3, id);
	query_set_text(q, 4, row->date_text);
	query_set_text(q, 5, row->categories);
	query_set_text(q, 6, row->tags);
	query_set_text(q, 7, row->source);
	query_set_text(q, 8, row->skip);
	query_set_number(q, 9, row->stamp.size);
	int64_t found = query_row(q) ? query_number(q, 0) : 0;
	query_end(q);
	return found;
}

static void store_new(struct database *db, const struct post_row *row)
{
	struct query *q = database_query(db, "INSERT INTO post (path, generation, seen) VALUES (?1, ?2, ?3)");
	query_set_text(q, 1, row->path);
	query_set_number(q, 2, row->generation);
	query_set_number(q, 3, row->seen);
	query_run(q);
}

static void store_changed(struct database *db, const struct post_row *row, int64_t id)
{
	struct query *q =
		database_query(db, "UPDATE post SET generation = ?2, signature = NULL WHERE id = ?1");
	query_set_number(q, 1, id);
	query_set_number(q, 2, row->generation);
	query_run(q);
}

void row_store(struct database *db, const struct post_row *row, int64_t id)
{
	int64_t same = same_text(db, row, id);
	if (!id && !same) {
		store_new(db, row);
		id = database_last_id(db);
	} else if (!same) {
		store_changed(db, row, id);
	} else {
		id = same;
	}
	struct query *q = database_query(
		db,
		"UPDATE post SET path = ?2, inode = ?3, size = ?4, modified = ?5, changed = ?6, young = ?7, "
		"back = CASE WHEN gone = 1 AND went < ?17 THEN ?17 ELSE back END, "
		"went = CASE WHEN gone = 1 AND went = ?17 THEN 0 ELSE went END, " /* it has but moved */
		"gone = 0, skip = ?8, title = ?9, source = ?10, link = ?11, date_text = ?12, date = ?13, "
		"categories = ?14, tags = ?15, text = ?16 WHERE id = ?1");
	query_set_number(q, 1, id);
	query_set_text(q, 2, row->path);
	query_set_number(q, 3, (int64_t)row->stamp.inode);
	query_set_number(q, 4, row->stamp.size);
	query_set_number(q, 5, row->stamp.modified);
	query_set_number(q, 6, row->stamp.changed);
	query_set_number(q, 7, row->young);
	query_set_text(q, 8, row->skip);
	query_set_text(q, 9, row->title);
	query_set_text(q, 10, row->source);
	query_set_text(q, 11, row->link);
	query_set_text(q, 12, row->date_text);
	query_set_number(q, 13, row->date);
	query_set_text(q, 14, row->categories);
	query_set_text(q, 15, row->tags);
	query_set_number(q, 16, (int64_t)row->text);
	query_set_number(q, 17, row->generation);
	query_run(q);
}

/* ---- reading ---- */

struct known row_known(struct query *q, struct arena *a)
{
	struct known k = {
		.id = query_number(q, 0),
		.path = arena_str(a, query_text(q, 1)),
		.generation = query_number(q, 2),
		.seen = query_number(q, 3),
		.modified = query_number(q, 4) / 1000000000,
		.skip = arena_str(a, query_text(q, 5)),
		.title = arena_str(a, query_text(q, 6)),
		.source = arena_str(a, query_text(q, 7)),
		.link = arena_str(a, query_text(q, 8)),
		.date_text = arena_str(a, query_text(q, 9)),
		.date = query_number(q, 10),
		.went = query_number(q, 14),
		.back = query_number(q, 15),
	};
	unpack_categories(&k, query_text(q, 11), a);
	unpack_tags(&k, query_text(q, 12), a);
	k.has_signature = signature_unpack(query_bytes(q, 13), &k.signature);
	return k;
}
