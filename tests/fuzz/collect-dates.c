/* Dates and ranges: any text; what is read must be plausible. */
#include "collect/collect.h"
#include "collect/dates.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size}, message, rest;
	struct zone *zone = zone_new("+08:00");
	struct category category;
	struct civil civil;
	struct arena a;
	day_number from = 0, to = 0;
	instant at = 0;

	arena_init(&a);
	if (parse_date(text, zone, &at)) {
		struct civil local = zone_civil(zone, at);

		require(civil_valid(&local) && local.year >= 1970 && local.year <= 2101);
	}
	if (parse_day(&a, text, &from, &message))
		require(from >= 0);
	if (parse_week(&a, text, &from, &to, &message))
		require(to == from + 6 && day_weekday(from) == 1);
	if (parse_month(&a, text, &from, &to, &message))
		require(to - from >= 27 && to - from <= 30);
	if (parse_last(&a, text, 1626071300, zone, &from, &to, &message))
		require(from <= to);
	parse_now(&a, text, zone, &at, &message);
	parse_category(&a, text, &category);
	if (date_in_file_name(text, &civil, &rest))
		require(civil_valid(&civil) && rest.n > 0);
	zone_free(zone);
	arena_clear(&a);
	return 0;
}
