/* SPDX-License-Identifier: Apache-2.0 */
/* The identifiers of everything that options and operands choose. */
#ifndef NB_TOOLS_NBARC_PICK_H
#define NB_TOOLS_NBARC_PICK_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>

#include "choose/choice.h"
#include "cli/tool.h"

/* Identifiers, each with its revision if one was asked for; owned. */
struct nbarc_picked {
	char **list;
	size_t count;
	struct nb_buf text; /* of the list; private */
};

/* What is picked. */
struct nbarc_pick {
	const struct cli *cli; /* for messages */
	const char *path;      /* of the archive, for messages */
	const struct nbarc_choice *choice;
	bool items; /* items one by one, also where whole pages are chosen */
	bool all;   /* also what is withdrawn or moved */
	bool revisions; /* every one of a page, with its number */
	bool silent;	/* that options leave nothing is no failure */
};

/*
 * Pick what the options choose of what the identifiers name, in the order of
 * the identifiers and of the catalogue; without identifiers, of everything.
 * Whole pages are picked unless the options choose items, or pick->items is
 * set. An identifier without anything to pick is kept as it is, so that whoever
 * asks for it is told why, unless there are options; if they leave nothing at
 * all, that is NB_ABSENT, with the reason, unless pick->silent is set. Call
 * nbarc_picked_free() also after a failure.
 */
NB_CHECK enum nb_status nbarc_pick(struct nb_archive *archive,
				   const struct nbarc_pick *pick, char **ids,
				   size_t count, struct nbarc_picked *picked,
				   struct nb_error *err);

void nbarc_picked_free(struct nbarc_picked *picked);

#endif
