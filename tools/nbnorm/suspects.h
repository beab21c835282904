/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --suspects: characters that look like errors. */
#ifndef NB_TOOLS_NBNORM_SUSPECTS_H
#define NB_TOOLS_NBNORM_SUSPECTS_H

#include "face.h"

/* The suspicious characters of the page's source, a line each, as text or JSON
 */
norm_face norm_suspects;

#endif
