#include "job/program.h"

#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_MS       100 /* how often a cancel is looked for */
#define GRACE_SECONDS 2   /* between telling a program to end and killing it */

struct running {
	pid_t pid;
	int out;     /* what it prints */
	int process; /* readable when it has ended; -1: its end is found by ticks */
	int timer;
	bool told; /* it was told to end */
	char kept[PROGRAM_OUTPUT_KEPT];
	size_t n;
};

/* ---- starting ---- */

static int start(const struct program *p, struct running *r)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return errno;
	const struct process_start program = {p->argv[0], p->argv, p->environment, -1, ends[1],
					      ends[1],    true};
	int error = process_start(&program, &r->pid);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return error;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	r->out = ends[0];
	r->process = pidfd_open(r->pid, 0);
	r->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return 0;
}

/* ---- while it runs ---- */

static void set_timer(struct running *r, unsigned seconds)
{
	struct itimerspec when = {.it_value.tv_sec = seconds ? (time_t)seconds : 1};
	timerfd_settime(r->timer, 0, &when, NULL);
}

static void keep(struct running *r, const char *text, size_t n)
{
	size_t room = sizeof r->kept - r->n;
	if (n > room) {
		size_t drop = n - room;
		memmove(r->kept, r->kept + drop, r->n - drop);
		r->n -= drop;
	}
	memcpy(r->kept + r->n, text, n);
	r->n += n;
}

/* False at the end of what it says. */
static bool listen_to(struct running *r)
{
	char chunk[PROGRAM_OUTPUT_KEPT];
	ssize_t got = read(r->out, chunk, sizeof chunk);
	if (got > 0)
		keep(r, chunk, (size_t)got);
	return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Its number stays its own until it is waited for, after the last kill. */
static bool has_ended(const struct running *r)
{
	siginfo_t info = {0};
	return waitid(P_PID, (id_t)r->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == r->pid;
}

/* The first call asks, the next one does not. */
static void stop(struct running *r)
{
	kill(-r->pid, r->told ? SIGKILL : SIGTERM);
	r->told = true;
	set_timer(r, GRACE_SECONDS);
}

static enum program_end watch(const struct program *p, struct running *r)
{
	enum program_end end = PROGRAM_EXITED;
	bool open = true;
	set_timer(r, p->seconds);
	while (!has_ended(r)) {
		struct pollfd fds[] = {
			{open ? r->out : -1, POLLIN, 0}, {r->process, POLLIN, 0}, {r->timer, POLLIN, 0}};
		poll(fds, 3, TICK_MS);
		if (open && fds[0].revents)
			open = listen_to(r);
		bool late = fds[2].revents & POLLIN, cancelled = !r->told && cancel_requested(p->cancel);
		if (!r->told && (late || cancelled))
			end = cancelled ? PROGRAM_CANCELLED : PROGRAM_TIMED_OUT;
		if (late || cancelled)
			stop(r);
	}
	/* What is in the pipe still; what a program left behind in the background may hold it open. */
	while (open && poll(&(struct pollfd){r->out, POLLIN, 0}, 1, 0) > 0 && listen_to(r))
		;
	if (r->told)
		kill(-r->pid, SIGKILL);
	return end;
}

void program_run(const struct program *p, struct arena *a, struct program_result *result)
{
	struct running r = {0};
	int status = 0;
	*result = (struct program_result){.end = PROGRAM_NOT_STARTED};
	result->status = start(p, &r);
	if (result->status)
		return;
	result->end = watch(p, &r);
	waitpid(r.pid, &status, 0);
	if (result->end == PROGRAM_EXITED && WIFSIGNALED(status))
		result->end = PROGRAM_KILLED;
	result->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	result->output = arena_str(a, (struct str){r.kept, r.n});
	close(r.out);
	if (r.process >= 0)
		close(r.process);
	close(r.timer);
}
