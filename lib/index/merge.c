/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging segments of an index.
 *
 * Documents of a segment get the numbers after those of the segments before it,
 * so that a merged list is the lists of all segments, one after the other.
 * Characters come in ascending order from all segments at once, and so do the
 * second characters of each. The lists of one character are in memory at a
 * time.
 */
#include "index/merge.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* A list of one segment, waiting for those of the others. */
struct part {
	enum nb_index_kind kind;
	uint32_t other;	    /* rank in the merged segment */
	uint32_t source;    /* index of the segment */
	size_t from, count; /* its documents, in `docs` of the merger */
};

/* One of the segments. Owned: reader, ranks. */
struct source {
	const struct nb_index_segment *segment;
	struct nb_index_reader reader;
	uint32_t base;	 /* number of its first document in the result */
	uint32_t *ranks; /* in the result, by rank in the segment */
	uint32_t *chars; /* by rank */
	uint32_t next;	 /* rank of the character that it comes to */
};

/* Everything is owned but the segments. */
struct merger {
	struct source *sources;
	size_t count;
	struct nb_index_writer writer;
	struct part *parts; /* of the current character */
	size_t part_count, part_cap;
	struct nb_index_list docs; /* of the parts */
	struct nb_index_list list; /* that was read last */
	uint32_t current;	   /* index of the source that is read */
	struct nb_index_list joined;
};

/* ---- characters */

/* Read the characters of a source. */
static enum nb_status read_chars(struct source *s, struct nb_error *err)
{
	uint64_t from, to;
	enum nb_status st = NB_OK;
	uint32_t i, before = 0;

	s->ranks = nb_alloc(s->segment->char_count, sizeof(*s->ranks));
	s->chars = nb_alloc(s->segment->char_count, sizeof(*s->chars));
	if (!s->ranks || !s->chars)
		return nb_fail_mem(err);
	for (i = 0; !st && i < s->segment->char_count; i++) {
		st = nb_index_char(&s->reader, i, &s->chars[i], &from, &to,
				   err);
		if (!st && i && s->chars[i] <= before)
			st = nb_fail_at(err, NB_INVALID,
					s->segment->blocks.offset,
					"index: characters are not in order");
		before = s->chars[i];
	}
	return st;
}

/* The least character that a source comes to; false after the last. */
static bool least_char(const struct merger *m, uint32_t *c)
{
	bool any = false;
	size_t i;

	for (i = 0; i < m->count; i++) {
		const struct source *s = &m->sources[i];

		if (s->next == s->segment->char_count ||
		    (any && s->chars[s->next] >= *c))
			continue;
		*c = s->chars[s->next];
		any = true;
	}
	return any;
}

/* Give all characters their ranks in the result; returns how many they are. */
static uint32_t rank_chars(struct merger *m)
{
	uint32_t c = 0, rank = 0;
	size_t i;

	for (; least_char(m, &c); rank++)
		for (i = 0; i < m->count; i++) {
			struct source *s = &m->sources[i];

			if (s->next < s->segment->char_count &&
			    s->chars[s->next] == c)
				s->ranks[s->next++] = rank;
		}
	for (i = 0; i < m->count; i++)
		m->sources[i].next = 0;
	return rank;
}

/* ---- lists */

/* Keep a list of the current source. */
static enum nb_status keep_list(void *context, enum nb_index_kind kind,
				uint32_t other,
				const struct nb_index_list *list,
				struct nb_error *err)
{
	struct merger *m = context;
	const struct source *s = &m->sources[m->current];
	struct part *p =
		nb_grow(m->parts, &m->part_cap, m->part_count + 1, sizeof(*p));
	uint32_t *to;
	size_t i;

	if (!p)
		return nb_fail_mem(err);
	m->parts = p;
	if (nb_index_list_room(&m->docs, m->docs.count + list->count))
		return nb_fail_mem(err);
	p += m->part_count++;
	p->kind = kind;
	p->other = kind == NB_INDEX_OWN ? 0 : s->ranks[other];
	p->source = m->current;
	p->from = m->docs.count;
	p->count = list->count;
	to = m->docs.docs + m->docs.count;
	for (i = 0; i < list->count; i++)
		to[i] = list->docs[i] + s->base;
	m->docs.count += list->count;
	return NB_OK;
}

/* For qsort(): by kind and other character, and of each by segment. */
static int by_other(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->other != y->other)
		return x->other < y->other ? -1 : 1;
	return (x->source > y->source) - (x->source < y->source);
}

/* Append documents to a list that has room for them. In a small index the pages
 * of a document may be in two segments. */
static void append(struct nb_index_list *l, const uint32_t *docs, size_t count)
{
	if (l->count && l->docs[l->count - 1] == *docs) {
		docs++;
		count--;
	}
	memcpy(l->docs + l->count, docs, count * sizeof(*docs));
	l->count += count;
}

/* Write the list that begins with the i-th part; *i becomes the next one. */
static enum nb_status write_list(struct merger *m, size_t *i,
				 struct nb_error *err)
{
	const struct part *first = &m->parts[*i], *p = first;
	struct nb_index_list *l = &m->joined;

	l->count = 0;
	for (; p < m->parts + m->part_count && p->kind == first->kind &&
	       p->other == first->other;
	     p++) {
		if (nb_index_list_room(l, l->count + p->count))
			return nb_fail_mem(err);
		append(l, m->docs.docs + p->from, p->count);
	}
	*i = (size_t)(p - m->parts);
	return nb_index_writer_list(&m->writer, first->kind, first->other,
				    l->docs, l->count, err);
}

/* Merge the lists of one character. */
static enum nb_status merge_char(struct merger *m, uint32_t c,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	m->part_count = 0;
	m->docs.count = 0;
	for (i = 0; !st && i < m->count; i++) {
		struct source *s = &m->sources[i];

		if (s->next == s->segment->char_count || s->chars[s->next] != c)
			continue;
		m->current = (uint32_t)i;
		st = nb_index_chunk_read(&s->reader, s->next++, err);
		if (!st)
			st = nb_index_list_all(&s->reader, &m->list, keep_list,
					       m, err);
	}
	if (!st)
		st = nb_index_writer_char(&m->writer, c, err);
	if (!st)
		qsort(m->parts, m->part_count, sizeof(*m->parts), by_other);
	for (i = 0; !st && i < m->part_count;)
		st = write_list(m, &i, err);
	return st ? st : nb_index_writer_char_end(&m->writer, err);
}

/* ---- page entries */

/* Add the page entries of a source. */
static enum nb_status copy_pages(struct merger *m, struct source *s,
				 struct nb_error *err)
{
	struct nb_index_group *g = nb_alloc(1, sizeof(*g));
	enum nb_status st = g ? NB_OK : nb_fail_mem(err);
	uint32_t i, k;

	for (i = 0; !st && i < s->segment->group_count; i++) {
		st = nb_index_group_read(&s->reader, i, g, err);
		for (k = 0; !st && k < g->count; k++) {
			const struct nb_index_page *p = &g->pages[k];

			st = nb_index_page_check(&s->reader, p, err);
			if (!st)
				st = nb_index_writer_page(
					&m->writer, p->id, p->id_len,
					p->revision,
					p->items ? g->numbers + p->first_item
						 : NULL,
					p->items, err);
		}
	}
	if (g)
		free(g->numbers);
	free(g);
	return st;
}

/* ---- merging */

/* Set *like to what is known of the result, and the first documents. */
static enum nb_status add_up(struct merger *m, struct nb_index_segment *like,
			     struct nb_error *err)
{
	uint64_t documents = 0;
	size_t i;

	*like = *m->sources[0].segment;
	for (i = 0; i < m->count; i++) {
		const struct nb_index_segment *s = m->sources[i].segment;

		if (s->grain)
			documents = s->blocks.first / s->grain -
				    like->blocks.first / s->grain;
		m->sources[i].base = (uint32_t)documents;
		documents += s->documents;
		if (documents >= UINT32_MAX)
			return nb_fail(err, NB_LIMIT,
				       "an index has at most 2^32 - 2 "
				       "documents");
	}
	like->documents = (uint32_t)documents;
	like->char_count = rank_chars(m);
	return NB_OK;
}

static void free_merger(struct merger *m)
{
	size_t i;

	for (i = 0; m->sources && i < m->count; i++) {
		nb_index_reader_free(&m->sources[i].reader);
		free(m->sources[i].ranks);
		free(m->sources[i].chars);
	}
	free(m->sources);
	free(m->parts);
	free(m->docs.docs);
	free(m->list.docs);
	free(m->joined.docs);
	nb_index_writer_free(&m->writer);
}

enum nb_status nb_index_merge(const struct nb_index_segment *segments,
			      size_t count, int fd, const char *name,
			      uint64_t offset, bool (*go_on)(void *context),
			      void *context, struct nb_index_segment *merged,
			      struct nb_error *err)
{
	struct merger m = {.count = count};
	struct nb_index_segment like;
	enum nb_status st = NB_OK;
	uint32_t c = 0;
	size_t i;

	m.sources = nb_alloc(count, sizeof(*m.sources));
	if (!m.sources)
		return nb_fail_mem(err);
	for (i = 0; !st && i < count; i++) {
		m.sources[i].segment = &segments[i];
		m.sources[i].reader.segment = &segments[i];
		st = read_chars(&m.sources[i], err);
	}
	if (!st)
		st = add_up(&m, &like, err);
	if (!st && nb_index_writer_begin(&m.writer, fd, name, offset, &like))
		st = nb_fail_mem(err);
	while (!st && least_char(&m, &c)) {
		st = merge_char(&m, c, err);
		if (!st && go_on && !go_on(context))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	for (i = 0; !st && i < count; i++)
		st = copy_pages(&m, &m.sources[i], err);
	if (!st)
		st = nb_index_writer_end(&m.writer, merged, err);
	free_merger(&m);
	return st;
}
