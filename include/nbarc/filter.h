/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing items of newspapers: by title, date and page, by kind, author and
 * head.
 *
 * A filter judges pages and items one by one. An item is chosen if its page is
 * and if it has everything else that the filter asks for.
 *
 * Pages are judged by their identifiers alone (<nbarc/newspaper.h>), which sort
 * by title and then by date. What a title and dates choose are therefore a few
 * ranges of the catalogue, and no other part of the catalogue is read:
 * nb_filter_judge() says of a page that is not chosen where the next one may
 * be; pages of other titles take one step. An identifier outside the grammar of
 * newspapers has neither title, date nor page.
 *
 * Items are judged by their catalogue entries, and by the document of the page
 * if an author is asked for.
 *
 * Threads: a filter is plain data; it may be read by any number of threads. The
 * error argument of every function may be NULL.
 */
#ifndef NBARC_FILTER_H
#define NBARC_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nb_archive;
struct nb_entry;
struct nb_entry_item;

/* Newspapers, pages and authors, of each so many, that a filter takes at most.
 */
#define NB_FILTER_MOST 64

/*
 * A filter. Zeros choose every item of every page; whoever fills it in uses the
 * functions below. All texts are NUL-terminated, and authors and head belong to
 * the caller.
 */
struct nb_filter {
	/* Codes of newspapers, each once, in the order of bytes. */
	char titles[NB_FILTER_MOST][13];
	unsigned title_count; /* 0: any newspaper */
	char from[9];	      /* the first date, eight digits; "": no bound */
	char to[9]; /* the last date, which is included; "": no bound */
	/* Each has its letter, if any, and its number. */
	char pages[NB_FILTER_MOST][5];
	unsigned page_count; /* 0: any page */
	unsigned kinds; /* a bit for each kind (1 << NB_KIND_PHOTO); 0: any */
	const char *authors[NB_FILTER_MOST]; /* whole names */
	unsigned author_count;		     /* 0: any author, or none */
	const char *head; /* a part of the title or kicker; NULL: any */
};

/* ---- filling in */

/*
 * Set the first or the last date: a year, month or day as 2023, 2023-01 or
 * 2023-01-15, with hyphens or without. The last date 2023 is the end of that
 * year. NB_USAGE if `text` is nothing of this or not in the calendar; the
 * filter is unchanged then.
 */
NB_API NB_CHECK enum nb_status nb_filter_from(struct nb_filter *filter,
					      const char *text,
					      struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_filter_to(struct nb_filter *filter,
					    const char *text,
					    struct nb_error *err);

/*
 * Add newspapers, by their codes with commas between them: "jdrb,hxwb". Any of
 * those that were added is chosen. NB_USAGE if one cannot be a code, or if
 * there are more than NB_FILTER_MOST; the filter is unchanged then.
 */
NB_API NB_CHECK enum nb_status nb_filter_title(struct nb_filter *filter,
					       const char *codes,
					       struct nb_error *err);

/*
 * Add pages, with commas between them: "a01", "a1", "01", "1" or "a01,b01".
 * Zeros before a number mean nothing, so that "1" chooses the pages 01 and 001.
 * Any of those that were added is chosen. NB_USAGE if one cannot be a page, or
 * if there are more than NB_FILTER_MOST; the filter is unchanged then.
 */
NB_API NB_CHECK enum nb_status nb_filter_page(struct nb_filter *filter,
					      const char *pages,
					      struct nb_error *err);

/* Add kinds, by their names with commas between them: "article,notice".
 * NB_USAGE, with the nearest name, if one is not a kind. */
NB_API NB_CHECK enum nb_status nb_filter_kind(struct nb_filter *filter,
					      const char *names,
					      struct nb_error *err);

/*
 * Add the whole name of an author, any of whom is chosen, or set a text that
 * the title or the kicker has; `text` must live as long as the filter. NB_USAGE
 * if it is empty or not UTF-8, or if there are more than NB_FILTER_MOST
 * authors.
 */
NB_API NB_CHECK enum nb_status nb_filter_author(struct nb_filter *filter,
						const char *text,
						struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_filter_head(struct nb_filter *filter,
					      const char *text,
					      struct nb_error *err);

/* ---- judging */

/* Bytes that nb_filter_judge() writes at most, with the final NUL. */
#define NB_FILTER_NEXT_MAX 24

/*
 * True if the filter chooses the page whose identifier is the `len` bytes at
 * `id`; its items are then judged by nb_filter_item(). If not, no page between
 * it and `next`, a NUL-terminated text of at most NB_FILTER_NEXT_MAX bytes, is
 * chosen either; "" if the page that follows has to be judged. `next` is
 * greater than the identifier unless it is "".
 */
NB_API bool nb_filter_judge(const struct nb_filter *filter, const char *id,
			    size_t len, char *next);

/* True if there are pages of which the filter may choose only some items. */
NB_API bool nb_filter_has_items(const struct nb_filter *filter);

/* The fields (<nbarc/item.h>) by which items are judged. The entries that are
 * given to nb_filter_item() need nb_fields_detail() of them. */
NB_API uint64_t nb_filter_fields(const struct nb_filter *filter);

/*
 * Judge an item of a page that nb_filter_judge() chooses; *chosen is the
 * answer. An item without text that may be shown has neither author nor head;
 * apart from that, its state does not matter. NB_INVALID if the document is
 * needed and damaged.
 */
NB_API NB_CHECK enum nb_status nb_filter_item(const struct nb_filter *filter,
					      struct nb_archive *archive,
					      const struct nb_entry *entry,
					      const struct nb_entry_item *item,
					      bool *chosen,
					      struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
