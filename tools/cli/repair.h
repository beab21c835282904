/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --profile, --paragraph-lines and --decisions, the options of every tool that
 * repairs pages (nbarc ingest, nbnorm, nbtei): reading the two files, and
 * reporting the decisions that did not apply to anything.
 */
#ifndef NB_TOOLS_CLI_REPAIR_H
#define NB_TOOLS_CLI_REPAIR_H

#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/profile.h>
#include <nbarc/review.h>

#include "cli/tool.h"

/*
 * The paths are the arguments of the options, NULL where one was not given.
 * profile, profiles, text and decisions are owned: cli_repair_read() makes them
 * of the paths and cli_repair_free() frees them. NULL is the standard profile,
 * or no decisions.
 */
#define CLI_PARAGRAPH_LINES_HELP "each line is a paragraph: join none of them"
struct cli_repair {
	const char *profile_path, *decisions_path;
	bool paragraph_lines; /* overrules what the profile says of lines */
	const char *page_id; /* of the only page; NULL: there are others, too */
	bool no_titles;	     /* the tool does not know the title of a page */
	struct nb_profile *profile;
	struct nb_profiles *profiles; /* --profile is a directory */
	struct nb_buf text;	      /* of the profile */
	struct nb_decisions *decisions;
};

/*
 * Read what was given, and put it into the options of a repair. A profile is
 * the name of one that is compiled in, the path of a file, or that of a
 * directory with a file for each title, CODE.profile. Of a directory the one of
 * page_id is taken, or all of them, into `profiles`, if that is NULL. Call
 * cli_repair_free() also after a failure.
 */
NB_CHECK enum nb_status cli_repair_read(struct cli_repair *r,
					struct nb_page_options *options,
					struct nb_error *err);

/* Read the profile alone, before the rest. */
NB_CHECK enum nb_status cli_repair_profile(struct cli_repair *r,
					   struct nb_error *err);
void cli_repair_free(struct cli_repair *r);

/* Report that a decision was not applied, and why. */
void cli_repair_unused(const struct cli *cli, const struct cli_repair *r,
		       const struct nb_decision *decision,
		       enum nb_outcome outcome);

/* Call cli_repair_unused() for each decision that is for this page and was not
 * applied. NB_ABSENT if there is one. `page` or `division` is NULL if the tool
 * does not repair, or does not divide. */
NB_CHECK enum nb_status cli_repair_outcomes(const struct cli *cli,
					    const struct cli_repair *r,
					    const struct nb_page *page,
					    const struct nb_division *division);

/* Who decides: `who` unless it is NULL or "", or else NBARC_WHO, or the name of
 * the user, as the login has set it; "" if none of them is known. */
const char *cli_who(const char *who);

#endif
