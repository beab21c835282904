/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contents that consist of columns, those of leaves and of log records
 * (format-spec/nbarc-format.md, sections 3.1, 7.2 and 11.2). A column is its
 * length in bytes and that many bytes. The known ones come first, each in its
 * place. Those that newer writers add follow them, each with a tag.
 */
#ifndef NB_ARCHIVE_COLUMNS_H
#define NB_ARCHIVE_COLUMNS_H

#include <nbarc/buf.h>

#include <stdbool.h>

/* The bytes that are left of a column or of strings; borrowed. */
struct nb_values {
	const uint8_t *p, *end;
};

/* A further column that the caller knows. */
struct nb_further {
	uint64_t tag;
	bool found;
	struct nb_values values;
};

/*
 * Find the first `count` columns of a content, and the further ones, which must
 * fill it: the one with known->tag, if `known` is not NULL, goes there, and the
 * others are passed over. `what` names the structure in errors, which have no
 * offset: NB_INVALID if a column is cut off, has the tag 0, or is known and
 * there twice; NB_UNSUPPORTED if a further one may not be ignored.
 */
NB_CHECK enum nb_status nb_columns_split(const struct nb_buf *content,
					 struct nb_values *columns,
					 size_t count, struct nb_further *known,
					 const char *what,
					 struct nb_error *err);

#endif
