/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the pages of an archive that decisions without a page are about. */
#ifndef NB_INGEST_PLACES_H
#define NB_INGEST_PLACES_H

#include <nbarc/archive.h>
#include <nbarc/review.h>

/* Which pages have the place of a decision. */
struct nb_found_pages {
	uint64_t count; /* of pages that have it */
	/* The first two of them, NUL-terminated. */
	char id[2][NB_ID_MAX];
};

/*
 * Find the pages that have the places of the decisions that name no page, in
 * the newest revisions of the archive. What is withdrawn is not looked at.
 *
 * found[i] becomes what was found of decision i; it is all zeros before. The
 * whole archive is read once, by threads that read ahead, unless all decisions
 * name their pages. NB_INVALID where it is damaged.
 */
NB_CHECK enum nb_status nb_places_find(struct nb_archive *archive,
				       const struct nb_decisions *decisions,
				       struct nb_found_pages *found,
				       struct nb_error *err);

#endif
