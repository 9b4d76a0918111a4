/* Rows of a table in their groups: the head above the body, and above what a further part has of it. */
#include "epub/escape.h"
#include "epub/writer.h"

/* How far down from its own row the row's cells reach. */
static size_t row_reach(const struct block *row)
{
	size_t reach = 1;
	for (const struct block *c = row->first; c; c = c->next)
		if (c->rowspan > reach)
			reach = c->rowspan;
	return reach;
}

/* The leading rows that are heads; none when a cell reaches out of them, for a
 * browser would cut it off at the group's end. */
static size_t head_rows(const struct block *table)
{
	size_t n = 0, reach = 0;
	for (const struct block *row = table->first; row; row = row->next) {
		if (row->kind != BLOCK_ROW)
			continue;
		if (!row->head)
			break;
		size_t to = n + row_reach(row);
		reach = to > reach ? to : reach;
		n++;
	}
	return reach > n ? 0 : n;
}

void rows_begin(struct writer *w, const struct block *table)
{
	w->rows[w->rows_n++] = (struct rows){.head = head_rows(table)};
}

void rows_end(struct writer *w)
{
	const struct rows *rows = &w->rows[--w->rows_n];
	if (rows->done)
		buf_add(&w->out, rows->done <= rows->head ? S("</thead>\n") : S("</tbody>\n"));
}

void rows_enter(struct writer *w, const struct block *row)
{
	struct rows *rows = &w->rows[w->rows_n - 1];
	size_t reach = rows->done + row_reach(row);
	if (!rows->done)
		rows->head_from = w->out.n;
	if (!rows->done)
		buf_add(&w->out, rows->head ? S("<thead>\n") : S("<tbody>\n"));
	else if (rows->done == rows->head)
		buf_add(&w->out, S("</thead>\n<tbody>\n"));
	if (rows->done == rows->head)
		rows->head_to = w->out.n;
	rows->reach = reach > rows->reach ? reach : rows->reach;
	rows->done++;
}

void rows_break(struct writer *w)
{
	struct rows *rows = &w->rows[w->rows_n - 1];
	if (!rows->head_text.n)
		rows->head_text =
			arena_str(w->arena, str_slice(w->out.s + rows->head_from, w->out.s + rows->head_to));
	buf_add(&w->out, S("</tbody>\n"));
}

void rows_go_on(struct writer *w)
{
	buf_add(&w->out, w->rows[w->rows_n - 1].head_text);
}

bool rows_may_break(const struct writer *w, const struct block *b)
{
	const struct rows *rows = w->rows_n ? &w->rows[w->rows_n - 1] : NULL;
	return b->kind == BLOCK_ROW && w->rows_n == 1 && w->solid == 1 && rows->done > rows->head &&
	       rows->reach <= rows->done;
}
