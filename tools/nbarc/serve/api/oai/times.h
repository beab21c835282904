/* SPDX-License-Identifier: Apache-2.0 */
/* When each commit of an archive was made: the datestamps of its entries. */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_TIMES_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_TIMES_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>

struct api_time {
	uint64_t commit, seconds; /* since 1970 UTC */
};

/* The commits that are known, the newest first; owned. All zeros is none. */
struct api_times {
	struct api_time *list;
	size_t count, cap;
};

/*
 * Read the times of all commits. Where the chain of commits is broken, those
 * that are known will do. Only NB_NOMEM can happen; call api_times_free() also
 * then.
 */
NB_CHECK enum nb_status api_times_read(struct nb_archive *archive,
				       struct api_times *times,
				       struct nb_error *err);

/*
 * The time of a commit. An archive that was rewritten lacks the commits before
 * that: their entries have the time of the first one after them. 0 if no commit
 * is known.
 */
uint64_t api_times_of(const struct api_times *times, uint64_t commit);

/* The earliest time; 0 if no commit is known. */
uint64_t api_times_first(const struct api_times *times);

void api_times_free(struct api_times *times);

#endif
