/* SPDX-License-Identifier: Apache-2.0 */
/* What the types of logical divisions mean. */
#ifndef NB_ISSUE_TYPES_H
#define NB_ISSUE_TYPES_H

#include "issue/issue.h"

/* Set class, kind and said of a division by its type. */
void nb_issue_classify(const char *type, struct nb_issue_div *div);

#endif
