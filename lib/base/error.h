/* SPDX-License-Identifier: Apache-2.0 */
/* Filling a caller's struct nb_error. All of them accept err == NULL. */
#ifndef NB_BASE_ERROR_H
#define NB_BASE_ERROR_H

#include <nbarc/status.h>

/* Fill err and return status, so that callers write `return nb_fail(...)`. */
enum nb_status nb_fail(struct nb_error *err, enum nb_status status,
		       const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with a byte offset. */
enum nb_status nb_fail_at(struct nb_error *err, enum nb_status status,
			  uint64_t offset, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* A failed system call on `file`: NB_IO (NB_NOMEM for ENOMEM) with errno. */
enum nb_status nb_fail_sys(struct nb_error *err, const char *file,
			   const char *call);

/* "out of memory". Inline, so that compilers see that it never returns NB_OK.
 */
static inline enum nb_status nb_fail_mem(struct nb_error *err)
{
	(void)nb_fail(err, NB_NOMEM, "out of memory");
	return NB_NOMEM;
}

/* Put "WHAT: " before the text of an error. */
void nb_error_about(struct nb_error *err, const char *what, size_t len);

/* Name the file of an error that has none yet. */
void nb_error_file(struct nb_error *err, const char *file);

/*
 * `err`, or `own` if that is NULL. A function whose caller may pass NULL, but
 * which reads the error itself, gives its own to what it calls.
 */
static inline struct nb_error *nb_error_or(struct nb_error *err,
					   struct nb_error *own)
{
	return err ? err : own;
}

#endif
