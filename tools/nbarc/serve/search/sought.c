/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and running a search (sought.h).
 *
 * One thread searches, since each reader gets an equal part of the machine by
 * that. The clock is looked at between page frames and at each hit, which are
 * never more than some milliseconds apart.
 */
#include "serve/search/sought.h"

#include <string.h>

#include "base/error.h"
#include "serve/asked.h"
#include "serve/room.h"

/* ---- the words */

/* Add the word from p to `end`, unless it is empty. */
static enum nb_status add_word(struct room_sought *s, const char *p,
			       const char *end, struct nb_error *err)
{
	char word[ROOM_WORDS_BYTES + 1];
	size_t len = (size_t)(end - p);

	if (len == 0)
		return NB_OK;
	if (s->words.count == ROOM_WORDS_MOST)
		return nb_fail(err, NB_USAGE, "more than %u words",
			       ROOM_WORDS_MOST);
	memcpy(word, p, len);
	word[len] = '\0';
	return nbarc_patterns_add(&s->words, word, err);
}

/* The length of the space at p: of ASCII, or U+3000. */
static size_t space_at(const char *p)
{
	if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		return 1;
	return strncmp(p, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

/* Split what was typed into words. */
static enum nb_status split_words(struct room_sought *s, const char *p,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	const char *from;

	while (!st && *p) {
		size_t n = space_at(p);

		if (n) {
			p += n;
		} else if (*p == '"' && strchr(p + 1, '"')) {
			from = p + 1;
			p = strchr(from, '"');
			st = add_word(s, from, p, err);
			p++;
		} else {
			for (from = p; *p && !space_at(p);)
				p++;
			st = add_word(s, from, p, err);
		}
	}
	return st;
}

/* A parameter, or NULL if it is empty, as forms send fields without a text. */
static const char *value_of(const struct room_request *q, const char *name)
{
	const char *value = room_param(q, name);

	return value && value[0] ? value : NULL;
}

enum nb_status room_sought_read(const struct room_request *q,
				struct room_sought *s, struct nb_error *err)
{
	const char *typed = value_of(q, "q");
	struct nb_grep_options how = {
		.regex = room_param_set(q, "regex"),
		.variants = room_param_set(q, "variants"),
		.exact_width = room_param_set(q, "width"),
		.parts = room_param_set(q, "heads") ? NB_PART_HEAD : 0,
	};
	enum nb_status st;

	*s = (struct room_sought){.grep = NULL};
	st = room_asked(q, &s->choice, err);
	if (st || !typed)
		return st;
	if (strlen(typed) > ROOM_WORDS_BYTES)
		return nb_fail(err, NB_USAGE, "more than %u bytes of words",
			       ROOM_WORDS_BYTES);
	st = how.regex ? nbarc_patterns_add(&s->words, typed, err)
		       : split_words(s, typed, err);
	if (!st)
		st = nbarc_patterns_list(&s->words, err);
	if (st || !s->words.count)
		return st;
	how.patterns = s->words.list;
	how.pattern_count = s->words.count;
	return nb_grep_create(&how, &s->grep, err);
}

void room_sought_free(struct room_sought *s)
{
	nb_grep_free(s->grep);
	s->grep = NULL;
	nbarc_patterns_free(&s->words);
}

/* ---- searching */

/* For nb_search: hand a hit on, unless the time is over. */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct room_searching *s = context;

	if (room_request_late(s->request)) {
		s->late = true;
		return false;
	}
	return s->hit(s->context, hit);
}

static bool take_pause(void *context)
{
	struct room_searching *s = context;

	if (room_request_late(s->request))
		s->late = true;
	return !s->late;
}

static void take_problem(void *context, const struct nb_error *err)
{
	struct room_searching *s = context;

	s->hurt |= err->status != NB_ABSENT;
}

static enum nb_status take_item(void *context, const struct nb_entry *entry,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err)
{
	struct room_searching *s = context;

	if (room_request_late(s->request)) {
		s->late = true;
		return nb_fail(err, NB_BUSY, "the time is over");
	}
	return s->item(s->context, entry, item, mark, err);
}

/* The items that may have a hit; NULL: all may. An index that is damaged is as
 * good as none. */
static struct nb_candidates *candidates_of(const struct room_lease *lease,
					   const struct nb_grep *grep)
{
	struct nb_candidates *found = NULL;

	if (!lease->index ||
	    nb_index_candidates(lease->index, grep, &found, NULL))
		return NULL;
	return found;
}

enum nb_status room_search_archive(struct room_request *q,
				   const struct room_sought *sought,
				   const struct room_lease *lease,
				   struct room_searching *s,
				   struct nb_error *err)
{
	struct nb_query all;
	struct nb_candidates *among = candidates_of(lease, sought->grep);
	struct nb_search search = {
		.queries = &all,
		.query_count = 1,
		.bare = s->bare,
		.among = among,
		.cache = room_cache(q->room, s->limit),
		.threads = 1,
		.item = s->item ? take_item : NULL,
		.fields = s->fields,
		.limit = s->limit,
		.hit = take_hit,
		.problem = take_problem,
		.pause = take_pause,
		.context = s,
		.until = q->deadline,
	};
	enum nb_status st = nb_query_parse("", &all, err);

	s->request = q;
	if (nbarc_choice_any(&sought->choice))
		all.filter = &sought->choice.filter;
	if (!st)
		st = nb_grep_archive(sought->grep, lease->archive, &search,
				     err);
	if (st == NB_BUSY && room_request_late(q))
		s->late = true;
	if (st == NB_BUSY && s->late)
		st = NB_OK;
	nb_candidates_free(among);
	return st;
}
