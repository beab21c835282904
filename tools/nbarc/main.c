/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc: finds the command that is named on the command line and runs it. The
 * commands themselves are in the folders read, write, serve and check.
 *
 * The table of commands and the help text are made from commands.def by
 * including it with a suitable macro. A command that is built in is called;
 * any other is a program that takes the place of this one.
 */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "choose/nearest.h"
#include "cli/cli.h"
#include "cli/far.h"
#include "exec.h"
#include "set/set.h"

/* In the order of the headings in the help text. */
enum group { GROUP_write, GROUP_read, GROUP_serve, GROUP_check, GROUPS };

static const char *const headings[] = {
	[GROUP_write] = "Changing archives",
	[GROUP_read] = "Reading archives",
	[GROUP_serve] = "Showing archives",
	[GROUP_check] = "Checking, repairing and signing",
};

/* The function of a command that is built in, NULL for a program. */
#define BUILT_IN(function) nbarc_##function
#ifdef NBARC_SHARED
#define BOTH(function) NULL
#else
#define BOTH(function) nbarc_##function
#endif
#define PROGRAM(function) NULL

static const struct command {
	enum group group;
	const char *name;
	int (*function)(int argc, char **argv);
	const char *summary;
} commands[] = {
#define COMMAND(group, function, name, kind, summary) \
	{GROUP_##group, name, kind(function), summary},
#include "commands.def"
#undef COMMAND
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* One heading of the help text with its commands. */
static void print_group(enum group group)
{
	size_t i;

	printf("%s:\n", headings[group]);
	for (i = 0; i < COMMANDS; i++)
		if (commands[i].group == group)
			printf("  %-12s %s\n", commands[i].name,
			       commands[i].summary);
	printf("\n");
}

/* The part of the help text that comes from commands.def. */
static void print_commands(void)
{
	int group;

	for (group = 0; group < GROUPS; group++)
		print_group((enum group)group);
	printf("'nbarc help COMMAND' describes the options of a command.\n"
	       "Options of nbarc itself:\n");
}

static const struct cli_option options[] = {CLI_END};

static const struct cli tool = {
	.name = "nbarc",
	.synopsis = "COMMAND [OPTION...] [ARGUMENT...]",
	.about = "Keep newspaper pages as TEI documents in a compressed, "
		 "indexed archive.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "a command is missing",
	.more = print_commands,
};

/* ---- a command that was mistyped */

/* Report a command that does not exist; returns the exit code. */
static int no_such_command(const char *word)
{
	struct nbarc_nearest nearest = {.word = word};
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		nbarc_nearest_add(&nearest, commands[i].name,
				  strlen(commands[i].name));
	if (nearest.name[0])
		return cli_usage(&tool,
				 "%s: no such command; did you mean '%s'?",
				 word, nearest.name);
	return cli_usage(&tool, "%s: no such command", word);
}

/* True if the command can read an archive at a URL: nbarc-far has it. */
static bool reads_far(const struct command *c)
{
	return c->group == GROUP_read || strcmp(c->name, "verify") == 0 ||
	       strcmp(c->name, "prove") == 0;
}

/* True if any of these words is a URL, or the file of a collection that has
 * one. */
static bool names_far(char **words)
{
	while (*words && !nbarc_set_is_far(*words))
		words++;
	return *words != NULL;
}

/* Run the command that argv[0] names; returns its exit code. If it reads, and
 * any word after it is a URL or names one, nbarc-far runs it. */
static int run_command(int argc, char **argv)
{
	const struct command *c = commands;

	while (c < commands + COMMANDS && strcmp(argv[0], c->name) != 0)
		c++;
	if (c == commands + COMMANDS)
		return no_such_command(argv[0]);
	if (reads_far(c) && names_far(argv + 1))
		return nbarc_exec(&tool, "far", argv);
	cli_refuse_urls();
	return c->function ? c->function(argc, argv)
			   : nbarc_exec(&tool, argv[0], argv);
}

/*
 * nbarc help: the help text of nbarc, or of a command, as --help prints it. It
 * is no row of the table, because it has neither a source nor a manual page of
 * its own.
 */
static int help(int argc, char **argv)
{
	char option[] = "--help", *words[] = {NULL, option, NULL};

	if (argc == 1) {
		words[0] = argv[0];
		cli_parse(&tool, 2, words, NULL);
	}
	if (argc > 2)
		return cli_usage(&tool, "help describes one command");
	words[0] = argv[1];
	return run_command(2, words);
}

/*
 * A command comes before all options. Options before it are those of nbarc
 * itself, and there are none but --help and --version.
 */
int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "help") == 0)
		return help(argc - 1, argv + 1);
	if (argc > 1 && argv[1][0] != '-')
		return run_command(argc - 1, argv + 1);
	cli_parse(&tool, argc, argv, NULL);
	return cli_usage(&tool, "%s", tool.missing);
}
