/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A METS file as a page of its issue, so that an archive keeps it
 * (nbarc-ingest(1), METS FILES).
 *
 * What an archive keeps as it was received is the source of a page. A METS file
 * belongs to all pages of its issue, and so it gets one of its own: page 00,
 * the number of a page that is not known, which comes before the first.
 */
#ifndef NB_ISSUE_OWN_H
#define NB_ISSUE_OWN_H

#include <nbarc/id.h>
#include <nbarc/issue.h>

/* The name of the form of such a page, and its number. */
#define NB_METS_FORM "METS"
#define NB_METS_PAGE "00"

/*
 * Write the identifier of the METS file's page by that of another page of the
 * issue. False, and it is "", if that is not one of <nbarc/newspaper.h>.
 */
bool nb_issue_own_id(const char *page, char id[NB_ID_MAX]);

/* Is it the identifier of such a page? */
bool nb_issue_is_own(const char *id);

/*
 * Make the layout of a METS file: a page without lines. The caller frees it
 * with nb_layout_free(), also after a failure, which is that of `reader`.
 */
NB_CHECK enum nb_status nb_issue_own_layout(nb_issue_reader *reader,
					    const void *bytes, size_t len,
					    struct nb_layout *layout,
					    struct nb_error *err);

#endif
