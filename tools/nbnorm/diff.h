/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --dry-run: what would change. */
#ifndef NB_TOOLS_NBNORM_DIFF_H
#define NB_TOOLS_NBNORM_DIFF_H

#include "face.h"

/* A unified diff from the page's text to the normalised one, which patch(1)
 * takes; coloured on a terminal. Nothing where nothing changes. */
norm_face norm_diff;

#endif
