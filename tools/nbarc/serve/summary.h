/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the archives hold: newspapers with their names, and years. It is counted
 * once for each state of an archive, in a pass over its catalogue, and kept.
 */
#ifndef NB_TOOLS_NBARC_SERVE_SUMMARY_H
#define NB_TOOLS_NBARC_SERVE_SUMMARY_H

#include <pthread.h>
#include <stdatomic.h>

#include "rows/holdings.h"
#include "serve/archives.h"

/* A newspaper of an archive. */
struct room_title {
	size_t first, count; /* its years, in the holdings */
	struct nbarc_holding sum;
	char *name; /* as the header of its last page has it; may be "" */
};

/* Of one state of an archive. It never changes, and lives until the last
 * room_summary_put(). */
struct room_summary {
	atomic_uint users;
	uint8_t root[NB_SHA256_SIZE];
	uint64_t commits;
	struct nbarc_holdings holdings;
	struct room_title *titles;
	size_t title_count;
};

/* Those that are kept, one for each archive. All zeros but the lock is none. */
struct room_summaries {
	pthread_mutex_t lock;
	struct room_summary *list[ROOM_ARCHIVES_MOST];
};

/*
 * The summary of an archive that was borrowed; to be given back by
 * room_summary_put(). Errors are those of reading the catalogue.
 *
 * The first call for a lease may go through the archive, which ends whatever
 * entry was found in it. The lease keeps the summary, so that no later call
 * does.
 */
NB_CHECK enum nb_status room_summary_get(struct room_summaries *summaries,
					 struct room_lease *lease,
					 struct room_summary **summary,
					 struct nb_error *err);
void room_summary_put(struct room_summary *summary); /* NULL is fine */

/* Free those that are kept. */
void room_summaries_free(struct room_summaries *summaries);

/* The newspaper with this code; NULL if the archive does not have it. */
const struct room_title *room_summary_title(const struct room_summary *summary,
					    const char *code);

/* The name of a newspaper, or its code. */
const char *room_title_name(const struct room_title *title);

#endif
