#include "base/str-table.h"

static guint key_hash(gconstpointer key)
{
	uint64_t hash = str_hash(*(const struct str *)key);
	return (guint)(hash ^ hash >> 32);
}

static gboolean key_equal(gconstpointer x, gconstpointer y)
{
	return str_eq(*(const struct str *)x, *(const struct str *)y);
}

GHashTable *str_table_new(void)
{
	return g_hash_table_new(key_hash, key_equal);
}
