/* SPDX-License-Identifier: Apache-2.0 */
/* The date in the masthead of a page. */
#ifndef NB_REPORT_MASTHEAD_H
#define NB_REPORT_MASTHEAD_H

#include "report/findings.h"

/* Note if the masthead of a page has another date than its identifier. NB_NOMEM
 * is the only failure. */
NB_CHECK enum nb_status nb_report_masthead(struct nb_report *report,
					   const struct nb_ingested *page);

#endif
