/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the text of a source again: in the document that was made from it,
 * and in the sources before it (format-spec/nbarc-format.md, section 6).
 *
 * A document is its source with lines joined, marks replaced and markup
 * inserted, in nearly the same order. So a matcher looks for the text in that
 * one document first, and there at the place after the last match. This takes
 * linear time, unlike a search in the whole page frame.
 */
#ifndef NB_ARCHIVE_MATCHES_H
#define NB_ARCHIVE_MATCHES_H

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include <stdbool.h>

/* Matches that are given for a place, at most. */
#define NB_MATCHES_MAX 5u

/* A match: `length` bytes, at least NB_MATCH_LEAST, which are the same as those
 * `offset` bytes before them. The data stands after the content. */
struct nb_match {
	uint32_t offset, length;
	/* In the document; otherwise in the data. */
	bool in_document;
};

struct nb_matcher;

/*
 * Make a matcher for `data` that stands after `content`; both are borrowed and
 * have at most NB_CONTENT_MAX bytes. *matcher is to be freed by
 * nb_matcher_free(); it is NULL on failure, which is NB_NOMEM.
 */
NB_CHECK enum nb_status nb_matcher_create(const struct nb_buf *content,
					  const struct nb_buf *data,
					  struct nb_matcher **matcher,
					  struct nb_error *err);
/* NULL is fine. */
void nb_matcher_free(struct nb_matcher *matcher);

/* From now on look in this document, `len` bytes at the offset `start` of the
 * content; len 0: in none. NB_NOMEM. */
NB_CHECK enum nb_status nb_matcher_document(struct nb_matcher *matcher,
					    size_t start, size_t len,
					    struct nb_error *err);

/*
 * Find matches for the offset `at` of the data, which do not reach over `end`,
 * and return their number. Offsets that are asked for must not fall: what
 * stands before the highest one is known to the matcher.
 */
size_t nb_matcher_find(struct nb_matcher *matcher, size_t at, size_t end,
		       struct nb_match matches[NB_MATCHES_MAX]);

/* A match at the offset `at` was used: the text of the document goes on after
 * it. */
void nb_matcher_use(struct nb_matcher *matcher, size_t at,
		    const struct nb_match *match);

#endif
