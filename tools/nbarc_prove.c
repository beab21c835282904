/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc prove: a proof that a page or an article belongs to a corpus. */
#include "nbarc.h"

#include <nbarc/archive.h>
#include <nbarc/proof.h>

#include <getopt.h>

enum { KEY_OUTPUT = 'o' };

static const struct cli_option options[] = {
	{KEY_OUTPUT, "output", "FILE", "write there, not to standard output"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc prove",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION]",
	.about =
		"Write a proof that a page or an article belongs to the corpus "
		"with this archive's\nMerkle root; nbarc check-proof checks it "
		"without the archive.",
	.options = options,
};

static enum nb_status make(const char *path, const struct nbarc_query *query,
			   struct nb_buf *out, struct nb_error *err)
{
	struct nb_archive *archive;
	enum nb_status st = nb_archive_open(path, &archive, err);

	if (st)
		return st;
	st = nb_proof_make(archive, query->text, query->revision, out, err);
	nb_archive_close(archive);
	return st;
}

static int run(const char *path, const char *id, const char *to)
{
	struct nbarc_query query;
	struct cli_output output;
	struct nb_buf proof = {0};
	struct nb_error err;
	enum nb_status st;

	if (!nbarc_query_parse(id, &query) || query.level < NB_ID_PAGE) {
		cli_say(&tool, "%.80s: not the identifier of a page or article",
			id);
		return nb_exit_code(NB_ABSENT);
	}
	st = make(path, &query, &proof, &err);
	if (!st)
		st = cli_output_open(&output, to, &err);
	if (!st) {
		st = cli_output_write(&output, proof.data, proof.len, &err);
		st = cli_output_close(&output, st, &err);
	}
	nb_buf_free(&proof);
	if (st)
		cli_error(&tool, &err);
	return nb_exit_code(st);
}

int nbarc_prove(int argc, char **argv)
{
	const char *output = NULL;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key != KEY_OUTPUT)
			return 0;
		output = optarg;
	}
	if (argc - optind != 2)
		return cli_usage(&tool, "an archive and an identifier are "
					"needed");
	return run(argv[optind], argv[optind + 1], output);
}
