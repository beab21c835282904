/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pagers (pager.h). The command writes into a pipe to the pager, which reads
 * keys from the terminal by itself. If the user ends the pager early, the next
 * write ends the command by SIGPIPE, as in any pipe.
 */
#include "rows/pager.h"

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

/* In the child: become the pager. Without options of the user's, less shows
 * colours, and ends by itself if everything fits the screen. */
static void become(const char *pager, const int ends[2])
{
	(void)setenv("LESS", "FRX", 0);
	(void)dup2(ends[0], STDIN_FILENO);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

void nbarc_pager_start(struct nbarc_pager *pager)
{
	const char *command = wanted();
	int ends[2];

	pager->pid = 0;
	if (!command || isatty(STDOUT_FILENO) != 1 || pipe(ends))
		return;
	pager->pid = fork();
	if (pager->pid == 0)
		become(command, ends);
	if (pager->pid > 0)
		(void)dup2(ends[1], STDOUT_FILENO);
	else
		pager->pid = 0;
	(void)close(ends[0]);
	(void)close(ends[1]);
	/* Ctrl-C is the pager's while it runs. */
	if (pager->pid)
		(void)signal(SIGINT, SIG_IGN);
}

/* The pager sees the end of its input when standard output is closed. */
void nbarc_pager_end(struct nbarc_pager *pager)
{
	if (!pager->pid)
		return;
	(void)fflush(stdout);
	(void)close(STDOUT_FILENO);
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
