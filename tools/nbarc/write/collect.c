/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc collect: write the file of a collection (nbarcs(5)), with which other
 * commands read many archives as one.
 *
 * Of each archive it states the Merkle root, and the titles with their first
 * and last dates. So an identifier leads to the one archive that can have it,
 * and an archive that was changed is noticed.
 */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/newspaper.h>

#include "base/error.h"
#include "base/sha256.h"
#include "cli/cli.h"
#include "open.h"
#include "set/collection.h"

/* One run of the command. The buffers are owned. */
struct collect {
	const char *output;
	struct nb_buf out;
	struct nb_buf ranges; /* of the archive in hand */
};

static const struct cli_option options[] = {
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct collect, output)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc collect",
	.synopsis = "[OPTION...] ARCHIVE...",
	.about = "Write a collection: a file (" NBARC_COLLECTION_SUFFIX
		 ") with which other commands read many\narchives as if they "
		 "were one.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is needed",
	.keeps = true,
};

/* ---- titles and dates */

/* Append a range of the archive in hand. */
static enum nb_status put_range(struct collect *c,
				const struct nbarc_range *range)
{
	return nb_buf_printf(&c->ranges, "%s%s:%s:%s", c->ranges.len ? " " : "",
			     range->title, range->first, range->last);
}

/* Add a page to the range in hand, or begin the next one. Pages come by title
 * and date, so that a title is one range. False if it is no page of a
 * newspaper. */
static bool add_page(struct collect *c, struct nbarc_range *range,
		     const struct nb_string *id, enum nb_status *st)
{
	struct nb_newspaper_id parts;

	if (!nb_newspaper_parse(id->text, id->len, &parts))
		return false;
	if (strcmp(range->title, parts.title) != 0) {
		if (*range->title)
			*st = put_range(c, range);
		memcpy(range->title, parts.title, sizeof(range->title));
		memcpy(range->first, parts.date, sizeof(range->first));
	}
	memcpy(range->last, parts.date, sizeof(range->last));
	return true;
}

/* Find the ranges of an archive, of all pages that it ever had: also of one
 * that is withdrawn it has the answer. "*" if a page has no title and date. */
static enum nb_status find_ranges(struct collect *c, struct nb_archive *a,
				  struct nb_error *err)
{
	struct nbarc_range range = {.title = ""};
	enum nb_status added = NB_OK;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create_detail(
		a, "", 0, false, NB_DETAIL_KEYS, &cursor, err);

	c->ranges.len = 0;
	while (!st && !added) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (add_page(c, &range, &e->id, &added))
			continue;
		c->ranges.len = 0;
		*range.title = '\0';
		added = nb_buf_puts(&c->ranges, "*");
		break;
	}
	nb_cursor_free(cursor);
	if (!added && *range.title)
		added = put_range(c, &range);
	return !st && added ? nb_fail_mem(err) : st;
}

/* ---- paths */

/*
 * The path of an archive as the collection has it, from its own folder; owned.
 * Where that is another folder than this one, and the archive not in it, the
 * path is an absolute one.
 */
static char *path_for(const struct collect *c, const char *path)
{
	const char *slash = c->output ? strrchr(c->output, '/') : NULL;
	size_t folder = slash ? (size_t)(slash - c->output) + 1 : 0;

	if (!folder || *path == '/')
		return strdup(path);
	if (strncmp(path, c->output, folder) == 0)
		return strdup(path + folder);
	return realpath(path, NULL);
}

/* ---- lines */

/* Append the line of an archive that is open. */
static enum nb_status put_archive(struct collect *c, const char *path,
				  struct nb_archive *a, struct nb_error *err)
{
	char root[NB_SHA256_HEX], *given = path_for(c, path);
	struct nb_archive_info info;
	enum nb_status st;

	if (!given)
		return nb_fail_mem(err);
	st = strpbrk(given, "\t\r\n") || *given == '#' || strstr(given, "://")
		     ? nb_fail(err, NB_USAGE,
			       "a collection cannot name such a path")
		     : find_ranges(c, a, err);
	nb_archive_info(a, &info);
	nb_sha256_hex(info.root, root);
	if (!st &&
	    nb_buf_printf(&c->out, "%s\t%s\t%.*s\t%" PRIu64 "\n", given, root,
			  (int)c->ranges.len,
			  c->ranges.len ? (const char *)c->ranges.data : "",
			  info.pages))
		st = nb_fail_mem(err);
	free(given);
	return st;
}

/* Open the archives one by one, and write the file when all are known. */
static enum nb_status collect(struct collect *c, char **paths, size_t count,
			      struct nb_error *err)
{
	enum nb_status st = nb_buf_puts(
		&c->out, "#nbarcs 1\tpath\tMerkle root\ttitle:first:last\t"
			 "pages\n");
	size_t i;

	if (st)
		return nb_fail_mem(err);
	for (i = 0; !st && i < count; i++) {
		struct nb_archive *a;

		st = nbarc_open(paths[i], NULL, &a, err);
		if (!st)
			st = put_archive(c, paths[i], a, err);
		if (st)
			nb_error_file(err, paths[i]);
		nb_archive_close(a);
	}
	return st ? st
		  : cli_output_all(c->output, c->out.data, c->out.len, err);
}

int nbarc_collect(int argc, char **argv)
{
	struct collect c = {.output = NULL};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &c);
	st = collect(&c, argv + optind, (size_t)(argc - optind), &err);
	nb_buf_free(&c.out);
	nb_buf_free(&c.ranges);
	/* Standard output has been closed, if it was written to. */
	if (st)
		cli_error(&tool, &err);
	return nb_exit_code(st);
}
