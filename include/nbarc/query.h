/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing pages and items by text, as the command line does.
 *
 * A query is a text, with "@REVISION" after it or without. What it chooses
 * depends on what the archive has.
 *
 * It is the page with this identifier, if the archive has the page in any
 * revision. Otherwise it is an item, if the text is the identifier of a page of
 * the archive, a hyphen and a number as nb_item_id() writes it; the page need
 * not have this item.
 *
 * A text that names neither chooses all pages whose identifiers begin with it
 * and a hyphen. If there are none, it chooses all pages and items whose
 * identifiers begin with it; but the identifier of an issue, as
 * <nbarc/newspaper.h> has them, never stands for the pages of other editions.
 *
 * The empty query chooses everything.
 *
 * Threads: a query and its archive belong to one thread at a time. The error
 * argument of every function may be NULL.
 */
#ifndef NBARC_QUERY_H
#define NBARC_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/entry.h>
#include <nbarc/filter.h>
#include <nbarc/id.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a query chooses. */
enum nb_query_kind {
	NB_QUERY_MANY, /* what begins with the text */
	NB_QUERY_PAGE,
	NB_QUERY_ITEM,
};

/* A query. nb_query_parse() fills it in; `every`, `detail`, `want` and `filter`
 * may be changed afterwards. */
struct nb_query {
	/* NB_QUERY_MANY until nb_query_find() or nb_query_pages() has looked
	 * for the page. */
	enum nb_query_kind kind;
	char text[NB_ITEM_ID_MAX]; /* without the revision; NUL-terminated */
	size_t len;
	size_t page_len;   /* of a page or an item: leading bytes of text that
			    * are the identifier of the page */
	unsigned number;   /* of the item; 0 of anything else */
	uint32_t revision; /* 0: the newest */
	/* nb_query_pages() visits every revision of a page, the newest first,
	 * unless `revision` names one. */
	bool every;
	enum nb_detail detail; /* of the entries: NB_DETAIL_HASHES */
	enum nb_want want;     /* to be read ahead: NB_WANT_DOCUMENTS */
	/* Pages that nb_query_pages() visits; borrowed; NULL: all. With a
	 * filter nothing is read ahead. */
	const struct nb_filter *filter;
};

/*
 * Parse the NUL-terminated text. NB_ABSENT if it is too long to be an
 * identifier, or if what follows '@' is not a revision: nothing has that name.
 */
NB_API NB_CHECK enum nb_status nb_query_parse(const char *text,
					      struct nb_query *query,
					      struct nb_error *err);

/*
 * Like nb_query_parse(), for a text that has to name one page or one item.
 * NB_USAGE if nothing can be called so.
 */
NB_API NB_CHECK enum nb_status nb_query_parse_single(const char *text,
						     struct nb_query *query,
						     struct nb_error *err);

/* True if the query, whose pages were looked for, chooses this page as a whole;
 * false if it only chooses items of it. */
NB_API bool nb_query_whole(const struct nb_query *query,
			   const struct nb_string *page);

/* True if the query chooses this item of a page that it visits. */
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
 *   PAGE: renamed to PAGE, or ITEM: renamed to ITEM
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
 * Find the page that a query names, or whose item it names, and set
 * query->kind, page_len and number. A page that was withdrawn is found as well.
 * *entry lives until the next call with the archive.
 *
 * NB_ABSENT if there is no such page or revision; query->kind is NB_QUERY_MANY
 * then if the archive does not have the page in any revision. NB_INVALID, with
 * query->kind set alike, if it may have been lost to damage.
 */
NB_API NB_CHECK enum nb_status nb_query_find(struct nb_archive *archive,
					     struct nb_query *query,
					     const struct nb_entry **entry,
					     struct nb_error *err);

/* Called for each page; false ends the visit. `entry` lives until it returns.
 */
typedef bool nb_query_visit(void *context, const struct nb_entry *entry);

/*
 * Call `visit` for every page that the query chooses as a whole or in part, in
 * the order of their identifiers, until it returns false, and set query->kind,
 * page_len and number before. Pages that were withdrawn as a whole are visited
 * too.
 *
 * Threads read ahead what query->want says, as nb_cursor_read_ahead()
 * describes; `threads` 0 is one a processor, 1 none. NB_ABSENT if no page was
 * chosen; NB_INVALID where the catalogue is damaged.
 */
NB_API NB_CHECK enum nb_status nb_query_pages(
	struct nb_archive *archive, struct nb_query *query, unsigned threads,
	nb_query_visit *visit, void *context, struct nb_error *err);

/*
 * Called for each query of nb_query_many(), with its index: `entry` is the page
 * as nb_query_find() gives it; it is NULL, and `error` says why, if there is
 * none. Both live until the function returns; false ends the visit.
 */
typedef bool nb_query_answer(void *context, size_t index,
			     const struct nb_entry *entry,
			     const struct nb_error *error);

/*
 * Find what many queries name, each one page or item, and call `answer` for
 * each: not in their order, but in the order in which the pages stand in the
 * file. What is read in `answer` by the functions of <nbarc/archive.h> then
 * decodes each page frame once. Asked for one by one in any order, each page
 * would cost half a frame.
 *
 * *count is the number of queries, and becomes the number of those that were
 * answered, or would have been but for the end of the visit: the first ones
 * whose documents, items or sources have together at most `bytes`, and always
 * at least one. Call again for the others. So an answer for each query can be
 * kept in this much memory and then be given out in the order of the queries;
 * a journal can take more.
 *
 * Threads read ahead what the first query->want says; `threads` 0 is one a
 * processor, 1 none. They hold at most 64 MiB, as those of
 * nb_cursor_read_ahead(). NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_query_many(
	struct nb_archive *archive, struct nb_query *queries, size_t *count,
	size_t bytes, unsigned threads, nb_query_answer *answer, void *context,
	struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
