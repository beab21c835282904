/* SPDX-License-Identifier: Apache-2.0 */
/* Searching one item. */
#ifndef NB_FIND_SEARCH_SCAN_H
#define NB_FIND_SEARCH_SCAN_H

#include "find/match/pattern.h"

/* A hit, or bare hits of one pattern in one part of an item that follow each
 * other: offsets and lengths in bytes. `line` is an offset in the text of the
 * results, `start` one in the line. */
struct nb_located {
	size_t page, item; /* as the caller has numbered them */
	size_t mark;	   /* of the item */
	size_t pattern;	   /* with `apart` */
	enum nb_part part;
	size_t times; /* how many hits; 1 unless they are bare */
	/* For a reader: from where to where it stands in the text that was
	 * searched, which is perhaps a folded one. */
	size_t from, to;
	size_t position;	 /* characters of the item's text before it */
	size_t title, title_len; /* of the item; in the text of the results */
	size_t line, line_len, start, len;
};

/* Hits, in the order in which they were found, and the lines that they are in,
 * with the titles of their items. All zeros is none; both are owned. */
struct nb_results {
	struct nb_located *found;
	size_t count, cap;
	struct nb_buf text;
};

void nb_results_free(struct nb_results *results);

/* What one thread needs to search one item after the other. */
struct nb_scanner;

/* `grep` is borrowed. With `first` only the first hit of each item is found;
 * `bare` hits have no position, title or line. NB_NOMEM. */
NB_CHECK enum nb_status nb_scanner_create(const struct nb_grep *grep,
					  bool first, bool bare,
					  struct nb_scanner **scanner);
void nb_scanner_free(struct nb_scanner *scanner);

/* Set the time after which no expression is matched; see struct nb_search. */
void nb_scanner_until(struct nb_scanner *scanner, uint64_t until);

/*
 * Add the hits of an item, whose slice of the document is the `len` bytes at
 * `xml`; `like` has its page, item and mark. NB_INVALID if it is not what nbtei
 * writes, or not UTF-8; NB_LIMIT if an expression takes too many steps;
 * NB_BUSY if its time is over. Some hits may have been added before a failure.
 */
NB_CHECK enum nb_status nb_scan(struct nb_scanner *scanner, const char *xml,
				size_t len, const struct nb_located *like,
				struct nb_results *results,
				struct nb_error *err);

#endif
