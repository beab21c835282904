/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading revisions where a walk found them, as a rescue does
 * (format-spec/nbarc-format.md, sections 14 and 17).
 */
#include "archive/parity/readable.h"
#include "archive/check/problem.h"
#include "archive/salvage/entry.h"
#include "base/error.h"
#include "base/sha256.h"

#include <string.h>

/* ---- frames */

static struct nb_named_frame frame_of(const struct nb_entry *e)
{
	return (struct nb_named_frame){.frame = nb_entry_frame(e),
				       .frame_size = e->frame_size,
				       .sources = nb_entry_sources(e),
				       .content_size = e->content_size,
				       .sources_size = e->sources_size};
}

static bool is_frame(const struct nb_named_frame *a,
		     const struct nb_named_frame *b)
{
	return a->frame == b->frame && a->frame_size == b->frame_size &&
	       a->content_size == b->content_size;
}

/* The same for the sources, whose prefix is the frame. */
static bool are_sources(const struct nb_named_frame *a,
			const struct nb_named_frame *b)
{
	return is_frame(a, b) && a->sources == b->sources &&
	       a->sources_size == b->sources_size;
}

/* Have the first `upto` bytes of the content of an entry's frame decoded. */
static enum nb_status need_content(struct nb_side *s, const struct nb_entry *e,
				   uint32_t upto, const uint8_t **content,
				   struct nb_error *err)
{
	struct nb_named_frame named = frame_of(e);
	enum nb_status st;

	if (is_frame(&s->bad_frame, &named) && upto >= s->bad_from)
		return nb_fail(err, NB_INVALID, "damaged before");
	st = nb_frame_select(s->frame, e, s->walk->end, err);
	if (!st)
		st = nb_frame_need(s->frame, upto, content, err);
	if (st == NB_INVALID) {
		s->bad_frame = named;
		s->bad_from = upto;
	}
	return st;
}

/* ---- text and source */

/* NB_INVALID if the document of an entry cannot be read. */
static enum nb_status read_text(struct nb_side *s, const struct nb_entry *e,
				struct nb_error *err)
{
	const uint8_t *content = NULL;
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st =
		need_content(s, e, e->offset + e->len, &content, err);

	if (st)
		return st;
	nb_sha256(content + e->offset, e->len, digest);
	return memcmp(digest, e->sha256, NB_SHA256_SIZE) == 0
		       ? NB_OK
		       : nb_fail(err, NB_INVALID, "another document");
}

/* Decode the sources record of the entry's frame into s->sources. The frame's
 * own checksum is not compared: sources have their hashes. */
static enum nb_status decode_sources(struct nb_side *s,
				     const struct nb_entry *e,
				     struct nb_error *err)
{
	const uint8_t *content = NULL;
	enum nb_status st = nb_sources_read(s->walk->file, e, s->walk->end,
					    &s->sources, err);

	if (!st && nb_sources_need_frame(s->sources))
		st = need_content(s, e, e->content_size, &content, err);
	if (!st)
		st = nb_sources_decode(s->sources, content, e->content_size,
				       err);
	return st;
}

/* Have the sources record of the entry's frame in s->sources. */
static enum nb_status load_sources(struct nb_side *s, const struct nb_entry *e,
				   struct nb_error *err)
{
	struct nb_named_frame named = frame_of(e);
	enum nb_status st;

	if (are_sources(&s->bad_sources, &named))
		return nb_fail(err, NB_INVALID, "damaged before");
	if (s->sources && are_sources(&s->has_sources, &named))
		return NB_OK;
	nb_sources_free(s->sources);
	st = decode_sources(s, e, err);
	if (!st) {
		s->has_sources = named;
		return NB_OK;
	}
	nb_sources_free(s->sources);
	s->sources = NULL;
	if (st == NB_INVALID)
		s->bad_sources = named;
	return st;
}

/* NB_INVALID if what is stored beside the document cannot be read. */
static enum nb_status read_source(struct nb_side *s, const struct nb_entry *e,
				  struct nb_error *err)
{
	struct nb_stored stored;
	enum nb_status st = load_sources(s, e, err);

	return st ? st : nb_sources_sound(s->sources, e, &stored, err);
}

/* ---- a revision */

static enum nb_status note_states(const struct nb_entry *e, struct nb_buf *out,
				  struct nb_error *err)
{
	uint32_t i;
	bool full = nb_buf_add(out, &e->state, sizeof(e->state)) != NB_OK;

	for (i = 0; !full && i < e->item_count; i++)
		full = nb_buf_add(out, &e->items[i].state,
				  sizeof(e->items[i].state)) != NB_OK;
	return full ? nb_fail_mem(err) : NB_OK;
}

/* Read text and source of an entry that has them. */
static enum nb_status read_entry(struct nb_side *s, const struct nb_entry *e,
				 struct nb_readable *out, struct nb_error *err)
{
	enum nb_status st = nb_extents_add(&s->extents, e, err);

	/* A rescue takes no document that overlaps another one, either. */
	if (st)
		return nb_verify_fatal(st) ? st : NB_OK;
	st = read_text(s, e, err);
	out->text = !st;
	if (nb_verify_fatal(st) || !nb_entry_is_stored(e))
		return nb_verify_fatal(st) ? st : NB_OK;
	st = read_source(s, e, err);
	out->source = !st;
	return nb_verify_fatal(st) ? st : NB_OK;
}

enum nb_status nb_side_read(struct nb_side *s, size_t index,
			    struct nb_readable *out, struct nb_error *err)
{
	const struct nb_salvage *walk = s->walk;
	const struct nb_entry *e;
	enum nb_status st = nb_salvage_entry(s->walk, index, &e, err);

	out->leaf = out->entry = out->text = out->source = false;
	out->states.len = 0;
	if (st)
		return nb_verify_fatal(st) ? st : NB_OK;
	out->leaf = !walk->unknown && !walk->rebuilt;
	out->entry = out->leaf && !walk->retitled && !walk->rehashed;
	memcpy(out->sha256, e->sha256, NB_SHA256_SIZE);
	memcpy(out->source_sha256, e->source_sha256, NB_SHA256_SIZE);
	st = note_states(e, &out->states, err);
	if (st || e->state == NB_STATE_PURGED ||
	    (s->catalogued && !nb_salvage_follows(walk, index)))
		return st;
	return read_entry(s, e, out, err);
}

/* ---- losses */

/* True if something of a revision is withdrawn. */
static bool hides(const struct nb_readable *r)
{
	size_t i;

	for (i = 0; r->leaf && i < r->states.len; i++)
		if (r->states.data[i] != NB_STATE_PRESENT)
			return true;
	return false;
}

/* True if what was withdrawn, or more, is withdrawn still. An older leaf that
 * occurs twice may say less than the one that counts. */
static bool hides_still(const struct nb_readable *old,
			const struct nb_readable *now)
{
	size_t i;

	if (!now->leaf || old->states.len != now->states.len)
		return false;
	for (i = 0; i < old->states.len; i++)
		if (now->states.data[i] < old->states.data[i])
			return false;
	return true;
}

static bool is_same(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, NB_SHA256_SIZE) == 0;
}

bool nb_readable_lost(const struct nb_readable *old,
		      const struct nb_readable *now)
{
	if (!now)
		return old->entry || old->text || old->source || hides(old);
	return (old->text &&
		!(now->text && is_same(old->sha256, now->sha256))) ||
	       (old->source && !(now->source && is_same(old->source_sha256,
							now->source_sha256))) ||
	       (old->entry && !now->entry) ||
	       (old->leaf && !hides_still(old, now));
}

/* ---- the side */

enum nb_status nb_side_open(struct nb_side *s, struct nb_salvage *walk,
			    struct nb_shared *shared, struct nb_error *err)
{
	enum nb_status st = nb_frame_reader_create(walk->file, &s->frame, err);

	s->walk = walk;
	if (!st)
		nb_frame_share(s->frame, shared);
	return st;
}

void nb_side_close(struct nb_side *s)
{
	nb_sources_free(s->sources);
	nb_extents_free(&s->extents);
	nb_frame_reader_free(s->frame);
}
