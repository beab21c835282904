/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of a Parquet file (pages.h): version 1 of data pages, which every
 * reader knows. One thread compresses, so that the bytes do not depend on how
 * many processors there are.
 */
#include "parquet/pages.h"

#include <zstd.h>
#include <zstd_errors.h>

#include "base/error.h"
#include "parquet/thrift.h"

/* Of Zstandard, as for other exports. */
#define LEVEL 9

/* ---- the checksum: CRC-32 as gzip has it, of the compressed bytes */

/* What one byte adds, from its lowest bit on. */
static uint32_t crc_of_byte(uint32_t byte)
{
	unsigned bit;

	for (bit = 0; bit < 8; bit++)
		byte = byte >> 1 ^ (byte & 1 ? 0xedb88320u : 0);
	return byte;
}

/* The table is made each time: a page has more bytes than it. */
static uint32_t crc32(const uint8_t *p, size_t len)
{
	uint32_t table[256], crc = UINT32_MAX, i;

	for (i = 0; i < 256; i++)
		table[i] = crc_of_byte(i);
	for (; len; len--, p++)
		crc = crc >> 8 ^ table[(crc ^ *p) & 0xff];
	return ~crc;
}

/* ---- writing */

/* Compress the page. */
static enum nb_status compress(struct nbarc_pages *p, struct nb_error *err)
{
	size_t bound = ZSTD_compressBound(p->raw.len), n;

	if (!p->encoder)
		p->encoder = ZSTD_createCCtx();
	p->packed.len = 0;
	if (!p->encoder || nb_buf_reserve(&p->packed, bound))
		return nb_fail_mem(err);
	n = ZSTD_compressCCtx(p->encoder, p->packed.data, bound, p->raw.data,
			      p->raw.len, LEVEL);
	if (ZSTD_getErrorCode(n) == ZSTD_error_memory_allocation)
		return nb_fail_mem(err);
	if (ZSTD_isError(n))
		return nb_fail(err, NB_BUG, "zstd: %s", ZSTD_getErrorName(n));
	p->packed.len = n;
	return NB_OK;
}

/* Begin a header: the fields that all pages have (PageHeader). */
static void begin_head(struct nbarc_pages *p, struct nbarc_thrift *t,
		       unsigned type)
{
	uint32_t crc = crc32(p->packed.data, p->packed.len);

	p->head.len = 0;
	nbarc_thrift_int(t, 1, NBARC_THRIFT_INT32, type);
	nbarc_thrift_int(t, 2, NBARC_THRIFT_INT32, (int64_t)p->raw.len);
	nbarc_thrift_int(t, 3, NBARC_THRIFT_INT32, (int64_t)p->packed.len);
	nbarc_thrift_int(t, 4, NBARC_THRIFT_INT32, (int32_t)crc);
}

/* End the header, and write it and the page. */
static enum nb_status put_page(struct nbarc_pages *p, struct nbarc_thrift *t,
			       struct nb_error *err)
{
	enum nb_status st;

	nbarc_thrift_end(t);
	if (t->status)
		return nb_fail_mem(err);
	st = p->put(p->context, p->head.data, p->head.len, err);
	if (!st)
		st = p->put(p->context, p->packed.data, p->packed.len, err);
	p->at += p->head.len + p->packed.len;
	p->plain += p->head.len + p->raw.len;
	p->raw.len = 0;
	return st;
}

/* It stands before the data pages of its chunk (DictionaryPageHeader). */
enum nb_status nbarc_pages_dictionary(struct nbarc_pages *p, size_t values,
				      struct nb_error *err)
{
	struct nbarc_thrift t = {.out = &p->head};
	enum nb_status st = compress(p, err);

	if (st)
		return st;
	begin_head(p, &t, 2); /* DICTIONARY_PAGE */
	nbarc_thrift_begin(&t, 7);
	nbarc_thrift_int(&t, 1, NBARC_THRIFT_INT32, (int64_t)values);
	nbarc_thrift_int(&t, 2, NBARC_THRIFT_INT32, NBARC_PLAIN);
	nbarc_thrift_end(&t);
	return put_page(p, &t, err);
}

/* Levels are always in the same encoding (DataPageHeader). */
enum nb_status nbarc_pages_data(struct nbarc_pages *p, size_t entries,
				enum nbarc_encoding encoding,
				struct nb_error *err)
{
	struct nbarc_thrift t = {.out = &p->head};
	enum nb_status st = compress(p, err);

	if (st)
		return st;
	begin_head(p, &t, 0); /* DATA_PAGE */
	nbarc_thrift_begin(&t, 5);
	nbarc_thrift_int(&t, 1, NBARC_THRIFT_INT32, (int64_t)entries);
	nbarc_thrift_int(&t, 2, NBARC_THRIFT_INT32, encoding);
	nbarc_thrift_int(&t, 3, NBARC_THRIFT_INT32, NBARC_RLE);
	nbarc_thrift_int(&t, 4, NBARC_THRIFT_INT32, NBARC_RLE);
	nbarc_thrift_end(&t);
	return put_page(p, &t, err);
}

void nbarc_pages_free(struct nbarc_pages *p)
{
	ZSTD_freeCCtx(p->encoder);
	nb_buf_free(&p->raw);
	nb_buf_free(&p->packed);
	nb_buf_free(&p->head);
}
