/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where structures stand in a file in which bytes were inserted or lost
 * (format-spec/nbarc-format.md, section 14, "Displaced structures").
 *
 * After such a place everything stands a constant number of bytes away from the
 * offsets that the file states. Some records state their own offset, so that a
 * walk which finds them learns that distance: an *anchor* is a pair of the
 * offset where a structure stood and the one where it was found. A structure
 * between two anchors is looked for at the distances of both.
 */
#ifndef NB_ARCHIVE_DISPLACED_H
#define NB_ARCHIVE_DISPLACED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

struct nb_anchor {
	uint64_t stated; /* offset in the file as it was written */
	uint64_t found;	 /* offset in the file as it is */
};

/* A list of anchors, in order of `stated` and then of `found` once
 * nb_anchors_sort() was called. All zeros is an empty one; it owns the list. */
struct nb_anchors {
	struct nb_anchor *list;
	size_t count, cap;
	bool moved; /* a structure was found elsewhere than stated */
};

/* Offsets of the file between which each structure that a walk found stands
 * right behind the one before, and no bytes were inserted or lost. */
struct nb_run {
	uint64_t from, to;
};

/* Runs in the order of the file. All zeros is none; it owns the list. */
struct nb_runs {
	struct nb_run *list;
	size_t count, cap;
};

/* Add an anchor at the end of the list. */
NB_CHECK enum nb_status nb_anchors_add(struct nb_anchors *anchors,
				       uint64_t stated, uint64_t found,
				       struct nb_error *err);

/* Put the list in order, and drop anchors that occur twice. */
void nb_anchors_sort(struct nb_anchors *anchors);

/* Drop the copies from a sorted list: a structure that is also found where it
 * is stated was not moved. */
void nb_anchors_drop_copies(struct nb_anchors *anchors);

/* Free the list and make it an empty one. */
void nb_anchors_free(struct nb_anchors *anchors);

/* Add a structure, which belongs to the last run if it `follows` and begins
 * where that run ends; otherwise it begins a run. */
NB_CHECK enum nb_status nb_runs_add(struct nb_runs *runs, uint64_t offset,
				    uint64_t size, bool follows,
				    struct nb_error *err);

/* Free the list and make it an empty one. */
void nb_runs_free(struct nb_runs *runs);

/* Index of the run that has the byte at this offset; runs->count: none has. */
size_t nb_runs_find(const struct nb_runs *runs, uint64_t offset);

/* Index of the first anchor of a sorted list whose stated offset is above
 * `stated`; anchors->count if there is none. */
size_t nb_anchors_after(const struct nb_anchors *anchors, uint64_t stated);

/* The anchor that is found first in the file among those that are found
 * elsewhere than stated; NULL if there is none. */
const struct nb_anchor *nb_anchors_moved(const struct nb_anchors *anchors);

/*
 * Set `places` to the offsets at which a structure may be found that stood at
 * `stated`, each once, the likeliest first: at the distance of the anchor at or
 * before it, at that of the one after it, where it is stated, and at the
 * distances of one anchor more on each side. Returns their number, at least 1.
 * The list must be in order.
 */
#define NB_PLACES_MAX 5u
size_t nb_anchors_places(const struct nb_anchors *anchors, uint64_t stated,
			 uint64_t places[NB_PLACES_MAX]);

#endif
