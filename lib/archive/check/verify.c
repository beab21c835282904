/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking a whole archive (format-spec/nbarc-format.md, sections 13 and 14).
 *
 * First the chain of commits, then every structure in the order of the file,
 * then the bytes after the newest commit, and last the catalogue and the log as
 * a whole: the entries give the counts that the commit record states, and the
 * hashes of the log (verify_log.h), which lead to the Merkle root. A page is
 * checked when the walk reaches its page directory. A page whose directory is
 * damaged may be whole all the same; it is checked with the entries of the
 * catalogue.
 *
 * While the verification runs, damage that the archive itself reports goes to
 * its callbacks and not to those of nb_archive_open_damaged().
 */
#include "archive/catalogue/lineage.h"
#include "archive/catalogue/roots.h"
#include "archive/catalogue/summary.h"
#include "archive/catalogue/tree.h"
#include "archive/check/problem.h"
#include "archive/check/verify_log.h"
#include "archive/check/verify_pages.h"
#include "archive/salvage/rows.h"
#include "archive/salvage/salvage.h"
#include "archive/read/tail.h"
#include "archive/record/commit.h"
#include "archive/record/note_record.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/error.h"

#include <nbarc/archive.h>
#include <nbarc/verify.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct nb_string no_page = {"", 0};

/* Report damage of no particular page. */
static void report_error(struct nb_verifier *v, struct nb_error *err)
{
	nb_verify_report(v, NB_HURT_STRUCTURE, no_page, 0, NULL, err);
}

static void report_at(struct nb_verifier *v, uint64_t offset, const char *what)
{
	struct nb_error err;

	(void)nb_fail_at(&err, NB_INVALID, offset, "%s", what);
	report_error(v, &err);
}

/* Report progress, in bytes; false if the caller wants to stop. */
static bool report_progress(const struct nb_verifier *v, uint64_t done)
{
	const struct nb_verify_callbacks *c = v->callbacks;

	return !c || !c->progress ||
	       c->progress(c->context, done, v->archive->size);
}

/* ---- the chain of commits */

/* A visitor of nb_archive_commits() that goes on to the first. */
static bool visit_commit(void *context, const struct nb_archive_info *info)
{
	(void)context;
	(void)info;
	return true;
}

/* Going through the commits compares the hash of each, and reads the record of
 * earlier commits. */
static enum nb_status check_chain(struct nb_verifier *v, struct nb_error *err)
{
	enum nb_status st =
		nb_archive_commits(v->archive, visit_commit, NULL, err);

	if (!st || nb_verify_fatal(st))
		return st;
	v->chain_end = err->offset;
	report_error(v, err);
	return NB_OK;
}

/* ---- structures in the order of the file */

/* Report a commit record whose checksum is right and whose fields are not. */
static enum nb_status check_commit(struct nb_verifier *v,
				   const struct nb_scan *scan,
				   const struct nb_place *place,
				   struct nb_error *err)
{
	struct nb_commit c;
	enum nb_status st =
		nb_commit_decode(scan->record.data, place->offset, &c, err);

	if (!st || nb_verify_fatal(st))
		return st;
	report_error(v, err);
	return NB_OK;
}

/* Report a parity record whose head is wrong: a repair relies on it. */
static void check_parity(struct nb_verifier *v, const struct nb_scan *scan,
			 const struct nb_place *place)
{
	const struct nb_buf *r = &scan->record;
	struct nb_parity_set set;
	uint64_t stated;

	if (r->len < NB_PARITY_HEAD + NB_RECORD_CHECK ||
	    !nb_set_read(r->data, &set, &stated) || stated != place->offset)
		report_at(v, place->offset, "parity: its head is wrong");
}

/* Report a note record that is not sound. */
static enum nb_status check_note(struct nb_verifier *v,
				 const struct nb_scan *scan,
				 const struct nb_place *place,
				 struct nb_error *err)
{
	struct nb_checkpoint checkpoint;
	struct nb_note *note;
	enum nb_status st = nb_note_decode(&scan->record, place->offset, &note,
					   &checkpoint, err);

	nb_note_free(note);
	if (!st || nb_verify_fatal(st))
		return st;
	report_error(v, err);
	return NB_OK;
}

/* Report a shared text that is not the one which the header names or, if the
 * header is damaged, the one that a walk has found. */
static void check_shared(struct nb_verifier *v, const struct nb_place *place)
{
	const struct nb_shared *s = &v->archive->shared;

	if (place->size == s->size - NB_HEADER_SIZE &&
	    place->offset + place->size == s->at + s->size - s->lost)
		v->shared = true;
	else
		report_at(v, place->offset,
			  "shared text: it is not where the header says");
}

/* Check the structure at `place`, whose record has a right checksum. */
static enum nb_status check_place(struct nb_verifier *v,
				  const struct nb_scan *scan,
				  const struct nb_place *place,
				  struct nb_error *err)
{
	if (place->what != NB_PLACE_RECORD)
		return NB_OK;
	if (place->kind == NB_RECORD_DIRECTORY)
		return nb_verify_pages(v, place->offset, (uint32_t)place->size,
				       err);
	if (place->kind == NB_RECORD_COMMIT)
		return check_commit(v, scan, place, err);
	if (place->kind == NB_RECORD_SHARED)
		check_shared(v, place);
	if (place->kind == NB_RECORD_CHECKS || place->kind == NB_RECORD_PARITY)
		check_parity(v, scan, place);
	if (place->kind == NB_RECORD_NOTE)
		return check_note(v, scan, place, err);
	return NB_OK;
}

/* Check every structure from the header up to the offset `end`. */
static enum nb_status check_structures(struct nb_verifier *v, uint64_t end,
				       struct nb_error *err)
{
	struct nb_scan scan = {.walk = {.file = v->archive->file,
					.at = NB_HEADER_SIZE,
					.end = end}};
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && scan.walk.at < end) {
		if (!report_progress(v, scan.walk.at)) {
			st = nb_fail(err, NB_ABSENT, "stopped");
			break;
		}
		st = nb_scan_next(&scan, &place, err);
		if (!st)
			st = check_place(v, &scan, &place, err);
		else if (!nb_verify_fatal(st)) {
			if (err->offset != v->walk_cause &&
			    err->offset != v->chain_end)
				report_error(v, err);
			st = NB_OK;
		}
	}
	nb_scan_free(&scan);
	return st;
}

/* What a tail of this kind is, and what becomes of it. */
static const char *tail_text(enum nb_tail_kind kind)
{
	switch (kind) {
	case NB_TAIL_NONE:
		break;
	case NB_TAIL_PADDING:
		return "zeros follow the newest commit, as in a copy made in "
		       "whole blocks; zstd -d stops at them, and the next "
		       "ingest cuts them off";
	case NB_TAIL_UNSEALED:
		return "bytes of an unfinished append follow the newest "
		       "commit; the next ingest cuts them off";
	case NB_TAIL_COMPLETE:
		return "a commit lacks the head of its record; the next "
		       "ingest completes it";
	case NB_TAIL_UNKNOWN:
		return "bytes after the newest commit may be a damaged "
		       "commit; nbarc repair or nbarc rescue can save its "
		       "pages";
	}
	return "";
}

/* Report what follows the newest commit, which ends at `end`, and each page
 * that stands there and in no commit. */
static enum nb_status check_tail(struct nb_verifier *v, uint64_t end,
				 struct nb_error *err)
{
	struct nb_archive *a = v->archive;
	struct nb_salvage *tail;
	struct nb_tail what;
	enum nb_status st;
	bool damaged;
	size_t i;

	/* An earlier commit has no tail, whatever the file has after it. */
	if (a->size == end)
		return NB_OK;
	st = nb_tail_observe(a, &what, &damaged, err);
	if (st || what.kind == NB_TAIL_NONE)
		return st;
	report_at(v, end, tail_text(what.kind));
	st = nb_salvage_create(a->file, &a->shared, end, a->size, NULL, NULL,
			       &tail, err);
	for (i = 0; !st && i < tail->count; i++) {
		const struct nb_salvaged *f = &tail->list[i];

		if (nb_tail_committed(a, f))
			continue;
		(void)nb_fail_at(err, NB_INVALID, f->offset,
				 "%.*s: it stands after the newest commit",
				 f->id_len, f->id);
		nb_verify_report(v, NB_HURT_UNCOMMITTED,
				 (struct nb_string){f->id, f->id_len},
				 f->revision, NULL, err);
	}
	nb_salvage_free(tail);
	return st;
}

/* ---- the catalogue */

/* Nothing of a purged page is left but its entry, which a walk may have found
 * without its hashes. */
static void check_purged(struct nb_verifier *v, const struct nb_entry *e)
{
	const struct nb_salvage *walked = v->archive->salvage;
	struct nb_error err;

	/* A rescue may have written it without hashes. */
	if (!walked || !walked->rehashed || nb_entry_has_hashes(e))
		return;
	(void)nb_fail(&err, NB_INVALID,
		      "%.*s: its hashes are lost from the catalogue",
		      (int)e->id.len, e->id.text);
	nb_verify_report(v, NB_HURT_CATALOGUE, e->id, e->revision, e, &err);
}

/* Check a page of the catalogue that was not checked with its page directory:
 * one whose directory is damaged, or a revision that shares the document of an
 * older one, as a withdrawal does. */
static enum nb_status check_entry(struct nb_verifier *v,
				  const struct nb_entry *e,
				  struct nb_error *err)
{
	bool good;

	if (e->state == NB_STATE_PURGED) {
		check_purged(v, e);
		return NB_OK;
	}
	if (nb_verify_was_checked(v, e))
		return NB_OK;
	return nb_verify_entry(v, e, &good, err);
}

/* Report a page that is called as an item of another page could be. */
static void check_name(struct nb_verifier *v, struct nb_lineage *lineage,
		       const struct nb_entry *e)
{
	struct nb_error err;
	size_t len;

	if (!nb_lineage_next(lineage, &e->id, &len))
		return;
	(void)nb_fail(&err, NB_INVALID,
		      "%.*s: an item of the page %.*s could have the same "
		      "identifier",
		      (int)e->id.len, e->id.text, (int)len, e->id.text);
	report_error(v, &err);
}

static bool counts_agree(const struct nb_commit *a, const struct nb_commit *b)
{
	return a->revisions == b->revisions && a->pages == b->pages &&
	       a->items == b->items && a->document_bytes == b->document_bytes &&
	       a->source_bytes == b->source_bytes;
}

/* Compare the counts of the catalogue with those of the commit. */
static void check_summary(struct nb_verifier *v, const struct nb_summary *sum)
{
	const struct nb_commit *c = &v->archive->commit;
	struct nb_commit found;

	memset(&found, 0, sizeof(found));
	nb_summary_end(sum, &found);
	if (!counts_agree(c, &found))
		report_at(v, c->offset,
			  "commit record: its counts are not those of the "
			  "catalogue");
}

/* Entries of each tree of a commit, counted by the commits that added them. */
struct tree_counts {
	uint64_t entries[NB_TREES_MAX];
};

/* Count an entry in the tree that covers its commit. */
static void count_entry(struct tree_counts *counts, const struct nb_commit *c,
			const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < c->tree_count; i++)
		if (e->commit >= c->trees[i].first_commit &&
		    e->commit <= c->trees[i].last_commit)
			counts->entries[i]++;
}

/* Compare the numbers of entries of the trees with those that the commit
 * states. A commit from before the file was rewritten has no trees. */
static void check_tree_counts(struct nb_verifier *v,
			      const struct tree_counts *counts)
{
	const struct nb_commit *c = &v->archive->commit;
	size_t i;

	for (i = 0; !v->archive->finder.upto && i < c->tree_count; i++)
		if (counts->entries[i] != c->trees[i].entries)
			report_at(v, c->offset,
				  "commit record: a tree has another number of "
				  "entries");
}

/* True if the roots record says of a tree what the tree itself shows. It may
 * leave out the pointers. */
static bool root_fits(const struct nb_root *said, const struct nb_root *is)
{
	return nb_key_compare(&said->last, &is->last) == 0 &&
	       (said->count == 0 ||
		(said->count == is->count &&
		 said->pointers_len == is->pointers_len &&
		 memcmp(said->pointers, is->pointers, is->pointers_len) == 0));
}

/* Compare what the roots record says of a tree with the tree. Damage to the
 * tree is for check_catalogue() to report. */
static enum nb_status check_root(struct nb_verifier *v,
				 const struct nb_tree *tree,
				 const struct nb_root *said,
				 struct nb_zdecoder *decoder,
				 struct nb_error *err)
{
	const struct nb_commit *c = &v->archive->commit;
	struct nb_tree_iter it;
	struct nb_root is;
	enum nb_status st;

	nb_tree_iter_init(&it, v->archive->file, tree, c->offset, decoder);
	it.keys = true;
	st = nb_tree_describe(&it, &is, err);
	if (!st && !root_fits(said, &is))
		report_at(v, c->roots,
			  "roots record: it says something else of a tree than "
			  "the tree");
	nb_tree_iter_free(&it);
	return nb_verify_fatal(st) ? st : NB_OK;
}

static enum nb_status check_roots(struct nb_verifier *v, struct nb_error *err)
{
	const struct nb_commit *c = &v->archive->commit;
	struct nb_zdecoder decoder = {0};
	struct nb_roots roots = {.count = 0};
	enum nb_status st =
		nb_roots_read(&roots, v->archive->file, c, &decoder, err);
	size_t i;

	if (st && !nb_verify_fatal(st)) {
		report_error(v, err);
		st = NB_OK;
	}
	for (i = 0; !st && i < roots.count; i++)
		st = check_root(v, &c->trees[i], &roots.trees[i], &decoder,
				err);
	nb_roots_free(&roots);
	nb_zdecoder_free(&decoder);
	return st;
}

/* Go through the whole catalogue, which checks all its nodes. */
static enum nb_status go_through(struct nb_verifier *v,
				 struct nb_log_check *log, struct nb_error *err)
{
	struct nb_lineage lineage = {.count = 0};
	struct tree_counts counts = {{0}};
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	struct nb_summary sum;
	enum nb_status st;

	nb_summary_init(&sum);
	st = nb_cursor_create(v->archive, "", 0, true, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		nb_summary_add(&sum, e);
		count_entry(&counts, &v->archive->commit, e);
		if (!v->archive->salvage)
			nb_log_check_entry(log, e);
		check_name(v, &lineage, e);
		st = check_entry(v, e, err);
	}
	nb_cursor_free(cursor);
	if (nb_verify_fatal(st))
		return st;
	if (st)
		report_error(v, err);
	/* The walk found the pages, but not what the commit said of them. */
	else if (!v->archive->salvage) {
		check_summary(v, &sum);
		check_tree_counts(v, &counts);
	}
	return NB_OK;
}

/* Check the catalogue and the log. If a walk has replaced the catalogue, the
 * log has nothing to be compared with. */
static enum nb_status check_catalogue(struct nb_verifier *v,
				      struct nb_error *err)
{
	struct nb_log_check log = {.over = true};
	enum nb_status st = NB_OK;

	if (!v->archive->salvage)
		st = nb_log_check_begin(&log, v, err);
	if (!st)
		st = go_through(v, &log, err);
	if (!st && !v->archive->salvage)
		st = nb_log_check_end(&log, err);
	nb_log_check_free(&log);
	return st;
}

/* Report the entries of which a walk found no more than the key, in the log. */
static void report_lost(struct nb_verifier *v)
{
	const struct nb_salvage *s = v->archive->salvage;
	size_t i;

	for (i = 0; s && i < s->count; i++) {
		const struct nb_salvaged *f = &s->list[i];
		bool older = i + 1 < s->count &&
			     nb_salvaged_same_page(f, &s->list[i + 1]);
		struct nb_error err;

		if (f->kind != NB_ROW_LOG)
			continue;
		(void)nb_fail_at(&err, NB_INVALID, f->offset,
				 "%.*s: the entry of revision %" PRIu32
				 " is lost",
				 f->id_len, f->id, f->revision);
		nb_verify_report(v, older ? NB_HURT_CATALOGUE : NB_HURT_TEXT,
				 (struct nb_string){f->id, f->id_len},
				 f->revision, NULL, &err);
	}
}

/* All checks, in order. Only a failure that ends the verification is returned;
 * what is found is in v->worst. */
static enum nb_status verify_all(struct nb_verifier *v, struct nb_error *err)
{
	struct nb_archive *a = v->archive;
	bool walked = a->salvage != NULL;
	uint64_t end = walked ? a->size : a->commit.offset + NB_COMMIT_SIZE;
	struct nb_header header;
	struct nb_error problem;
	enum nb_status st = NB_OK;

	if (nb_header_read(a->file, &header, &problem))
		report_error(v, &problem);
	if (walked)
		report_at(v, a->size,
			  "the header or the newest commit record is damaged; "
			  "pages are found by a walk");
	else
		st = check_chain(v, err);
	if (!st)
		st = nb_verify_start_ahead(v, end, err);
	if (!st)
		st = check_structures(v, end, err);
	nb_verify_end_ahead(v);
	if (!st && a->shared.size && !v->shared)
		report_at(v, NB_HEADER_SIZE,
			  "shared text: it is damaged, or does not end where "
			  "the header says");
	if (!st && !walked)
		st = check_tail(v, end, err);
	if (!st && !walked)
		st = check_roots(v, err);
	/* The walk went forward: the list of directories is in order. */
	if (!st)
		st = check_catalogue(v, err);
	if (!st)
		report_lost(v);
	return st;
}

/* Damage for which the archive turns to a walk over the file: report it, and
 * note where it is, since check_structures() will meet it again. */
static void report_walk_cause(void *context, const struct nb_error *cause)
{
	struct nb_verifier *v = context;
	struct nb_error err = *cause;

	/* What the walk itself finds is reported after it. */
	if (v->walk_cause == NB_NO_OFFSET)
		v->walk_cause = err.offset;
	report_error(v, &err);
}

enum nb_status nb_archive_verify(struct nb_archive *archive,
				 const struct nb_verify_callbacks *callbacks,
				 struct nb_error *err)
{
	struct nb_verifier v = {.archive = archive,
				.callbacks = callbacks,
				.walk_cause = NB_NO_OFFSET,
				.chain_end = NB_NO_OFFSET};
	struct nb_damage damage = archive->damage;
	bool has_tail = archive->has_tail;
	struct nb_error own;
	enum nb_status st;

	archive->damage = (struct nb_damage){&v, report_walk_cause};
	/* check_tail() names the pages after the newest commit; a lookup must
	 * not report them again. */
	archive->has_tail = false;
	st = verify_all(&v, nb_error_or(err, &own));
	archive->has_tail = has_tail;
	archive->damage = damage;
	nb_extents_free(&v.extents);
	free(v.checked);
	free(v.keys);
	if (st) {
		nb_error_file(err, archive->path);
		return st;
	}
	return v.worst;
}
