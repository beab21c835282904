/* SPDX-License-Identifier: Apache-2.0 */
/* What two sequences have in common, in order (E. Myers, "An O(ND) Difference
 * Algorithm and Its Variations", 1986, in linear space). */
#ifndef NB_BASE_DIFF_H
#define NB_BASE_DIFF_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/* a[a .. a + len - 1] and b[b .. b + len - 1] are the same. */
struct nb_match {
	size_t a, b, len;
};

struct nb_matches {
	struct nb_match *list; /* rising in a and in b, none of length 0 */
	size_t count, cap;
};

/*
 * Find the longest common subsequence of two sequences of symbols. Where that
 * would take too long, a shorter one that is common all the same: the time is
 * bounded by some 2^28 steps, or 64 for each symbol where there are many. Only
 * NB_NOMEM can happen. Freed by nb_matches_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_diff(const uint32_t *a, size_t a_len,
				const uint32_t *b, size_t b_len,
				struct nb_matches *matches);
void nb_matches_free(struct nb_matches *matches);

#endif
