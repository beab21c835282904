/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statuses, exit codes and struct nb_error (<nbarc/status.h>, base/error.h). A
 * switch over enum nb_status has no default, so that the compiler names the
 * places that a new status needs.
 */
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/id.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *nb_version(void)
{
	return NB_VERSION;
}

int nb_exit_code(enum nb_status status)
{
	switch (status) {
	case NB_OK:
		return 0;
	case NB_USAGE:
	case NB_NOMEM:
	case NB_IO:
	case NB_BUSY:
		return 1;
	case NB_INVALID:
	case NB_UNSUPPORTED:
	case NB_LIMIT:
		return 2;
	case NB_ABSENT:
		return 4;
	case NB_BUG:
		return 3;
	}
	/* Not a status at all: also a bug. */
	return 3;
}

/*
 * The rank of an exit code when several inputs end differently: done, absent,
 * damaged, environment, bug.
 */
static int severity(enum nb_status status)
{
	static const int rank[] = {[0] = 0, [4] = 1, [2] = 2, [1] = 3, [3] = 4};

	return rank[nb_exit_code(status)];
}

enum nb_status nb_worse(enum nb_status a, enum nb_status b)
{
	return severity(b) > severity(a) ? b : a;
}

const char *nb_status_name(enum nb_status status)
{
	switch (status) {
	case NB_OK:
		return "done";
	case NB_USAGE:
		return "bad argument";
	case NB_NOMEM:
		return "out of memory";
	case NB_IO:
		return "system error";
	case NB_BUSY:
		return "in use";
	case NB_INVALID:
		return "damaged or invalid input";
	case NB_UNSUPPORTED:
		return "unsupported input";
	case NB_LIMIT:
		return "limit exceeded";
	case NB_ABSENT:
		return "absent";
	case NB_BUG:
		return "internal error";
	}
	return "unknown status";
}

/*
 * Set every field but the file, which is cleared: nb_error_file() only names
 * the file of an error that has none.
 */
static void fill(struct nb_error *err, enum nb_status status, uint64_t offset,
		 const char *fmt, va_list ap)
{
	err->status = status;
	err->sys_errno = 0;
	err->offset = offset;
	err->file[0] = '\0';
	if (vsnprintf(err->text, sizeof(err->text), fmt, ap) >=
	    (int)sizeof(err->text))
		nb_utf8_shorten(err->text, sizeof(err->text));
}

enum nb_status nb_fail(struct nb_error *err, enum nb_status status,
		       const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return status;
	va_start(ap, fmt);
	fill(err, status, NB_NO_OFFSET, fmt, ap);
	va_end(ap);
	return status;
}

enum nb_status nb_fail_at(struct nb_error *err, enum nb_status status,
			  uint64_t offset, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return status;
	va_start(ap, fmt);
	fill(err, status, offset, fmt, ap);
	va_end(ap);
	return status;
}

enum nb_status nb_fail_sys(struct nb_error *err, const char *file,
			   const char *call)
{
	/* The calls below may change errno. */
	int saved = errno;
	enum nb_status status = saved == ENOMEM ? NB_NOMEM : NB_IO;
	char reason[128];

	if (strerror_r(saved, reason, sizeof(reason)) != 0)
		(void)snprintf(reason, sizeof(reason), "error %d", saved);
	(void)nb_fail(err, status, "%s: %s", call, reason);
	if (err)
		err->sys_errno = saved;
	nb_error_file(err, file);
	errno = saved;
	return status;
}

void nb_error_about(struct nb_error *err, const char *what, size_t len)
{
	char text[sizeof(err->text)];

	if (!err)
		return;
	/*
	 * snprintf() must not read from its own output. A long `what` and the
	 * end of a long text are cut.
	 */
	memcpy(text, err->text, sizeof(text));
	if (snprintf(err->text, sizeof(err->text), "%.*s: %s",
		     (int)(len < NB_ITEM_ID_MAX ? len : NB_ITEM_ID_MAX - 1),
		     what, text) >= (int)sizeof(err->text))
		nb_utf8_shorten(err->text, sizeof(err->text));
}

void nb_error_file(struct nb_error *err, const char *file)
{
	size_t len;

	if (!err || !file || err->file[0])
		return;
	len = strlen(file);
	/* The end of a path says more than its beginning. */
	if (len >= sizeof(err->file))
		file += len - sizeof(err->file) + 1;
	(void)snprintf(err->file, sizeof(err->file), "%s", file);
}
