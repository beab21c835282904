/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc-far: the commands that read, for archives that URLs name
 * (tools/nbarc/where.h). nbarc becomes this program when a word of the command
 * line of such a command is a URL, or a collection with one; argv[0] is the
 * command.
 */
#include "commands.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/far.h"

#define ROW_read(function) nbarc_##function
#define ROW_write(function) NULL
#define ROW_serve(function) NULL
#define ROW_check(function) NULL

static const struct command {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
#define COMMAND(group, function, name, kind, summary) \
	{name, ROW_##group(function)},
#include "commands.def"
#undef COMMAND
	/* These two only read, too. */
	{"verify", nbarc_verify},
	{"prove", nbarc_prove},
};

static const struct cli tool = {.name = "nbarc"};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].function &&
		    strcmp(argv[0], commands[i].name) == 0) {
			cli_make_cache_folder();
			return commands[i].function(argc, argv);
		}
	cli_say(&tool,
		"%s: an archive at a URL can only be read; download it, or "
		"name a file",
		argc ? argv[0] : "");
	return 1;
}
