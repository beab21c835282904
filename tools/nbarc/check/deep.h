/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a document must be that is not a matter of bytes: it is valid, names its
 * page and its source, has the items that the catalogue says, with their titles
 * and authors, and has the text of its source.
 */
#ifndef NBARC_CHECK_DEEP_H
#define NBARC_CHECK_DEEP_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/entry.h>
#include <nbarc/layout.h>
#include <nbarc/status.h>

/* What parses markup; the arguments are those of nb_validate(). */
struct nbarc_deep {
	enum nb_status (*validate)(const void *xml, size_t len,
				   const char *name, struct nb_error *err);
	nb_layout_reader *markup;
};

/*
 * Compare a document with its schema, its catalogue entry and its source, which
 * is NULL if it is not kept. The hash of the document must be right. Errors
 * have the place in the archive. NB_OK too for a source that nothing can be
 * compared with.
 */
enum nb_status nbarc_check_deep(const struct nbarc_deep *how,
				const struct nb_entry *e,
				const uint8_t *document,
				const struct nb_buf *source,
				struct nb_error *err);

#endif
