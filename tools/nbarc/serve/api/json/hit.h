/* SPDX-License-Identifier: Apache-2.0 */
/* Hits as lines for programs: those of nbarc grep, and CSV. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_HIT_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_HIT_H

#include "hits/line.h"
#include "rows/row.h"

/* Append the line with the names of the columns, for TSV and CSV. */
NB_CHECK enum nb_status api_hit_names(enum nbarc_form form,
				      const struct nbarc_hit_style *style,
				      struct nb_buf *out);

/* Append the line of a hit. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status api_hit_put(enum nbarc_form form,
				    const struct nbarc_hit_style *style,
				    const struct nb_hit *hit,
				    struct nb_buf *out);

#endif
