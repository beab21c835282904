/* SPDX-License-Identifier: Apache-2.0 */
/* nbconv --detect: telling the charset of files. */
#ifndef NB_TOOLS_NBCONV_DETECT_H
#define NB_TOOLS_NBCONV_DETECT_H

#include "nbconv.h"

/* Print a line for each file, as text or JSON. Reports all errors; returns the
 * exit code, which is 4 if a charset remains unknown. */
int nbconv_detect(const struct nbconv *n, char *const *files, int count);

#endif
