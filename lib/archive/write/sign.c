/* SPDX-License-Identifier: Apache-2.0 */
/* Signature records (section 18). */
#include "archive/record/walk.h"
#include "archive/write/writer.h"
#include "base/error.h"
#include "base/le.h"

#include <string.h>
#include <unistd.h>

#define ALGORITHM 1 /* Ed25519 */
#define LEAVES_AT 24u
#define KEY_AT 64u
#define SIGNATURE_AT 96u

/* ---- what is signed */

static void message(const struct nb_commit *c, uint8_t out[NB_SIGNED_SIZE])
{
	memset(out, 0, NB_SIGNED_SIZE);
	memcpy(out, "nbarc signature 1", 17);
	nb_put64(out + 24, c->revisions);
	memcpy(out + 32, c->root, 32);
}

/* ---- reading */

bool nb_signature_sound(const uint8_t *p, size_t len)
{
	return len == NB_SIGNATURE_RECORD && p[NB_RECORD_HEAD] == ALGORITHM &&
	       nb_reserved_zero(p + NB_RECORD_HEAD + 1, 7);
}

bool nb_signature_is_of(const uint8_t *p, const struct nb_commit *c)
{
	uint8_t signed_bytes[NB_SIGNED_SIZE];

	message(c, signed_bytes);
	return memcmp(p + LEAVES_AT, signed_bytes + 24, 40) == 0;
}

/* The signature of a record, when it is of this corpus. */
static bool parse(const uint8_t *p, const struct nb_commit *c,
		  struct nb_signature *s)
{
	message(c, s->message);
	memcpy(s->key, p + KEY_AT, NB_KEY_SIZE);
	memcpy(s->signature, p + SIGNATURE_AT, NB_SIGNATURE_SIZE);
	return nb_signature_is_of(p, c);
}

static enum nb_status look_at(const struct nb_archive *a,
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
	    parse(record.data, &a->commit, &s))
		*more = visit(context, &s);
	nb_buf_free(&record);
	return st;
}

/* Go over the segment of a commit. */
static enum nb_status look_in(const struct nb_archive *a,
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
			st = look_at(a, &place, visit, context, more, err);
	}
	return st;
}

static bool same_corpus(const struct nb_commit *a, const struct nb_commit *b)
{
	return a->revisions == b->revisions &&
	       memcmp(a->root, b->root, 32) == 0;
}

enum nb_status nb_archive_signatures(struct nb_archive *a,
				     nb_signature_visit *visit, void *context,
				     struct nb_error *err)
{
	struct nb_commit c = a->commit;
	bool more = true;
	enum nb_status st = NB_OK;

	while (more && same_corpus(&c, &a->commit)) {
		st = look_in(a, &c, visit, context, &more, err);
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

/* ---- writing */

struct same {
	const struct nb_signature *wanted;
	bool found;
};

static bool compare(void *context, const struct nb_signature *s)
{
	struct same *same = context;

	same->found = memcmp(s, same->wanted, sizeof(*s)) == 0;
	return !same->found;
}

static enum nb_status write_record(struct nb_writer *w,
				   const struct nb_signature *s,
				   struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st = nb_record_begin(&record, NB_RECORD_SIGNATURE);

	if (!st)
		st = nb_add64(&record, ALGORITHM);
	if (!st)
		st = nb_buf_add(&record, s->message + 24, 40);
	if (!st)
		st = nb_buf_add(&record, s->key, NB_KEY_SIZE);
	if (!st)
		st = nb_buf_add(&record, s->signature, NB_SIGNATURE_SIZE);
	if (st)
		st = nb_fail_mem(err);
	else
		st = nb_record_end(&record, NB_SIGNATURE_RECORD, err);
	if (!st)
		st = nb_sink_write(&w->sink, record.data, record.len, err);
	nb_buf_free(&record);
	return st ? st : nb_writer_commit_records(w, err);
}

static enum nb_status sign_newest(struct nb_writer *w, nb_signer *sign,
				  void *context, bool *added,
				  struct nb_error *err)
{
	struct nb_signature s;
	struct same same = {&s, false};
	enum nb_status st;

	memset(&s, 0, sizeof(s));
	message(&w->old->commit, s.message);
	st = sign(context, &s, err);
	if (!st)
		st = nb_archive_signatures(w->old, compare, &same, err);
	if (st || same.found)
		return st;
	*added = true;
	return write_record(w, &s, err);
}

enum nb_status nb_archive_sign(const char *path,
			       const struct nb_writer_options *options,
			       nb_signer *sign, void *context, bool *added,
			       struct nb_error *err)
{
	struct nb_writer *w = NULL;
	uint64_t dropped;
	enum nb_status st;

	*added = false;
	if (access(path, F_OK) != 0)
		return nb_fail_sys(err, path, "open");
	st = nb_writer_open(path, options, &w, &dropped, err);
	if (!st)
		st = sign_newest(w, sign, context, added, err);
	nb_writer_free(w);
	if (st)
		nb_error_file(err, path);
	return st;
}
