/* SPDX-License-Identifier: Apache-2.0 */
/* Text that went through a wrong conversion. */
#ifndef NB_REPORT_MOJIBAKE_H
#define NB_REPORT_MOJIBAKE_H

#include "report/findings.h"

/* Note if the text of a page was decoded in a wrong charset, now or before.
 * NB_NOMEM is the only failure. */
NB_CHECK enum nb_status nb_report_mojibake(struct nb_report *report,
					   const struct nb_ingested *page);

#endif
