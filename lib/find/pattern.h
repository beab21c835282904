/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked for, compiled (<nbarc/grep.h>). */
#ifndef NB_FIND_PATTERN_H
#define NB_FIND_PATTERN_H

#include "find/begin.h"
#include "find/fold.h"
#include "find/literal.h"
#include "find/required.h"
#include "find/words.h"

#include <nbarc/grep.h>

struct nb_regex;

/* A list of folded words; all is owned. */
struct nb_word_list {
	struct nb_buf bytes;	/* the words one after the other */
	struct nb_needle *list; /* `count` of them, in `bytes` */
	size_t count;
	struct nb_words *words; /* to look for them; NULL if nobody does */
};

struct nb_located;

/*
 * Who is shown the text of every item instead of being given its hits: the text
 * folded, whatever is looked for, and the `count` bare hits in it in their
 * order. A thread has a state of its own. A status other than NB_OK ends the
 * search.
 */
struct nb_reader {
	/* NULL if memory is lacking. */
	void *(*begin)(void *context);
	enum nb_status (*read)(void *state, size_t mark, const char *text,
			       size_t len, const struct nb_located *hits,
			       size_t count);
	/* Called for each state, by the thread of the search. */
	void (*end)(void *context, void *state);
	void *context;
};

/* Nothing of it changes once nb_grep_create() has returned. */
struct nb_grep {
	struct nb_fold fold;
	/* The text has to be folded before it is compared. */
	bool folds;
	unsigned parts; /* of enum nb_part */
	/* The patterns: words, or else expressions. */
	struct nb_word_list words;
	struct nb_regex **regexes;
	struct nb_begin *begins; /* of each where its matches may begin */
	size_t regex_count;
	struct nb_word_list excluded;
	/* An item is searched only if it may contain one of these; none: every
	 * item is. */
	struct nb_literal required[NB_REQUIRED_MAX];
	size_t required_count;
	const struct nb_reader *reader; /* borrowed; NULL: none */
	/* With `apart`, the next pattern by itself; owned. Its fold is that of
	 * the first one, which owns it. */
	struct nb_grep *next;
};

/*
 * Like nb_grep_create(); all items are shown to the reader, which is borrowed
 * as long as the result lives. There may be no pattern.
 */
NB_CHECK enum nb_status nb_grep_create_reading(
	const struct nb_grep_options *options, const struct nb_reader *reader,
	struct nb_grep **grep, struct nb_error *err);

/* True unless the slice of an item certainly has no hit. */
bool nb_grep_perhaps(const struct nb_grep *grep, const char *xml, size_t len);

#endif
