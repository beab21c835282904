/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifying the pages of a frame, and single pages of the catalogue
 * (format-spec/nbarc-format.md, section 14). Problems are reported through the
 * verifier; functions return only a failure that ends the verification.
 */
#ifndef NB_ARCHIVE_VERIFY_PAGES_H
#define NB_ARCHIVE_VERIFY_PAGES_H

#include "archive/check/problem.h"

/*
 * Have threads decode, hash and replay the frames before the offset `end`
 * before the verification comes to them, until nb_verify_end_ahead(). The
 * callbacks say how many; with 1, or if the archive reads ahead already, this
 * does nothing.
 */
NB_CHECK enum nb_status nb_verify_start_ahead(struct nb_verifier *v,
					      uint64_t end,
					      struct nb_error *err);

/* End these threads, if there are any. */
void nb_verify_end_ahead(struct nb_verifier *v);

/* Check the document, the source and the journal of a page of the catalogue
 * that is not where a page directory says; *good is false if a problem was
 * reported. */
NB_CHECK enum nb_status nb_verify_entry(struct nb_verifier *v,
					const struct nb_entry *entry,
					bool *good, struct nb_error *err);

/* True if nb_verify_pages() checked this revision of the page with the page
 * directory that lists it where the entry says. It has to be called for
 * directories in the order of the file. */
bool nb_verify_was_checked(const struct nb_verifier *v,
			   const struct nb_entry *entry);

/* Check the page directory of `size` bytes at `offset`, its page frame, and its
 * pages and their sources against the catalogue. */
NB_CHECK enum nb_status nb_verify_pages(struct nb_verifier *v, uint64_t offset,
					uint32_t size, struct nb_error *err);

#endif
