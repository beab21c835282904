/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log records (format-spec/nbarc-format.md, section 11.2): the nodes of a tree
 * of 16 children a node that stores the log, so that any part of it is found by
 * a few reads.
 *
 * A record of level 0 has the keys of up to 256 leaves, and the hashes of the
 * groups of 16 in it. A record of a higher level has the hashes and the places
 * of up to 16 records of the level below. The hashes of single leaves are
 * nowhere: they follow from the catalogue.
 */
#ifndef NB_ARCHIVE_LOG_RECORD_H
#define NB_ARCHIVE_LOG_RECORD_H

#include "archive/frame/zframe.h"
#include "archive/log/merkle.h"
#include "base/ranges.h"

/* Heights of the perfect subtrees whose hashes are stored: a group of leaves, a
 * full record of level 0, and the children of a node. */
#define NB_LOG_GROUP_HEIGHT 4u
#define NB_LOG_RECORD_HEIGHT 8u
#define NB_LOG_NODE_HEIGHT 4u
#define NB_LOG_GROUP (1u << NB_LOG_GROUP_HEIGHT)     /* leaves */
#define NB_LOG_LEAVES (1u << NB_LOG_RECORD_HEIGHT)   /* of level 0 */
#define NB_LOG_CHILDREN (1u << NB_LOG_NODE_HEIGHT)   /* of a node */
#define NB_LOG_GROUPS (NB_LOG_LEAVES / NB_LOG_GROUP) /* of level 0 */

/* The height of the subtree of a full record of this level. */
static inline unsigned nb_log_height(unsigned level)
{
	return NB_LOG_RECORD_HEIGHT + NB_LOG_NODE_HEIGHT * level;
}

/* How many leaves it has. */
static inline uint64_t nb_log_span(unsigned level)
{
	return (uint64_t)1 << nb_log_height(level);
}

/* The level of the topmost record of a log of so many leaves, at least one. */
unsigned nb_log_top(uint64_t leaves);

/* What a log knows of a leaf: the key of its page entry, and the commit that
 * added it. The identifier is borrowed. */
struct nb_log_key {
	uint32_t commit;
	struct nb_string id;
	uint32_t revision;
};

/* Compare keys in the order of the log: by commit, identifier, and revision
 * from low to high. Below, equal to or above 0, as strcmp(3). */
int nb_log_key_compare(const struct nb_log_key *a, const struct nb_log_key *b);

/* A child of a record of level 1 or higher. */
struct nb_log_child {
	uint8_t hash[NB_SHA256_SIZE]; /* of the tree of its leaves */
	uint64_t offset;	      /* in the file */
	uint32_t size;		      /* of the record */
};

/* Where a log record stands, and what it must hold. */
struct nb_log_place {
	uint64_t offset; /* in the file */
	uint32_t size;	 /* of the record */
	uint8_t level;
	uint64_t first; /* index of its first leaf */
	uint64_t count; /* of its leaves */
};

/*
 * A log record in memory. It owns its buffers: nb_log_node_free(). All zeros is
 * a new one, and one that was read can be read again. `keys` are decoded only
 * when nb_log_node_keys() was called; their identifiers are in `ids`.
 */
struct nb_log_node {
	struct nb_log_place place; /* offset 0: nothing is loaded */
	struct nb_buf record;	   /* the whole record */
	struct nb_buf content;	   /* level 0: the columns, once decoded */
	struct nb_buf ids;	   /* whole identifiers, one after the other */
	struct nb_log_key *keys;   /* of NB_LOG_LEAVES leaves */
	bool decoded;		   /* `keys` are those of this record */
};

/*
 * Describe a log record of `size` bytes, whose checksum is right and which a
 * walk found at `offset`, by what it says of itself. False unless it has keys:
 * it is of level 0, and of no more leaves than that has.
 */
bool nb_log_leaves_of(const uint8_t *record, size_t size, uint64_t offset,
		      struct nb_log_place *place);

/*
 * Read the record at `place`, which must end at or before offset `before`. One
 * that is loaded already is kept. NB_INVALID if it is damaged or is not what
 * `place` says; nothing is loaded then.
 */
NB_CHECK enum nb_status nb_log_node_read(struct nb_log_node *node,
					 struct nb_file file,
					 const struct nb_log_place *place,
					 uint64_t before, struct nb_error *err);

/* The hash of a complete group of a record of level 0; `index` counts from 0 in
 * the record. */
const uint8_t *nb_log_node_group(const struct nb_log_node *node,
				 unsigned index);

/* The child with this index of a record of level 1 or higher. */
void nb_log_node_child(const struct nb_log_node *node, unsigned index,
		       struct nb_log_child *child);

/* Set *place to that of the child with this index. */
void nb_log_node_below(const struct nb_log_node *node, unsigned index,
		       struct nb_log_place *place);

/* Decode the keys of a record of level 0, unless that was done already.
 * NB_INVALID if they are damaged or not in the order of the log. */
NB_CHECK enum nb_status nb_log_node_keys(struct nb_log_node *node,
					 struct nb_zdecoder *decoder,
					 struct nb_error *err);

/* Free the buffers and leave a new node. */
void nb_log_node_free(struct nb_log_node *node);

/* ---- writing */

/* The columns of keys, in the order of the record. */
enum nb_log_column {
	NB_LOG_SHARED,
	NB_LOG_REST,
	NB_LOG_ID,
	NB_LOG_COMMIT,
	NB_LOG_REVISION,
	NB_LOG_COLUMNS
};

/* Keys that wait for their record. All zeros has none; the buffers are owned.
 * id and commit are those of the last key. */
struct nb_log_keys {
	struct nb_buf columns[NB_LOG_COLUMNS];
	char id[UINT8_MAX];
	size_t id_len;
	uint32_t commit;
	uint32_t count;
};

/* Add the next key in the order of the log. Fails only with NB_NOMEM. */
NB_CHECK enum nb_status nb_log_keys_add(struct nb_log_keys *keys,
					const struct nb_log_key *key,
					struct nb_error *err);
/* Go on without keys, keeping the memory. */
void nb_log_keys_empty(struct nb_log_keys *keys);
/* Free the memory as well. */
void nb_log_keys_free(struct nb_log_keys *keys);

/* Append the record of level 0 with these keys to an empty buffer; `first` is
 * the index of its first leaf, `groups` has the hashes of its complete groups.
 * `level` is zstd's. */
NB_CHECK enum nb_status nb_log_encode_keys(uint64_t first,
					   const struct nb_log_keys *keys,
					   const struct nb_buf *groups,
					   int level, struct nb_buf *out,
					   struct nb_error *err);

/* Append a child to the children of a node that is being made. */
NB_CHECK enum nb_status nb_log_add_child(struct nb_buf *children,
					 const struct nb_log_child *child,
					 struct nb_error *err);

/* The child with this index in such a buffer. */
void nb_log_child_at(const struct nb_buf *children, size_t index,
		     struct nb_log_child *child);

/* Append the record of `count` leaves from `first` on, of this level, 1 or
 * higher, to an empty buffer. */
NB_CHECK enum nb_status nb_log_encode_node(uint64_t first, uint64_t count,
					   uint8_t level,
					   const struct nb_buf *children,
					   struct nb_buf *out,
					   struct nb_error *err);

#endif
