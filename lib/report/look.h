/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at one page for what a person should know. */
#ifndef NB_REPORT_LOOK_H
#define NB_REPORT_LOOK_H

#include "report/findings.h"

/*
 * Note what there is to say of a page. *hash is the hash of its text, 0 if it
 * is not known or too short to be compared. NB_NOMEM is the only failure.
 */
NB_CHECK enum nb_status nb_report_look(struct nb_report *report,
				       const struct nb_ingested *page,
				       uint64_t *hash);

#endif
