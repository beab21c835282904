/* SPDX-License-Identifier: Apache-2.0 */
/* The conversion of a page of a file that has been read already. */
#ifndef NB_INGEST_CONVERT_H
#define NB_INGEST_CONVERT_H

#include <nbarc/ingest.h>

/*
 * Like nb_convert_page(), for page `index` of a file of markup, counted from 0,
 * whose `len` bytes at `bytes` were read into `whole`.
 */
NB_CHECK enum nb_status nb_convert_layout(
	const void *bytes, size_t len, const struct nb_layout *whole,
	size_t index, const char *page_id, const struct nb_title *title,
	const struct nb_reading *reading, const struct nb_former *former,
	struct nb_converted *c, struct nb_error *err);

#endif
