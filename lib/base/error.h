/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filling a caller's struct nb_error.
 *
 * Every function accepts err == NULL, and those that return a status return the
 * one they were given, so that a failure is one statement: `return
 * nb_fail(...)`. A text is one line without a final stop. It says what is
 * wrong, subject first; the tool puts its name, the file and the offset before
 * it.
 */
#ifndef NB_BASE_ERROR_H
#define NB_BASE_ERROR_H

#include <nbarc/status.h>

/*
 * Fill err with a text formatted as by printf(3), no file and no offset, and
 * return `status`.
 */
enum nb_status nb_fail(struct nb_error *err, enum nb_status status,
		       const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Like nb_fail(), with an offset in bytes from the start of the file. */
enum nb_status nb_fail_at(struct nb_error *err, enum nb_status status,
			  uint64_t offset, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Report that the system call `call` (a verb for the message: "open", "read")
 * failed on `file` (may be NULL) with errno, which is kept. Returns NB_NOMEM
 * for ENOMEM, else NB_IO.
 */
enum nb_status nb_fail_sys(struct nb_error *err, const char *file,
			   const char *call);

/* Report NB_NOMEM. Inline, so that compilers see that it never returns NB_OK.
 */
static inline enum nb_status nb_fail_mem(struct nb_error *err)
{
	(void)nb_fail(err, NB_NOMEM, "out of memory");
	return NB_NOMEM;
}

/*
 * Put "WHAT: " before the text of an error; `what` has len bytes, of which as
 * many are used as the identifier of an item can have.
 */
void nb_error_about(struct nb_error *err, const char *what, size_t len);

/*
 * Name the file of an error, unless it has one: the innermost function knows
 * best. NULL is no name.
 */
void nb_error_file(struct nb_error *err, const char *file);

/*
 * `err`, or `own` if that is NULL. A function that must read the error of what
 * it calls, but whose caller may pass NULL, passes this on.
 */
static inline struct nb_error *nb_error_or(struct nb_error *err,
					   struct nb_error *own)
{
	return err ? err : own;
}

#endif
