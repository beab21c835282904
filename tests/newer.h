/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_NEWER_H
#define TESTS_NEWER_H
/*
 * What a newer version does to a record (format-spec/nbarc-format.md, section
 * 3.1): the records of one kind are changed as they are written, as `plan`
 * says.
 *
 * The linker puts __wrap_nb_record_end() in the place of nb_record_end(). A
 * program includes this file once, after cmocka.h.
 */
#include <stdint.h>
#include <string.h>

#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/varint.h"

#define TAG_IGNORE 0x7fffu
#define TAG_REFUSE 0x8000u

enum change {
	NOTHING,
	VERSION,	/* it is of version 2 */
	FLAG,		/* a flag that is not known */
	BIT,		/* a reserved bit, at `bit_at` */
	AREA,		/* an extension area with the tag `tag` */
	AREA_TOO_LONG,	/* one that claims more than the record has */
	AREA_CUT,	/* one whose last entry is cut off */
	COLUMN,		/* a further column with the tag `tag`, in the keys */
	COLUMN_OF_REST, /* the same in the other frame of a leaf */
	COLUMN_CUT,	/* one that claims more than the content has */
};

static struct {
	uint8_t kind; /* of the records that are changed; 0: none */
	enum change change;
	uint16_t tag;
	size_t bit_at;
	uint8_t bit;
	unsigned count; /* records that were changed */
} plan;

enum nb_status __real_nb_record_end(struct nb_buf *b, uint32_t limit,
				    struct nb_error *err);
enum nb_status __wrap_nb_record_end(struct nb_buf *b, uint32_t limit,
				    struct nb_error *err);

/* Make an area with one ignored entry and one with the tag; its bytes. */
static size_t make_area(uint8_t p[64])
{
	size_t n = 0;

	nb_put16(p + n, TAG_IGNORE);
	nb_put16(p + n + 2, 3);
	memcpy(p + n + 4, "abc", 3);
	n += 7;
	nb_put16(p + n, plan.tag);
	nb_put16(p + n + 2, plan.change == AREA_CUT ? 1 : 0);
	n += 4;
	nb_put32(p + n,
		 plan.change == AREA_TOO_LONG ? UINT32_MAX - 3 : (uint32_t)n);
	return n + 4;
}

static void add_area(struct nb_buf *b)
{
	uint8_t area[64];
	size_t n = make_area(area);

	b->data[15] |= NB_RECORD_EXTENDED;
	/* Records of fixed size have it at the end of their reserved bytes. */
	if (b->data[13] == NB_RECORD_HEADER || b->data[13] == NB_RECORD_COMMIT)
		memcpy(b->data + b->len - n, area, n);
	else
		assert_int_equal(nb_buf_add(b, area, n), NB_OK);
}

/* Append a further column to a content. */
static void add_column(struct nb_buf *content)
{
	uint8_t p[NB_VARINT_MAX + 2];
	size_t n = nb_varint_put(p, plan.tag);

	p[n++] = plan.change == COLUMN_CUT ? 2 : 1;
	p[n++] = 'x';
	assert_int_equal(nb_buf_add(content, p, n), NB_OK);
}

/* Replace the frame of `size` bytes at `at`, with *content_size bytes of
 * content, by one with a content that is changed. */
static size_t change_frame(struct nb_buf *b, size_t at, size_t size,
			   uint32_t *content_size)
{
	struct nb_buf content = {0}, frame = {0}, rest = {0};
	struct nb_zdecoder decoder = {0};

	assert_int_equal(nb_zframe_decompress(&decoder, b->data + at, size,
					      NULL, 0, *content_size,
					      NB_NODE_WINDOW_LOG, &content,
					      NULL),
			 NB_OK);
	nb_zdecoder_free(&decoder);
	add_column(&content);
	assert_int_equal(nb_zframe_compress(content.data, content.len, NULL, 0,
					    1, &frame, NULL),
			 NB_OK);
	assert_int_equal(
		nb_buf_add(&rest, b->data + at + size, b->len - at - size),
		NB_OK);
	*content_size = (uint32_t)content.len;
	size = frame.len;
	b->len = at;
	assert_int_equal(nb_buf_add(b, frame.data, frame.len), NB_OK);
	assert_int_equal(nb_buf_add(b, rest.data, rest.len), NB_OK);
	nb_buf_free(&content);
	nb_buf_free(&frame);
	nb_buf_free(&rest);
	return size;
}

static void change_leaf(struct nb_buf *b)
{
	bool rest = plan.change == COLUMN_OF_REST;
	uint32_t keys = nb_le32(b->data + 20), n;
	size_t at = rest ? 72 + (size_t)keys : 64;
	size_t place = rest ? 28 : 24;

	n = nb_le32(b->data + place);
	keys = (uint32_t)change_frame(b, at, rest ? b->len - at : keys, &n);
	nb_put32(b->data + place, n);
	if (!rest)
		nb_put32(b->data + 20, keys);
}

static void change_log(struct nb_buf *b)
{
	size_t at = 40 + (size_t)nb_le64(b->data + 24) / 16 * 32;
	uint32_t n = nb_le32(b->data + 36);

	(void)change_frame(b, at, b->len - at, &n);
	nb_put32(b->data + 36, n);
}

/* Checks inside of a record cover its head: make them right again. */
static void seal_inside(struct nb_buf *b)
{
	uint8_t digest[NB_SHA256_SIZE];
	size_t n;

	switch (b->data[13]) {
	case NB_RECORD_LEAF:
		nb_put32(b->data + 4, (uint32_t)b->len);
		n = 64 + (size_t)nb_le32(b->data + 20);
		nb_sha256(b->data, n, digest);
		memcpy(b->data + n, digest, 8);
		break;
	case NB_RECORD_CHECKS:
	case NB_RECORD_PARITY:
		nb_sha256(b->data + 8, 56, digest);
		memcpy(b->data + 64, digest, 8);
		break;
	default:
		break;
	}
}

static void change_record(struct nb_buf *b)
{
	switch (plan.change) {
	case NOTHING:
		break;
	case VERSION:
		b->data[14] = 2;
		break;
	case FLAG:
		b->data[15] |= 2;
		break;
	case BIT:
		b->data[plan.bit_at] |= plan.bit;
		break;
	case AREA:
	case AREA_TOO_LONG:
	case AREA_CUT:
		add_area(b);
		break;
	case COLUMN:
	case COLUMN_OF_REST:
	case COLUMN_CUT:
		if (plan.kind == NB_RECORD_LEAF)
			change_leaf(b);
		else
			change_log(b);
		break;
	}
	seal_inside(b);
	plan.count++;
}

enum nb_status __wrap_nb_record_end(struct nb_buf *b, uint32_t limit,
				    struct nb_error *err)
{
	if (plan.kind && b->data[13] == plan.kind)
		change_record(b);
	return __real_nb_record_end(b, limit, err);
}

#endif
