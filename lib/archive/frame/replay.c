/* SPDX-License-Identifier: Apache-2.0 */
/* Making a page again from its stored source and the journal beside it
 * (format-spec/nbarc-format.md, section 6.1). */
#include "archive/frame/replay.h"
#include "base/error.h"

#include <nbarc/encoding.h>

/*
 * Decode the source and replay the journal on its text. Where the source is
 * markup (`form` is not empty), the journal has the text itself, and the source
 * is not needed.
 */
static enum nb_status replay_journal(const struct nb_stored *stored,
				     const void *source, size_t len,
				     const char *form, struct nb_page **page,
				     struct nb_error *err)
{
	struct nb_text text = {.bom = false};
	const char *utf8;
	enum nb_status st = NB_OK;

	/* No writer makes a journal for a longer text, and decoding one could
	 * take four times its size. */
	if (!form[0] && len > NB_PAGE_MAX)
		return nb_fail(err, NB_INVALID,
			       "the source is too long for its journal");
	if (!form[0])
		st = nb_text_decode(source, len, stored->charset, &text, err);
	/* The archive names the charset, not the caller. */
	if (st == NB_USAGE) {
		st = NB_UNSUPPORTED;
		if (err)
			err->status = st;
	}
	utf8 = text.utf8.len ? (const char *)text.utf8.data : "";
	if (!st)
		st = nb_page_replay(utf8, text.utf8.len, stored->journal,
				    stored->journal_len, page, err);
	nb_text_free(&text);
	return st;
}

enum nb_status nb_stored_replay(const struct nb_stored *stored,
				const void *source, size_t len,
				char form[NB_FORM_NAME_MAX],
				struct nb_page **page, struct nb_error *err)
{
	enum nb_status st;

	*page = NULL;
	form[0] = '\0';
	if (!stored->journal_len)
		return nb_fail(err, NB_ABSENT,
			       "the archive keeps no journal of this page");
	st = nb_journal_form(stored->journal, stored->journal_len, form, err);
	if (!st)
		st = replay_journal(stored, source, len, form, page, err);
	/* The limits of pages hold for whoever wrote the archive too, so an
	 * archive that exceeds them is invalid. */
	if (st == NB_LIMIT && err)
		err->status = NB_INVALID;
	return st == NB_LIMIT ? NB_INVALID : st;
}
