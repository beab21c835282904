/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the units of a page name who made them (marks.h).
 *
 * A unit may name someone as a whole; at its start, after a dateline or in
 * brackets; and at its end, in brackets or after the last sentence. The middle
 * of a text names nobody: there, the same words are about persons.
 */
#include "byline/marks.h"
#include "byline/alone.h"
#include "byline/credits.h"
#include "byline/dateline.h"
#include "byline/roll.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/shape.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the words after a dateline that may name its author. */
#define AFTER_MOST 90u
/* Bytes of a unit that is a name: four ideographs with some white space. */
#define NAME_BYTES 24u
/* ... that is a mark and a few names. */
#define MARKED_BYTES 64u

/* A page while its marks are looked for. */
struct finder {
	const char *text;
	const char *date;
	struct nb_marks_list *out;
	struct nb_clause clause;
	struct nb_credits found; /* of the unit */
};

/* A unit, and where in its item it is. */
struct where {
	const struct nb_unit *unit;
	bool top;    /* a head, of the item or inside of it, is before it */
	bool first;  /* of its item */
	bool bottom; /* one of the last two units */
	bool roll;   /* a line of a list of names */
};

/* ---- parts of a unit */

/* When a unit that is names alone is a byline. */
static enum nb_bare_names bare_names(const struct where *w)
{
	if (w->roll)
		return NB_BARE_NEVER;
	if (w->unit->role <= NB_ROLE_SUB)
		return w->first ? NB_BARE_NEVER : NB_BARE_SPACED;
	if (w->unit->role == NB_ROLE_BYLINE || w->unit->role == NB_ROLE_CREDIT)
		return NB_BARE_ALL;
	return w->top || w->bottom ? NB_BARE_SURE : NB_BARE_NEVER;
}

/* Read a unit as a whole; brackets around it do not count. */
static bool read_whole(struct finder *f, const struct where *w)
{
	const struct nb_clause *c = &f->clause;
	size_t at = 0, end = c->len;
	enum nb_bare_names bare = bare_names(w);

	if (c->s[0] == '(' && strchr(c->s, ')') == c->s + end - 1) {
		at++;
		end--;
	} else if (strncmp(c->s, "·", 2) == 0 && end > 4 &&
		   strcmp(c->s + end - 2, "·") == 0) {
		bare = NB_BARE_ALL;
	}
	return nb_credits_read(c, at, end, f->date, bare, &f->found);
}

/* Read what stands in the brackets at byte `at` of the clause. */
static void read_brackets(struct finder *f, size_t at, enum nb_bare_names bare)
{
	const char *close = strchr(f->clause.s + at, ')');

	if (close)
		(void)nb_credits_read(&f->clause, at + 1,
				      (size_t)(close - f->clause.s), f->date,
				      bare, &f->found);
}

/* Read the words after a dateline, up to a comma or a colon: 记者顾青报道：. */
static void read_after(struct finder *f, size_t at)
{
	size_t n = strcspn(f->clause.s + at, ",:");

	if (n <= AFTER_MOST && f->clause.s[at + n])
		(void)nb_credits_read(&f->clause, at, at + n, f->date,
				      NB_BARE_NEVER, &f->found);
}

/* Read the start of a unit: a dateline, or brackets, or both. */
static void read_start(struct finder *f)
{
	const struct nb_clause *c = &f->clause;
	size_t at, n;

	at = nb_dateline_at(c, 0, f->date, &f->found);
	if (!at && c->s[0] == '(') {
		read_brackets(f, 0, NB_BARE_NEVER);
		return;
	}
	if (!at)
		return;
	n = c->s[at] == ' ';
	if (c->s[at + n] == '(')
		read_brackets(f, at + n, NB_BARE_ALL);
	else
		read_after(f, at + n);
}

/*
 * Where the end of a unit begins that may name someone: after the last opening
 * bracket if it ends with a closing one, else after its last sentence. The
 * unit's end if there is no such place near it.
 */
static size_t tail_of(const char *text, const struct nb_unit *u, bool *bracket)
{
	size_t end = u->offset + u->len, at = end, n;
	uint32_t c = 0;

	*bracket = false;
	while (at > u->offset && end - at < NB_CLAUSE_MOST) {
		n = nb_utf8_prev(text, at, &c);
		c = nb_fold(c);
		if (at == end && nb_is_stop(c))
			return end; /* a sentence: by far the usual case */
		if (at == end)
			*bracket = c == ')';
		else if (*bracket ? c == '('
				  : nb_is_stop(c) ||
					    (nb_is_close(c) && c != ')'))
			return *bracket ? at - n : at;
		at -= n;
	}
	return end;
}

/* Where the marks of a unit end that begins at `from`. */
static size_t read_to(const struct nb_credits *found, size_t from)
{
	size_t i;

	for (i = 0; i < found->count; i++)
		if (found->list[i].to > from)
			from = found->list[i].to;
	return from;
}

/*
 * Read the end of a unit. Where the brackets at the end belong to a name (顾青
 * 摄（人民视觉）), the words before them are read too.
 */
static void read_end(struct finder *f, const struct where *w)
{
	const struct nb_unit *u = w->unit;
	struct nb_unit before = *u;
	bool bracket;
	size_t at = tail_of(f->text, u, &bracket), end = u->offset + u->len;
	size_t last = read_to(&f->found, u->offset);

	if (at == end || at < last ||
	    !nb_clause_take(f->text, at, end, &f->clause))
		return;
	if (!bracket) {
		(void)nb_credits_read(&f->clause, 0, f->clause.len, f->date,
				      NB_BARE_NEVER, &f->found);
		return;
	}
	if (nb_credits_read(&f->clause, 1, f->clause.len - 1, f->date,
			    w->bottom ? NB_BARE_SURE : NB_BARE_NEVER,
			    &f->found))
		return;
	before.len = at - u->offset;
	at = tail_of(f->text, &before, &bracket);
	if (bracket || at == before.offset + before.len || at < last ||
	    !nb_clause_take(f->text, at, end, &f->clause))
		return;
	(void)nb_credits_read(&f->clause, 0, f->clause.len, f->date,
			      NB_BARE_NEVER, &f->found);
}

/* ---- the page */

/* Append the marks of a unit to those of the page. */
static enum nb_status keep(struct finder *f)
{
	struct nb_marks_list *out = f->out;
	struct nb_mark *grown =
		nb_grow(out->list, &out->cap, out->count + f->found.count,
			sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	out->list = grown;
	memcpy(grown + out->count, f->found.list,
	       f->found.count * sizeof(*grown));
	out->count += f->found.count;
	return NB_OK;
}

/* Find the marks of one unit. */
static enum nb_status look(struct finder *f, const struct where *w)
{
	const struct nb_unit *u = w->unit;
	bool whole = nb_clause_take(f->text, u->offset, u->offset + u->len,
				    &f->clause);

	f->found.count = 0;
	if (!(whole && read_whole(f, w)) && u->role > NB_ROLE_SUB) {
		read_start(f);
		read_end(f, w);
	}
	return f->found.count ? keep(f) : NB_OK;
}

enum nb_status nb_marks_find(const char *text,
			     const struct nb_division *division,
			     const char *date, struct nb_marks_list *marks,
			     struct nb_error *err)
{
	struct finder *f = nb_alloc(1, sizeof(*f));
	bool *rolls = nb_alloc(division->unit_count, sizeof(*rolls));
	enum nb_status st = f && rolls ? NB_OK : NB_NOMEM;
	size_t i, k;

	memset(marks, 0, sizeof(*marks));
	if (f)
		*f = (struct finder){.text = text, .date = date, .out = marks};
	if (!st)
		nb_rolls_find(text, division->units, division->unit_count,
			      rolls);
	for (i = 0; !st && i < division->item_count; i++) {
		const struct nb_item *item = &division->items[i];
		struct where w;
		bool head = true;

		for (k = 0; !st && k < item->count; k++) {
			w.unit = &division->units[item->first + k];
			w.first = k == 0;
			w.bottom = k + 2 >= item->count;
			w.top = head;
			w.roll = rolls[item->first + k];
			head = w.unit->role <= NB_ROLE_CROSSHEAD;
			st = look(f, &w);
		}
	}
	free(f);
	free(rolls);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* What a unit says as a whole, where names alone do not count: the bits that
 * are kept of it. */
enum {
	SAYS_KNOWN = 1, /* it has been read */
	SAYS_WHO = 2,	/* it names someone, or has a dateline */
	SAYS_WHERE = 4, /* it has a dateline */
	SAYS_PICTURE = 8,
	SAYS_OTHERS = 16, /* it names editors, or where a picture is from */
};

static unsigned read_unit(const char *text, const struct nb_unit *unit)
{
	struct nb_credits found;
	unsigned says = SAYS_KNOWN;
	struct nb_clause c;
	size_t at, end, i;

	found.count = 0;
	found.others = false;
	if (unit->len > NB_CLAUSE_MOST ||
	    !nb_clause_take(text, unit->offset, unit->offset + unit->len, &c))
		return says;
	at = c.s[0] == '(' && strchr(c.s, ')') == c.s + c.len - 1;
	end = c.len - at;
	if (!nb_credits_read(&c, at, end, "00000000", NB_BARE_NEVER, &found))
		return says | (found.others ? SAYS_OTHERS : 0);
	for (i = 0; i < found.count; i++) {
		if (found.list[i].kind == NB_MARK_DATELINE)
			says |= SAYS_WHERE;
		if (found.list[i].kind == NB_MARK_ILLUSTRATOR)
			says |= SAYS_PICTURE;
	}
	return says | SAYS_WHO;
}

/* What a unit says, which is read unless it is known already. */
static unsigned says_of(const char *text, const struct nb_unit *unit,
			uint8_t *known)
{
	if (!*known)
		*known = (uint8_t)read_unit(text, unit);
	return *known;
}

bool nb_marks_byline(const char *text, const struct nb_unit *unit,
		     uint8_t *known)
{
	return says_of(text, unit, known) & SAYS_WHO;
}

bool nb_marks_persons(const char *text, const struct nb_unit *unit,
		      uint8_t *known)
{
	return (says_of(text, unit, known) & (SAYS_WHO | SAYS_WHERE)) ==
	       SAYS_WHO;
}

bool nb_marks_only(const char *text, const struct nb_unit *unit, uint8_t *known)
{
	unsigned says = says_of(text, unit, known);

	return (says & (SAYS_WHO | SAYS_WHERE)) == SAYS_WHO ||
	       (says & SAYS_OTHERS);
}

bool nb_marks_name(const char *text, const struct nb_unit *unit)
{
	struct nb_clause c;

	return unit->len <= NAME_BYTES &&
	       nb_clause_take(text, unit->offset, unit->offset + unit->len,
			      &c) &&
	       nb_byline_alone(c.s, c.len);
}

bool nb_marks_marked(const char *text, const struct nb_unit *unit)
{
	struct nb_clause c;

	return unit->len <= MARKED_BYTES &&
	       nb_clause_take(text, unit->offset, unit->offset + unit->len,
			      &c) &&
	       nb_byline_marked(c.s, c.len);
}

/*
 * Can a unit say who made a picture? Every word that says so (words.c) has one
 * of these characters. Most units have none, and reading one takes longer.
 */
static bool may_credit(const char *text, const struct nb_unit *unit)
{
	const char *p = text + unit->offset, *end = p + unit->len;
	uint32_t c;

	while (p < end) {
		p += nb_utf8_next(p, (size_t)(end - p), &c);
		if (c == U'摄' || c == U'攝' || c == U'图' || c == U'圖' ||
		    c == U'绘' || c == U'繪' || c == U'画' || c == U'畫' ||
		    c == U'作')
			return true;
	}
	return false;
}

bool nb_marks_credit(const char *text, const struct nb_unit *unit,
		     uint8_t *known)
{
	return unit->len <= NB_CLAUSE_MOST && may_credit(text, unit) &&
	       (says_of(text, unit, known) & SAYS_PICTURE);
}

void nb_marks_free(struct nb_marks_list *marks)
{
	free(marks->list);
	memset(marks, 0, sizeof(*marks));
}
