/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items as flat records.
 *
 * A record describes one article or photograph: what the catalogue says of it,
 * and the sub-heads and authors that its text names. It is opaque and its
 * fields are read by functions, so that a program in another language copies no
 * structure, and fields can be added later. A record does not depend on the
 * archive that it came from.
 *
 * Of an item that was withdrawn or purged, or whose page was, the text fields
 * (title, kicker, sub-heads, authors, byline) are empty.
 *
 * Threads: a record never changes, so any number of threads may read it. The
 * error argument of every function may be NULL.
 */
#ifndef NBARC_ITEM_H
#define NBARC_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The fields. The values are part of the library's interface: they stay, and
 * new ones are added at the end.
 */
enum nb_field {
	NB_FIELD_ID, /* "jdrb-20190304-a01-02" */
	/* The next four are of <nbarc/newspaper.h>, and empty for a page with
	 * another identifier. */
	NB_FIELD_TITLE_CODE, /* of the newspaper, "jdrb" */
	NB_FIELD_DATE,	     /* "2019-03-04"; parts not known are zeros */
	NB_FIELD_EDITION,    /* letter after the date; empty: none */
	NB_FIELD_PAGE,	     /* "a01" */
	NB_FIELD_NUMBER,     /* of the item on its page; a number */
	NB_FIELD_KIND,	     /* "article", "photo", "notice" ... */
	NB_FIELD_TITLE,	     /* main head, or the first words of the text */
	NB_FIELD_KICKER,
	NB_FIELD_SUBHEADS,	/* any number of values */
	NB_FIELD_AUTHORS,	/* persons named as such; any number */
	NB_FIELD_BYLINE,	/* the first byline as it is printed */
	NB_FIELD_CHARACTERS,	/* without white space; a number */
	NB_FIELD_REVISION,	/* of the page; a number */
	NB_FIELD_STATE,		/* "present", "withdrawn", "purged", "moved" */
	NB_FIELD_REASON,	/* of the state; empty if present */
	NB_FIELD_SHA256,	/* of the page's document; hexadecimal */
	NB_FIELD_SOURCE_SHA256, /* of the page as received; hexadecimal */
};

/*
 * The name of a field as it stands in exports ("title_code"), in static
 * storage; NULL for a number that is no field, so that a loop from 0 finds all
 * of them.
 */
NB_API const char *nb_field_name(enum nb_field field);

/* True if the field is a number, to be read by nb_item_record_number(). */
NB_API bool nb_field_is_number(enum nb_field field);

/* One item, described. */
struct nb_item_record;

/*
 * Describe the item with this identifier, NUL-terminated, with "@N" after it
 * for revision N of its page.
 *
 * *item is the caller's, to be freed by nb_item_record_free(). NB_ABSENT if
 * there is no such item; NB_USAGE if the text names a page, or cannot name an
 * item. An item that was withdrawn is found, and its state says so.
 */
NB_API NB_CHECK enum nb_status nb_item_record_find(struct nb_archive *archive,
						   const char *id,
						   struct nb_item_record **item,
						   struct nb_error *err);

/*
 * Describe an item of a page entry that a cursor or nb_archive_find() gave with
 * NB_DETAIL_ALL. With `full` the document is read for the sub-heads and
 * authors, which are empty otherwise; NB_INVALID if it is damaged.
 */
NB_API NB_CHECK enum nb_status nb_item_record_of(struct nb_archive *archive,
						 const struct nb_entry *entry,
						 unsigned number, bool full,
						 struct nb_item_record **item,
						 struct nb_error *err);

/* Free a record. NULL is fine. */
NB_API void nb_item_record_free(struct nb_item_record *item);

/* How many values a field has: 0 or 1, or any number for lists. */
NB_API size_t nb_item_record_count(const struct nb_item_record *item,
				   enum nb_field field);

/*
 * A value of a field as UTF-8, NUL-terminated; a number in decimal. `index` is
 * from 0; NULL where there is no such value. It lives as long as the record.
 */
NB_API const char *nb_item_record_text(const struct nb_item_record *item,
				       enum nb_field field, size_t index);

/* The value of a field that is a number; 0 for any other. */
NB_API uint64_t nb_item_record_number(const struct nb_item_record *item,
				      enum nb_field field);

#ifdef __cplusplus
}
#endif
#endif
