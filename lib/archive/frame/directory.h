/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a page directory (section 5). */
#ifndef NB_ARCHIVE_DIRECTORY_H
#define NB_ARCHIVE_DIRECTORY_H

#include "archive/record/record.h"

#define NB_FRAME_CHECK_AT 32u /* of a page directory's record */

struct nb_directory_page {
	char id[UINT8_MAX];
	uint8_t id_len;
	uint32_t revision;
	uint32_t offset; /* of the document in the frame's content */
	uint32_t len;
};

struct nb_directory {
	uint64_t offset; /* in the file */
	uint32_t size;	 /* of the record; the page frame follows */
	uint64_t frame_size;
	uint32_t content_size;
	uint8_t frame_check[NB_RECORD_CHECK]; /* of the bytes of the frame */
	struct nb_directory_page *pages;
	uint32_t count;
};

/*
 * Read the page directory of `size` bytes at `offset`. The caller frees it
 * with nb_directory_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_directory_read(int fd, uint64_t offset,
					  uint32_t size, uint64_t end,
					  struct nb_directory *directory,
					  struct nb_error *err);
void nb_directory_free(struct nb_directory *directory);

/*
 * Check the bytes of the page frame behind the directory; the file may be read
 * up to `end`. Some bits of a Zstandard frame are of no consequence for its
 * content, so that neither its own checksum nor a document's hash knows of
 * them.
 */
NB_CHECK enum nb_status nb_directory_check_frame(
	int fd, const struct nb_directory *directory, uint64_t end,
	struct nb_error *err);

#endif
