/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc check-proof: check a proof that nbarc prove wrote, without the
 * archive. The first line of the file tells which of the two kinds it is.
 *
 * The proof itself says for which roots it is. Without --expect-root it is only
 * checked that it is sound; whether a root is the one that the user trusts is
 * then for the user to see.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include <nbarc/proof.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "check/root.h"
#include "cli/cli.h"

/* A larger proof or article is refused. */
#define PROOF_MAX ((size_t)256 << 20)

struct check_proof {
	const char *root;     /* NULL: any */
	const char *old_root; /* NULL: any */
	bool quiet;
};

static const struct cli_option options[] = {
	{'r', "expect-root", "HEX",
	 "the Merkle root that the proof must be for",
	 CLI_TEXT(struct check_proof, root)},
	{CLI_LONG, "expect-old-root", "HEX",
	 "the Merkle root that it must have grown from",
	 CLI_TEXT(struct check_proof, old_root)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct check_proof, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc check-proof",
	.synopsis = "[OPTION...] PROOF [ARTICLE]",
	.about =
		"Check, without the archive, a proof that a page or an article belongs to a\n"
		"corpus, and that ARTICLE is the text that nbarc get prints for it; or a\n"
		"proof that a corpus has only grown.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "a proof and at most one article are needed",
};

/* Check a root of a sound proof against the one that an option has, or NULL.
 * `what` names it in the message. */
static enum nb_status check_root(const uint8_t found[NB_SHA256_SIZE],
				 const char *expected, const char *what,
				 struct nb_error *err)
{
	char root[NB_SHA256_HEX];

	if (!expected || nbarc_root_equal(expected, found))
		return NB_OK;
	nb_sha256_hex(found, root);
	return nb_fail(err, NB_INVALID, "the proof is for another %s, %s", what,
		       root);
}

/* How the result names the state of what was proved. */
static const char *state_words(const struct nb_proof *p)
{
	if (p->state == NB_STATE_WITHDRAWN ||
	    p->item_state == NB_STATE_WITHDRAWN)
		return ", withdrawn,";
	return "";
}

/* State what was proved, for a person: of what, and for which corpus. The
 * number of leaves is left out, because the root does not vouch for it. */
static void print_result(const struct nb_proof *p, const char *article)
{
	char root[NB_SHA256_HEX];

	nb_sha256_hex(p->root, root);
	printf("%s%s%s revision %" PRIu32
	       ": belongs%s to the corpus with Merkle root %s\n",
	       article ? article : "", article ? ": " : "", p->subject,
	       p->revision, state_words(p), root);
}

/* The same of a consistency proof. */
static void print_growth(const struct nb_consistency *p)
{
	char root[NB_SHA256_HEX], old_root[NB_SHA256_HEX];

	nb_sha256_hex(p->root, root);
	nb_sha256_hex(p->old_root, old_root);
	printf("the corpus with Merkle root %s begins with the one with root "
	       "%s, unchanged\n",
	       root, old_root);
}

/* The bytes of a buffer, which are not NULL in an empty one either. */
static const void *bytes_of(const struct nb_buf *b)
{
	return b->data ? (const void *)b->data : "";
}

/* Check a proof of a page or an article; `article` names a file, or is NULL. */
static enum nb_status check_belonging(const struct check_proof *c,
				      const struct nb_buf *proof,
				      const char *article, struct nb_error *err)
{
	struct nb_buf other = {0};
	struct nb_proof result;
	enum nb_status st = NB_OK;

	if (c->old_root)
		return nb_fail(err, NB_INVALID, "not a consistency proof");
	if (article)
		st = nb_file_read(article, PROOF_MAX, &other, err);
	if (!st)
		st = nb_proof_check(bytes_of(proof), proof->len,
				    article ? bytes_of(&other) : NULL,
				    other.len, &result, err);
	if (!st)
		st = check_root(result.root, c->root, "root", err);
	if (!st && !c->quiet)
		print_result(&result, article);
	nb_buf_free(&other);
	return st;
}

/* Check a proof that a corpus has only grown. */
static enum nb_status check_growth(const struct check_proof *c,
				   const struct nb_buf *proof,
				   const char *article, struct nb_error *err)
{
	struct nb_consistency result;
	enum nb_status st;

	if (article)
		return nb_fail(err, NB_USAGE,
			       "a consistency proof is about no article");
	st = nb_consistency_check(bytes_of(proof), proof->len, &result, err);
	if (!st)
		st = check_root(result.root, c->root, "root", err);
	if (!st)
		st = check_root(result.old_root, c->old_root, "old root", err);
	if (!st && !c->quiet)
		print_growth(&result);
	return st;
}

/* Check the proof in the file `path`; article is NULL where there is none. */
static enum nb_status check_file(const struct check_proof *c, const char *path,
				 const char *article, struct nb_error *err)
{
	struct nb_buf proof = {0};
	enum nb_status st = nb_file_read(path, PROOF_MAX, &proof, err);

	if (!st)
		st = nb_is_consistency(bytes_of(&proof), proof.len)
			     ? check_growth(c, &proof, article, err)
			     : check_belonging(c, &proof, article, err);
	if (st)
		nb_error_file(err, path);
	nb_buf_free(&proof);
	return st;
}

int nbarc_check_proof(int argc, char **argv)
{
	struct check_proof c = {.root = NULL};
	struct nb_error err;
	const char *article;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &c);
	if (c.root && !nbarc_root_valid(c.root))
		return cli_usage(&tool, "%.80s: not a Merkle root", c.root);
	if (c.old_root && !nbarc_root_valid(c.old_root))
		return cli_usage(&tool, "%.80s: not a Merkle root", c.old_root);
	article = argc - optind == 2 ? argv[optind + 1] : NULL;
	st = check_file(&c, argv[optind], article, &err);
	return cli_finish(&tool, st, &err);
}
