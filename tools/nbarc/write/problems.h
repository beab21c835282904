/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages about the files of an ingest. Problems with names come in bulk: a
 * folder whose files are called otherwise has thousands of them. They are held
 * back, and become one line for each kind; so are decisions of a person. All
 * other problems are reported at once.
 */
#ifndef NB_TOOLS_WRITE_PROBLEMS_H
#define NB_TOOLS_WRITE_PROBLEMS_H

#include <nbarc/report.h>

#include "cli/cli.h"

#include <stddef.h>

/* Problems that are named in a line; up to so many have a line each. */
#define NBARC_NAMED 3

/* What is held back of one kind: how many there were, of how many files, and
 * the first. */
struct nbarc_problem_group {
	uint64_t count, files; /* those of one file come one after the other */
	bool differ;	       /* the texts are not all the same */
	struct nb_error first[NBARC_NAMED];
	char last[sizeof(((struct nb_error *)NULL)->file)]; /* file */
};

/* Zeros, except for `cli`, are a start. It owns nothing. */
struct nbarc_problems {
	const struct cli *cli;
	struct nbarc_problem_group groups[NB_TROUBLES];
};

/* Report a problem, or hold it back; returns true if it was reported. */
bool nbarc_problem(struct nbarc_problems *problems, enum nb_trouble kind,
		   const struct nb_error *err);

/* True if a problem with a name is held back. */
bool nbarc_problems_wait(const struct nbarc_problems *problems);

/* Report what is held back: problems with names, and with `all` those with
 * decisions, which come with the pages. */
void nbarc_problems_say(struct nbarc_problems *problems, bool all);

#endif
