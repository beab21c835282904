/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of nbarc get to any number of queries. */
#ifndef NB_TOOLS_NBARC_GET_MANY_H
#define NB_TOOLS_NBARC_GET_MANY_H

#include <nbarc/buf.h>

#include "get/run.h"

/*
 * Queries that are answered together, and bytes of their documents or sources.
 * The answers take about as much, and are kept until their turn comes. Each
 * time that this is not enough, all page frames are decoded once more: it is
 * enough for 10,000 articles.
 */
#define NBARC_TOGETHER ((size_t)1 << 14)
#define NBARC_ANSWERS_MAX ((size_t)96 << 20)

/* Take room for the usual answers to `count` queries, on huge pages where it is
 * large: on pages of 4 KiB, those of a thousand pages cost 7,000 page faults.
 * Without memory for that the buffer, which is empty, grows as it is needed. */
void nbarc_answers_room(struct nb_buf *text, size_t count);

/*
 * Print what all queries choose, in their order, until a write fails or a
 * signal comes. Everything that is found is printed, even if another identifier
 * is absent or damaged: that is reported, and g->worst tells.
 */
void nbarc_get_all(struct get *g, char **ids, size_t count);

#endif
