/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing the corpus: a commit that brings a signature record and no pages
 * (format-spec/nbarc-format.md, section 18). The caller makes the signature;
 * here it is kept, unless the archive has the same one already.
 */
#include "archive/record/record.h"
#include "archive/record/signature.h"
#include "archive/record/sink.h"
#include "archive/write/segment.h"
#include "base/error.h"

#include <nbarc/sign.h>
#include <nbarc/write.h>

#include <string.h>
#include <unistd.h>

/* The signature of section 18 signs 64 bytes, of which the record has the last
 * 40: number of leaves and root. The bytes before are the same in all. */
#define MESSAGE_FIXED 24u

/* A signature that is looked for among those of the archive. */
struct sought {
	const struct nb_signature *wanted;
	bool found;
};

/* A visitor of nb_archive_signatures() that stops at the one that is sought. */
static bool compare_signature(void *context, const struct nb_signature *s)
{
	struct sought *sought = context;

	sought->found = memcmp(s, sought->wanted, sizeof(*s)) == 0;
	return !sought->found;
}

/* Write the signature record, and commit it. */
static enum nb_status write_record(struct nb_writer *w,
				   const struct nb_signature *s,
				   struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st = nb_record_begin(&record, NB_RECORD_SIGNATURE);

	if (!st)
		/* One byte, and seven reserved ones that are zero. */
		st = nb_add64(&record, NB_SIGNATURE_ALGORITHM);
	if (!st)
		st = nb_buf_add(&record, s->message + MESSAGE_FIXED,
				NB_SIGNED_SIZE - MESSAGE_FIXED);
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

/* Have the corpus of the newest commit signed; *added is set if the archive got
 * a signature that it did not have. */
static enum nb_status sign_newest(struct nb_writer *w, nb_signer *sign,
				  void *context, bool *added,
				  struct nb_error *err)
{
	struct nb_signature s;
	struct sought sought = {&s, false};
	struct nb_error own;
	enum nb_status st;

	memset(&s, 0, sizeof(s));
	nb_signature_message(&w->old->commit, s.message);
	st = sign(context, &s, nb_error_or(err, &own));
	if (!st)
		st = nb_archive_signatures(w->old, compare_signature, &sought,
					   err);
	if (st || sought.found)
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
	/* nb_writer_open() would create a file that is not there. */
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
