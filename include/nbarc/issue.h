/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Issues: which items an issue has, and on which of its pages, as a METS file
 * states it.
 *
 * Libraries keep an issue as a METS file with an ALTO file for each page. The
 * logical structure map of the METS file names the blocks of each article and
 * says which of them are heads, bylines or captions (nbarc-ingest(1), METS).
 * nb_issue_read_mets() of <nbarc/markup.h> reads it; nb_issue_apply() puts what
 * it says into the layout of a page, where nb_page_create() and nb_divide()
 * find it.
 *
 * Threads: an issue does not change once it is read, so several threads may use
 * one.
 */
#ifndef NBARC_ISSUE_H
#define NBARC_ISSUE_H

#include <nbarc/layout.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most bytes of a METS file, and the most files, divisions and references
 * to blocks that it may have. */
#define NB_METS_MAX ((size_t)64 * 1024 * 1024)
#define NB_METS_PARTS_MAX ((size_t)1 << 20)

/* An issue. */
struct nb_issue;

/* A reader of METS files: the type of nb_issue_read_mets(). */
typedef enum nb_status nb_issue_reader(const void *bytes, size_t len,
				       struct nb_issue **issue,
				       struct nb_error *err);

/* Free an issue. NULL is fine. */
NB_API void nb_issue_free(struct nb_issue *issue);

/*
 * The number of files of the issue that have pages: those with blocks in its
 * items, and those of a group of ALTO files.
 */
NB_API size_t nb_issue_files(const struct nb_issue *issue);

/*
 * The path of a file, counted from 0, relative to the folder of the METS file:
 * it has no "." or "..", and does not begin with '/'. "" if the METS file names
 * a place outside of its folder. It lives as long as the issue.
 */
NB_API const char *nb_issue_file(const struct nb_issue *issue, size_t file);

/*
 * Put into the layout of a page, which was read from that file, what the issue
 * says of it: areas get their items and what they are. If the blocks of an item
 * are not next to each other, the lines are moved, so that they are, and
 * layout->moved records it. *applied is the number of blocks that were found.
 * Only NB_NOMEM can happen.
 */
NB_API NB_CHECK enum nb_status nb_issue_apply(const struct nb_issue *issue,
					      size_t file,
					      struct nb_layout *layout,
					      size_t *applied,
					      struct nb_error *err);

/* How many blocks of a file the issue names. */
NB_API size_t nb_issue_blocks(const struct nb_issue *issue, size_t file);

/*
 * The file on which an item goes on after that file (`step` 1), or that it
 * comes from (`step` -1); SIZE_MAX if there is none. `item` is a number of
 * struct nb_area.
 */
NB_API size_t nb_issue_part(const struct nb_issue *issue, uint32_t item,
			    size_t file, int step);

#ifdef __cplusplus
}
#endif
#endif
