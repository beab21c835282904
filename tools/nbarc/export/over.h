/* SPDX-License-Identifier: Apache-2.0 */
/* Going over what an export is of. */
#ifndef NB_TOOLS_NBARC_OVER_H
#define NB_TOOLS_NBARC_OVER_H

#include <stdbool.h>

#include <nbarc/archive.h>

#include "choose/choice.h"
#include "cli/tool.h"

/*
 * Called for an item of a page, or for the page if the number is 0. A failure
 * ends the export. The entry lives until the function returns.
 */
typedef enum nb_status nbarc_over_each(void *context, const struct nb_entry *e,
				       unsigned number, struct nb_error *err);

/* What is gone over; everything is the caller's. */
struct nbarc_over {
	const struct cli *cli; /* for messages */
	const char *path;      /* of the archive, for messages */
	struct nb_archive *archive;
	const struct nbarc_choice *choice;
	bool all;	/* also what is withdrawn or moved */
	bool revisions; /* every one of a page, the newest first */
	bool pages;	/* pages as a whole, not their items */
	enum nb_detail detail;
	nbarc_over_each *each;
	void *context;
};

/*
 * Go over what the identifiers name, without any over everything, as far as the
 * options choose it: in the order of the identifiers, each once, however often
 * it is named. A page is chosen if one of its items is.
 *
 * An identifier that names nothing is reported, the others are gone over, and
 * the result is NB_ABSENT; *worst is set to it, too, while what is returned is
 * what ended the export.
 */
NB_CHECK enum nb_status nbarc_over(const struct nbarc_over *over, char **ids,
				   size_t count, enum nb_status *worst,
				   struct nb_error *err);

#endif
