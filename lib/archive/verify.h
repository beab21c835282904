/* SPDX-License-Identifier: Apache-2.0 */
/* Verification, as verify.c and verify_pages.c share it. */
#ifndef NB_ARCHIVE_VERIFY_H
#define NB_ARCHIVE_VERIFY_H

#include "archive/directory.h"
#include "archive/reader.h"

struct nb_verify {
	struct nb_archive *archive;
	const struct nb_verify_callbacks *callbacks;
	enum nb_status worst;
	/* Page directories whose pages were all looked at. */
	uint64_t *directories;
	size_t directory_count, directory_cap;
};

/* Report a problem; id may be empty. */
void nb_verify_report(struct nb_verify *v, struct nb_string id,
		      enum nb_status status, struct nb_error *err);

/* Check the pages of a frame, and their sources, against the catalogue. Only a
 * failure that ends the verification is returned. */
NB_CHECK enum nb_status nb_verify_pages(struct nb_verify *v, uint64_t offset,
					uint32_t size, struct nb_error *err);

#endif
