#include "layout/joints.h"

/* Letters of a name that a tear leaves on either line, at least: ASP.NET and
 * Node.js stay whole. */
#define NAME_PART_LEAST 4
#define NAME_LOOK       64 /* bytes looked at on either side: a name may be a megabyte long */

static bool upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool alnum(char c)
{
	return upper(c) || lower(c) || digit(c);
}

/* What may begin the line after a tear. */
static bool begins_part(char c)
{
	return alnum(c) || (c && strchr("<([{$@_", c));
}

static bool name_byte(char c)
{
	return alnum(c) || (c && strchr("_().:=&?|/\\<>[]{}$@#-", c));
}

/* Bytes of a name before or after a place, up to `most`. */
static size_t name_before(struct str text, size_t at, size_t most)
{
	size_t n = 0;

	while (n < at && n < most && name_byte(text.s[at - n - 1]))
		n++;
	return n;
}

static size_t name_after(struct str text, size_t at, size_t most)
{
	size_t n = 0;

	while (at + n < text.n && n < most && name_byte(text.s[at + n]))
		n++;
	return n;
}

static bool is_hump(struct str name, size_t at)
{
	return at > 0 && at < name.n && upper(name.s[at]) && lower(name.s[at - 1]);
}

/* Does the name around the place come from a program, not from a dictionary? */
static bool is_identifier(struct str text, size_t at)
{
	size_t before = name_before(text, at, NAME_LOOK);
	struct str name = {text.s + at - before, before + name_after(text, at, NAME_LOOK)};
	size_t humps = 0, from = before;

	for (size_t i = 0; i < name.n; i++) {
		humps += is_hump(name, i);
		if (strchr("_()[]$@:", name.s[i]))
			return true;
	}
	while (from && alnum(name.s[from - 1]))
		from--;
	return lower(name.s[from]) || (humps >= PROGRAM_HUMPS && name.n >= PROGRAM_LETTERS_LEAST);
}

/* PostgreSQL and JavaScript are words also where they are set as code. */
static bool is_long(struct str text, size_t at)
{
	return name_before(text, at, NAME_LOOK) + name_after(text, at, NAME_LOOK) >= PROGRAM_LETTERS_LEAST;
}

/* Letters of a name's part, RUNTIME of RUNTIME_DLLS, that a tear inside it leaves on either line. */
#define LETTERS_LEAST 3
/* Shorter names are read as words, the less so the more they look like a program's. */
#define NAME_OF_MARKS_LEAST 8  /* foo_bar, or set as code */
#define NAME_OF_HUMPS_LEAST 10 /* geoHaystack */

static bool in_identifier(char c)
{
	return alnum(c) || c == '_';
}

/* The run of letters, digits and _ around a place. */
static struct str identifier_around(struct str text, size_t at)
{
	size_t from = at, to = at;

	while (from && at - from < NAME_LOOK && in_identifier(text.s[from - 1]))
		from--;
	while (to < text.n && to - at < NAME_LOOK && in_identifier(text.s[to]))
		to++;
	return (struct str){text.s + from, to - from};
}

/* Would a reader rather see the name torn than holes in the line before it? */
static bool is_tearable(struct str name, const struct piece *p)
{
	size_t humps = 0;

	if (p->verbatim || str_find_char(name, '_', 0) != STR_NONE)
		return name.n >= NAME_OF_MARKS_LEAST;
	for (size_t i = 1; i < name.n; i++)
		humps += is_hump(name, i);
	return humps && name.n >= (lower(name.s[0]) ? NAME_OF_HUMPS_LEAST : PROGRAM_LETTERS_LEAST);
}

/* Not near the edge of a part, where a tear would leave a letter or two. */
static bool amid_part(struct str name, size_t at)
{
	if (at < LETTERS_LEAST || at + LETTERS_LEAST > name.n)
		return false;
	for (size_t i = at - LETTERS_LEAST; i < at + LETTERS_LEAST; i++)
		if (!alnum(name.s[i]) || digit(name.s[i]) || (i > at - LETTERS_LEAST && is_hump(name, i)))
			return false;
	return true;
}

static bool between_letters(struct str text, size_t at, const struct piece *p)
{
	struct str name;

	if (!alnum(text.s[at]) || !alnum(text.s[at - 1]))
		return false;
	name = identifier_around(text, at);
	return is_tearable(name, p) && amid_part(name, (size_t)(text.s + at - name.s));
}

/* JavaScript-672 as code, though a number follows; iOS-167 stays whole. */
#define NUMBER_PART_LEAST 3

static bool behind_hyphen(struct str text, size_t at)
{
	return text.s[at - 1] == '-' && alnum(text.s[at]) &&
	       name_before(text, at - 1, NAME_PART_LEAST) == NAME_PART_LEAST &&
	       name_after(text, at, NUMBER_PART_LEAST) == NUMBER_PART_LEAST;
}

static enum joint name_joint(struct str text, size_t at, const struct piece *p)
{
	char before = text.s[at - 1];

	if (p->verbatim && behind_hyphen(text, at))
		return JOINT_HUMP;
	if (!begins_part(text.s[at]) || name_before(text, at, NAME_PART_LEAST) < NAME_PART_LEAST ||
	    name_after(text, at, NAME_PART_LEAST) < NAME_PART_LEAST)
		return JOINT_NONE;
	if (strchr("(<[{$@", before)) /* would end a line */
		return JOINT_NONE;
	if (text.s[at] == '(')
		return JOINT_HUMP;
	if (strchr("._/\\:)=&?|]>", before))
		return digit(text.s[at]) ? JOINT_NONE : JOINT_MARK;
	if (is_hump(text, at) && ((p->verbatim && is_long(text, at)) || is_identifier(text, at)))
		return JOINT_HUMP;
	return JOINT_NONE;
}

/* Letters on one side of a hyphen. */
#define HYPHEN_PART_LEAST 3

static size_t letters_before(struct str text, size_t at)
{
	size_t n = 0;

	while (n < at && n < HYPHEN_PART_LEAST && alnum(text.s[at - n - 1]))
		n++;
	return n;
}

static size_t letters_after(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n && n < HYPHEN_PART_LEAST && alnum(text.s[at + n]))
		n++;
	return n;
}

/* Letters of a part of WebAssembly that is parted from the other without regret. */
#define HUMP_PART_GOOD 4

static bool is_short_hump(struct str text, size_t at)
{
	size_t before = 0, after = 0;

	while (before < at && before < HUMP_PART_GOOD && alnum(text.s[at - before - 1]))
		before++;
	while (at + after < text.n && after < HUMP_PART_GOOD && alnum(text.s[at + after]))
		after++;
	return is_hump(text, at) && (before < HUMP_PART_GOOD || after < HUMP_PART_GOOD);
}

bool parts_belong(struct str text, size_t end, size_t begin)
{
	char before = text.s[end - 1], after = text.s[begin];

	if (begin == end && is_short_hump(text, begin))
		return true;
	if (before == '-' && begin == end)
		return letters_after(text, begin) < HYPHEN_PART_LEAST ||
		       letters_before(text, end - 1) < HYPHEN_PART_LEAST;
	return (digit(before) && digit(after)) || (before == '+' && after == '+');
}

enum joint joint_before(const struct shaped *s, const struct cluster *c, const struct cluster *before,
			const struct piece *p)
{
	enum joint joint;

	if (c->length == 0 || (c->before != BREAK_LAST && c->before != BREAK_NEVER))
		return JOINT_NONE;
	if (c->before == BREAK_LAST && p->url && !strchr(",.:;!?)]}%-/_=&", s->text.s[c->text]) &&
	    !strchr("([{$", s->text.s[c->text - 1]))
		return JOINT_HUMP;
	/* A straight quotation mark may not begin a line, as it may be a closing one;
	 * behind a full-width mark it hardly is. */
	if (s->text.s[c->text] == '"' && class_has_blank((enum char_class)before->klass))
		return JOINT_HUMP;
	if (c->length != 1 || before->length != 1)
		return JOINT_NONE;
	joint = name_joint(s->text, c->text, p);
	return !joint && between_letters(s->text, c->text, p) ? JOINT_LETTERS : joint;
}
