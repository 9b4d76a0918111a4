#include "collect/skip.h"

static const struct {
	const char *code;
	const char *reason;
	bool fault;
} kinds[] = {
#define SKIP_ROW(name, code, reason, fault) [SKIP_##name] = {code, reason, fault},
	SKIPS(SKIP_ROW)
#undef SKIP_ROW
};

struct skipped skip_entry(struct arena *a, enum skip why, struct str path, struct str detail)
{
	struct str reason = str_from(kinds[why].reason);

	if (str_ends(reason, S(" ")))
		reason = arena_concat(a, reason, detail);
	return (struct skipped){
		.path = path, .reason = reason, .code = str_from(kinds[why].code), .fault = kinds[why].fault};
}

bool skip_is_fault(enum skip why)
{
	return kinds[why].fault;
}
