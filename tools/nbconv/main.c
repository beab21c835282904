/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbconv: charset conversion that loses nothing. This file reads the command
 * line; convert.c and detect.c do the work.
 *
 * Without operands it is a filter, like iconv(1). Options that exclude each
 * other are refused here, before anything is opened.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/cli.h"
#include "convert.h"
#include "detect.h"

enum {
	KEY_PROFILE = CLI_LONG,
	KEY_ESCAPE,
	KEY_UNESCAPE,
	KEY_VERIFY,
	KEY_NO_VERIFY,
	KEY_REPORT,
	KEY_DETECT,
};

static const struct cli_option options[] = {
	{'f', "from-code", "CHARSET",
	 "charset of the input (default: detected)",
	 CLI_TEXT(struct nbconv, options.from)},
	{'t', "to-code", "CHARSET", "charset of the output (default: UTF-8)",
	 CLI_TEXT(struct nbconv, options.to)},
	{KEY_PROFILE, "profile", "NAME",
	 "edition of GB18030: 2022, 2005, 2000 or web", CLI_RETURN},
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct nbconv, path)},
	{KEY_ESCAPE, "escape", NULL,
	 "write bytes that are not characters as escapes",
	 CLI_SET(struct nbconv, options.escape)},
	{KEY_UNESCAPE, "unescape", NULL, "turn escapes back into bytes",
	 CLI_SET(struct nbconv, options.unescape)},
	{KEY_VERIFY, "verify", NULL,
	 "convert back and compare (default for files)", CLI_RETURN},
	{KEY_NO_VERIFY, "no-verify", NULL, "do not convert back", CLI_RETURN},
	{KEY_REPORT, "report", "FORMAT",
	 "report what was found and done, as json", CLI_RETURN},
	{KEY_DETECT, "detect", NULL,
	 "print the charsets of the files, convert nothing",
	 CLI_SET(struct nbconv, detect)},
	{'q', "quiet", NULL, "no progress and no warnings",
	 CLI_SET(struct nbconv, quiet)},
	CLI_END,
};

/* --version also says what decides the result of a conversion. */
static void print_versions(void)
{
	printf("GB 18030-2022 tables: sha256 %s\n"
	       "other charsets: iconv(3) of %s\n",
	       nb_gb18030_table_id(), nb_iconv_version());
}

static const struct cli tool = {
	.name = "nbconv",
	.synopsis = "[OPTION...] [FILE...]\n--detect [FILE...]",
	.about =
		"Convert text between GB18030, UTF-8 and the charsets of iconv without\n"
		"losing a byte.",
	.options = options,
	.most = CLI_ANY,
	.versions = print_versions,
};

/* An option that the table does not store: 0, or the exit code. */
static int set_option(struct nbconv *n, int key)
{
	switch (key) {
	case KEY_PROFILE:
		if (nb_gb18030_profile_find(optarg, &n->options.profile))
			return 0;
		return cli_usage(&tool, "no profile '%s'", optarg);
	case KEY_VERIFY:
	case KEY_NO_VERIFY:
		n->verify_given = true;
		n->verify =
			key == KEY_VERIFY ? NB_VERIFY_ALWAYS : NB_VERIFY_NEVER;
		return 0;
	default: /* KEY_REPORT */
		n->report = n->options.survey = true;
		if (strcmp(optarg, "json") == 0)
			return 0;
		return cli_usage(&tool, "no report format '%s'", optarg);
	}
}

/* True if the output is UTF-8, which a terminal can show. */
static bool is_text_output(const struct nbconv *n)
{
	return !n->options.to || strcasecmp(n->options.to, "UTF-8") == 0 ||
	       strcasecmp(n->options.to, "UTF8") == 0;
}

/* Options that exclude each other: 0, or the exit code. */
static int check_usage(const struct nbconv *n)
{
	const struct nb_convert_options *o = &n->options;

	if (n->detect &&
	    (n->path || o->from || o->to || o->escape || o->unescape))
		return cli_usage(&tool, "--detect converts nothing");
	if (n->detect)
		return 0;
	if (o->escape && o->unescape)
		return cli_usage(&tool,
				 "--escape and --unescape exclude each other");
	if (!n->path && !is_text_output(n) && isatty(STDOUT_FILENO) == 1)
		return cli_usage(&tool,
				 "%s is not for a terminal; write it to a file "
				 "with --output",
				 o->to);
	return 0;
}

/* "-" stands for standard input, also where no file is named. */
int main(int argc, char **argv)
{
	static char standard_input[] = "-";
	static char *none[] = {standard_input};
	struct nbconv n = {.cli = &tool};
	char **files = none;
	int key, bad, count = 1;

	while ((key = cli_next(&tool, argc, argv, &n)) != -1) {
		bad = set_option(&n, key);
		if (bad)
			return bad;
	}
	bad = check_usage(&n);
	if (bad)
		return bad;
	if (optind < argc) {
		files = argv + optind;
		count = argc - optind;
	}
	return n.detect ? nbconv_detect(&n, files, count)
			: nbconv_convert(&n, files, count);
}
