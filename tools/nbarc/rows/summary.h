/* SPDX-License-Identifier: Apache-2.0 */
/* What an archive holds, as a JSON object. */
#ifndef NB_TOOLS_NBARC_SUMMARY_H
#define NB_TOOLS_NBARC_SUMMARY_H

#include <nbarc/archive.h>

#include "rows/holdings.h"

/* Write "2019-03-04" of eight digits, or "" of none; returns `out`. */
const char *nbarc_summary_date(const char *digits, char out[11]);

/*
 * Append the object of nbarc info --json: the numbers, the root that names the
 * corpus, and what there is of each newspaper and year, unless `holdings` is
 * NULL. `archives` is 0 for one archive; a collection has no root of its own,
 * and says how many archives it has. `name` is that of the archive, or NULL.
 * Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_summary_json(
	const struct nb_archive_info *info, size_t archives,
	const struct nbarc_holdings *holdings, const char *name,
	struct nb_buf *out);

#endif
