/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching an archive hit by hit.
 *
 * nb_grep_archive() of <nbarc/grep.h> calls a function for each hit. Here the
 * caller asks for one after the other, and can stop, or do something else in
 * between. Like <nbarc/items.h>, these functions take texts and opaque objects
 * alone, so that a program in another language needs no structure of C beyond
 * struct nb_error. The package in python/ is made on them.
 *
 * These functions are in the library libnbarc-find.
 *
 * Threads: a cursor and its archive belong to one thread at a time. Between two
 * calls the archive may be used for anything but nb_archive_at(). What is
 * sought belongs to one thread until it is compiled. The error argument of
 * every function may be NULL.
 */
#ifndef NBARC_HITS_H
#define NBARC_HITS_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/filter.h>
#include <nbarc/grep.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what is looked for, by texts */

/* What is looked for, before it is compiled. */
struct nb_sought;

/* Begin with nothing. The caller frees it with nb_sought_free(). NULL if memory
 * is lacking. */
NB_API struct nb_sought *nb_sought_create(void);

/*
 * Say one thing more. `name` is "pattern" or "not", with a text that is added
 * to the others; "in", with "head", "byline" or "text", or several of them with
 * commas between; "regex", "variants" or "exact-width", with "yes" or "no". The
 * value is copied. nb_grep_create() says what these mean.
 *
 * NB_USAGE if there is no such name, or no such value; nothing has changed
 * then. Whether a pattern is one is only known when it is compiled.
 */
NB_API NB_CHECK enum nb_status nb_sought_set(struct nb_sought *sought,
					     const char *name,
					     const char *value,
					     struct nb_error *err);

/* Compile it. *grep is the caller's, to be freed by nb_grep_free(), and does
 * not need `sought` any more. Failures are those of nb_grep_create(). */
NB_API NB_CHECK enum nb_status nb_sought_compile(const struct nb_sought *sought,
						 struct nb_grep **grep,
						 struct nb_error *err);

/* Free it. NULL is fine. */
NB_API void nb_sought_free(struct nb_sought *sought);

/* ---- hits */

/* How hits are looked for: flags that are ored. */
enum nb_hits_flags {
	NB_HITS_FIRST = 1,     /* only the first one of each item */
	NB_HITS_BARE = 2,      /* only which item they are in */
	NB_HITS_REVISIONS = 4, /* older revisions are searched, too */
};

/* A place among the hits in an archive. */
struct nb_hit_cursor;

/* A hit. It lives until the cursor moves on. */
struct nb_hit_record;

/*
 * Begin before the first hit. `grep` says what is looked for. What is searched
 * is what `query` names, an identifier or the beginning of identifiers, as
 * nb_query_parse() takes it ("": all); of that, what the filter chooses (NULL:
 * all); and of that, the items that `among` has, which nb_index_candidates()
 * finds (NULL: all). `flags` are of enum nb_hits_flags. `threads` decode page
 * frames; 0: one a processor.
 *
 * grep, filter, among and archive must live as long as the cursor.
 *
 * *cursor is the caller's, to be freed by nb_hit_cursor_free(). NB_ABSENT if
 * `query` cannot be an identifier; NB_NOMEM, also if no thread can be created.
 */
NB_API NB_CHECK enum nb_status nb_hit_cursor_create(
	struct nb_archive *archive, const struct nb_grep *grep,
	const struct nb_candidates *among, const char *query,
	const struct nb_filter *filter, unsigned flags, unsigned threads,
	struct nb_hit_cursor **cursor, struct nb_error *err);

/*
 * Move on to the next hit, in the order of identifiers, revisions and places.
 * *hit is NULL after the last one, and after a failure.
 *
 * NB_INVALID for what is damaged and could not be searched, and NB_ABSENT if
 * nothing is chosen: the next call goes on after that. NB_USAGE if a regular
 * expression takes too many steps, NB_NOMEM and NB_IO end the search.
 */
NB_API NB_CHECK enum nb_status nb_hit_cursor_next(
	struct nb_hit_cursor *cursor, const struct nb_hit_record **hit,
	struct nb_error *err);

/* End the search, wherever it is, and free it. NULL is fine. */
NB_API void nb_hit_cursor_free(struct nb_hit_cursor *cursor);

/* The texts of a hit. Those after NB_HIT_PART are "" with NB_HITS_BARE. */
enum nb_hit_text {
	NB_HIT_ID,    /* identifier of the item */
	NB_HIT_DATE,  /* "2019-03-04"; "" if the identifier has none */
	NB_HIT_PART,  /* "head", "byline" or "text" */
	NB_HIT_TITLE, /* of the item */
	NB_HIT_LEFT,  /* what precedes the hit in its line */
	NB_HIT_MATCH, /* the hit as it stands in the text */
	NB_HIT_RIGHT, /* what follows it in its line */
};

/* The numbers of a hit. Those of its place are 0 with NB_HITS_BARE. */
enum nb_hit_number {
	NB_HIT_REVISION, /* of the page */
	NB_HIT_START,	 /* characters of the item's text before the hit */
	NB_HIT_END,	 /* and those before what follows it */
	/* How many hits these are: with NB_HITS_BARE, those of an item may be
	 * given together. 1 otherwise. */
	NB_HIT_TIMES,
};

/* A text of a hit: NUL-terminated UTF-8, which lives as long as the hit. NULL
 * if there is no such text. */
NB_API const char *nb_hit_record_text(const struct nb_hit_record *hit,
				      enum nb_hit_text text);

/* A number of a hit; 0 if there is no such number. */
NB_API uint64_t nb_hit_record_number(const struct nb_hit_record *hit,
				     enum nb_hit_number number);

#ifdef __cplusplus
}
#endif
#endif
