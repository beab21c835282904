/* SPDX-License-Identifier: Apache-2.0 */
/* The revisions of a page or an item, and the commits of an archive. */
#ifndef NB_TOOLS_NBARC_HISTORY_H
#define NB_TOOLS_NBARC_HISTORY_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/query.h>

#include "names.h"

/* One revision, as a line of the output has it. The reason is owned. */
struct nbarc_revision {
	uint32_t revision, commit;
	char time[NBARC_TIME]; /* of the commit; "-" if it is not known */
	unsigned state;
	unsigned was;	/* state, or what it was before it was purged */
	bool item;	/* the row is of an item, and so is its state */
	bool known;	/* sha256 is known */
	bool hashed;	/* the entry of the page has its hashes */
	unsigned items; /* number of items that are present */
	uint64_t characters;
	uint8_t sha256[NB_SHA256_SIZE]; /* of the document or of the item */
	uint8_t source_sha256[NB_SHA256_SIZE];
	/* What persons decided about the page: how many decisions are kept,
	 * and the hash of them; 0 and zeros in rows of items. */
	uint64_t decisions;
	uint8_t decided_sha256[NB_SHA256_SIZE];
	char *reason;
	/* The identifier that the page had before its last renaming, or "". */
	char previous[NB_ID_MAX];
};

/* All revisions of what the query names, the newest first; rows are owned. All
 * else is set by the caller. */
struct nbarc_history {
	struct nb_archive *archive;
	struct nb_query query;
	/* Called for a document that is damaged, whose row has no hash then.
	 * The error lives until it returns. */
	void (*problem)(void *context, const struct nb_error *err);
	void *context;
	struct nbarc_revision *rows;
	size_t count, cap;
};

/*
 * Make the rows of all revisions of what history->query names, with the times
 * of their commits. NB_ABSENT if there is none; NB_INVALID where the chain of
 * commits is broken: the rows are there then. Call nbarc_history_free() also
 * after a failure.
 */
NB_CHECK enum nb_status nbarc_history_gather(struct nbarc_history *history,
					     struct nb_error *err);

/* The state of a row, as list and get name it. */
const char *nbarc_revision_state(const struct nbarc_revision *row);

/*
 * Append what a revision changed, as words with `between` between them;
 * `before` is the revision before it, or NULL. A change of the number of items
 * is named only if little else changed, because it mostly follows from the
 * text.
 */
NB_CHECK enum nb_status nbarc_revision_changes(
	const struct nbarc_revision *row, const struct nbarc_revision *before,
	const char *between, struct nb_buf *b);

/*
 * Append a row as a JSON object with a line end. A hash that is not known is
 * null; no changes are an empty array. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_revision_json(const struct nbarc_history *history,
					    size_t index, struct nb_buf *b);

/* Append a commit as a JSON object with a line end. NB_NOMEM. */
NB_CHECK enum nb_status nbarc_commit_json(const struct nb_archive_info *info,
					  struct nb_buf *b);

void nbarc_history_free(struct nbarc_history *history);

#endif
