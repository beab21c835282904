/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting the list of a walk in order (format-spec/nbarc-format.md, section
 * 14).
 *
 * Each frame that a leaf names is matched with a page directory of the list,
 * which says where the frame really is. Then the worse rows of each key are
 * dropped. The log has the keys of all entries: one that is nowhere else was
 * lost, and it may have withdrawn its page.
 */
#include "archive/salvage/order.h"
#include "archive/catalogue/entry.h"
#include "archive/log/log_record.h"
#include "archive/record/displaced.h"
#include "archive/salvage/frames.h"
#include "archive/salvage/rows.h"

#include <string.h>

/* The most rows of the list that are looked at for the page directory of a
 * claim: revisions of a page, each in some leaves and a directory. An archive
 * has a few of them, a hostile file could have any number. */
#define ROWS_TRIED 256u

/* ---- where the frames are */

/*
 * Find the page directory of a claim: one that lists the page of its first
 * entry, in this revision or in an older one that has the same document. One
 * that stands where the leaf says is taken at once, and otherwise one whose
 * frame is sound rather than another.
 */
static uint32_t find_directory(const struct nb_salvage *s,
			       const struct nb_claim *c)
{
	size_t i = nb_salvage_seek(s, &c->first), n;
	uint32_t best = NB_NO_FRAME;

	for (n = 0; n < ROWS_TRIED && i < s->count; n++, i++) {
		const struct nb_salvaged *f = &s->list[i];
		const struct nb_found_frame *d;

		if (f->id_len != c->first.id.len ||
		    memcmp(f->id, c->first.id.text, f->id_len) != 0)
			break;
		if (f->kind != NB_ROW_DIRECTORY ||
		    !nb_frames_match(&s->frames, c, f->frame, f->place))
			continue;
		d = &s->frames.found[f->frame];
		if (best == NB_NO_FRAME ||
		    (d->sound && (d->directory == c->stated ||
				  !s->frames.found[best].sound)))
			best = f->frame;
		if (d->sound && d->directory == c->stated)
			break;
	}
	return best;
}

/*
 * Match the claims with page directories; those are further anchors, from which
 * the places of the rest are inferred. The list is sorted and still has all
 * rows.
 */
static enum nb_status locate_frames(struct nb_salvage *s, struct nb_error *err)
{
	struct nb_frames *f = &s->frames;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < f->claim_count; i++) {
		struct nb_claim *c = &f->claims[i];

		c->found = find_directory(s, c);
		if (c->found != NB_NO_FRAME)
			st = nb_anchors_add(&s->anchors, c->stated,
					    f->found[c->found].directory, err);
	}
	nb_anchors_sort(&s->anchors);
	for (i = 0; !st && i < f->claim_count; i++)
		if (f->claims[i].found == NB_NO_FRAME)
			nb_frames_infer(s->file, s->end, &s->anchors,
					&f->claims[i]);
	return st;
}

/*
 * True if the entry b, which has the key of a and follows it in the list, is to
 * be kept instead: both are from page directories, and only b's frame is sound.
 */
static bool is_better(const struct nb_salvage *s, const struct nb_salvaged *a,
		      const struct nb_salvaged *b)
{
	return a->kind == NB_ROW_DIRECTORY && b->kind == NB_ROW_DIRECTORY &&
	       !s->frames.found[a->frame].sound &&
	       s->frames.found[b->frame].sound;
}

/* Keep the best entry of each key in the sorted list. */
static void drop_worse(struct nb_salvage *s)
{
	size_t i, kept = 0;

	if (s->count == 0)
		return;
	for (i = 1; i < s->count; i++) {
		struct nb_entry_key a = nb_salvaged_key(&s->list[kept]);
		struct nb_entry_key b = nb_salvaged_key(&s->list[i]);

		if (nb_key_compare(&a, &b) != 0)
			s->list[++kept] = s->list[i];
		else if (is_better(s, &s->list[kept], &s->list[i]))
			s->list[kept] = s->list[i];
	}
	s->count = kept + 1;
}

/* ---- the log */

/* True if the list, which is in order up to `count`, has the key. */
static bool has_key(const struct nb_salvage *s, size_t count,
		    const struct nb_log_key *key)
{
	struct nb_entry_key wanted = {key->id, key->revision}, found;
	struct nb_salvage sorted = {.list = s->list, .count = count};
	size_t i = nb_salvage_seek(&sorted, &wanted);

	if (i == count)
		return false;
	found = nb_salvaged_key(&s->list[i]);
	return nb_key_compare(&found, &wanted) == 0;
}

/* Add the keys of a log record that the first `count` rows do not have. */
static enum nb_status add_lost(struct nb_salvage *s, size_t count,
			       const struct nb_log_place *place,
			       struct nb_log_node *node, struct nb_error *err)
{
	enum nb_status st = nb_log_node_read(node, s->file, place, s->end, err);
	size_t i;

	if (!st)
		st = nb_log_node_keys(node, nb_frame_decoder(s->frame), err);
	for (i = 0; !st && i < place->count; i++) {
		const struct nb_log_key *key = &node->keys[i];
		struct nb_salvaged row = {.kind = NB_ROW_LOG,
					  .offset = place->offset,
					  .size = place->size,
					  .revision = key->revision,
					  .frame = NB_NO_FRAME};

		if (!has_key(s, count, key))
			st = nb_salvage_add(s, &row, key->id.text, key->id.len,
					    err);
	}
	/* Its checksum was right; if its keys are not, it says nothing. */
	return st == NB_INVALID ? NB_OK : st;
}

/* Add the keys that only the log has, to a list that is in order. */
static enum nb_status add_all_lost(struct nb_salvage *s, struct nb_error *err)
{
	struct nb_log_node node = {.decoded = false};
	size_t i, count = s->count;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < s->log_count; i++)
		st = add_lost(s, count, &s->log[i], &node, err);
	nb_log_node_free(&node);
	s->lost = s->count - count;
	return st;
}

enum nb_status nb_salvage_order(struct nb_salvage *s, struct nb_error *err)
{
	enum nb_status st;

	nb_salvage_sort(s);
	st = locate_frames(s, err);
	if (st)
		return st;
	drop_worse(s);
	st = add_all_lost(s, err);
	if (!st && s->lost) {
		size_t found = s->count - s->lost;

		/* Two log records may have the same key. */
		nb_salvage_sort(s);
		drop_worse(s);
		s->lost = s->count - found;
	}
	return st;
}
