/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decisions of a file, with the index by which their places are found
 * (match.h). nbarc/review.h declares what reads them.
 */
#ifndef NB_PAGE_DECISIONS_H
#define NB_PAGE_DECISIONS_H

#include <nbarc/review.h>

#include <stdint.h>

/* No group, or no line. */
#define NB_NOTHING SIZE_MAX

/*
 * Decisions with the same key and the same page, which differ in the
 * occurrence. They are matched as one, since a page of equal lines may have as
 * many of them as lines.
 */
struct nb_group {
	/*
	 * Of its decisions in nb_decisions.order, which are in order of
	 * occurrence.
	 */
	size_t first, count;
	size_t next; /* the next group with the same hash, or NB_NOTHING */
};

/*
 * A file of decisions. Everything is owned, except `profile`, which must live
 * as long. The strings of `list` point into `text`.
 */
struct nb_decisions {
	struct nb_decision *list;
	size_t count, cap;
	const struct nb_profile *profile;
	char *text; /* of the file; keys are folded in place */
	const struct nb_decision **order; /* sorted by in_order() */
	struct nb_group *groups;
	size_t group_count;
	size_t *heads;	/* for each hash, its first group, or NB_NOTHING */
	size_t buckets; /* number of heads, a power of two */
};

/*
 * The characters on both sides of the place of a decision, as they must stand
 * there; 0: the page begins or ends. The old reading of a reading stands on the
 * right of it.
 */
void nb_decision_edges(const struct nb_decision *one, uint32_t *left,
		       uint32_t *right);

/* The hash of the two characters at a place: an index into the heads. */
size_t nb_decisions_bucket(const struct nb_decisions *d, uint32_t left,
			   uint32_t right);

#endif
