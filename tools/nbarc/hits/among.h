/* SPDX-License-Identifier: Apache-2.0 */
/* The index of an archive, as a search uses it. */
#ifndef NB_TOOLS_NBARC_AMONG_H
#define NB_TOOLS_NBARC_AMONG_H

#include <stdbool.h>

#include <nbarc/grep.h>
#include <nbarc/index.h>

#include "cli/tool.h"

/* What is known of where to search. Owned: index, candidates. */
struct nbarc_among {
	const struct cli *cli; /* for messages */
	bool off;	       /* the index is not to be used */
	bool explain;	       /* say on standard error what it did */
	struct nb_index *index;
	struct nb_candidates *candidates; /* NULL: search everything */
};

/*
 * Ask the index beside the archive, which was opened at `path`, or else one
 * that is embedded. One that is damaged, or of another archive, is named on
 * standard error. Without any, everything is searched. NB_NOMEM is the only
 * failure.
 */
NB_CHECK enum nb_status nbarc_among_find(struct nbarc_among *among,
					 const char *path,
					 struct nb_archive *archive,
					 const struct nb_grep *grep,
					 struct nb_error *err);

void nbarc_among_free(struct nbarc_among *among);

#endif
