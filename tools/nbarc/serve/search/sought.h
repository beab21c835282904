/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reader looks for: the parameters of a search, compiled, and searching
 * an archive for it within the time of the request.
 *
 *   q         words, with spaces between them; any of them is a hit. Between
 *             double quotes a space is part of a word
 *   regex     1: the words are regular expressions; q is one as a whole
 *   variants  1: simplified and traditional are the same
 *   width     1: full and half width are not
 *   heads     1: only in heads
 *   from, to, title, page, kind, author, head   as the options of nbarc grep
 *   in        the name of an archive
 */
#ifndef NB_TOOLS_NBARC_SERVE_SEARCH_SOUGHT_H
#define NB_TOOLS_NBARC_SERVE_SEARCH_SOUGHT_H

#include <nbarc/grep.h>

#include "choose/choice.h"
#include "hits/patterns.h"
#include "serve/archives.h"
#include "serve/http/request.h"

/* The most words of a search, and bytes of all of them. */
#define ROOM_WORDS_MOST 16u
#define ROOM_WORDS_BYTES 512u

/* What is looked for. All but the parameters is owned. */
struct room_sought {
	struct nbarc_patterns words;
	struct nb_grep *grep; /* NULL: nothing is looked for */
	struct nbarc_choice choice;
};

/* Read it from the parameters. NB_USAGE if they are not well formed, with what
 * is wrong; NB_UNSUPPORTED if OpenCC is needed and not there. Call
 * room_sought_free() also after a failure. */
NB_CHECK enum nb_status room_sought_read(const struct room_request *request,
					 struct room_sought *sought,
					 struct nb_error *err);
void room_sought_free(struct room_sought *sought);

/* How an archive is searched; see struct nb_search. */
struct room_searching {
	bool bare;
	uint64_t fields;
	uint64_t limit;
	nb_search_item *item;
	bool (*hit)(void *context, const struct nb_hit *hit);
	void *context;
	/* Set: the time was over before everything was searched. */
	bool late;
	/* Set: something could not be read, and was not searched. */
	bool hurt;
	struct room_request *request; /* private */
};

/*
 * Search an archive that the request has borrowed, by its index if it has one.
 * NB_OK also if the time was over. Damaged pages are passed over, which is
 * noted. NB_USAGE if a regular expression takes too many steps.
 */
NB_CHECK enum nb_status room_search_archive(struct room_request *request,
					    const struct room_sought *sought,
					    const struct room_lease *lease,
					    struct room_searching *searching,
					    struct nb_error *err);

#endif
