/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of any answer of a web server, the body of one that has several
 * ranges, and what is planned to be asked for.
 *
 * The first bytes say what was wanted and which version is pinned; the rest is
 * the head, line by line. An answer that is taken as good must be of just the
 * bytes that were wanted, because as many are copied. A part of a body that is
 * taken as whole must stand in it, between its head and a boundary, and it must
 * not matter in which pieces the body comes. A plan must cover what is
 * to be read, in order, and stay within the file.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/le.h"
#include "far/answer.h"
#include "far/parts.h"
#include "far/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* ---- answers */

static void judge(const uint8_t *p, const char *head, size_t len)
{
	struct nb_far_want want = {.offset = nb_le32(p),
				   .size = nb_le16(p + 4) + 1u,
				   .tail = p[6] & 1};
	struct nb_far_version pinned = {.size = nb_le32(p + 8),
					.etag = "\"x\""};
	struct nb_far_answer a = {.status = 0};
	enum nb_far_verdict v;
	struct nb_error err = {.status = NB_OK};
	bool pin = p[6] & 2, whole = true;

	while (whole && len) {
		const char *end = memchr(head, '\n', len);
		size_t n = end ? (size_t)(end - head) + 1 : len;

		whole = nb_far_answer_line(&a, head, n);
		head += n;
		len -= n;
	}
	must(a.bytes <= 65536);
	must(memchr(a.version.etag, 0, sizeof(a.version.etag)) != NULL);
	must(memchr(a.type, 0, sizeof(a.type)) != NULL);
	must(memchr(a.boundary, 0, sizeof(a.boundary)) != NULL);
	must(!nb_far_answer_has_parts(&a, &pinned) || *a.boundary);
	v = nb_far_answer_judge(&a, &want, pin ? &pinned : NULL, &err);
	must(v == NB_FAR_GOOD || v == NB_FAR_SAME || err.status != NB_OK);
	if (v != NB_FAR_GOOD)
		return;
	must(a.status == 206 && a.first <= a.last && a.last < a.version.size);
	must(a.last - a.first + 1 <= want.size);
	must(want.tail ? a.last + 1 == a.version.size : a.first == want.offset);
	must(!pin || nb_far_version_same(&a.version, &pinned));
}

/* ---- several ranges */

#define FILE_SIZE 70000u
#define MARK "mark"

/* Want up to four ranges, of at most 32 bytes each. */
static void want_parts(struct nb_far_parts *parts, const uint8_t *p)
{
	uint64_t at = 0;
	size_t i;

	parts->count = 1u + p[0] % 4u;
	for (i = 0; i < parts->count; i++) {
		struct nb_far_part *part = &parts->part[i];

		part->range.offset = at + p[2 * i + 1];
		part->range.size = p[2 * i + 2] % 32u + 1u;
		part->data = malloc((size_t)part->range.size);
		must(part->data != NULL);
		at = part->range.offset + part->range.size;
	}
	nb_far_parts_begin(parts, MARK, FILE_SIZE);
}

/* Take a body, `step` bytes at a time; true if it was what was wanted. */
static bool take_parts(struct nb_far_parts *parts, const char *body, size_t len,
		       size_t step)
{
	size_t n;

	for (; len > 0; body += n, len -= n) {
		n = len < step ? len : step;
		if (!nb_far_parts_take(parts, body, n))
			return false;
	}
	return nb_far_parts_end(parts);
}

/* Does the body have this part, with the end of a head before it, and with a
 * boundary after it? */
static bool stands_in(const struct nb_far_part *part, const char *body,
		      size_t len)
{
	static const char after[] = "\r\n--" MARK;
	const size_t size = (size_t)part->range.size, more = sizeof(after) - 1;
	const char *end = body + len, *p;

	for (p = body; (p = memchr(p, '\n', (size_t)(end - p))) != NULL;) {
		p++;
		if ((size_t)(end - p) < size + more)
			return false;
		if (memcmp(p, part->data, size) == 0 &&
		    memcmp(p + size, after, more) == 0)
			return true;
	}
	return false;
}

static void parts(const uint8_t *p, const char *body, size_t len)
{
	static struct nb_far_parts all, some;
	bool good;
	size_t i;

	want_parts(&all, p);
	want_parts(&some, p);
	good = take_parts(&all, body, len, SIZE_MAX);
	must(take_parts(&some, body, len, p[9] % 16u + 1u) == good);
	for (i = 0; i < all.count; i++) {
		const struct nb_far_part *one = &all.part[i];

		must(one->whole == some.part[i].whole);
		must(one->whole || !good);
		must(!one->whole || stands_in(one, body, len));
		must(!one->whole || memcmp(one->data, some.part[i].data,
					   (size_t)one->range.size) == 0);
		free(all.part[i].data);
		free(some.part[i].data);
	}
}

/* ---- plans */

/* Of every other KiB of 64, bit by bit of this number, all is there. */
static uint64_t has(void *context, uint64_t offset)
{
	uint64_t bits = *(const uint64_t *)context;

	return bits >> (offset / 4096 % 64) & 1 ? 4096 - offset % 4096 : 0;
}

static void plan(const uint8_t *p, size_t len)
{
	uint64_t bits = nb_le64(p), size = nb_le32(p + 8) % 4000000 + 1u;
	struct nb_range ranges[8];
	const struct nb_range *r;
	struct nb_buf out = {0};
	uint64_t at = 0, i;
	size_t count;

	for (count = 0; count < 8 && len >= 16 + 8 * (count + 1); count++)
		ranges[count] =
			(struct nb_range){nb_le32(p + 12 + 8 * count) % 5000000,
					  nb_le32(p + 16 + 8 * count) % 300000};
	must(nb_far_plan(ranges, count, size, UINT64_MAX,
			 p[0] & 1 ? NB_FAR_GAP : NB_FAR_GAP_PARTS, has, &bits,
			 &out) == NB_OK);
	r = (const struct nb_range *)(void *)out.data;
	for (i = 0; i < out.len / sizeof(*r); i++) {
		must(r[i].size > 0 && r[i].size <= NB_FAR_REQUEST_MAX);
		must(r[i].offset >= at && r[i].offset + r[i].size <= size);
		at = r[i].offset + r[i].size;
	}
	for (i = 0; i < 8 * count; i++) {
		const struct nb_range *w = &ranges[i % count];
		uint64_t byte = w->offset + (w->size ? i * 37501 % w->size : 0);
		bool there = byte >= size || !w->size || has(&bits, byte);
		size_t k;

		for (k = 0; !there && k < out.len / sizeof(*r); k++)
			there = byte >= r[k].offset &&
				byte - r[k].offset < r[k].size;
		must(there);
	}
	nb_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 16)
		return 0;
	judge(data, (const char *)data + 16, size - 16);
	parts(data, (const char *)data + 16, size - 16);
	plan(data, size);
	return 0;
}
