/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc verify: check all structures, documents, sources and hashes. */
#include "nbarc.h"

#include <getopt.h>
#include <inttypes.h>

#include "base/sha256.h"

enum { KEY_QUIET = 'q', KEY_AT = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc verify",
	.synopsis = "[OPTION...] ARCHIVE",
	.about =
		"Check every structure, document and source of an archive, and "
		"name what is damaged.",
	.options = options,
};

struct verify {
	struct cli_progress progress;
	uint64_t problems;
};

static void report(void *context, struct nb_string id,
		   const struct nb_error *err)
{
	struct verify *v = context;

	cli_progress_end(&v->progress);
	v->problems++;
	if (id.len == 0) {
		cli_error(&tool, err);
		return;
	}
	cli_say(&tool, "%s: offset %" PRIu64 ": page %.*s: %s", err->file,
		err->offset == NB_NO_OFFSET ? 0 : err->offset, (int)id.len,
		id.text, err->text);
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
	struct verify *v = context;

	cli_progress(&v->progress, done, total);
	return !cli_interrupted();
}

static void print_result(const struct nb_archive *archive)
{
	struct nb_archive_info info;
	char root[NB_SHA256_HEX];

	nb_archive_info(archive, &info);
	nb_sha256_hex(info.root, root);
	printf("good: %" PRIu64 " pages, %" PRIu64 " items, %" PRIu64
	       " revisions in %" PRIu64 " commits, Merkle root %s\n",
	       info.pages, info.items, info.revisions, info.commits, root);
}

int main(int argc, char **argv)
{
	struct verify v = {.problems = 0};
	struct nb_verify_callbacks callbacks = {&v, report, progress};
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st;
	const char *at = NULL;
	bool quiet = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_QUIET)
			quiet = true;
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
	cli_catch_signals();
	cli_progress_start(&v.progress, "byte", quiet);
	err.status = NB_OK;
	st = nb_archive_verify(archive, &callbacks, &err);
	cli_progress_end(&v.progress);
	cli_die_of_signal();
	if (st && err.status && v.problems == 0)
		cli_error(&tool, &err);
	if (v.problems)
		cli_say(&tool, "%s: %" PRIu64 " problems", argv[optind],
			v.problems);
	if (!st && !quiet)
		print_result(archive);
	nb_archive_close(archive);
	return st ? nb_exit_code(st) : cli_stdout_close(&tool);
}
