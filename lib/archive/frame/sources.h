/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading sources records: the pages as they were received, the journals of
 * their repairs, and what persons decided about them
 * (format-spec/nbarc-format.md, section 6).
 *
 * A record holds the sources of the page frame before it. Most records are
 * compressed with the content of that frame as prefix, so the whole frame must
 * be decoded first; independent ones are not.
 */
#ifndef NB_ARCHIVE_SOURCES_H
#define NB_ARCHIVE_SOURCES_H

#include "base/ranges.h"

#include <nbarc/archive.h>

/* The bit of a record's flags that says that its blob has no prefix. */
#define NB_SOURCES_INDEPENDENT 1u
/* The bit that says that numbers of its sources are those of zones (zoned.h).
 * It never comes with the other one. */
#define NB_SOURCES_ZONED 2u

/* Flags of an entry of a record: the source began with a byte order mark; the
 * length of decisions follows the charset. */
#define NB_SOURCE_BOM 1u
#define NB_SOURCE_DECIDED 2u

/* Forms of a stored source: its bytes, its text if it was GB18030, or nothing:
 * then only the decisions of the page are kept. */
enum nb_form { NB_FORM_RECEIVED = 0, NB_FORM_UTF8 = 1, NB_FORM_NONE = 2 };

/* What a sources record has of a page. All pointers are borrowed from the
 * struct nb_sources. With NB_FORM_NONE, only the decisions are set. */
struct nb_stored {
	enum nb_form form;
	bool bom;	     /* the source begins with a byte order mark */
	const char *charset; /* NUL-terminated */
	const void *data;    /* the stored form, len bytes */
	size_t len;
	const void *journal;   /* packed (section 6.1) */
	size_t journal_len;    /* bytes; 0: there is none */
	const void *decisions; /* lines of a file of decisions (section 6.4) */
	size_t decisions_len;  /* bytes; 0: there are none */
	bool independent;      /* of the page frame, as all of its record is */
};

/* A sources record; owns the stored forms and journals once it is decoded. */
struct nb_sources;

/*
 * Read the sources record of the entry's page frame, which must end at or
 * before offset `end` of the file. NB_INVALID when the record is damaged,
 * NB_UNSUPPORTED when a newer writer made it. *sources is the caller's, to be
 * decoded by nb_sources_decode() before anything is taken from it; it is NULL
 * after a failure.
 */
NB_CHECK enum nb_status nb_sources_read(struct nb_file file,
					const struct nb_entry *entry,
					uint64_t end,
					struct nb_sources **sources,
					struct nb_error *err);

/* Check a sources record that is to be copied: the `size` bytes at `data`,
 * which stood at `offset` in the file. Its blob is not decoded. Fails as
 * nb_sources_read() does. */
NB_CHECK enum nb_status nb_sources_check(const uint8_t *data, uint32_t size,
					 uint64_t offset, struct nb_error *err);

/* True if decoding needs the content of the page frame. */
bool nb_sources_need_frame(const struct nb_sources *sources);

/*
 * Decode a record that was read. `content`, of `size` bytes, is the whole
 * content of the page frame; NULL will do unless nb_sources_need_frame().
 * NB_INVALID when the blob is damaged, or content is not what it was compressed
 * with: the sources can then only be freed.
 */
NB_CHECK enum nb_status nb_sources_decode(struct nb_sources *sources,
					  const uint8_t *content, uint32_t size,
					  struct nb_error *err);

/* NULL is fine. */
void nb_sources_free(struct nb_sources *sources);

/* Offset in the file of the record these came from. */
uint64_t nb_sources_offset(const struct nb_sources *sources);

/* The number of pages whose sources the record has, and for the i-th of them,
 * from 0, its index in the page directory. */
size_t nb_sources_count(const struct nb_sources *sources);

uint32_t nb_sources_page(const struct nb_sources *sources, size_t i);

/*
 * Bytes of memory that the entry's sources record will take when it is decoded,
 * as its head states, unchecked; 0 when there is no record or the number cannot
 * be right.
 */
uint32_t nb_sources_content(struct nb_file file, const struct nb_entry *entry,
			    uint64_t end);

/* True if the head of the entry's sources record, which is not checked, says
 * that the record does not need the page frame. */
bool nb_sources_look_independent(struct nb_file file,
				 const struct nb_entry *entry, uint64_t end);

/* What is stored for the page with this index of the page directory. It lives
 * as long as `sources`. NB_INVALID when the record lacks the page. */
NB_CHECK enum nb_status nb_sources_stored(const struct nb_sources *sources,
					  uint32_t page_index,
					  struct nb_stored *stored,
					  struct nb_error *err);

/*
 * Append the source of the page with this index of the page directory to out,
 * as it was received. Its length and hash are not compared with the catalogue:
 * that is the caller's job. NB_INVALID if only decisions are kept.
 */
NB_CHECK enum nb_status nb_sources_get(const struct nb_sources *sources,
				       uint32_t page_index, struct nb_buf *out,
				       struct nb_error *err);

/*
 * What is stored for the page of an entry, to be copied: no damage may be
 * passed on. NB_INVALID if that is not what the entry says, or if the source
 * does not have its length and hash. *stored lives as long as `sources`.
 */
NB_CHECK enum nb_status nb_sources_sound(const struct nb_sources *sources,
					 const struct nb_entry *entry,
					 struct nb_stored *stored,
					 struct nb_error *err);

/* Does the sources record of the entry's frame have anything of its page? */
bool nb_entry_is_stored(const struct nb_entry *entry);

#endif
