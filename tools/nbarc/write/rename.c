/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc rename: give pages other identifiers.
 *
 * The old identifier is withdrawn and answers with the new one. All pages of a
 * command line go into one commit: either all are renamed, or none is. They are
 * taken in the order of the old identifiers, which is mostly that of the file,
 * so that each frame is decoded once.
 */
#include "commands.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "open.h"
#include "torn.h"

#include <nbarc/archive.h>
#include <nbarc/id.h>
#include <nbarc/write.h>

/* The most bytes of a table of identifiers. */
#define TABLE_MAX ((size_t)1 << 30)

/* A page and its new identifier. */
struct pair {
	char from[NB_ID_MAX], to[NB_ID_MAX];
};

/* One run of the command. The list and the writer are owned. */
struct rename {
	const char *table; /* a file with the identifiers, or NULL */
	bool prefix, quiet;
	struct nb_writer *writer;
	struct pair *pairs;
	size_t count, cap;
	size_t hidden; /* pages with the prefix that are withdrawn */
};

static const struct cli_option options[] = {
	{CLI_LONG, "from", "FILE", "rename what FILE lists: old, tab, new",
	 CLI_TEXT(struct rename, table)},
	{CLI_LONG + 1, "prefix", NULL,
	 "OLD and NEW are beginnings of identifiers",
	 CLI_SET(struct rename, prefix)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct rename, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc rename",
	.synopsis = "[OPTION...] ARCHIVE OLD NEW\n"
		    "--prefix [OPTION...] ARCHIVE OLD NEW\n"
		    "--from FILE [OPTION...] ARCHIVE",
	.about = "Give pages other identifiers. The old ones answer with the "
		 "new ones.",
	.options = options,
	.least = 1,
	.most = 3,
	.missing = "an archive, an old and a new identifier are needed",
	.first = CLI_USE_CHANGED,
};

/* ---- which pages */

/* Copy an identifier; NB_USAGE if it is too long to be one. */
static enum nb_status copy_id(char out[NB_ID_MAX], const char *id, size_t len,
			      struct nb_error *err)
{
	if (len >= NB_ID_MAX)
		return nb_fail(err, NB_USAGE,
			       "%.80s: not the identifier of a page", id);
	memcpy(out, id, len);
	out[len] = '\0';
	return NB_OK;
}

/* Add a page to the list. That both are identifiers of pages is checked when
 * the page is renamed. */
static enum nb_status add_pair(struct rename *r, const char *from,
			       size_t from_len, const char *to, size_t to_len,
			       struct nb_error *err)
{
	struct pair *grown =
		nb_grow(r->pairs, &r->cap, r->count + 1, sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	r->pairs = grown;
	st = copy_id(grown[r->count].from, from, from_len, err);
	if (!st)
		st = copy_id(grown[r->count].to, to, to_len, err);
	r->count += !st;
	return st;
}

/* Take a line of the table: empty, a comment, or two identifiers. */
static enum nb_status read_line(struct rename *r, const char *p, size_t len,
				size_t line, struct nb_error *err)
{
	const char *tab = memchr(p, '\t', len);

	if (len && p[len - 1] == '\r')
		len--;
	if (!len || *p == '#')
		return NB_OK;
	if (!tab || memchr(tab + 1, '\t', (size_t)(p + len - tab) - 1))
		return nb_fail(err, NB_INVALID,
			       "line %zu: not an identifier, a tab and another "
			       "identifier",
			       line);
	return add_pair(r, p, (size_t)(tab - p), tab + 1,
			(size_t)(p + len - tab) - 1, err);
}

/* Read the table. */
static enum nb_status read_table(struct rename *r, struct nb_error *err)
{
	struct nb_buf b = {0};
	enum nb_status st = nb_file_read(r->table, TABLE_MAX, &b, err);
	const char *p = (const char *)b.data, *end = p + b.len, *stop;
	size_t line;

	if (!st && b.len && memchr(p, '\0', b.len))
		st = nb_fail(err, NB_INVALID, "not a text in UTF-8");
	for (line = 1; !st && p < end; line++, p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop : end;
		st = read_line(r, p, (size_t)(stop - p), line, err);
	}
	if (st)
		nb_error_file(err, cli_input_name(r->table));
	nb_buf_free(&b);
	return st;
}

/* List the pages whose identifiers begin with `old`, and put `new` in its
 * place. */
static enum nb_status list_prefix(struct rename *r, const char *old,
				  const char *new, struct nb_error *err)
{
	size_t old_len = strlen(old), new_len = strlen(new);
	struct nb_archive *a = nb_writer_archive(r->writer);
	struct nb_buf to = {0};
	const struct nb_entry *e;
	struct nb_cursor *c;
	enum nb_status st = nb_cursor_create_detail(a, old, old_len, false,
						    NB_DETAIL_KEYS, &c, err);

	while (!st) {
		st = nb_cursor_next(c, &e, err);
		if (st || !e)
			break;
		if (e->state != NB_STATE_PRESENT) {
			r->hidden++;
			continue;
		}
		to.len = 0;
		if (nb_buf_add(&to, new, new_len) ||
		    nb_buf_add(&to, e->id.text + old_len, e->id.len - old_len))
			st = nb_fail_mem(err);
		if (!st)
			st = add_pair(r, e->id.text, e->id.len,
				      (const char *)to.data, to.len, err);
	}
	nb_cursor_free(c);
	nb_buf_free(&to);
	if (!st && !r->count)
		st = nb_fail(err, NB_ABSENT,
			     "%s: no page begins with it, or all are withdrawn",
			     old);
	return st;
}

/* For qsort(3). */
static int by_old(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return strcmp(x->from, y->from);
}

/* ---- renaming */

/* Rename all or none: the first failure ends it without a commit. */
static enum nb_status rename_all(struct rename *r, struct nb_error *err)
{
	uint64_t now = 0;
	enum nb_status st = cli_date(&now, err);
	size_t i;

	if (r->count)
		qsort(r->pairs, r->count, sizeof(*r->pairs), by_old);
	for (i = 0; !st && i < r->count && !cli_interrupted(); i++)
		st = nb_writer_rename(r->writer, r->pairs[i].from,
				      r->pairs[i].to, err);
	if (!st && r->count && !cli_interrupted())
		st = nb_writer_commit(r->writer, now, err);
	return st;
}

/* Find the pages that the operands name, and rename them. The table is read
 * before, so that a mistake in it does not lock the archive. */
static enum nb_status run(struct rename *r, char **operands,
			  const struct nb_writer_options *writer,
			  struct nb_error *err)
{
	enum nb_status st = r->table ? read_table(r, err) : NB_OK;

	if (st)
		return st;
	st = nbarc_open_writer(operands[0], writer, &r->writer, err);
	if (!st && r->prefix)
		st = list_prefix(r, operands[1], operands[2], err);
	else if (!st && !r->table)
		st = add_pair(r, operands[1], strlen(operands[1]), operands[2],
			      strlen(operands[2]), err);
	if (!st)
		st = rename_all(r, err);
	if (st)
		nb_error_file(err, operands[0]);
	return st;
}

/*
 * A signal before the commit leaves the archive as it was; one that comes
 * during the commit takes effect after it.
 */
int nbarc_rename(int argc, char **argv)
{
	struct rename r = {.table = NULL};
	struct nbarc_torn torn = {&tool, NULL};
	struct nb_writer_options writer = {.threads = 0};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &r);
	if (r.table ? argc - optind != 1 || r.prefix : argc - optind != 3)
		return cli_usage(&tool, "%s", tool.missing);
	torn.path = argv[optind];
	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	st = run(&r, argv + optind, &writer, &err);
	nb_writer_free(r.writer);
	free(r.pairs);
	cli_die_of_signal();
	if (!st && !r.quiet)
		cli_say(&tool, "%s: %zu renamed", torn.path, r.count);
	if (!st && r.hidden)
		cli_say(&tool,
			"%s: %zu withdrawn or renamed before, which keep their "
			"identifiers",
			torn.path, r.hidden);
	return cli_finish(&tool, st, &err);
}
