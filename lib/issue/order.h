/* SPDX-License-Identifier: Apache-2.0 */
/* The order of divisions that a METS file states. */
#ifndef NB_ISSUE_ORDER_H
#define NB_ISSUE_ORDER_H

#include "issue/issue.h"

/*
 * Give the references of an issue, which is not settled yet, the places that
 * the ORDER of its divisions states. Where divisions of one division lack it,
 * these have the order of the file; if it is everywhere the order of the file,
 * nothing changes. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_issue_order(struct nb_issue *issue,
				       struct nb_error *err);

#endif
