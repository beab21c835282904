/* SPDX-License-Identifier: Apache-2.0 */
/* nbtei --learn: a profile of a title, from pages that a person put right. */
#ifndef NB_TOOLS_NBTEI_LEARN_H
#define NB_TOOLS_NBTEI_LEARN_H

#include <nbarc/ingest.h>

#include "cli/repair.h"

/*
 * Write the profile at `path`, CODE.profile, from what the `count` files have
 * of the title: archives, and pages with the decisions of `repair`, which are
 * read as `reading` says. Problems are printed. Returns the exit code.
 */
int tei_learn(const struct cli *cli, const char *path,
	      struct cli_repair *repair, struct nb_reading *reading,
	      char **files, int count);

#endif
