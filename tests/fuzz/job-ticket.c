/* Any bytes as a ticket, and as an issue's file that may carry one: what is read is written
 * and read back as the same, and may be compared. */
#include "job/ticket.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct arena *a, const struct ticket *t)
{
	struct ticket again;
	struct str text = ticket_write(a, t);
	if (!ticket_read(a, text, &again) || !ticket_same(t, &again) || t->stories.n != again.stories.n ||
	    !str_eq(text, ticket_write(a, &again)))
		abort();
	for (size_t i = 1; i < t->stories.n; i++) {
		const struct signature *x = &t->stories.v[i - 1].signature, *y = &t->stories.v[i].signature;
		int similar = signature_similarity(x, y), contained = signature_containment(x, y);
		if (similar < 0 || similar > 1000 || contained < 0 || contained > 1000 ||
		    signature_near(x, y) != signature_near(y, x))
			abort();
	}
}

/* Its hash stops nearly every change: without one, the lines themselves are met. */
static struct str sealed(struct arena *a, struct str text)
{
	if (text.n && text.s[text.n - 1] != '\n')
		text = arena_concat(a, text, S("\n"));
	return arena_printf(a, "%.*send %016llx\n", STR_FMT(text), (unsigned long long)str_hash(text));
}

static void read_file(struct arena *a, struct str bytes)
{
	struct ticket t;
	int file = memfd_create("issue", MFD_CLOEXEC);
	if (file < 0 || write(file, bytes.s, bytes.n) != (ssize_t)bytes.n)
		abort();
	if (ticket_of_file(a, arena_printf(a, "/proc/self/fd/%d", file).s, &t))
		use(a, &t);
	close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct ticket t;
	struct str text = {(const char *)data, size};
	arena_init(&a);
	if (ticket_read(&a, text, &t) || ticket_read(&a, sealed(&a, text), &t))
		use(&a, &t);
	if (str_starts(text, S("%PDF-")) || str_starts(text, S("PK")))
		read_file(&a, text);
	arena_clear(&a);
	return 0;
}
