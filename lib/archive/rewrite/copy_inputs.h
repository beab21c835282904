/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archives that a copy reads: which of them are open, and whose page comes
 * next (format-spec/nbarc-format.md, section 10, "Merging and splitting").
 *
 * A merge may have thousands of archives. Those that were made as parts of one
 * corpus follow one another, so that few of them are needed at a time. So an
 * archive is opened when its first page comes, and closed after its last one.
 * Where the archives overlap, at most NB_COPY_OPEN_MOST of them are open: the
 * one that was used the longest ago is closed for the next. It remembers the
 * page that it goes on with.
 */
#ifndef NB_ARCHIVE_COPY_INPUTS_H
#define NB_ARCHIVE_COPY_INPUTS_H

#include "archive/rewrite/copy.h"

/* Archives that are open at a time. Each takes a descriptor, and a megabyte or
 * two for its last frame and its place in the catalogue. */
#define NB_COPY_OPEN_MOST 96u

/*
 * Open all archives of a merge once, one after another: note which page each
 * has first, its time and whether it has a shared text. NB_INVALID if one ends
 * in what may have been a commit.
 */
NB_CHECK enum nb_status nb_copy_inputs_survey(struct nb_copy *copy,
					      struct nb_error *err);

/*
 * Have the archive with this index open, and closed ones open again; *archive
 * is valid until the next call. NB_INVALID if the file has changed since the
 * survey.
 */
NB_CHECK enum nb_status nb_copy_use(struct nb_copy *copy, unsigned input,
				    struct nb_archive **archive,
				    struct nb_error *err);

/* The path of the archive with this index, for messages. */
const char *nb_copy_path(const struct nb_copy *copy, unsigned input);

/* Begin a pass over all pages whose identifier begins with `prefix`. */
NB_CHECK enum nb_status nb_copy_inputs_begin(struct nb_copy *copy,
					     const char *prefix,
					     struct nb_error *err);

/* The archive that has the page that comes next, the first of those that have
 * it; false after the last page. */
bool nb_copy_inputs_first(const struct nb_copy *copy, unsigned *input);

/*
 * The next entry of an archive, in *entry, if it is of the page `id`; otherwise
 * *entry is NULL, and the archive goes to its place in the order of the next
 * pages. The entry lives until the next call. An archive must be asked until it
 * has no more entry of the page.
 */
NB_CHECK enum nb_status nb_copy_inputs_take(struct nb_copy *copy,
					    unsigned input,
					    const struct nb_string *id,
					    const struct nb_entry **entry,
					    struct nb_error *err);

/* Give back what the archives hold whose last page was taken, now that its
 * documents are not needed any more. */
void nb_copy_inputs_release(struct nb_copy *copy);

/* End a pass, after a failure as well. */
void nb_copy_inputs_end(struct nb_copy *copy);

/* Close the archives that the copy has opened, and free the order. */
void nb_copy_inputs_free(struct nb_copy *copy);

#endif
