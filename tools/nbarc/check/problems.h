/* SPDX-License-Identifier: Apache-2.0 */
/* Reporting the problems that a walk over a whole archive finds: what nbarc
 * verify and nbarc rescue do alike. */
#ifndef NB_TOOLS_NBARC_CHECK_PROBLEMS_H
#define NB_TOOLS_NBARC_CHECK_PROBLEMS_H

#include <nbarc/archive.h>
#include <nbarc/verify.h>

#include "cli/progress.h"
#include "cli/tool.h"

/* The progress of a walk and the number of problems so far. The progress comes
 * first, so that cli_go_on() takes a pointer to this structure. */
struct nbarc_problems {
	struct cli_progress progress;
	const struct cli *cli;
	uint64_t count;
};

/*
 * The report() of struct nb_verify_callbacks; the context is a struct
 * nbarc_problems or a structure that begins with one. Reports the error, and
 * prints the page and its items on standard output, a line each: identifier,
 * tab, what is hurt. Prints nothing where no page is known.
 */
void nbarc_report_problem(void *context, const struct nb_problem *problem);

#endif
