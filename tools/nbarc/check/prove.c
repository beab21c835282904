/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc prove: write a proof that a page or an article belongs to a corpus, or
 * that a corpus has only grown.
 *
 * The first holds the text, and the hashes on the way from the page to the
 * Merkle root; the second has the hashes that lead from an earlier root to it.
 * Whoever knows the root can check them with nbarc check-proof, without having
 * the archive. Section 19 of the format describes proofs.
 */
#include "commands.h"

#include <getopt.h>

#include "base/error.h"
#include "choose/explain.h"
#include "cli/cli.h"
#include "open.h"

#include <nbarc/archive.h>
#include <nbarc/proof.h>
#include <nbarc/query.h>

struct prove {
	const char *output;
	const char *since; /* a commit, or NULL: a page or an article */
};

static const struct cli_option options[] = {
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct prove, output)},
	{'s', "since", "COMMIT", "prove that the archive has grown from COMMIT",
	 CLI_TEXT(struct prove, since)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc prove",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION]\n"
		    "[OPTION...] --since COMMIT ARCHIVE",
	.about =
		"Write a proof that a page or an article belongs to the corpus with this\n"
		"archive's Merkle root, or that this corpus has only grown since a commit;\n"
		"nbarc check-proof checks it without the archive.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive, and an identifier or --since, are needed",
	.keeps = true,
};

/* Say why there is no proof, in the words of nbarc get. The error has the name
 * of the archive, which stays. */
static enum nb_status explain(struct nb_archive *archive, struct nb_query query,
			      struct nb_error *err)
{
	const struct nb_entry *entry;
	unsigned searches = 0;
	struct nb_error why;
	enum nb_status st = nb_query_find(archive, &query, &entry, &why);

	if (!st)
		st = nb_query_refuse(archive, &query, entry, &why);
	if (!st || st == NB_ABSENT)
		st = nbarc_explain_id(archive, &query, &searches, &why);
	nb_error_file(&why, err->file);
	*err = why;
	return st;
}

/* Append the proof to out: for the query, or since p->since. */
static enum nb_status make_proof(const struct prove *p, const char *path,
				 const struct nb_query *query,
				 struct nb_buf *out, struct nb_error *err)
{
	struct nb_archive *archive;
	enum nb_status st = nbarc_open(path, NULL, &archive, err);

	if (st)
		return st;
	st = p->since ? nb_consistency_make(archive, p->since, out, err)
		      : nb_proof_make(archive, query->text, query->revision,
				      out, err);
	if (st == NB_ABSENT && !p->since)
		st = explain(archive, *query, err);
	nb_archive_close(archive);
	return st;
}

/* Nothing is written to the output unless the whole proof could be made. */
int nbarc_prove(int argc, char **argv)
{
	struct prove p = {.output = NULL};
	struct nb_query query;
	struct nb_buf proof = {0};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &p);
	if ((argc - optind == 2) == (p.since != NULL))
		return cli_usage(&tool, "%s", tool.missing);
	if (!p.since && nb_query_parse_single(argv[optind + 1], &query, NULL)) {
		cli_say(&tool,
			"%.80s: not the identifier of a page or an article",
			argv[optind + 1]);
		return nb_exit_code(NB_ABSENT);
	}
	st = make_proof(&p, argv[optind], &query, &proof, &err);
	if (!st)
		st = cli_output_all(p.output, proof.data, proof.len, &err);
	nb_buf_free(&proof);
	if (st)
		cli_error(&tool, &err);
	return nb_exit_code(st);
}
