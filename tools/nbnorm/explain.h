/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --explain: why a break was joined or kept. */
#ifndef NB_TOOLS_NBNORM_EXPLAIN_H
#define NB_TOOLS_NBNORM_EXPLAIN_H

#include "face.h"

/* The break nearest to view->place: its probability, who decided, and how much
 * each feature of the text and of the layout added. As text or JSON. */
norm_face norm_explain;

#endif
