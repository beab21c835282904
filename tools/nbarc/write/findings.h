/* SPDX-License-Identifier: Apache-2.0 */
/* What an ingest shows of its pages: the list of a dry run, and the report. */
#ifndef NB_TOOLS_WRITE_FINDINGS_H
#define NB_TOOLS_WRITE_FINDINGS_H

#include <nbarc/report.h>

#include "cli/cli.h"

/*
 * A list and a report. The report is owned, and NULL if none is wanted; the
 * first failure to add to it is kept in `err`.
 */
struct nbarc_findings {
	const struct cli *cli;
	const char *archive, *path; /* of the report; NULL: no file */
	bool list, json, quiet;
	struct nb_report *report;
	struct nb_error err; /* status NB_OK: none */
};

/* False if `path` is not the name of a report, which ends in .html or .json. */
bool nbarc_findings_path(const char *path);

/* Begin a report, unless nobody would see it. */
NB_CHECK enum nb_status nbarc_findings_begin(struct nbarc_findings *f,
					     struct nb_error *err);

/* Show a page or a problem on the list, and put it into the report. */
void nbarc_findings_page(struct nbarc_findings *f,
			 const struct nb_ingested *page);
void nbarc_findings_problem(struct nbarc_findings *f, enum nb_trouble kind,
			    const struct nb_error *problem);

/* End the report: a few lines of messages, and the file if one is wanted. */
NB_CHECK enum nb_status nbarc_findings_end(struct nbarc_findings *f, bool dry,
					   struct nb_error *err);

/* Free what is owned. */
void nbarc_findings_free(struct nbarc_findings *f);

#endif
