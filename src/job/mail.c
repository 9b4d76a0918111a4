#include "job/mail.h"

#include "base/curl.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#define CONNECT_SECONDS 30
#define SERVER_WORDS    200 /* bytes of the server's last answer that a message shows */

struct talk {
	const struct letter *letter;
	struct curl_library c;
	CURL *curl;
	curl_mime *mime;
	struct curl_slist *headers, *to;
	char error[CURL_ERROR_SIZE];
	char answer[SERVER_WORDS + 1]; /* the last line that refused */
};

/* ---- what the server says ---- */

/* An answer of the 400s or 500s: "550 5.1.1 no such user". */
static bool refuses(const char *line, size_t n)
{
	return n >= 3 && (line[0] == '4' || line[0] == '5') && line[1] >= '0' && line[1] <= '9' &&
	       line[2] >= '0' && line[2] <= '9';
}

static size_t on_answer(char *line, size_t size, size_t count, void *context)
{
	struct talk *t = context;
	size_t n = size * count;
	if (!str_starts((struct str){line, n}, S("221"))) /* the farewell, which forgives nothing */
		t->answer[0] = '\0';
	if (refuses(line, n)) {
		struct str text = str_trim(str_head((struct str){line, n}, SERVER_WORDS));
		memcpy(t->answer, text.s, text.n);
		t->answer[text.n] = '\0';
	}
	return n;
}

static int on_progress(void *context, curl_off_t down, curl_off_t down_now, curl_off_t up, curl_off_t up_now)
{
	(void)down, (void)down_now, (void)up, (void)up_now;
	return cancel_requested(((struct talk *)context)->letter->cancel);
}

/* ---- the message ---- */

static bool add_line(const struct talk *t, struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = t->c.curl_slist_append(*list, line);
	if (longer)
		*list = longer;
	return longer;
}

static bool add_text(struct talk *t)
{
	curl_mimepart *part = t->c.curl_mime_addpart(t->mime);
	return part && !t->c.curl_mime_data(part, t->letter->text.s, t->letter->text.n) &&
	       !t->c.curl_mime_type(part, "text/plain; charset=utf-8") &&
	       !t->c.curl_mime_encoder(part, "base64");
}

/* The name that curl would add to the header is no header's business of its: it knows no RFC 2231. */
static bool add_file(struct talk *t, const struct letter_part *p)
{
	curl_mimepart *part = t->c.curl_mime_addpart(t->mime);
	struct curl_slist *headers = NULL;
	return part && add_line(t, &headers, p->type) && add_line(t, &headers, p->disposition) &&
	       !t->c.curl_mime_headers(part, headers, 1) && !t->c.curl_mime_filedata(part, p->path) &&
	       !t->c.curl_mime_filename(part, NULL) && !t->c.curl_mime_encoder(part, "base64");
}

static bool write_message(struct talk *t)
{
	const struct letter *l = t->letter;
	bool ok = (t->mime = t->c.curl_mime_init(t->curl)) != NULL && add_text(t);
	for (size_t i = 0; ok && i < l->part_count; i++)
		ok = add_file(t, &l->parts[i]);
	for (size_t i = 0; ok && l->headers[i]; i++)
		ok = add_line(t, &t->headers, l->headers[i]);
	return ok && add_line(t, &t->to, l->to);
}

/* ---- the conversation ---- */

static void set_up(struct talk *t)
{
	const struct letter *l = t->letter;
	const struct curl_library *c = &t->c;
	CURL *e = t->curl;
	c->curl_easy_setopt(e, CURLOPT_URL, l->server);
	c->curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	c->curl_easy_setopt(e, CURLOPT_PROXY, "");
	c->curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	c->curl_easy_setopt(e, CURLOPT_USE_SSL, l->plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	c->curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (l->authority)
		c->curl_easy_setopt(e, CURLOPT_CAINFO, l->authority);
	if (l->secret) {
		c->curl_easy_setopt(e, CURLOPT_USERNAME, l->secret->name);
		c->curl_easy_setopt(e, CURLOPT_PASSWORD, l->secret->password);
	}
	c->curl_easy_setopt(e, CURLOPT_MAIL_FROM, l->from);
	c->curl_easy_setopt(e, CURLOPT_MAIL_RCPT, t->to);
	c->curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
	c->curl_easy_setopt(e, CURLOPT_MIMEPOST, t->mime);
	c->curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT,
			    (long)(l->seconds < CONNECT_SECONDS ? l->seconds : CONNECT_SECONDS));
	c->curl_easy_setopt(e, CURLOPT_TIMEOUT, (long)l->seconds);
	c->curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)l->seconds);
	c->curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
	c->curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_answer);
	c->curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	c->curl_easy_setopt(e, CURLOPT_NOPROGRESS, 0L);
	c->curl_easy_setopt(e, CURLOPT_XFERINFOFUNCTION, on_progress);
	c->curl_easy_setopt(e, CURLOPT_XFERINFODATA, t);
}

/* What may be better in a minute: no answer, no connection, or a refusal of the 400s.
 * (curl calls a refusal a failure to send.) */
static enum letter_fate fate_of(const struct talk *t, CURLcode code)
{
	if (code != CURLE_OK && t->answer[0])
		return t->answer[0] == '4' ? LETTER_LATER : LETTER_REFUSED;
	switch (code) {
	case CURLE_OK:
		return LETTER_SENT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
		return LETTER_LATER;
	default:
		return LETTER_REFUSED;
	}
}

/* ---- what a server may say back, and nobody shall read ---- */

/* So much of a password, in one piece, is too much of it. */
#define SECRET_PIECE 6u

static bool holds_piece(const char *text, const char *secret)
{
	size_t n = strlen(secret), piece = n < SECRET_PIECE ? n : SECRET_PIECE;
	for (size_t i = 0; piece && i + piece <= n; i++)
		if (memmem(text, strlen(text), secret + i, piece))
			return true;
	return false;
}

/* As it goes over the line: base64 (AUTH LOGIN; AUTH PLAIN, RFC 4616). */
static bool holds_encoded(const char *text, const void *secret, size_t n)
{
	char *encoded = g_base64_encode(secret, n);
	bool holds = holds_piece(text, encoded);
	explicit_bzero(encoded, strlen(encoded));
	g_free(encoded);
	return holds;
}

static bool tells_secret(const struct letter *l, const char *text)
{
	const struct secret *s = l->secret;
	char plain[2 * SECRET_MAX + 2];
	if (!s || !s->password[0])
		return false;
	int n = snprintf(plain, sizeof plain, "%c%s%c%s", 0, s->name, 0, s->password);
	bool tells = holds_piece(text, s->password) ||
		     holds_encoded(text, s->password, strlen(s->password)) ||
		     holds_encoded(text, plain, (size_t)n);
	explicit_bzero(plain, sizeof plain);
	return tells;
}

static struct str explain(const struct talk *t, CURLcode code, struct arena *a)
{
	const char *what = t->error[0] ? t->error : t->c.curl_easy_strerror(code);
	if (tells_secret(t->letter, what))
		what = t->c.curl_easy_strerror(code);
	if (!t->answer[0] || tells_secret(t->letter, t->answer))
		return arena_printf(a, "%s", what);
	return arena_printf(a, "%s; the server said: %s", what, t->answer);
}

enum letter_fate letter_send(const struct letter *l, struct arena *a, struct str *error)
{
	struct talk t = {.letter = l};
	CURLcode code = CURLE_OUT_OF_MEMORY;
	const char *fault;
	if (!curl_library_load(&t.c, &fault)) {
		*error = str_from(fault);
		return LETTER_REFUSED;
	}
	t.curl = t.c.curl_easy_init();
	if (t.curl && write_message(&t)) {
		set_up(&t);
		code = t.c.curl_easy_perform(t.curl);
	}
	enum letter_fate fate = fate_of(&t, code);
	if (fate != LETTER_SENT)
		*error = explain(&t, code, a);
	t.c.curl_easy_cleanup(t.curl);
	t.c.curl_mime_free(t.mime);
	t.c.curl_slist_free_all(t.headers);
	t.c.curl_slist_free_all(t.to);
	curl_library_unload(&t.c);
	return fate;
}
