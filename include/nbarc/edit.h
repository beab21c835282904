/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page as a short plain text that a person changes in an editor, and what was
 * changed as decisions (nbarc-edit(1), FORM).
 *
 * nb_edit_form() writes the form, a line for each block. nb_edit_read() reads
 * it again and finds the fewest decisions after which the page stands as the
 * form says: it makes the page with them, compares, and adds what is still
 * different, since a decision about one block may change what the model says of
 * another. nb_decide() of <nbarc/decide.h> applies them.
 *
 * Threads: these functions keep nothing. They open the archive for reading.
 */
#ifndef NBARC_EDIT_H
#define NBARC_EDIT_H

#include <nbarc/buf.h>
#include <nbarc/decide.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most bytes of a form. */
#define NB_FORM_MAX ((size_t)64 * 1024 * 1024)

/*
 * Append the form of a page to `out`: as it would be made now, from its source
 * and the decisions that the archive at `path` keeps. `id` is that of the page
 * or of one of its items, NUL-terminated. Of `options`, which may be NULL,
 * markup, profile and replace_documents are used.
 *
 * NB_ABSENT if there is no such page; NB_INVALID if it cannot be made again, as
 * nb_decide() says.
 */
NB_API NB_CHECK enum nb_status nb_edit_form(
	const char *path, const char *id,
	const struct nb_decide_options *options, struct nb_buf *out,
	struct nb_error *err);

/*
 * Find out what was changed in the form of `len` bytes at `form`, and append it
 * to `out` as a file of decisions, in the name of `who` and with the day `when`
 * (YYYY-MM-DD); either may be "". Nothing is appended if nothing was changed.
 *
 * NB_INVALID, with "line N: ..." in err, if it is not a form, if a character of
 * the text was changed, or if a block begins where no line of the source does;
 * also if the page has another revision by now. Otherwise as nb_edit_form().
 */
NB_API NB_CHECK enum nb_status nb_edit_read(
	const char *path, const void *form, size_t len,
	const struct nb_decide_options *options, const char *who,
	const char *when, struct nb_buf *out, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
