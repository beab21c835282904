/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc sign: append an Ed25519 signature of the Merkle root, which stands for
 * every revision in the archive. A program of its own, because it needs
 * libcrypto.
 *
 * The signature is a commit that adds no page. It stays good as long as the
 * corpus is the same, also in a copy that is written by nbarc compact. Section
 * 18 of the format describes signatures.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>

#include "base/error.h"
#include "check/key.h"
#include "cli/cli.h"
#include "torn.h"

#include <nbarc/sign.h>
#include <nbarc/write.h>

struct sign {
	const char *key_path;
	bool quiet;
};

static const struct cli_option options[] = {
	{'k', "key", "PEM", "file with the Ed25519 private key (required)",
	 CLI_TEXT(struct sign, key_path)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct sign, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc sign",
	.synopsis = "-k PEM [OPTION...] ARCHIVE",
	.about = "Append an Ed25519 signature of the Merkle root; nbarc verify "
		 "--pubkey checks it.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
};

/* The signer for nb_archive_sign(), the last moment at which a signal can still
 * leave the archive as it was. */
static enum nb_status sign_unless_stopped(void *key,
					  struct nb_signature *signature,
					  struct nb_error *err)
{
	if (cli_interrupted())
		return nb_fail(err, NB_ABSENT, "stopped");
	return key_sign(key, signature, err);
}

/* Sign the archive, unless this key has signed the same corpus before. */
static enum nb_status sign_archive(const char *path, const char *key_path,
				   bool *added, struct nb_error *err)
{
	struct nbarc_torn torn = {&tool, path};
	struct nb_writer_options writer = {.threads = 1};
	struct key *key;
	enum nb_status st = key_read(key_path, true, &key, err);

	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	if (!st)
		st = nb_archive_sign(path, &writer, sign_unless_stopped, key,
				     added, err);
	key_free(key);
	return st;
}

/* What is printed tells the two cases of success apart. */
int nbarc_sign(int argc, char **argv)
{
	struct sign s = {.key_path = NULL};
	struct nb_error err;
	bool added = false;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &s);
	if (!s.key_path)
		return cli_usage(&tool, "--key is missing");
	st = sign_archive(argv[optind], s.key_path, &added, &err);
	cli_die_of_signal();
	if (!st && !s.quiet)
		printf("%s\n", added ? "signed" : "signed by this key already");
	return cli_finish(&tool, st, &err);
}
