/* SPDX-License-Identifier: Apache-2.0 */
/* What one run of nbconv is, for main.c, which fills it in from the command
 * line, and the two jobs: convert.c and detect.c. Declares no functions. */
#ifndef NB_TOOLS_NBCONV_NBCONV_H
#define NB_TOOLS_NBCONV_NBCONV_H

#include <stdbool.h>

#include <nbarc/encoding.h>

#include "cli/output.h"
#include "cli/progress.h"
#include "cli/tool.h"

/* The files are operands and not part of it. Output, piece and buffer are owned
 * by nbconv_convert() while that runs. */
struct nbconv {
	const struct cli *cli;
	/* All but options.verify, which depends on the input where neither
	 * --verify nor --no-verify is given. */
	struct nb_convert_options options;
	bool verify_given; /* --verify or --no-verify: see `verify` */
	enum nb_verify verify;
	bool detect, quiet;
	bool report;	  /* as JSON */
	const char *path; /* of the output; NULL: standard output */
	struct cli_output output;
	bool output_failed; /* nothing more can be written */
	struct cli_progress progress;
	uint8_t *piece;	   /* of the input */
	struct nb_buf out; /* the piece after conversion, or a report */
};

#endif
