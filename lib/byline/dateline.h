/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Datelines of reports.
 *
 *   dateline := [据] agency [place] [day] (电 | 讯 ...)
 *   day      := [[year 年] month 月] day 日
 *
 * 新华社北京1月8日电, 据新华社电, 本报讯, 本报城关十月九日电.
 */
#ifndef NB_BYLINE_DATELINE_H
#define NB_BYLINE_DATELINE_H

#include "byline/found.h"

/*
 * Find the dateline at byte `at` of a clause, and add it with its place and its
 * date. `page` is the day of the page: a day without a month or year is of the
 * weeks before it. Returns the length of the dateline in bytes, or 0.
 */
size_t nb_dateline_at(const struct nb_clause *c, size_t at, const char *page,
		      struct nb_credits *found);

#endif
