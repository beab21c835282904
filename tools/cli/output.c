/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the data of a tool goes, and how a tool ends.
 *
 * A regular file is written under a temporary name beside its place and
 * renamed when it is complete, so that a tool that fails or is stopped leaves
 * what was there before. Devices and pipes are written to directly. Standard
 * output can be used through this file or with stdio, but not both ways at
 * once.
 */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/message.h"
#include "cli/signals.h"

/* True for a device or a pipe, which must not be replaced by a file. */
static bool written_in_place(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

/*
 * The path is not copied. O_NOCTTY: a terminal that is written to must not
 * become the one that controls the process.
 */
enum nb_status cli_output_open(struct cli_output *o, const char *path,
			       struct nb_error *err)
{
	enum nb_status st;

	o->path = path;
	o->file = NULL;
	o->fd = STDOUT_FILENO;
	o->masked = false;
	if (!path || strcmp(path, "-") == 0) {
		o->path = NULL;
		o->masked = isatty(o->fd) == 1;
		return NB_OK;
	}
	if (written_in_place(path)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return o->fd < 0 ? nb_fail_sys(err, path, "open") : NB_OK;
	}
	st = nb_output_replace(path, &o->file, err);
	if (!st)
		o->fd = nb_output_fd(o->file);
	return st;
}

/* The name of the output in messages. */
static const char *name_of(const struct cli_output *o)
{
	return o->path ? o->path : "(stdout)";
}

enum nb_status cli_output_write(struct cli_output *o, const void *data,
				size_t len, struct nb_error *err)
{
	if (!o->masked)
		return nb_fd_write(o->fd, name_of(o), data, len, err);
	cli_mask_lines(stdout, data, len);
	return fflush(stdout) == 0 ? NB_OK
				   : nb_fail_sys(err, name_of(o), "write");
}

/*
 * A standard output that was closed from the beginning is not an error unless
 * something was written to it: EBADF is passed over here.
 */
enum nb_status cli_output_close(struct cli_output *o, enum nb_status status,
				struct nb_error *err)
{
	if (!o->file) {
		if (!status && close(o->fd) != 0 && errno != EBADF)
			status = nb_fail_sys(err, name_of(o), "close");
		return status;
	}
	if (!status)
		status = nb_output_commit(o->file, err);
	nb_output_free(o->file);
	o->file = NULL;
	return status;
}

/* Open, write and close. */
static enum nb_status put_all(const char *path, const void *data, size_t len,
			      bool shown, struct nb_error *err)
{
	struct cli_output o;
	enum nb_status st = cli_output_open(&o, path, err);

	if (st)
		return st;
	o.masked = o.masked && !shown;
	st = cli_output_write(&o, data, len, err);
	return cli_output_close(&o, st, err);
}

/* Signals wait while there is a temporary file, which they would leave. Not so
 * where a pipe is opened or written to: its reader may take as long as it
 * likes. */
static enum nb_status write_all(const char *path, const void *data, size_t len,
				bool shown, struct nb_error *err)
{
	enum nb_status st;

	if (!path || strcmp(path, "-") == 0 || written_in_place(path))
		return put_all(path, data, len, shown, err);
	cli_hold_signals();
	st = put_all(path, data, len, shown, err);
	cli_release_signals();
	return st;
}

enum nb_status cli_output_all(const char *path, const void *data, size_t len,
			      struct nb_error *err)
{
	return write_all(path, data, len, false, err);
}

enum nb_status cli_output_shown(const char *path, const void *data, size_t len,
				struct nb_error *err)
{
	return write_all(path, data, len, true, err);
}

/*
 * The error of an earlier write is remembered by the stream, but its errno may
 * be gone; the message then names another one, which is better than none.
 */
int cli_stdout_close(const struct cli *cli)
{
	int failed = ferror(stdout);

	if (fclose(stdout) != 0 || failed) {
		cli_say(cli, "(stdout): write: %s", strerror(errno));
		return 1;
	}
	return 0;
}

/*
 * The error comes before standard output is closed, so that both appear in the
 * order of their making where they go to the same place.
 */
int cli_finish(const struct cli *cli, enum nb_status status,
	       const struct nb_error *err)
{
	int closed;

	if (status && err)
		cli_error(cli, err);
	closed = cli_stdout_close(cli);
	return status ? nb_exit_code(status) : closed;
}

bool cli_colours(void)
{
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) == 1 && (!none || !*none) &&
	       (!term || strcmp(term, "dumb") != 0);
}
