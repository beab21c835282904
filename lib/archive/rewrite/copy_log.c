/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeping the log of an archive that is written anew, or making a new one
 * (format-spec/nbarc-format.md, section 10, "Rewriting" and "Merging and
 * splitting", and section 11).
 *
 * The leaves of a log do not say where anything stands, so a rewritten archive
 * has the same ones. Only if the log is damaged is it made anew from the
 * catalogue; it then must have the root that the commit record states.
 */
#include "archive/rewrite/copy_log.h"
#include "archive/log/log_order.h"
#include "archive/log/log_writer.h"
#include "archive/record/commit.h"
#include "archive/rewrite/copy_groups.h"
#include "base/error.h"

#include <string.h>

/* Add the leaves of a group in which all entries have commit 1. The group has
 * the newest revision first, the log the oldest. */
static enum nb_status add_renumbered(struct nb_copy *c, struct nb_copy_group *g,
				     void *context, struct nb_error *err)
{
	struct nb_log_writer *log = context;
	enum nb_status st = NB_OK;
	size_t i;

	(void)c;
	for (i = g->count; !st && i-- > 0;) {
		struct nb_entry *e = &g->list[i].page->entry;

		e->commit = 1;
		st = nb_log_writer_entry(log, e, err);
	}
	return st;
}

/* True if the entry is a revision that the copy makes itself, by purging. */
static bool is_new(const struct nb_copy *c, const struct nb_entry *e)
{
	return c->purging && e->commit == c->purging;
}

/* Add the leaf of the revision that a purge has made of the page, if it has. */
static enum nb_status add_new(struct nb_copy *c, struct nb_copy_group *g,
			      void *context, struct nb_error *err)
{
	const struct nb_entry *e = &g->list[0].page->entry;

	return is_new(c, e) ? nb_log_writer_entry(context, e, err) : NB_OK;
}

/* Note the commits of the entries that the archive has. */
static enum nb_status note_commits(struct nb_copy *c, struct nb_copy_group *g,
				   void *context, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = g->count; !st && i-- > 0;) {
		const struct nb_entry *e = &g->list[i].page->entry;

		if (!is_new(c, e))
			st = nb_log_order_note(context, e->commit, err);
	}
	return st;
}

/* Take their leaves. */
static enum nb_status take_leaves(struct nb_copy *c, struct nb_copy_group *g,
				  void *context, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = g->count; !st && i-- > 0;) {
		const struct nb_entry *e = &g->list[i].page->entry;

		if (!is_new(c, e))
			st = nb_log_order_take(context, e, err);
	}
	return st;
}

/* Make the log of the archive from its catalogue. NB_INVALID if it does not
 * have the Merkle root that the commit record states. */
static enum nb_status make_log(struct nb_copy *c, struct nb_log_writer *log,
			       struct nb_error *err)
{
	const struct nb_archive *a = c->inputs[0].archive;
	uint8_t root[NB_SHA256_SIZE];
	struct nb_log_order order = {0};
	enum nb_status st = nb_copy_visit(c, note_commits, &order, err);

	if (!st)
		st = nb_log_order_sort(&order, err);
	while (!st && nb_log_order_more(&order)) {
		st = nb_copy_visit(c, take_leaves, &order, err);
		if (!st)
			st = nb_log_order_write(&order, log, err);
	}
	nb_log_order_free(&order);
	nb_edge_root(&log->edge, root);
	if (st || memcmp(root, a->commit.root, NB_SHA256_SIZE) == 0)
		return st;
	(void)nb_fail_at(err, NB_INVALID, a->commit.offset,
			 "commit record: the Merkle root does not match");
	nb_error_file(err, a->path);
	return NB_INVALID;
}

/* Copy the log of the archive. A damaged one shows before anything is written:
 * it is read once without. */
static enum nb_status copy_log(struct nb_copy *c, struct nb_log_writer *log,
			       struct nb_error *err)
{
	struct nb_archive *a = c->inputs[0].archive;
	struct nb_log_writer nowhere;
	struct nb_log old;
	enum nb_status st =
		nb_log_open(&old, a->file, &a->commit, &a->finder, err);

	nb_log_writer_init(&nowhere, NULL, 0);
	if (!st)
		st = nb_log_writer_copy(&nowhere, &old, err);
	if (!st)
		st = nb_log_writer_copy(log, &old, err);
	nb_log_writer_free(&nowhere);
	nb_log_free(&old);
	return st;
}

/* Add all leaves of the new archive. */
static enum nb_status add_leaves(struct nb_copy *c, struct nb_log_writer *log,
				 struct nb_error *err)
{
	enum nb_status st;

	if (!c->keep_commits)
		return nb_copy_visit(c, add_renumbered, log, err);
	st = copy_log(c, log, err);
	if (st == NB_INVALID)
		st = make_log(c, log, err);
	return st || !c->purged ? st : nb_copy_visit(c, add_new, log, err);
}

enum nb_status nb_copy_log(struct nb_copy *c, struct nb_commit *commit,
			   struct nb_error *err)
{
	struct nb_log_writer log;
	enum nb_status st;

	nb_log_writer_init(&log, &c->sink, c->options->writer.level);
	st = add_leaves(c, &log, err);
	if (!st)
		st = nb_log_writer_end(&log, commit, err);
	nb_log_writer_free(&log);
	return st;
}
