/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fork server of the parsers, and what each parser does before it parses.
 *
 * Signals of a terminal go to all processes of a command. These ignore them:
 * they end when the tool does, which decides itself what a signal means, and
 * what stops the tool need not stop them.
 */
#define _GNU_SOURCE /* SOCK_CLOEXEC, syscall() */
#include "cli/fork_server.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <nbarc/isolated.h>

#include "base/error.h"
#include "cli/sandbox.h"

/* Descriptors that are closed one by one where there is no call for all. */
#define DESCRIPTORS 1024

/* ---- a descriptor over a socket */

/* A message of one byte, with room for a descriptor beside it. */
struct parcel {
	char byte;
	struct iovec bytes;
	_Alignas(struct cmsghdr) char beside[CMSG_SPACE(sizeof(int))];
	struct msghdr message;
};

static void make_parcel(struct parcel *p)
{
	memset(p, 0, sizeof(*p));
	p->bytes = (struct iovec){&p->byte, 1};
	p->message.msg_iov = &p->bytes;
	p->message.msg_iovlen = 1;
	p->message.msg_control = p->beside;
	p->message.msg_controllen = sizeof(p->beside);
}

/* Send a descriptor, or if it is -1 a byte alone. */
static bool send_descriptor(int to, int fd)
{
	struct parcel p;
	struct cmsghdr *head;
	ssize_t n;

	make_parcel(&p);
	if (fd < 0) {
		p.message.msg_control = NULL;
		p.message.msg_controllen = 0;
	} else {
		head = CMSG_FIRSTHDR(&p.message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	}
	do
		n = sendmsg(to, &p.message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

/* Receive a descriptor; -1 with errno if none comes. */
static int receive_descriptor(int from)
{
	struct parcel p;
	struct cmsghdr *head;
	ssize_t n;
	int fd;

	make_parcel(&p);
	do
		n = recvmsg(from, &p.message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	head = n ? CMSG_FIRSTHDR(&p.message) : NULL;
	if (!head || head->cmsg_type != SCM_RIGHTS) {
		/* It could make no process, or is not there any more. */
		errno = n ? EAGAIN : ECHILD;
		return -1;
	}
	memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

/* ---- processes */

/* End when the parent does, whatever this process is at. */
static void end_with_parent(void)
{
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/* Close what was inherited, except one descriptor, which becomes number 3. A
 * pipe of the command line has to end when the tool closes it, and nothing of
 * the tool's may be in reach. False if that fails. */
static bool keep_only(int fd)
{
	int null = open("/dev/null", O_RDWR), i;

	for (i = 0; i < 3; i++)
		if (null < 0 || dup2(null, i) < 0)
			return false;
	if (fd != 3 && dup2(fd, 3) < 0)
		return false;
#ifdef SYS_close_range
	if (syscall(SYS_close_range, 4, ~0U, 0) == 0)
		return true;
#endif
	for (i = 4; i < DESCRIPTORS; i++)
		(void)close(i);
	return true;
}

static void ignore_signals(void)
{
	static const int ignored[] = {SIGINT,  SIGTERM, SIGHUP,
				      SIGQUIT, SIGPIPE, SIGALRM,
				      SIGTSTP, SIGTTIN, SIGTTOU};
	size_t i;

	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		(void)signal(ignored[i], SIG_IGN);
}

/* ---- a parser */

struct parser {
	bool alone; /* it has given up its rights */
};

/*
 * Before the first file: open its charset, whose tables the C library may load
 * from files, and give everything up. Both converters stay open: closing the
 * last one of a charset would unload its tables. The pool asks a parser for no
 * other charset (parsers.c). Of one that nobody knows libxml2 says so.
 */
static enum nb_status be_ready(void *context, const char *charset,
			       struct nb_error *err)
{
	static const iconv_t failed = (iconv_t)-1;
	struct parser *p = context;

	if (p->alone)
		return NB_OK;
	if (charset[0] &&
	    (iconv_open("UTF-8", charset) == failed ||
	     iconv_open(charset, "UTF-8") == failed) &&
	    errno != EINVAL)
		return nb_fail_sys(err, NULL, "iconv_open");
	(void)cli_sandbox_alone();
	p->alone = true;
	return NB_OK;
}

/* Descriptors are those of the server: /dev/null, and its sockets. */
static void serve(int fd, int server)
{
	struct parser parser = {.alone = false};
	struct nb_error err;

	end_with_parent();
	(void)close(server);
	_exit(nb_isolated_serve(fd, be_ready, &parser, &err) ? 1 : 0);
}

/* ---- the server */

/* The parsers that have not ended, as far as is known. */
struct parsers {
	pid_t pids[CLI_PARSERS_MAX];
	size_t count;
};

/* Take note of those that ended. */
static void bury(struct parsers *p)
{
	size_t i = 0;

	while (i < p->count)
		if (waitpid(p->pids[i], NULL, WNOHANG) != 0)
			p->pids[i] = p->pids[--p->count];
		else
			i++;
}

/* End all, and wait for them, so that their time is counted as the tool's. */
static void end_all(const struct parsers *p)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		(void)kill(p->pids[i], SIGKILL);
	for (i = 0; i < p->count; i++)
		(void)waitpid(p->pids[i], NULL, 0);
}

/* Make a parser, and hand its socket over. */
static bool make_parser(struct parsers *p, int asked)
{
	int ends[2];
	pid_t pid;
	bool sent;

	bury(p);
	if (p->count == CLI_PARSERS_MAX ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return send_descriptor(asked, -1);
	pid = fork();
	if (pid == 0) {
		(void)close(ends[0]);
		serve(ends[1], asked);
	}
	if (pid > 0)
		p->pids[p->count++] = pid;
	sent = send_descriptor(asked, pid < 0 ? -1 : ends[0]);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return sent;
}

/* Give up all rights but to look up charsets, and to make sockets. */
static void confine(void)
{
	struct cli_sandbox sandbox;

	cli_sandbox_begin(&sandbox, false);
	cli_sandbox_fork(&sandbox);
	cli_sandbox_read_system(&sandbox);
	cli_sandbox_enter(&sandbox);
}

/* Make a parser for each byte that comes. Most runs of a tool ask for none, and
 * do not wait for what only these need. */
static void run_server(int fd, const sigset_t *mask)
{
	struct parsers parsers = {.count = 0};
	bool confined = false;
	char byte;
	ssize_t n;

	end_with_parent();
	ignore_signals();
	(void)signal(SIGCHLD, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	if (!keep_only(fd))
		_exit(1);
	for (;;) {
		n = read(3, &byte, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 1 && !confined)
			confine();
		confined = true;
		if (n != 1 || !make_parser(&parsers, 3))
			break;
	}
	end_all(&parsers);
	_exit(0);
}

int cli_fork_server_start(pid_t *pid)
{
	sigset_t all, mask;
	int ends[2], failure;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -1;
	/* No signal comes before the server ignores it. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &mask);
	*pid = fork();
	if (*pid == 0)
		run_server(ends[1], &mask);
	failure = errno;
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
	(void)close(ends[1]);
	if (*pid > 0)
		return ends[0];
	(void)close(ends[0]);
	errno = failure;
	return -1;
}

int cli_fork_server_ask(int server)
{
	ssize_t n;

	do
		n = send(server, "p", 1, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == 1 ? receive_descriptor(server) : -1;
}
