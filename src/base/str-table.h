/* Hash tables whose keys are texts of known length. */
#ifndef WENZHAI_BASE_STR_TABLE_H
#define WENZHAI_BASE_STR_TABLE_H

#include "base/str.h"

#include <glib.h>

/* Keys are struct str *, borrowed: they and their texts must outlive the table. */
GHashTable *str_table_new(void);

#endif
