/* SPDX-License-Identifier: Apache-2.0 */
/* The table of reserved bytes, by kind of record (format-spec/nbarc-format.md,
 * sections 3.1, 4 to 8, 11, 17 and 18). */
#include "archive/record/reserved.h"
#include "archive/record/record.h"

#include <stdbool.h>

#define TO_END 0u /* in place of `last`: up to the end of the body */
#define ALL 0xffu /* every bit of a byte */

#define TREES_AT 216u /* in the commit record, as in commit.c */
#define TREE_SIZE 40u

/* Bits of the bytes from offset `from` up to, not including, `last`. Those at
 * TREES_AT occur once for each tree of a commit record. */
struct range {
	uint8_t kind;
	uint8_t bits;
	uint16_t from, last;
};

static const struct range ranges[] = {
	{NB_RECORD_HEADER, ALL, 19, 24},
	{NB_RECORD_HEADER, ALL, 32, TO_END},
	{NB_RECORD_SOURCES, 0xfc, 28, 29}, /* independent, zoned */
	{NB_RECORD_SOURCES, ALL, 29, 32},
	{NB_RECORD_TEXTS, ALL, 20, 32},
	{NB_RECORD_INDEX, ALL, 25, 32},
	{NB_RECORD_ROOTS, ALL, 24, 32},
	{NB_RECORD_LOG, ALL, 33, 36},
	{NB_RECORD_COMMIT, ALL, 181, 184},
	{NB_RECORD_COMMIT, ALL, TREES_AT + 13, TREES_AT + 16},
	{NB_RECORD_COMMIT, ALL, 1893, 1896},
	{NB_RECORD_COMMIT, ALL, 1908, 1912},
	{NB_RECORD_COMMIT, ALL, 1924, TO_END},
	{NB_RECORD_CHECKS, ALL, 60, 64},
	{NB_RECORD_PARITY, ALL, 60, 64},
	{NB_RECORD_NOTE, ALL, 20, 24},
};

/* True if the record is as this version lays out its kind. */
static bool has_layout(uint32_t size, enum nb_record_kind kind)
{
	if (kind == NB_RECORD_HEADER)
		return size == NB_HEADER_SIZE;
	return kind != NB_RECORD_COMMIT || size == NB_COMMIT_SIZE;
}

/* True if the bits of the range are zero, which ends with the body at the
 * latest. */
static bool is_clear(const uint8_t *p, const struct range *r, uint32_t end)
{
	uint32_t at = r->from, last = r->last;

	if (last == TO_END || last > end)
		last = end;
	for (; at < last; at++)
		if (p[at] & r->bits)
			return false;
	return true;
}

bool nb_reserved_clear(const uint8_t *p, uint32_t size, uint32_t end,
		       enum nb_record_kind kind)
{
	const struct range *last = ranges + sizeof(ranges) / sizeof(*ranges),
			   *r;
	uint32_t i, n;

	if (!has_layout(size, kind))
		return true;
	for (r = ranges; r < last; r++) {
		n = r->from == TREES_AT + 13 ? NB_TREES_MAX : 1;
		if (r->kind != (uint8_t)kind)
			continue;
		for (i = 0; i < n; i++)
			if (!is_clear(p + i * TREE_SIZE, r, end))
				return false;
	}
	return true;
}
