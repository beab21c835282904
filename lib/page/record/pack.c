/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal in its compact form, for archives (format-spec/nbarc-format.md,
 * section 6.1).
 *
 * Punctuation and white space follow from the source and the joins, so only the
 * joins are stored, with the name and the probability that the journal gives
 * for each, and the breaks that a person kept. Packing writes the fields of the
 * table in section 6.1 in order. nb_page_replay() reads them into a page that
 * nothing has decided, and nb_page_write() makes text and repairs as it does
 * for a new page.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/page.h"
#include "page/decide/start.h"
#include "page/decide/write.h"
#include "page/text/profile.h"
#include "page/weigh/decision.h"

#include <stdlib.h>
#include <string.h>

/*
 * Versions of the form. The second adds the layout that was used and the text
 * of a source that is markup; with the third, lines end at all line ends; the
 * fourth adds the order of reading. Each is written only if it is needed, so
 * that older readers can read the rest.
 */
#define VERSION 1u
#define VERSION_MADE 2u
#define VERSION_ENDS 3u
#define VERSION_MOVED 4u
/*
 * A journal has fewer names of rules. The library has about a dozen; the bound
 * keeps the table of a reader small.
 */
#define NAMES_MAX 64u
/* Bytes of a name, with the NUL. */
#define NAME_SIZE 64u
/*
 * Characters that can be marks, and the bytes of the marks of a profile that
 * replaces all of them: each with up to four bytes of UTF-8.
 */
#define ASCII 128u
#define MARKS_MAX (ASCII * 5)
/* A number of five bytes has 35 bits. */
#define NUMBER_BITS 35u

/* ---- packing */

/* A number: seven bits in each byte, the lowest first. */
static enum nb_status add_number(struct nb_buf *b, size_t n)
{
	uint8_t bytes[10], len = 0;

	for (; n >= 0x80; n >>= 7)
		bytes[len++] = (uint8_t)(n | 0x80);
	bytes[len++] = (uint8_t)n;
	return nb_buf_add(b, bytes, len);
}

/* A length, and as many bytes. */
static enum nb_status add_bytes(struct nb_buf *b, const void *bytes, size_t len)
{
	enum nb_status st = add_number(b, len);

	return st ? st : nb_buf_add(b, bytes, len);
}

static enum nb_status add_string(struct nb_buf *b, const char *s)
{
	return add_bytes(b, s, strlen(s));
}

/* The marks that the profile replaces, in the order of ASCII. */
static enum nb_status add_marks(struct nb_buf *b, const struct nb_profile *p)
{
	struct nb_buf marks = {0};
	enum nb_status st = NB_OK;
	unsigned c;

	for (c = 0; !st && c < ASCII; c++) {
		char half = (char)c;

		if (!p->full[c][0])
			continue;
		st = nb_buf_add(&marks, &half, 1);
		if (!st)
			st = nb_buf_puts(&marks, p->full[c]);
	}
	if (!st)
		st = add_bytes(b, marks.data, marks.len);
	nb_buf_free(&marks);
	return st;
}

/*
 * The names of what joined, each once, in the order of their first joins. They
 * are borrowed from the seams.
 */
struct names {
	const char *list[NAMES_MAX];
	size_t count;
};

/*
 * The index of a name, which is added if it is new. A full list takes no more;
 * the caller checks for that.
 */
static size_t name_index(struct names *n, const char *by)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (strcmp(n->list[i], by) == 0)
			return i;
	if (n->count < NAMES_MAX)
		n->list[n->count++] = by;
	return i;
}

/*
 * The first line after `line` that is joined to the one before it; the number
 * of lines if there is none.
 */
static size_t next_join(const struct nb_page *p, size_t line)
{
	do
		line++;
	while (line < p->lines.count && !p->seams[line].joined);
	return line;
}

/* Likewise, the next line before which a person kept the break. */
static size_t next_keep(const struct nb_page *p, size_t line)
{
	do
		line++;
	while (line < p->lines.count &&
	       (p->seams[line].joined || p->seams[line].by != nb_by_person));
	return line;
}

/* One of these two. */
typedef size_t next_break(const struct nb_page *p, size_t line);

static size_t count_breaks(const struct nb_page *p, next_break *next)
{
	size_t i, n = 0;

	for (i = next(p, 0); i < p->lines.count; i = next(p, i))
		n++;
	return n;
}

/* The number of breaks, and how many lines each one is after the last. */
static enum nb_status add_places(struct nb_buf *b, const struct nb_page *p,
				 next_break *next)
{
	enum nb_status st = add_number(b, count_breaks(p, next));
	size_t i, before = 0;

	for (i = next(p, 0); !st && i < p->lines.count; i = next(p, i)) {
		st = add_number(b, i - before - 1);
		before = i;
	}
	return st;
}

/* The joins: places, names, doubts. */
static enum nb_status add_joins(struct nb_buf *b, const struct nb_page *p,
				struct names *names)
{
	size_t i, count = p->lines.count;
	enum nb_status st = add_places(b, p, next_join);

	for (i = next_join(p, 0); !st && i < count; i = next_join(p, i))
		st = add_number(b, name_index(names, p->seams[i].by));
	for (i = next_join(p, 0); !st && i < count; i = next_join(p, i))
		st = add_number(b, NB_PROBABILITY_ONE -
					   nb_probability_units(
						   p->seams[i].probability));
	return st;
}

/* The runs of lines in the order of reading. */
static enum nb_status add_runs(struct nb_buf *b, const struct nb_moved *m)
{
	enum nb_status st = add_number(b, m->count);
	size_t i;

	for (i = 0; !st && i < m->count; i++) {
		st = add_number(b, m->runs[i].first);
		if (!st)
			st = add_number(b, m->runs[i].count - 1);
	}
	return st;
}

/* The version, and what versions 2 and 4 add. The text is the one as it came.
 */
static enum nb_status add_head(struct nb_buf *b, const struct nb_page *p,
			       const char *form)
{
	const char *text = p->received ? p->received : p->source;
	size_t len = p->received ? p->received_len : p->source_len;
	bool ends = p->ends == NB_ENDS_ALL && nb_lines_more_ends(text, len);
	bool moved = p->moved.count > 0;
	bool made = form[0] || p->layout_id[0] || ends || moved;
	enum nb_status st = add_number(b, moved	 ? VERSION_MOVED
					  : ends ? VERSION_ENDS
					  : made ? VERSION_MADE
						 : VERSION);

	if (st || !made)
		return st;
	st = add_string(b, p->layout_id);
	if (!st)
		st = add_string(b, form);
	if (!st)
		st = add_bytes(b, text, form[0] ? len : 0);
	return st || !moved ? st : add_runs(b, &p->moved);
}

enum nb_status nb_journal_pack(const struct nb_page *p, const char *form,
			       struct nb_buf *out, struct nb_error *err)
{
	struct names names = {.count = 0};
	size_t i;
	enum nb_status st = add_head(out, p, form);

	/* The names come before the joins, so they are collected first. */
	for (i = next_join(p, 0); i < p->lines.count; i = next_join(p, i))
		(void)name_index(&names, p->seams[i].by);
	if (names.count == NAMES_MAX)
		return nb_fail(err, NB_LIMIT,
			       "the page has more than %u names of rules",
			       NAMES_MAX - 1);
	if (!st)
		st = add_string(out, p->model);
	if (!st)
		st = add_string(out, p->profile->id);
	if (!st)
		st = add_marks(out, p->profile);
	if (!st)
		st = add_number(out, names.count);
	for (i = 0; !st && i < names.count; i++)
		st = add_string(out, names.list[i]);
	if (!st)
		st = add_joins(out, p, &names);
	if (!st)
		st = add_places(out, p, next_keep);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- unpacking */

/*
 * A packed journal while it is read. The bytes are borrowed and may hold
 * anything: every read is bounded by len, and every value by what the source
 * allows.
 */
struct packed {
	const uint8_t *p;
	size_t len, at; /* bytes in all, and bytes read */
	struct nb_error *err;
};

static enum nb_status fail_packed(const struct packed *in, const char *what)
{
	return nb_fail(in->err, NB_INVALID, "journal: %s", what);
}

/* Read a number of at most `max`. */
static enum nb_status read_number(struct packed *in, size_t max, size_t *out)
{
	unsigned shift = 0;
	uint8_t byte;

	*out = 0;
	do {
		if (in->at == in->len)
			return fail_packed(in, "the bytes end too early");
		byte = in->p[in->at++];
		*out |= (size_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && shift < NUMBER_BITS);
	return byte & 0x80 || *out > max
		       ? fail_packed(in, "a number is too large")
		       : NB_OK;
}

/*
 * Read a length of at most `max` and as many bytes, which stay where they are.
 */
static enum nb_status read_bytes(struct packed *in, size_t max,
				 const char **out, size_t *len)
{
	enum nb_status st = read_number(in, max, len);

	if (st)
		return st;
	if (*len > in->len - in->at)
		return fail_packed(in, "the bytes end too early");
	*out = (const char *)in->p + in->at;
	in->at += *len;
	return NB_OK;
}

/*
 * Read a string into an array of `size` bytes, with a NUL. NB_INVALID if it
 * does not fit, has a NUL inside or is not UTF-8.
 */
static enum nb_status read_string(struct packed *in, char *out, size_t size)
{
	const char *from = NULL;
	size_t len;
	enum nb_status st = read_bytes(in, size - 1, &from, &len);

	if (st)
		return st;
	memcpy(out, from, len);
	out[len] = '\0';
	if (strlen(out) != len || nb_utf8_invalid(out, len) < len)
		return fail_packed(in, "a name is not text");
	return NB_OK;
}

/*
 * Read pairs of an ASCII mark and a character that is not ASCII; no mark twice.
 */
static enum nb_status read_marks(struct packed *in, struct nb_profile *p)
{
	char text[MARKS_MAX + 1];
	size_t at = 0, n;
	uint32_t half, full;
	enum nb_status st = read_string(in, text, sizeof(text));

	while (!st && text[at]) {
		half = (uint8_t)text[at++];
		n = half < 0x80 && text[at]
			    ? nb_utf8_get(text + at, strlen(text + at), &full)
			    : 0;
		if (n < 2 || p->full[half][0])
			return fail_packed(in, "its marks are not pairs");
		memcpy(p->full[half], text + at, n);
		at += n;
	}
	return st;
}

/*
 * Read the names into page->names, and the offset of each there into starts[].
 */
static enum nb_status read_names(struct packed *in, struct nb_page *page,
				 size_t starts[NAMES_MAX], size_t *count)
{
	char name[NAME_SIZE];
	enum nb_status st = read_number(in, NAMES_MAX - 1, count);
	size_t i;

	for (i = 0; !st && i < *count; i++) {
		starts[i] = page->names.len;
		st = read_string(in, name, sizeof(name));
		if (!st && nb_buf_add(&page->names, name, strlen(name) + 1))
			st = nb_fail_mem(in->err);
	}
	return st;
}

/* Read the breaks that were joined, or those that a person kept. */
static enum nb_status read_places(struct packed *in, struct nb_page *page,
				  bool joined)
{
	size_t line = 0, skipped = 0, count = 0;
	enum nb_status st = read_number(in, page->lines.count, &count);

	for (; !st && count > 0; count--) {
		st = read_number(in, page->lines.count, &skipped);
		/* line < count holds, so that the difference does not wrap. */
		if (!st && skipped + 1 >= page->lines.count - line)
			return fail_packed(in, "it belongs to another source");
		line += skipped + 1;
		if (st)
			return st;
		if (joined)
			page->seams[line].joined = true;
		else if (page->seams[line].joined)
			return fail_packed(in,
					   "a break is both joined and kept");
		else
			page->seams[line].by = nb_by_person;
	}
	return st;
}

/*
 * Read the joins. Names stay where they are from here on, so that seams can
 * point to them.
 */
static enum nb_status read_joins(struct packed *in, struct nb_page *page,
				 const size_t starts[NAMES_MAX],
				 size_t name_count)
{
	enum nb_status st = read_places(in, page, true);
	size_t i, v = 0;

	for (i = 1; !st && i < page->lines.count; i++) {
		if (!page->seams[i].joined)
			continue;
		st = read_number(in, NAMES_MAX, &v);
		if (!st && v >= name_count)
			return fail_packed(in, "a name is missing");
		if (!st)
			page->seams[i].by =
				(const char *)page->names.data + starts[v];
	}
	for (i = 1; !st && i < page->lines.count; i++) {
		if (!page->seams[i].joined)
			continue;
		st = read_number(in, NB_PROBABILITY_ONE, &v);
		page->seams[i].probability =
			(double)(NB_PROBABILITY_ONE - v) / NB_PROBABILITY_ONE;
	}
	return st;
}

/* What stands before the fields that all versions have. */
struct head {
	char layout[NB_LAYOUT_ID_MAX];
	char form[NB_FORM_NAME_MAX];
	const char *text; /* that was made from markup; borrowed */
	size_t text_len;
	enum nb_line_ends ends;
	bool moved; /* the order of reading follows */
};

/*
 * Read the version and what version 2 adds; *h is all zeros for version 1.
 * NB_UNSUPPORTED for a later version.
 */
static enum nb_status read_head(struct packed *in, struct head *h)
{
	size_t version;
	enum nb_status st = read_number(in, SIZE_MAX, &version);

	memset(h, 0, sizeof(*h));
	if (st || version == VERSION)
		return st;
	h->moved = version == VERSION_MOVED;
	if (version == VERSION_ENDS || h->moved)
		h->ends = NB_ENDS_ALL;
	else if (version != VERSION_MADE)
		return nb_fail(in->err, NB_UNSUPPORTED, "journal: version %zu",
			       version);
	st = read_string(in, h->layout, sizeof(h->layout));
	if (!st)
		st = read_string(in, h->form, sizeof(h->form));
	if (!st)
		st = read_bytes(in, NB_PAGE_MAX, &h->text, &h->text_len);
	if (!st && !h->form[0] && h->text_len)
		return fail_packed(in, "it has a text, but its source is one");
	return st;
}

/* Read the order of reading, and put the lines of the page into it. */
static enum nb_status read_runs(struct packed *in, struct nb_page *page)
{
	struct nb_moved moved = {.runs = NULL};
	size_t lines = page->lines.count, count = 0, first = 0, more = 0;
	enum nb_status st = read_number(in, lines, &count);

	for (; !st && count > 0; count--) {
		st = read_number(in, lines, &first);
		if (!st)
			st = read_number(in, lines, &more);
		if (!st && moved.count &&
		    moved.runs[moved.count - 1].first +
				    moved.runs[moved.count - 1].count ==
			    first)
			st = fail_packed(in, "two runs of lines are one");
		if (!st && nb_moved_add(&moved, first, more + 1))
			st = nb_fail_mem(in->err);
	}
	if (!st)
		st = nb_page_move(page, &moved, in->err);
	if (st == NB_INVALID || st == NB_LIMIT)
		st = fail_packed(in, "its order of lines is not one of its "
				     "source");
	nb_moved_free(&moved);
	return st;
}

/* Read everything after the head into the page. */
static enum nb_status read_rest(struct packed *in, struct nb_page *page)
{
	struct nb_profile *profile = nb_alloc(1, sizeof(*profile));
	size_t starts[NAMES_MAX], count = 0;
	enum nb_status st;

	page->replayed = profile;
	if (!profile)
		return nb_fail_mem(in->err);
	page->profile = profile;
	st = read_string(in, page->model, sizeof(page->model));
	if (!st)
		st = read_string(in, profile->id, sizeof(profile->id));
	if (!st)
		st = read_marks(in, profile);
	if (!st)
		st = read_names(in, page, starts, &count);
	if (!st)
		st = read_joins(in, page, starts, count);
	if (!st)
		st = read_places(in, page, false);
	if (!st && in->at != in->len)
		return fail_packed(in, "bytes are left over");
	return st;
}

enum nb_status nb_journal_form(const void *packed, size_t len,
			       char form[NB_FORM_NAME_MAX],
			       struct nb_error *err)
{
	struct packed in = {.p = packed, .len = len, .err = err};
	struct head h;
	enum nb_status st = read_head(&in, &h);

	memcpy(form, h.form, sizeof(h.form));
	return st;
}

enum nb_status nb_page_replay(const char *utf8, size_t len, const void *packed,
			      size_t packed_len, struct nb_page **page,
			      struct nb_error *err)
{
	struct packed in = {.p = packed, .len = packed_len, .err = err};
	struct head h;
	enum nb_status st = read_head(&in, &h);

	*page = NULL;
	if (st)
		return st;
	/* The source of markup does not decode to the text of the page. */
	if (h.form[0]) {
		utf8 = h.text;
		len = h.text_len;
	}
	st = nb_page_start(utf8, len, h.ends, NULL, page, err);
	if (st)
		return st;
	memcpy((*page)->layout_id, h.layout, sizeof(h.layout));
	if (h.moved)
		st = read_runs(&in, *page);
	if (!st)
		st = read_rest(&in, *page);
	if (!st)
		st = nb_page_write(*page, err);
	if (st) {
		nb_page_free(*page);
		*page = NULL;
	}
	return st;
}
