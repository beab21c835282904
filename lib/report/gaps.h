/* SPDX-License-Identifier: Apache-2.0 */
/* Gaps in the pages of an issue and in the days of a title. */
#ifndef NB_REPORT_GAPS_H
#define NB_REPORT_GAPS_H

#include "report/findings.h"

/* Where it is asked what there is beside the pages of a report; `has` as for
 * nb_report_end(). */
struct nb_elsewhere {
	bool (*has)(void *context, const char *beginning);
	void *context;
	unsigned left; /* how often it may still be asked */
};

/* Note the gaps; the pages are sorted by identifier. NB_NOMEM is the only
 * failure. */
NB_CHECK enum nb_status nb_report_gaps(struct nb_report *report,
				       struct nb_elsewhere *elsewhere);

#endif
