/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --profile, --paragraph-lines and --decisions of the tools that repair pages:
 * reading the two files, and reporting decisions that did not apply.
 *
 * Both are read before any page, so that a mistake in them is found at once.
 * Decisions refer to the marks of a profile, which is therefore read first.
 */
#include "cli/repair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/message.h"

/* A larger profile or file of decisions is refused. */
#define FILE_MAX ((size_t)256 * 1024 * 1024)

/* Fill err for a name that is no profile, listing those that there are. */
static enum nb_status no_such_profile(const char *name, struct nb_error *err)
{
	char names[128] = "";
	size_t i;

	for (i = 0; nb_profile_name(i); i++)
		(void)snprintf(names + strlen(names),
			       sizeof(names) - strlen(names), "%s%s",
			       i ? ", " : "", nb_profile_name(i));
	return nb_fail(err, NB_USAGE,
		       "--profile %.60s: no such profile; there are %s, and "
		       "the path of a file needs a slash or a full stop",
		       name, names);
}

/* A name without a slash or a full stop is that of a compiled-in profile. */
static enum nb_status read_profile(struct cli_repair *r, struct nb_error *err)
{
	const char *path =
		r->profile_path ? r->profile_path : nb_profile_name(0);
	struct nb_buf file = {0};
	size_t len = 0;
	const char *text = nb_profile_text(path, &len);
	enum nb_status st = NB_OK;

	if (!text && !strpbrk(path, "/."))
		return no_such_profile(path, err);
	if (!text) {
		st = nb_file_read(path, FILE_MAX, &file, err);
		text = file.len ? (const char *)file.data : "";
		len = file.len;
	}
	if (!st) {
		st = r->paragraph_lines
			     ? nb_profile_read_paragraphs(text, len,
							  &r->profile, err)
			     : nb_profile_read(text, len, &r->profile, err);
		if (st)
			nb_error_file(err, path);
	}
	nb_buf_free(&file);
	return st;
}

/* Read the file of decisions, for the profile that was read before. */
static enum nb_status read_decisions(struct cli_repair *r, struct nb_error *err)
{
	struct nb_buf file = {0};
	enum nb_status st =
		nb_file_read(r->decisions_path, FILE_MAX, &file, err);

	if (!st) {
		st = nb_decisions_read(file.len ? (char *)file.data : "",
				       file.len, r->profile, &r->decisions,
				       err);
		if (st)
			nb_error_file(err, r->decisions_path);
	}
	nb_buf_free(&file);
	return st;
}

enum nb_status cli_repair_read(struct cli_repair *r,
			       struct nb_page_options *options,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (r->profile_path || r->paragraph_lines)
		st = read_profile(r, err);
	if (!st && r->decisions_path)
		st = read_decisions(r, err);
	options->profile = r->profile;
	options->decisions = r->decisions;
	return st;
}

/* The library for users' names would not be there in a program that is linked
 * statically, so that only the environment is asked. */
const char *cli_who(const char *who)
{
	static const char *const names[] = {"NBARC_WHO", "LOGNAME", "USER"};
	size_t i;

	for (i = 0; (!who || !*who) && i < 3; i++)
		who = getenv(names[i]);
	return who ? who : "";
}

void cli_repair_free(struct cli_repair *r)
{
	nb_decisions_free(r->decisions);
	nb_profile_free(r->profile);
	r->decisions = NULL;
	r->profile = NULL;
}

void cli_repair_unused(const struct cli *cli, const struct cli_repair *r,
		       const struct nb_decision *d, enum nb_outcome outcome)
{
	const char *why = "no such place";

	if (outcome == NB_OUTCOME_NO_BREAK)
		why = nb_decided_is_break(d->what)
			      ? "there is no break to keep at this place"
			      : "no block begins at this place";
	if (outcome == NB_OUTCOME_NO_READING)
		why = "its old reading is not in one block, or would leave "
		      "nothing of it";
	cli_say(cli, "%s: line %u: not applied: %s", r->decisions_path, d->line,
		why);
}

/* Say that the place of a decision was found although its text differs. */
static void say_followed(const struct cli *cli, const struct cli_repair *r,
			 const struct nb_decision *d)
{
	cli_say(cli,
		"%s: line %u: applied, although a few characters at its place "
		"differ",
		r->decisions_path, d->line);
}

/*
 * Outcomes that a page has no use for, because the decision names another
 * page, are no mistake.
 */
enum nb_status cli_repair_outcomes(const struct cli *cli,
				   const struct cli_repair *r,
				   const struct nb_page *page,
				   const struct nb_division *division)
{
	const struct nb_decisions *d = r->decisions;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; d && i < nb_decisions_count(d); i++) {
		enum nb_outcome outcome =
			nb_decision_outcome(d, i, page, division);

		if (outcome == NB_OUTCOME_FOLLOWED)
			say_followed(cli, r, nb_decisions_get(d, i));
		if (outcome != NB_OUTCOME_ABSENT &&
		    outcome != NB_OUTCOME_NO_BREAK &&
		    outcome != NB_OUTCOME_NO_READING)
			continue;
		cli_repair_unused(cli, r, nb_decisions_get(d, i), outcome);
		st = NB_ABSENT;
	}
	return st;
}
