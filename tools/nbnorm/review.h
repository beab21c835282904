/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --review: the breaks that a person should look at. */
#ifndef NB_TOOLS_NBNORM_REVIEW_H
#define NB_TOOLS_NBNORM_REVIEW_H

#include "face.h"

/* The doubtful breaks, the most doubtful first: for people as a file of
 * decisions that states what stands now, for machines as JSON lines. */
norm_face norm_review;

#endif
