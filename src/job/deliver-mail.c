/* An issue as messages: which file goes into which, and what each says. */
#include "job/deliver-kinds.h"
#include "job/mail.h"
#include "job/message.h"

#include <time.h>

#define LISTED_MAX 500u /* articles named in the text of a message */

struct mailing {
	struct attempt *t;
	const struct mail *mail;
	const struct record_file **files; /* those that fit, in order */
	size_t file_count;
	size_t *ends; /* the index after each message's last file */
	size_t message_count;
	uint64_t too_large; /* bytes of a file that fits into no message; 0: none */
	const struct secret *secret;
	struct str from, from_name;
};

/* ---- which files, in which message ---- */

/* A file is never cut: messages are filled in order, and `parts` counts the files that were sent:
 * with other limits in a later run the rest still goes, in other messages. */
static void plan(struct mailing *m)
{
	const struct record *issue = m->t->issue;
	uint64_t bytes = 0;
	size_t begin = 0;
	m->files = ARENA_ARRAY(m->t->scratch, issue->file_count, const struct record_file *);
	m->ends = ARENA_ARRAY(m->t->scratch, issue->file_count, size_t);
	for (size_t i = 0; i < issue->file_count; i++) {
		const struct record_file *file = &issue->files[i];
		if (!attempt_wants(m->t, file))
			continue;
		if (file->bytes > m->mail->bytes_max) {
			m->too_large = file->bytes;
			continue;
		}
		bool full = bytes + file->bytes > m->mail->bytes_max ||
			    m->file_count - begin >= m->mail->attachments_max;
		if (full && m->file_count > begin) {
			m->ends[m->message_count++] = begin = m->file_count;
			bytes = 0;
		}
		bytes += file->bytes;
		m->files[m->file_count++] = file;
	}
	if (m->file_count > begin)
		m->ends[m->message_count++] = m->file_count;
}

/* ---- what it says ---- */

static struct str filled(const struct mailing *m, struct str text, struct str otherwise)
{
	struct template_value values[DELIVERY_NAMES_MAX];
	size_t count = delivery_values(m->t, NULL, values);
	return str_trim(template_fill(m->t->scratch, text.n ? text : otherwise, values, count));
}

static struct str articles_text(const struct mailing *m)
{
	const struct record *r = m->t->issue;
	struct buf b = BUF(m->t->scratch);
	buf_add(&b, filled(m, S("{title}\n{dates}"), S("")));
	buf_add(&b, S("\n\n"));
	for (size_t i = 0; i < r->article_count && i < LISTED_MAX; i++) {
		const struct record_article *article = &r->articles[i];
		buf_printf(&b, "%zu. %.*s%s%.*s\n", i + 1, STR_FMT(article->title),
			   article->source.n ? " — " : "", STR_FMT(article->source));
	}
	if (r->article_count > LISTED_MAX)
		buf_printf(&b, "… %zu\n", r->article_count);
	return buf_str(&b);
}

/* The shelf shows the file's name for the book's. */
static struct str attachment_name(const struct mailing *m, const struct record_file *file)
{
	return message_file_name(m->t->scratch, filled(m, S("{title} {dates}"), S("")),
				 record_format_name(file->format));
}

static struct letter_part *parts_of(const struct mailing *m, size_t begin, size_t end)
{
	struct arena *a = m->t->scratch;
	struct letter_part *parts = ARENA_ARRAY(a, end - begin, struct letter_part);
	for (size_t i = begin; i < end; i++) {
		struct str name = attachment_name(m, m->files[i]);
		const char *type = record_format_type(m->files[i]->format);
		parts[i - begin] = (struct letter_part){
			.path = attempt_path(m->t, m->files[i]->name),
			.type = message_type(a, type, name).s,
			.disposition = message_disposition(a, name).s,
		};
	}
	return parts;
}

/* The same message has the same name, however often it is sent: a reader's mailbox shows it once.
 * An issue that was made again has other files, and is another message. */
static const char *message_id(const struct mailing *m, size_t begin, size_t end)
{
	struct str name = m->t->issue->identifier, host = str_after_last(m->from, '@');
	struct buf sums = BUF(m->t->scratch);
	buf_add(&sums, m->t->delivery->key);
	for (size_t i = begin; i < end; i++)
		buf_printf(&sums, " %.*s", STR_FMT(m->files[i]->sha256));
	if (str_starts(name, S("urn:uuid:")))
		name = str_from_offset(name, 9);
	return arena_printf(m->t->scratch, "Message-ID: <%016llx%016llx.%zu@%.*s>",
			    (unsigned long long)str_hash(name), (unsigned long long)str_hash(buf_str(&sums)),
			    begin + 1, STR_FMT(host))
		.s;
}

static struct str subject(const struct mailing *m, size_t number)
{
	struct str text = filled(m, m->mail->subject, S("{title} {dates}"));
	if (m->message_count == 1)
		return text;
	return arena_printf(m->t->scratch, "%.*s (%zu/%zu)", STR_FMT(text), number, m->message_count);
}

/* ---- sending ---- */

/* False when cancelled. */
static bool wait_for(unsigned seconds, const struct cancel *cancel)
{
	static const struct timespec tick = {.tv_nsec = 100 * 1000 * 1000};
	for (unsigned i = 0; i < seconds * 10 && !cancel_requested(cancel); i++)
		nanosleep(&tick, NULL);
	return !cancel_requested(cancel);
}

static bool send_patiently(struct mailing *m, const struct letter *l)
{
	struct attempt *t = m->t;
	unsigned wait = m->mail->wait_seconds;
	for (unsigned tries = 1;; tries++, wait = wait * 3 < MAIL_WAIT_MAX ? wait * 3 : MAIL_WAIT_MAX) {
		enum letter_fate fate = letter_send(l, t->scratch, &t->error);
		if (fate == LETTER_SENT)
			return true;
		if (cancel_requested(t->context->cancel))
			return attempt_fail(t, "interrupted");
		if (fate == LETTER_REFUSED || tries >= m->mail->tries)
			return false;
		if (!wait_for(wait, t->context->cancel))
			return attempt_fail(t, "interrupted");
	}
}

/* The files from `begin`, all or what was not sent yet, to the end of the message `index`. */
static bool send_message(struct mailing *m, size_t index, size_t begin)
{
	struct attempt *t = m->t;
	struct arena *a = t->scratch;
	const struct mail *mail = m->mail;
	const char *headers[] = {
		message_date(a, t->context->now, t->context->zone).s,
		message_address(a, "From", m->from_name, m->from).s,
		message_address(a, "To", S(""), mail->to).s,
		message_header(a, "Subject", subject(m, index + 1)).s,
		message_id(m, begin, m->ends[index]),
		"MIME-Version: 1.0",
		"Auto-Submitted: auto-generated", /* RFC 3834: nobody's absence answers it */
		NULL,
	};
	struct letter letter = {
		.server = arena_cstr(a, mail->server),
		.authority = mail->authority.n ? arena_cstr(a, mail->authority) : NULL,
		.plain = mail->plain,
		.secret = m->secret,
		.from = arena_printf(a, "<%.*s>", STR_FMT(m->from)).s,
		.to = arena_printf(a, "<%.*s>", STR_FMT(mail->to)).s,
		.headers = headers,
		.text = mail->text.n ? filled(m, mail->text, S("")) : articles_text(m),
		.parts = parts_of(m, begin, m->ends[index]),
		.part_count = m->ends[index] - begin,
		.seconds = t->delivery->seconds,
		.cancel = t->context->cancel,
	};
	return send_patiently(m, &letter);
}

static bool send_all(struct mailing *m)
{
	size_t sent = m->t->state->parts;
	for (size_t i = 0; i < m->message_count; i++) {
		if (m->ends[i] <= sent)
			continue;
		if (!send_message(m, i, sent))
			return false;
		sent = m->ends[i];
		attempt_part_done(m->t, (unsigned)sent);
	}
	return true;
}

/* ---- who ---- */

static bool log_in_as(struct mailing *m, struct secret *secret)
{
	const struct mail *mail = m->mail;
	struct attempt *t = m->t;
	if (mail->credentials_env.n) {
		struct str name = mail->credentials_env;
		if (!secret_parse(attempt_variable(t, name), secret))
			return attempt_fail(t, "the variable %.*s does not hold name:password",
					    STR_FMT(name));
	} else if (mail->credentials.n) {
		const char *path = arena_cstr(t->scratch, mail->credentials);
		const char *wrong = secret_read(path, secret);
		if (wrong)
			return attempt_fail(t, "the credentials file %s %s", path, wrong);
	} else {
		return true;
	}
	m->secret = secret;
	return true;
}

/* Without a sender the one who logs in is it; failing that, the receiver. */
static void sign(struct mailing *m)
{
	struct str name = m->secret ? str_from(m->secret->name) : S("");
	m->from_name = (struct str){0};
	if (m->mail->from.n)
		message_mailbox(m->mail->from, &m->from_name, &m->from);
	else
		m->from = message_address_valid(name) ? arena_str(m->t->scratch, name) : m->mail->to;
}

bool attempt_mail(struct attempt *t)
{
	struct secret secret = {0};
	struct mailing m = {.t = t, .mail = &t->delivery->mail};
	plan(&m);
	bool ok = log_in_as(&m, &secret);
	if (ok) {
		sign(&m);
		ok = send_all(&m);
	}
	secret_clear(&secret);
	if (!ok || !m.too_large)
		return ok;
	t->forever = true;
	return attempt_fail(t, "a file of %llu bytes does not fit into a message of %llu",
			    (unsigned long long)m.too_large, (unsigned long long)m.mail->bytes_max);
}
