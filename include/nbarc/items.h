/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Going through the items of an archive as flat records.
 *
 * The functions here take texts and opaque objects alone, so that a program in
 * another language needs no structure of C beyond struct nb_error and struct
 * nb_buf. The package in python/ is made on them.
 *
 * Threads: a cursor and its archive belong to one thread at a time. The
 * error argument of every function may be NULL.
 */
#ifndef NBARC_ITEMS_H
#define NBARC_ITEMS_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/filter.h>
#include <nbarc/item.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- a filter by texts */

/*
 * Make a filter that chooses every item. The caller frees it with
 * nb_filter_free(). NULL if memory is lacking.
 */
NB_API struct nb_filter *nb_filter_create(void);

/*
 * Ask for one thing more; `name` is "from", "to", "title", "page", "kind",
 * "author" or "head", and `value` what the function nb_filter_NAME() takes. The
 * value is copied. NB_USAGE if there is no such name, or if the value is not
 * valid; the filter is unchanged then.
 */
NB_API NB_CHECK enum nb_status nb_filter_set(struct nb_filter *filter,
					     const char *name,
					     const char *value,
					     struct nb_error *err);

/* Free a filter that nb_filter_create() made. NULL is fine. */
NB_API void nb_filter_free(struct nb_filter *filter);

/* ---- the archive */

/*
 * Append what nb_archive_info() says as a JSON object: file_size, end, commits,
 * time, revisions, pages, items, document_bytes, source_bytes, shared and trees
 * are numbers, root (in hexadecimal) and writer strings. NB_NOMEM is the only
 * failure.
 */
NB_API NB_CHECK enum nb_status nb_archive_info_json(
	const struct nb_archive *archive, struct nb_buf *out,
	struct nb_error *err);

/* ---- items */

/* A place among the items of an archive, in the order of their identifiers. */
struct nb_item_cursor;

/*
 * Begin before the first item of the pages whose identifiers begin with
 * `prefix` ("": all), that the filter chooses; NULL: all of them. Only items
 * whose text may be shown are given; with `all`, also those that were withdrawn
 * or moved. Records have the fields of the set `fields`. The filter must live
 * as long.
 *
 * *cursor is the caller's, to be freed by nb_item_cursor_free() before the
 * archive is closed. NB_NOMEM, or NB_INVALID where the catalogue is damaged.
 */
NB_API NB_CHECK enum nb_status nb_item_cursor_create(
	struct nb_archive *archive, const char *prefix,
	const struct nb_filter *filter, uint64_t fields, bool all,
	struct nb_item_cursor **cursor, struct nb_error *err);

/*
 * Move on. *item is the record of the next item, which lives until the next
 * call; NULL after the last one. NB_INVALID where the catalogue, or a document
 * that is needed, is damaged: the next call goes on behind that item.
 */
NB_API NB_CHECK enum nb_status nb_item_cursor_next(
	struct nb_item_cursor *cursor, const struct nb_item_record **item,
	struct nb_error *err);

/* Free it, and the record that it gave last. NULL is fine. */
NB_API void nb_item_cursor_free(struct nb_item_cursor *cursor);

#ifdef __cplusplus
}
#endif
#endif
