/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc withdraw: pages and articles that are no longer to be shown. */
#include "nbarc.h"

#include <getopt.h>
#include <time.h>

#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/write.h>

enum { KEY_REASON = 'r', KEY_QUIET = 'q', KEY_UNDO = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_REASON, "reason", "TEXT", "why; needed to withdraw"},
	{KEY_UNDO, "undo", NULL, "put back what was withdrawn"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc withdraw",
	.synopsis = "--reason TEXT [OPTION...] ARCHIVE ID...\n"
		    "--undo [OPTION...] ARCHIVE ID...",
	.about = "Withdraw pages or articles: nbarc get then answers with the "
		 "reason. Their hashes and\nproofs stay.",
	.options = options,
};

struct withdraw {
	const char *reason; /* NULL: put back */
	bool quiet;
	struct nb_writer *writer;
	unsigned changed;
};

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

/* All or none: the first that fails ends it. */
static enum nb_status withdraw_all(struct withdraw *w, char **ids, int count,
				   struct nb_error *err)
{
	uint64_t now;
	enum nb_status st = NB_OK;
	int i;

	if (!cli_source_date((uint64_t)time(NULL), &now))
		return nb_fail(err, NB_USAGE,
			       "SOURCE_DATE_EPOCH is not a number of seconds");
	for (i = 0; !st && i < count; i++)
		st = withdraw_one(w, ids[i], err);
	if (!st && w->changed)
		st = nb_writer_commit(w->writer, now, err);
	return st;
}

static int run(struct withdraw *w, const char *path, char **ids, int count)
{
	struct nbarc_torn torn = {&tool, path};
	struct nb_writer_options writer = {
		.threads = 1, .torn = nbarc_say_torn, .torn_context = &torn};
	struct nb_archive *there;
	struct nb_error err;
	uint64_t dropped = 0;
	/* A writer would make an archive that is not there. */
	enum nb_status st = nb_archive_open(path, &there, &err);

	nb_archive_close(there);
	if (!st)
		st = nb_writer_open(path, &writer, &w->writer, &dropped, &err);
	if (!st)
		st = withdraw_all(w, ids, count, &err);
	nb_writer_free(w->writer);
	if (st) {
		nb_error_file(&err, path);
		cli_error(&tool, &err);
	} else if (!w->quiet && w->changed) {
		cli_say(&tool, "%s: %u %s", path, w->changed,
			w->reason ? "withdrawn" : "put back");
	}
	return nb_exit_code(st);
}

int nbarc_withdraw(int argc, char **argv)
{
	struct withdraw w = {.reason = NULL};
	bool undo = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_REASON)
			w.reason = optarg;
		else if (key == KEY_UNDO)
			undo = true;
		else if (key == KEY_QUIET)
			w.quiet = true;
		else
			return 0;
	}
	if (undo == (w.reason != NULL) || (w.reason && !*w.reason))
		return cli_usage(&tool, "either --reason TEXT or --undo is "
					"needed");
	if (argc - optind < 2)
		return cli_usage(&tool, "an archive and an identifier are "
					"needed");
	return run(&w, argv[optind], argv + optind + 1, argc - optind - 1);
}
