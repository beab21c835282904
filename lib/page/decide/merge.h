/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decisions of a page that lasts: those that an archive keeps with it, and
 * new ones (format-spec/nbarc-format.md, section 6.4).
 *
 * A page is made with the kept ones first and the new ones after them, so that
 * the later word about a place holds. What is kept afterwards are all of them,
 * except those that a later one is about the same thing as. One that no longer
 * applies is kept as well: another text of the page may have its place again.
 */
#ifndef NB_PAGE_MERGE_H
#define NB_PAGE_MERGE_H

#include <nbarc/review.h>

/*
 * Kept decisions and new ones as one list. Zeros are an empty one; all is
 * owned, and freed by nb_merged_free().
 */
struct nb_merged {
	struct nb_decisions *all; /* the kept ones first */
	size_t kept;		  /* how many these are */
	/* For each new one, 1 + its index in `all`, which may be that of a kept
	 * one that says the same; 0: it is for another page. */
	size_t *at;
	size_t undone;	/* kept ones that were taken back */
	uint8_t *taken; /* with undo, for each new one: 1 if one was */
};

/*
 * Put together the `len` bytes of decisions at `kept`, which are those of a
 * page, and those of `more` that are for this page or for any. With `undo`,
 * `more` are taken back instead: those that equal a kept one in place and word
 * are dropped from these. `more` may be NULL.
 *
 * The caller frees *merged, also after a failure. NB_INVALID if `kept` is not a
 * file of decisions.
 */
NB_CHECK enum nb_status nb_decisions_merge(const void *kept, size_t len,
					   const struct nb_decisions *more,
					   const char *page_id, bool undo,
					   const struct nb_profile *profile,
					   struct nb_merged *merged,
					   struct nb_error *err);

void nb_merged_free(struct nb_merged *merged);

/*
 * Is a later decision, which was applied, about the same thing as decision i,
 * by the same characters? `outcomes` has the enum nb_outcome of each.
 */
bool nb_decision_overruled(const struct nb_decisions *all,
			   const uint8_t *outcomes, size_t i);

/*
 * Append to `out` what is to be kept with a page that was made with the
 * decisions `all`, of which the first `kept` were kept with it before.
 * `outcomes` has the enum nb_outcome of each on the page. New decisions for any
 * page are kept where their place was found, and those for this page in any
 * case. The lines do not name the page. NB_INVALID if they are more than can be
 * kept (nb_kept_check()); nothing is appended then.
 */
NB_CHECK enum nb_status nb_decisions_keep(const struct nb_decisions *all,
					  size_t kept, const uint8_t *outcomes,
					  struct nb_buf *out,
					  struct nb_error *err);

#endif
