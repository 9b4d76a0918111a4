/* Shaping of any bytes at all: the first choose the look, the rest is text in
 * pieces parted by 0xFF.  What must hold of a result is checked each time. */
#include "text-fixture.h"

#include <stdlib.h>

#define PIECES_MOST 8u

static struct text_fixture fixture;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

const char *__lsan_default_suppressions(void);

/* fontconfig keeps its charsets by offsets, in which the leak checker sees no pointers. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	text_fixture_init(&fixture);
	return 0;
}

static struct piece piece_of(unsigned bits, struct str text)
{
	return (struct piece){.text = text,
			      .role = (enum font_role)(bits % ROLE_COUNT),
			      .lang = (enum font_lang)(bits / 4 % FONT_LANG_COUNT),
			      .bold = bits & 64,
			      .verbatim = (bits & 0xA0) == 0xA0,
			      .nowrap = (bits & 0xA0) == 0x80,
			      .url = (bits & 0xA0) == 0x20,
			      .size = PT(1 + bits % 40),
			      .object = PT(7)};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena_mark mark = arena_mark(&fixture.arena);
	struct piece pieces[PIECES_MOST];
	struct paragraph_text p = {.pieces = pieces};
	struct str rest = {(const char *)data + 2, size - 2};

	if (size < 2)
		return 0;
	p.vertical = data[0] & 1;
	p.hyphenate = data[0] & 2;
	p.lang = str_from(font_lang_tag((enum font_lang)(data[0] / 4 % FONT_LANG_COUNT)));
	while (rest.s && p.count < PIECES_MOST) {
		unsigned bits = data[1] + 37u * (unsigned)p.count;
		struct str text = p.count + 1 < PIECES_MOST ? str_cut(&rest, (char)0xFF) : rest;
		pieces[p.count++] = piece_of(bits & 0xff, text);
	}
	shape_paragraph(fixture.shaper, &fixture.arena, &p, &fixture.shaped);
	text_check(&fixture);
	arena_reset(&fixture.arena, mark);
	return 0;
}
