/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding the leaves that a walk found, and keeping some of them
 * (format-spec/nbarc-format.md, section 14). */
#include "archive/salvage/leaves.h"
#include "archive/catalogue/leaf.h"
#include "archive/catalogue/leaf_details.h"
#include "archive/record/displaced.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that all leaves may take together, unless a single one takes more. */
#define MEMORY_MAX ((size_t)1 << 26)
/* Entries between two places that are kept of a leaf. */
#define MARK_STEP 64u

/* ---- the records beside a leaf */

/* True if the head of a record of this kind and size stands at `offset`. */
static bool stands_at(const struct nb_leaves *s, uint64_t offset,
		      enum nb_record_kind kind, uint32_t size)
{
	uint8_t head[NB_RECORD_HEAD], found;
	uint32_t found_size;

	return offset <= s->end && size <= s->end - offset &&
	       size >= NB_RECORD_LEAST &&
	       nb_file_read_at(s->file, NULL, offset, head, sizeof(head),
			       NULL) == NB_OK &&
	       nb_record_head(head, offset, &found, &found_size, NULL) ==
		       NB_OK &&
	       found == (uint8_t)kind && found_size == size;
}

/* Where the record that is stated to stand at `stated` is; `stated` if it is
 * not found. */
static uint64_t place_of(const struct nb_leaves *s, uint64_t stated,
			 enum nb_record_kind kind, uint32_t size)
{
	uint64_t places[NB_PLACES_MAX];
	size_t i, n = nb_anchors_places(s->anchors, stated, places);

	for (i = 0; i < n; i++)
		if (stands_at(s, places[i], kind, size))
			return places[i];
	return stated;
}

/* Find the hashes record and the texts record of a leaf that was loaded. */
static void place_beside(const struct nb_leaves *s, struct nb_leaf *l)
{
	l->hashes_offset =
		place_of(s, l->hashes_offset, NB_RECORD_HASHES, l->hashes_size);
	if (l->texts_size)
		l->texts_offset = place_of(s, l->texts_offset, NB_RECORD_TEXTS,
					   l->texts_size);
	l->beside_end = s->end;
}

/* ---- leaves */

static void free_leaf(struct nb_kept_leaf *k)
{
	nb_leaf_free(&k->leaf);
	free(k->marks);
	memset(k, 0, sizeof(*k));
}

void nb_leaves_free(struct nb_leaves *s)
{
	size_t i;

	for (i = 0; i < NB_LEAVES_KEPT; i++)
		free_leaf(&s->kept[i]);
}

/* Bytes of memory that a leaf takes. */
static size_t memory_of(const struct nb_kept_leaf *k)
{
	const struct nb_leaf *l = &k->leaf;

	return l->keys.cap + l->rest.cap + l->name.cap + l->hashes.cap +
	       l->texts.cap + k->mark_cap * sizeof(*k->marks);
}

/* Keep no leaf but `k` if all of them together take too much memory, which only
 * those of a hostile file do. */
static void limit_memory(struct nb_leaves *s, const struct nb_kept_leaf *k)
{
	size_t i, sum = 0;

	for (i = 0; i < NB_LEAVES_KEPT; i++)
		sum += memory_of(&s->kept[i]);
	for (i = 0; i < NB_LEAVES_KEPT && sum > MEMORY_MAX; i++)
		if (&s->kept[i] != k)
			free_leaf(&s->kept[i]);
}

/*
 * The place for a leaf that is to be loaded: that of one with the same texts
 * record, which is then not read again; otherwise that of the leaf that was not
 * asked for the longest time, or no leaf.
 */
static struct nb_kept_leaf *choose_place(struct nb_leaves *s, uint64_t texts)
{
	struct nb_kept_leaf *oldest = s->kept;
	size_t i;

	for (i = 0; i < NB_LEAVES_KEPT; i++) {
		if (s->kept[i].used && s->kept[i].texts == texts)
			return &s->kept[i];
		if (s->kept[i].used < oldest->used)
			oldest = &s->kept[i];
	}
	return oldest;
}

/* Load a leaf into a place of its own. */
static enum nb_status load(struct nb_leaves *s, uint64_t offset, uint32_t size,
			   struct nb_kept_leaf **leaf, struct nb_error *err)
{
	struct nb_buf record = {0};
	struct nb_kept_leaf *k;
	uint64_t texts;
	enum nb_status st =
		nb_record_read(s->file, offset, size, s->end, NB_RECORD_LEAF,
			       NB_NODE_MAX, &record, err);

	if (!st && size < NB_LEAF_LEAST)
		st = nb_fail_at(err, NB_INVALID, offset,
				"catalogue leaf: too short");
	if (st) {
		nb_buf_free(&record);
		return st;
	}
	texts = nb_le64(record.data + NB_LEAF_TEXTS);
	k = choose_place(s, texts);
	k->used = 0;
	k->mark_count = 0;
	k->untitled = k->unhashed = false;
	k->leaf.draft = s->draft;
	st = nb_leaf_decode(&k->leaf, s->decoder, record.data, size, offset,
			    UINT64_MAX, err);
	nb_buf_free(&record);
	if (st)
		return st;
	place_beside(s, &k->leaf);
	k->offset = offset;
	k->texts = texts;
	*leaf = k;
	return NB_OK;
}

enum nb_status nb_leaves_get(struct nb_leaves *s, uint64_t offset,
			     uint32_t size, struct nb_kept_leaf **leaf,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	*leaf = NULL;
	for (i = 0; !*leaf && i < NB_LEAVES_KEPT; i++)
		if (s->kept[i].used && s->kept[i].offset == offset)
			*leaf = &s->kept[i];
	if (!*leaf)
		st = load(s, offset, size, leaf, err);
	if (st)
		return st;
	(*leaf)->used = ++s->clock;
	limit_memory(s, *leaf);
	return NB_OK;
}

/* ---- entries */

/* Note the place before the next entry, if it is the next that is to be kept.
 * If `slot` has the entry before it (`decoded`), the strings are moved on to
 * there, if there are any. */
static enum nb_status keep_place(struct nb_leaves *s, struct nb_kept_leaf *k,
				 struct nb_entry_slot *slot, bool decoded,
				 struct nb_error *err)
{
	struct nb_leaf_mark *grown;
	enum nb_status st = NB_OK;

	if (k->leaf.index != k->mark_count * MARK_STEP)
		return NB_OK;
	if (decoded)
		st = nb_leaves_texts(s, k, slot, err);
	if (st && st != NB_INVALID)
		return st;
	grown = nb_grow(k->marks, &k->mark_cap, k->mark_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	k->marks = grown;
	nb_leaf_note(&k->leaf, &grown[k->mark_count++]);
	return NB_OK;
}

enum nb_status nb_leaves_entry(struct nb_leaves *s, struct nb_kept_leaf *k,
			       uint32_t place, struct nb_entry_slot *slot,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t mark = place / MARK_STEP;
	bool decoded = false;

	if (mark >= k->mark_count)
		mark = k->mark_count - (k->mark_count > 0);
	if (k->mark_count &&
	    (k->leaf.index > place || k->leaf.index < k->marks[mark].index))
		nb_leaf_return(&k->leaf, &k->marks[mark]);
	while (!st && k->leaf.index <= place) {
		st = keep_place(s, k, slot, decoded, err);
		if (!st)
			st = nb_leaf_next(&k->leaf, slot, err);
		decoded = true;
	}
	return st;
}

enum nb_status nb_leaves_texts(struct nb_leaves *s, struct nb_kept_leaf *k,
			       struct nb_entry_slot *slot, struct nb_error *err)
{
	enum nb_status st;

	if (k->untitled)
		return nb_fail_at(err, NB_INVALID, k->leaf.texts_offset,
				  "texts record: it is damaged");
	st = nb_leaf_texts(&k->leaf, s->file, s->decoder, slot, err);
	k->untitled = st == NB_INVALID;
	return st;
}

enum nb_status nb_leaves_hashes(struct nb_leaves *s, struct nb_kept_leaf *k,
				struct nb_entry_slot *slot,
				struct nb_error *err)
{
	enum nb_status st;

	if (k->unhashed)
		return nb_fail_at(err, NB_INVALID, k->leaf.hashes_offset,
				  "hashes record: it is damaged");
	st = nb_leaf_hashes(&k->leaf, s->file, slot, err);
	k->unhashed = st == NB_INVALID;
	return st;
}
