/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One archive from several, and several from one (format-spec/nbarc-format.md,
 * section 10, "Merging and splitting").
 *
 * A merge visits the pages of all inputs in one order. Revisions of a page that
 * several inputs have are matched: by number, if those of the later input go on
 * from those of the earlier ones, as they do between an archive and a copy of
 * it that grew; else by content. A split copies the pages of each title or
 * year.
 *
 * Both start a new chain: one commit with number 1.
 */
#include "archive/read/tail.h"
#include "archive/rewrite/copy.h"
#include "archive/rewrite/copy_groups.h"
#include "archive/rewrite/copy_inputs.h"
#include "archive/rewrite/copy_start.h"
#include "archive/write/start.h"
#include "archive/write/writer.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/newspaper.h>
#include <nbarc/rewrite.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- pages that several archives have */

/* True if both have the same items in the same states. */
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

/*
 * The state that an entry came with. Purging does not make it another revision.
 */
static unsigned state_of(const struct nb_entry *e)
{
	return e->state == NB_STATE_PURGED ? e->formerly : e->state;
}

/* True if both have the same state, hashes and items: all that the Merkle root
 * is about, except the revision (section 11). */
static bool same_content(const struct nb_entry *x, const struct nb_entry *y)
{
	return state_of(x) == state_of(y) &&
	       memcmp(x->sha256, y->sha256, NB_SHA256_SIZE) == 0 &&
	       memcmp(x->source_sha256, y->source_sha256, NB_SHA256_SIZE) ==
		       0 &&
	       same_items(x, y);
}

static struct nb_entry *entry_of(const struct nb_copy_group *g, size_t i)
{
	return &g->list[i].page->entry;
}

/* Read the decisions of a revision. */
static enum nb_status read_decisions(struct nb_copy *c,
				     const struct nb_copy_page *p,
				     struct nb_buf *out)
{
	struct nb_archive *archive;
	enum nb_status st = nb_copy_use(c, p->input, &archive, NULL);

	return st ? st
		  : nb_archive_kept_decisions(archive, &p->from, out, NULL);
}

/*
 * True if two revisions have the same decisions of persons, which the root is
 * not about. Those of a purged one are gone, and must not come back. Decisions
 * that cannot be read count as others.
 */
static bool same_decisions(struct nb_copy *c, const struct nb_copy_page *x,
			   const struct nb_copy_page *y)
{
	const struct nb_entry *a = &x->page->entry, *b = &y->page->entry;
	struct nb_buf one = {0}, other = {0};
	bool same = !a->has_decisions && !b->has_decisions;

	if (a->state == NB_STATE_PURGED || b->state == NB_STATE_PURGED)
		return true;
	if (a->has_decisions && b->has_decisions &&
	    !read_decisions(c, x, &one) && !read_decisions(c, y, &other))
		same = one.len == other.len &&
		       memcmp(one.data, other.data, one.len) == 0;
	nb_buf_free(&one);
	nb_buf_free(&other);
	return same;
}

/* True if two revisions of the group have the same content and decisions. */
static bool same_revision(struct nb_copy *c, const struct nb_copy_group *g,
			  size_t i, size_t k)
{
	return same_content(entry_of(g, i), entry_of(g, k)) &&
	       same_decisions(c, &g->list[i], &g->list[k]);
}

/* True if the revisions from..to continue those before them in the group: where
 * both have a number, they have the same content. */
static bool one_history(struct nb_copy *c, const struct nb_copy_group *g,
			size_t from, size_t to)
{
	size_t i, k;

	for (i = from; i < to; i++)
		for (k = 0; k < from; k++)
			if (entry_of(g, i)->revision ==
				    entry_of(g, k)->revision &&
			    !same_revision(c, g, i, k))
				return false;
	return true;
}

/* Drop a revision of the group. The page directory of its document may have
 * named it; revisions that share the document need another one. */
static void drop_revision(struct nb_copy_group *g, size_t index)
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

/* Drop one of two revisions that are the same. The purged one stays: a text
 * that one archive has purged must not come back from another. */
static void drop_duplicate(struct nb_copy_group *g, size_t kept, size_t index)
{
	struct nb_copy_page p = g->list[kept];

	if (entry_of(g, index)->state == NB_STATE_PURGED) {
		g->list[kept] = g->list[index];
		g->list[index] = p;
	}
	drop_revision(g, index);
}

/*
 * Join the revisions *from..to, of one input, to those before them in the
 * group. With `one`, of one history, those that are there already by number are
 * dropped; without, those that are there by content, and the others get numbers
 * above all before. *from becomes the end of what is left of them.
 */
static void join_revisions(struct nb_copy *c, struct nb_copy_group *g,
			   size_t *from, size_t to, bool one)
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
				: same_revision(c, g, k, i))
				break;
		if (k < first) {
			drop_duplicate(g, k, i);
			to--;
		} else if (!one) {
			e->revision = ++last;
			g->list[i].renumbered = true;
		}
	}
	*from = to;
}

/* The newest revision first. */
static int by_revision(const void *a, const void *b)
{
	uint32_t x = ((const struct nb_copy_page *)a)->page->entry.revision;
	uint32_t y = ((const struct nb_copy_page *)b)->page->entry.revision;

	return (x < y) - (x > y);
}

/* NB_INVALID, naming the page and the two archives in which it differs. */
static enum nb_status refuse_difference(const struct nb_copy *c,
					const struct nb_copy_group *g,
					size_t at, struct nb_error *err)
{
	const struct nb_entry *e = entry_of(g, at);

	(void)nb_fail(err, NB_INVALID,
		      "%.*s: its text or what was decided of it differs in "
		      "%.200s",
		      (int)e->id.len, e->id.text,
		      nb_copy_path(c, g->list[at].input));
	nb_error_file(err, nb_copy_path(c, g->list[0].input));
	return NB_INVALID;
}

/* NB_INVALID for a page of one archive that is called as an item of a page of
 * another could be. The parent has the first `len` bytes of its identifier. */
static enum nb_status refuse_clash(const struct nb_copy *c,
				   const struct nb_copy_group *g, size_t len,
				   struct nb_error *err)
{
	const struct nb_entry *e = entry_of(g, 0);

	(void)nb_fail(err, NB_INVALID,
		      "%.*s: an item of the page %.*s could have the same "
		      "identifier",
		      (int)e->id.len, e->id.text, (int)len, e->id.text);
	nb_error_file(err, nb_copy_path(c, g->list[0].input));
	return NB_INVALID;
}

/* The edit of a merge: bring the revisions of all inputs into one history. */
static enum nb_status merge_group(struct nb_copy *c, struct nb_copy_group *g,
				  struct nb_error *err)
{
	size_t at = 0, end;

	if (nb_lineage_next(&c->lineage, &entry_of(g, 0)->id, &end))
		return refuse_clash(c, g, end, err);
	/* The first input's are taken as they are. */
	while (at < g->count && g->list[at].input == g->list[0].input)
		at++;
	if (at == g->count)
		return NB_OK;
	while (at < g->count) {
		bool one;

		for (end = at;
		     end < g->count && g->list[end].input == g->list[at].input;)
			end++;
		one = one_history(c, g, at, end);
		if (!one && !c->options->revisions)
			return refuse_difference(c, g, at, err);
		join_revisions(c, g, &at, end, one);
	}
	qsort(g->list, g->count, sizeof(*g->list), by_revision);
	return NB_OK;
}

/* ---- merging */

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
			    .regroup = true,
			    .join_seams = true,
			    .options = &o,
			    .counts = counts,
			    .number = 1};
	enum nb_status st;
	unsigned shared;
	size_t i;

	memset(counts, 0, sizeof(*counts));
	if (!c.inputs)
		return nb_fail_mem(err);
	for (i = 0; i < count; i++)
		c.inputs[i].path = paths[i];
	st = nb_copy_inputs_survey(&c, err);
	nb_writer_defaults(&o.writer, !st && nb_copy_shared(&c, &shared));
	if (!st)
		st = nb_copy_run(&c, output, false, err);
	nb_copy_inputs_free(&c);
	free(c.inputs);
	return st;
}

/* ---- splitting */

#define YEAR_DIGITS 4

/*
 * The beginnings of the identifiers that an archive has, rising: "jdrb-" by
 * title, "jdrb-2019" by title and year. The list is owned or borrowed, as its
 * user says.
 */
struct parts {
	char (*list)[NB_COPY_PREFIX];
	size_t count, cap;
};

/* Add the part of a page, unless it is that of the page before. NB_USAGE for a
 * page that has no title and no year in its identifier. */
static enum nb_status note_part(struct parts *p, const struct nb_string *id,
				enum nb_split_by by, struct nb_error *err)
{
	struct nb_newspaper_id parts;
	char(*grown)[NB_COPY_PREFIX];
	size_t len;

	if (!nb_newspaper_parse(id->text, id->len, &parts) || !parts.page[0])
		return nb_fail(err, NB_USAGE,
			       "%.*s: the identifier has no title and date to "
			       "split by",
			       (int)id->len, id->text);
	len = strlen(parts.title) + 1 + (by == NB_SPLIT_YEAR ? YEAR_DIGITS : 0);

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

/* List the parts that the pages of an archive belong to, into *p, whose list
 * the caller frees, also after a failure. */
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

/* The year of a part, "2019" of "jdrb-2019". */
static const char *year_of(const char *prefix)
{
	return strchr(prefix, '-') + 1;
}

/*
 * Write the pages with the prefixes of `part` to dir/NAME.nbarc. A name, which
 * is a title code or a year, has letters and digits alone, so it cannot leave
 * dir.
 */
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

/* Write an archive for each title: a part is one. */
static enum nb_status split_titles(struct nb_archive *a, const char *dir,
				   struct parts *p,
				   const struct nb_rewrite_options *options,
				   struct nb_rewrite_counts *counts,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < p->count; i++) {
		struct parts one = {&p->list[i], 1, 1}; /* borrowed */

		/* Without the hyphen. */
		st = write_part(a, dir, p->list[i], strlen(p->list[i]) - 1,
				&one, options, counts, err);
	}
	return st;
}

/* Write an archive for each year, which has the pages of all titles: the parts
 * of one year are picked from the list, which is sorted by title. */
static enum nb_status split_years(struct nb_archive *a, const char *dir,
				  struct parts *p,
				  const struct nb_rewrite_options *options,
				  struct nb_rewrite_counts *counts,
				  struct nb_error *err)
{
	struct parts year = {nb_alloc(p->count, sizeof(*year.list)), 0, 0};
	enum nb_status st = NB_OK;
	char done[YEAR_DIGITS + 1] = "", next[YEAR_DIGITS + 1];
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
		st = write_part(a, dir, next, YEAR_DIGITS, &year, options,
				counts, err);
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
	st = nb_archive_open(path, &a, err);
	if (!st) {
		nb_writer_defaults(&o.writer, a->shared.size);
		st = nb_tail_check_rewrite(a, err);
	}
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
