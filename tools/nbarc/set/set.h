/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command reads: one archive, or the archives of a collection as if they
 * were one (collection.h).
 *
 * A command goes through a set in steps, and each is about one archive that is
 * open, and what is asked of it. The order of the steps is that of the pages in
 * a single archive, if no title has the same dates in two archives. Only
 * archives are opened that may have what is asked for, by the titles and dates
 * that the collection states, and only few are open at a time. What the
 * collection states is of the archive that had the root in it: if the root is
 * another one by now, the archive may have anything. So before an identifier is
 * said to be in none, the others are opened, too.
 *
 * An archive of a collection that is missing or damaged is reported, and the
 * others are read; the status is then NB_INVALID in the end.
 */
#ifndef NB_TOOLS_NBARC_SET_H
#define NB_TOOLS_NBARC_SET_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>

#include "choose/choice.h"
#include "cli/sandbox.h"
#include "cli/tool.h"
#include "open.h"
#include "set/collection.h"

struct nbarc_early;
struct nbarc_ahead;

/* An archive of the set while the command runs. */
struct nbarc_opened {
	struct nb_archive *archive; /* owned; NULL: not open now */
	struct nbarc_early *early;  /* opened, and not used yet; owned */
	uint64_t used;		    /* when it was used last, by set->clock */
	bool failed;		    /* it was reported, and is left out */
	bool compared;		    /* with the root of the collection, */
	bool changed;		    /* which is not its own */
	bool busy;		    /* of steps ahead (set/ahead.c) */
};

/* A title in an archive, for the order: both are indexes. */
struct nbarc_piece {
	size_t shard, range;
};

/*
 * A set. The caller sets the first members, to what nbarc_open() and
 * nbarc_open_damaged() take; everything else is zero, and owned.
 */
struct nbarc_set {
	const struct cli *cli;
	const char *path; /* of the archive or the collection */
	const char *at;	  /* a commit, or NULL */
	bool around;	  /* read around damage */
	bool cited;	  /* `at` is the root that one of the archives had */

	char shown[512]; /* the path in messages, without secrets of a URL */
	bool many;	 /* it is a collection */
	struct nbarc_collection of;
	struct nbarc_opened *opened; /* of each archive */
	struct nbarc_piece *pieces;  /* in the order of the pages */
	size_t piece_count, open_count, failed_count;
	uint64_t clock;
	struct nbarc_damage damage;
	enum nb_status worst; /* of archives that were reported */
};

/*
 * Read the collection, or take the archive, which is opened. A failure with a
 * single archive is that of opening it. Call nbarc_set_close() also after a
 * failure.
 */
NB_CHECK enum nb_status nbarc_set_open(struct nbarc_set *set,
				       struct nb_error *err);

/*
 * A step: answer `count` identifiers from an archive, in their order; all of it
 * if count is 0. Both live until it returns. A failure ends the command.
 */
typedef enum nb_status nbarc_set_step(void *context, struct nb_archive *archive,
				      const char *path, char **ids,
				      size_t count, struct nb_error *err);

/*
 * Make the steps for these identifiers; without any, for everything. What no
 * archive of a collection can have is reported. The status is the failure of a
 * step.
 */
NB_CHECK enum nb_status nbarc_set_each(struct nbarc_set *set, char **ids,
				       size_t count, nbarc_set_step *step,
				       void *context, struct nb_error *err);

/*
 * Like nbarc_set_each(), but the archives of a collection are asked by several
 * threads, at most `threads` (0: as many as are of use), with `ahead` of
 * set/ahead.h; its end() is called in the order of the steps. A single archive,
 * and a list of pages or items, is answered by `step`.
 */
NB_CHECK enum nb_status nbarc_set_each_ahead(struct nbarc_set *set, char **ids,
					     size_t count, nbarc_set_step *step,
					     const struct nbarc_ahead *ahead,
					     unsigned threads, void *context,
					     struct nb_error *err);

/* Call `step` for each archive as a whole, in the order of the file. */
NB_CHECK enum nb_status nbarc_set_archives(struct nbarc_set *set,
					   nbarc_set_step *step, void *context,
					   struct nb_error *err);

/* Like nbarc_explain_choice(), of a collection without a reason. */
NB_CHECK enum nb_status nbarc_set_explain(struct nbarc_set *set,
					  const struct nbarc_choice *choice,
					  struct nb_error *err);

/* Say how many archives could not be read, if there are any, and close all.
 * Returns the worst status of what was reported, also of damage. */
enum nb_status nbarc_set_close(struct nbarc_set *set);

/* For struct cli: true of a URL, and of a collection that names one. */
bool nbarc_set_is_far(const char *operand);

/* For struct cli: a collection names files that a confined tool may read, with
 * what is beside them. */
void nbarc_set_allow(const struct cli *cli, struct cli_sandbox *sandbox,
		     const char *operand);

#endif
