/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsing markup in other processes, which have no rights.
 *
 * The parser of XML and HTML, libxml2, is the largest part of nbarc that reads
 * what strangers wrote. A program can run it in processes that may do nothing
 * but read and write one descriptor, so that a mistake in it gives nobody more
 * than that. The library makes no processes: the program makes them, takes
 * their rights away, and has each call nb_isolated_serve(). It lends one to
 * each of the other functions here, which do what their namesakes in
 * <nbarc/markup.h> and <nbarc/validate.h> do.
 *
 * What such a process answers is not trusted: whatever it is, the functions
 * read no memory but their own, take no more of it than a file of that size can
 * need, and fail if it is not what a parser can say.
 *
 * These functions are in libnbarc-xml (pkg-config nbarc-xml). The error
 * argument may be NULL.
 *
 * Threads: several may call these functions at once, if `take` and `give` may
 * be called so.
 */
#ifndef NBARC_ISOLATED_H
#define NBARC_ISOLATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/issue.h>
#include <nbarc/layout.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where the processes come from. */
struct nb_isolated {
	void *context; /* the first argument of both */
	/*
	 * Lend a process, as the descriptor of a stream socket whose other end
	 * it serves. It will be asked to parse a file in this charset, as the
	 * file declares it; "" if it declares none. -1, and a description of
	 * the failure with its status, if there is none to be had.
	 */
	int (*take)(void *context, const char *charset, struct nb_error *err);
	/* Take it back. Unless it is `sound`, it may be in the middle of an
	 * answer, or dead: close the descriptor, which ends the process. */
	void (*give)(void *context, int fd, bool sound);
};

/*
 * Called before each file, with the charset that it declares, or "". Nothing of
 * the file was parsed yet, so that the first call is the time to give up
 * rights. Another status than NB_OK, with its description, is the answer to the
 * file.
 */
typedef enum nb_status nb_isolated_ready(void *context, const char *charset,
					 struct nb_error *err);

/*
 * Parse what is asked for at `fd`, a stream socket, until its other end is
 * closed, or libxml2 lacks memory. NB_OK at the end; NB_IO if the socket fails,
 * NB_NOMEM.
 *
 * libxml2 does not always survive it when it has no memory. So this leaves it
 * when its first allocation fails, answers with NB_NOMEM and returns that;
 * libxml2 must not be used in the process from then on, and what was in use is
 * not freed. Functions of memory that the program has set in libxml2 are called
 * through others from then on. No other thread may use libxml2.
 */
NB_API NB_CHECK enum nb_status nb_isolated_serve(int fd,
						 nb_isolated_ready *ready,
						 void *context,
						 struct nb_error *err);

/*
 * nb_layout_read_markup(), nb_issue_read_mets() and nb_validate_from() in a
 * process of `by`. The failures are theirs, and those of `take`; NB_INVALID if
 * the process ends before the file does, or gives an answer that is none; NB_IO
 * if the socket fails.
 */
NB_API NB_CHECK enum nb_status nb_isolated_read_markup(
	const struct nb_isolated *by, const void *bytes, size_t len,
	struct nb_layout *layout, struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_isolated_read_mets(
	const struct nb_isolated *by, const void *bytes, size_t len,
	struct nb_issue **issue, struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_isolated_validate(
	const struct nb_isolated *by, const void *xml, size_t len,
	const char *name, uint64_t line, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
