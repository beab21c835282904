/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying the pages of a frame, and of the catalogue. */
#ifndef NB_ARCHIVE_VERIFY_PAGES_H
#define NB_ARCHIVE_VERIFY_PAGES_H

#include "archive/check/problem.h"

/*
 * Have page frames decoded and hashed by threads before the walk comes to
 * them, until nb_verify_alone().
 */
NB_CHECK enum nb_status nb_verify_ahead(struct nb_verifier *v, uint64_t end,
					struct nb_error *err);

void nb_verify_alone(struct nb_verifier *v);

/*
 * Check the document and the source of a page of the catalogue, and report
 * what is wrong; *good says that nothing is. Only a failure that ends the
 * verification is returned.
 */
NB_CHECK enum nb_status nb_verify_entry(struct nb_verifier *v,
					const struct nb_entry *entry,
					bool *good, struct nb_error *err);

/* Check the pages of a frame, and their sources, against the catalogue. Only a
 * failure that ends the verification is returned. */
NB_CHECK enum nb_status nb_verify_pages(struct nb_verifier *v, uint64_t offset,
					uint32_t size, struct nb_error *err);

#endif
