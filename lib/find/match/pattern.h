/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked for, compiled (<nbarc/grep.h>). */
#ifndef NB_FIND_MATCH_PATTERN_H
#define NB_FIND_MATCH_PATTERN_H

#include "find/match/fold.h"
#include "find/match/literal.h"
#include "find/match/required.h"
#include "find/match/words.h"

#include <nbarc/grep.h>

struct nb_regex;

/* A list of folded words; all is owned. */
struct nb_word_list {
	struct nb_buf bytes;	/* the words one after the other */
	struct nb_needle *list; /* `count` of them, in `bytes` */
	size_t count;
	struct nb_words *words; /* to look for them; NULL if nobody does */
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
	/* The anchors of all of them, if they are few; otherwise nobody looks
	 * for them together. */
	struct nb_word_list anchors;
	const struct nb_reader *reader; /* borrowed; NULL: none */
	/* With `apart`, the next pattern by itself; owned. Its fold is that of
	 * the first one, which owns it. */
	struct nb_grep *next;
};

/* True unless the slice of an item certainly has no hit. */
bool nb_grep_perhaps(const struct nb_grep *grep, const char *xml, size_t len);

#endif
