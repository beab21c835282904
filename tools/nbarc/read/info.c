/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc info: print what an archive holds.
 *
 * The summary comes from the newest commit record, so that the size of the
 * archive does not matter for it. What there is of each newspaper and year is
 * counted in the catalogue, unless --brief is given.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "cli/cli.h"
#include "names.h"
#include "rows/holdings.h"
#include "rows/summary.h"
#include "set/set.h"

#include <nbarc/archive.h>

struct info {
	const char *at; /* a commit, or NULL */
	bool json, brief;
	struct nb_archive_info sum; /* of all archives */
	size_t archives;
	bool many; /* it is a collection, which has no root */
	struct nbarc_holdings holdings; /* owned */
	enum nb_status counted;		/* of these */
};

static const struct cli_option options[] = {
	{'j', "json", NULL, "print one JSON object",
	 CLI_SET(struct info, json)},
	{'b', "brief", NULL, "do not count by newspaper and year",
	 CLI_SET(struct info, brief)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct info, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc info",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Print what an archive holds, and its Merkle root, which "
		 "identifies the corpus.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* A line of the table: how many bytes something has, and where they are. */
static void print_bytes(const char *what, uint64_t n, const char *where)
{
	printf("%-13s  %" PRIu64 " %s%s\n", what, n,
	       cli_plural(n, "byte", "bytes"), where);
}

/* The table for people. */
static void print_text(const struct info *run, const char *root,
		       const char *time)
{
	const struct nb_archive_info *i = &run->sum;

	if (run->many)
		printf("archives       %zu\n", run->archives);
	printf("pages          %" PRIu64 "\n", i->pages);
	printf("items          %" PRIu64 "\n", i->items);
	printf("revisions      %" PRIu64 "\n", i->revisions);
	printf("commits        %" PRIu64 "\n", i->commits);
	printf("newest commit  %s by ", time);
	cli_mask(stdout, i->writer, strlen(i->writer));
	(void)putchar('\n');
	print_bytes("TEI", i->document_bytes, "");
	print_bytes("sources", i->source_bytes, "");
	print_bytes("file", i->file_size, "");
	if (i->shared)
		print_bytes("shared text", i->shared, "");
	if (i->end < i->file_size)
		print_bytes("unfinished", i->file_size - i->end,
			    " after the newest commit");
	if (!run->many)
		printf("Merkle root    %s\n", root);
}

/* ---- newspapers and years
 *
 * What was counted is a row for each year; those of a newspaper follow each
 * other, and are added up for the line or the object of the newspaper. */

/* A line of the table: the name of a newspaper, or a year, which is set in, and
 * what there is of it. */
static void print_holding(const char *name, const struct nbarc_holding *h)
{
	char first[11], last[11];

	printf("%-13s  %-10s  %-10s  %8" PRIu64 "  %9" PRIu64 "  %11" PRIu64
	       "\n",
	       name, nbarc_summary_date(h->first, first),
	       nbarc_summary_date(h->last, last), h->pages, h->items,
	       h->characters);
}

/* The table of newspapers and, where there is more than one of them, years. */
static void print_holdings(const struct nbarc_holdings *all)
{
	struct nbarc_holding sum;
	char year[16];
	bool several;
	size_t i, end;

	if (!all->count)
		return;
	printf("\n%-13s  %-10s  %-10s  %8s  %9s  %11s\n", "newspaper", "first",
	       "last", "pages", "items", "characters");
	for (i = 0; i < all->count; i = end) {
		end = nbarc_holdings_title(all, i, &sum);
		several = end - i > 1;
		print_holding(*sum.title ? sum.title : "(other)", &sum);
		for (; several && i < end; i++) {
			(void)snprintf(year, sizeof(year), "  %.4s",
				       all->list[i].last);
			print_holding(year, &all->list[i]);
		}
	}
}

/* ---- the object */

/* Print the object, made in memory first so that a failure prints nothing. */
static enum nb_status print_json(const struct info *i,
				 const struct nbarc_holdings *holdings,
				 struct nb_error *err)
{
	struct nb_buf object = {0};
	enum nb_status st = nbarc_summary_json(
		&i->sum, i->many ? i->archives : 0, holdings, NULL, &object);

	if (!st)
		st = nb_buf_puts(&object, "\n");
	if (!st)
		(void)fwrite(object.data, 1, object.len, stdout);
	nb_buf_free(&object);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Print the summary, and what was counted unless that failed. */
static enum nb_status print_info(const struct info *i, struct nb_error *err)
{
	const struct nbarc_holdings *holdings =
		i->counted || i->brief ? NULL : &i->holdings;
	char root[NB_SHA256_HEX], time[NBARC_TIME];

	nb_sha256_hex(i->sum.root, root);
	nbarc_time(i->sum.time, time);
	if (i->json)
		return print_json(i, holdings, err);
	print_text(i, root, time);
	if (holdings)
		print_holdings(holdings);
	return NB_OK;
}

/* ---- the archives */

/* Add what an archive has; of a collection, the newest commit counts. */
static void add_info(struct info *i, const struct nb_archive_info *more)
{
	struct nb_archive_info *sum = &i->sum;
	struct nb_archive_info newest = more->time >= sum->time ? *more : *sum;
	uint64_t unfinished =
		sum->file_size - sum->end + (more->file_size - more->end);

	newest.pages = sum->pages + more->pages;
	newest.items = sum->items + more->items;
	newest.revisions = sum->revisions + more->revisions;
	newest.commits = sum->commits + more->commits;
	newest.document_bytes = sum->document_bytes + more->document_bytes;
	newest.source_bytes = sum->source_bytes + more->source_bytes;
	newest.file_size = sum->file_size + more->file_size;
	newest.shared = sum->shared + more->shared;
	newest.end = newest.file_size - unfinished;
	*sum = newest;
	i->archives++;
}

/* Count what an archive holds. That its catalogue is damaged is told after what
 * the commit record says was printed. */
static enum nb_status look_at(void *context, struct nb_archive *archive,
			      const char *path, char **ids, size_t count,
			      struct nb_error *err)
{
	struct nbarc_holdings holdings = {.count = 0};
	struct nb_archive_info info;
	struct info *i = context;

	(void)ids;
	(void)count;
	nb_archive_info(archive, &info);
	add_info(i, &info);
	if (i->brief || i->counted)
		return NB_OK;
	i->counted = nbarc_holdings_count(archive, &holdings, err);
	if (!i->counted && nbarc_holdings_merge(&i->holdings, &holdings))
		i->counted = nb_fail_mem(err);
	if (i->counted)
		nb_error_file(err, path);
	nbarc_holdings_free(&holdings);
	return NB_OK;
}

/* What the commit record says is printed even if the catalogue is damaged. */
int nbarc_info(int argc, char **argv)
{
	struct info i = {.at = NULL};
	struct nbarc_set set = {.cli = &tool};
	struct nb_error err, printing;
	enum nb_status st, worst;

	cli_parse(&tool, argc, argv, &i);
	set.path = argv[optind];
	set.at = i.at;
	st = nbarc_set_open(&set, &err);
	i.many = set.many;
	if (!st)
		st = nbarc_set_archives(&set, look_at, &i, &err);
	worst = nbarc_set_close(&set);
	if (st)
		return cli_finish(&tool, st, &err);
	st = print_info(&i, &printing);
	nbarc_holdings_free(&i.holdings);
	if (st)
		return cli_finish(&tool, st, &printing);
	if (i.counted)
		return cli_finish(&tool, nb_worse(i.counted, worst), &err);
	return cli_finish(&tool, worst, NULL);
}
