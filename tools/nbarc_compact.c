/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc compact: an archive written anew. */
#include "nbarc.h"
#include "rewrite.h"

#include <nbarc/rewrite.h>

#include <getopt.h>
#include <time.h>

enum { KEY_OUTPUT = 'o', KEY_PURGE = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_OUTPUT, "output", "FILE", "write there, and leave the archive"},
	{KEY_PURGE, "purge", NULL, "drop superseded and withdrawn text"},
	REWRITE_OPTIONS,
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc compact",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Write an archive anew: small frames are put together, and "
		 "what was withdrawn or\nsuperseded can be dropped for good.",
	.options = options,
};

int nbarc_compact(int argc, char **argv)
{
	struct rewrite r = {.tool = &tool};
	const char *output = NULL;
	struct nbarc_torn torn = {&tool, NULL};
	struct nb_error err;
	enum nb_status st;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_OUTPUT)
			output = optarg;
		else if (key == KEY_PURGE)
			r.options.purge = true;
		else if (!rewrite_option(&r, key))
			return 0;
	}
	if (argc - optind != 1)
		return cli_usage(&tool, "one archive is needed");
	if (!cli_source_date((uint64_t)time(NULL), &r.options.time))
		return cli_usage(&tool, "SOURCE_DATE_EPOCH is not a number of "
					"seconds");
	r.options.writer.torn = nbarc_say_torn;
	r.options.writer.torn_context = &torn;
	torn.path = argv[optind];
	rewrite_begin(&r);
	st = nb_compact(argv[optind], output, &r.options, &r.counts, &err);
	return rewrite_end(&r, st, &err);
}
