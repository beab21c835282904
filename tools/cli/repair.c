/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --profile, --paragraph-lines and --decisions of the tools that repair pages:
 * reading the two files, and reporting decisions that did not apply.
 *
 * Both are read before any page, so that a mistake in them is found at once.
 * Decisions refer to the marks of a profile, which is therefore read first.
 */
#include "cli/repair.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/learn.h>

#include "base/alloc.h"
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

/* Read a profile from a file, and check that this library can use it. */
static enum nb_status read_text(struct cli_repair *r, const char *path,
				struct nb_error *err)
{
	size_t len = 0;
	const char *text = nb_profile_text(path, &len);
	enum nb_status st =
		text ? NB_OK : nb_file_read(path, FILE_MAX, &r->text, err);

	if (text && nb_buf_add(&r->text, text, len))
		return nb_fail_mem(err);
	if (st)
		return st;
	text = r->text.len ? (char *)r->text.data : "";
	st = r->paragraph_lines
		     ? nb_profile_read_paragraphs(text, r->text.len,
						  &r->profile, err)
		     : nb_profile_read(text, r->text.len, &r->profile, err);
	if (!st)
		st = nb_profile_check(r->profile, err);
	if (st)
		nb_error_file(err, path);
	return st;
}

/* The title code of CODE.profile, to be freed; NULL: the file has another name,
 * or there is no memory. */
static char *title_of(const char *name)
{
	static const char ending[] = ".profile";
	size_t len = strlen(name), end = sizeof(ending) - 1;

	if (len <= end || *name == '.' || strcmp(name + len - end, ending) != 0)
		return NULL;
	return nb_strndup(name, len - end);
}

/* Read the profile of a title in a directory. */
static enum nb_status read_of_title(struct cli_repair *r, const char *name,
				    const char *title, struct nb_error *err)
{
	struct nb_buf path = {0}, text = {0};
	enum nb_status st = NB_OK;

	if (nb_buf_printf(&path, "%s/%s", r->profile_path, name) ||
	    nb_buf_add(&path, "", 1))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_file_read((char *)path.data, FILE_MAX, &text, err);
	if (!st) {
		st = nb_profiles_add(r->profiles, title,
				     text.len ? (char *)text.data : "",
				     text.len, err);
		if (!st)
			st = nb_profile_check(
				nb_profiles_find(r->profiles, title), err);
		if (st)
			nb_error_file(err, (char *)path.data);
	}
	nb_buf_free(&path);
	nb_buf_free(&text);
	return st;
}

/*
 * Read all profiles in a directory. All are read, although the pages may be of
 * one title: a damaged one is named before anything is written.
 */
static enum nb_status read_directory(struct cli_repair *r, DIR *directory,
				     struct nb_error *err)
{
	enum nb_status st = nb_profiles_create(&r->profiles, err);
	const struct dirent *e;
	char *title;

	while (!st) {
		errno = 0;
		e = readdir(directory);
		if (!e)
			break;
		title = title_of(e->d_name);
		if (title)
			st = read_of_title(r, e->d_name, title, err);
		free(title);
	}
	if (!st && errno)
		st = nb_fail_sys(err, r->profile_path, "read directory");
	return st;
}

/* A name without a slash or a full stop is that of a compiled-in profile. */
enum nb_status cli_repair_profile(struct cli_repair *r, struct nb_error *err)
{
	const char *path =
		r->profile_path ? r->profile_path : nb_profile_name(0);
	enum nb_status st;
	DIR *directory;
	size_t len;

	if (nb_profile_text(path, &len))
		return read_text(r, path, err);
	if (!strpbrk(path, "/."))
		return no_such_profile(path, err);
	directory = opendir(path);
	if (!directory)
		return read_text(r, path, err);
	if (r->paragraph_lines)
		st = nb_fail(err, NB_USAGE,
			     "--profile %.60s: --paragraph-lines goes with one "
			     "profile, not with a directory",
			     path);
	else if (r->no_titles)
		st = nb_fail(err, NB_USAGE,
			     "--profile %.60s: a directory has a profile for "
			     "each title; name the file of this one",
			     path);
	else
		st = read_directory(r, directory, err);
	(void)closedir(directory);
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

	if ((r->profile_path || r->paragraph_lines) && !r->profile)
		st = cli_repair_profile(r, err);
	if (!st && r->decisions_path)
		st = read_decisions(r, err);
	options->profile = r->profile;
	if (r->profiles && r->page_id)
		options->profile = nb_profiles_find(r->profiles, r->page_id);
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
	nb_profiles_free(r->profiles);
	nb_buf_free(&r->text);
	r->decisions = NULL;
	r->profile = NULL;
	r->profiles = NULL;
}

void cli_repair_unused(const struct cli *cli, const struct cli_repair *r,
		       const struct nb_decision *d, enum nb_outcome outcome)
{
	const char *why = "no such place";

	if (outcome == NB_OUTCOME_NO_BREAK)
		why = nb_decided_is_break(d->what)
			      ? "there is no break to keep at this place"
		      : d->what == NB_DECIDED_AFTER
			      ? "the lines are parted at other places"
			      : "no block begins at this place";
	if (outcome == NB_OUTCOME_CIRCLE)
		why = "with later decisions, a block would come after itself";
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
		    outcome != NB_OUTCOME_NO_READING &&
		    outcome != NB_OUTCOME_CIRCLE)
			continue;
		cli_repair_unused(cli, r, nb_decisions_get(d, i), outcome);
		st = NB_ABSENT;
	}
	return st;
}
