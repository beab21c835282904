/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc edit: change what the blocks of a page are, and where they and its
 * items begin, in an editor.
 *
 * The page is written as a form (nbarc-edit(1), FORM) to a file in a directory
 * of its own, the editor is run, and what was changed becomes decisions, which
 * go the way of nbarc decide. If the form cannot be taken, the file stays, so
 * that no work is lost. --print and --apply are the two halves, for a form that
 * is changed elsewhere.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nbarc/edit.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/parsers.h"
#include "cli/repair.h"
#include "cli/sandbox.h"
#include "names.h"
#include "torn.h"
#include "user/editor.h"
#include "write/decided.h"

/* Bytes of a path of a form, and of a day. */
#define PATH_SIZE (NBARC_EDITOR_FOLDER + NB_ID_MAX + 8)
#define DAY_SIZE 11

/*
 * One run of the command. What decides how the page is made is in `how`, which
 * is the same for the form and for its changes: a form that was made otherwise
 * than the page it is compared with would seem to be changed.
 */
struct edit {
	bool print, dry_run, replace, quiet;
	const char *apply; /* a form; NULL: an editor makes it */
	const char *who;
	struct cli_repair repair; /* for --profile; owned */
	struct nb_decide_options how;
	char day[DAY_SIZE];
	struct nbarc_editor editor;
	char path[PATH_SIZE]; /* of the form while it is edited; "": none */
};

enum {
	KEY_PRINT = CLI_LONG,
	KEY_APPLY,
	KEY_WHO,
	KEY_REPLACE,
	KEY_PROFILE,
	KEY_PARAGRAPH_LINES
};

static const struct cli_option options[] = {
	{KEY_PRINT, "print", NULL, "print the form of the page instead",
	 CLI_SET(struct edit, print)},
	{KEY_APPLY, "apply", "FILE", "take the form in FILE, and run no editor",
	 CLI_TEXT(struct edit, apply)},
	{KEY_WHO, "who", "NAME",
	 "who decides (default: NBARC_WHO, or the user)",
	 CLI_TEXT(struct edit, who)},
	{'n', "dry-run", NULL, "print the decisions, but write nothing",
	 CLI_SET(struct edit, dry_run)},
	{KEY_REPLACE, "replace-documents", NULL,
	 "also edit a page that came in as a document",
	 CLI_SET(struct edit, replace)},
	{KEY_PROFILE, "profile", "NAME|FILE|DIR",
	 "the profile of a page made with one of yours",
	 CLI_TEXT(struct edit, repair.profile_path)},
	{KEY_PARAGRAPH_LINES, "paragraph-lines", NULL,
	 "it was made with this option too",
	 CLI_SET(struct edit, repair.paragraph_lines)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct edit, quiet)},
	CLI_END,
};

/* The form is written to a folder that is there before the command is confined,
 * and the editor has all rights. */
static void prepare_editor(void *into, struct cli_sandbox *sandbox)
{
	struct edit *e = into;

	if (e->print || e->apply)
		return;
	nbarc_editor_prepare(&e->editor);
	if (!e->editor.failed)
		cli_sandbox_change(sandbox, e->editor.folder);
}

static const struct cli tool = {
	.name = "nbarc edit",
	.synopsis = "[OPTION...] ARCHIVE ID\n"
		    "--print [OPTION...] ARCHIVE ID\n"
		    "--apply FILE [OPTION...] ARCHIVE",
	.about =
		"Change in an editor what the blocks of a page are, and where blocks and\n"
		"items begin; what was changed is kept with the page as decisions.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive, and a page or --apply, are needed",
	.first = CLI_USE_CHANGED,
	.prepare = prepare_editor,
	.begin = cli_parsers_begin,
};

/* ---- the editor */

/*
 * Write the form into a directory of its own. Its name is that of the page, as
 * editors show it, and only its owner can read it: a page may not be public. An
 * editor may leave files of its own beside it.
 */
static enum nb_status write_form(struct edit *e, const char *id,
				 const struct nb_buf *form,
				 struct nb_error *err)
{
	enum nb_status st = nbarc_editor_check(&e->editor, err);

	if (st)
		return st;
	if (snprintf(e->path, sizeof(e->path), "%s/%s.txt", e->editor.folder,
		     id) >= (int)sizeof(e->path))
		return nb_fail(err, NB_USAGE, "TMPDIR: its path is too long");
	return cli_output_all(e->path, form->data, form->len, err);
}

/* Remove the form. Its directory goes with it, unless the editor has left
 * something there: that is not ours to remove. */
static void remove_form(const struct edit *e)
{
	if (e->path[0])
		(void)unlink(e->path);
}

/* ---- the form */

/*
 * Find out what was changed, and apply it. *changed is false if nothing was.
 * The decisions are printed in a dry run, in the form that nbarc decide takes:
 * they can be looked at, kept, and given to it later.
 */
static enum nb_status take_form(struct edit *e, const char *archive,
				const struct nb_buf *form, bool *changed,
				struct nb_error *err)
{
	struct nbarc_decided decided = {.cli = &tool, .quiet = e->quiet};
	struct nb_decisions *decisions = NULL;
	struct nb_ingest_counts counts;
	struct nb_buf lines = {0};
	enum nb_status st = nb_edit_read(archive, form->data, form->len,
					 &e->how, e->who, e->day, &lines, err);

	*changed = lines.len > 0;
	if (!st && e->dry_run && lines.len)
		(void)fwrite(lines.data, 1, lines.len, stdout);
	if (!st && *changed)
		st = nb_decisions_read(lines.data, lines.len, NULL, &decisions,
				       err);
	if (!st && *changed)
		st = nbarc_decided_apply(&decided, archive, decisions, &e->how,
					 &counts, err);
	nb_decisions_free(decisions);
	nb_buf_free(&lines);
	return st;
}

/* Take the form that is in a file. */
static enum nb_status apply(struct edit *e, const char *archive,
			    const char *path, struct nb_error *err)
{
	struct nb_buf form = {0};
	bool changed = false;
	enum nb_status st = nb_file_read(path, NB_FORM_MAX, &form, err);

	if (!st) {
		st = take_form(e, archive, &form, &changed, err);
		/* The lines of a message are those of the form. */
		if (st && strncmp(err->text, "line ", 5) == 0)
			nb_error_file(err, cli_input_name(path));
		else if (st)
			nb_error_file(err, archive);
	}
	if (!st && !changed && !e->quiet)
		cli_say(&tool, "%s: nothing was changed", archive);
	nb_buf_free(&form);
	return st;
}

/*
 * Edit the form of a page, and take it. A form that was changed and cannot be
 * taken stays where it is, and its path is told. Of one that was taken nothing
 * more is needed, although some of it may not have been applied.
 */
static enum nb_status edit_page(struct edit *e, const char *archive,
				const char *id, struct nb_error *err)
{
	struct nb_buf before = {0}, after = {0};
	enum nb_status st = nb_edit_form(archive, id, &e->how, &before, err);
	bool same = true;

	if (st)
		nb_error_file(err, archive);
	else
		st = write_form(e, id, &before, err);
	if (!st)
		st = nbarc_editor_run(&e->editor, e->path, err);
	if (!st)
		st = nb_file_read(e->path, NB_FORM_MAX, &after, err);
	if (!st)
		same = before.len == after.len &&
		       memcmp(before.data, after.data, before.len) == 0;
	if (!st && same && !e->quiet)
		cli_say(&tool, "%s: nothing was changed", archive);
	if (!st && !same)
		st = apply(e, archive, e->path, err);
	if (!same && st && (st != NB_ABSENT || cli_interrupted()))
		cli_say(&tool, "the form is still in %s; see --apply", e->path);
	else
		remove_form(e);
	nb_buf_free(&before);
	nb_buf_free(&after);
	return st;
}

/* Print the form of a page, for --apply later, here or elsewhere. It is printed
 * as a whole or not at all. */
static enum nb_status print_form(struct edit *e, const char *archive,
				 const char *id, struct nb_error *err)
{
	struct nb_buf form = {0};
	enum nb_status st = nb_edit_form(archive, id, &e->how, &form, err);

	if (st)
		nb_error_file(err, archive);
	else
		(void)fwrite(form.data, 1, form.len, stdout);
	nb_buf_free(&form);
	return st;
}

/* ---- the command */

/* Who decides and when, and how the page is made again. */
static enum nb_status prepare(struct edit *e, struct nb_error *err)
{
	struct nb_page_options repair;
	char time[NBARC_TIME];
	enum nb_status st = cli_date(&e->how.time, err);

	if (!st)
		st = cli_repair_read(&e->repair, &repair, err);
	if (st)
		return st;
	nbarc_time(e->how.time, time);
	(void)snprintf(e->day, sizeof(e->day), "%.10s", time);
	e->how.markup = cli_read_markup;
	e->how.mets = cli_read_mets;
	e->how.profile = e->repair.profile;
	e->how.profiles = e->repair.profiles;
	e->how.dry_run = e->dry_run;
	e->how.replace_documents = e->replace;
	return NB_OK;
}

/*
 * The form of a page is edited, printed or taken: one of the three. Nobody need
 * be named to look at a form.
 */
int nbarc_edit(int argc, char **argv)
{
	struct edit e = {.print = false};
	struct nbarc_torn torn = {&tool, NULL};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &e);
	if ((argc - optind == 1) != (e.apply != NULL) || (e.apply && e.print))
		return cli_usage(&tool, "%s", tool.missing);
	e.who = cli_who(e.who);
	if (e.who[strcspn(e.who, "\t\r\n")] || (!*e.who && !e.print))
		return cli_usage(&tool, "--who NAME is needed: a name without "
					"tabs and line ends");
	torn.path = argv[optind];
	nbarc_torn_report(&e.how.writer, &torn);
	st = prepare(&e, &err);
	if (!st && e.print)
		st = print_form(&e, torn.path, argv[optind + 1], &err);
	else if (!st && e.apply)
		st = apply(&e, torn.path, e.apply, &err);
	else if (!st)
		st = edit_page(&e, torn.path, argv[optind + 1], &err);
	nbarc_editor_end(&e.editor);
	cli_repair_free(&e.repair);
	cli_die_of_signal();
	return cli_finish(&tool, st, &err);
}
