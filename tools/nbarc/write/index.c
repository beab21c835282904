/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc index: make the index of an archive, which nbarc grep uses, or bring it
 * up to date. A program of its own, because the library of searches is.
 *
 * Nothing is lost with an index, so that one that is damaged, or of an archive
 * that was replaced, is simply made anew.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "open.h"
#include "torn.h"
#include "where_index.h"

#include <nbarc/index.h>

/* One run. `progress` comes first: cli_go_on() is given this structure. */
struct index {
	struct cli_progress progress;
	bool small, anew, check, embed, quiet;
	const char *output;
};

static const struct cli_option options[] = {
	{CLI_LONG, "small", NULL, "a third of the size, and slower searches",
	 CLI_SET(struct index, small)},
	{CLI_LONG + 1, "anew", NULL, "make it anew, even if it is sound",
	 CLI_SET(struct index, anew)},
	{CLI_LONG + 2, "check", NULL, "read the index for damage, and no more",
	 CLI_SET(struct index, check)},
	{CLI_LONG + 3, "embed", NULL, "append the index to the archive itself",
	 CLI_SET(struct index, embed)},
	{'o', "output", "FILE", "the index (default: ARCHIVE.idx)",
	 CLI_OUTPUT(struct index, output)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct index, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc index",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Make the index of an archive, for fast searches, or bring it "
		 "up to date.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.first = CLI_USE_REPLACED,
	.beside = NB_INDEX_SUFFIX,
};

/* Say what the index is: on standard output, because it is what the command was
 * run for. */
static void print_info(const struct nb_index_info *i)
{
	printf("%" PRIu64 " %s; the index has %" PRIu64 " %s of %" PRIu64
	       " %s, in %u %s, and %" PRIu64 " %s\n",
	       i->added, cli_plural(i->added, "page added", "pages added"),
	       i->documents,
	       i->small ? cli_plural(i->documents, "group", "groups")
			: cli_plural(i->documents, "item", "items"),
	       i->entries, cli_plural(i->entries, "page", "pages"), i->segments,
	       cli_plural(i->segments, "segment", "segments"), i->bytes,
	       cli_plural(i->bytes, "byte", "bytes"));
}

/* Open the index that is to be read. One that is embedded is that of an archive
 * with no file beside it, and never stands for a file that is damaged. */
static enum nb_status open_index(const struct index *x, const char *path,
				 struct nb_archive *archive,
				 struct nb_index **index, struct nb_error *err)
{
	enum nb_status st;

	if (x->output)
		return nb_index_open(archive, x->output, index, err);
	st = x->embed ? NB_ABSENT : nbarc_open_index(path, archive, index, err);
	return st == NB_ABSENT ? nb_index_open_embedded(archive, index, err)
			       : st;
}

/* Read the whole index. That there is none is an answer, too. */
static enum nb_status check(const struct index *x, const char *path,
			    struct nb_index_info *info, struct nb_error *err)
{
	struct nb_archive *archive;
	struct nb_index *index = NULL;
	enum nb_status st = nbarc_open(path, NULL, &archive, err);

	if (!st)
		st = open_index(x, path, archive, &index, err);
	if (!st)
		st = nb_index_check(index, err);
	if (!st)
		nb_index_describe(index, info);
	nb_index_close(index);
	nb_archive_close(archive);
	return st;
}

/*
 * Make the index, or bring it up to date. A signal stops the work between two
 * pages. What was written by then is not part of the index, which is as it was.
 */
static enum nb_status make(struct index *x, const char *path,
			   struct nb_index_info *info, struct nb_error *err)
{
	struct nbarc_torn torn = {&tool, path};
	struct nb_writer_options writer = {0};
	const struct nb_index_options how = {.small = x->small,
					     .anew = x->anew,
					     .embed = x->embed,
					     .writer = &writer,
					     .progress = cli_go_on,
					     .context = x};
	enum nb_status st;

	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	cli_progress_start(&x->progress, "page", x->quiet);
	st = nb_index_update(path, x->output, &how, info, err);
	cli_progress_end(&x->progress);
	cli_die_of_signal();
	return st;
}

int nbarc_index(int argc, char **argv)
{
	struct index x = {.small = false};
	struct nb_index_info info;
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &x);
	if (x.check && (x.small || x.anew))
		return cli_usage(&tool, "--check makes nothing");
	if (x.embed && x.output)
		return cli_usage(&tool, "--embed has no file of its own");
	if (x.check)
		st = check(&x, argv[optind], &info, &err);
	else
		st = make(&x, argv[optind], &info, &err);
	if (!st && !x.quiet)
		print_info(&info);
	return cli_finish(&tool, st, &err);
}
