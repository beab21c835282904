/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answering many queries at once (<nbarc/query.h>; format-spec/nbarc-format.md,
 * section 9).
 *
 * A page is found in a frame by decoding what precedes it there: half a frame
 * for each page that is asked for by itself. So the queries are first looked up
 * in the order of their texts, which reads each catalogue leaf once, to learn
 * where the pages stand, and then answered in the order of the file, which
 * decodes each frame once. Threads read ahead, as they do for a cursor.
 */
#include "archive/read/ahead.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"

#include <nbarc/query.h>

#include <stdlib.h>
#include <string.h>

/* A query, and where the page stands that it found; the directory is 0 if there
 * is no page, or none of it is stored. Sizes and offsets as in struct nb_entry.
 */
struct wanted {
	struct nb_query *query;
	size_t index;	/* of the query */
	uint64_t bytes; /* that the answer may take */
	uint64_t directory, frame_size, sources;
	uint32_t directory_size, content_size, sources_size;
	uint32_t offset, len;
};

/* Everything about one call. `list` is owned. */
struct many {
	struct nb_archive *archive;
	struct wanted *list;
	size_t count;
	size_t described; /* places of the list that the scout has passed */
	bool sources;	  /* they are asked for, not documents */
};

/* ---- where the pages stand */

/* The order of the texts. */
static int compare_texts(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return strcmp(x->query->text, y->query->text);
}

/* The order of the queries. */
static int compare_indexes(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

/* The order of the file. */
static int compare_places(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	if (x->directory != y->directory)
		return x->directory < y->directory ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return compare_indexes(a, b);
}

/* Bytes that what a query chooses of the page may take. */
static uint64_t bytes_of(const struct many *m, const struct nb_query *q,
			 const struct nb_entry *e)
{
	const struct nb_entry_item *item;

	if (m->sources)
		return e->source_len;
	item = q->kind == NB_QUERY_ITEM ? nb_entry_item_of(e, q->number) : NULL;
	return item ? (uint64_t)e->head_len + item->len + e->len -
			       e->tail_offset
		    : e->len;
}

/*
 * If the query before was of an item, and this one is called as another item of
 * the same revision of that page, it is one: say so in the query. That saves
 * looking for a page that is called like the item.
 */
static bool is_next_item(const struct nb_query *before, struct nb_query *q)
{
	size_t page_len;
	unsigned number;

	if (!before || before->kind != NB_QUERY_ITEM ||
	    before->revision != q->revision ||
	    strncmp(before->text, q->text, before->page_len) != 0)
		return false;
	number = nb_id_item(q->text, q->len, &page_len);
	if (!number || page_len != before->page_len)
		return false;
	q->kind = NB_QUERY_ITEM;
	q->number = number;
	q->page_len = page_len;
	return true;
}

/* Look up the page of a query. One that is not found is left without a place:
 * the reason is found again when it is answered. */
static void locate(const struct many *m, struct wanted *w,
		   const struct nb_query *before)
{
	struct nb_query *q = w->query;
	enum nb_detail detail = q->detail;
	const struct nb_entry *e;
	enum nb_status st;

	q->detail = NB_DETAIL_PLACES;
	if (is_next_item(before, q))
		st = nb_archive_find_detail(m->archive, q->text, q->page_len,
					    q->revision, q->detail, &e, NULL);
	else
		st = nb_query_find(m->archive, q, &e, NULL);
	q->detail = detail;
	if (st)
		return;
	w->bytes = bytes_of(m, q, e);
	if (e->state == NB_STATE_PURGED)
		return;
	w->directory = e->directory;
	w->directory_size = e->directory_size;
	w->frame_size = e->frame_size;
	w->content_size = e->content_size;
	w->sources = e->sources;
	w->sources_size = e->sources_size;
	w->offset = e->offset;
	w->len = e->len;
}

/* Locate all queries, and leave out those from which on the answers would take
 * more than `bytes`, but never the first. The list is then in the order of the
 * file. */
static void locate_all(struct many *m, size_t bytes)
{
	uint64_t sum = 0;
	size_t i;

	qsort(m->list, m->count, sizeof(*m->list), compare_texts);
	for (i = 0; i < m->count; i++)
		locate(m, &m->list[i], i ? m->list[i - 1].query : NULL);
	qsort(m->list, m->count, sizeof(*m->list), compare_indexes);
	for (i = 0; i < m->count; i++) {
		sum += m->list[i].bytes;
		if (i && sum > bytes)
			break;
	}
	m->count = i;
	qsort(m->list, m->count, sizeof(*m->list), compare_places);
}

/* ---- reading ahead */

/* Set what an entry says of its frame. */
static void set_place(struct nb_entry *place, const struct wanted *w)
{
	memset(place, 0, sizeof(*place));
	place->directory = w->directory;
	place->directory_size = w->directory_size;
	place->frame_size = w->frame_size;
	place->content_size = w->content_size;
	place->sources = w->sources;
	place->sources_size = w->sources_size;
}

/* The scout of nb_ahead_create(): positions are places in the list. */
static bool describe_frame(void *context, uint64_t from,
			   struct nb_ahead_frame *frame)
{
	struct many *m = context;
	size_t i = from > m->described ? (size_t)from : m->described;

	while (i < m->count && !m->list[i].directory)
		i++;
	if (i == m->count)
		return false;
	set_place(&frame->place, &m->list[i]);
	frame->sources = m->sources;
	frame->first = i;
	for (; i < m->count; i++) {
		const struct wanted *w = &m->list[i];

		if (w->directory != frame->place.directory)
			break;
		frame->last = i;
		/* Items of one page share its document. */
		if (m->sources ||
		    (i > frame->first && w->offset == m->list[i - 1].offset &&
		     w->len == m->list[i - 1].len))
			continue;
		if (nb_ahead_note(frame, w->offset, w->len))
			return false;
	}
	m->described = i;
	return true;
}

/* Start threads, unless they are not wanted, there is only one frame, or the
 * archive is read in another way. */
static enum nb_status start_ahead(struct many *m, unsigned threads,
				  struct nb_error *err)
{
	struct nb_archive *a = m->archive;

	if (threads == 0)
		threads = nb_pool_processors();
	if (threads == 1 || a->ahead || a->salvage ||
	    m->list[0].directory == m->list[m->count - 1].directory)
		return NB_OK;
	return nb_ahead_create(a->file, &a->shared, a->end, threads, true,
			       describe_frame, m, &a->ahead, err);
}

/* ---- answering */

/* Find the page of a query again. What it names is known by now if it has a
 * place. */
static enum nb_status find_again(const struct many *m, const struct wanted *w,
				 const struct nb_entry **e,
				 struct nb_error *err)
{
	const struct nb_query *q = w->query;

	if (w->directory &&
	    !nb_archive_find_detail(m->archive, q->text, q->page_len,
				    q->revision, q->detail, e, NULL))
		return NB_OK;
	return nb_query_find(m->archive, w->query, e, err);
}

/* Answer the queries of the list, in its order. */
static void answer_all(const struct many *m, struct nb_ahead *ahead,
		       nb_query_answer *answer, void *context)
{
	const struct nb_entry *e;
	struct nb_error err;
	enum nb_status st;
	bool go_on = true;
	size_t i;

	for (i = 0; go_on && i < m->count; i++) {
		if (ahead)
			nb_ahead_move(ahead, i);
		st = find_again(m, &m->list[i], &e, &err);
		go_on = answer(context, m->list[i].index, st ? NULL : e,
			       st ? &err : NULL);
	}
}

enum nb_status nb_query_many(struct nb_archive *archive,
			     struct nb_query *queries, size_t *count,
			     size_t bytes, unsigned threads,
			     nb_query_answer *answer, void *context,
			     struct nb_error *err)
{
	struct many m = {.archive = archive, .count = *count};
	enum nb_status st;
	bool ours;
	size_t i;

	if (!m.count)
		return NB_OK;
	m.sources = queries[0].want == NB_WANT_SOURCES;
	m.list = nb_alloc(m.count, sizeof(*m.list));
	if (!m.list)
		return nb_fail_mem(err);
	for (i = 0; i < m.count; i++) {
		m.list[i].query = &queries[i];
		m.list[i].index = i;
	}
	locate_all(&m, bytes);
	*count = m.count;
	ours = !archive->ahead;
	st = start_ahead(&m, threads, err);
	if (!st)
		answer_all(&m, ours ? archive->ahead : NULL, answer, context);
	if (ours) {
		nb_ahead_free(archive->ahead);
		archive->ahead = NULL;
	}
	free(m.list);
	return st;
}
