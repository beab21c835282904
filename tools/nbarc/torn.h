/* SPDX-License-Identifier: Apache-2.0 */
/* Reporting what an unfinished append left in an archive, for every command
 * that opens one for writing. */
#ifndef NB_TOOLS_NBARC_TORN_H
#define NB_TOOLS_NBARC_TORN_H

#include <nbarc/archive.h>
#include <nbarc/write.h>

#include "cli/tool.h"

/* Whose messages they are, and about which archive. */
struct nbarc_torn {
	const struct cli *cli;
	const char *path;
};

/* Have the writer report what it cut off or completed. *torn must live as long
 * as the options are used. */
void nbarc_torn_report(struct nb_writer_options *options,
		       struct nbarc_torn *torn);

#endif
