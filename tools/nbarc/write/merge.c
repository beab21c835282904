/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc merge: combine several archives into a new one.
 *
 * Pages with the same identifier must be the same in all archives; where they
 * differ, --revisions keeps both, and without it that is an error. A collection
 * among the operands stands for its archives.
 */
#include "commands.h"

#include <getopt.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/cli.h"
#include "set/collection.h"
#include "set/set.h"
#include "write/rewrite.h"

#include <nbarc/rewrite.h>

static const struct cli_option options[] = {
	{'o', "output", "FILE", "the new archive (required)",
	 CLI_OUTPUT(struct rewrite, output)},
	{CLI_LONG, "revisions", NULL,
	 "keep versions of a page that differ as revisions",
	 CLI_SET(struct rewrite, options.revisions)},
	REWRITE_OPTIONS,
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc merge",
	.synopsis = "-o FILE [OPTION...] ARCHIVE...",
	.about = "Put the pages of several archives into a new one; frames are "
		 "copied unchanged.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is needed",
	.allow = nbarc_set_allow,
};

/* The archives of the operands; all of it is owned, and the paths are those of
 * the operands or of their collections. */
struct inputs {
	struct nbarc_collection *collections; /* one for each operand */
	const char **paths;
	size_t count, cap;
};

/* Add an archive. */
static enum nb_status add_path(struct inputs *in, const char *path,
			       struct nb_error *err)
{
	const char **grown =
		nb_grow(in->paths, &in->cap, in->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	in->paths = grown;
	grown[in->count++] = path;
	return NB_OK;
}

/* Add an operand, or the archives of the collection that it is. */
static enum nb_status add_operand(struct inputs *in, const char *path,
				  struct nbarc_collection *c,
				  struct nb_error *err)
{
	enum nb_status st;
	size_t i;

	if (!nbarc_is_collection(path))
		return add_path(in, path, err);
	st = nbarc_collection_read(path, c, err);
	if (!st && c->far)
		return nb_fail(err, NB_UNSUPPORTED,
			       "%s names an archive at a URL, which can only "
			       "be read; download it, and name the file",
			       path);
	for (i = 0; !st && i < c->count; i++)
		st = add_path(in, c->shards[i].path, err);
	return st;
}

/* Merge the archives of the operands. */
static enum nb_status merge(struct rewrite *r, char **operands, size_t count,
			    struct nb_error *err)
{
	struct inputs in = {.collections =
				    nb_alloc(count, sizeof(*in.collections))};
	enum nb_status st = in.collections ? NB_OK : nb_fail_mem(err);
	size_t i;

	for (i = 0; !st && i < count; i++)
		st = add_operand(&in, operands[i], &in.collections[i], err);
	if (!st)
		st = nb_merge_archives(in.paths, in.count, r->output,
				       &r->options, &r->counts, err);
	for (i = 0; in.collections && i < count; i++)
		nbarc_collection_free(&in.collections[i]);
	free(in.collections);
	free(in.paths);
	return st;
}

int nbarc_merge(int argc, char **argv)
{
	struct rewrite r = {.tool = &tool};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &r);
	if (!r.output)
		return cli_usage(&tool, "--output is missing");
	rewrite_begin(&r);
	st = merge(&r, argv + optind, (size_t)(argc - optind), &err);
	return rewrite_end(&r, st, &err);
}
