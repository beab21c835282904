/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc info: print what an archive holds.
 *
 * Everything comes from the newest commit record, so that the size of the
 * archive does not matter.
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

#include <nbarc/archive.h>

struct info {
	const char *at; /* a commit, or NULL */
	bool json;
};

static const struct cli_option options[] = {
	{'j', "json", NULL, "print one JSON object",
	 CLI_SET(struct info, json)},
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

/*
 * Append the object: the numbers, and the root that names the corpus. Only
 * NB_NOMEM can happen.
 */
static enum nb_status make_json(struct nb_buf *b,
				const struct nb_archive_info *i,
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
				 const char *root, const char *time,
				 struct nb_error *err)
{
	struct nb_buf object = {0};
	enum nb_status st = make_json(&object, i, root, time);

	if (!st)
		(void)fwrite(object.data, 1, object.len, stdout);
	nb_buf_free(&object);
	return st ? nb_fail_mem(err) : NB_OK;
}

int nbarc_info(int argc, char **argv)
{
	struct info i = {.at = NULL};
	struct nb_archive *archive;
	struct nb_archive_info info;
	struct nb_error err;
	char root[NB_SHA256_HEX], time[NBARC_TIME];
	enum nb_status st;

	cli_parse(&tool, argc, argv, &i);
	st = nbarc_open(argv[optind], i.at, &archive, &err);
	if (st)
		return cli_finish(&tool, st, &err);
	nb_archive_info(archive, &info);
	nb_archive_close(archive);
	nb_sha256_hex(info.root, root);
	nbarc_time(info.time, time);
	if (i.json)
		st = print_json(&info, root, time, &err);
	else
		print_text(&info, root, time);
	return cli_finish(&tool, st, &err);
}
