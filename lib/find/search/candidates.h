/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidates: the items that a search looks into, instead of all. An index
 * makes them (<nbarc/index.h>).
 *
 * They name page entries, whatever became of these since: the catalogue decides
 * which of them may be shown. A page of which nothing is known is there as a
 * whole.
 */
#ifndef NB_FIND_SEARCH_CANDIDATES_H
#define NB_FIND_SEARCH_CANDIDATES_H

#include <nbarc/grep.h>

struct nb_query;

/* A page entry. The identifier is among those of the candidates. */
struct nb_candidate {
	size_t id;
	uint8_t id_len;
	bool whole;   /* all of its items */
	bool certain; /* it is the newest, and nothing of it is withdrawn */
	uint32_t revision;
	size_t first, count; /* items, if it is not there as a whole */
};

/* Everything is owned. Once nb_candidates_end() was called, pages are in the
 * order of the catalogue, and each is there once. */
struct nb_candidates {
	struct nb_buf ids;
	struct nb_candidate *pages;
	size_t count, cap;
	uint16_t *numbers; /* of the items, page by page; they rise */
	size_t number_count, number_cap;
	bool exact;	    /* each of the items has a hit */
	size_t uncertain;   /* pages that are not certain */
	uint64_t documents; /* items that there are, for people; or 0 */
};

/* Add a page entry. NB_NOMEM. */
NB_CHECK enum nb_status nb_candidates_page(struct nb_candidates *candidates,
					   const char *id, size_t id_len,
					   uint32_t revision, bool whole,
					   bool certain);
/* Add an item to the page that was added last. NB_NOMEM. */
NB_CHECK enum nb_status nb_candidates_item(struct nb_candidates *candidates,
					   uint16_t number);
/* Sort them. NB_NOMEM. */
NB_CHECK enum nb_status nb_candidates_end(struct nb_candidates *candidates);

/* The identifier of a candidate. */
static inline const char *nb_candidate_id(const struct nb_candidates *c,
					  const struct nb_candidate *page)
{
	return (const char *)c->ids.data + page->id;
}

/*
 * Tell an archive that is far away that pages of candidates will be looked up,
 * from that with the index `from` on: those that the query chooses, and with
 * `uncertain` no others; of these at most `most`, which is not 0. Returns the
 * index of the first one that was not told, which is past the last one if the
 * archive is at hand.
 */
size_t nb_candidates_foresee(const struct nb_candidates *candidates,
			     size_t from, size_t most,
			     struct nb_archive *archive,
			     const struct nb_query *query, bool uncertain);

/* Find a page entry; NULL if it is no candidate. */
const struct nb_candidate *nb_candidates_find(
	const struct nb_candidates *candidates, const char *id, size_t id_len,
	uint32_t revision);

/* Is an item of a page entry a candidate? */
bool nb_candidate_has(const struct nb_candidates *candidates,
		      const struct nb_candidate *page, unsigned number);

#endif
