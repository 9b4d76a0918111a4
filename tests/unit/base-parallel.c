/* Parallel for, and diagnostics as data. */
#include "base/diag.h"
#include "base/parallel.h"

#include <glib.h>

#define COUNT 10000

struct tally {
	atomic_int hits[COUNT];
	atomic_int busy[8];
	struct cancel cancel;
	atomic_size_t done;
};

static void count_hit(void *context, size_t index, unsigned worker)
{
	struct tally *t = context;
	g_assert_cmpuint(worker, <, 8);
	g_assert_cmpint(atomic_fetch_add(&t->busy[worker], 1), ==, 0);
	atomic_fetch_add(&t->hits[index], 1);
	atomic_fetch_sub(&t->busy[worker], 1);
	if (atomic_fetch_add(&t->done, 1) == COUNT / 2)
		atomic_store(&t->cancel.requested, true);
}

static void test_each_once(void)
{
	for (unsigned jobs = 0; jobs <= 8; jobs++) {
		struct tally *t = g_new0(struct tally, 1);
		g_assert_true(parallel_for(COUNT, jobs, count_hit, t, NULL));
		for (size_t i = 0; i < COUNT; i++)
			g_assert_cmpint(t->hits[i], ==, 1);
		g_free(t);
	}
}

static void test_cancel(void)
{
	struct tally *t = g_new0(struct tally, 1);
	g_assert_false(parallel_for(COUNT, 2, count_hit, t, &t->cancel));
	g_assert_cmpuint(t->done, <, COUNT);
	g_free(t);
}

static void test_nothing(void)
{
	g_assert_true(parallel_for(0, 4, count_hit, NULL, NULL));
	g_assert_cmpuint(parallel_cores(), >=, 1);
}

static void test_diags(void)
{
	struct arena a;
	struct diags d, all;
	arena_init(&a);
	diags_init(&d, &a, S("post.md"));
	diags_init(&all, &a, S(""));
	diag_add(&d, DIAG_NO_DATE, 3, "no date:\x1b[2J\n%s", "here");
	g_assert_true(str_eq(d.list.v[0].text, S("no date:\uFFFD[2J here")));
	for (int i = 0; i < 1000; i++)
		diag_add(&d, DIAG_BAD_DATE, (unsigned)i, "again");
	diag_add(&d, DIAG_NO_DATE, 3, "no date:\x1b[2J\n%s", "here"); /* said already */
	g_assert_cmpuint(d.list.n, ==, 1 + DIAGS_MAX);
	g_assert_cmpuint(d.list.v[0].more, ==, 0);
	g_assert_cmpuint(d.list.v[DIAGS_MAX].more, ==, 1000 - DIAGS_MAX);
	g_assert_cmpuint(d.count[DIAG_WARNING], ==, 1001);
	g_assert_false(diags_reach(&d, DIAG_ERROR));
	diags_append(&all, &d);
	diag_add_file(&all, DIAG_CANNOT_READ, S("x"), 0, "gone");
	g_assert_true(diags_reach(&all, DIAG_ERROR));
	g_assert_true(str_eq(all.list.v[0].file, S("post.md")));
	arena_clear(&a);
}

/* Codes are unique, in alphabetical order, and words that a user can grep for. */
static void test_codes(void)
{
	for (int id = 0; id < DIAG_ID_COUNT; id++) {
		const char *code = diag_id_code((enum diag_id)id);
		g_assert_cmpuint(strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==, strlen(code));
		g_assert_nonnull(diag_id_meaning((enum diag_id)id));
		if (id)
			g_assert_cmpstr(diag_id_code((enum diag_id)(id - 1)), <, code);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/parallel/each-once", test_each_once);
	g_test_add_func("/parallel/cancel", test_cancel);
	g_test_add_func("/parallel/nothing", test_nothing);
	g_test_add_func("/diag/list", test_diags);
	g_test_add_func("/diag/codes", test_codes);
	return g_test_run();
}
