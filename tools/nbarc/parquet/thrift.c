/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compact protocol (thrift.h). A field begins with a byte that has its type
 * and how much its number is above that of the field before; integers are in
 * base 128, with the sign in the lowest bit.
 */
#include "parquet/thrift.h"

#include <string.h>

#include "base/varint.h"

/* Truth values have two types instead of a value. */
enum { IS_TRUE = 1, IS_FALSE = 2 };

/* The most that the short form of a header holds. */
#define SHORT 15u

/* Append bytes, unless something before could not be appended. */
static void put(struct nbarc_thrift *t, const void *bytes, size_t len)
{
	if (!t->status)
		t->status = nb_buf_add(t->out, bytes, len);
}

/* Append one byte. */
static void put_byte(struct nbarc_thrift *t, unsigned value)
{
	uint8_t byte = (uint8_t)value;

	put(t, &byte, 1);
}

/* Append a number in base 128. */
static void put_number(struct nbarc_thrift *t, uint64_t value)
{
	uint8_t bytes[NB_VARINT_MAX];

	put(t, bytes, nb_varint_put(bytes, value));
}

/* The header of a field. An element of a list has none. */
static void put_head(struct nbarc_thrift *t, unsigned id, unsigned type)
{
	unsigned *last = &t->last[t->depth], step = id - *last;

	if (id == NBARC_THRIFT_ELEMENT)
		return;
	if (step <= SHORT) {
		put_byte(t, step << 4 | type);
	} else {
		put_byte(t, type);
		put_number(t, nb_zigzag(id));
	}
	*last = id;
}

void nbarc_thrift_begin(struct nbarc_thrift *t, unsigned id)
{
	put_head(t, id, NBARC_THRIFT_STRUCT);
	t->last[++t->depth] = 0;
}

/* A byte with the type 0 ends a structure. After the outermost one the depth
 * stays what it was. */
void nbarc_thrift_end(struct nbarc_thrift *t)
{
	put_byte(t, 0);
	if (t->depth)
		t->depth--;
}

/* The type is said once for all elements, and so is their number. */
void nbarc_thrift_list(struct nbarc_thrift *t, unsigned id,
		       enum nbarc_thrift_type type, size_t count)
{
	put_head(t, id, NBARC_THRIFT_LIST);
	put_byte(t, (unsigned)(count < SHORT ? count : SHORT) << 4 | type);
	if (count >= SHORT)
		put_number(t, count);
}

/* A number of one byte stands as it is; longer ones have their sign in the
 * lowest bit, so that small negative numbers are short. */
void nbarc_thrift_int(struct nbarc_thrift *t, unsigned id,
		      enum nbarc_thrift_type type, int64_t value)
{
	put_head(t, id, type);
	if (type == NBARC_THRIFT_INT8)
		put_byte(t, (unsigned)value);
	else
		put_number(t, nb_zigzag((uint64_t)value));
}

/* The type is the value. In a list it would be a byte of its own, which no
 * structure of Parquet needs. */
void nbarc_thrift_bool(struct nbarc_thrift *t, unsigned id, bool value)
{
	put_head(t, id, value ? IS_TRUE : IS_FALSE);
}

/* The protocol does not tell bytes from text. */
void nbarc_thrift_bytes(struct nbarc_thrift *t, unsigned id, const void *bytes,
			size_t len)
{
	put_head(t, id, NBARC_THRIFT_BYTES);
	put_number(t, len);
	put(t, bytes, len);
}

void nbarc_thrift_text(struct nbarc_thrift *t, unsigned id, const char *text)
{
	nbarc_thrift_bytes(t, id, text, strlen(text));
}

void nbarc_thrift_raw(struct nbarc_thrift *t, const struct nb_buf *written)
{
	put(t, written->data, written->len);
}
