/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of nbarc get to any number of queries. */
#ifndef NB_TOOLS_NBARC_GET_MANY_H
#define NB_TOOLS_NBARC_GET_MANY_H

#include "get/run.h"

/*
 * Print what all queries choose, in their order, until a write fails or a
 * signal comes. Everything that is found is printed, even if another identifier
 * is absent or damaged: that is reported, and g->worst tells.
 */
void nbarc_get_all(struct get *g, char **ids, size_t count);

#endif
