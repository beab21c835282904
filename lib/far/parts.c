/* SPDX-License-Identifier: Apache-2.0 */
/* Reading answers with several ranges (far/parts.h). No boundary is looked for
 * in the bytes of a part, which may be anything: its head says how many they
 * are. */
#include "far/parts.h"

#include <string.h>

/* Bytes that the heads of a part and its boundary may have. */
#define BETWEEN_MAX ((size_t)1024)

void nb_far_parts_begin(struct nb_far_parts *p, const char *boundary,
			uint64_t size)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		p->part[i].whole = false;
	p->state = NB_FAR_PARTS_START;
	p->boundary = boundary;
	p->size = size;
	p->now = NULL;
	p->got = p->between = p->line_len = 0;
}

/* The part that a head describes; NULL if it was not asked for, or has come. */
static struct nb_far_part *part_of(struct nb_far_parts *p)
{
	const struct nb_far_answer *a = &p->head;
	size_t i;

	if (!a->has_range || a->bad_range || a->encoded ||
	    a->version.size != p->size)
		return NULL;
	for (i = 0; i < p->count; i++) {
		const struct nb_range *r = &p->part[i].range;

		if (r->offset == a->first && r->size == a->last - a->first + 1)
			return p->part[i].whole ? NULL : &p->part[i];
	}
	return NULL;
}

/* Bytes of the line without its end, and without white space before that. */
static size_t text_len(const struct nb_far_parts *p)
{
	size_t len = p->line_len;

	while (len > 0 && strchr("\r\n \t", p->line[len - 1]) &&
	       p->line[len - 1])
		len--;
	return len;
}

/* A line that must be a boundary. With it the part before is whole. */
static bool take_boundary(struct nb_far_parts *p)
{
	size_t len = text_len(p), of = strlen(p->boundary);
	const char *rest = p->line + 2 + of;

	if (len < 2 + of || memcmp(p->line, "--", 2) != 0 ||
	    memcmp(p->line + 2, p->boundary, of) != 0)
		return false;
	len -= 2 + of;
	if (len != 0 && (len != 2 || memcmp(rest, "--", 2) != 0))
		return false;
	if (p->now)
		p->now->whole = true;
	p->now = NULL;
	p->state = len ? NB_FAR_PARTS_END : NB_FAR_PARTS_HEAD;
	memset(&p->head, 0, sizeof(p->head));
	return true;
}

/* A line of the head of a part; an empty one ends it. */
static bool take_head(struct nb_far_parts *p)
{
	if (text_len(p) > 0)
		return nb_far_answer_line(&p->head, p->line, p->line_len);
	p->now = part_of(p);
	if (!p->now)
		return false;
	p->got = 0;
	p->state = NB_FAR_PARTS_BODY;
	return true;
}

static bool take_line(struct nb_far_parts *p)
{
	bool empty = p->line_len == 2 && memcmp(p->line, "\r\n", 2) == 0;

	switch (p->state) {
	case NB_FAR_PARTS_START:
		p->state = NB_FAR_PARTS_NEXT;
		return empty || take_boundary(p);
	case NB_FAR_PARTS_HEAD:
		return take_head(p);
	case NB_FAR_PARTS_AFTER:
		p->state = NB_FAR_PARTS_NEXT;
		return empty;
	case NB_FAR_PARTS_NEXT:
		return take_boundary(p);
	case NB_FAR_PARTS_BODY:
	case NB_FAR_PARTS_END:
		break;
	}
	return true;
}

/* Take a byte that is of no part. */
static bool take_between(struct nb_far_parts *p, char c)
{
	bool good = true;

	if (++p->between > BETWEEN_MAX * (p->count + 1))
		return false;
	if (p->state == NB_FAR_PARTS_END)
		return true;
	if (p->line_len == sizeof(p->line))
		return false;
	p->line[p->line_len++] = c;
	if (c == '\n') {
		good = take_line(p);
		p->line_len = 0;
	}
	return good;
}

/* Take bytes of a part; returns how many. */
static size_t take_part(struct nb_far_parts *p, const char *data, size_t len)
{
	size_t left = (size_t)p->now->range.size - p->got;

	if (len > left)
		len = left;
	memcpy(p->now->data + p->got, data, len);
	p->got += len;
	if (len == left)
		p->state = NB_FAR_PARTS_AFTER;
	return len;
}

bool nb_far_parts_take(struct nb_far_parts *p, const char *data, size_t len)
{
	size_t n;

	for (; len > 0; data += n, len -= n) {
		n = 1;
		if (p->state == NB_FAR_PARTS_BODY)
			n = take_part(p, data, len);
		else if (!take_between(p, *data))
			return false;
	}
	return true;
}

bool nb_far_parts_end(struct nb_far_parts *p)
{
	size_t i;

	/* The last boundary needs no end of line. */
	if (p->state == NB_FAR_PARTS_NEXT && p->line_len)
		(void)take_boundary(p);
	for (i = 0; i < p->count && p->part[i].whole; i++)
		continue;
	return i == p->count && p->state == NB_FAR_PARTS_END;
}
