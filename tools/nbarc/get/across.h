/* SPDX-License-Identifier: Apache-2.0 */
/* Getting identifiers from several archives. */
#ifndef NB_TOOLS_NBARC_ACROSS_H
#define NB_TOOLS_NBARC_ACROSS_H

#include <nbarc/archive.h>

#include "choose/choice.h"
#include "cli/tool.h"

/* What is asked for. Everything is the caller's. */
struct nbarc_across {
	const struct cli *cli;
	const char *ids_path; /* a file with an identifier a line; "-": stdin */
	char **paths;	      /* of the archives */
	size_t count;
	enum nb_format format;
	const struct nbarc_choice *choice; /* what is printed of the list */
	bool follow;			   /* renamed pages are printed */
	unsigned threads;		   /* 0: one a processor */
	bool quiet;		 /* where an identifier was found is not said */
	const char *output_path; /* NULL: standard output */
};

/*
 * Print what the identifiers name, in their order, and report to stderr from
 * which archive each one came. Every problem is reported too; returns the worst
 * status.
 */
enum nb_status nbarc_get_across(const struct nbarc_across *across);

#endif
