/* SPDX-License-Identifier: Apache-2.0 */
/* Which blocks of a page are inside of the outlines of a METS file. */
#ifndef NB_ISSUE_INSIDE_H
#define NB_ISSUE_INSIDE_H

#include "issue/issue.h"

/*
 * Find for each area of a layout the reference, of the n at `refs`, in whose
 * outline it is: found[area] becomes 1 + its index, or 0 if there is none or
 * the area around it is in the same one. Of outlines in one another, the
 * innermost counts. References without COORDS are passed over.
 *
 * A page with so many outlines and areas that this would take long gets none.
 * Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_issue_inside(const struct nb_issue *issue,
					const struct nb_issue_ref *refs,
					size_t n,
					const struct nb_layout *layout,
					size_t *found, struct nb_error *err);

#endif
