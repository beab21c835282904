/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a page directory, which says which pages the page frame after it
 * holds (format-spec/nbarc-format.md, section 5). */
#ifndef NB_ARCHIVE_DIRECTORY_H
#define NB_ARCHIVE_DIRECTORY_H

#include "archive/record/record.h"

/* A page of the frame. */
struct nb_directory_page {
	char id[UINT8_MAX]; /* not NUL-terminated; nb_id_is_page() */
	uint8_t id_len;
	uint32_t revision; /* from 1 */
	uint32_t offset;   /* of the document in the frame's content */
	uint32_t len;	   /* bytes of the document */
};

/*
 * A page directory. The documents stand in the order of `pages`, without gaps,
 * and fill the content of the frame.
 */
struct nb_directory {
	uint64_t offset; /* in the file */
	uint32_t size;	 /* bytes of the record; the page frame follows it */
	uint64_t frame_size;		      /* bytes of the page frame */
	uint32_t content_size;		      /* bytes of its content */
	uint8_t frame_check[NB_RECORD_CHECK]; /* of the bytes of the frame */
	struct nb_directory_page *pages;      /* owned */
	uint32_t count;
};

/*
 * Read the page directory of `size` bytes at `offset`, which must end at or
 * before `end`. NB_INVALID when anything that section 5 asks for does not hold.
 * The caller frees it with nb_directory_free(), also after a failure. The frame
 * itself is not looked at.
 */
NB_CHECK enum nb_status nb_directory_read(struct nb_file file, uint64_t offset,
					  uint32_t size, uint64_t end,
					  struct nb_directory *directory,
					  struct nb_error *err);
/* Free the pages and leave an empty directory. */
void nb_directory_free(struct nb_directory *directory);

/*
 * Compare the SHA-256 of the page frame that follows the directory with the
 * frame check; the frame must end at or before `end`. A few bits of a Zstandard
 * frame do not matter for its content, so that neither its own checksum nor the
 * hash of a document covers them: only this check finds damage to them.
 */
NB_CHECK enum nb_status nb_directory_check_frame(
	struct nb_file file, const struct nb_directory *directory, uint64_t end,
	struct nb_error *err);

#endif
