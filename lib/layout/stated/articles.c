/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Articles that a file states by name (articles.h).
 *
 * The names get numbers. Each line is of the article of the innermost area
 * around it that has one. As for METS files, the lines of an article are put
 * together where its first one stands, and what is of no article comes after
 * the article that it follows, except at the end of a page, where it stays: it
 * may be the foot of the page.
 */
#include "layout/stated/articles.h"
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/doubts.h"
#include "layout/lines/layout.h"
#include "layout/lines/order.h"

#include <stdlib.h>
#include <string.h>

void nb_articles_free(struct nb_articles *a)
{
	nb_buf_free(&a->names);
	free(a->list);
	free(a->number);
	free(a->by);
	memset(a, 0, sizeof(*a));
}

enum nb_status nb_articles_note(struct nb_articles *a, uint32_t area,
				uint32_t image,
				const struct nb_article_said *said,
				struct nb_error *err)
{
	struct nb_article_statement *grown =
		nb_grow(a->list, &a->cap, a->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	a->list = grown;
	grown[a->count++] = (struct nb_article_statement){
		a->names.len, area,	     image,
		said->kind,   said->defines, said->alone};
	return nb_buf_add(&a->names, said->name, said->len) ||
			       nb_buf_add(&a->names, "", 1)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

static const char *name_of(const struct nb_articles *a,
			   const struct nb_article_statement *s)
{
	return (const char *)a->names.data + s->name;
}

bool nb_articles_same(const struct nb_articles *a, uint32_t area,
		      const struct nb_article_said *said)
{
	const struct nb_article_statement *last =
		a->count ? &a->list[a->count - 1] : NULL;

	if (!last || last->area != area)
		return !said->len;
	return strlen(name_of(a, last)) == said->len &&
	       memcmp(name_of(a, last), said->name, said->len) == 0 &&
	       last->kind == said->kind && last->defines == said->defines;
}

/* ---- numbers */

/* A statement to be sorted by name: qsort() passes no context. */
struct named {
	const char *name;
	size_t statement;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order
		     : (x->statement > y->statement) -
			       (x->statement < y->statement);
}

/* Give a number to an article, whose statements are list[from] up to `to`. The
 * first that defines it says what it is. */
static void number_one(struct nb_articles *a, const struct named *list,
		       size_t from, size_t to)
{
	size_t i = from;

	while (i < to && !a->list[list[i].statement].defines)
		i++;
	if (i == to)
		return;
	a->by[++a->articles] = list[i].statement;
	for (i = from; i < to; i++)
		a->number[a->list[list[i].statement].area] = a->articles;
}

static enum nb_status give_numbers(struct nb_articles *a, size_t areas,
				   struct nb_error *err)
{
	struct named *list = nb_alloc(a->count, sizeof(*list));
	size_t i, from;

	a->number = nb_alloc((uint64_t)areas + 1, sizeof(*a->number));
	a->by = nb_alloc((uint64_t)a->count + 1, sizeof(*a->by));
	if (!list || !a->number || !a->by) {
		free(list);
		return nb_fail_mem(err);
	}
	for (i = 0; i < a->count; i++)
		list[i] = (struct named){name_of(a, &a->list[i]), i};
	qsort(list, a->count, sizeof(*list), by_name);
	for (from = 0; from < a->count; from = i) {
		for (i = from + 1; i < a->count &&
				   strcmp(list[i].name, list[from].name) == 0;)
			i++;
		number_one(a, list, from, i);
	}
	free(list);
	return NB_OK;
}

/* ---- articles that are none */

/* Is it a head of an item? */
static bool is_head(enum nb_said said)
{
	return said >= NB_SAID_COLUMN && said <= NB_SAID_HEADING &&
	       said != NB_SAID_CROSSHEAD;
}

/* What is said of a line by the innermost area that says something. */
static enum nb_said said_of(const struct nb_layout *l, const struct nb_box *b)
{
	uint32_t area = b->area;

	while (area && !l->areas[area - 1].said)
		area = l->areas[area - 1].parent;
	return area ? l->areas[area - 1].said : NB_SAID_NOTHING;
}

/* The article of a line; 0: none. */
static uint32_t article_of(const struct nb_articles *a,
			   const struct nb_layout *l, const struct nb_box *b)
{
	uint32_t area = b->area;

	while (area && !a->number[area])
		area = l->areas[area - 1].parent;
	return area ? a->number[area] : 0;
}

/* Does an article begin with heads, and has none after its text? */
static bool is_one(const struct nb_articles *a, const struct nb_layout *l,
		   uint32_t article)
{
	bool begun = false, text = false;
	size_t i;

	for (i = 0; i < l->count; i++) {
		bool head = is_head(said_of(l, &l->boxes[i]));

		if (article_of(a, l, &l->boxes[i]) != article)
			continue;
		if (head ? text : !begun)
			return false;
		begun = true;
		text |= !head;
	}
	return true;
}

/*
 * An article that alone of its file has a name, and no other mark of its own,
 * must show by its heads that it is one.
 */
static enum nb_status drop_doubtful(struct nb_articles *a, struct nb_layout *l,
				    struct nb_error *err)
{
	const struct nb_article_statement *s;
	uint32_t article = 1;
	size_t i;

	while (article <= a->articles && !a->list[a->by[article]].alone)
		article++;
	if (article > a->articles || is_one(a, l, article))
		return NB_OK;
	for (i = 1; i <= l->area_count; i++)
		if (a->number[i] == article)
			a->number[i] = 0;
	s = &a->list[a->by[article]];
	return nb_layout_add_doubt(l, NB_DOUBT_WHICH, s->image, name_of(a, s),
				   err);
}

/* ---- doubts */

/* Note the areas of an article that are in an area of another one. */
static enum nb_status note_nested(const struct nb_articles *a,
				  struct nb_layout *l, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < a->count; i++) {
		uint32_t own = a->number[a->list[i].area];
		uint32_t area = l->areas[a->list[i].area - 1].parent;

		while (area && !a->number[area])
			area = l->areas[area - 1].parent;
		if (own && area && a->number[area] != own)
			st = nb_layout_add_doubt(l, NB_DOUBT_BOTH,
						 a->list[i].image,
						 name_of(a, &a->list[i]), err);
	}
	return st;
}

/* True if a line is in another column than the one before it: beside and above
 * it. */
static bool is_beside(const struct nb_box *before, const struct nb_box *b)
{
	return nb_box_placed(before) && nb_box_placed(b) &&
	       b->y1 <= before->y0 &&
	       (b->x0 >= before->x1 || b->x1 <= before->x0);
}

/*
 * Note the articles that go on in a column of a block after another article has
 * begun there. seen[] has room for all articles: 1 + the number of the last
 * column that an article had a line in. Each is noted once.
 */
static enum nb_status note_parted(const struct nb_articles *a,
				  struct nb_layout *l, size_t *seen,
				  struct nb_error *err)
{
	uint32_t block = 0, article, last = 0;
	enum nb_status st = NB_OK;
	size_t column = 1, i;

	for (i = 0; !st && i < l->count; i++) {
		const struct nb_box *b = &l->boxes[i];

		if (i && (nb_layout_block(l, b) != block ||
			  b->image != b[-1].image || is_beside(&b[-1], b))) {
			column++;
			last = 0;
		}
		block = nb_layout_block(l, b);
		article = article_of(a, l, b);
		if (!article || !block || seen[article] == SIZE_MAX)
			continue;
		if (last && last != article && seen[article] == column) {
			st = nb_layout_add_doubt(
				l, NB_DOUBT_PARTED, b->image,
				name_of(a, &a->list[a->by[article]]), err);
			seen[article] = SIZE_MAX;
			last = article;
			continue;
		}
		seen[article] = column;
		last = article;
	}
	return st;
}

/* ---- order */

/* A line, and what it is sorted by. */
struct place {
	uint32_t image;
	size_t rank; /* of its article, or of the one before it */
	bool after;  /* it is of none */
	size_t line;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->image != y->image)
		return x->image < y->image ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->after != y->after)
		return x->after ? 1 : -1;
	return (x->line > y->line) - (x->line < y->line);
}

/* What a line is of, beside articles: an advertisement of its own is an item,
 * too. These have numbers above those of the articles. */
static uint32_t item_of(const struct nb_articles *a, const struct nb_layout *l,
			const struct nb_box *b)
{
	uint32_t area = b->area;

	for (; area; area = l->areas[area - 1].parent) {
		const struct nb_area *at = &l->areas[area - 1];

		if (a->number[area])
			return a->number[area];
		if (at->item && at->kind != NB_SAID_ARTICLE)
			return a->articles + at->item;
	}
	return 0;
}

/*
 * Find the places of the lines. ranks[] has room for all items, and is all
 * zeros. A rank holds on one image: an article that is on two is two items.
 */
static void find_places(const struct nb_articles *a, const struct nb_layout *l,
			size_t *ranks, struct place *places)
{
	size_t i, rank = 0, last = 0, first = 1;

	for (i = 0; i < l->count; i++) {
		const struct nb_box *b = &l->boxes[i];
		uint32_t item = item_of(a, l, b);

		if (i && b->image != b[-1].image) {
			last = rank;
			first = rank + 1;
		}
		places[i] = (struct place){b->image, last, true, i};
		if (!item)
			continue;
		if (ranks[item] < first)
			ranks[item] = ++rank;
		last = ranks[item];
		places[i].rank = last;
		places[i].after = false;
	}
	/* What no article follows on its page stays at the end. */
	for (i = l->count; i-- > 0;) {
		bool end = i + 1 == l->count ||
			   places[i + 1].image != places[i].image ||
			   places[i + 1].rank == SIZE_MAX;

		if (end && places[i].after)
			places[i].rank = SIZE_MAX;
	}
}

/* Put the lines of each item together. */
static enum nb_status put_together(const struct nb_articles *a,
				   struct nb_layout *l, uint32_t items,
				   struct nb_error *err)
{
	size_t *ranks = nb_alloc((uint64_t)items + 1, sizeof(*ranks));
	struct place *places = nb_alloc(l->count, sizeof(*places));
	size_t *lines = nb_alloc(l->count, sizeof(*lines)), i;
	enum nb_status st = NB_OK;
	bool moved = false;

	if (!ranks || !places || !lines) {
		st = nb_fail_mem(err);
	} else {
		find_places(a, l, ranks, places);
		qsort(places, l->count, sizeof(*places), by_place);
		for (i = 0; i < l->count; i++) {
			lines[i] = places[i].line;
			moved |= lines[i] != i;
		}
		if (moved)
			st = nb_layout_arrange(l, lines, err);
	}
	free(ranks);
	free(places);
	free(lines);
	return st;
}

enum nb_status nb_articles_gather(struct nb_articles *a, struct nb_layout *l,
				  struct nb_error *err)
{
	uint32_t items = 0;
	size_t *seen, i;
	enum nb_status st;

	if (!a->count || !l->count)
		return NB_OK;
	st = give_numbers(a, l->area_count, err);
	if (!st)
		st = drop_doubtful(a, l, err);
	if (st || !a->articles)
		return st;
	seen = nb_alloc((uint64_t)a->articles + 1, sizeof(*seen));
	st = seen ? note_nested(a, l, err) : nb_fail_mem(err);
	if (!st)
		st = note_parted(a, l, seen, err);
	free(seen);
	for (i = 0; i < l->area_count; i++)
		if (l->areas[i].item > items)
			items = l->areas[i].item;
	return st ? st : put_together(a, l, a->articles + items, err);
}

void nb_articles_settle(const struct nb_articles *a, struct nb_layout *l,
			uint32_t above)
{
	size_t i;

	for (i = 0; a->articles && i < l->area_count; i++) {
		struct nb_area *area = &l->areas[i];

		if (area->kind == NB_SAID_ARTICLE)
			area->item = 0;
		if (!a->number[i + 1])
			continue;
		area->item = above + a->number[i + 1];
		area->kind = a->list[a->by[a->number[i + 1]]].kind;
	}
}
