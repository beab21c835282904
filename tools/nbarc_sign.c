/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc sign: sign the corpus that an archive holds. */
#include "key.h"
#include "nbarc.h"

#include <nbarc/sign.h>
#include <nbarc/write.h>

#include <getopt.h>

enum { KEY_KEY = 'k', KEY_QUIET = 'q' };

static const struct cli_option options[] = {
	{KEY_KEY, "key", "PEM", "file with the Ed25519 private key"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc sign",
	.synopsis = "[OPTION...] -k PEM ARCHIVE",
	.about = "Append an Ed25519 signature of the Merkle root; nbarc verify "
		 "--pubkey checks it.",
	.options = options,
};

static int run(const char *path, const char *pem, bool quiet)
{
	struct nbarc_torn torn = {&tool, path};
	struct nb_writer_options writer = {
		.threads = 1, .torn = nbarc_say_torn, .torn_context = &torn};
	struct key *key;
	struct nb_error err;
	bool added = false;
	enum nb_status st = key_read(pem, true, &key, &err);

	if (!st)
		st = nb_archive_sign(path, &writer, key_sign, key, &added,
				     &err);
	key_free(key);
	if (st) {
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	if (!quiet)
		printf("%s\n", added ? "signed" : "signed by this key already");
	return cli_stdout_close(&tool);
}

int main(int argc, char **argv)
{
	const char *pem = NULL;
	bool quiet = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_KEY:
			pem = optarg;
			break;
		case KEY_QUIET:
			quiet = true;
			break;
		default:
			return 0;
		}
	}
	if (argc - optind != 1)
		return cli_usage(&tool, "one archive is needed");
	if (!pem)
		return cli_usage(&tool, "--key is needed");
	return run(argv[optind], pem, quiet);
}
