/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items as flat records.
 *
 * A record describes one article, photograph or notice. Most of its fields are
 * in the catalogue; those of NB_FIELDS_DOCUMENT are read from the document of
 * the page, which costs much more, and only if they are asked for. nbarc(5) has
 * a table of the fields; nbarc-list(1) prints them under the same names.
 *
 * A record is opaque and its fields are read by functions, so that a program in
 * another language copies no structure, and fields can be added later. A record
 * does not depend on the archive that it came from.
 *
 * Of an item that was withdrawn or purged, or whose page was, all fields that
 * say something of its text are empty.
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
	NB_FIELD_SUBHEADS,	/* a list */
	NB_FIELD_AUTHORS,	/* persons named as such; a list */
	NB_FIELD_BYLINE,	/* the first byline as it is printed */
	NB_FIELD_CHARACTERS,	/* without white space; a number */
	NB_FIELD_REVISION,	/* of the page; a number */
	NB_FIELD_STATE,		/* "present", "withdrawn", "purged", "moved" */
	NB_FIELD_REASON,	/* of the state; empty if present */
	NB_FIELD_SHA256,	/* of the page's document; hexadecimal */
	NB_FIELD_SOURCE_SHA256, /* of the page as received; hexadecimal */
	NB_FIELD_PAGE_ID,	/* "jdrb-20190304-a01" */
	NB_FIELD_NEWSPAPER,	/* its name, of the header of the document */
	NB_FIELD_PLACE,		/* of the dateline */
	NB_FIELD_NEXT,		/* item that continues this one */
	NB_FIELD_PREV,		/* item that this one continues */
	NB_FIELD_TEXT,		/* as NB_FORMAT_TEXT */
};

/* A set of fields is a number with a bit for each. */
#define NB_FIELD_BIT(field) ((uint64_t)1 << (field))

/* The fields that are read from the document of the page; authors only if the
 * catalogue does not have them (section 7.2). */
#define NB_FIELDS_DOCUMENT                                                  \
	(NB_FIELD_BIT(NB_FIELD_SUBHEADS) | NB_FIELD_BIT(NB_FIELD_AUTHORS) | \
	 NB_FIELD_BIT(NB_FIELD_NEWSPAPER) | NB_FIELD_BIT(NB_FIELD_PLACE) |  \
	 NB_FIELD_BIT(NB_FIELD_NEXT) | NB_FIELD_BIT(NB_FIELD_PREV) |        \
	 NB_FIELD_BIT(NB_FIELD_TEXT))

/* All fields, and those of the catalogue. */
#define NB_FIELDS_ALL UINT64_MAX
#define NB_FIELDS_CATALOGUE (NB_FIELDS_ALL & ~NB_FIELDS_DOCUMENT)

/*
 * The name of a field as it stands in exports ("title_code"), in static
 * storage; NULL for a number that is no field, so that a loop from 0 finds all
 * of them.
 */
NB_API const char *nb_field_name(enum nb_field field);

/* Find a field by its name of `len` bytes; false if there is none. */
NB_API bool nb_field_find(const char *name, size_t len, enum nb_field *field);

/* True if the field is a number, to be read by nb_item_record_number(). */
NB_API bool nb_field_is_number(enum nb_field field);

/* True if the field is a list, which may have any number of values. */
NB_API bool nb_field_is_list(enum nb_field field);

/* The least detail of the page entries that these fields can be taken from. */
NB_API enum nb_detail nb_fields_detail(uint64_t fields);

/* One item, described. */
struct nb_item_record;

/*
 * Describe the item with this identifier, NUL-terminated, with "@N" after it
 * for revision N of its page: the fields of the set `fields`, and no others.
 *
 * *item is the caller's, to be freed by nb_item_record_free(). NB_ABSENT if
 * there is no such item; NB_USAGE if the text names a page, or cannot name an
 * item; NB_INVALID if the document is needed and damaged. An item that was
 * withdrawn is found, and its state says so.
 */
NB_API NB_CHECK enum nb_status nb_item_record_find(struct nb_archive *archive,
						   const char *id,
						   uint64_t fields,
						   struct nb_item_record **item,
						   struct nb_error *err);

/*
 * Describe an item of a page entry that a cursor or nb_archive_find() gave with
 * nb_fields_detail(fields), or with more. NB_ABSENT if the page has no item
 * with this number; NB_INVALID if the document is needed and damaged.
 *
 * The number 0 is the page itself. Its id is that of the page, its characters
 * are those of all items, its text is that of the page, and what only items
 * have is empty.
 */
NB_API NB_CHECK enum nb_status nb_item_record_of(struct nb_archive *archive,
						 const struct nb_entry *entry,
						 unsigned number,
						 uint64_t fields,
						 struct nb_item_record **item,
						 struct nb_error *err);

/*
 * Like nb_item_record_of(), but describes the item in a record that described
 * another one, whose values are lost. Going through many items, this saves
 * their allocations. After a failure the record has no values.
 */
NB_API NB_CHECK enum nb_status nb_item_record_again(
	struct nb_item_record *item, struct nb_archive *archive,
	const struct nb_entry *entry, unsigned number, uint64_t fields,
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
