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
#include "open.h"
#include "print.h"
#include "rows/holdings.h"

#include <nbarc/archive.h>

struct info {
	const char *at; /* a commit, or NULL */
	bool json, brief;
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
	.rights = CLI_RIGHTS_READ,
};

/* The table for people. */
static void print_text(const struct nb_archive_info *i, const char *root,
		       const char *time)
{
	printf("pages          %" PRIu64 "\n", i->pages);
	printf("items          %" PRIu64 "\n", i->items);
	printf("revisions      %" PRIu64 "\n", i->revisions);
	printf("commits        %" PRIu64 "\n", i->commits);
	printf("newest commit  %s by ", time);
	cli_mask(stdout, i->writer, strlen(i->writer));
	printf("\nTEI            %" PRIu64 " bytes\n", i->document_bytes);
	printf("sources        %" PRIu64 " bytes\n", i->source_bytes);
	printf("file           %" PRIu64 " bytes\n", i->file_size);
	if (i->shared)
		printf("shared text    %" PRIu64 " bytes\n", i->shared);
	if (i->file_size != i->end)
		printf("unfinished     %" PRIu64
		       " bytes after the newest commit\n",
		       i->file_size - i->end);
	printf("Merkle root    %s\n", root);
}

/* ---- newspapers and years
 *
 * What was counted is a row for each year; those of a newspaper follow each
 * other, and are added up for the line or the object of the newspaper. */

/* "2019-03-04" of eight digits, or of none "". */
static const char *iso(const char *digits, char out[11])
{
	*out = '\0';
	if (*digits)
		(void)snprintf(out, 11, "%.4s-%.2s-%.2s", digits, digits + 4,
			       digits + 6);
	return out;
}

/* A line of the table: the name of a newspaper, or a year, which is set in, and
 * what there is of it. */
static void print_holding(const char *name, const struct nbarc_holding *h)
{
	char first[11], last[11];

	printf("%-13s  %-10s  %-10s  %8" PRIu64 "  %9" PRIu64 "  %11" PRIu64
	       "\n",
	       name, iso(h->first, first), iso(h->last, last), h->pages,
	       h->items, h->characters);
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

/* Append the members that a year and a newspaper have. */
static enum nb_status json_holding(struct nb_buf *b,
				   const struct nbarc_holding *h)
{
	char first[11], last[11];

	return nb_buf_printf(
		b,
		",\"first\":\"%s\",\"last\":\"%s\",\"pages\":%" PRIu64
		",\"items\":%" PRIu64 ",\"characters\":%" PRIu64,
		iso(h->first, first), iso(h->last, last), h->pages, h->items,
		h->characters);
}

/* Append the objects of the years of a newspaper. */
static enum nb_status json_years(struct nb_buf *b,
				 const struct nbarc_holding *years,
				 size_t count)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < count; i++) {
		st = nb_buf_printf(b, "%s{\"year\":\"%.4s\"", i ? "," : "",
				   years[i].last);
		if (!st)
			st = json_holding(b, &years[i]);
		if (!st)
			st = nb_buf_puts(b, "}");
	}
	return st;
}

/* Append an array of newspapers, each with an array of its years. Pages of none
 * have the code "" and no years. */
static enum nb_status json_holdings(struct nb_buf *b,
				    const struct nbarc_holdings *all)
{
	enum nb_status st = nb_buf_puts(b, ",\"titles\":[");
	struct nbarc_holding sum;
	size_t i, end;

	for (i = 0; !st && i < all->count; i = end) {
		end = nbarc_holdings_title(all, i, &sum);
		st = nb_buf_printf(b, "%s{\"title_code\":\"%s\"", i ? "," : "",
				   sum.title);
		if (!st)
			st = json_holding(b, &sum);
		if (!st)
			st = nb_buf_puts(b, ",\"years\":[");
		if (!st && *sum.title)
			st = json_years(b, all->list + i, end - i);
		if (!st)
			st = nb_buf_puts(b, "]}");
	}
	return st ? st : nb_buf_puts(b, "]");
}

/* ---- the object */

/*
 * Append the object: the numbers, and the root that names the corpus. Only
 * NB_NOMEM can happen.
 */
static enum nb_status make_json(struct nb_buf *b,
				const struct nb_archive_info *i,
				const struct nbarc_holdings *holdings,
				const char *root, const char *time)
{
	struct nb_string writer = {i->writer, strlen(i->writer)};
	enum nb_status st = nb_buf_printf(
		b,
		"{\"format\":1,\"pages\":%" PRIu64 ",\"items\":%" PRIu64
		",\"revisions\":%" PRIu64 ",\"commits\":%" PRIu64
		",\"time\":\"%s\"",
		i->pages, i->items, i->revisions, i->commits, time);

	if (!st)
		st = nbarc_json_field(b, "writer", &writer);
	if (!st && holdings)
		st = json_holdings(b, holdings);
	return st ? st
		  : nb_buf_printf(b,
				  ",\"document_bytes\":%" PRIu64
				  ",\"source_bytes\":%" PRIu64
				  ",\"file_bytes\":%" PRIu64
				  ",\"shared_bytes\":%" PRIu64
				  ",\"unfinished_bytes\":%" PRIu64
				  ",\"root\":\"%s\"}\n",
				  i->document_bytes, i->source_bytes,
				  i->file_size, i->shared,
				  i->file_size - i->end, root);
}

/* Print the object, made in memory first so that a failure prints nothing. */
static enum nb_status print_json(const struct nb_archive_info *i,
				 const struct nbarc_holdings *holdings,
				 const char *root, const char *time,
				 struct nb_error *err)
{
	struct nb_buf object = {0};
	enum nb_status st = make_json(&object, i, holdings, root, time);

	if (!st)
		(void)fwrite(object.data, 1, object.len, stdout);
	nb_buf_free(&object);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Print the summary, and what was counted unless that is NULL. */
static enum nb_status print_info(const struct info *i,
				 const struct nb_archive *archive,
				 const struct nbarc_holdings *holdings,
				 struct nb_error *err)
{
	char root[NB_SHA256_HEX], time[NBARC_TIME];
	struct nb_archive_info info;

	nb_archive_info(archive, &info);
	nb_sha256_hex(info.root, root);
	nbarc_time(info.time, time);
	if (i->json)
		return print_json(&info, holdings, root, time, err);
	print_text(&info, root, time);
	if (holdings)
		print_holdings(holdings);
	return NB_OK;
}

/* What the commit record says is printed even if the catalogue is damaged. */
int nbarc_info(int argc, char **argv)
{
	struct info i = {.at = NULL};
	struct nbarc_holdings holdings = {.count = 0};
	struct nb_archive *archive;
	struct nb_error err, printing;
	enum nb_status st, counted = NB_OK;

	cli_parse(&tool, argc, argv, &i);
	st = nbarc_open(argv[optind], i.at, &archive, &err);
	if (st)
		return cli_finish(&tool, st, &err);
	if (!i.brief)
		counted = nbarc_holdings_count(archive, &holdings, &err);
	st = print_info(&i, archive, counted || i.brief ? NULL : &holdings,
			&printing);
	nbarc_holdings_free(&holdings);
	nb_archive_close(archive);
	if (st)
		return cli_finish(&tool, st, &printing);
	if (counted)
		nb_error_file(&err, argv[optind]);
	return cli_finish(&tool, counted, &err);
}
