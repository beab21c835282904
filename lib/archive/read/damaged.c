/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading an archive that is damaged: when the whole file is walked over, and
 * what is made of the bytes after the newest commit
 * (format-spec/nbarc-format.md, section 14.5, "When to walk", and section
 * 10.2, "The end of the file").
 *
 * An answer that damage may have falsified is never given silently: pages that
 * are found by a walk are given with a report, and pages that are not found are
 * NB_INVALID instead of NB_ABSENT.
 */
#include "archive/read/damaged.h"
#include "archive/catalogue/entry.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/salvage/entry.h"
#include "archive/salvage/rows.h"
#include "archive/salvage/salvage.h"
#include "archive/read/tail.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/file.h"
#include "base/le.h"

#include <nbarc/id.h>

#include <inttypes.h>
#include <string.h>

/* The most bytes of an identifier in a message: it may be anything that a
 * caller has asked for. No identifier of a page or an item has more. */
#define SHOWN_ID_MAX (NB_ITEM_ID_MAX - 1)

/* The precision with which an identifier is printed. */
static int shown_len(const struct nb_string *id)
{
	return (int)(id->len < SHOWN_ID_MAX ? id->len : SHOWN_ID_MAX);
}

/* Report damage to the caller that has chosen to tolerate it. */
static void report(struct nb_archive *a, struct nb_error *err)
{
	nb_error_file(err, a->path);
	a->damage.report(a->damage.context, err);
}

/* Report what the walk shows of the damage beyond its cause: that bytes were
 * inserted or lost, and that entries are missing. */
static void report_walk(struct nb_archive *a)
{
	const struct nb_salvage *s = a->salvage;
	const struct nb_anchor *moved = nb_anchors_moved(&s->anchors);
	struct nb_error err;

	if (moved) {
		bool later = moved->found > moved->stated;
		uint64_t by = later ? moved->found - moved->stated
				    : moved->stated - moved->found;

		(void)nb_fail_at(&err, NB_INVALID, moved->found,
				 "bytes were %s: this record stands %" PRIu64
				 " byte%s %s than it was written",
				 later ? "inserted" : "lost", by,
				 by == 1 ? "" : "s",
				 later ? "later" : "earlier");
		report(a, &err);
	}
	if (s->count - s->lost < s->newest.revisions) {
		uint64_t all = s->newest.revisions;
		uint64_t gone = all - (s->count - s->lost);

		(void)nb_fail_at(&err, NB_INVALID, s->newest.offset,
				 "%" PRIu64 " of %" PRIu64
				 " page entr%s of the newest commit %s not "
				 "found",
				 gone, all, all == 1 ? "y" : "ies",
				 gone == 1 ? "was" : "were");
		report(a, &err);
	}
}

enum nb_status nb_archive_salvage(struct nb_archive *a, struct nb_error *err)
{
	struct nb_error cause = *err;
	enum nb_status st;

	/* The walk was made for other damage: this is still to be reported. */
	if (a->salvage) {
		report(a, &cause);
		err->status = NB_OK;
		return NB_OK;
	}
	st = nb_salvage_create(a->file, &a->shared, 0, a->size, NULL, NULL,
			       &a->salvage, err);
	if (st)
		return st;
	if (a->salvage->count == 0) {
		/* Not an archive: the first error is the one to report. */
		nb_salvage_free(a->salvage);
		a->salvage = NULL;
		*err = cause;
		return NB_INVALID;
	}
	a->end = a->size;
	a->commit.tree_count = 0; /* the catalogue is not to be used again */
	report(a, &cause);
	report_walk(a);
	err->status = NB_OK;
	return NB_OK;
}

/* True if the page directory that the entry names stands in its place. */
static bool directory_stands(const struct nb_archive *a,
			     const struct nb_entry *e)
{
	struct nb_directory d;
	bool is = nb_directory_read(a->file, e->directory, e->directory_size,
				    a->end, &d, NULL) == NB_OK &&
		  e->page_index < d.count &&
		  d.pages[e->page_index].id_len == e->id.len &&
		  memcmp(d.pages[e->page_index].id, e->id.text, e->id.len) == 0;

	nb_directory_free(&d);
	return is;
}

enum nb_status nb_archive_relocate(struct nb_archive *a,
				   const struct nb_entry *e,
				   struct nb_entry *moved, struct nb_error *err)
{
	struct nb_error cause = *err;
	enum nb_status st = NB_OK;

	if (!a->salvage) {
		if (directory_stands(a, e))
			return NB_INVALID;
		st = nb_archive_salvage(a, err);
	}
	*moved = *e;
	if (!st && nb_salvage_locate(a->salvage, moved) &&
	    (nb_entry_frame(moved) != nb_entry_frame(e) ||
	     nb_entry_sources(moved) != nb_entry_sources(e)))
		return NB_OK;
	if (!st || st == NB_INVALID) {
		*err = cause;
		return NB_INVALID;
	}
	return st;
}

/* True if the i-th entry of the walk has the key; its revision UINT32_MAX
 * stands for any. */
static bool is_key(const struct nb_salvage *s, size_t i,
		   const struct nb_entry_key *key)
{
	const struct nb_salvaged *f = &s->list[i];

	return f->id_len == key->id.len &&
	       memcmp(f->id, key->id.text, f->id_len) == 0 &&
	       (key->revision == UINT32_MAX || f->revision == key->revision);
}

enum nb_status nb_salvage_find(struct nb_archive *a,
			       const struct nb_entry_key *key,
			       const struct nb_entry **entry,
			       struct nb_error *err)
{
	size_t i = nb_salvage_seek(a->salvage, key);

	if (i < a->salvage->count && is_key(a->salvage, i, key))
		return nb_salvage_entry(a->salvage, i, entry, err);
	return nb_fail(err, NB_ABSENT,
		       "%.*s: not found, but the archive is damaged: it may "
		       "have been lost",
		       shown_len(&key->id), key->id.text);
}

/* ---- after the newest commit */

/* Walk over the bytes after the newest commit, unless that was done. */
static enum nb_status load_tail(struct nb_archive *a, struct nb_error *err)
{
	if (a->tail)
		return NB_OK;
	return nb_salvage_create(a->file, &a->shared,
				 a->commit.offset + NB_COMMIT_SIZE, a->size,
				 NULL, NULL, &a->tail, err);
}

/* True if the tail has a page entry that the newest commit does not have. */
static bool tail_has_more(struct nb_archive *a)
{
	size_t i;

	for (i = 0; i < a->tail->count; i++)
		if (!nb_tail_committed(a, &a->tail->list[i]))
			return true;
	return false;
}

/* NB_INVALID, with a message about a tail that may have been a commit. */
static enum nb_status doubtful(const struct nb_archive *a, bool damaged_commit,
			       struct nb_error *err)
{
	uint64_t end = a->commit.offset + NB_COMMIT_SIZE;

	if (damaged_commit)
		return nb_fail_at(err, NB_INVALID, a->size - NB_COMMIT_SIZE,
				  "the newest commit record is damaged");
	return nb_fail_at(err, NB_INVALID, end,
			  "%" PRIu64 " byte%s after the newest commit may be a "
			  "damaged commit: newer revisions of pages may be "
			  "lost",
			  a->size - end, a->size - end == 1 ? "" : "s");
}

/*
 * If the tail may have been a commit, pages of the archive may be older than
 * the newest revisions that were committed, or withdrawn by now. So what can be
 * found of that commit counts: the whole file is walked over. If nothing is
 * found, the doubt is reported.
 */
static enum nb_status doubt_tail(struct nb_archive *a, struct nb_error *err)
{
	enum nb_status st = load_tail(a, err);

	if (st)
		return st;
	(void)doubtful(a, false, err);
	if (tail_has_more(a))
		return nb_archive_salvage(a, err);
	report(a, err);
	err->status = NB_OK;
	return NB_OK;
}

enum nb_status nb_tail_check(struct nb_archive *a, struct nb_error *err)
{
	struct nb_tail tail;
	bool damaged;
	enum nb_status st = nb_tail_observe(a, &tail, &damaged, err);

	if (st)
		return st;
	a->has_tail = tail.kind != NB_TAIL_NONE && tail.kind != NB_TAIL_PADDING;
	if (damaged) {
		(void)doubtful(a, true, err);
		return nb_archive_salvage(a, err);
	}
	return nb_tail_doubtful(&tail) ? doubt_tail(a, err) : NB_OK;
}

enum nb_status nb_archive_check_end(struct nb_archive *a, struct nb_error *err)
{
	struct nb_tail tail;
	bool damaged;
	struct nb_error own;
	enum nb_status st;

	err = nb_error_or(err, &own);
	st = nb_tail_observe(a, &tail, &damaged, err);
	if (!st && (damaged || nb_tail_doubtful(&tail)))
		st = doubtful(a, damaged, err);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* Report that a page stands after the newest commit only. */
static void report_tail(struct nb_archive *a, const struct nb_string *id)
{
	uint64_t end = a->commit.offset + NB_COMMIT_SIZE;
	struct nb_error err;

	(void)nb_fail_at(&err, NB_INVALID, end,
			 "%.*s stands after the newest commit, in %" PRIu64
			 " byte%s of an append that was not finished or is "
			 "damaged",
			 shown_len(id), id->text, a->size - end,
			 a->size - end == 1 ? "" : "s");
	report(a, &err);
}

enum nb_status nb_tail_find(struct nb_archive *a,
			    const struct nb_entry_key *key,
			    const struct nb_entry **entry, struct nb_error *err)
{
	enum nb_status st = load_tail(a, err);
	size_t i;

	if (st)
		return st;
	i = nb_salvage_seek(a->tail, key);
	if (i == a->tail->count || !is_key(a->tail, i, key))
		return nb_fail_at(
			err, NB_ABSENT, a->commit.offset + NB_COMMIT_SIZE,
			"%.*s: not found, but the end of the archive "
			"is cut off or damaged: it may have been lost",
			shown_len(&key->id), key->id.text);
	report_tail(a, &key->id);
	/* Its frame may be read, although no commit covers it. */
	a->end = a->size;
	err->status = NB_OK;
	return nb_salvage_entry(a->tail, i, entry, err);
}

enum nb_status nb_tail_warn(struct nb_archive *a,
			    const struct nb_string *prefix,
			    struct nb_error *err)
{
	struct nb_entry_key key = {*prefix, UINT32_MAX};
	enum nb_status st = load_tail(a, err);
	size_t i;

	if (st)
		return st;
	i = nb_salvage_seek(a->tail, &key);
	for (; i < a->tail->count; i++) {
		const struct nb_salvaged *f = &a->tail->list[i];
		struct nb_string id = {f->id, f->id_len};

		if (f->id_len < prefix->len ||
		    memcmp(f->id, prefix->text, prefix->len) != 0)
			break;
		if (!nb_tail_committed(a, f))
			report_tail(a, &id);
	}
	return NB_OK;
}
