/* SPDX-License-Identifier: Apache-2.0 */
/* The options of every tool that repairs pages: --profile and --decisions. */
#ifndef NB_TOOLS_CLI_REPAIR_H
#define NB_TOOLS_CLI_REPAIR_H

#include "cli.h"

#include <nbarc/review.h>

struct cli_repair {
	const char *profile_path, *decisions_path; /* as given, or NULL */
	struct nb_profile *profile;
	struct nb_decisions *decisions;
};

/*
 * Read what was given, and put it into the options of a repair. A profile is a
 * name of those that are compiled in, or the path of a file. Freed by
 * cli_repair_free(), also after a failure.
 */
NB_CHECK enum nb_status cli_repair_read(struct cli_repair *r,
					struct nb_page_options *options,
					struct nb_error *err);
void cli_repair_free(struct cli_repair *r);

/* Say that a decision was not applied, and why. */
void cli_repair_unused(const struct cli *cli, const struct cli_repair *r,
		       const struct nb_decision *decision,
		       enum nb_outcome outcome);

/* The same for each such decision of a page; NB_ABSENT when there is one. */
NB_CHECK enum nb_status cli_repair_outcomes(const struct cli *cli,
					    const struct cli_repair *r,
					    const struct nb_page *page);

#endif
