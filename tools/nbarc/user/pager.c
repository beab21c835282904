/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pagers (pager.h). The command writes into a pipe to a relay, a process that
 * passes the text on to the pager, which reads keys from the terminal itself.
 * The relay is there before the command is confined, so that it can start a
 * program, and does nothing until it is told to.
 * The relay keeps what the pager was given first: if the pager fails, it prints
 * that and all that follows. If the user ends the pager early, the next write
 * ends the command by SIGPIPE, as in any pipe.
 */
#include "user/pager.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/options.h"

/* What the user wants as a pager; NULL: none. The order is that of man(1) and
 * git(1): the variable of the program before the common one. */
static const char *wanted(void)
{
	const char *pager = getenv("NBARC_PAGER");

	if (!pager)
		pager = getenv("PAGER");
	if (!pager)
		pager = "less";
	return *pager && strcmp(pager, "cat") != 0 ? pager : NULL;
}

/* In a child: become the pager. Without options of the user's, less shows
 * colours, and ends by itself if everything fits the screen. */
static void become(const char *pager, const int ends[2])
{
	(void)signal(SIGPIPE, SIG_DFL);
	(void)setenv("LESS", "FRX", 0);
	(void)dup2(ends[0], STDIN_FILENO);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

/* ---- the relay */

/* A pager that has taken more than this has worked. */
#define KEPT_MOST ((size_t)1 << 20)

/* The state of the relay, a process of its own. */
static struct {
	const char *command;
	pid_t pager; /* 0: it ended, or could not be started */
	int to;	     /* the pager, or the terminal */
	size_t len;  /* of what it was given; at most KEPT_MOST is kept */
	volatile sig_atomic_t interrupted;
	char kept[KEPT_MOST];
} relay;

static void note_interrupt(int sig)
{
	(void)sig;
	relay.interrupted = 1;
}

/* Write everything; false if nobody reads it. */
static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t written = write(fd, p, n);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			p += written;
			n -= (size_t)written;
		}
	}
	return true;
}

/* Say that the output is printed without a pager, and print what it was given.
 */
static void print_kept(const char *why, int status)
{
	char text[300];
	int n = snprintf(text, sizeof(text),
			 "nbarc: the pager '%.100s' %s %d; the output is "
			 "printed without it\n",
			 relay.command, why, status);

	(void)write_all(STDERR_FILENO, text, (size_t)n);
	relay.to = STDOUT_FILENO;
	if (!write_all(relay.to, relay.kept, relay.len))
		_exit(1);
}

/*
 * Wait until the pager ends. If it failed, and not because the user interrupted
 * it, what it was given is printed, unless it has worked. False if no more
 * output is wanted.
 */
static bool end_pager(void)
{
	int status = 0;

	if (!relay.pager)
		return false;
	if (relay.to != STDOUT_FILENO)
		(void)close(relay.to);
	while (waitpid(relay.pager, &status, 0) < 0 && errno == EINTR)
		continue;
	relay.pager = 0;
	if (status == 0 || relay.interrupted || relay.len > KEPT_MOST)
		return false;
	if (WIFSIGNALED(status))
		print_kept("ended by signal", WTERMSIG(status));
	else
		print_kept("failed with exit status", WEXITSTATUS(status));
	return true;
}

/* Start the pager; without one, everything goes to the terminal. */
static void start_pager(int from)
{
	int ends[2];

	relay.to = STDOUT_FILENO;
	if (pipe(ends))
		return;
	relay.pager = fork();
	if (relay.pager == 0) {
		(void)close(from);
		become(relay.command, ends);
	}
	(void)close(ends[0]);
	if (relay.pager > 0) {
		relay.to = ends[1];
		return;
	}
	relay.pager = 0;
	(void)close(ends[1]);
}

/* Pass on what comes from the command until it ends. */
static void pass_on(int from)
{
	const struct sigaction interrupt = {.sa_handler = note_interrupt};
	char piece[16384];
	ssize_t n;

	(void)sigaction(SIGINT, &interrupt, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	start_pager(from);
	while ((n = read(from, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		if (relay.len + (size_t)n <= KEPT_MOST)
			memcpy(relay.kept + relay.len, piece, (size_t)n);
		else
			relay.len = KEPT_MOST;
		relay.len += (size_t)n;
		/* What end_pager() prints has this piece. */
		if (!write_all(relay.to, piece, (size_t)n) && !end_pager())
			_exit(0);
	}
	(void)end_pager();
	_exit(0);
}

/* ---- the command */

/* Close this end of the pipes. */
static void let_go(struct nbarc_pager *pager)
{
	(void)close(pager->to);
	(void)close(pager->go);
	pager->to = pager->go = -1;
}

/* In the relay: wait for a word of the command, which may end without. */
static void await(int go, int from)
{
	char word;
	ssize_t n;

	do
		n = read(go, &word, 1);
	while (n < 0 && errno == EINTR);
	(void)close(go);
	if (n == 1)
		pass_on(from);
	_exit(0);
}

/* Make two pipes, or none. */
static bool make_pipes(int ends[2], int go[2])
{
	if (pipe(ends) != 0)
		return false;
	if (pipe(go) == 0)
		return true;
	(void)close(ends[0]);
	(void)close(ends[1]);
	return false;
}

void nbarc_pager_prepare(struct nbarc_pager *pager)
{
	const char *command = wanted();
	int ends[2], go[2];

	*pager = (struct nbarc_pager){.to = -1, .go = -1};
	if (!command || isatty(STDOUT_FILENO) != 1 || !make_pipes(ends, go))
		return;
	pager->pid = fork();
	if (pager->pid == 0) {
		(void)close(ends[1]);
		(void)close(go[1]);
		relay.command = command;
		await(go[0], ends[0]);
	}
	(void)close(ends[0]);
	(void)close(go[0]);
	pager->to = ends[1];
	pager->go = go[1];
	if (pager->pid < 0) {
		pager->pid = 0;
		let_go(pager);
	}
}

void nbarc_pager_start(struct nbarc_pager *pager)
{
	if (!pager->pid)
		return;
	pager->started = write(pager->go, "", 1) == 1 &&
			 dup2(pager->to, STDOUT_FILENO) >= 0;
	let_go(pager);
	if (!pager->started)
		return;
	/* Ctrl-C is the pager's while it runs. */
	(void)signal(SIGINT, SIG_IGN);
}

/* The pager sees the end of its input when standard output is closed. */
void nbarc_pager_end(struct nbarc_pager *pager)
{
	if (!pager->pid)
		return;
	if (pager->started) {
		(void)fflush(stdout);
		(void)close(STDOUT_FILENO);
	} else if (pager->go >= 0) {
		let_go(pager);
	}
	(void)waitpid(pager->pid, NULL, 0);
	pager->pid = 0;
}

unsigned nbarc_terminal_columns(void)
{
	const char *text = getenv("COLUMNS");
	unsigned long long columns;
	struct winsize size;

	if (isatty(STDOUT_FILENO) != 1)
		return 0;
	if (text && cli_number(text, 1, 10000, &columns))
		return (unsigned)columns;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}
