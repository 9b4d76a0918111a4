#include "job/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void secret_clear(struct secret *s)
{
	explicit_bzero(s, sizeof *s);
}

static bool put(char field[SECRET_MAX], struct str text)
{
	if (!text.n || text.n >= SECRET_MAX || memchr(text.s, '\0', text.n))
		return false;
	memcpy(field, text.s, text.n);
	field[text.n] = '\0';
	return true;
}

/* A password may end in spaces and hold colons; it ends at the end of the line. */
bool secret_parse(struct str text, struct secret *s)
{
	struct str name = {0};
	while (text.n && (text.s[text.n - 1] == '\n' || text.s[text.n - 1] == '\r'))
		text.n--;
	secret_clear(s);
	if (str_find_char(text, '\n', 0) != STR_NONE)
		return false;
	name = str_cut(&text, ':');
	return put(s->name, name) && put(s->password, text);
}

static const char *fault(int fd)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return "is not a regular file";
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return "belongs to somebody else";
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return "can be read by others: chmod 600";
	return NULL;
}

const char *secret_read(const char *path, struct secret *s)
{
	char text[2 * SECRET_MAX + 2];
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno == ENOENT ? "is not there" : "cannot be opened";
	const char *wrong = fault(fd);
	ssize_t n = wrong ? 0 : read(fd, text, sizeof text);
	close(fd);
	if (!wrong && (n < 0 || !secret_parse((struct str){text, (size_t)n}, s)))
		wrong = "does not hold name:password on one line";
	explicit_bzero(text, sizeof text);
	return wrong;
}
