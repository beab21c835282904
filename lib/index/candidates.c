/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what is looked for to the items that may have it
 * (format-spec/nbarc-index.md, section 7).
 *
 * Every hit has one of the literals that nb_grep_create() found out. A literal
 * has its pairs of characters, and those of its characters that stand alone
 * between marks: the documents that have all of these are candidates. A
 * character that the fold takes for several has the documents of all of them.
 */
#include "archive/log/log.h"
#include "archive/read/handle.h"
#include "archive/read/history.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "find/search/candidates.h"
#include "index/foresee.h"
#include "index/groups.h"
#include "index/open.h"
#include "index/question.h"
#include "index/segment_writer.h"

#include <stdlib.h>
#include <string.h>

/* The work on one segment. Owned: everything that is not const. */
struct work {
	struct nb_index *index;
	struct nb_index_reader *reader;
	bool current; /* the index knows all that the archive has, and no more
		       */
	struct nb_question *questions; /* one for each literal */
	size_t question_count;
	struct nb_index_list found, list, joined; /* of the literal, of a unit,
						     of both */
	/* Documents of all literals: of the segment, and of each of them. */
	uint64_t *bits, *sets[NB_INDEX_SEGMENTS_MAX];
	struct nb_index_group *group;
	struct nb_candidates *candidates;
};

/* ---- what is asked for */

/* How many literals there are; 0 if an item may have a hit without any, or is
 * wanted without a hit. */
static size_t count_literals(const struct nb_grep *grep)
{
	size_t sum = 0;

	for (; grep; grep = grep->next) {
		if (grep->reader || grep->required_count == 0)
			return 0;
		sum += grep->required_count;
	}
	return sum;
}

/* Make all questions; *any is false if one of them asks for nothing, so that
 * every document is a candidate. */
static enum nb_status set_questions(struct work *w, const struct nb_grep *grep,
				    bool *any)
{
	size_t count = count_literals(grep), i;

	*any = count > 0;
	w->questions = nb_alloc(count, sizeof(*w->questions));
	if (!w->questions)
		return NB_NOMEM;
	for (; *any && grep; grep = grep->next)
		for (i = 0; *any && i < grep->required_count; i++) {
			struct nb_question *q =
				&w->questions[w->question_count++];

			if (nb_question_set(q, grep, &w->index->width,
					    &grep->required[i]))
				return NB_NOMEM;
			*any = q->count > 0;
		}
	return NB_OK;
}

/* Do the lists answer what is looked for, without a look at the text? */
static bool is_exact(const struct work *w, const struct nb_grep *g)
{
	const unsigned all = NB_PART_HEAD | NB_PART_BYLINE | NB_PART_TEXT;
	size_t i;

	for (i = 0; i < w->question_count; i++)
		if (!w->questions[i].exact)
			return false;
	for (; g; g = g->next)
		if (g->regex_count || g->excluded.count ||
		    (g->parts && g->parts != all) ||
		    /* Widths are told apart, but not in the index. */
		    nb_fold_char(&g->fold, NB_FULLWIDTH_CAPITAL_A) != 'A')
			return false;
	return w->index->header.grain == 0;
}

/* ---- the documents of a unit */

/* Called for each list of a unit. */
typedef enum nb_status each_list(struct work *w, uint32_t which, void *context,
				 struct nb_error *err);

/* Read the chunk of one character of a pair, and look for the other one in it.
 * NB_ABSENT, without an error, if the pair is not there. */
static enum nb_status find_in(struct work *w, enum nb_index_kind kind,
			      uint32_t c, uint32_t other, uint32_t *which,
			      struct nb_error *err)
{
	uint32_t rank, other_rank;
	enum nb_status st = nb_index_rank(w->reader, c, &rank, err);

	if (!st)
		st = nb_index_rank(w->reader, other, &other_rank, err);
	if (!st)
		st = nb_index_chunk_read(w->reader, rank, err);
	if (!st && !nb_index_pair(w->reader, kind, other_rank, which))
		st = NB_ABSENT;
	return st;
}

/* Find the list of a pair: in the chunk where nbarc writes it, or else in the
 * other one. */
static enum nb_status find_pair(struct work *w, uint32_t a, uint32_t b,
				uint32_t *which, struct nb_error *err)
{
	bool ends = nb_index_ends_pair(a, b);
	enum nb_status st;

	st = ends ? find_in(w, NB_INDEX_ENDS, b, a, which, err)
		  : find_in(w, NB_INDEX_BEGINS, a, b, which, err);
	if (st == NB_ABSENT)
		st = ends ? find_in(w, NB_INDEX_BEGINS, a, b, which, err)
			  : find_in(w, NB_INDEX_ENDS, b, a, which, err);
	return st;
}

/* Find the list of a character itself. */
static enum nb_status find_own(struct work *w, uint32_t c, uint32_t *which,
			       struct nb_error *err)
{
	uint32_t rank;
	enum nb_status st = nb_index_rank(w->reader, c, &rank, err);

	*which = 0;
	return st ? st : nb_index_chunk_read(w->reader, rank, err);
}

/* Visit all lists of a unit that the segment has. */
static enum nb_status visit_lists(struct work *w, const struct nb_unit *u,
				  each_list *each, void *context,
				  struct nb_error *err)
{
	size_t seconds = u->second ? u->second->count : 1, i, k;
	enum nb_status st = NB_OK;
	uint32_t which;

	for (i = 0; !st && i < u->first->count; i++)
		for (k = 0; !st && k < seconds; k++) {
			uint32_t a = u->first->points[i];

			st = u->second ? find_pair(w, a, u->second->points[k],
						   &which, err)
				       : find_own(w, a, &which, err);
			if (!st)
				st = each(w, which, context, err);
			if (st == NB_ABSENT)
				st = NB_OK;
		}
	return st;
}

/* Count the documents of a list; an each_list. */
static enum nb_status count_list(struct work *w, uint32_t which, void *context,
				 struct nb_error *err)
{
	uint64_t *sum = context;

	(void)err;
	*sum += w->reader->chunk.counts[which];
	return NB_OK;
}

/* Exchange two lists. */
static void swap(struct nb_index_list *a, struct nb_index_list *b)
{
	struct nb_index_list was = *a;

	*a = *b;
	*b = was;
}

/* Add the documents of a list to those of w->found that are there; an
 * each_list. */
static enum nb_status join_list(struct work *w, uint32_t which, void *context,
				struct nb_error *err)
{
	struct nb_index_list *to = &w->joined, *x = context, *y = &w->list;
	size_t i = 0, k = 0;
	enum nb_status st = nb_index_list_read(w->reader, which, y, err);

	if (st)
		return st;
	if (x->count == 0) {
		swap(x, y);
		return NB_OK;
	}
	if (nb_index_list_room(to, x->count + y->count))
		return nb_fail_mem(err);
	to->count = 0;
	while (i < x->count || k < y->count) {
		bool left = k == y->count ||
			    (i < x->count && x->docs[i] <= y->docs[k]);
		uint32_t doc = left ? x->docs[i++] : y->docs[k++];

		if (to->count == 0 || to->docs[to->count - 1] != doc)
			to->docs[to->count++] = doc;
	}
	swap(x, to);
	return NB_OK;
}

/* Keep the documents of x that are in y, too. */
static void intersect(struct nb_index_list *x, const struct nb_index_list *y)
{
	size_t i, k = 0, n = 0;

	for (i = 0; i < x->count && k < y->count; i++) {
		while (k < y->count && y->docs[k] < x->docs[i])
			k++;
		if (k < y->count && y->docs[k] == x->docs[i])
			x->docs[n++] = x->docs[i];
	}
	x->count = n;
}

/* ---- the documents of a literal */

/* For qsort(): rare ones first. */
static int by_documents(const void *a, const void *b)
{
	const struct nb_unit *x = a, *y = b;

	return (x->documents > y->documents) - (x->documents < y->documents);
}

/* Set w->found to the documents that have everything of a question, or at
 * least all documents that have it. */
static enum nb_status answer(struct work *w, struct nb_question *q,
			     struct nb_error *err)
{
	struct nb_index_list other = {0};
	enum nb_status st = NB_OK;
	size_t i;

	w->found.count = 0;
	for (i = 0; !st && i < q->count; i++) {
		q->units[i].documents = 0;
		st = visit_lists(w, &q->units[i], count_list,
				 &q->units[i].documents, err);
	}
	if (!st)
		qsort(q->units, q->count, sizeof(*q->units), by_documents);
	if (!st)
		st = visit_lists(w, &q->units[0], join_list, &w->found, err);
	for (i = 1; !st && i < q->count && w->found.count; i++) {
		if (q->units[i].documents / NB_INDEX_NOT_WORTH > w->found.count)
			break;
		other.count = 0;
		st = visit_lists(w, &q->units[i], join_list, &other, err);
		if (!st)
			intersect(&w->found, &other);
	}
	free(other.docs);
	return st;
}

/* Add documents to those of all literals. */
static void add_found(struct work *w)
{
	size_t i;

	for (i = 0; i < w->found.count; i++)
		w->bits[w->found.docs[i] / 64] |= (uint64_t)1
						  << w->found.docs[i] % 64;
}

/* Add the documents whose text could not be read when it was indexed: they are
 * looked into, and reported, whatever is looked for. */
static enum nb_status add_unread(struct work *w, struct nb_error *err)
{
	const struct nb_letter unread = {{NB_INDEX_UNREAD}, 1};
	const struct nb_unit u = {&unread, NULL, 0};
	enum nb_status st;

	w->found.count = 0;
	st = visit_lists(w, &u, join_list, &w->found, err);
	if (w->found.count)
		w->candidates->exact = false;
	add_found(w);
	return st;
}

/* ---- from documents to page entries */

/*
 * Is a page entry the newest one of its page, with all of its items? It is if
 * the index knows everything that the archive has, and no other entry of the
 * page.
 */
static enum nb_status is_certain(struct work *w, const struct nb_index_page *p,
				 bool *certain, struct nb_error *err)
{
	struct nb_index *x = w->index;
	uint32_t change, i;
	enum nb_status st = NB_OK;
	bool changed = p->revision != 1;

	*certain = false;
	if (!w->candidates->exact || !w->current)
		return NB_OK;
	change = nb_index_change(p->id, p->id_len);
	for (i = 0; !st && !changed && i < x->header.segment_count; i++)
		st = nb_index_changed(&x->readers[i], change, &changed, err);
	*certain = !changed;
	return st;
}

/* Add the item that is a document of the group that was read. */
static enum nb_status add_item(struct work *w, uint32_t doc,
			       uint32_t *last_page, struct nb_error *err)
{
	const struct nb_index_group *g = w->group;
	uint32_t at = doc - g->first_doc, i = 0;
	const struct nb_index_page *p;
	enum nb_status st = NB_OK;
	bool certain = false;

	while (at >= g->pages[i].first_item + g->pages[i].items)
		i++;
	p = &g->pages[i];
	if (*last_page != i) {
		st = nb_index_page_check(w->reader, p, err);
		if (!st)
			st = is_certain(w, p, &certain, err);
		if (!st && nb_candidates_page(w->candidates, p->id, p->id_len,
					      p->revision, false, certain))
			st = nb_fail_mem(err);
	}
	*last_page = i;
	if (!st && nb_candidates_item(w->candidates, g->numbers[at]))
		st = nb_fail_mem(err);
	return st;
}

/* Add an item; its group is read unless it is that of the item before. */
static enum nb_status add_document(struct work *w, uint32_t doc, bool *loaded,
				   uint32_t *last_page, struct nb_error *err)
{
	struct nb_index_group *g = w->group;
	enum nb_status st = NB_OK;
	uint32_t index;

	if (!*loaded || doc - g->first_doc >= g->docs) {
		st = nb_index_group_of(w->reader, doc, &index, err);
		if (!st)
			st = nb_index_group_read(w->reader, index, g, err);
		if (!st &&
		    (doc < g->first_doc || doc - g->first_doc >= g->docs))
			st = nb_fail(err, NB_INVALID,
				     "index: a document is on no page");
		*loaded = !st;
		*last_page = UINT32_MAX;
	}
	return st ? st : add_item(w, doc, last_page, err);
}

/* Add the pages of a document of a small index. */
static enum nb_status add_pages(struct work *w, uint32_t doc, bool *loaded,
				struct nb_error *err)
{
	const struct nb_index_segment *s = w->reader->segment;
	struct nb_index_group *g = w->group;
	uint64_t first = s->blocks.first, grain = s->grain, from, to;
	enum nb_status st = NB_OK;

	from = (first / grain + doc) * grain;
	to = from + grain - first;
	from = from > first ? from - first : 0;
	to = to < s->entries ? to : s->entries;
	for (; !st && from < to; from++) {
		const struct nb_index_page *p;

		if (!*loaded || from - g->first >= g->count)
			st = nb_index_group_read(
				w->reader, (uint32_t)(from / NB_INDEX_GROUP), g,
				err);
		*loaded = !st;
		if (st)
			break;
		p = &g->pages[from - g->first];
		st = nb_index_page_check(w->reader, p, err);
		if (!st && nb_candidates_page(w->candidates, p->id, p->id_len,
					      p->revision, true, false))
			st = nb_fail_mem(err);
	}
	return st;
}

/* Add what the documents are, in their order. */
static enum nb_status add_documents(struct work *w, size_t words,
				    struct nb_error *err)
{
	bool small = w->index->header.grain != 0, loaded = false;
	uint32_t last_page = UINT32_MAX;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < words; i++) {
		uint64_t left = w->bits[i];

		for (; !st && left; left &= left - 1) {
			uint32_t doc = (uint32_t)(64 * i) +
				       (uint32_t)__builtin_ctzll(left);

			st = small ? add_pages(w, doc, &loaded, err)
				   : add_document(w, doc, &loaded, &last_page,
						  err);
		}
	}
	return st;
}

/* Words of the bits of a segment. */
static size_t words_of(const struct nb_index_reader *r)
{
	return (size_t)r->segment->documents / 64 + 1;
}

/* Find the documents of one segment that are candidates. */
static enum nb_status search_segment(struct work *w, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < w->question_count; i++) {
		st = answer(w, &w->questions[i], err);
		add_found(w);
	}
	if (!st)
		st = add_unread(w, err);
	return st;
}

/* Find the documents of all segments, and then the pages that they are of: far
 * away, each of the two is a few requests, however many segments there are. */
static enum nb_status search_segments(struct work *w, struct nb_error *err)
{
	struct nb_index *x = w->index;
	enum nb_status st = NB_OK;
	uint32_t i;

	nb_index_foresee(x, w->questions, w->question_count,
			 w->candidates->exact);
	for (i = 0; !st && i < x->header.segment_count; i++) {
		w->reader = &x->readers[i];
		w->bits = w->sets[i] =
			nb_alloc(words_of(w->reader), sizeof(*w->bits));
		st = w->bits ? search_segment(w, err) : nb_fail_mem(err);
	}
	if (!st && !x->header.grain)
		nb_index_foresee_groups(x, w->sets);
	for (i = 0; !st && i < x->header.segment_count; i++) {
		w->reader = &x->readers[i];
		w->bits = w->sets[i];
		st = add_documents(w, words_of(w->reader), err);
	}
	return st;
}

/* ---- what was added since */

/* Add the page entries of the archive that the index does not know. */
static enum nb_status add_newer(struct work *w, struct nb_error *err)
{
	struct nb_archive *a = w->index->archive;
	uint64_t i = w->index->header.entries, count = a->commit.revisions;
	struct nb_log_key key;
	struct nb_log log;
	enum nb_status st;

	if (i >= count)
		return NB_OK;
	w->candidates->exact = false;
	st = nb_archive_log(a, &log, err);
	for (; !st && i < count; i++) {
		st = nb_log_key(&log, i, &key, err);
		if (!st &&
		    nb_candidates_page(w->candidates, key.id.text, key.id.len,
				       key.revision, true, false))
			st = nb_fail_mem(err);
	}
	nb_log_free(&log);
	return st;
}

/* ---- all of it */

static void free_work(struct work *w)
{
	size_t i;

	for (i = 0; w->questions && i < w->question_count; i++) {
		nb_question_free(&w->questions[i]);
	}
	free(w->questions);
	free(w->found.docs);
	free(w->list.docs);
	free(w->joined.docs);
	for (i = 0; i < NB_INDEX_SEGMENTS_MAX; i++)
		free(w->sets[i]);
	if (w->group)
		free(w->group->numbers);
	free(w->group);
}

/* Find the candidates of all segments. */
static enum nb_status search(struct work *w, struct nb_index *x,
			     const struct nb_grep *grep, struct nb_error *err)
{
	struct nb_candidates *c = w->candidates;
	enum nb_status st;
	uint32_t i;

	c->exact = is_exact(w, grep);
	w->current = !x->archive->finder.upto &&
		     x->archive->commit.revisions == x->header.entries;
	for (i = 0; i < x->header.segment_count; i++)
		c->documents += x->header.segments[i].documents;
	if (x->header.grain)
		c->documents = 0;
	st = search_segments(w, err);
	if (!st)
		st = add_newer(w, err);
	if (!st && nb_candidates_end(c))
		st = nb_fail_mem(err);
	return st;
}

enum nb_status nb_index_candidates(struct nb_index *x,
				   const struct nb_grep *grep,
				   struct nb_candidates **candidates,
				   struct nb_error *err)
{
	struct work w = {.index = x};
	enum nb_status st;
	bool any = false;

	*candidates = NULL;
	w.group = nb_alloc(1, sizeof(*w.group));
	w.candidates = nb_alloc(1, sizeof(*w.candidates));
	st = w.group && w.candidates && !set_questions(&w, grep, &any)
		     ? NB_OK
		     : nb_fail_mem(err);
	if (!st && any)
		st = search(&w, x, grep, err);
	if (st)
		nb_error_file(err, x->path);
	if (st || !any)
		nb_candidates_free(w.candidates);
	else
		*candidates = w.candidates;
	free_work(&w);
	return st;
}
