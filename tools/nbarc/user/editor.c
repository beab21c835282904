/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The editor of the user (editor.h).
 *
 * The command tells the process that waits the path of a file, with its NUL,
 * and gets back what wait(2) said of the editor. The end of the pipe is the end
 * of the command, whatever that came from.
 */
#include "user/editor.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

/* What the user wants as an editor. */
static const char *wanted(void)
{
	const char *editor = getenv("VISUAL");

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	return editor && *editor ? editor : "vi";
}

/* ---- the process that waits */

/* In a child: become the editor, as a shell would start it, since its name may
 * have arguments. */
static void become(const char *path)
{
	const char *editor = wanted();
	char command[NBARC_EDITOR_FOLDER];

	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGQUIT, SIG_DFL);
	(void)snprintf(command, sizeof(command), "%s \"$@\"", editor);
	(void)execl("/bin/sh", "sh", "-c", command, editor, path, (char *)NULL);
	_exit(127);
}

/* Run the editor; returns its status. */
static int run(const char *path, int from, int to)
{
	pid_t child = fork();
	int status = 127 << 8;

	if (child == 0) {
		(void)close(from);
		(void)close(to);
		become(path);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

/* Read a path up to its NUL; false at the end. */
static bool read_path(int from, char path[PATH_MAX])
{
	size_t len;

	for (len = 0; len < PATH_MAX; len++) {
		ssize_t n;

		do
			n = read(from, path + len, 1);
		while (n < 0 && errno == EINTR);
		if (n != 1)
			return false;
		if (!path[len])
			return true;
	}
	return false;
}

/* Run editors until the command ends. The signals of the terminal are the
 * editor's business. */
static void serve(const char *folder, int from, int to)
{
	char path[PATH_MAX];

	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	while (read_path(from, path)) {
		int status = run(path, from, to);

		if (nb_fd_write(to, NULL, &status, sizeof(status), NULL))
			break;
	}
	(void)rmdir(folder);
	_exit(0);
}

/* ---- the command */

static bool make_folder(struct nbarc_editor *e)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(e->folder, sizeof(e->folder), "%s/nbarc-edit-XXXXXX",
		       tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(e->folder) != NULL;
}

static bool start(struct nbarc_editor *e)
{
	int there[2], back[2];

	if (pipe(there) != 0)
		return false;
	if (pipe(back) != 0) {
		(void)close(there[0]);
		(void)close(there[1]);
		return false;
	}
	e->pid = fork();
	if (e->pid == 0) {
		(void)close(there[1]);
		(void)close(back[0]);
		serve(e->folder, there[0], back[1]);
	}
	(void)close(there[0]);
	(void)close(back[1]);
	e->to = there[1];
	e->from = back[0];
	if (e->pid > 0)
		return true;
	e->pid = 0;
	(void)close(e->to);
	(void)close(e->from);
	return false;
}

void nbarc_editor_prepare(struct nbarc_editor *e)
{
	*e = (struct nbarc_editor){.failed = 0};
	if (!make_folder(e)) {
		e->failed = errno;
	} else if (!start(e)) {
		e->failed = errno;
		(void)rmdir(e->folder);
	}
}

enum nb_status nbarc_editor_check(const struct nbarc_editor *e,
				  struct nb_error *err)
{
	errno = e->failed;
	return e->failed ? nb_fail_sys(err, e->folder, "prepare an editor")
			 : NB_OK;
}

enum nb_status nbarc_editor_run(const struct nbarc_editor *e, const char *path,
				struct nb_error *err)
{
	int status = 0;
	enum nb_status st =
		nb_fd_write(e->to, "(editor)", path, strlen(path) + 1, err);
	ssize_t n;

	if (st)
		return st;
	do
		n = read(e->from, &status, sizeof(status));
	while (n < 0 && errno == EINTR);
	if (n == sizeof(status) && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return NB_OK;
	return nb_fail(err, NB_USAGE,
		       "the editor '%.200s' failed; nothing was changed",
		       wanted());
}

void nbarc_editor_end(struct nbarc_editor *e)
{
	if (!e->pid)
		return;
	(void)close(e->to);
	(void)close(e->from);
	while (waitpid(e->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	e->pid = 0;
}
