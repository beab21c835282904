/* SPDX-License-Identifier: Apache-2.0 */
/* Sources records (section 6), for reading. */
#ifndef NB_ARCHIVE_SOURCES_H
#define NB_ARCHIVE_SOURCES_H

#include <nbarc/archive.h>

/* Forms of a stored source. */
enum nb_form { NB_FORM_RECEIVED = 0, NB_FORM_UTF8 = 1 };

/* A source as a sources record has it. */
struct nb_stored {
	enum nb_form form;
	bool bom;
	const char *charset;
	const void *data;
	size_t len;
	const void *journal;
	size_t journal_len;
};

/* A sources record, decoded. */
struct nb_sources;

NB_CHECK enum nb_status nb_sources_read(int fd, const struct nb_entry *entry,
					uint64_t end, const uint8_t *content,
					struct nb_sources **sources,
					struct nb_error *err);

void nb_sources_free(struct nb_sources *sources);

/* Offset in the file of the record these came from. */
uint64_t nb_sources_offset(const struct nb_sources *sources);

/* The number of pages whose sources it has, and the index of the i-th one. */
size_t nb_sources_count(const struct nb_sources *sources);

uint32_t nb_sources_page(const struct nb_sources *sources, size_t i);

/* Bytes that the entry's sources record will have when it is decoded, by what
 * its head says; 0 where there is none, or that cannot be. */
uint32_t nb_sources_content(int fd, const struct nb_entry *entry, uint64_t end);

/* What is stored for the page with this index; it lives as long as sources. */
NB_CHECK enum nb_status nb_sources_stored(const struct nb_sources *sources,
					  uint32_t page_index,
					  struct nb_stored *stored,
					  struct nb_error *err);

/* Append the source of the page with this index of the page directory, as
 * received; nothing is checked against the catalogue. */
NB_CHECK enum nb_status nb_sources_get(const struct nb_sources *sources,
				       uint32_t page_index, struct nb_buf *out,
				       struct nb_error *err);

#endif
