/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc check-proof: check a proof that nbarc prove wrote. */
#include "nbarc.h"

#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <nbarc/proof.h>

enum { KEY_ROOT = 'r', KEY_QUIET = 'q' };

#define PROOF_MAX ((size_t)256 << 20)

static const struct cli_option options[] = {
	{KEY_ROOT, "expect-root", "HEX", "the Merkle root that it must have"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc check-proof",
	.synopsis = "[OPTION...] PROOF [ARTICLE]",
	.about =
		"Check, without the archive, a proof that a page or an article "
		"belongs to a corpus,\nand that ARTICLE is what nbarc get "
		"printed of it.",
	.options = options,
};

static enum nb_status check_root(const struct nb_proof *proof,
				 const char *expected, struct nb_error *err)
{
	char root[NB_SHA256_HEX];

	nb_sha256_hex(proof->root, root);
	if (!expected || strcmp(expected, root) == 0)
		return NB_OK;
	return nb_fail(err, NB_INVALID, "the proof is for another root, %s",
		       root);
}

static void print_result(const struct nb_proof *p, const char *article)
{
	char root[NB_SHA256_HEX];

	nb_sha256_hex(p->root, root);
	printf("%s%s%s revision %" PRIu32
	       ": belongs%s to the corpus of %" PRIu64
	       " revisions with Merkle root %s\n",
	       article ? article : "", article ? ": " : "", p->subject,
	       p->revision, p->state == NB_STATE_PRESENT ? "" : ", withdrawn,",
	       p->leaves, root);
}

static int run(const char *path, const char *article, const char *root,
	       bool quiet)
{
	struct nb_buf proof = {0}, other = {0};
	struct nb_proof result;
	struct nb_error err;
	enum nb_status st = nb_file_read(path, PROOF_MAX, &proof, &err);

	if (!st && article)
		st = nb_file_read(article, PROOF_MAX, &other, &err);
	if (!st) {
		st = nb_proof_check(proof.data ? (void *)proof.data : "",
				    proof.len,
				    !article	 ? NULL
				    : other.data ? (void *)other.data
						 : "",
				    other.len, &result, &err);
		if (!st)
			st = check_root(&result, root, &err);
		if (st)
			nb_error_file(&err, path);
	}
	if (st)
		cli_error(&tool, &err);
	else if (!quiet)
		print_result(&result, article);
	nb_buf_free(&proof);
	nb_buf_free(&other);
	return st ? nb_exit_code(st) : cli_stdout_close(&tool);
}

int nbarc_check_proof(int argc, char **argv)
{
	const char *root = NULL;
	uint8_t digest[32];
	bool quiet = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_ROOT:
			root = optarg;
			if (strlen(root) != 64 ||
			    !nb_sha256_unhex(root, digest))
				return cli_usage(&tool,
						 "%.80s: not a Merkle root",
						 root);
			break;
		case KEY_QUIET:
			quiet = true;
			break;
		default:
			return 0;
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		return cli_usage(&tool, "a proof is needed, and one article at "
					"most");
	return run(argv[optind], argc - optind == 2 ? argv[optind + 1] : NULL,
		   root, quiet);
}
