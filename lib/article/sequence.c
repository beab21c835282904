/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the likeliest sequence of tags (sequence.h): the Viterbi algorithm.
 *
 * The score of a sequence is the sum of the scores of its tags and of its
 * steps. For each unit and each tag, the best score of a path up to there is
 * computed from those of the unit before. Scores are integers, so every machine
 * finds the same path.
 */
#include "article/sequence.h"
#include "article/features.h"
#include "article/trees.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>

/*
 * Lower than any score, and far enough from the lowest number that sums with it
 * do not wrap.
 */
#define NEVER (INT32_MIN / 2)

/*
 * What a step against the rules costs where the source bounds the tags: more
 * than any scores make up for.
 */
#define AGAINST_RULES (1 << 24)

/*
 * By how much the log-odds of the trees that a unit begins an item are
 * multiplied, and how many hundredths are left of the field's own.
 */
#define TREES_COUNT 3
#define FIELD_PART 40

/* Units after a head among which text begins, and its width in half em. */
#define BEFORE_TEXT 5u
#define TEXT_WIDTH 60u

/* The feature of a leaf is a hash of this and of the leaf. */
#define LEAF_NUMBERS 0x6c656166u

bool nb_tag_follows(enum nb_tag before, enum nb_tag tag)
{
	bool first = nb_tag_begins(tag);

	switch (before) {
	case NB_TAG_HEAD_FIRST:
	case NB_TAG_HEAD:
		/* There is text between a head and a crosshead. */
		return tag != NB_TAG_CREDIT && tag != NB_TAG_CROSSHEAD;
	case NB_TAG_CAPTION:
		return first || tag == NB_TAG_CREDIT;
	/* After a credit, and at the start of the page, an item begins. */
	case NB_TAG_CREDIT:
	case NB_TAGS:
		return first;
	default:
		return tag != NB_TAG_CREDIT && tag != NB_TAG_HEAD;
	}
}

/* Does text follow unit i, perhaps after other heads and names? */
static bool is_over_text(const struct nb_views *views, size_t i)
{
	size_t k;

	for (k = i + 1; k < views->count && k <= i + BEFORE_TEXT; k++)
		if (views->list[k].shape.width >= TEXT_WIDTH)
			return true;
	return false;
}

bool nb_tag_allowed(const struct nb_views *views, size_t i, enum nb_tag tag)
{
	const struct nb_view *v = &views->list[i];
	bool names = v->shape.byline || v->shape.credit || v->credits;

	/* The mark of a caption is certain. */
	if (v->caption)
		return tag == NB_TAG_CAPTION;
	if (v->shape.byline)
		return tag == NB_TAG_BYLINE || tag == NB_TAG_CREDIT ||
		       tag == NB_TAG_PARAGRAPH_FIRST;
	/* Who made something is no head; but over the first head of a page, it
	 * is part of that item. */
	if (v->credits && i &&
	    (tag == NB_TAG_HEAD_FIRST || tag == NB_TAG_HEAD ||
	     tag == NB_TAG_CAPTION))
		return false;
	/* A dispatch is text; after a picture, too, which has no dateline. */
	if (v->dispatch)
		return tag == NB_TAG_PARAGRAPH || tag == NB_TAG_PARAGRAPH_FIRST;
	/* Only heads name their columns; but entries of lists have remarks in
	 * brackets, too. */
	if (v->column && is_over_text(views, i))
		return tag == NB_TAG_HEAD_FIRST || tag == NB_TAG_HEAD;
	return tag != NB_TAG_CREDIT || names;
}

/* Is the tag of unit i one that the rules allow? */
static bool obeys(const struct nb_views *views, const uint8_t *tags, size_t i)
{
	return nb_tag_allowed(views, i, tags[i]) &&
	       nb_tag_follows(i ? tags[i - 1] : NB_TAGS, tags[i]);
}

/* Give unit i the first of some tags that obeys the rules, if it has none. */
static void choose_tag(const struct nb_views *views, uint8_t *tags, size_t i,
		       const uint8_t *from, size_t count)
{
	size_t k;

	for (k = 0; k < count && !obeys(views, tags, i); k++)
		tags[i] = from[k];
}

void nb_tags_obey(const struct nb_views *views, uint8_t *tags)
{
	static const uint8_t starts[] = {NB_TAG_HEAD_FIRST, NB_TAG_CAPTION,
					 NB_TAG_PARAGRAPH_FIRST};
	static const uint8_t others[] = {NB_TAG_HEAD, NB_TAG_CROSSHEAD,
					 NB_TAG_BYLINE, NB_TAG_PARAGRAPH,
					 NB_TAG_CREDIT};
	size_t i;

	for (i = 0; i < views->count; i++) {
		uint8_t own = tags[i];

		if (own == NB_TAG_CREDIT && !obeys(views, tags, i))
			tags[i] = NB_TAG_BYLINE;
		if (own == NB_TAG_CROSSHEAD && i && tags[i - 1] <= NB_TAG_HEAD)
			tags[i] = NB_TAG_HEAD;
		if (nb_tag_begins(own))
			choose_tag(views, tags, i, starts, sizeof(starts));
		choose_tag(views, tags, i, others, sizeof(others));
		choose_tag(views, tags, i, starts, sizeof(starts));
	}
}

/* The even bytes of a row; and what makes an i8 weight positive. */
#define EVERY_OTHER 0x00ff00ff00ff00ffu
#define BIAS 128

/*
 * The scores of all tags, by features alone (`before` is 0) or after a tag (1 +
 * the tag).
 *
 * To save time, the eight weights of a row are added as one word. They are made
 * positive first, so that none borrows from the next; then the even and the odd
 * bytes go into four sums of 16 bits each, which have room for 256 rows.
 */
static void scores_of(const uint8_t *model, const uint32_t *hashes, size_t n,
		      unsigned before, int32_t scores[NB_TAGS])
{
	uint64_t even = 0, odd = 0;
	unsigned t;
	size_t i;

	for (i = 0; i < n; i++) {
		uint64_t row = nb_le64(model + NB_STRUCTURE_HEAD +
				       nb_structure_row(hashes[i], before)) ^
			       EVERY_OTHER / 0xff * 0x101 * BIAS;

		even += row & EVERY_OTHER;
		odd += row >> 8 & EVERY_OTHER;
	}
	for (t = 0; t < NB_TAGS; t++)
		scores[t] =
			(int32_t)((t % 2 ? odd : even) >> t / 2 * 16 & 0xffff) -
			(int32_t)n * BIAS;
}

_Static_assert(NB_TAGS == 8, "a row of weights is a word");
_Static_assert(NB_LEARNED_FEATURES_MAX <= 256, "a sum has 16 bits");

/*
 * Of one unit: for each tag, the best score of a path that ends with it (NEVER:
 * there is none), and the tag before it on that path.
 */
struct column {
	int32_t best[NB_TAGS];
	uint8_t from[NB_TAGS];
};

/* For each tag, and for the start of the page, the tags that may follow it: a
 * bit for each. It is made once a page. */
struct rules {
	uint8_t after[NB_TAGS + 1];
};

static struct rules make_rules(void)
{
	struct rules r = {{0}};
	unsigned a, b;

	for (a = 0; a <= NB_TAGS; a++)
		for (b = 0; b < NB_TAGS; b++)
			r.after[a] |= (uint8_t)(nb_tag_follows(a, b) << b);
	return r;
}

/*
 * What the rules add to the score of a tag after the tag a. `open` is NULL if
 * the source says nothing; otherwise the rules can be broken.
 */
static int32_t by_rules(const struct rules *r, bool allowed,
			const uint8_t *open, unsigned a, enum nb_tag b)
{
	if (allowed && r->after[a] >> b & 1)
		return 0;
	return open ? -AGAINST_RULES : NEVER;
}

/* By how much the best tag that begins an item is better than the best other.
 */
static int32_t start_margin(const int32_t scores[NB_TAGS])
{
	int32_t in = NEVER, out = NEVER;
	unsigned t;

	for (t = 0; t < NB_TAGS; t++) {
		int32_t *best = nb_tag_begins(t) ? &in : &out;

		*best = scores[t] > *best ? scores[t] : *best;
	}
	return in - out;
}

/* The score that stands for log-odds of one. */
static int32_t one_of(const uint8_t *weights)
{
	return (1 << 20) / (int32_t)nb_le32(weights + 8);
}

/*
 * Put what the trees say of a unit into its scores. The field knows the words
 * of the media that it was trained on; the trees know none, and hold on others
 * too. So the odds of the trees count several times, and of the field's own
 * odds that the unit begins an item a part is left. training/article/recipe.md
 * says what other parts give.
 */
static void weigh_start(const uint8_t *field, int32_t start,
			int32_t scores[NB_TAGS])
{
	int32_t more;
	unsigned t;

	if (start == NB_NO_START)
		return;
	more = (int32_t)((int64_t)start * TREES_COUNT * one_of(field) /
			 NB_TREES_ONE) -
	       start_margin(scores) * (100 - FIELD_PART) / 100;
	for (t = 0; t < NB_TAGS; t++)
		scores[t] += nb_tag_begins(t) ? more : 0;
}

/* Add what was learned of a title to scores of the field. */
static void add_learned(const struct nb_structure *model,
			const uint32_t *hashes, size_t n, unsigned before,
			int32_t scores[NB_TAGS])
{
	int64_t field = nb_le32(model->field + 8);
	int64_t learned = nb_le32(model->learned + 8);
	int32_t more[NB_TAGS];
	unsigned t;

	scores_of(model->learned, hashes, n, before, more);
	for (t = 0; t < NB_TAGS; t++)
		scores[t] += (int32_t)(more[t] * learned / field);
}

size_t nb_learned_features(const struct nb_views *views,
			   const struct nb_starts *starts, size_t i,
			   uint32_t hashes[NB_LEARNED_FEATURES_MAX])
{
	size_t n = nb_unit_features(views, i, hashes);
	uint32_t t;

	for (t = 0; starts->leaves && t < starts->trees; t++) {
		uint32_t leaf = starts->leaves[i * starts->trees + t];

		if (leaf != NB_NO_LEAF)
			hashes[n++] = nb_structure_mix(LEAF_NUMBERS, leaf);
	}
	return n;
}

void nb_sequence_scores(const struct nb_views *views, size_t i,
			const struct nb_structure *model,
			const struct nb_starts *starts, unsigned after,
			struct nb_tag_scores *s)
{
	uint32_t hashes[NB_LEARNED_FEATURES_MAX], steps[NB_STEP_FEATURES_MAX];
	size_t n = nb_unit_features(views, i, hashes);
	unsigned a;

	scores_of(model->field, hashes, n, 0, s->own);
	if (starts)
		weigh_start(model->field, starts->scores[i], s->own);
	if (model->learned) {
		n = nb_learned_features(views, starts, i, hashes);
		add_learned(model, hashes, n, 0, s->own);
	}
	n = nb_step_features(views, i, steps);
	for (a = 0; a < NB_TAGS; a++) {
		if (!(after & 1u << a))
			continue;
		scores_of(model->field, steps, n, 1 + a, s->pairs[a]);
		if (model->learned)
			add_learned(model, steps, n, 1 + a, s->pairs[a]);
	}
}

/* The tags that a path up to here can end with, a bit for each. */
static unsigned reached(const struct column *c)
{
	unsigned tags = 0, t;

	for (t = 0; c && t < NB_TAGS; t++)
		tags |= (unsigned)(c->best[t] > NEVER) << t;
	return tags;
}

/*
 * Compute the column of unit i from that of the unit before; NULL for the first
 * one. `open` is as for nb_sequence_decode().
 */
static void advance(const struct nb_views *views, size_t i,
		    const struct nb_structure *model,
		    const struct nb_starts *starts, const uint8_t *open,
		    const struct rules *rules, const struct column *before,
		    struct column *now)
{
	struct nb_tag_scores s;
	unsigned a, b;
	int32_t more;
	bool allowed;

	nb_sequence_scores(views, i, model, starts, reached(before), &s);
	for (b = 0; b < NB_TAGS; b++) {
		now->best[b] = NEVER;
		now->from[b] = 0;
		allowed = nb_tag_allowed(views, i, b);
		if (open ? !(open[i] & 1u << b) : !allowed)
			continue;
		more = by_rules(rules, allowed, open, NB_TAGS, b);
		if (!before && more > NEVER)
			now->best[b] = s.own[b] + more;
		for (a = 0; before && a < NB_TAGS; a++) {
			int32_t score;

			more = by_rules(rules, allowed, open, a, b);
			if (before->best[a] == NEVER || more == NEVER)
				continue;
			score = before->best[a] + s.own[b] + s.pairs[a][b] +
				more;
			if (score > now->best[b]) {
				now->best[b] = score;
				now->from[b] = (uint8_t)a;
			}
		}
	}
}

/*
 * Subtract the best score from all. Only differences count, and the sums of
 * many units would reach the end of the type.
 */
static void keep_small(struct column *c)
{
	int32_t top = NEVER;
	unsigned t;

	for (t = 0; t < NB_TAGS; t++)
		top = c->best[t] > top ? c->best[t] : top;
	for (t = 0; t < NB_TAGS; t++)
		if (c->best[t] > NEVER)
			c->best[t] -= top;
}

enum nb_status nb_sequence_decode(const struct nb_views *views,
				  const struct nb_structure *model,
				  const struct nb_starts *starts,
				  const uint8_t *open, uint8_t *tags,
				  struct nb_error *err)
{
	struct column *columns = nb_alloc(views->count, sizeof(*columns));
	const struct rules rules = make_rules();
	uint8_t tag = 0;
	unsigned t;
	size_t i;

	if (!columns)
		return nb_fail_mem(err);
	for (i = 0; i < views->count; i++) {
		advance(views, i, model, starts, open, &rules,
			i ? &columns[i - 1] : NULL, &columns[i]);
		keep_small(&columns[i]);
	}
	for (t = 1; views->count && t < NB_TAGS; t++)
		if (columns[views->count - 1].best[t] >
		    columns[views->count - 1].best[tag])
			tag = (uint8_t)t;
	/* Go back along the best path. */
	for (i = views->count; i-- > 0;) {
		tags[i] = tag;
		tag = columns[i].from[tag];
	}
	free(columns);
	return NB_OK;
}
