/* SPDX-License-Identifier: Apache-2.0 */
/* What shows only when all pages are known: equal texts, and gaps. */
#ifndef NB_REPORT_COMPARE_H
#define NB_REPORT_COMPARE_H

#include "report/findings.h"

/* For nb_report_end(). NB_NOMEM is the only failure. */
NB_CHECK enum nb_status nb_report_compare(struct nb_report *report,
					  bool (*has)(void *context,
						      const char *beginning),
					  void *context);

#endif
