/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc: archives of newspaper pages. Each subcommand has a file. */
#include "nbarc.h"

#include <string.h>

/* A line a command. main NULL: a program of its own, nbarc-NAME. */
/* clang-format off */
static const struct {
	const char *name;
	int (*main)(int argc, char **argv);
} commands[] = {
	{"ingest", NULL},
	{"get", nbarc_get},
	{"list", nbarc_list},
	{"info", nbarc_info},
	{"verify", NULL},
	{"log", nbarc_log},
	{"diff", nbarc_diff},
	{"withdraw", nbarc_withdraw},
	{"compact", nbarc_compact},
	{"merge", nbarc_merge},
	{"split", nbarc_split},
	{"rescue", NULL},
	{"protect", NULL},
	{"repair", NULL},
	{"manifest", nbarc_manifest},
	{"prove", nbarc_prove},
	{"check-proof", nbarc_check_proof},
	{"sign", NULL},
};
/* clang-format on */

static const struct cli_option no_options[] = {{0, NULL, NULL, NULL}};

static const struct cli tool = {
	.name = "nbarc",
	.synopsis = "COMMAND [OPTION...] [ARGUMENT...]",
	.about = "Keep newspaper pages as TEI in a compressed, indexed archive."
		 "\n\nCommands ('nbarc COMMAND --help' says more):\n"
		 "  ingest  put page texts into an archive\n"
		 "  get     print articles, pages or issues\n"
		 "  list    list articles\n"
		 "  info    print what an archive is\n"
		 "  log     print the revisions of a page or an article\n"
		 "  diff    print how the text of two revisions differs\n"
		 "  withdraw  withdraw a page or an article, with a reason\n"
		 "  compact write an archive anew, and drop what is to go\n"
		 "  merge   put several archives into one\n"
		 "  split   write an archive for each title or year\n"
		 "  verify  check an archive\n"
		 "  rescue  build a new archive from a damaged one\n"
		 "  protect  append parity\n"
		 "  repair  heal damage with it\n"
		 "  manifest  print hashes as sha256sum does\n"
		 "  prove   prove that an article belongs to a corpus\n"
		 "  check-proof  check such a proof\n"
		 "  sign    sign the corpus",
	.options = no_options,
};

static int run(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[0], commands[i].name) == 0)
			return commands[i].main
				       ? commands[i].main(argc, argv)
				       : nbarc_exec(&tool, argv[0], argv);
	return cli_usage(&tool, "%s: no such command", argv[0]);
}

int main(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] != '-')
		return run(argc - 1, argv + 1);
	if (cli_next(&tool, argc, argv) == CLI_VERSION)
		return 0;
	return cli_usage(&tool, "a command is missing");
}
