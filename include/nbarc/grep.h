/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching the text of articles: words as they are written, and regular
 * expressions.
 *
 * What is searched is the text of each item as NB_FORMAT_TEXT of
 * <nbarc/archive.h> gives it: joined breaks are gone, and a paragraph that a
 * caption was set into is whole. A hit lies within one line of that text. The
 * hits of an item are those that a naive search of this text finds from left to
 * right: the first that begins at or after the end of the one before; of
 * several at one place, the longest.
 *
 * Characters of full and half width are the same, unless they are told apart;
 * with `variants`, simplified and traditional ideographs are the same too.
 *
 * These functions are in a library of their own, libnbarc-find (pkg-config
 * nbarc-find), because they need PCRE2. OpenCC is loaded when variants are
 * asked for.
 *
 * Threads: what is looked for never changes once it is made, and any number of
 * threads may use it. A search and its archive belong to one thread, which is
 * the one that the functions of struct nb_search are called in. The error
 * argument of every function may be NULL.
 */
#ifndef NBARC_GREP_H
#define NBARC_GREP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/query.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The parts of an item that are told apart. */
enum nb_part {
	NB_PART_HEAD = 1,   /* kickers, main heads, sub-heads, crossheads */
	NB_PART_BYLINE = 2, /* who wrote it, and credits of pictures */
	NB_PART_TEXT = 4,   /* paragraphs and captions */
};

/* The name of a part, "head", "byline" or "text", in static storage. */
NB_API const char *nb_part_name(enum nb_part part);

/* What is looked for. All texts are NUL-terminated UTF-8 and borrowed for the
 * call of nb_grep_create(). */
struct nb_grep_options {
	const char *const *patterns; /* any of them is a hit */
	size_t pattern_count;	     /* at least 1 */
	/* A hit that lies within one of these words does not count. */
	const char *const *excluded;
	size_t excluded_count;
	bool regex;	  /* the patterns are regular expressions */
	bool exact_width; /* full and half width are told apart */
	bool variants;	  /* simplified and traditional are not */
	/* Each pattern is looked for by itself: hits of different patterns may
	 * overlap. Those of an item come pattern by pattern. */
	bool apart;
	unsigned parts; /* of enum nb_part, ored; 0: all */
};

/* What is looked for, compiled. */
struct nb_grep;

/*
 * True unless the program was linked with the archive libnbarc-find.a and
 * without its regular expressions and variants, as nbarc(1) is, to start
 * faster. With the shared library it is always true.
 */
NB_API bool nb_grep_is_complete(void);

/*
 * Compile what is looked for.
 *
 * *grep is the caller's, to be freed by nb_grep_free(). NB_USAGE if there is no
 * pattern, if one is empty, is not UTF-8 or has a line end, or is not a regular
 * expression as pcre2pattern(3) describes them; NB_UNSUPPORTED if OpenCC is not
 * installed, or if nb_grep_is_complete() is false.
 */
NB_API NB_CHECK enum nb_status nb_grep_create(
	const struct nb_grep_options *options, struct nb_grep **grep,
	struct nb_error *err);

/* A hit in a text that a reader is shown: its bytes from `from` to before `to`.
 */
struct nb_span {
	size_t from, to;
};

/*
 * Who is shown the text of every item instead of being given its hits, for
 * programs that count. The text is folded as what is looked for is: characters
 * of half width in place of those of full width. The threads that decode page
 * frames call `read`, each with a state of its own.
 */
struct nb_reader {
	/* Make a state, in any thread; NULL if memory is lacking. */
	void *(*begin)(void *context);
	/* The text, `len` bytes of UTF-8 with a line end after each line, of
	 * the item with this mark (nb_search_item), and the hits in it in their
	 * order. All of it lives until the function returns. A status other
	 * than NB_OK ends the search; NB_NOMEM is told as such. */
	enum nb_status (*read)(void *state, size_t mark, const char *text,
			       size_t len, const struct nb_span *hits,
			       size_t count);
	/* Called for each state at the end, by the thread of the search. */
	void (*end)(void *context, void *state);
	void *context;
};

/*
 * Like nb_grep_create(), for a reader; `reader` is borrowed as long as *grep
 * lives. There may be no pattern. With `apart` a text is shown once for each
 * pattern. The function `hit` of a search is not called.
 */
NB_API NB_CHECK enum nb_status nb_grep_create_reading(
	const struct nb_grep_options *options, const struct nb_reader *reader,
	struct nb_grep **grep, struct nb_error *err);

/* Free it. NULL is fine. */
NB_API void nb_grep_free(struct nb_grep *grep);

/*
 * A hit. Everything lives until the function that was given it returns. Of the
 * line, which is `line_len` bytes of valid UTF-8, the hit is the `len` bytes at
 * `start`.
 */
struct nb_hit {
	struct nb_string page; /* identifier of the page */
	unsigned number;       /* of the item */
	uint32_t revision;     /* of the page */
	size_t mark;	       /* of the item, as nb_search_item set it */
	size_t pattern;	       /* index of the pattern; 0 unless `apart` */
	enum nb_part part;
	/* How many hits these are: bare hits that nothing else tells apart are
	 * given together. Others are given one by one. */
	size_t times;
	/* All that follows is empty if bare hits were asked for. */
	struct nb_string title; /* of the item */
	size_t position;  /* characters of the item's text before the hit */
	const char *line; /* of the text; not NUL-terminated */
	size_t line_len, start, len;
};

/*
 * Called for each item that the queries choose, in their order and before any
 * hit of it, with its page entry: NB_OK, and the item will be searched; its
 * hits have the number that is in *mark, at first 0. NB_ABSENT leaves it out;
 * any other status, with an error, ends the search. The entry has what the
 * fields of the search need, and lives until the function returns.
 */
typedef enum nb_status nb_search_item(void *context,
				      const struct nb_entry *entry,
				      const struct nb_entry_item *item,
				      size_t *mark, struct nb_error *err);

/*
 * Items that may have a hit, of an archive and of what is looked for.
 * nb_index_candidates() of <nbarc/index.h> finds them.
 */
struct nb_candidates;

/* Free them. NULL is fine. */
NB_API void nb_candidates_free(struct nb_candidates *candidates);

/* Count the page entries and the items. Entries of which nothing is known, so
 * that all of their items are searched, are among the entries only. */
NB_API void nb_candidates_count(const struct nb_candidates *candidates,
				uint64_t *entries, uint64_t *items);

/*
 * Items in which hits were found, kept for the next searches, so that page
 * frames need not be decoded again: for programs that answer one search after
 * the other. An item is known by the SHA-256 of its document. So one cache
 * serves all archives, and nothing in it is ever stale. Any number of searches
 * may use it at once, in any threads.
 */
struct nb_grep_cache;

/* Make a cache of at most about `bytes` bytes. It is to be freed after all
 * searches that use it. NB_NOMEM. */
NB_API NB_CHECK enum nb_status nb_grep_cache_create(
	size_t bytes, struct nb_grep_cache **cache, struct nb_error *err);

/* Free it. NULL is fine. */
NB_API void nb_grep_cache_free(struct nb_grep_cache *cache);

/* What is searched, and who is told of hits. */
struct nb_search {
	/* The pages and items, as nb_query_pages() visits them, one query after
	 * the other. What was withdrawn is never searched, and of a page only
	 * the newest revision is, unless a query has another one, or all are
	 * asked for: then the newest comes first. `detail` and `want` of the
	 * queries do not matter. */
	struct nb_query *queries;
	size_t query_count;
	bool all_revisions;
	bool first; /* only the first hit of each item */
	bool bare;  /* hits say which item they are in, and in which part */
	/* With `first` and `bare`: part and pattern of a hit do not matter. If
	 * `among` tells that an item has one, they are not looked for. */
	bool any_part;
	/* No other items are looked into; borrowed. NULL: all are. It is not
	 * used for an archive whose damaged catalogue is read around. */
	const struct nb_candidates *among;
	/* With `among`: where items are kept; borrowed. NULL: they are not. A
	 * search for all hits of a common word would leave little else in it.
	 */
	struct nb_grep_cache *cache;
	unsigned threads; /* 0: one a processor; 1: none */
	/* The caller will end the search after so many hits, so that threads
	 * need not decode much beyond them; 0: it is not known. */
	uint64_t limit;
	nb_search_item *item; /* NULL: all items are searched */
	uint64_t fields;      /* of <nbarc/item.h>, that `item` needs */
	/* Called for each hit, in the order of the queries, identifiers,
	 * revisions and positions; false ends the search. */
	bool (*hit)(void *context, const struct nb_hit *hit);
	/* Called, and the search goes on: NB_INVALID for what is damaged and
	 * could not be searched, NB_ABSENT for a query that chooses no page.
	 * The error lives until it returns. NULL: nothing is done. */
	void (*problem)(void *context, const struct nb_error *err);
	/* Called after the hits of each page frame, when it may take a while
	 * until the next hit; false ends the search. NULL: nothing is done. */
	bool (*pause)(void *context);
	void *context;
	/* When regular expressions stop, in nanoseconds of CLOCK_MONOTONIC:
	 * the search fails with NB_BUSY before the first line after that. A
	 * page frame of them can take long without a pause. 0: never. */
	uint64_t until;
};

/*
 * Search an archive. Threads decode page frames and search their items; hits
 * are given as soon as all pages before them were searched. A document is
 * compared with its SHA-256 before a hit in it is given; where nothing is
 * found, and for bare hits, the checksum of the page frame will do.
 *
 * Takes the memory of some page frames and of their hits. NB_OK also after
 * problems, which `problem` was told of, and if a function of the caller's
 * ended the search. NB_USAGE, and the search ends, if a regular expression
 * takes too many steps on a line of text; NB_NOMEM and NB_IO end it too.
 */
NB_API NB_CHECK enum nb_status nb_grep_archive(const struct nb_grep *grep,
					       struct nb_archive *archive,
					       const struct nb_search *search,
					       struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
