/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of hits that are kept to be sorted. */
#ifndef NB_TOOLS_NBARC_KEPT_H
#define NB_TOOLS_NBARC_KEPT_H

#include "hits/line.h"

/* What hits are sorted by; NBARC_SORT_NONE: they come as they are found. */
enum nbarc_hit_sort {
	NBARC_SORT_NONE,
	NBARC_SORT_LEFT,  /* the context before the hit, read backwards */
	NBARC_SORT_RIGHT, /* the context after the hit */
	NBARC_SORT_DATE,
};

/* Find one by its name; false if there is none. */
bool nbarc_hit_sort_find(const char *name, enum nbarc_hit_sort *sort);

/*
 * A line, and the key that it is sorted by: offsets and lengths in bytes of the
 * buffer of all lines. `bytes` is that buffer, set for sorting, since qsort(3)
 * passes nothing else on.
 */
struct nbarc_kept {
	size_t key, key_len, line, line_len;
	const uint8_t *bytes; /* set for sorting */
};

/* All zeros is none. Everything is owned. The memory is that of the lines,
 * which no limit on the number of printed lines makes less: any of them may be
 * the first one. */
struct nbarc_kept_lines {
	struct nb_buf bytes;
	struct nbarc_kept *list;
	size_t count, cap;
};

/* Keep the line of a hit. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_kept_add(struct nbarc_kept_lines *kept,
				       enum nbarc_hit_sort sort,
				       const struct nbarc_hit_style *style,
				       const struct nb_hit *hit);

/* Keep the lines of another one after these. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_kept_join(struct nbarc_kept_lines *kept,
					const struct nbarc_kept_lines *from);

/* Sort the lines by the code points of their keys; of the same ones, by the
 * order in which they were found. */
void nbarc_kept_sort(struct nbarc_kept_lines *kept);

/* Free the lines. */
void nbarc_kept_free(struct nbarc_kept_lines *kept);

#endif
