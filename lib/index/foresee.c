/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a search reads of an index that is far away (index/foresee.h).
 *
 * A chunk of no great length is asked for as a whole, since another request
 * takes longer than its bytes. Of a longer one the dictionary is asked for,
 * which tells where the lists are.
 */
#include "index/foresee.h"
#include "base/ranges.h"
#include "index/groups.h"
#include "index/segment_writer.h"

/* Bytes of a chunk that are asked for as a whole, and else of its beginning:
 * the dictionary of a character that stands beside 8,000 others has some 20
 * KiB. */
#define CHUNK_WHOLE ((uint64_t)64 << 10)
#define CHUNK_HEAD ((uint64_t)32 << 10)

/* Bytes and ranges that one step foresees at most. */
#define BYTES_MOST ((uint64_t)8 << 20)
#define RANGES_MOST 4096u

/* What a step has gathered, of one file. Owned: ranges. */
struct foreseen {
	struct nb_buf ranges; /* struct nb_range; fewer if memory is lacking */
	uint64_t bytes;
};

/* The characters of one list: a character itself, or a pair, in the chunk where
 * nbarc writes it. */
struct sought {
	struct nb_index_reader *reader;
	uint32_t rank; /* of the chunk */
	enum nb_index_kind kind;
	uint32_t other; /* rank of the other character of a pair */
};

/* Called for each list of a unit that a segment may have. */
typedef void each_sought(const struct sought *s, void *context);

/* Add `len` bytes of the content from the offset `at` on. */
static void add(struct foreseen *f, const struct nb_index_reader *r,
		uint64_t at, uint64_t len)
{
	struct nb_range range;

	if (f->ranges.len / sizeof(range) >= RANGES_MOST ||
	    !nb_index_range(&r->segment->blocks, at, len, &range) ||
	    range.size > BYTES_MOST - f->bytes)
		return;
	f->bytes += range.size;
	(void)!nb_buf_add(&f->ranges, &range, sizeof(range));
}

/* Tell the file what was gathered. One range alone would count as one of many
 * that follow each other, and more would be read. */
static void tell(struct foreseen *f, struct nb_file file)
{
	static const struct nb_range nothing;

	if (f->ranges.len == sizeof(nothing))
		(void)!nb_buf_add(&f->ranges, &nothing, sizeof(nothing));
	if (f->ranges.len)
		nb_file_expect(file, (struct nb_range *)(void *)f->ranges.data,
			       f->ranges.len / sizeof(nothing));
	f->ranges.len = 0;
	f->bytes = 0;
}

/* ---- chunks and lists */

/* Look up the characters of a pair, or of one character alone if `b` is 0. */
static void visit_pair(struct nb_index_reader *r, uint32_t a, uint32_t b,
		       each_sought *each, void *context)
{
	bool ends = b && nb_index_ends_pair(a, b);
	struct sought s = {.reader = r, .kind = NB_INDEX_OWN};

	if (b)
		s.kind = ends ? NB_INDEX_ENDS : NB_INDEX_BEGINS;
	if (!nb_index_rank(r, ends ? b : a, &s.rank, NULL) &&
	    (!b || !nb_index_rank(r, ends ? a : b, &s.other, NULL)))
		each(&s, context);
}

/* Visit the lists of a unit. */
static void visit_unit(struct nb_index_reader *r, const struct nb_unit *u,
		       each_sought *each, void *context)
{
	size_t seconds = u->second ? u->second->count : 1, i, k;

	for (i = 0; i < u->first->count; i++)
		for (k = 0; k < seconds; k++)
			visit_pair(r, u->first->points[i],
				   u->second ? u->second->points[k] : 0, each,
				   context);
}

/* Add a chunk, or its beginning; an each_sought. */
static void add_chunk(const struct sought *s, void *context)
{
	uint64_t from, to;
	uint32_t c;

	if (!nb_index_char(s->reader, s->rank, &c, &from, &to, NULL))
		add(context, s->reader, from,
		    to - from > CHUNK_WHOLE ? CHUNK_HEAD : to - from);
}

/* Find the list in its chunk, which is read. False if there is none. */
static bool find_list(const struct sought *s, uint32_t *which)
{
	*which = 0;
	return !nb_index_chunk_read(s->reader, s->rank, NULL) &&
	       (s->kind == NB_INDEX_OWN ||
		nb_index_pair(s->reader, s->kind, s->other, which));
}

/* Count the documents of a list; an each_sought. */
static void count_list(const struct sought *s, void *context)
{
	uint64_t *sum = context;
	uint32_t which;

	if (find_list(s, &which))
		*sum += s->reader->chunk.counts[which];
}

/* Add a list, and that of the character, which it is coded by; an each_sought.
 */
static void add_list(const struct sought *s, void *context)
{
	uint64_t at, len;
	uint32_t which;

	if (!find_list(s, &which))
		return;
	nb_index_list_place(s->reader, 0, &at, &len);
	add(context, s->reader, at, len);
	nb_index_list_place(s->reader, which, &at, &len);
	add(context, s->reader, at, len);
}

/* Add the lists of a question that are read, as far as that is known before any
 * of them was: none if a pair is in no document. */
static void add_lists(struct foreseen *f, struct nb_index_reader *r,
		      const struct nb_question *q)
{
	uint64_t least = UINT64_MAX, sum;
	size_t i;

	for (i = 0; i < q->count && least; i++) {
		sum = 0;
		visit_unit(r, &q->units[i], count_list, &sum);
		least = sum < least ? sum : least;
	}
	for (i = 0; i < q->count && least; i++) {
		sum = 0;
		visit_unit(r, &q->units[i], count_list, &sum);
		if (sum / NB_INDEX_NOT_WORTH <= least)
			visit_unit(r, &q->units[i], add_list, f);
	}
}

/* Add the tables of a segment that are read to find chunks. */
static void add_tables(struct foreseen *f, const struct nb_index_reader *r,
		       bool changed)
{
	const struct nb_index_segment *s = r->segment;

	add(f, r, s->chars, 8 * ((uint64_t)s->char_count + 1));
	if (changed)
		add(f, r, s->changed, 4 * (uint64_t)s->changed_count);
}

/* Set *file to that of the segments; false if there are none, or it is not far
 * away. */
static bool find_far(const struct nb_index *x, struct nb_file *file)
{
	if (!x->header.segment_count)
		return false;
	*file = x->header.segments[0].blocks.file;
	return nb_file_is_far(*file);
}

void nb_index_foresee(struct nb_index *x, const struct nb_question *questions,
		      size_t count, bool changed)
{
	const struct nb_letter letter = {{NB_INDEX_UNREAD}, 1};
	const struct nb_unit unread = {&letter, NULL, 0};
	uint32_t segments = x->header.segment_count, i;
	struct foreseen f = {.bytes = 0};
	struct nb_file file;
	size_t n, k;

	if (!find_far(x, &file))
		return;
	for (i = 0; i < segments; i++)
		add_tables(&f, &x->readers[i], changed);
	tell(&f, file);
	for (i = 0; i < segments; i++) {
		visit_unit(&x->readers[i], &unread, add_chunk, &f);
		for (n = 0; n < count; n++)
			for (k = 0; k < questions[n].count; k++)
				visit_unit(&x->readers[i],
					   &questions[n].units[k], add_chunk,
					   &f);
	}
	tell(&f, file);
	for (i = 0; i < segments; i++)
		for (n = 0; n < count; n++)
			add_lists(&f, &x->readers[i], &questions[n]);
	tell(&f, file);
	nb_buf_free(&f.ranges);
}

/* ---- groups */

/* Add the groups that have these documents. */
static void add_groups(struct foreseen *f, struct nb_index_reader *r,
		       const uint64_t *documents)
{
	uint32_t doc = 0, count = r->segment->documents, group, last = 0;
	uint64_t from, to;
	bool any = false;

	for (; doc < count; doc++) {
		if (!(documents[doc / 64] >> doc % 64)) {
			doc |= 63;
			continue;
		}
		if (!(documents[doc / 64] >> doc % 64 & 1) ||
		    nb_index_group_of(r, doc, &group, NULL) ||
		    (any && group == last) ||
		    nb_index_group_place(r, group, &from, &to, NULL))
			continue;
		add(f, r, from, to - from);
		any = true;
		last = group;
	}
}

void nb_index_foresee_groups(struct nb_index *x, uint64_t *const *documents)
{
	uint32_t segments = x->header.segment_count, i;
	struct foreseen f = {.bytes = 0};
	struct nb_file file;

	if (!find_far(x, &file))
		return;
	for (i = 0; i < segments; i++)
		add(&f, &x->readers[i], x->readers[i].segment->groups,
		    NB_INDEX_GROUP_ENTRY *
			    ((uint64_t)x->readers[i].segment->group_count + 1));
	tell(&f, file);
	for (i = 0; i < segments; i++)
		add_groups(&f, &x->readers[i], documents[i]);
	tell(&f, file);
	nb_buf_free(&f.ranges);
}
