/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identifiers of pages and items (nbarc(5), "Identifiers";
 * format-spec/nbarc-format.md, section 7.1).
 *
 * An archive takes the identifier of a page as it is: any XML name without a
 * colon, of at most 255 bytes. An item has no identifier of its own: it is
 * called by that of its page, a hyphen and its number. Some pages are therefore
 * called as an item of another page might be, and only an archive can tell
 * which of the two an identifier names: nb_query_find() of <nbarc/query.h>.
 *
 * <nbarc/newspaper.h> has the identifiers that nbarc gives to the pages of
 * newspapers.
 *
 * Threads: these functions keep nothing.
 */
#ifndef NBARC_ID_H
#define NBARC_ID_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The most bytes of an identifier of a page, with its NUL. */
#define NB_ID_MAX 256

/* The most bytes of an identifier of an item, with its NUL. */
#define NB_ITEM_ID_MAX 262

/* The most items of a page, and the highest number of one. */
#define NB_PAGE_ITEMS_MAX 65535u

/*
 * True if a page may have the `len` bytes at `id` as its identifier: they are
 * an NCName (Namespaces in XML 1.0, with the characters of XML 1.0, fifth
 * edition) of 1 to 255 bytes of UTF-8.
 */
NB_API bool nb_id_is_page(const char *id, size_t len);

/*
 * The number of an item from the end of its identifier, of `len` bytes, and in
 * *page_len the length of its page's identifier before it. 0 if no item can be
 * called so: the identifier does not end in a hyphen and a number from 1 to
 * NB_PAGE_ITEMS_MAX that is written as nb_item_id() writes it, or what stands
 * before these cannot be the identifier of a page.
 */
NB_API unsigned nb_id_item(const char *id, size_t len, size_t *page_len);

/*
 * Write the identifier of an item, "jdrb-20190304-a01-05": that of its page, of
 * `page_len` bytes, a hyphen, and its number, which is at most
 * NB_PAGE_ITEMS_MAX, with at least two digits. Returns its length without the
 * NUL. Of a page's identifier that is too long the first 255 bytes are taken.
 */
NB_API size_t nb_item_id(const char *page, size_t page_len, unsigned number,
			 char id[NB_ITEM_ID_MAX]);

#ifdef __cplusplus
}
#endif
#endif
