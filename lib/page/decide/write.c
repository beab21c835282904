/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the normalised text of a page, and its repairs (write.h).
 *
 * The source is copied from the beginning to the end. Where something else is
 * written, replace() records a repair; a repair that changes nothing is not
 * recorded. format-spec/reader.py does the same from a journal, so every change
 * here is a change of the format.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "page/decide/write.h"
#include "page/text/profile_look.h"
#include "page/weigh/decision.h"

#include <string.h>

/*
 * The longest gap of normalised text: four line ends, which are three empty
 * lines.
 */
static const char line_ends[] = "\n\n\n\n";

/* Append a repair to the page. */
static enum nb_status add_repair(struct nb_page *p,
				 const struct nb_repair *repair,
				 struct nb_error *err)
{
	struct nb_repair *grown;

	if (p->repair_count == NB_PAGE_REPAIRS_MAX)
		return nb_fail_at(err, NB_LIMIT, repair->offset,
				  "the page needs more than %zu repairs",
				  NB_PAGE_REPAIRS_MAX);
	grown = nb_grow(p->repairs, &p->repair_cap, p->repair_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	p->repairs = grown;
	grown[p->repair_count++] = *repair;
	return NB_OK;
}

/*
 * Write `after`, which is static or lives as long as the page, in place of the
 * source's bytes from `from` to `to`, and record the repair. `seam` says who
 * decided; NULL: a rule that is certain.
 */
static enum nb_status replace(struct nb_page *p, size_t from, size_t to,
			      const char *after, size_t after_len,
			      enum nb_rule rule, const struct nb_seam *seam,
			      struct nb_error *err)
{
	struct nb_repair r = {.offset = from,
			      .before_len = to - from,
			      .at = p->text.len,
			      .after_len = after_len,
			      .before = p->source + from,
			      .after = after,
			      .rule = rule,
			      .by = seam ? seam->by : "rule",
			      .probability = seam ? seam->probability : 1};

	if (nb_buf_add(&p->text, after, after_len))
		return nb_fail_mem(err);
	/*
	 * A keep is recorded even if it changes nothing: a person decided it.
	 */
	if (rule != NB_RULE_KEEP && to - from == after_len &&
	    memcmp(p->source + from, after, after_len) == 0)
		return NB_OK;
	return add_repair(p, &r, err);
}

/* What stands next to a line in the joined text. */
struct neighbours {
	uint32_t before; /* the character before its first one; 0: the block
			    begins */
	/* The character after its last one; 0: the block ends. */
	uint32_t after;
};

/*
 * Write the source from *from to `at`, and then the replacement of the mark at
 * `at`, between the given characters. If the mark stays, nothing is written and
 * *from does not move.
 */
static enum nb_status write_mark(struct nb_page *p, size_t *from, size_t at,
				 uint32_t before, uint32_t after,
				 struct nb_error *err)
{
	const char *full = nb_profile_mark(p->profile, (uint8_t)p->source[at],
					   before, after);
	enum nb_status st;

	if (!full)
		return NB_OK;
	if (nb_buf_add(&p->text, p->source + *from, at - *from))
		return nb_fail_mem(err);
	st = replace(p, at, at + 1, full, strlen(full), NB_RULE_PUNCTUATION,
		     NULL, err);
	*from = at + 1;
	return st;
}

/* Where the first byte from `at` on is that is ASCII; `end` if there is none.
 * Most lines have few: sixteen bytes are looked at together. */
static size_t next_ascii(const char *s, size_t at, size_t end)
{
	uint32_t ascii;

	for (; end - at >= sizeof(nb_vector); at += sizeof(nb_vector)) {
		ascii = ~nb_vector_marks(nb_vector_at(s + at)) & 0xffff;
		if (ascii)
			return at + (size_t)__builtin_ctz(ascii);
	}
	while (at < end && (uint8_t)s[at] >= 0x80)
		at++;
	return at;
}

/* Write a line, with its marks replaced. */
static enum nb_status write_line(struct nb_page *p, const struct nb_line *line,
				 const struct neighbours *n,
				 struct nb_error *err)
{
	size_t from = line->start, at;
	enum nb_status st;

	for (at = next_ascii(p->source, from, line->end); at < line->end;
	     at = next_ascii(p->source, at + 1, line->end)) {
		uint32_t before = n->before, after = n->after;

		if (!p->profile->full[(uint8_t)p->source[at]][0])
			continue;
		if (at > line->start)
			(void)nb_utf8_prev(p->source, at, &before);
		if (at + 1 < line->end)
			(void)nb_utf8_next(p->source + at + 1,
					   line->end - at - 1, &after);
		st = write_mark(p, &from, at, before, after, err);
		if (st)
			return st;
	}
	if (nb_buf_add(&p->text, p->source + from, line->end - from))
		return nb_fail_mem(err);
	return NB_OK;
}

static uint32_t first_char(const struct nb_page *p, const struct nb_line *line)
{
	uint32_t cp = 0;

	(void)nb_utf8_get(p->source + line->start, line->end - line->start,
			  &cp);
	return cp;
}

static uint32_t last_char(const struct nb_page *p, const struct nb_line *line)
{
	uint32_t cp = 0;

	(void)nb_utf8_prev(p->source, line->end, &cp);
	return cp;
}

/* True if joining line i to the one before it needs a space. */
static bool space_at(const struct nb_page *p, size_t i)
{
	const struct nb_line *a = &p->lines.list[i - 1], *b = a + 1;

	return nb_needs_space(p->source + a->start, a->end - a->start,
			      p->source + b->start, b->end - b->start);
}

/* Write what comes between line i - 1 and line i. */
static enum nb_status write_break(struct nb_page *p, size_t i,
				  struct nb_error *err)
{
	const struct nb_line *a = &p->lines.list[i - 1], *b = a + 1;
	size_t ends = b->gap < NB_WIDE_GAP ? 2 : NB_WIDE_GAP + 1;

	if (p->seams[i].joined)
		return replace(p, a->end, b->start, " ", space_at(p, i),
			       NB_RULE_JOIN, &p->seams[i], err);
	if (p->seams[i].by == nb_by_person)
		return replace(p, a->end, b->start, line_ends, ends,
			       NB_RULE_KEEP, &p->seams[i], err);
	return replace(p, a->end, b->start, line_ends, ends, NB_RULE_SPACE,
		       NULL, err);
}

/* The neighbours of line i. */
static struct neighbours neighbours_of(const struct nb_page *p, size_t i)
{
	const struct nb_line *line = &p->lines.list[i];
	struct neighbours n = {0, 0};

	if (i > 0 && p->seams[i].joined)
		n.before = space_at(p, i) ? ' ' : last_char(p, line - 1);
	if (i + 1 < p->lines.count && p->seams[i + 1].joined)
		n.after = space_at(p, i + 1) ? ' ' : first_char(p, line + 1);
	return n;
}

/* Make room for a text about as long as the source, and for a repair of each
 * line end. */
static enum nb_status make_room(struct nb_page *p, struct nb_error *err)
{
	struct nb_repair *grown = nb_grow(p->repairs, &p->repair_cap,
					  p->lines.count, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	p->repairs = grown;
	return nb_buf_reserve(&p->text, p->source_len) ? nb_fail_mem(err)
						       : NB_OK;
}

enum nb_status nb_page_write(struct nb_page *p, struct nb_error *err)
{
	const struct nb_lines *lines = &p->lines;
	enum nb_status st = make_room(p, err);
	size_t i, end = 0;

	if (!st && lines->count)
		st = replace(p, 0, lines->list[0].start, "", 0, NB_RULE_SPACE,
			     NULL, err);
	for (i = 0; !st && i < lines->count; i++) {
		struct neighbours n = neighbours_of(p, i);

		if (i > 0)
			st = write_break(p, i, err);
		if (!st)
			st = write_line(p, &lines->list[i], &n, err);
		end = lines->list[i].end;
	}
	if (st)
		return st;
	return replace(p, end, p->source_len, "\n", lines->count > 0,
		       NB_RULE_SPACE, NULL, err);
}
