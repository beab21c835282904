/* SPDX-License-Identifier: Apache-2.0 */
/* The conversion of a page of a file that has been read already. */
#ifndef NB_CONVERT_CONVERT_H
#define NB_CONVERT_CONVERT_H

#include <nbarc/ingest.h>
#include <nbarc/issue.h>

/*
 * What an issue says of a page: `file` is the number of its file there. `link`
 * fills the identifier of the part of an item on the page after this one
 * (`step` 1) or before it (-1), "" if there is none; NULL: links are not
 * wanted. Only NB_NOMEM and NB_BUG can happen in it.
 */
struct nb_said_page {
	const struct nb_issue *issue;
	size_t file;
	void *context;
	enum nb_status (*link)(void *context, uint32_t item, int step,
			       char id[NB_ITEM_ID_MAX], struct nb_error *err);
};

/*
 * Like nb_convert_page(), for page `index` of a file of markup, counted from 0,
 * whose `len` bytes at `bytes` were read into `whole`. `said` may be NULL.
 * *applied is the number of blocks that it was found to name.
 */
NB_CHECK enum nb_status nb_convert_layout(
	const void *bytes, size_t len, const struct nb_layout *whole,
	size_t index, const char *page_id, const struct nb_title *title,
	const struct nb_reading *reading, const struct nb_former *former,
	const struct nb_said_page *said, size_t *applied,
	struct nb_converted *c, struct nb_error *err);

#endif
