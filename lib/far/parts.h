/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers with several ranges of a file: multipart/byteranges (RFC 9110,
 * section 14.6).
 *
 * Only what was asked for is taken. Each part must be one of the ranges, as a
 * whole and once; the order is the server's. What stands between the parts may
 * be no longer than heads are. A part counts when the boundary after it has
 * come: if it were longer or shorter than its head says, there would be none.
 */
#ifndef NB_FAR_PARTS_H
#define NB_FAR_PARTS_H

#include "far/answer.h"

#include <nbarc/ranges.h>

/* Ranges of one request. Servers have limits: OpenStack Swift takes 50, Apache
 * httpd 200 and 8 KiB of a header, which is as many as 180. */
#define NB_FAR_PARTS_MAX 50u

struct nb_far_part {
	struct nb_range range;
	uint8_t *data; /* room for range.size bytes; the caller's */
	bool whole;    /* it came */
};

/* What is read of an answer, from the first byte of its body to the last. */
struct nb_far_parts {
	/* Set by the caller; the ranges do not overlap. */
	struct nb_far_part part[NB_FAR_PARTS_MAX];
	size_t count;
	/* Used by the functions below. */
	enum {
		NB_FAR_PARTS_START, /* a boundary, perhaps after an empty line
				     */
		NB_FAR_PARTS_HEAD,  /* lines of the head of a part */
		NB_FAR_PARTS_BODY,  /* bytes of `now` */
		NB_FAR_PARTS_AFTER, /* the end of line that ends a part */
		NB_FAR_PARTS_NEXT,  /* a boundary */
		NB_FAR_PARTS_END    /* whatever follows the last boundary */
	} state;
	const char *boundary; /* borrowed */
	uint64_t size;	      /* of the file */
	struct nb_far_part *now;
	size_t got;	/* bytes of it */
	size_t between; /* bytes of no part */
	char line[256];
	size_t line_len;
	struct nb_far_answer head; /* of the part */
};

/* Begin to read an answer with this boundary, which must live as long, of a
 * file of `size` bytes. */
void nb_far_parts_begin(struct nb_far_parts *parts, const char *boundary,
			uint64_t size);

/* Take bytes of the body. False if it is not what was asked for; then none of
 * its parts is to be believed. */
bool nb_far_parts_take(struct nb_far_parts *parts, const char *data,
		       size_t len);

/* The body has ended: true if all parts have come. */
bool nb_far_parts_end(struct nb_far_parts *parts);

#endif
