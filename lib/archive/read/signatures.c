/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signatures of the corpus that an archive keeps
 * (format-spec/nbarc-format.md, section 18).
 *
 * A signature stands in a segment of its own, whose commit has the root and the
 * counts of the commit before it. So the segments are searched from the newest
 * commit backwards, for as long as the commits have the corpus of the newest
 * one; older signatures are of another corpus and mean nothing. Whether a
 * signature is good is for the caller to find out.
 */
#include "archive/record/commit.h"
#include "archive/read/handle.h"
#include "archive/record/record.h"
#include "archive/record/signature.h"
#include "archive/record/walk.h"
#include "base/error.h"

#include <nbarc/sign.h>

#include <string.h>

/* Fill in *s from the signature record at p, whose fields are sound. False if
 * it signs another corpus than that of the commit. */
static bool take_signature(const uint8_t *p, const struct nb_commit *c,
			   struct nb_signature *s)
{
	nb_signature_message(c, s->message);
	memcpy(s->key, p + NB_SIGNATURE_KEY_AT, NB_KEY_SIZE);
	memcpy(s->signature, p + NB_SIGNATURE_AT, NB_SIGNATURE_SIZE);
	return nb_signature_is_of(p, c);
}

/*
 * Visit the structure at `place` if it is a signature of the corpus; *more
 * becomes false if the visit is over. A record that is not sound is passed
 * over: a verification reports it.
 */
static enum nb_status visit_record(const struct nb_archive *a,
				   const struct nb_place *place,
				   nb_signature_visit *visit, void *context,
				   bool *more, struct nb_error *err)
{
	struct nb_buf record = {0};
	struct nb_signature s;
	enum nb_status st;

	if (place->what != NB_PLACE_RECORD ||
	    place->kind != NB_RECORD_SIGNATURE)
		return NB_OK;
	st = nb_record_read(a->fd, place->offset, (uint32_t)place->size, a->end,
			    NB_RECORD_SIGNATURE, NB_SIGNATURE_RECORD, &record,
			    err);
	if (!st && nb_signature_sound(record.data, record.len) &&
	    take_signature(record.data, &a->commit, &s))
		*more = visit(context, &s);
	nb_buf_free(&record);
	return st;
}

/* Visit the signatures in the segment of a commit. */
static enum nb_status visit_segment(const struct nb_archive *a,
				    const struct nb_commit *c,
				    nb_signature_visit *visit, void *context,
				    bool *more, struct nb_error *err)
{
	struct nb_walk walk = {.fd = a->fd, .at = c->segment, .end = c->offset};
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && *more && walk.at < walk.end) {
		st = nb_walk_next(&walk, &place, err);
		if (!st)
			st = visit_record(a, &place, visit, context, more, err);
	}
	return st;
}

/* Root and number of leaves name a corpus; nothing else is compared. */
static bool same_corpus(const struct nb_commit *a, const struct nb_commit *b)
{
	return a->revisions == b->revisions &&
	       memcmp(a->root, b->root, NB_SHA256_SIZE) == 0;
}

enum nb_status nb_archive_signatures(struct nb_archive *a,
				     nb_signature_visit *visit, void *context,
				     struct nb_error *err)
{
	struct nb_commit c = a->commit;
	bool more = true;
	enum nb_status st = NB_OK;

	while (more && same_corpus(&c, &a->commit)) {
		st = visit_segment(a, &c, visit, context, &more, err);
		if (st || !c.previous)
			break;
		st = nb_commit_read(a->fd, c.previous, &c, NULL, err);
		if (st)
			break;
	}
	if (st)
		nb_error_file(err, a->path);
	return st;
}
