/* SPDX-License-Identifier: Apache-2.0 */
/* Items as JSON objects, and as a page of HTML. */
#ifndef NB_TOOLS_NBARC_GET_MADE_H
#define NB_TOOLS_NBARC_GET_MADE_H

#include "get/run.h"

/*
 * Append an item: its record with the text, as a line of JSON, or an element
 * article of HTML, with a page around it if it becomes a file.
 */
NB_CHECK enum nb_status nbarc_get_made(struct get *g,
				       const struct nb_entry *entry,
				       unsigned number, struct nb_buf *out);

/* Append what stands before the first article of a page of HTML, and what
 * stands after the last one. */
NB_CHECK enum nb_status nbarc_html_begin(struct nb_buf *out);
NB_CHECK enum nb_status nbarc_html_end(struct nb_buf *out);

#endif
