/* SPDX-License-Identifier: Apache-2.0 */
/* Applying decisions to an archive, and saying what became of each: what nbarc
 * decide and nbarc edit share. */
#ifndef NB_TOOLS_NBARC_DECIDED_H
#define NB_TOOLS_NBARC_DECIDED_H

#include <nbarc/decide.h>

#include "cli/cli.h"

/* A file of decisions among the text of several. */
struct nbarc_decided_source {
	const char *path; /* the caller's */
	unsigned first;	  /* number of its first line, from 1 */
};

/* Who reports, and where the decisions came from. The caller sets `cli` and
 * `quiet`; the list is owned, and freed by nbarc_decided_free(). */
struct nbarc_decided {
	struct cli_progress progress; /* first, as cli_go_on() needs it */
	const struct cli *cli;
	bool quiet;
	struct nbarc_decided_source *files;
	size_t count, cap;
	unsigned lines; /* of all files so far */
};

/* Note that the text goes on with this file. */
NB_CHECK enum nb_status nbarc_decided_file(struct nbarc_decided *d,
					   const char *path,
					   const struct nb_buf *file,
					   struct nb_error *err);

/*
 * Call nb_decide(), and report problems, decisions that were not applied, and
 * how much was done. Fails as nb_decide() does; the error of what was reported
 * one by one only sums it up. Signals are caught from here on, and end it
 * before anything is written: then the caller calls cli_die_of_signal().
 */
NB_CHECK enum nb_status nbarc_decided_apply(
	struct nbarc_decided *d, const char *archive,
	const struct nb_decisions *decisions,
	const struct nb_decide_options *how, struct nb_ingest_counts *counts,
	struct nb_error *err);

void nbarc_decided_free(struct nbarc_decided *d);

#endif
