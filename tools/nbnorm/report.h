/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --report html: a page for review in a browser. */
#ifndef NB_TOOLS_NBNORM_REPORT_H
#define NB_TOOLS_NBNORM_REPORT_H

#include "face.h"

/* One HTML page that needs no other file: the doubtful breaks, and the whole
 * page beside its repaired text. A file of decisions is saved from it. */
norm_face norm_report;

#endif
