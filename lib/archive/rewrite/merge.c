/* SPDX-License-Identifier: Apache-2.0 */
/* One archive from several, and several from one. */
#include "archive/read/tail.h"
#include "archive/rewrite/copy.h"
#include "archive/write/writer.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- pages that several archives have */

static bool same_items(const struct nb_entry *x, const struct nb_entry *y)
{
	size_t i;

	if (x->item_count != y->item_count)
		return false;
	for (i = 0; i < x->item_count; i++)
		if (x->items[i].number != y->items[i].number ||
		    x->items[i].state != y->items[i].state)
			return false;
	return true;
}

/* The state that an entry came with: purging is not another content. */
static unsigned state_of(const struct nb_entry *e)
{
	return e->state == NB_STATE_PURGED ? e->formerly : e->state;
}

/* All that the Merkle root is about, but the revision. */
static bool same_content(const struct nb_entry *x, const struct nb_entry *y)
{
	return state_of(x) == state_of(y) &&
	       memcmp(x->sha256, y->sha256, 32) == 0 &&
	       memcmp(x->source_sha256, y->source_sha256, 32) == 0 &&
	       same_items(x, y);
}

static struct nb_entry *entry_of(const struct nb_copy_group *g, size_t i)
{
	return &g->list[i].page->entry;
}

/* Do the revisions from..to go on from those before them, number by number? */
static bool one_history(const struct nb_copy_group *g, size_t from, size_t to)
{
	size_t i, k;

	for (i = from; i < to; i++)
		for (k = 0; k < from; k++)
			if (entry_of(g, i)->revision ==
				    entry_of(g, k)->revision &&
			    !same_content(entry_of(g, i), entry_of(g, k)))
				return false;
	return true;
}

/* Drop a revision. Others that share its document are no longer what the page
 * directory says. */
static void drop(struct nb_copy_group *g, size_t index)
{
	const struct nb_copy_page *gone = &g->list[index];
	size_t i;

	for (i = 0; i < g->count; i++) {
		struct nb_copy_page *p = &g->list[i];

		if (p->input == gone->input &&
		    p->from.directory == gone->from.directory &&
		    p->from.page_index == gone->from.page_index)
			p->renumbered = true;
	}
	nb_copy_drop(g, index);
}

/* Of two that are the same, one stays: the one that was purged. */
static void drop_one(struct nb_copy_group *g, size_t kept, size_t index)
{
	struct nb_copy_page p = g->list[kept];

	if (entry_of(g, index)->state == NB_STATE_PURGED) {
		g->list[kept] = g->list[index];
		g->list[index] = p;
	}
	drop(g, index);
}

/* Drop those of from..to that are there before them: by number when they are of
 * one history, else by content; the others become newer revisions. */
static void join(struct nb_copy_group *g, size_t *from, size_t to, bool one)
{
	uint32_t last = 0;
	size_t i, k, first = *from;

	for (k = 0; k < first; k++)
		if (entry_of(g, k)->revision > last)
			last = entry_of(g, k)->revision;
	/* The oldest comes first, at the end. */
	for (i = to; i-- > first;) {
		struct nb_entry *e = entry_of(g, i);

		for (k = 0; k < first; k++)
			if (one ? entry_of(g, k)->revision == e->revision
				: same_content(entry_of(g, k), e))
				break;
		if (k < first) {
			drop_one(g, k, i);
			to--;
		} else if (!one) {
			e->revision = ++last;
			g->list[i].renumbered = true;
		}
	}
	*from = to;
}

static int by_revision(const void *a, const void *b)
{
	uint32_t x = ((const struct nb_copy_page *)a)->page->entry.revision;
	uint32_t y = ((const struct nb_copy_page *)b)->page->entry.revision;

	return (x < y) - (x > y);
}

static enum nb_status refuse(const struct nb_copy *c,
			     const struct nb_copy_group *g, size_t at,
			     struct nb_error *err)
{
	const struct nb_entry *e = entry_of(g, at);

	(void)nb_fail(err, NB_INVALID, "%.*s: %.200s has another text of it",
		      (int)e->id.len, e->id.text,
		      c->inputs[g->list[at].input].archive->path);
	nb_error_file(err, c->inputs[g->list[0].input].archive->path);
	return NB_INVALID;
}

static enum nb_status merge_group(struct nb_copy *c, struct nb_copy_group *g,
				  struct nb_error *err)
{
	size_t at = 0, end;

	while (at < g->count && g->list[at].input == g->list[0].input)
		at++;
	if (at == g->count)
		return NB_OK;
	while (at < g->count) {
		bool one;

		for (end = at;
		     end < g->count && g->list[end].input == g->list[at].input;)
			end++;
		one = one_history(g, at, end);
		if (!one && !c->options->revisions)
			return refuse(c, g, at, err);
		join(g, &at, end, one);
	}
	qsort(g->list, g->count, sizeof(*g->list), by_revision);
	return NB_OK;
}

/* ---- merging */

static enum nb_status open_inputs(struct nb_copy *c, const char *const *paths,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->input_count; i++) {
		struct nb_archive *a = NULL;

		st = nb_archive_open(paths[i], &a, err);
		if (!st)
			st = nb_tail_check_rewrite(a, err);
		c->inputs[i].archive = a;
		if (!st && a->commit.time > c->time)
			c->time = a->commit.time;
	}
	return st;
}

enum nb_status nb_merge_archives(const char *const *paths, size_t count,
				 const char *output,
				 const struct nb_rewrite_options *options,
				 struct nb_rewrite_counts *counts,
				 struct nb_error *err)
{
	struct nb_rewrite_options o = *options;
	struct nb_copy c = {.inputs = nb_alloc(count, sizeof(*c.inputs)),
			    .input_count = count,
			    .edit = merge_group,
			    .options = &o,
			    .counts = counts,
			    .number = 1};
	enum nb_status st;
	size_t i;

	memset(counts, 0, sizeof(*counts));
	nb_writer_defaults(&o.writer);
	if (!c.inputs)
		return nb_fail_mem(err);
	st = open_inputs(&c, paths, err);
	if (!st)
		st = nb_copy_run(&c, output, false, err);
	for (i = 0; i < count; i++)
		nb_archive_close(c.inputs[i].archive);
	free(c.inputs);
	return st;
}

/* ---- splitting */

/* The beginnings of the identifiers that an archive has, rising: "jdrb-" or
 * "jdrb-2019". */
struct parts {
	char (*list)[NB_COPY_PREFIX];
	size_t count, cap;
};

static size_t title_len(const struct nb_string *id)
{
	const char *hyphen = memchr(id->text, '-', id->len);

	return (size_t)(hyphen - id->text);
}

static enum nb_status note_part(struct parts *p, const struct nb_string *id,
				enum nb_split_by by, struct nb_error *err)
{
	size_t len = title_len(id) + 1 + (by == NB_SPLIT_YEAR ? 4 : 0);
	char(*grown)[NB_COPY_PREFIX];

	if (p->count && strlen(p->list[p->count - 1]) == len &&
	    memcmp(p->list[p->count - 1], id->text, len) == 0)
		return NB_OK;
	grown = nb_grow(p->list, &p->cap, p->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	p->list = grown;
	memcpy(grown[p->count], id->text, len);
	grown[p->count++][len] = '\0';
	return NB_OK;
}

static enum nb_status find_parts(struct nb_archive *a, enum nb_split_by by,
				 struct parts *p, struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create_detail(
		a, "", 0, false, NB_DETAIL_KEYS, &cursor, err);

	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		st = note_part(p, &e->id, by, err);
	}
	nb_cursor_free(cursor);
	return st;
}

/* "2019" of "jdrb-2019"; NULL of "jdrb-". */
static const char *year_of(const char *prefix)
{
	return strchr(prefix, '-') + 1;
}

/* Titles and years have letters and digits alone: they are names of files. */
static enum nb_status write_part(struct nb_archive *a, const char *dir,
				 const char *name, size_t name_len,
				 struct parts *part,
				 const struct nb_rewrite_options *options,
				 struct nb_rewrite_counts *counts,
				 struct nb_error *err)
{
	struct nb_copy_input input = {.archive = a};
	struct nb_copy c = {.inputs = &input,
			    .input_count = 1,
			    .prefixes = part->list,
			    .prefix_count = part->count,
			    .options = options,
			    .counts = counts,
			    .number = 1,
			    .time = a->commit.time};
	size_t size = strlen(dir) + name_len + sizeof("/.nbarc");
	char *path = nb_alloc(size, 1);
	enum nb_status st;

	if (!path)
		return nb_fail_mem(err);
	(void)snprintf(path, size, "%s/%.*s.nbarc", dir, (int)name_len, name);
	st = nb_copy_run(&c, path, false, err);
	free(path);
	return st;
}

static enum nb_status split_titles(struct nb_archive *a, const char *dir,
				   struct parts *p,
				   const struct nb_rewrite_options *options,
				   struct nb_rewrite_counts *counts,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < p->count; i++) {
		struct parts one = {&p->list[i], 1, 1};

		st = write_part(a, dir, p->list[i], strlen(p->list[i]) - 1,
				&one, options, counts, err);
	}
	return st;
}

/* A year has the pages of all titles. */
static enum nb_status split_years(struct nb_archive *a, const char *dir,
				  struct parts *p,
				  const struct nb_rewrite_options *options,
				  struct nb_rewrite_counts *counts,
				  struct nb_error *err)
{
	struct parts year = {nb_alloc(p->count, sizeof(*year.list)), 0, 0};
	enum nb_status st = NB_OK;
	char done[5] = "", next[5];
	size_t i;

	if (!year.list)
		return nb_fail_mem(err);
	for (;;) {
		/* The least year above the one before. */
		next[0] = '\0';
		for (i = 0; i < p->count; i++) {
			const char *y = year_of(p->list[i]);

			if (strcmp(y, done) > 0 &&
			    (!*next || strcmp(y, next) < 0))
				memcpy(next, y, sizeof(next));
		}
		if (st || !*next)
			break;
		year.count = 0;
		for (i = 0; i < p->count; i++)
			if (strcmp(year_of(p->list[i]), next) == 0)
				memcpy(year.list[year.count++], p->list[i],
				       NB_COPY_PREFIX);
		st = write_part(a, dir, next, 4, &year, options, counts, err);
		memcpy(done, next, sizeof(done));
	}
	free(year.list);
	return st;
}

enum nb_status nb_split(const char *path, enum nb_split_by by, const char *dir,
			const struct nb_rewrite_options *options,
			struct nb_rewrite_counts *counts, struct nb_error *err)
{
	struct nb_rewrite_options o = *options;
	struct parts p = {NULL, 0, 0};
	struct nb_archive *a;
	enum nb_status st;

	memset(counts, 0, sizeof(*counts));
	nb_writer_defaults(&o.writer);
	st = nb_archive_open(path, &a, err);
	if (!st)
		st = nb_tail_check_rewrite(a, err);
	if (!st)
		st = find_parts(a, by, &p, err);
	if (!st)
		st = by == NB_SPLIT_TITLE
			     ? split_titles(a, dir, &p, &o, counts, err)
			     : split_years(a, dir, &p, &o, counts, err);
	nb_archive_close(a);
	free(p.list);
	return st;
}
