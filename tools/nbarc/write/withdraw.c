/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc withdraw: withdraw pages and articles, which are then no longer shown,
 * or put them back.
 *
 * The text stays in the archive, and so do hashes and proofs: a withdrawal is
 * a new revision of the page that says what is withdrawn and why. nbarc
 * compact --purge removes the text. All identifiers of a command line go into
 * one commit. A signal before that commit leaves the archive as it was; one
 * that comes during the commit takes effect after it.
 */
#include "commands.h"

#include <getopt.h>

#include "base/error.h"
#include "cli/cli.h"
#include "open.h"
#include "torn.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

/* One run of the command. The writer is owned while the archive is open. */
struct withdraw {
	const char *reason; /* NULL: put back */
	bool undo, quiet;
	struct nb_writer *writer;
	unsigned changed; /* pages and articles so far */
};

static const struct cli_option options[] = {
	{'r', "reason", "TEXT", "the reason, required to withdraw",
	 CLI_TEXT(struct withdraw, reason)},
	{CLI_LONG, "undo", NULL, "put back what was withdrawn",
	 CLI_SET(struct withdraw, undo)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct withdraw, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc withdraw",
	.synopsis = "--reason TEXT [OPTION...] ARCHIVE ID...\n"
		    "--undo [OPTION...] ARCHIVE ID...",
	.about =
		"Withdraw pages or articles: nbarc get then prints the reason instead of\n"
		"the text. Their hashes and proofs remain.",
	.options = options,
	.least = 2,
	.most = CLI_ANY,
	.missing = "an archive and an identifier are needed",
	.first = CLI_USE_CHANGED,
};

/*
 * Withdraw or put back one page or article. That it is so already is reported
 * and is no error.
 */
static enum nb_status withdraw_one(struct withdraw *w, const char *id,
				   struct nb_error *err)
{
	bool changed;
	enum nb_status st =
		nb_writer_withdraw(w->writer, id, w->reason, &changed, err);

	if (st)
		return st;
	w->changed += changed;
	if (!changed && !w->quiet)
		cli_say(&tool, "%s: %s", id,
			w->reason ? "is withdrawn already"
				  : "is not withdrawn");
	return NB_OK;
}

/* Withdraw all or none: the first failure ends it without a commit. */
static enum nb_status withdraw_all(struct withdraw *w, char **ids, int count,
				   struct nb_error *err)
{
	uint64_t now = 0;
	enum nb_status st = cli_date(&now, err);
	int i;

	for (i = 0; !st && i < count && !cli_interrupted(); i++)
		st = withdraw_one(w, ids[i], err);
	if (!st && w->changed && !cli_interrupted())
		st = nb_writer_commit(w->writer, now, err);
	return st;
}

/*
 * Either a reason or --undo is required, so that no withdrawal lacks its
 * reason.
 */
int nbarc_withdraw(int argc, char **argv)
{
	struct withdraw w = {.reason = NULL};
	struct nbarc_torn torn = {&tool, NULL};
	struct nb_writer_options writer = {.threads = 1};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &w);
	if (w.undo == (w.reason != NULL) || (w.reason && !*w.reason))
		return cli_usage(&tool, "either --reason TEXT or --undo is "
					"needed");
	torn.path = argv[optind];
	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	st = nbarc_open_writer(torn.path, &writer, &w.writer, &err);
	if (!st)
		st = withdraw_all(&w, argv + optind + 1, argc - optind - 1,
				  &err);
	nb_writer_free(w.writer);
	cli_die_of_signal();
	if (st)
		nb_error_file(&err, torn.path);
	else if (!w.quiet && w.changed)
		cli_say(&tool, "%s: %u %s", torn.path, w.changed,
			w.reason ? "withdrawn" : "put back");
	return cli_finish(&tool, st, &err);
}
