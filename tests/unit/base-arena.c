/* Arenas, growing arrays and text. */
#include "base/arena.h"

#include <glib.h>

static void test_aligned_and_zeroed(void)
{
	struct arena a;
	arena_init(&a);
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(&a, size);
		g_assert_cmpuint((uintptr_t)p % 16, ==, 0);
		for (size_t i = 0; i < size; i++)
			g_assert_cmpuint(p[i], ==, 0);
		memset(p, 0xAA, size);
	}
	arena_clear(&a);
	g_assert_null(a.head);
}

static void test_large(void)
{
	struct arena a;
	arena_init(&a);
	char *small = arena_alloc(&a, 8);
	char *large = arena_alloc(&a, 10 << 20);
	memset(large, 1, 10 << 20);
	strcpy(small, "kept");
	g_assert_cmpstr(small, ==, "kept");
	arena_clear(&a);
}

static void test_mark_and_reset(void)
{
	struct arena a;
	arena_init(&a);
	struct str kept = arena_printf(&a, "%s", "kept");
	size_t used = a.used;
	struct arena_mark mark = arena_mark(&a);
	for (int i = 0; i < 1000; i++)
		arena_alloc(&a, 5000);
	arena_reset(&a, mark);
	g_assert_cmpuint(a.used, ==, used);
	g_assert_true(str_eq(kept, S("kept")));
	/* memory used before the reset comes back zeroed */
	g_assert_cmpint(*(char *)arena_alloc(&a, 1), ==, 0);
	arena_clear(&a);
}

static void test_grow_in_place(void)
{
	struct arena a;
	arena_init(&a);
	VEC(int) v = {0};
	for (int i = 0; i < 100000; i++)
		VEC_PUSH(&a, &v, i);
	for (int i = 0; i < 100000; i++)
		g_assert_cmpint(v.v[i], ==, i);
	arena_clear(&a);
}

static void test_grow_beside_others(void)
{
	struct arena a;
	arena_init(&a);
	VEC(int) v = {0};
	for (int i = 0; i < 1000; i++) {
		VEC_PUSH(&a, &v, i);
		arena_alloc(&a, 1);
	}
	for (int i = 0; i < 1000; i++)
		g_assert_cmpint(v.v[i], ==, i);
	int *grown = arena_grow(&a, v.v, v.cap, v.cap * 3, sizeof *grown);
	for (size_t i = v.cap; i < v.cap * 3; i++)
		g_assert_cmpint(grown[i], ==, 0);
	arena_clear(&a);
}

/* A reset keeps a chunk; what comes from it is zeroed none the less. */
static void test_spare(void)
{
	struct arena a;
	arena_init(&a);
	struct arena_mark mark = arena_mark(&a);
	char *first = memset(arena_alloc(&a, 5000), 'x', 5000);
	arena_reset(&a, mark);
	g_assert_null(a.head);
	char *again = arena_alloc(&a, 5000);
	g_assert_true(again == first);
	for (size_t i = 0; i < 5000; i++)
		g_assert_cmpint(again[i], ==, 0);
	arena_clear(&a);
	g_assert_null(a.spare);
}

static void test_text(void)
{
	struct arena a;
	arena_init(&a);
	struct buf b = BUF(&a);
	g_assert_cmpuint(buf_str(&b).n, ==, 0);
	for (int i = 0; i < 1000; i++) {
		buf_printf(&b, "%d,", i % 10);
		arena_alloc(&a, 3);
	}
	buf_add_code_point(&b, 0x6587);
	buf_add(&b, S(""));
	g_assert_cmpuint(b.n, ==, 2003);
	g_assert_true(g_str_has_suffix(buf_cstr(&b), "8,9,文"));
	arena_clear(&a);
}

static void test_adopt(void)
{
	struct arena a, b;
	arena_init(&a);
	arena_init(&b);
	struct str x = arena_str(&a, S("x")), y = arena_str(&b, S("y"));
	arena_adopt(&a, &b);
	g_assert_null(b.head);
	g_assert_true(str_eq(x, S("x")) && str_eq(y, S("y")));
	arena_clear(&b);
	g_assert_true(str_eq(y, S("y")));
	arena_clear(&a);
}

static void test_overflow_dies(void)
{
	if (g_test_subprocess()) {
		struct arena a;
		arena_init(&a);
		arena_array(&a, SIZE_MAX / 2, 4);
		return;
	}
	g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
	g_test_trap_assert_failed();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arena/aligned-and-zeroed", test_aligned_and_zeroed);
	g_test_add_func("/arena/large", test_large);
	g_test_add_func("/arena/mark-and-reset", test_mark_and_reset);
	g_test_add_func("/arena/spare", test_spare);
	g_test_add_func("/arena/grow-in-place", test_grow_in_place);
	g_test_add_func("/arena/grow-beside-others", test_grow_beside_others);
	g_test_add_func("/arena/text", test_text);
	g_test_add_func("/arena/adopt", test_adopt);
	g_test_add_func("/arena/overflow-dies", test_overflow_dies);
	return g_test_run();
}
