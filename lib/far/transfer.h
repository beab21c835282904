/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests for ranges of one file, by libcurl: several at once over connections
 * that stay open, and again after a while if it may help.
 */
#ifndef NB_FAR_TRANSFER_H
#define NB_FAR_TRANSFER_H

#include "far/line.h"
#include "far/parts.h"

/* One request: for a range, or for several at once. */
struct nb_far_request {
	struct nb_far_want want;
	/* The ranges, in the place of `want`, `data` and `got`, which is two of
	 * them at least; the caller's. Or NULL. */
	struct nb_far_parts *parts;
	/* Version of the cache, of which nothing has to be sent; it has an
	 * ETag. Or NULL. */
	const struct nb_far_version *unless;
	uint8_t *data; /* room for want.size bytes; the caller's */
	size_t got;    /* bytes that came */
	bool same;     /* what the cache has is still right: nothing came */
	struct nb_far_answer answer;
};

/*
 * Make all requests, and wait for their answers. `pinned` as for
 * nb_far_answer_judge(). On failure one of them failed for good, and err has
 * its error.
 */
NB_CHECK enum nb_status nb_far_transfer(struct nb_far_line *line,
					struct nb_far_request *requests,
					size_t count,
					const struct nb_far_version *pinned,
					struct nb_error *err);

/*
 * Make all requests once, and wait for their answers, as far as they come.
 * Those for one range have `got` 0 then unless all came; parts that came are
 * whole. True if nothing is missing. `pinned` is not NULL.
 */
bool nb_far_try(struct nb_far_line *line, struct nb_far_request *requests,
		size_t count, const struct nb_far_version *pinned);

/* True if the file was changed so shortly before the answer that another change
 * need not show in its time, or in an ETag that is made of the time. */
bool nb_far_fresh(const struct nb_far_answer *answer);

#endif
