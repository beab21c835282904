/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hits one after the other (<nbarc/hits.h>).
 *
 * nb_grep_archive() calls, and a cursor is called. So the search has a thread
 * of its own, and it is always the turn of one of the two: the search works
 * only while the caller waits in nb_hit_cursor_next(), and waits when it has a
 * batch of hits. The archive is thus used by one of them at a time, although
 * the threads that decode page frames may still be busy. The first batch is
 * handed over with the first page frame that has hits.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/hits.h>
#include <nbarc/id.h>
#include <nbarc/newspaper.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Hits of a batch, and bytes of their texts, from which on it is handed over:
 * changing turns takes as long as finding some hits. */
#define BATCH_HITS 256u
#define BATCH_BYTES ((size_t)256 * 1024)

#define TEXTS (NB_HIT_RIGHT + 1)
#define NUMBERS (NB_HIT_TIMES + 1)

/* A hit, or a problem that was met instead. The texts are in the batch. */
struct nb_hit_record {
	const struct nb_hit_cursor *cursor;
	size_t texts[TEXTS]; /* where they begin in cursor->texts */
	uint64_t numbers[NUMBERS];
	struct nb_error *problem; /* owned; NULL: it is a hit */
};

/*
 * `lock` guards searching, stop and ended; the rest belongs to whose turn it
 * is. Owned: the thread, the batch.
 */
struct nb_hit_cursor {
	struct nb_archive *archive;
	const struct nb_grep *grep;
	struct nb_query query;
	struct nb_search search;
	/* The batch, of which `given` hits were given. */
	struct nb_hit_record *hits;
	size_t count, cap, given;
	struct nb_buf texts;
	/* How the search ended; NB_OK also if it is told of no more. */
	enum nb_status st;
	struct nb_error err;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	bool started;	/* there is a thread */
	bool searching; /* it is the turn of the search */
	bool stop;	/* the caller wants no more */
	bool ended;	/* the search returned */
};

/* ---- in the thread of the search */

/* Begin a record of the batch; NULL, and the search has failed, if there is no
 * memory. */
static struct nb_hit_record *add_record(struct nb_hit_cursor *c)
{
	struct nb_hit_record *grown =
		nb_grow(c->hits, &c->cap, c->count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	c->hits = grown;
	grown += c->count++;
	memset(grown, 0, sizeof(*grown));
	grown->cursor = c;
	return grown;
}

/* Append a text to the batch. */
static enum nb_status add_text(struct nb_hit_cursor *c, struct nb_hit_record *r,
			       enum nb_hit_text which, const char *text,
			       size_t len)
{
	enum nb_status st;

	r->texts[which] = c->texts.len;
	st = nb_buf_add(&c->texts, text, len);
	return st ? st : nb_buf_add(&c->texts, "", 1);
}

/* The date of a page, as people write it; "" if it is not of a newspaper. */
static size_t date_of(const struct nb_string *page, char date[11])
{
	struct nb_newspaper_id parts;

	date[0] = '\0';
	if (!nb_newspaper_parse(page->text, page->len, &parts))
		return 0;
	return (size_t)snprintf(date, 11, "%.4s-%.2s-%.2s", parts.date,
				parts.date + 4, parts.date + 6);
}

/* Append the texts of a hit in the order of enum nb_hit_text. */
static enum nb_status add_texts(struct nb_hit_cursor *c,
				struct nb_hit_record *r,
				const struct nb_hit *hit)
{
	size_t end = hit->start + hit->len, i;
	const char *part = nb_part_name(hit->part);
	char id[NB_ITEM_ID_MAX], date[11];
	const struct nb_string texts[TEXTS] = {
		[NB_HIT_ID] = {id, nb_item_id(hit->page.text, hit->page.len,
					      hit->number, id)},
		[NB_HIT_DATE] = {date, date_of(&hit->page, date)},
		[NB_HIT_PART] = {part, strlen(part)},
		[NB_HIT_TITLE] = hit->title,
		[NB_HIT_LEFT] = {hit->line, hit->start},
		[NB_HIT_MATCH] = {hit->line + hit->start, hit->len},
		[NB_HIT_RIGHT] = {hit->line + end, hit->line_len - end},
	};
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < TEXTS; i++)
		st = add_text(c, r, (enum nb_hit_text)i, texts[i].text,
			      texts[i].len);
	return st;
}

/* Let the caller have the batch, and wait until it wants another one. False if
 * it wants no more. */
static bool hand_over(struct nb_hit_cursor *c)
{
	bool stop;

	(void)pthread_mutex_lock(&c->lock);
	c->searching = false;
	(void)pthread_cond_signal(&c->turned);
	while (!c->searching)
		(void)pthread_cond_wait(&c->turned, &c->lock);
	stop = c->stop;
	(void)pthread_mutex_unlock(&c->lock);
	return !stop;
}

/* For struct nb_search: a hit. */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct nb_hit_cursor *c = context;
	struct nb_hit_record *r = add_record(c);
	struct nb_hit h = *hit;

	if (!h.line)
		h.line = "";
	if (!r || add_texts(c, r, &h)) {
		c->count -= r != NULL;
		c->st = nb_fail_mem(&c->err);
		return false;
	}
	r->numbers[NB_HIT_REVISION] = h.revision;
	r->numbers[NB_HIT_START] = h.position;
	r->numbers[NB_HIT_END] =
		h.position + nb_utf8_count(h.line + h.start, h.len);
	r->numbers[NB_HIT_TIMES] = h.times;
	return (c->count < BATCH_HITS && c->texts.len < BATCH_BYTES) ||
	       hand_over(c);
}

/* For struct nb_search: something that could not be searched. */
static void take_problem(void *context, const struct nb_error *err)
{
	struct nb_hit_cursor *c = context;
	struct nb_hit_record *r = add_record(c);

	if (r)
		r->problem = nb_alloc(1, sizeof(*r->problem));
	if (r && r->problem) {
		*r->problem = *err;
		return;
	}
	c->count -= r != NULL;
	c->st = nb_fail_mem(&c->err);
}

/* For struct nb_search: the hits of a page frame were given. */
static bool pause_search(void *context)
{
	struct nb_hit_cursor *c = context;

	return !c->st && (c->count == 0 || hand_over(c));
}

/* The thread. It ends the turn of the search for the last time. */
static void *search(void *context)
{
	struct nb_hit_cursor *c = context;
	struct nb_error err;
	enum nb_status st =
		nb_grep_archive(c->grep, c->archive, &c->search, &err);

	if (st) {
		c->st = st;
		c->err = err;
	}
	(void)pthread_mutex_lock(&c->lock);
	c->ended = true;
	c->searching = false;
	(void)pthread_cond_signal(&c->turned);
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* ---- in the thread of the caller */

enum nb_status nb_hit_cursor_create(
	struct nb_archive *archive, const struct nb_grep *grep,
	const struct nb_candidates *among, const char *query,
	const struct nb_filter *filter, unsigned flags, unsigned threads,
	struct nb_hit_cursor **cursor, struct nb_error *err)
{
	struct nb_hit_cursor *c = nb_alloc(1, sizeof(*c));
	enum nb_status st;

	*cursor = NULL;
	if (!c)
		return nb_fail_mem(err);
	st = nb_query_parse(query, &c->query, err);
	if (st) {
		free(c);
		return st;
	}
	c->archive = archive;
	c->grep = grep;
	c->query.filter = filter;
	c->search = (struct nb_search){
		.queries = &c->query,
		.query_count = 1,
		.all_revisions = flags & NB_HITS_REVISIONS,
		.first = flags & NB_HITS_FIRST,
		.bare = flags & NB_HITS_BARE,
		.any_part = (flags & NB_HITS_FIRST) && (flags & NB_HITS_BARE),
		.among = among,
		.threads = threads,
		.hit = take_hit,
		.problem = take_problem,
		.pause = pause_search,
		.context = c,
	};
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->turned, NULL);
	*cursor = c;
	return NB_OK;
}

/* Throw the batch away. */
static void clear(struct nb_hit_cursor *c)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		free(c->hits[i].problem);
	c->count = c->given = 0;
	c->texts.len = 0;
}

/* Give the turn to the search, which begins with the first one, and wait until
 * it comes back. */
static enum nb_status let_search(struct nb_hit_cursor *c)
{
	(void)pthread_mutex_lock(&c->lock);
	c->searching = true;
	if (!c->started && pthread_create(&c->thread, NULL, search, c) != 0) {
		c->searching = false;
		(void)pthread_mutex_unlock(&c->lock);
		return NB_NOMEM;
	}
	c->started = true;
	(void)pthread_cond_signal(&c->turned);
	while (c->searching)
		(void)pthread_cond_wait(&c->turned, &c->lock);
	(void)pthread_mutex_unlock(&c->lock);
	return NB_OK;
}

enum nb_status nb_hit_cursor_next(struct nb_hit_cursor *c,
				  const struct nb_hit_record **hit,
				  struct nb_error *err)
{
	const struct nb_hit_record *r;

	*hit = NULL;
	if (c->given == c->count) {
		clear(c);
		if (!c->ended && let_search(c))
			return nb_fail_mem(err);
	}
	if (c->given == c->count) {
		/* A failure is told once; then there are no more hits. */
		enum nb_status st = c->st;

		if (st && err)
			*err = c->err;
		c->st = NB_OK;
		return st;
	}
	r = &c->hits[c->given++];
	if (!r->problem) {
		*hit = r;
		return NB_OK;
	}
	if (err)
		*err = *r->problem;
	return r->problem->status;
}

void nb_hit_cursor_free(struct nb_hit_cursor *c)
{
	if (!c)
		return;
	if (c->started) {
		(void)pthread_mutex_lock(&c->lock);
		c->stop = c->searching = true;
		(void)pthread_cond_signal(&c->turned);
		(void)pthread_mutex_unlock(&c->lock);
		(void)pthread_join(c->thread, NULL);
	}
	(void)pthread_cond_destroy(&c->turned);
	(void)pthread_mutex_destroy(&c->lock);
	clear(c);
	free(c->hits);
	nb_buf_free(&c->texts);
	free(c);
}

/* ---- a hit */

const char *nb_hit_record_text(const struct nb_hit_record *hit,
			       enum nb_hit_text text)
{
	if ((size_t)text >= TEXTS)
		return NULL;
	return (const char *)hit->cursor->texts.data + hit->texts[text];
}

uint64_t nb_hit_record_number(const struct nb_hit_record *hit,
			      enum nb_hit_number number)
{
	return (size_t)number < NUMBERS ? hit->numbers[number] : 0;
}
