/* SPDX-License-Identifier: Apache-2.0 */
/* Converting files, which is what nbconv does without --detect. */
#ifndef NB_TOOLS_NBCONV_CONVERT_H
#define NB_TOOLS_NBCONV_CONVERT_H

#include "nbconv.h"

/* Convert the files, one after the other, into one output; "-" is standard
 * input. Reports all errors; returns the exit code. */
int nbconv_convert(struct nbconv *n, char *const *files, int count);

#endif
