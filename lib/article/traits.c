/* SPDX-License-Identifier: Apache-2.0 */
/* The traits of the units of a page (traits.h). */
#include "article/traits.h"

#include "article/links.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "byline/marks.h"

#include <stdlib.h>
#include <string.h>

/* Half em. The units that are wider tell how paragraphs end here. */
#define PARAGRAPH_WIDTH 60u
/* Characters of a unit that are counted by their kind. */
#define COUNTED 80u
/* Headlike units further away than this are not there. */
#define FAR 40u
/* The widest unit that is headlike, in half em, and more. */
#define HEAD_WIDTHS 128u

/* What stands at an end of a unit. */
enum char_class {
	CLASS_NONE,
	CLASS_HAN,
	CLASS_NUMERAL, /* a Han numeral */
	CLASS_DIGIT,
	CLASS_LATIN,
	CLASS_STOP,
	CLASS_COMMA,
	CLASS_COLON,
	CLASS_QUOTE,
	CLASS_BRACKET,
	CLASS_TITLE, /* angle brackets, corner brackets */
	CLASS_DASH,
	CLASS_DOT,
	CLASS_MARK,
};

static bool is_numeral(uint32_t c)
{
	return c == U'一' || c == U'二' || c == U'三' || c == U'四' ||
	       c == U'五' || c == U'六' || c == U'七' || c == U'八' ||
	       c == U'九' || c == U'十' || c == U'百' || c == U'第';
}

static enum char_class class_of(uint32_t c)
{
	if (!c)
		return CLASS_NONE;
	if (nb_is_common_han(c))
		return is_numeral(c) ? CLASS_NUMERAL : CLASS_HAN;
	if (nb_is_digit(c))
		return CLASS_DIGIT;
	if (nb_half_wide(c))
		return CLASS_LATIN;
	if (nb_is_stop(c) || c == '.')
		return CLASS_STOP;
	if (c == ':')
		return CLASS_COLON;
	if (nb_is_comma(c))
		return CLASS_COMMA;
	if (c == '(' || c == ')' || c == NB_LEFT_TORTOISE_SHELL ||
	    c == NB_RIGHT_TORTOISE_SHELL || c == NB_LEFT_LENTICULAR ||
	    c == NB_RIGHT_LENTICULAR || c == '[' || c == ']')
		return CLASS_BRACKET;
	if (c == NB_LEFT_DOUBLE_ANGLE || c == NB_RIGHT_DOUBLE_ANGLE)
		return CLASS_TITLE;
	if (nb_is_open(c) || nb_is_close(c) || c == '"')
		return CLASS_QUOTE;
	if (c == NB_EM_DASH || c == '-' || c == NB_EN_DASH)
		return CLASS_DASH;
	if (nb_is_middle_dot(c))
		return CLASS_DOT;
	return nb_is_han(c) ? CLASS_HAN : CLASS_MARK;
}

static uint8_t at_most(size_t n, unsigned most)
{
	return (uint8_t)(n > most ? most : n);
}

/* n in eighths of a doubling. */
static uint8_t steps(size_t n)
{
	unsigned log = 0;

	n++;
	while (n >> log >= 16)
		log++;
	return at_most(log * 8 + (n >> log), 255);
}

static uint8_t share(size_t part, size_t of)
{
	return of ? at_most(part * 255 / of, 255) : 0;
}

/* ---- numbering */

/* The number that a unit begins with. */
struct listed {
	uint8_t kind; /* how it is written; 0: none */
	unsigned value;
};

static unsigned numeral_value(uint32_t c)
{
	static const uint32_t list[] = {U'一', U'二', U'三', U'四', U'五',
					U'六', U'七', U'八', U'九', U'十'};
	unsigned i;

	for (i = 0; i < 10; i++)
		if (c == list[i])
			return i + 1;
	return 0;
}

/*
 * Read a number at s, of digits or numerals up to 99. Returns its bytes; 0 if
 * there is none.
 */
static size_t read_number(const char *s, size_t len, unsigned *value, bool *han)
{
	size_t at = 0, n;
	uint32_t c = 0;
	unsigned v;

	*value = 0;
	*han = false;
	while (at < len) {
		n = nb_utf8_next(s + at, len - at, &c);
		if (c >= '0' && c <= '9' && !*han && *value < 1000) {
			*value = *value * 10 + (c - '0');
		} else if ((v = numeral_value(c)) && (*han || !at)) {
			*value = v < 10	  ? *value + v
				 : *value ? *value * 10
					  : 10;
			*han = true;
		} else {
			break;
		}
		at += n;
	}
	return at;
}

/* Find the number that a unit begins with: 1、 2. （三） 四、 第五条 六 ## ● */
static struct listed find_number(const char *s, size_t len)
{
	struct listed none = {0, 0}, l = none;
	size_t at, n;
	uint32_t first = 0, c = 0;
	bool han;

	if (!len)
		return none;
	at = nb_utf8_next(s, len, &first);
	first = nb_fold(first);
	if (first >= 0x2460 && first <= 0x2473)
		return (struct listed){7, first - 0x2460 + 1};
	if (first == NB_BLACK_CIRCLE || first == NB_BLACK_SQUARE ||
	    first == U'◆' || first == '*' || first == '#' || first == U'★')
		return (struct listed){8, 0};
	if (first != '(' && first != U'第')
		at = 0;
	n = read_number(s + at, len - at, &l.value, &han);
	if (!n)
		return none;
	if (at + n == len) {
		l.kind = first == '(' ? 0 : first == U'第' ? 6 : 4 + han;
		return l;
	}
	at += n;
	(void)nb_utf8_next(s + at, len - at, &c);
	c = nb_fold(c);
	if (first == '(')
		l.kind = c == ')' ? 2 : 0;
	else if (first == U'第')
		l.kind = 6;
	else if (c == NB_IDEOGRAPHIC_COMMA || c == '.' ||
		 c == NB_FULLWIDTH_FULL_STOP)
		l.kind = han ? 5 : 4;
	else if (han && (c == ' ' || c == NB_IDEOGRAPHIC_SPACE))
		l.kind = 5;
	return l.kind ? l : none;
}

/*
 * Set the traits of numbering. Between a number and the next one of its
 * kind no item begins; before a list begins anew, one may.
 */
static void set_numbers(const struct listed *l, size_t count, uint8_t *traits)
{
	size_t i, last = count, next = count;
	uint8_t *t;

	for (i = 0; i < count; i++) {
		t = traits + i * NB_TRAITS;
		t[NB_TRAIT_LIST_KIND] = l[i].kind;
		t[NB_TRAIT_LIST_VALUE] = at_most(l[i].value, 40);
		t[NB_TRAIT_LIST_BEFORE] = last < i ? at_most(i - last, 30) : 31;
		if (l[i].kind && last < i)
			t[NB_TRAIT_LIST_STEP] =
				l[i].kind != l[last].kind	  ? 1
				: l[i].value == l[last].value + 1 ? 2
				: l[i].value == 1		  ? 3
								  : 4;
		/* Until it is read below: the last one before. */
		t[NB_TRAIT_LIST_AROUND] = 0;
		if (l[i].kind)
			last = i;
	}
	for (i = count; i-- > 0;) {
		t = traits + i * NB_TRAITS;
		if (l[i].kind)
			next = i;
		t[NB_TRAIT_LIST_NEXT] =
			next < count ? at_most(next - i, 30) : 31;
		last = t[NB_TRAIT_LIST_BEFORE];
		if (next == count || last > 30)
			t[NB_TRAIT_LIST_AROUND] =
				next < count && l[next].value == 1 ? 1 : 0;
		else
			t[NB_TRAIT_LIST_AROUND] =
				l[i - last].kind != l[next].kind	 ? 2
				: l[next].value == l[i - last].value + 1 ? 3
				: l[next].value == 1			 ? 4
									 : 5;
	}
}

static enum nb_status number_all(const char *text, const struct nb_unit *units,
				 size_t count, uint8_t *traits,
				 struct nb_error *err)
{
	struct listed *l = nb_alloc(count, sizeof(*l));
	size_t i;

	if (!l)
		return nb_fail_mem(err);
	for (i = 0; i < count; i++)
		l[i] = find_number(text + units[i].offset, units[i].len);
	set_numbers(l, count, traits);
	free(l);
	return NB_OK;
}

/* ---- the unit itself */

/* The characters at the beginning of a unit. */
struct counted {
	size_t all, digits, latin;
};

static struct counted count_characters(const char *s, size_t len)
{
	struct counted c = {0, 0, 0};
	size_t i;

	for (i = 0; i < len && c.all < COUNTED; c.all++) {
		uint8_t byte = (uint8_t)s[i];

		if (byte < 0x80) {
			c.digits += byte >= '0' && byte <= '9';
			c.latin += (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
			i++;
		} else {
			i += byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
		}
	}
	return c;
}

static void set_look(const char *text, const struct nb_unit *u,
		     const struct nb_view *v, uint8_t *t)
{
	const struct nb_shape *s = &v->shape;
	struct counted c = count_characters(text + u->offset, u->len);
	uint8_t known = v->known;

	t[NB_TRAIT_WIDTH] = steps(s->width);
	t[NB_TRAIT_LAST] = (uint8_t)class_of(s->last);
	if (nb_is_close(s->last) && nb_is_stop(s->before_last))
		t[NB_TRAIT_LAST] = CLASS_STOP;
	t[NB_TRAIT_FIRST] = (uint8_t)class_of(s->first);
	t[NB_TRAIT_STOPS] = at_most(s->stops, 20);
	t[NB_TRAIT_COMMAS] = at_most(s->commas, 20);
	t[NB_TRAIT_SPACES] = at_most(s->spaces, 20);
	t[NB_TRAIT_DIGITS] = share(c.digits, c.all);
	t[NB_TRAIT_LATIN] = share(c.latin, c.all);
	t[NB_TRAIT_QUOTES] =
		(uint8_t)(s->open_quotes < -8  ? 0
			  : s->open_quotes > 8 ? 16
					       : s->open_quotes + 8);
	t[NB_TRAIT_REPORT] = v->report;
	t[NB_TRAIT_NAMES] =
		(uint8_t)(s->byline | s->credit << 1 | v->credit << 2);
	if (v->signs)
		t[NB_TRAIT_CREDITED] = 1 + nb_marks_credit(text, u, &known);
	t[NB_TRAIT_HEADLIKE] = (uint8_t)(v->headlike | v->caption << 1);
	t[NB_TRAIT_ENCLOSED] = v->enclosed;
	t[NB_TRAIT_REPEATS] = at_most(v->repeats, 20);
}

/* ---- around */

/*
 * May the unit be a head? Unlike what view.h calls headlike, it names nobody
 * and is not in brackets as a whole.
 */
static bool is_headlike(const struct nb_view *v, const uint8_t *t)
{
	return v->headlike && !t[NB_TRAIT_CREDITED] &&
	       !(v->enclosed && v->shape.first == '(');
}

/* Do two units begin and end alike, and is their width about the same? */
static uint8_t likeness(const uint8_t *a, const uint8_t *b)
{
	int wider = a[NB_TRAIT_WIDTH] - b[NB_TRAIT_WIDTH];

	return (uint8_t)((a[NB_TRAIT_FIRST] == b[NB_TRAIT_FIRST]) |
			 (a[NB_TRAIT_LAST] == b[NB_TRAIT_LAST]) << 1 |
			 (wider > -3 && wider < 3) << 2 |
			 (a[NB_TRAIT_LIST_KIND] == b[NB_TRAIT_LIST_KIND]) << 3 |
			 1 << 4);
}

/* A position among the units, and how much text was there so far. */
struct mark {
	size_t at;     /* (size_t)-1: none so far */
	unsigned text; /* half em since */
};

/* Set the traits of what stands before each unit. */
static void look_back(const struct nb_views *views, uint8_t *traits)
{
	struct mark head = {(size_t)-1, 0}, names = head;
	unsigned run = 0;
	size_t i;

	for (i = 0; i < views->count; i++) {
		uint8_t *t = traits + i * NB_TRAITS;
		const struct nb_view *v = &views->list[i];

		t[NB_TRAIT_FROM_START] = at_most(i, 60);
		t[NB_TRAIT_RUN_BEFORE] = at_most(run, 20);
		t[NB_TRAIT_SINCE] = at_most(i - head.at, FAR);
		t[NB_TRAIT_SINCE_TEXT] = steps(head.text);
		t[NB_TRAIT_SINCE_NAMES] =
			names.at + 1 ? at_most(i - names.at, FAR) : FAR + 1;
		if (head.at + 1 && i - head.at < FAR) {
			uint8_t *h = traits + head.at * NB_TRAITS;

			t[NB_TRAIT_WIDER_BEFORE] =
				(uint8_t)(128 + t[NB_TRAIT_WIDTH] -
					  h[NB_TRAIT_WIDTH]);
			t[NB_TRAIT_LIKE_BEFORE] = likeness(t, h);
		}
		run = is_headlike(v, t) ? run + 1 : 0;
		if (is_headlike(v, t))
			head = (struct mark){i, 0};
		else
			head.text += v->shape.width;
		if (v->shape.byline || v->shape.credit || v->credit)
			names.at = i;
	}
}

/* Set the traits of what comes after each unit. */
static void look_ahead(const struct nb_views *views, uint8_t *traits)
{
	struct mark head = {views->count, 0};
	size_t report = views->count, i;
	unsigned run = 0;

	for (i = views->count; i-- > 0;) {
		uint8_t *t = traits + i * NB_TRAITS;
		const struct nb_view *v = &views->list[i];

		t[NB_TRAIT_TO_END] = at_most(views->count - 1 - i, 60);
		t[NB_TRAIT_RUN_AFTER] = at_most(run, 20);
		t[NB_TRAIT_NEXT] = at_most(head.at - i, FAR);
		t[NB_TRAIT_NEXT_TEXT] = steps(head.text);
		t[NB_TRAIT_NEXT_REPORT] =
			report < views->count ? at_most(report - i, 20) : 21;
		if (head.at < views->count && head.at - i < FAR) {
			uint8_t *h = traits + head.at * NB_TRAITS;

			t[NB_TRAIT_WIDER_NEXT] =
				(uint8_t)(128 + t[NB_TRAIT_WIDTH] -
					  h[NB_TRAIT_WIDTH]);
			t[NB_TRAIT_LIKE_NEXT] = likeness(t, h);
		}
		run = is_headlike(v, t) ? run + 1 : 0;
		if (is_headlike(v, t))
			head = (struct mark){i, 0};
		else
			head.text += v->shape.width;
		if (v->report)
			report = i;
	}
}

/* ---- the page */

/* The widths of the headlike units of a page: how many there are of each. */
struct head_widths {
	size_t of[HEAD_WIDTHS];
	size_t all;
};

static unsigned head_width(const struct nb_view *v)
{
	return at_most(v->shape.width, HEAD_WIDTHS - 1);
}

/* The share of the headlike units that are narrower, 0 to 255. */
static uint8_t rank_of(const struct head_widths *w, unsigned width)
{
	size_t n = 0;
	unsigned i;

	for (i = 0; i < width; i++)
		n += w->of[i];
	return share(n, w->all);
}

/* The number of empty lines that most units have before them. */
static unsigned usual_gap(const uint8_t *gaps, size_t count)
{
	size_t of[8] = {0}, i;
	unsigned best = 0;

	for (i = 1; i < count; i++)
		of[gaps[i] > 7 ? 7 : gaps[i]]++;
	for (i = 1; i < 8; i++)
		if (of[i] > of[best])
			best = (unsigned)i;
	return best;
}

/* Set the traits of the page in t. */
static void look_at_page(const struct nb_views *views, const uint8_t *traits,
			 struct head_widths *w, uint8_t *t)
{
	size_t i, wide = 0, stopped = 0, text = 0, names = 0, reports = 0;
	size_t n = 0;
	unsigned k;

	for (i = 0; i < views->count; i++) {
		const struct nb_view *v = &views->list[i];

		names += v->shape.byline || v->shape.credit || v->credit;
		reports += v->report;
		if (is_headlike(v, traits + i * NB_TRAITS)) {
			w->of[head_width(v)]++;
			w->all++;
		}
		if (v->shape.width < PARAGRAPH_WIDTH)
			continue;
		wide++;
		text += v->shape.width;
		stopped +=
			nb_is_stop(v->shape.last) || nb_is_close(v->shape.last);
	}
	for (k = 0; k < HEAD_WIDTHS - 1 && n * 2 <= w->all; k++)
		n += w->of[k];
	t[NB_TRAIT_PAGE_HEADLIKE] = share(w->all, views->count);
	t[NB_TRAIT_PAGE_STOPPED] = share(stopped, wide);
	t[NB_TRAIT_PAGE_WIDTH] = steps(wide ? text / wide : 0);
	t[NB_TRAIT_PAGE_HEAD_WIDTH] = steps(w->all ? k : 0);
	t[NB_TRAIT_PAGE_NAMES] = share(names, w->all);
	t[NB_TRAIT_PAGE_REPORTS] = share(reports, views->count);
	t[NB_TRAIT_PAGE_UNITS] = steps(views->count);
	t[NB_TRAIT_PAGE_WIDE_GAPS] = share(views->gaps, views->count);
}

static void set_page(const struct nb_views *views, const uint8_t *gaps,
		     uint8_t *traits)
{
	uint8_t page[NB_TRAITS] = {0};
	struct head_widths w = {.all = 0};
	unsigned usual = usual_gap(gaps, views->count);
	size_t i;

	look_at_page(views, traits, &w, page);
	for (i = 0; i < views->count; i++) {
		uint8_t *t = traits + i * NB_TRAITS;
		unsigned gap = at_most(gaps[i], 7);

		memcpy(t + NB_TRAIT_PAGE_HEADLIKE,
		       page + NB_TRAIT_PAGE_HEADLIKE,
		       NB_TRAITS - NB_TRAIT_PAGE_HEADLIKE);
		t[NB_TRAIT_GAP] = (uint8_t)(i ? 8 + gap - usual : 16);
		t[NB_TRAIT_RANK] =
			views->list[i].headlike
				? rank_of(&w, head_width(&views->list[i]))
				: 255;
	}
}

enum nb_status nb_traits_find(const char *text, const struct nb_unit *units,
			      const uint8_t *gaps, const struct nb_views *views,
			      uint8_t *traits, struct nb_error *err)
{
	enum nb_status st;
	size_t i;

	for (i = 0; i < views->count; i++)
		set_look(text, &units[i], &views->list[i],
			 traits + i * NB_TRAITS);
	st = number_all(text, units, views->count, traits, err);
	if (!st)
		st = nb_links_find(text, units, views, traits, err);
	if (st)
		return st;
	look_back(views, traits);
	look_ahead(views, traits);
	set_page(views, gaps, traits);
	return NB_OK;
}
