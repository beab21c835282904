/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing pages and items by text, as the command line does.
 *
 * A query is an identifier, or the beginning of identifiers, with "@REVISION"
 * after it or without. The identifier of an issue chooses its pages, but not
 * those of its editions; any other text chooses every identifier that begins
 * with it. The empty query chooses everything.
 *
 * Threads: a query can be used by any number of threads; the archive belongs to
 * one. The error argument of every function may be NULL.
 */
#ifndef NBARC_QUERY_H
#define NBARC_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>
#include <nbarc/tei.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A parsed query. nb_query_parse() fills it in; `detail` and `want` may be
 * changed afterwards. */
struct nb_query {
	enum nb_id_level level; /* of text; NB_ID_NONE: a beginning */
	char text[64];		/* without the revision; NUL-terminated */
	size_t len;
	size_t page_len;   /* leading bytes of text that choose pages; the rest
			    * chooses items of them */
	unsigned number;   /* of the item, if level is NB_ID_ITEM; else 0 */
	uint32_t revision; /* 0: the newest */
	enum nb_detail detail; /* of the entries: NB_DETAIL_HASHES */
	enum nb_want want;     /* to be read ahead: NB_WANT_DOCUMENTS */
};

/*
 * Parse the NUL-terminated text. NB_ABSENT if it is too long to be an
 * identifier, or if what follows '@' is not a revision: nothing has that name.
 */
NB_API NB_CHECK enum nb_status nb_query_parse(const char *text,
					      struct nb_query *query,
					      struct nb_error *err);

/* True if the query chooses exactly one page or one item. */
NB_API bool nb_query_is_single(const struct nb_query *query);

/* True if the query chooses this item of this page; always true for a query
 * that chooses whole pages. */
NB_API bool nb_query_item(const struct nb_query *query,
			  const struct nb_string *page, unsigned number);

/* Say in err that the query finds nothing; returns NB_ABSENT. */
NB_API enum nb_status nb_query_absent(const struct nb_query *query,
				      struct nb_error *err);

/*
 * Refuse what the query chooses if it has no text that may be shown: NB_ABSENT,
 * with the reason, or NB_OK. `entry` is what nb_query_find() found; it is no
 * longer valid after a refusal. The first of these counts, and each is worded
 * alike wherever it is met:
 *
 *   PAGE: withdrawn: REASON, or PAGE: purged: REASON, of the whole page
 *   PAGE@REVISION: purged: REASON, of one revision
 *   ITEM: not in the archive
 *   ITEM: its text is now in: ITEMS
 *   ITEM: withdrawn: REASON
 *   ITEM@REVISION: purged: REASON
 */
NB_API NB_CHECK enum nb_status nb_query_refuse(struct nb_archive *archive,
					       const struct nb_query *query,
					       const struct nb_entry *entry,
					       struct nb_error *err);

/*
 * Find the page of a query that chooses one page or one item. A page that was
 * withdrawn is found as well. *entry lives until the next call with the
 * archive. NB_ABSENT if there is no such page or revision.
 */
NB_API NB_CHECK enum nb_status nb_query_find(struct nb_archive *archive,
					     const struct nb_query *query,
					     const struct nb_entry **entry,
					     struct nb_error *err);

/* Called for each page; false ends the visit. `entry` lives until it returns.
 */
typedef bool nb_query_visit(void *context, const struct nb_entry *entry);

/*
 * Call `visit` for every page that the query chooses, in the order of their
 * identifiers, until it returns false. Pages that were withdrawn as a whole are
 * visited too.
 *
 * Threads read ahead what query->want says, as nb_cursor_read_ahead()
 * describes; `threads` 0 is one a processor, 1 none. NB_ABSENT if no page was
 * chosen; NB_INVALID where the catalogue is damaged.
 */
NB_API NB_CHECK enum nb_status nb_query_pages(struct nb_archive *archive,
					      const struct nb_query *query,
					      unsigned threads,
					      nb_query_visit *visit,
					      void *context,
					      struct nb_error *err);

/* Bytes of an item's identifier with its NUL. */
#define NB_ITEM_ID_MAX 48

/*
 * Write the identifier of an item, "jdrb-20190304-a01-05", from its page's
 * identifier and its number, and return its length.
 */
NB_API size_t nb_item_id(const struct nb_string *page, unsigned number,
			 char id[NB_ITEM_ID_MAX]);

#ifdef __cplusplus
}
#endif
#endif
