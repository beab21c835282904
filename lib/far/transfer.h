/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests for ranges of one file, by libcurl: several at once over connections
 * that stay open, and again after a while if it may help.
 */
#ifndef NB_FAR_TRANSFER_H
#define NB_FAR_TRANSFER_H

#include "far/answer.h"

#include <nbarc/buf.h>
#include <nbarc/far.h>

/* Requests that are on their way at once. */
#define NB_FAR_AT_ONCE 6u

/* The way to one file. */
struct nb_far_line;

/* One request. */
struct nb_far_request {
	struct nb_far_want want;
	/* Version of the cache, of which nothing has to be sent; it has an
	 * ETag. Or NULL. */
	const struct nb_far_version *unless;
	uint8_t *data; /* room for want.size bytes; the caller's */
	size_t got;    /* bytes that came */
	bool same;     /* what the cache has is still right: nothing came */
	struct nb_far_answer answer;
};

/* Prepare requests for a URL. *line is to be freed by nb_far_line_free(). */
NB_CHECK enum nb_status nb_far_line_create(const char *url,
					   const struct nb_far_options *options,
					   struct nb_far_line **line,
					   struct nb_error *err);

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

/* True if the file was changed so shortly before the answer that another change
 * need not show in its time, or in an ETag that is made of the time. */
bool nb_far_fresh(const struct nb_far_answer *answer);

/* What was transferred so far. */
void nb_far_line_costs(const struct nb_far_line *line,
		       struct nb_far_costs *costs);

/* NULL is fine. */
void nb_far_line_free(struct nb_far_line *line);

#endif
