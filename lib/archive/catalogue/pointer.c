/* SPDX-License-Identifier: Apache-2.0 */
/* Encoding and decoding the pointers of index nodes
 * (format-spec/nbarc-format.md, section 7.5). */
#include "archive/catalogue/pointer.h"
#include "archive/record/record.h"
#include "base/le.h"

#define FIXED 21 /* bytes of a pointer before its identifier */

bool nb_pointer_get(const uint8_t **at, const uint8_t *end,
		    struct nb_pointer *out)
{
	const uint8_t *p = *at;

	if (end - p < FIXED || end - p - FIXED < p[20])
		return false;
	out->offset = nb_le64(p);
	out->size = nb_le32(p + 8);
	out->hashes_size = nb_le32(p + 12);
	out->key.revision = nb_le32(p + 16);
	out->key.id = (struct nb_string){(const char *)p + FIXED, p[20]};
	*at = p + FIXED + p[20];
	return true;
}

enum nb_status nb_pointer_put(struct nb_buf *b, const struct nb_pointer *p)
{
	uint8_t len = (uint8_t)p->key.id.len;
	enum nb_status st = nb_add64(b, p->offset);

	if (!st)
		st = nb_add32(b, p->size);
	if (!st)
		st = nb_add32(b, p->hashes_size);
	if (!st)
		st = nb_add32(b, p->key.revision);
	if (!st)
		st = nb_buf_add(b, &len, 1);
	return st ? st : nb_buf_add(b, p->key.id.text, len);
}
