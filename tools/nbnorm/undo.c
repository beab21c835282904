/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --undo: restore the page as received, from its normalised text and
 * its journal.
 *
 * The journal records every change that nbnorm made, and the hash of what it
 * was made to: undoing is checked by that hash, so that a result is right or
 * is not printed.
 */
#include "undo.h"

#include <string.h>

#include <nbarc/encoding.h>
#include <nbarc/page.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "cli/message.h"

/* Was the text made from markup? A text whose damaged bytes are escapes has a
 * form, too. */
static bool is_markup(const struct nb_source *source)
{
	return source->form[0] && strncmp(source->form, "text", 4) != 0;
}

/* Check the result against the hash in the journal. Of markup, no more than its
 * text was kept, so that there is nothing to compare. */
static enum nb_status check_undone(const struct nb_buf *out,
				   const struct nb_source *source,
				   struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];

	if (is_markup(source))
		return NB_OK;
	nb_sha256(out->data, out->len, digest);
	if (memcmp(digest, source->sha256, sizeof(digest)) == 0)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "the result is not the source described by the journal");
}

/* Encode the text as it was received. What was made from markup was UTF-8. */
static enum nb_status encode_source(const struct nb_source *source,
				    const struct nb_buf *utf8,
				    struct nb_buf *out, struct nb_error *err)
{
	bool made = is_markup(source);
	const char *text = (const char *)utf8->data;

	if (source->form[0] && !made)
		return nb_text_restore(text, utf8->len, source->charset,
				       source->bom, out, err);
	return nb_text_encode(text, utf8->len, made ? "UTF-8" : source->charset,
			      source->bom && !made, out, err);
}

/* A normalised text may be longer than the page, but not by much. */
enum nb_status norm_undo(const char *path, const char *journal_path,
			 struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf text = {0}, journal_text = {0}, utf8 = {0};
	struct nb_journal journal = {.count = 0};
	enum nb_status st = nb_file_read(path, 4 * NB_PAGE_MAX, &text, err);

	if (!st)
		st = nb_file_read(journal_path, SIZE_MAX / 2, &journal_text,
				  err);
	if (!st) {
		st = nb_journal_read(journal_text.data, journal_text.len,
				     &journal, err);
		if (st)
			nb_error_file(err, journal_path);
	}
	if (!st)
		st = nb_journal_undo(&journal, (const char *)text.data,
				     text.len, &utf8, err);
	if (!st)
		st = encode_source(&journal.source, &utf8, out, err);
	if (!st)
		st = check_undone(out, &journal.source, err);
	if (st)
		nb_error_file(err, cli_input_name(path));
	nb_journal_free(&journal);
	nb_buf_free(&journal_text);
	nb_buf_free(&text);
	nb_buf_free(&utf8);
	return st;
}
