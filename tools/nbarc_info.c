/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc info: what an archive is, from its newest commit record. */
#include "nbarc.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/sha256.h"

#include <nbarc/archive.h>

enum { KEY_JSON = 'j', KEY_AT = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_JSON, "json", NULL, "one JSON object"},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc info",
	.synopsis = "[OPTION...] ARCHIVE",
	.about =
		"Print what an archive holds, and its Merkle root, which names "
		"the corpus.",
	.options = options,
};

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
	if (i->file_size != i->end)
		printf("unfinished     %" PRIu64
		       " bytes behind the newest commit\n",
		       i->file_size - i->end);
	printf("Merkle root    %s\n", root);
}

static void print_json(const struct nb_archive_info *i, const char *root,
		       const char *time)
{
	struct nb_buf writer = {0};

	if (nb_json_string(&writer, i->writer, strlen(i->writer)) ||
	    nb_buf_add(&writer, "", 1)) {
		errno = ENOMEM;
		return;
	}
	printf("{\"format\":1,\"pages\":%" PRIu64 ",\"items\":%" PRIu64
	       ",\"revisions\":%" PRIu64 ",\"commits\":%" PRIu64
	       ",\"time\":\"%s\",\"writer\":%s,\"document_bytes\":%" PRIu64
	       ",\"source_bytes\":%" PRIu64 ",\"file_bytes\":%" PRIu64
	       ",\"unfinished_bytes\":%" PRIu64 ",\"root\":\"%s\"}\n",
	       i->pages, i->items, i->revisions, i->commits, time,
	       (char *)writer.data, i->document_bytes, i->source_bytes,
	       i->file_size, i->file_size - i->end, root);
	nb_buf_free(&writer);
}

int nbarc_info(int argc, char **argv)
{
	struct nb_archive *archive;
	struct nb_archive_info info;
	struct nb_error err;
	char root[NB_SHA256_HEX], time[NBARC_TIME];
	enum nb_status st;
	const char *at = NULL;
	bool json = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_JSON)
			json = true;
		else if (key == KEY_AT)
			at = optarg;
		else
			return 0;
	}
	if (argc - optind != 1)
		return cli_usage(&tool, "one archive is needed");
	st = nbarc_open(argv[optind], at, &archive, &err);
	if (st) {
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	nb_archive_info(archive, &info);
	nb_archive_close(archive);
	nb_sha256_hex(info.root, root);
	nbarc_time(info.time, time);
	if (json)
		print_json(&info, root, time);
	else
		print_text(&info, root, time);
	return cli_stdout_close(&tool);
}
