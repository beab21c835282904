/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc log: print the revisions of a page or an item, or the commits of an
 * archive, the newest first.
 *
 * A row is compared with the next one, which is the revision before it, to
 * tell what a revision changed (rows/history.h). A revision whose document is
 * damaged is still listed, without what cannot be known. If the chain of commit
 * records is broken, the commits up to the break are printed, and the exit code
 * is 2.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "choose/explain.h"
#include "cli/cli.h"
#include "open.h"
#include "print.h"
#include "rows/history.h"

/* One run of the command. Archive, rows and buffer are owned. */
struct log {
	struct nbarc_history history; /* empty query: print the commits */
	const char *path;
	const char *at; /* a commit, or NULL */
	bool json;
	enum nb_status worst; /* of errors that were reported already */
	struct nb_buf out;
};

static const struct cli_option options[] = {
	{'j', "json", NULL, "print one JSON object per line",
	 CLI_SET(struct log, json)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct log, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc log",
	.synopsis = "[OPTION...] ARCHIVE [ID]",
	.about =
		"Print the revisions of a page or an article, the newest first: when\n"
		"each was added, and what it changed. Without ID, print the commits of\n"
		"the archive.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive and at most one identifier are needed",
};

/* For nbarc_history: name a document that is damaged, and go on. */
static void report(void *context, const struct nb_error *err)
{
	struct log *l = context;

	cli_error(&tool, err);
	l->worst = nb_worse(l->worst, err->status);
}

/* Append "  704 (-2) characters": a count, and how it differs from the one
 * before, which may be NULL. The unit is one with a plural in s. */
static enum nb_status put_count(struct nb_buf *b, uint64_t n,
				const uint64_t *before, const char *unit)
{
	enum nb_status st = nb_buf_printf(b, "  %" PRIu64, n);

	if (!st && before && *before != n)
		st = nb_buf_printf(b, " (%+" PRId64 ")",
				   (int64_t)n - (int64_t)*before);
	return st ? st : nb_buf_printf(b, " %s%s", unit, n == 1 ? "" : "s");
}

/*
 * Append a row as a line for people: revision, commit, time, state, counts
 * with their differences, the beginning of the hash, changes, reason.
 */
static enum nb_status table_row(struct log *l, const struct nbarc_revision *row,
				const struct nbarc_revision *before)
{
	uint64_t items = before ? before->items : 0;
	uint64_t decisions = before ? before->decisions : 0;
	struct nb_string reason = {row->reason, strlen(row->reason)};
	char hex[NB_SHA256_HEX] = "-";
	struct nb_buf *b = &l->out;
	enum nb_status st;

	if (row->known)
		nb_sha256_hex(row->sha256, hex);
	st = nb_buf_printf(b, "%s@%-3u  commit %-4u  %s  %-9s",
			   l->history.query.text, row->revision, row->commit,
			   row->time, nbarc_revision_state(row));
	if (!st && !l->history.query.number)
		st = put_count(b, row->items, before ? &items : NULL, "item");
	if (!st)
		st = put_count(b, row->characters,
			       before ? &before->characters : NULL,
			       "character");
	if (!st && (row->decisions || decisions))
		st = put_count(b, row->decisions, before ? &decisions : NULL,
			       "decision");
	if (!st)
		st = nb_buf_printf(b, "  %.12s  ", hex);
	if (!st)
		st = nbarc_revision_changes(row, before, ", ", b);
	if (!st && row->previous[0] &&
	    (!before || strcmp(before->previous, row->previous) != 0))
		st = nb_buf_printf(b, ", renamed from %s", row->previous);
	if (!st && reason.len)
		st = nb_buf_puts(b, ": ");
	if (!st)
		st = nbarc_put_masked(b, &reason);
	return st ? st : nb_buf_puts(b, "\n");
}

/* Print all rows, each compared with the one before it in time. */
static enum nb_status print_rows(struct log *l, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < l->history.count; i++) {
		const struct nbarc_revision *row = &l->history.rows[i];
		const struct nbarc_revision *before =
			i + 1 < l->history.count ? row + 1 : NULL;

		st = l->json ? nbarc_revision_json(&l->history, i, &l->out)
			     : table_row(l, row, before);
	}
	if (st)
		return nb_fail_mem(err);
	(void)fwrite(l->out.data, 1, l->out.len, stdout);
	return NB_OK;
}

/* ---- commits */

/* Append the line of a commit. */
static enum nb_status put_commit(struct log *l, const struct nb_archive_info *i)
{
	char root[NB_SHA256_HEX], time[NBARC_TIME];

	if (l->json)
		return nbarc_commit_json(i, &l->out);
	nb_sha256_hex(i->root, root);
	nbarc_time(i->time, time);
	return nb_buf_printf(
		&l->out,
		"commit %-4" PRIu64 "  %s  %" PRIu64 " %s  %" PRIu64
		" %s  %" PRIu64 " %s  %s\n",
		i->commits, time, i->pages,
		cli_plural(i->pages, "page", "pages"), i->items,
		cli_plural(i->items, "item", "items"), i->revisions,
		cli_plural(i->revisions, "revision", "revisions"), root);
}

/* Called for each commit; false if memory runs out. */
static bool list_commit(void *context, const struct nb_archive_info *info)
{
	struct log *l = context;

	l->worst = put_commit(l, info);
	return !l->worst;
}

/* Print the commits. Those that were found are printed even if the chain of
 * commits is broken. */
static enum nb_status list_commits(struct log *l, struct nb_error *err)
{
	enum nb_status st =
		nb_archive_commits(l->history.archive, list_commit, l, err);

	if (l->worst)
		return nb_fail_mem(err);
	(void)fwrite(l->out.data, 1, l->out.len, stdout);
	return st;
}

/*
 * Gather the rows, then print them: each line needs the one before it in time.
 */
static enum nb_status list_revisions(struct log *l, struct nb_error *err)
{
	unsigned searches = 0;
	enum nb_status st;

	l->history.problem = report;
	l->history.context = l;
	st = nbarc_history_gather(&l->history, err);
	if (st == NB_ABSENT)
		st = nbarc_explain_id(l->history.archive, &l->history.query,
				      &searches, err);
	return st ? st : print_rows(l, err);
}

/* Everything that a run owns. */
static void free_log(struct log *l)
{
	nb_archive_close(l->history.archive);
	nbarc_history_free(&l->history);
	nb_buf_free(&l->out);
}

/* Print the revisions of what the query finds, or the commits. */
static int print_log(struct log *l)
{
	struct nb_error err;
	enum nb_status st =
		nbarc_open(l->path, l->at, &l->history.archive, &err);

	if (!st)
		st = l->history.query.len ? list_revisions(l, &err)
					  : list_commits(l, &err);
	if (st) {
		nb_error_file(&err, l->path);
		cli_error(&tool, &err);
	}
	free_log(l);
	return cli_finish(&tool, nb_worse(st, l->worst), NULL);
}

/*
 * A revision number in the identifier would be meaningless here and is
 * refused.
 */
int nbarc_log(int argc, char **argv)
{
	struct log l = {.json = false};

	cli_parse(&tool, argc, argv, &l);
	l.path = argv[optind];
	if (argc - optind == 2 &&
	    (nb_query_parse_single(argv[optind + 1], &l.history.query, NULL) ||
	     l.history.query.revision))
		return cli_usage(&tool,
				 "%.80s: not the id of a page or an item",
				 argv[optind + 1]);
	return print_log(&l);
}
