/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc decisions: print what persons decided about pages, as a file of
 * decisions.
 *
 * The lines name their pages, so that they can be given to nbarc decide for
 * another archive, or to nbarc ingest. Decisions quote the text of their page:
 * what is withdrawn is not printed.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/cli.h"
#include "open.h"

#include <nbarc/archive.h>
#include <nbarc/query.h>

/* One run of the command. The archive and the buffer are owned; all else is
 * borrowed from the command line. */
struct decisions {
	const char *at;
	struct nb_archive *archive;
	struct nb_query query; /* in hand */
	struct nb_buf text;    /* of the page in hand */
	enum nb_status worst;  /* of the pages so far */
};

static const struct cli_option options[] = {
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP,
	 CLI_TEXT(struct decisions, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc decisions",
	.synopsis = "[OPTION...] ARCHIVE [ID[@REVISION]...]",
	.about =
		"Print what persons decided about pages, as a file of decisions that\n"
		"nbarc decide and nbarc ingest take.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is needed",
};

/* For nb_query_pages(): print the decisions of a page. One that is withdrawn is
 * only reported if it was asked for by its name. */
static bool print_page(void *context, const struct nb_entry *e)
{
	struct decisions *d = context;
	struct nb_error err;
	enum nb_status st;

	if (!e->has_decisions && d->query.kind == NB_QUERY_MANY)
		return true;
	d->text.len = 0;
	st = nb_archive_decisions(d->archive, e, &d->text, &err);
	if (st == NB_ABSENT && d->query.kind == NB_QUERY_MANY)
		return true;
	if (st) {
		cli_error(&tool, &err);
		d->worst = nb_worse(d->worst, st);
		return st != NB_NOMEM;
	}
	if (d->text.len)
		(void)fwrite(d->text.data, 1, d->text.len, stdout);
	return !ferror(stdout);
}

/*
 * Print the decisions of what one operand names: a page, an item, which stands
 * for its page, or all pages that begin with it. A beginning that no page has
 * is reported, as nbarc get does.
 */
static void print_query(struct decisions *d, const char *path, const char *id)
{
	struct nb_error err;
	enum nb_status st = nb_query_parse(id, &d->query, &err);

	if (!st)
		st = nb_query_pages(d->archive, &d->query, 1, print_page, d,
				    &err);
	/* An archive without pages has none. */
	if (st == NB_ABSENT && !*id)
		return;
	if (st) {
		nb_error_file(&err, path);
		cli_error(&tool, &err);
		d->worst = nb_worse(d->worst, st);
	}
}

/*
 * Every operand is gone through even if one before it names nothing; the exit
 * code is then that of the worst. Damage is read around, and reported.
 */
int nbarc_decisions(int argc, char **argv)
{
	struct decisions d = {.at = NULL};
	struct nbarc_damage damage = {&tool, false};
	struct nb_error err;
	int i;

	cli_parse(&tool, argc, argv, &d);
	d.worst = nbarc_open_damaged(argv[optind], d.at, &damage, &d.archive,
				     &err);
	if (d.worst)
		cli_error(&tool, &err);
	else if (argc - optind == 1)
		print_query(&d, argv[optind], "");
	for (i = optind + 1; d.archive && i < argc; i++)
		print_query(&d, argv[optind], argv[i]);
	nb_buf_free(&d.text);
	nb_archive_close(d.archive);
	if (damage.seen)
		d.worst = nb_worse(d.worst, NB_INVALID);
	return cli_finish(&tool, d.worst, NULL);
}
