/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding sources and unfolding them (zoned.h, and section 6.3 of
 * format-spec/nbarc-format.md, which says what the codes are).
 *
 * A tag of the source stands for a line if all four sides of a zone are among
 * its numbers, as edges or as sizes. That holds for ALTO, hOCR, PAGE XML and
 * whatever else states rectangles, so that no form of markup is known here. The
 * tag is nearly always of the zone in hand or of the next one. Where a document
 * has its lines in another order, the zone is looked for by its corner.
 */
#include "archive/frame/zoned.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/varint.h"

#include <stdlib.h>
#include <string.h>

/* What a code stands for: a side or a size of the zone in hand; and the codes
 * that are none of these. */
enum {
	LEFT = 1,
	RIGHT,
	TOP,
	BOTTOM,
	ACROSS,
	DOWN,
	NEXT, /* the next zone is in hand */
	SEEK, /* the zone whose number follows is in hand */
	BYTE = 0x0e,
};

/* Digits of a number, numbers of a tag, and bytes of one, at most: more of them
 * are no rectangle. */
#define DIGITS_MAX 6
#define NUMBERS_MAX 16u
#define TAG_MAX 1024u

/* A zone: by code what it stands for, and where it is in the content. */
struct zone {
	uint32_t value[DOWN + 1];
	size_t at;
};

/* The upper left corner of a zone as one number, and the index of the zone. */
struct corner {
	uint64_t key;
	size_t zone;
};

/* The zones of documents, in their order, and those of one of them, which are
 * `from` to `to`, in the order of their corners. Owns its lists. */
struct zones {
	struct zone *list;
	size_t count, cap;
	struct corner *corners;
	size_t from, to;
};

/* Is it a byte that stands for itself? */
static bool plain(uint8_t byte)
{
	return byte > BYTE || byte == 0 || (byte > SEEK && byte < BYTE);
}

static void free_zones(struct zones *z)
{
	free(z->list);
	free(z->corners);
}

/* Read a number of at most six digits without zeros before it at *p, and move
 * on past it. */
static bool read_number(const uint8_t **p, const uint8_t *end, uint32_t *value)
{
	const uint8_t *s = *p;

	*value = 0;
	while (s < end && *s >= '0' && *s <= '9' && s - *p <= DIGITS_MAX)
		*value = *value * 10 + (uint32_t)(*s++ - '0');
	if (s == *p || s - *p > DIGITS_MAX || (**p == '0' && s - *p > 1))
		return false;
	*p = s;
	return true;
}

/* Move past a string, if it is there. */
static bool skip(const uint8_t **p, const uint8_t *end, const char *s)
{
	size_t n = strlen(s);

	if ((size_t)(end - *p) < n || memcmp(*p, s, n) != 0)
		return false;
	*p += n;
	return true;
}

/* Read the zone whose ulx begins at p. */
static bool read_zone(const uint8_t *p, const uint8_t *end, struct zone *z)
{
	uint32_t *v = z->value;

	if (!read_number(&p, end, &v[LEFT]) || !skip(&p, end, "\" lrx=\"") ||
	    !read_number(&p, end, &v[RIGHT]) || !skip(&p, end, "\" uly=\"") ||
	    !read_number(&p, end, &v[TOP]) || !skip(&p, end, "\" lry=\"") ||
	    !read_number(&p, end, &v[BOTTOM]) || !skip(&p, end, "\"/>") ||
	    v[LEFT] > v[RIGHT] || v[TOP] > v[BOTTOM])
		return false;
	v[ACROSS] = v[RIGHT] - v[LEFT];
	v[DOWN] = v[BOTTOM] - v[TOP];
	return true;
}

/* List the zones of all documents. NB_NOMEM. */
static enum nb_status list_zones(const uint8_t *content, size_t size,
				 struct zones *zones)
{
	const uint8_t *p = content, *end = content + size;
	struct zone z;

	for (; p < end && (p = memchr(p, '<', (size_t)(end - p))); p++) {
		const uint8_t *q = p;
		struct zone *grown;

		z.at = (size_t)(p - content);
		if (!skip(&q, end, "<zone type=\"line\" ulx=\"") ||
		    !read_zone(q, end, &z))
			continue;
		grown = nb_grow(zones->list, &zones->cap, zones->count + 1,
				sizeof(*grown));
		if (!grown)
			return NB_NOMEM;
		zones->list = grown;
		grown[zones->count++] = z;
	}
	return NB_OK;
}

/* ---- folding */

/* A number in a tag. */
struct number {
	const uint8_t *p;
	size_t len;
	uint32_t value;
};

/* What is folded: a source, up to `end`; what is done with it goes to `out`. */
struct folder {
	struct zones *zones;
	const uint8_t *end;
	struct nb_buf *out;
	size_t current; /* the zone in hand; SIZE_MAX: none */
	struct number numbers[NUMBERS_MAX];
	size_t count;
	bool found;   /* a tag of the source in hand stood for a line */
	size_t zoned; /* bytes of the sources with such tags */
};

/* May a number stand between these bytes? */
static bool separates(uint8_t c)
{
	return c == ' ' || c == '"' || c == ',' || c == '\'' || c == ';' ||
	       c == '=' || c == '/' || c == '>' || (c >= '\t' && c <= '\r');
}

/* List the numbers of the tag from p to `end`, which is its '>'. */
static void list_numbers(struct folder *f, const uint8_t *p, const uint8_t *end)
{
	f->count = 0;
	for (p++; p < end && f->count < NUMBERS_MAX; p++) {
		struct number *n = &f->numbers[f->count];
		const uint8_t *s = p;

		if (*p < '0' || *p > '9' || !separates(p[-1]))
			continue;
		if (read_number(&s, end, &n->value) && separates(*s)) {
			n->p = p;
			n->len = (size_t)(s - p);
			f->count++;
			p = s;
		}
	}
}

static bool has_number(const struct folder *f, uint32_t value)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (f->numbers[i].value == value)
			return true;
	return false;
}

/* The first of the two codes for the other sides of a zone that the tag is of:
 * RIGHT or ACROSS; 0: it is not of this zone. */
static unsigned matches(const struct folder *f, size_t zone)
{
	const uint32_t *v = f->zones->list[zone].value;

	if (!has_number(f, v[LEFT]) || !has_number(f, v[TOP]))
		return 0;
	if (has_number(f, v[ACROSS]) && has_number(f, v[DOWN]))
		return ACROSS;
	return has_number(f, v[RIGHT]) && has_number(f, v[BOTTOM]) ? RIGHT : 0;
}

static uint64_t corner_key(uint32_t left, uint32_t top)
{
	return (uint64_t)left << 32 | top;
}

/* The first zone of the document with this corner, if the tag is of it, or
 * SIZE_MAX. */
static size_t at_corner(const struct folder *f, uint32_t left, uint32_t top)
{
	const struct corner *corners = f->zones->corners;
	uint64_t key = corner_key(left, top);
	size_t from = 0, count = f->zones->to - f->zones->from, to = count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (corners[middle].key < key)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == count || corners[from].key != key ||
	    !matches(f, corners[from].zone))
		return SIZE_MAX;
	return corners[from].zone;
}

/* The zone that a tag is of, or SIZE_MAX. */
static size_t zone_of(const struct folder *f)
{
	const struct zones *z = f->zones;
	size_t next = f->current == SIZE_MAX ? z->from : f->current + 1, i;
	size_t found = SIZE_MAX;

	if (f->count < 4)
		return SIZE_MAX;
	if (f->current != SIZE_MAX && matches(f, f->current))
		return f->current;
	if (next < z->to && matches(f, next))
		return next;
	for (i = 0; i + 1 < f->count && found == SIZE_MAX; i++) {
		const struct number *n = &f->numbers[i];

		found = at_corner(f, n[0].value, n[1].value);
		if (found == SIZE_MAX)
			found = at_corner(f, n[1].value, n[0].value);
	}
	return found;
}

/* The first byte from p on that may be no plain one, or less than eight bytes
 * before `end`. Nearly all bytes are above the codes. */
static const uint8_t *skip_plain(const uint8_t *p, const uint8_t *end)
{
	const uint64_t ones = UINT64_MAX / 255;

	while (end - p >= 8) {
		uint64_t v = nb_le64(p);

		/* Has v a byte that is not above BYTE? */
		if ((v - ones * (BYTE + 1)) & ~v & ones * 0x80)
			break;
		p += 8;
	}
	return p;
}

/* Append bytes of the source that stay as they are. */
static enum nb_status keep(struct folder *f, const uint8_t *p,
			   const uint8_t *end)
{
	static const uint8_t escape = BYTE;
	const uint8_t *from = p;
	enum nb_status st = NB_OK;

	for (p = skip_plain(p, end); !st && p < end;
	     p = skip_plain(p + 1, end)) {
		if (plain(*p))
			continue;
		st = nb_buf_add(f->out, from, (size_t)(p - from));
		if (!st)
			st = nb_buf_add(f->out, &escape, 1);
		from = p;
	}
	return st ? st : nb_buf_add(f->out, from, (size_t)(end - from));
}

/* Take a zone in hand. */
static enum nb_status take(struct folder *f, size_t zone)
{
	uint8_t code[1 + NB_VARINT_MAX] = {NEXT};
	size_t len = 1;

	if (zone == f->current)
		return NB_OK;
	/* From "none" to the first: SIZE_MAX + 1 is 0. */
	if (zone != f->current + 1) {
		code[0] = SEEK;
		len += nb_varint_put(code + 1, zone);
	}
	f->current = zone;
	return nb_buf_add(f->out, code, len);
}

/* The code for a number of a tag of this zone, where `used` has a bit for each
 * code that the tag has; 0: there is none. Two sides can be alike: then the one
 * that was not used is meant, so that the same codes come in every tag. */
static uint8_t code_for(const struct zone *zone, uint32_t value, unsigned other,
			unsigned used)
{
	const uint8_t codes[] = {LEFT, TOP, (uint8_t)other,
				 (uint8_t)(other == ACROSS ? DOWN : BOTTOM)};
	uint8_t code = 0;
	size_t i;

	for (i = 0; i < sizeof(codes); i++) {
		if (zone->value[codes[i]] != value)
			continue;
		if (!(used >> codes[i] & 1))
			return codes[i];
		if (!code)
			code = codes[i];
	}
	return code;
}

/* Append the tag from p to `end`. */
static enum nb_status fold_tag(struct folder *f, const uint8_t *p,
			       const uint8_t *end)
{
	const struct zones *z = f->zones;
	enum nb_status st = NB_OK;
	unsigned used = 0, other;
	size_t zone, i;

	list_numbers(f, p, end);
	zone = zone_of(f);
	if (zone == SIZE_MAX)
		return keep(f, p, end);
	other = matches(f, zone);
	for (i = 0; !st && i < f->count; i++) {
		const struct number *n = &f->numbers[i];
		uint8_t code = code_for(&z->list[zone], n->value, other, used);

		if (!code)
			continue;
		used |= 1u << code;
		st = keep(f, p, n->p);
		if (!st)
			st = take(f, zone);
		if (!st)
			st = nb_buf_add(f->out, &code, 1);
		p = n->p + n->len;
	}
	f->found = true;
	return st ? st : keep(f, p, end);
}

/* Append the source from p to f->end. */
static enum nb_status fold_source(struct folder *f, const uint8_t *p)
{
	enum nb_status st = NB_OK;

	while (!st && p < f->end) {
		size_t left = (size_t)(f->end - p);
		const uint8_t *tag = memchr(p, '<', left), *end = NULL;

		if (tag) {
			left = (size_t)(f->end - tag);
			end = memchr(tag, '>', left < TAG_MAX ? left : TAG_MAX);
		}
		st = keep(f, p, tag ? tag : f->end);
		if (!st && end)
			st = fold_tag(f, tag, end);
		else if (!st && tag)
			st = nb_buf_add(f->out, "<", 1);
		p = end ? end : tag ? tag + 1 : f->end;
	}
	return st;
}

static int by_corner(const void *a, const void *b)
{
	const struct corner *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->zone > y->zone) - (x->zone < y->zone);
}

/* Go on to the zones of a document. `corners` has room for all zones. */
static void go_to(struct zones *z, const struct nb_pair *pair)
{
	size_t end = (size_t)pair->document + pair->document_len, i;

	/* Documents and zones are in the same order. */
	for (z->from = z->to;
	     z->from < z->count && z->list[z->from].at < pair->document;)
		z->from++;
	for (z->to = z->from; z->to < z->count && z->list[z->to].at < end;)
		z->to++;
	for (i = z->from; i < z->to; i++) {
		const uint32_t *v = z->list[i].value;

		z->corners[i - z->from] =
			(struct corner){corner_key(v[LEFT], v[TOP]), i};
	}
	qsort(z->corners, z->to - z->from, sizeof(*z->corners), by_corner);
}

/* Fold all sources, one after the other. */
static enum nb_status fold_all(struct folder *f, const struct nb_buf *stored,
			       struct nb_pair *pairs, size_t count,
			       uint32_t *lengths)
{
	const uint8_t *p = stored->data;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < count; i++) {
		size_t before = f->out->len;

		go_to(f->zones, &pairs[i]);
		f->end = p + pairs[i].stored_len;
		f->found = false;
		st = fold_source(f, p);
		lengths[i] = (uint32_t)(f->out->len - before);
		f->zoned += f->found ? lengths[i] : 0;
		p = f->end;
	}
	return st;
}

enum nb_status nb_zoned_fold(const struct nb_buf *content,
			     struct nb_buf *stored, struct nb_pair *pairs,
			     size_t count, size_t *zoned, struct nb_error *err)
{
	struct zones zones = {NULL, 0, 0, NULL, 0, 0};
	struct nb_buf out = {0};
	struct folder f = {.zones = &zones, .out = &out, .current = SIZE_MAX};
	uint32_t *lengths = NULL;
	enum nb_status st = list_zones(content->data, content->len, &zones);
	size_t i;

	*zoned = 0;
	if (!st && zones.count) {
		zones.corners = nb_alloc(zones.count, sizeof(*zones.corners));
		lengths = nb_alloc(count, sizeof(*lengths));
		/* What does not become shorter is not kept. */
		st = zones.corners && lengths &&
				     !nb_buf_reserve(&out, stored->len)
			     ? fold_all(&f, stored, pairs, count, lengths)
			     : NB_NOMEM;
	}
	/* Escapes can make it longer, which is not worth a second limit. */
	if (!st && f.zoned && out.len <= stored->len) {
		for (i = 0; i < count; i++)
			pairs[i].stored_len = lengths[i];
		nb_buf_free(stored);
		*stored = out;
		out = (struct nb_buf){0};
		*zoned = f.zoned;
	}
	nb_buf_free(&out);
	free(lengths);
	free_zones(&zones);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- unfolding */

/* Append the number that a code of the zone in hand stands for. */
static enum nb_status add_number(const struct zones *z, size_t current,
				 unsigned code, struct nb_buf *out)
{
	if (current >= z->count)
		return NB_INVALID;
	return nb_buf_printf(out, "%u", z->list[current].value[code]);
}

/* Append what the byte or code at *p stands for, and move on past it. *current
 * is the zone in hand, at first SIZE_MAX. */
static enum nb_status unfold_one(const struct zones *z, size_t *current,
				 const uint8_t **p, const uint8_t *end,
				 struct nb_buf *out)
{
	uint8_t byte = *(*p)++;
	uint64_t number = 0;

	switch (byte) {
	case LEFT:
	case RIGHT:
	case TOP:
	case BOTTOM:
	case ACROSS:
	case DOWN:
		return add_number(z, *current, byte, out);
	case NEXT:
		/* From "none" to the first: SIZE_MAX + 1 is 0. */
		++*current;
		return *current < z->count ? NB_OK : NB_INVALID;
	case SEEK:
		if (!nb_varint_get(p, end, &number) || number >= z->count)
			return NB_INVALID;
		*current = (size_t)number;
		return NB_OK;
	case BYTE:
		return *p < end ? nb_buf_add(out, (*p)++, 1) : NB_INVALID;
	}
	return nb_buf_add(out, &byte, 1);
}

/* Append the sources, until `out` has `want` bytes. */
static enum nb_status unfold_sources(const struct zones *z, const uint8_t **p,
				     const uint8_t *end, size_t want,
				     struct nb_buf *out)
{
	size_t current = SIZE_MAX;
	enum nb_status st = NB_OK;

	while (!st && out->len < want) {
		size_t left = want - out->len, n = 0;

		if (left > (size_t)(end - *p))
			left = (size_t)(end - *p);
		n = (size_t)(skip_plain(*p, *p + left) - *p);
		while (n < left && plain((*p)[n]))
			n++;
		st = nb_buf_add(out, *p, n);
		*p += n;
		if (!st && out->len == want)
			break;
		if (!st)
			st = *p < end ? unfold_one(z, &current, p, end, out)
				      : NB_INVALID;
	}
	return !st && out->len > want ? NB_INVALID : st;
}

enum nb_status nb_zoned_unfold(const uint8_t *content, size_t size,
			       const uint8_t *folded, size_t len,
			       size_t sources, size_t total, struct nb_buf *out,
			       struct nb_error *err)
{
	const uint8_t *p = folded, *end = folded + len;
	struct zones zones = {NULL, 0, 0, NULL, 0, 0};
	enum nb_status st = nb_buf_reserve(out, total);

	if (!st)
		st = list_zones(content, size, &zones);
	if (!st)
		st = unfold_sources(&zones, &p, end, out->len + sources, out);
	if (!st && (size_t)(end - p) != total - sources)
		st = NB_INVALID;
	if (!st)
		st = nb_buf_add(out, p, total - sources);
	free_zones(&zones);
	if (st == NB_INVALID)
		return nb_fail(err, st,
			       "sources record: its numbers do not fit the "
			       "zones of its documents");
	return st ? nb_fail_mem(err) : NB_OK;
}
