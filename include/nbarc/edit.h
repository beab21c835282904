/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page as a short plain text that a person changes in an editor, and what was
 * changed as decisions (nbarc-edit(1), FORM).
 *
 * nb_edit_form() writes the form, a line for each block. nb_edit_read() reads
 * it again and finds the fewest decisions after which the page stands as the
 * form says: it makes the page with them, compares, and adds what is still
 * different, since a decision about one block may change the one after it.
 * nb_decide() of <nbarc/decide.h> applies them.
 *
 * Threads: these functions keep nothing. They open the archive for reading.
 */
#ifndef NBARC_EDIT_H
#define NBARC_EDIT_H

#include <nbarc/archive.h>
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
 * NB_INVALID, with "line N: ..." in err, if it is not a form, if a change of
 * the text goes over the end of a block, or if a block begins where no line of
 * the source does; also if the page has another revision by now. Otherwise as
 * nb_edit_form().
 */
NB_API NB_CHECK enum nb_status nb_edit_read(
	const char *path, const void *form, size_t len,
	const struct nb_decide_options *options, const char *who,
	const char *when, struct nb_buf *out, struct nb_error *err);

/*
 * Find out what was changed in a document of a page, of `len` bytes at `xml`,
 * and append it to `decisions` as a file of decisions, in the name of `who` and
 * with the day `when`, as nb_edit_read() does. The document is one that
 * nb_archive_document() gave, edited by hand: it is in the form of nbtei again,
 * and valid. `path` is that of the archive, for messages; of `options`, which
 * may be NULL, markup, mets and profile are used.
 *
 * What no decision can say is appended to `unsaid`, a line of text for each;
 * then the decisions do not make the page what the document is, and the
 * document must be kept for that. Nothing is appended to either if the document
 * says what the page is already.
 *
 * NB_ABSENT if the archive does not have the page. It is the type
 * nb_document_changes of <nbarc/ingest.h>.
 */
NB_API NB_CHECK enum nb_status nb_edit_document(
	struct nb_archive *archive, const char *path, const void *xml,
	size_t len, const struct nb_decide_options *options, const char *who,
	const char *when, struct nb_buf *decisions, struct nb_buf *unsaid,
	struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
