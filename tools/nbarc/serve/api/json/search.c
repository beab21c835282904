/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching for programs (search.h). The search is that of nbarc grep, on one
 * thread a request, and ends with 503 when the time of the request is over:
 * what was found until then could not be told from all there is.
 */
#include "serve/api/json/search.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/grep.h>
#include <nbarc/index.h>

#include "base/error.h"
#include "hits/counts.h"
#include "hits/line.h"
#include "hits/patterns.h"
#include "serve/api/json/choice.h"
#include "serve/api/json/form.h"
#include "serve/api/json/hit.h"
#include "serve/api/walk.h"
#include "serve/room.h"

/* Hits of an answer unless limit= says otherwise, and at most; hits that an
 * answer may leave out before its first one. */
#define LIMIT 50u
#define LIMIT_MOST 10000u
#define SKIP_MOST 1000000u
/* Patterns of a request at most. */
#define PATTERNS_MOST 16u
/* Columns of context, of which a Han character takes two, and at most. */
#define CONTEXT 24u
#define CONTEXT_MOST 500u

/* A search that is being made. Owned: grep, counts, last_page. */
struct search {
	struct room_request *q;
	struct api_choice choice;
	struct nb_grep *grep;
	enum nbarc_form form;
	bool object, counting;
	struct nbarc_hit_style style;
	struct nbarc_counts counts;
	uint64_t left, skip; /* hits that may come, and to be passed over */
	uint64_t found;	     /* hits in the answer */
	bool more, late;
	bool damaged;	/* pages could not be searched */
	size_t archive; /* that is searched */
	struct nb_buf *out;
	/* The item of the last hit, for counts. */
	struct nb_buf last_page;
	unsigned last_number;
	enum nb_status status;
};

/* ---- hits */

/*
 * True if the hit is in another item than the one before; it is noted. The hits
 * of an item come one after the other, so that the last one is all that has to
 * be kept.
 */
static bool is_new_item(struct search *s, const struct nb_hit *hit)
{
	if (hit->number == s->last_number &&
	    hit->page.len == s->last_page.len &&
	    memcmp(hit->page.text, s->last_page.data, hit->page.len) == 0)
		return false;
	s->last_number = hit->number;
	s->last_page.len = 0;
	s->status = nb_buf_add(&s->last_page, hit->page.text, hit->page.len);
	return true;
}

/*
 * Called for each hit; false ends the search. One hit more than is asked for is
 * looked for: it alone tells that there is a next piece, and is not in the
 * answer.
 */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct search *s = context;

	s->late = room_request_late(s->q);
	if (s->late)
		return false;
	if (s->counting) {
		nbarc_counts_add(&s->counts, hit, is_new_item(s, hit));
		return !s->status;
	}
	if (s->skip) {
		s->skip--;
		return true;
	}
	s->more = !s->left;
	if (s->more)
		return false;
	s->left--;
	if (s->object && s->found)
		s->status = nb_buf_puts(s->out, ",");
	if (!s->status)
		s->status = api_hit_put(s->form, &s->style, hit, s->out);
	if (!s->status && s->object)
		s->out->len--; /* the end of the line */
	s->found++;
	return !s->status;
}

/*
 * Called for each item before it is searched. NB_ABSENT passes over it: a page
 * that an earlier archive has, too, was searched there. The first archive is
 * not asked, unless hits are counted.
 */
static enum nb_status take_item(void *context, const struct nb_entry *entry,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err)
{
	struct search *s = context;

	if (api_is_shadowed(&s->q->leases, s->archive, &entry->id))
		return NB_ABSENT;
	return s->counting
		       ? nbarc_counts_item(&s->counts, entry, item, mark, err)
		       : NB_OK;
}

/* Called after each page frame. */
static bool take_pause(void *context)
{
	struct search *s = context;

	s->late = room_request_late(s->q);
	return !s->late;
}

/* Called for what could not be searched. */
static void take_problem(void *context, const struct nb_error *err)
{
	struct search *s = context;

	s->damaged |= err->status != NB_ABSENT;
}

/* Search one archive. An index that is damaged is not used. */
static enum nb_status search_archive(struct search *s, struct nb_error *err)
{
	struct nb_candidates *among = NULL;
	struct nb_query query;
	struct nb_search search = {
		.queries = &query,
		.query_count = 1,
		.bare = s->counting,
		.threads = 1,
		.item = s->archive || s->counting ? take_item : NULL,
		.fields = s->counting ? nbarc_bys_fields(&s->counts.by) : 0,
		.limit = s->counting ? 0 : s->skip + s->left + 1,
		.hit = take_hit,
		.problem = take_problem,
		.pause = take_pause,
		.until = s->q->deadline,
		.context = s,
	};
	struct room_lease *lease;
	enum nb_status st = room_lease(&s->q->leases, s->archive, &lease, err);

	if (!st)
		st = nb_query_parse(s->choice.id, &query, err);
	if (st)
		return st;
	query.filter = &s->choice.filter;
	s->counts.archive = lease->archive;
	if (lease->index &&
	    nb_index_candidates(lease->index, s->grep, &among, NULL))
		among = NULL;
	search.among = among;
	search.cache = room_cache(s->q->room, search.limit);
	st = nb_grep_archive(s->grep, lease->archive, &search, err);
	nb_candidates_free(among);
	if (!st && s->late)
		st = nb_fail(err, NB_BUSY, "the search took too long");
	return st || !s->status ? st : nb_fail_mem(err);
}

/* Search all archives, until there are enough hits. */
static enum nb_status search_all(struct search *s, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	for (s->archive = s->choice.first;
	     !st && !s->more && s->archive < s->choice.end; s->archive++) {
		s->last_page.len = 0;
		s->last_number = 0;
		st = search_archive(s, err);
	}
	return st;
}

/* ---- what is asked for */

/* Compile the patterns. */
static enum nb_status make_grep(struct search *s, struct nb_error *err)
{
	const char *patterns[PATTERNS_MOST], *excluded[PATTERNS_MOST];
	const char *parts = room_param(s->q, "in");
	struct nb_grep_options o = {
		.patterns = patterns,
		.excluded = excluded,
		.regex = room_param_set(s->q, "regex"),
		.exact_width = room_param_set(s->q, "exact_width"),
		.variants = room_param_set(s->q, "variants"),
	};
	const char *value;
	size_t n;

	for (n = 0; (value = room_param_next(s->q, "q", n)); n++) {
		if (n == PATTERNS_MOST)
			return nb_fail(err, NB_LIMIT, "more than %u of q",
				       PATTERNS_MOST);
		patterns[o.pattern_count++] = value;
	}
	for (n = 0; (value = room_param_next(s->q, "not", n)); n++) {
		if (n == PATTERNS_MOST)
			return nb_fail(err, NB_LIMIT, "more than %u of not",
				       PATTERNS_MOST);
		excluded[o.excluded_count++] = value;
	}
	if (!o.pattern_count || !*patterns[0])
		return nb_fail(err, NB_USAGE, "q: what to look for is missing");
	if (parts && *parts) {
		o.parts = nbarc_parts_parse(parts);
		if (!o.parts)
			return nb_fail(err, NB_USAGE,
				       "in: there are head, byline and text");
	}
	return nb_grep_create(&o, &s->grep, err);
}

/* Read the numbers, and what hits are counted by. */
static enum nb_status read_limits(struct search *s, struct nb_error *err)
{
	const char *by = room_param(s->q, "count_by");
	uint64_t context = CONTEXT / 2;
	enum nb_status st = room_param_number(s->q, "limit", 1, LIMIT_MOST,
					      LIMIT, &s->left, err);

	if (!st)
		st = room_param_number(s->q, "skip", 0, SKIP_MOST, 0, &s->skip,
				       err);
	if (!st)
		st = room_param_number(s->q, "context", 1, CONTEXT_MOST,
				       context, &context, err);
	s->style.context = 2 * (size_t)context;
	s->counting = by && *by;
	if (!st && s->counting)
		st = nbarc_bys_parse(by, &s->counts.by, err);
	return st;
}

/* Read the request. */
static enum nb_status set_up(struct search *s, struct nb_error *err)
{
	static const char *const names[] = {
		API_CHOICE_NAMES, "q",	    "not",     "regex", "variants",
		"exact_width",	  "in",	    "limit",   "skip",	"context",
		"count_by",	  "format", "download"};
	enum nb_status st =
		api_known(s->q, names, sizeof(names) / sizeof(names[0]), err);

	if (!st)
		st = api_choice_read(s->q, &s->choice, err);
	if (!st)
		st = api_form_read(s->q, &s->form, &s->object, err);
	if (!st)
		st = read_limits(s, err);
	if (!st && s->counting && s->form == NBARC_CSV)
		st = nb_fail(err, NB_USAGE,
			     "format: counts are json, jsonl or tsv");
	s->style.form = s->form == NBARC_TSV ? NBARC_HIT_TSV : NBARC_HIT_JSONL;
	return st ? st : make_grep(s, err);
}

/* ---- the answer */

/* Append the counts; the lines of a JSON object are divided by commas. */
static enum nb_status put_counts(struct search *s)
{
	size_t from = s->out->len, i;
	enum nb_status st = nbarc_counts_put(&s->counts, s->style.form, s->out);

	if (st || !s->object)
		return st;
	if (s->out->len > from)
		s->out->len--;
	for (i = from; i < s->out->len; i++)
		if (s->out->data[i] == '\n')
			s->out->data[i] = ',';
	return NB_OK;
}

/* Append what stands after the hits: the link of the next ones, and whether
 * there may be others in what is damaged. */
static void put_end(struct search *s, uint64_t skip)
{
	struct api_out o = {.buf = s->out};
	char next[24];

	api_raw(&o, "]");
	if (s->more) {
		(void)snprintf(next, sizeof(next), "%llu",
			       (unsigned long long)(skip + s->found));
		api_raw(&o, ",\"next\":\"");
		api_again(&o, s->q, "skip", next);
		api_raw(&o, "\"");
	}
	if (s->damaged)
		api_raw(&o, ",\"damaged\":true");
	api_raw(&o, "}\n");
	if (o.status)
		s->status = o.status;
}

/* Search, and append the answer. */
static enum nb_status put_answer(struct search *s, struct nb_error *err)
{
	uint64_t skip = s->skip;
	enum nb_status st = NB_OK;

	if (s->object)
		s->status = nb_buf_puts(s->out, s->counting ? "{\"counts\":["
							    : "{\"hits\":[");
	else if (!s->counting)
		s->status = api_hit_names(s->form, &s->style, s->out);
	if (!s->status)
		st = search_all(s, err);
	if (!st && !s->status && s->counting)
		s->status = put_counts(s);
	if (!st && !s->status && s->object)
		put_end(s, skip);
	return st || !s->status ? st : nb_fail_mem(err);
}

/* Everything is made before it is sent, because hits are found in an order that
 * a stream could not go back in, and because a search that takes too long is an
 * error and no shorter list. */
enum nb_status api_search(struct room_request *q, struct room_response *a,
			  struct nb_error *err)
{
	struct search s = {.q = q, .out = &a->body};
	enum nb_status st = set_up(&s, err);

	if (!st)
		st = api_attach(q, a, s.counting ? "counts" : "hits",
				api_form_suffix(q), err);
	if (!st) {
		a->type = api_form_type(s.form, s.object);
		st = put_answer(&s, err);
	}
	/* The other forms have no place for it. */
	if (!st && s.damaged)
		st = room_header(a, err, "Nbarc-Damaged", "true");
	nbarc_counts_free(&s.counts);
	nb_buf_free(&s.last_page);
	nb_grep_free(s.grep);
	return st;
}
