/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The longest common subsequence of two sequences of symbols, as `nbarc diff`
 * and the alignment of a page with its layout need it.
 *
 * A caller gives each distinct character, word or line a number, and compares
 * the numbers.
 */
#ifndef NB_BASE_DIFF_H
#define NB_BASE_DIFF_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/* a[a] to a[a + len - 1] equal b[b] to b[b + len - 1]. len is not 0. */
struct nb_match {
	size_t a, b, len;
};

/*
 * A list of matches, owned by the structure. Both positions rise strictly, and
 * no two matches touch in both sequences.
 */
struct nb_matches {
	struct nb_match *list;
	size_t count, cap; /* entries */
};

/*
 * Find a common subsequence of two sequences of symbols: the longest one,
 * unless finding it would take more than about 2^28 steps (or, in sequences of
 * more than some four million symbols, 64 edits a search). Then it may be
 * shorter, but everything in it is still common to both.
 *
 * The only failure is NB_NOMEM, also for sequences of 2^29 symbols or more.
 * *matches is overwritten, and freed by nb_matches_free(), also after a
 * failure.
 */
NB_CHECK enum nb_status nb_diff(const uint32_t *a, size_t a_len,
				const uint32_t *b, size_t b_len,
				struct nb_matches *matches);
/* Free the list; the structure is empty afterwards and may be freed again. */
void nb_matches_free(struct nb_matches *matches);

#endif
