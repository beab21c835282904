/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Encoding, decoding and checking log records (format-spec/nbarc-format.md,
 * section 11.2).
 *
 * Whoever reads a record knows which leaves it must have: they follow from the
 * number of leaves of the log and the way down to the record. Everything that a
 * record says of itself is compared with that.
 */
#include "archive/log/log_record.h"
#include "archive/catalogue/entry.h"
#include "archive/record/columns.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/varint.h"

#include <stdlib.h>
#include <string.h>

/* Offsets in the record, and bytes of a child. */
#define FIRST_AT 16u
#define COUNT_AT 24u
#define LEVEL_AT 32u
#define CONTENT_AT 36u
#define BODY_AT 40u
#define CHILD_SIZE 44u

/* The most bytes of the columns: 256 keys have some 70,000 at most. */
#define COLUMNS_MAX ((uint32_t)1 << 20)

/* NB_INVALID for the record at `offset`, with what is wrong. */
static enum nb_status bad(struct nb_error *err, uint64_t offset,
			  const char *what)
{
	return nb_fail_at(err, NB_INVALID, offset, "log record: %s", what);
}

unsigned nb_log_top(uint64_t leaves)
{
	unsigned level = 0;

	while (nb_log_span(level) < leaves)
		level++;
	return level;
}

int nb_log_key_compare(const struct nb_log_key *a, const struct nb_log_key *b)
{
	int order;

	if (a->commit != b->commit)
		return a->commit < b->commit ? -1 : 1;
	order = nb_string_compare(&a->id, &b->id);
	if (order)
		return order;
	return (a->revision > b->revision) - (a->revision < b->revision);
}

/* ---- reading */

/* Bytes of the hashes of groups, or of the children, of such a record. */
static size_t fixed_size(const struct nb_log_place *place)
{
	uint64_t span;

	if (place->level == 0)
		return (size_t)(place->count / NB_LOG_GROUP) * NB_SHA256_SIZE;
	span = nb_log_span(place->level - 1u);
	return (size_t)((place->count + span - 1) / span) * CHILD_SIZE;
}

bool nb_log_leaves_of(const uint8_t *p, size_t size, uint64_t offset,
		      struct nb_log_place *place)
{
	if (size < BODY_AT + NB_RECORD_CHECK || size > NB_NODE_MAX)
		return false;
	place->offset = offset;
	place->size = (uint32_t)size;
	place->level = p[LEVEL_AT];
	place->first = nb_le64(p + FIRST_AT);
	place->count = nb_le64(p + COUNT_AT);
	return place->level == 0 && place->count > 0 &&
	       place->count <= NB_LOG_LEAVES;
}

/* Offset in a record that was checked at which its body ends. */
static uint32_t body_end(const struct nb_buf *record)
{
	return nb_record_body_end(record->data, (uint32_t)record->len);
}

/* Check what the record says of itself. */
static enum nb_status check_fields(const struct nb_log_node *node,
				   const struct nb_log_place *place,
				   struct nb_error *err)
{
	const uint8_t *p = node->record.data;
	size_t fixed = fixed_size(place), len = body_end(&node->record);

	if (len < BODY_AT)
		return bad(err, place->offset, "too short");
	if (nb_le64(p + FIRST_AT) != place->first ||
	    nb_le64(p + COUNT_AT) != place->count ||
	    p[LEVEL_AT] != place->level)
		return bad(err, place->offset, "it has other leaves");
	len -= BODY_AT;
	if (place->level ? len != fixed || nb_le32(p + CONTENT_AT)
			 : len < fixed)
		return bad(err, place->offset, "its size is wrong");
	return NB_OK;
}

/* Check that the children stand before the record, which bounds the reading. */
static enum nb_status check_children(const struct nb_log_node *node,
				     const struct nb_log_place *place,
				     struct nb_error *err)
{
	size_t i, n = fixed_size(place) / CHILD_SIZE;

	for (i = 0; place->level && i < n; i++) {
		struct nb_log_child child;

		nb_log_node_child(node, (unsigned)i, &child);
		if (child.offset < NB_HEADER_SIZE ||
		    child.offset > place->offset ||
		    child.size > place->offset - child.offset)
			return bad(err, place->offset,
				   "a child does not stand before it");
	}
	return NB_OK;
}

enum nb_status nb_log_node_read(struct nb_log_node *node, struct nb_file file,
				const struct nb_log_place *place,
				uint64_t before, struct nb_error *err)
{
	enum nb_status st;

	if (node->place.offset == place->offset && place->offset &&
	    node->place.first == place->first &&
	    node->place.count == place->count &&
	    node->place.level == place->level)
		return NB_OK;
	node->place.offset = 0;
	node->decoded = false;
	node->record.len = 0;
	st = nb_record_read(file, place->offset, place->size, before,
			    NB_RECORD_LOG, NB_NODE_MAX, &node->record, err);
	if (!st)
		st = check_fields(node, place, err);
	if (!st)
		st = check_children(node, place, err);
	if (!st)
		node->place = *place;
	return st;
}

const uint8_t *nb_log_node_group(const struct nb_log_node *node, unsigned index)
{
	return node->record.data + BODY_AT + index * NB_SHA256_SIZE;
}

/* Decode the CHILD_SIZE bytes at p. */
static void get_child(const uint8_t *p, struct nb_log_child *child)
{
	memcpy(child->hash, p, NB_SHA256_SIZE);
	child->offset = nb_le64(p + NB_SHA256_SIZE);
	child->size = nb_le32(p + NB_SHA256_SIZE + 8);
}

void nb_log_node_child(const struct nb_log_node *node, unsigned index,
		       struct nb_log_child *child)
{
	get_child(node->record.data + BODY_AT + index * CHILD_SIZE, child);
}

void nb_log_node_below(const struct nb_log_node *node, unsigned index,
		       struct nb_log_place *place)
{
	const struct nb_log_place *above = &node->place;
	uint64_t span = nb_log_span(above->level - 1u), from = index * span;
	struct nb_log_child child;

	nb_log_node_child(node, index, &child);
	place->offset = child.offset;
	place->size = child.size;
	place->level = (uint8_t)(above->level - 1);
	place->first = above->first + from;
	place->count = above->count - from < span ? above->count - from : span;
}

/* Take a byte; false if there is none. */
static bool take_byte(struct nb_values *v, uint8_t *out)
{
	if (v->p == v->end)
		return false;
	*out = *v->p++;
	return true;
}

/* Take a number that fits 32 bits when it is added to *sum, which becomes the
 * sum. */
static bool take_number(struct nb_values *v, uint32_t *sum)
{
	uint64_t n;

	if (!nb_varint_get(&v->p, v->end, &n) || n > UINT32_MAX - *sum)
		return false;
	*sum += (uint32_t)n;
	return true;
}

/* Take the key after `before`, which is NULL for the first. Its identifier goes
 * to node->ids, where there is room. */
static bool take_key(struct nb_log_node *node,
		     struct nb_values columns[NB_LOG_COLUMNS],
		     const struct nb_log_key *before, struct nb_log_key *key)
{
	char *id = (char *)node->ids.data + node->ids.len;
	struct nb_values *rest = &columns[NB_LOG_ID];
	uint8_t shared, more;

	if (!take_byte(&columns[NB_LOG_SHARED], &shared) ||
	    !take_byte(&columns[NB_LOG_REST], &more) ||
	    shared > (before ? before->id.len : 0) ||
	    shared + more > UINT8_MAX || more > rest->end - rest->p)
		return false;
	if (shared)
		memcpy(id, before->id.text, shared);
	memcpy(id + shared, rest->p, more);
	rest->p += more;
	node->ids.len += shared + (size_t)more;
	key->id = (struct nb_string){id, shared + (size_t)more};
	key->commit = before ? before->commit : 0;
	key->revision = 0;
	return take_number(&columns[NB_LOG_COMMIT], &key->commit) &&
	       take_number(&columns[NB_LOG_REVISION], &key->revision) &&
	       key->commit && key->revision;
}

/* Take all keys from the columns, which must have no values left. */
static enum nb_status take_keys(struct nb_log_node *node,
				struct nb_values columns[NB_LOG_COLUMNS],
				struct nb_error *err)
{
	const struct nb_log_key *before = NULL;
	size_t i;

	for (i = 0; i < node->place.count; i++) {
		struct nb_log_key *key = &node->keys[i];

		if (!take_key(node, columns, before, key))
			return bad(err, node->place.offset,
				   "a key is cut off or too large");
		if (before && nb_log_key_compare(before, key) >= 0)
			return bad(err, node->place.offset,
				   "its keys are not in order");
		before = key;
	}
	for (i = 0; i < NB_LOG_COLUMNS; i++)
		if (columns[i].p != columns[i].end)
			return bad(err, node->place.offset,
				   "values are left over in a column");
	return NB_OK;
}

/* Decompress the columns. */
static enum nb_status decode_content(struct nb_log_node *node,
				     struct nb_zdecoder *decoder,
				     struct nb_error *err)
{
	const uint8_t *p = node->record.data;
	size_t at = BODY_AT + fixed_size(&node->place);
	uint32_t size = nb_le32(p + CONTENT_AT);

	if (size == 0 || size > COLUMNS_MAX)
		return bad(err, node->place.offset,
			   "the size of its keys is out of range");
	node->content.len = 0;
	return nb_zframe_decompress(decoder, p + at,
				    body_end(&node->record) - at, NULL, 0, size,
				    NB_NODE_WINDOW_LOG, &node->content, err);
}

enum nb_status nb_log_node_keys(struct nb_log_node *node,
				struct nb_zdecoder *decoder,
				struct nb_error *err)
{
	struct nb_values columns[NB_LOG_COLUMNS];
	enum nb_status st;

	if (node->decoded)
		return NB_OK;
	node->ids.len = 0;
	if (!node->keys)
		node->keys = nb_alloc(NB_LOG_LEAVES, sizeof(*node->keys));
	/* All at once: the keys point into it. */
	if (!node->keys ||
	    nb_buf_reserve(&node->ids, (size_t)NB_LOG_LEAVES * UINT8_MAX))
		return nb_fail_mem(err);
	st = decode_content(node, decoder, err);
	if (!st)
		st = nb_columns_split(&node->content, columns, NB_LOG_COLUMNS,
				      NULL, "log record", err);
	if (st && err)
		err->offset = node->place.offset;
	if (!st)
		st = take_keys(node, columns, err);
	node->decoded = !st;
	return st;
}

void nb_log_node_free(struct nb_log_node *node)
{
	nb_buf_free(&node->record);
	nb_buf_free(&node->content);
	nb_buf_free(&node->ids);
	free(node->keys);
	memset(node, 0, sizeof(*node));
}

/* ---- writing */

/* The number of leading bytes that two identifiers have in common. */
static size_t common(const struct nb_log_keys *keys, const struct nb_string *id)
{
	size_t n = 0;

	while (n < keys->id_len && n < id->len && keys->id[n] == id->text[n])
		n++;
	return n;
}

enum nb_status nb_log_keys_add(struct nb_log_keys *keys,
			       const struct nb_log_key *key,
			       struct nb_error *err)
{
	struct nb_buf *columns = keys->columns;
	size_t shared = common(keys, &key->id), rest = key->id.len - shared;
	const uint8_t lengths[2] = {(uint8_t)shared, (uint8_t)rest};
	uint8_t p[NB_VARINT_MAX];
	enum nb_status st = nb_buf_add(&columns[NB_LOG_SHARED], lengths, 1);

	if (!st)
		st = nb_buf_add(&columns[NB_LOG_REST], lengths + 1, 1);
	if (!st)
		st = nb_buf_add(&columns[NB_LOG_ID], key->id.text + shared,
				rest);
	if (!st)
		st = nb_buf_add(&columns[NB_LOG_COMMIT], p,
				nb_varint_put(p, key->commit - keys->commit));
	if (!st)
		st = nb_buf_add(&columns[NB_LOG_REVISION], p,
				nb_varint_put(p, key->revision));
	if (st)
		return nb_fail_mem(err);
	memcpy(keys->id, key->id.text, key->id.len);
	keys->id_len = key->id.len;
	keys->commit = key->commit;
	keys->count++;
	return NB_OK;
}

void nb_log_keys_empty(struct nb_log_keys *keys)
{
	int i;

	for (i = 0; i < NB_LOG_COLUMNS; i++)
		keys->columns[i].len = 0;
	keys->id_len = 0;
	keys->commit = 0;
	keys->count = 0;
}

void nb_log_keys_free(struct nb_log_keys *keys)
{
	int i;

	for (i = 0; i < NB_LOG_COLUMNS; i++)
		nb_buf_free(&keys->columns[i]);
	memset(keys, 0, sizeof(*keys));
}

/* Append the head and the fields of a record. */
static enum nb_status begin_record(uint64_t first, uint64_t count,
				   uint8_t level, size_t content,
				   struct nb_buf *out)
{
	const uint8_t levels[4] = {level, 0, 0, 0};
	enum nb_status st = nb_record_begin(out, NB_RECORD_LOG);

	if (!st)
		st = nb_add64(out, first);
	if (!st)
		st = nb_add64(out, count);
	if (!st)
		st = nb_buf_add(out, levels, sizeof(levels));
	return st ? st : nb_add32(out, (uint32_t)content);
}

/* Append all columns, each after its size. */
static enum nb_status join_columns(const struct nb_log_keys *keys,
				   struct nb_buf *content)
{
	enum nb_status st = NB_OK;
	uint8_t p[NB_VARINT_MAX];
	int i;

	for (i = 0; !st && i < NB_LOG_COLUMNS; i++) {
		const struct nb_buf *c = &keys->columns[i];

		st = nb_buf_add(content, p, nb_varint_put(p, c->len));
		if (!st)
			st = nb_buf_add(content, c->data, c->len);
	}
	return st;
}

enum nb_status nb_log_encode_keys(uint64_t first,
				  const struct nb_log_keys *keys,
				  const struct nb_buf *groups, int level,
				  struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf content = {0};
	enum nb_status st = join_columns(keys, &content);

	if (!st)
		st = begin_record(first, keys->count, 0, content.len, out);
	if (!st)
		st = nb_buf_add(out, groups->data, groups->len);
	st = st ? nb_fail_mem(err)
		: nb_zframe_compress(content.data, content.len, NULL, 0, level,
				     out, err);
	nb_buf_free(&content);
	return st ? st : nb_record_end(out, NB_NODE_MAX, err);
}

enum nb_status nb_log_add_child(struct nb_buf *children,
				const struct nb_log_child *child,
				struct nb_error *err)
{
	enum nb_status st = nb_buf_add(children, child->hash, NB_SHA256_SIZE);

	if (!st)
		st = nb_add64(children, child->offset);
	if (!st)
		st = nb_add32(children, child->size);
	return st ? nb_fail_mem(err) : NB_OK;
}

void nb_log_child_at(const struct nb_buf *children, size_t index,
		     struct nb_log_child *child)
{
	get_child(children->data + index * CHILD_SIZE, child);
}

enum nb_status nb_log_encode_node(uint64_t first, uint64_t count, uint8_t level,
				  const struct nb_buf *children,
				  struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = begin_record(first, count, level, 0, out);

	if (!st)
		st = nb_buf_add(out, children->data, children->len);
	return st ? nb_fail_mem(err) : nb_record_end(out, NB_NODE_MAX, err);
}
