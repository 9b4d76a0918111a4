/* wenzhai: a folder of articles becomes an EPUB or a PDF. */
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/report.h"
#include "cli/usage.h"
#include "image/codec.h"
#include "image/drawing.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The one mutable global: a signal handler can reach nothing else. */
static struct cancel cancel;
static volatile sig_atomic_t cancelled_by;

static void on_signal(int number)
{
	cancelled_by = number;
	atomic_store(&cancel.requested, true);
}

/* A file opened under the number of a closed standard stream would be read for standard
 * input or receive what is printed: such a number is taken, the wrong way round, so that
 * using it fails as it did. */
static void take_closed_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			abort(); /* a system without /dev/null */
}

/* A second signal ends the program at once: output files have no name until they are whole. */
static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
	/* Writing past RLIMIT_FSIZE is an error to report, not a death. */
	signal(SIGXFSZ, SIG_IGN);
}

static int print_help(const struct settings *s)
{
	usage_print(s->command);
	return EXIT_SUCCESS;
}

static int print_completion(struct settings *s)
{
	if (s->paths.n == 1 && completion_print(s->paths.v[0]))
		return EXIT_SUCCESS;
	report_usage_error(s, S("name a shell: bash, zsh or fish"));
	return EXIT_USAGE;
}

static int run_command(struct settings *s)
{
	static int (*const commands[])(const struct settings *, struct build_options *) = {
		[COMMAND_BUILD] = command_build,   [COMMAND_LIST] = command_list,
		[COMMAND_FETCH] = command_fetch,   [COMMAND_RUN] = command_run,
		[COMMAND_STATUS] = command_status, [COMMAND_DOCTOR] = command_doctor};
	struct build_options options;
	struct str message = S("");
	const char *data = data_find(s->arena);
	if (!data) {
		report_usage_error(s, data_missing(s->arena));
		return EXIT_FAILURE;
	}
	if (!settings_resolve(s, data, &options, &message)) {
		report_usage_error(s, message);
		return EXIT_USAGE;
	}
	options.cancel = options.collect.cancel = &cancel;
	return commands[s->command](s, &options);
}

static int run(struct settings *s, int argc, char **argv)
{
	struct str message = S("");
	if (!settings_parse(s, argc, argv, &message)) {
		report_usage_error(s, message);
		return EXIT_USAGE;
	}
	if (s->version) {
		puts("wenzhai " WENZHAI_VERSION);
		return EXIT_SUCCESS;
	}
	if (s->help)
		return print_help(s);
	if (s->command == COMMAND_COMPLETION)
		return print_completion(s);
	return run_command(s);
}

/* GLib complains on standard error, in its own words, about a TZ that names no zone. */
static void say_nothing(const char *domain, GLogLevelFlags level, const char *text, void *data)
{
	(void)domain, (void)level, (void)text, (void)data;
}

int main(int argc, char **argv)
{
	struct arena arena;
	if (drawing_serve(argc, argv)) /* one of those that draw for another process of ours */
		return EXIT_SUCCESS;
	take_closed_streams();
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* a diagnostic is one write, not one a character */
	g_log_set_default_handler(say_nothing, NULL);
	arena_init(&arena);
	struct settings settings = {.arena = &arena, .command = COMMAND_COUNT};
	catch_signals();
	int status = run(&settings, argc, argv);
	settings_clear(&settings);
	arena_clear(&arena);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("wenzhai: cannot write to standard output\n", stderr);
		status = status ? status : EXIT_FAILURE;
	}
	codec_shutdown();
	if (cancelled_by) /* whoever waits for this process learns what ended it */
		raise(cancelled_by);
	return status;
}
