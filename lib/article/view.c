/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking at the units of a page (view.h).
 *
 * Words are not segmented: a "word" here is a pair of neighbouring Han
 * characters, without the most common ones. The words of a unit are a set of
 * 4,096 bits, and two units are compared by counting common bits. Each unit is
 * compared with the NB_NEAR next ones, so that the sets of four units are
 * enough, in a ring.
 */
#include "article/view.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/blocks.h"
#include "byline/column.h"
#include "byline/marks.h"
#include "page/text/profile_look.h"

#include <stdlib.h>
#include <string.h>

/* ---- words in common: pairs of characters, as a set of 4,096 bits a unit */

/* Bits of a set. Two words with the same bit count as one. */
#define WORD_BITS 4096u
/*
 * Words that are taken from a unit. A long paragraph would fill the set and
 * share words with everything, so its beginning stands for it.
 */
#define WORDS_MAX 700u
/* Sets that are kept: of a unit and of the next ones. */
#define RING (NB_NEAR + 1)

/* A word's bit is the upper part of its hash. */
#define BIT_SHIFT (NB_WORD_LOG - 12)

/* The words of a unit, as a set and as a list of their hashes, borrowed. */
struct words {
	uint64_t bits[WORD_BITS / 64];
	uint16_t *list;
	unsigned count;
};

/*
 * True for characters that stand in every sentence and so connect no two units.
 */
static bool common(uint32_t c)
{
	/* A product that gives each of them a slot of its own, found by trial:
	 * a compiler warns if two have the same. */
#define SLOT(c) ((uint32_t)((c)*0x905336bdu) >> 26)
	static const uint16_t slots[64] = {
		[SLOT(U'的')] = U'的', [SLOT(U'了')] = U'了',
		[SLOT(U'是')] = U'是', [SLOT(U'在')] = U'在',
		[SLOT(U'和')] = U'和', [SLOT(U'与')] = U'与',
		[SLOT(U'为')] = U'为', [SLOT(U'有')] = U'有',
		[SLOT(U'不')] = U'不', [SLOT(U'一')] = U'一',
		[SLOT(U'这')] = U'这', [SLOT(U'个')] = U'个',
		[SLOT(U'中')] = U'中', [SLOT(U'国')] = U'国',
		[SLOT(U'人')] = U'人', [SLOT(U'我')] = U'我',
		[SLOT(U'们')] = U'们', [SLOT(U'对')] = U'对',
		[SLOT(U'也')] = U'也', [SLOT(U'就')] = U'就',
		[SLOT(U'年')] = U'年', [SLOT(U'月')] = U'月',
		[SLOT(U'日')] = U'日', [SLOT(U'等')] = U'等',
		[SLOT(U'将')] = U'将', [SLOT(U'以')] = U'以',
		[SLOT(U'及')] = U'及', [SLOT(U'并')] = U'并',
	};

	return slots[SLOT(c)] == c;
#undef SLOT
}

/* Collect the words of a unit; w->list has room for one for each three bytes.
 */
static void find_words(const char *text, size_t len, struct words *w)
{
	uint32_t before = 0, c = 0;
	unsigned count = 0;
	size_t at = 0;

	memset(w->bits, 0, sizeof(w->bits));
	while (at < len && count < WORDS_MAX) {
		uint32_t h, bit;
		uint64_t fresh;

		at += nb_utf8_next(text + at, len - at, &c);
		if (!nb_is_han(c) || common(c)) {
			before = 0;
			continue;
		}
		h = (before * 0x9e3779b1u ^ c * 0x85ebca6bu) >>
		    (32 - NB_WORD_LOG);
		bit = h >> BIT_SHIFT;
		/* Whether it is new is hard to foretell, so there is no branch.
		 * There is room: the first character made no word. */
		fresh = before ? ~(w->bits[bit / 64] >> (bit % 64)) & 1 : 0;
		w->bits[bit / 64] |= fresh << (bit % 64);
		w->list[count] = (uint16_t)h;
		count += (unsigned)fresh;
		before = c;
	}
	w->count = count;
}

/* The number of words that both units have, at most 255. */
static uint8_t shared(const struct words *a, const struct words *b)
{
	const struct words *few = a->count < b->count ? a : b;
	const struct words *many = few == a ? b : a;
	unsigned n = 0, i;

	for (i = 0; i < few->count; i++) {
		unsigned bit = few->list[i] >> BIT_SHIFT;

		n += many->bits[bit / 64] >> (bit % 64) & 1;
	}
	return (uint8_t)(n > 255 ? 255 : n);
}

/*
 * Compare unit i with the NB_NEAR next ones. What it shares with them, they
 * share with it.
 */
static void compare_next(struct nb_views *v, size_t i, const struct words *ring)
{
	struct nb_view *own = &v->list[i];
	size_t k;

	for (k = 0; k < NB_NEAR && i + 1 + k < v->count; k++) {
		own->after[k] =
			shared(&ring[i % RING], &ring[(i + 1 + k) % RING]);
		own[1 + k].before[k] = own->after[k];
	}
}

/*
 * Set what the units on the two sides of a unit share, whatever the unit is
 * itself: a caption in the middle of an article does not end it.
 */
static void look_across(struct nb_views *v)
{
	size_t i;

	for (i = 1; i + 1 < v->count; i++) {
		unsigned n = v->list[i + 1].before[1];

		if (i > 1)
			n = (n + v->list[i + 1].before[2]) / 2;
		v->list[i].across = (uint8_t)n;
	}
}

/* Room for the words of all units. */
static enum nb_status make_room(const struct nb_unit *units, struct nb_views *v,
				struct nb_error *err)
{
	size_t room = 0, i;

	for (i = 0; i < v->count; i++)
		room += units[i].len / 3;
	v->words = nb_alloc(room, sizeof(*v->words));
	v->word_ends = nb_alloc(v->count, sizeof(*v->word_ends));
	return v->words && v->word_ends ? NB_OK : nb_fail_mem(err);
}

/* Find the words of all units, and compare each unit with those near it. */
static enum nb_status compare_all(const char *text, const struct nb_unit *units,
				  struct nb_views *v, struct nb_error *err)
{
	struct words *ring = nb_alloc(RING, sizeof(*ring));
	enum nb_status st = ring ? make_room(units, v, err) : nb_fail_mem(err);
	size_t ahead = 0, n = 0, i;

	for (i = 0; !st && i < v->count; i++) {
		for (; ahead < v->count && ahead <= i + NB_NEAR; ahead++) {
			struct words *w = &ring[ahead % RING];

			w->list = v->words + n;
			find_words(text + units[ahead].offset, units[ahead].len,
				   w);
			n += w->count;
			v->word_ends[ahead] = n;
		}
		compare_next(v, i, ring);
	}
	if (!st)
		look_across(v);
	free(ring);
	return st;
}

/* ---- shapes */

/* Half em. A line that only names somebody is no wider. */
#define NAMES_WIDTH 60u
/* Nor is a head wider, without the name of a column at its end. */
#define COLUMN_HEAD_WIDTH 84u

/* The third character, folded; 0 if there are fewer. */
static uint32_t third_char(const char *text, size_t len)
{
	size_t at = 0, n;
	uint32_t c = 0;

	for (n = 0; n < 3; n++) {
		if (at == len)
			return 0;
		at += nb_utf8_next(text + at, len - at, &c);
	}
	return nb_fold(c);
}

/*
 * True for "…电（", "…讯 ", "…消息：" close to the beginning and before any
 * mark: a dateline of a medium that shape.c does not know.
 */
static bool begins_report(const char *text, size_t len)
{
	uint32_t before = 0, c = 0;
	size_t at = 0, n;

	for (n = 0; n < 20 && at < len; n++) {
		bool word = before == U'电' || before == U'電' ||
			    before == U'讯' || before == U'訊' ||
			    before == U'息';

		at += nb_utf8_next(text + at, len - at, &c);
		c = nb_fold(c);
		if (word && (c == '(' || c == ':' || c == ' ' ||
			     c == NB_IDEOGRAPHIC_SPACE))
			return n > 2;
		if (nb_is_stop(c) || c == ',' || c == NB_IDEOGRAPHIC_COMMA)
			return false;
		before = c;
	}
	return false;
}

uint32_t nb_view_kind(uint32_t c)
{
	if (nb_is_common_han(c) || nb_is_han(c))
		return 1;
	if (nb_is_digit(c))
		return 2;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return 3;
	return c;
}

/* The step of a width in half em; the steps grow. */
static uint32_t width_step(unsigned n)
{
	static const uint16_t ends[] = {0,  4,	8,  12, 16, 20,	 24,  28, 32,
					36, 42, 50, 60, 80, 120, 200, 400};
	uint32_t i = 0;

	while (i < sizeof(ends) / sizeof(ends[0]) && n > ends[i])
		i++;
	return i;
}

/* How a unit looks, in a few bits. */
static uint32_t look_bits(const struct nb_view *v)
{
	return 1 | (uint32_t)v->headlike << 1 | (uint32_t)v->report << 2 |
	       (uint32_t)(v->shape.byline || v->shape.credit) << 3 |
	       (uint32_t)v->wide_gap << 4 | (uint32_t)v->caption << 5 |
	       (uint32_t)v->credit << 6;
}

/*
 * Is it worth the time to look whether a unit names who wrote or photographed?
 * It is short, and begins or ends as such lines do, or has a space or a colon.
 */
static bool may_name(const struct nb_view *v)
{
	static const uint32_t ends[] = {U'本', U'新', U'记', U'記', U'通',
					U'文', U'图', U'圖', U'摄', U'攝',
					U'绘', U'影', U'作', U'报', U'報'};
	const struct nb_shape *s = &v->shape;
	size_t i;

	if (!v->headlike || s->width > NAMES_WIDTH || v->enclosed)
		return false;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (s->first == ends[i] || s->last == ends[i])
			return true;
	return s->spaces || s->commas || nb_is_middle_dot(s->first);
}

/* May the unit say who made something, though it looks like no such line? It
 * ends with a bracket or with the last character of an agency. */
static bool may_credit(const struct nb_view *v)
{
	return v->shape.width <= NAMES_WIDTH && !v->enclosed &&
	       (v->shape.last == ')' || v->shape.last == U'觉' ||
		v->shape.credit);
}

/* Set what a unit says of those who made something. */
static void look_for_names(const char *text, const struct nb_unit *unit,
			   struct nb_view *v)
{
	bool may = may_name(v);

	v->signs = may && nb_marks_byline(text, unit, &v->known);
	v->credits =
		(may || may_credit(v)) && nb_marks_only(text, unit, &v->known);
	/* "林舟摄（影像中国）" is no head. */
	v->column = v->column && !v->credits && !v->signs;
}

/*
 * Does the unit end with the name of a column, and is what stands before that
 * no wider than a head?
 */
static bool is_in_column(const char *text, size_t len, const struct nb_view *v)
{
	const struct nb_shape *s = &v->shape;
	size_t head = 0;

	if (s->last == ')' && s->first != '(' && s->stops < 2 && !v->report &&
	    !s->byline && !s->credit)
		head = nb_column_at(text, len);
	return head && nb_shape_width(text, head) <= COLUMN_HEAD_WIDTH;
}

/* Set what follows from the text and its shape. */
static void describe_unit(const char *text, size_t len, struct nb_view *v)
{
	const struct nb_shape *s = &v->shape;

	v->third = third_char(text, len);
	v->caption = nb_is_caption_mark(s->first);
	v->credit = s->credit || (s->byline && s->before_last == U'摄');
	v->report = s->opens || begins_report(text, len);
	v->dispatch = v->report && nb_is_stop(s->last) &&
		      nb_is_common_han(s->first) && s->first != U'图';
	v->column = is_in_column(text, len, v);
	v->headlike = !v->report && (nb_shape_is_head(s) || v->column);
	v->enclosed = nb_is_open(s->first) && nb_is_close(s->last);
	v->width = width_step(s->width);
	v->last = nb_view_kind(s->last);
	v->end = v->last << 8 | v->width;
}

/* ---- openings: a medium begins its reports alike, whatever its words are */

/*
 * The hash of the first three characters: a medium begins all its reports
 * alike, with words that no list has.
 */
static uint32_t opening_hash(const struct nb_view *v)
{
	uint32_t h = v->shape.first * 0x9e3779b1u;

	h = (h ^ v->shape.second) * 0x85ebca6bu;
	h = (h ^ v->third) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

/*
 * Set `repeats` of all units, by a hash table of openings that is at most half
 * full.
 */
static enum nb_status count_openings(struct nb_views *v, struct nb_error *err)
{
	size_t slots = 16, i, k;
	struct opening {
		uint32_t hash, count;
	} * table;

	while (slots < 2 * v->count)
		slots *= 2;
	table = nb_alloc(slots, sizeof(*table));
	if (!table)
		return nb_fail_mem(err);
	for (i = 0; i < 2 * v->count; i++) {
		struct nb_view *one = &v->list[i % v->count];
		uint32_t h = opening_hash(one);

		for (k = h & (slots - 1); table[k].count && table[k].hash != h;)
			k = (k + 1) & (slots - 1);
		table[k].hash = h;
		/* The first round counts, the second one reads. */
		if (i < v->count)
			table[k].count += one->headlike ? 0 : 1;
		else if (table[k].count > 1 && !one->headlike)
			one->repeats = (uint8_t)(table[k].count > 255
							 ? 255
							 : table[k].count - 1);
	}
	free(table);
	return NB_OK;
}

enum nb_status nb_views_make(const char *text, const struct nb_unit *units,
			     const uint8_t *gaps, size_t count,
			     const struct nb_profile *profile,
			     struct nb_views *views, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct nb_buf scratch = {0};
	unsigned since = 0;
	size_t heads = 0, i;

	memset(views, 0, sizeof(*views));
	views->list = nb_alloc(count, sizeof(*views->list));
	if (!views->list)
		return nb_fail_mem(err);
	views->count = count;
	for (i = 0; !st && i < count; i++) {
		struct nb_view *v = &views->list[i];

		st = nb_profile_look(nb_profile_or_default(profile),
				     text + units[i].offset, units[i].len,
				     &scratch, &v->shape);
		describe_unit(text + units[i].offset, units[i].len, v);
		look_for_names(text, &units[i], v);
		v->wide_gap = i && gaps[i] >= NB_WIDE_GAP;
		v->look = look_bits(v);
		v->since = since;
		since = v->headlike ? 0 : since + 1;
		heads += v->headlike;
		views->names += v->shape.byline;
		views->gaps += v->wide_gap;
	}
	nb_buf_free(&scratch);
	if (st)
		return nb_fail_mem(err);
	views->headlike = count ? (unsigned)(heads * 15 / count) : 0;
	st = count_openings(views, err);
	return st ? st : compare_all(text, units, views, err);
}

void nb_views_free(struct nb_views *views)
{
	free(views->list);
	free(views->words);
	free(views->word_ends);
	memset(views, 0, sizeof(*views));
}
