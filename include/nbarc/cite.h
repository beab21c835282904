/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Citing pages and items, and finding what a citation names.
 *
 * A citation ends in a reference, which names one revision of a page or an
 * item and the corpus that it was read in, by its Merkle root:
 *
 *   nbarc:jdrb-20190304-a01-02@1;root=64 hexadecimal digits
 *
 * As the root of an archive that grows stays provable (nbarc-prove(1)), the
 * reference finds exactly that text again, for as long as there is a copy of
 * the archive. nbarc(5), CITATIONS, describes it.
 *
 * Threads: these functions keep nothing. The error argument of every function
 * may be NULL.
 */
#ifndef NBARC_CITE_H
#define NBARC_CITE_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/id.h>
#include <nbarc/item.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a citation is written. */
enum nb_cite_style {
	NB_CITE_GBT7714, /* GB/T 7714-2015, a line */
	NB_CITE_BIBTEX,	 /* an entry of BibTeX and BibLaTeX */
	NB_CITE_CSL,	 /* an object of CSL-JSON */
	NB_CITE_RIS,	 /* a record of RIS */
};

/* The name of a style as nbarc-cite(1) takes it ("gbt7714"), in static storage;
 * NULL for a number that is no style, so that a loop from 0 finds all. */
NB_API const char *nb_cite_style_name(enum nb_cite_style style);

/* The fields that nb_cite_write() needs of a record: see <nbarc/item.h>. */
NB_API uint64_t nb_cite_fields(void);

/* The most bytes of a reference, with the final NUL. */
#define NB_REFERENCE_MAX (NB_ITEM_ID_MAX + 96)

/*
 * Write the reference to the item of a record, which needs NB_FIELD_ID and
 * NB_FIELD_REVISION, in the corpus with this root. It is NUL-terminated.
 */
NB_API void nb_cite_reference(const struct nb_item_record *item,
			      const uint8_t root[NB_SHA256_SIZE],
			      char reference[NB_REFERENCE_MAX]);

/*
 * Append a citation of the item, with the fields of nb_cite_fields(), in the
 * corpus with this root. `accessed` is the day on which the text was read, as
 * "2026-11-29", or NULL. The citation ends with a newline, except that of
 * CSL-JSON, which the caller puts into an array. NB_NOMEM is the only failure.
 */
NB_API NB_CHECK enum nb_status nb_cite_write(const struct nb_item_record *item,
					     const uint8_t root[NB_SHA256_SIZE],
					     const char *accessed,
					     enum nb_cite_style style,
					     struct nb_buf *out,
					     struct nb_error *err);

/* What a reference names. */
struct nb_citation {
	char id[NB_ITEM_ID_MAX]; /* of a page or an item; NUL-terminated */
	uint32_t revision;
	uint8_t root[NB_SHA256_SIZE];
	size_t end; /* bytes of the text up to the end of the reference */
};

/*
 * Find a reference in the `len` bytes at `text`, which may be a citation of any
 * style, or a page of a book with citations in it: the one after `skip` others.
 * White space, soft hyphens, backslashes and braces in a reference, as line
 * breaks and TeX leave them, are ignored, and so is the width of its marks.
 * To find all of a long text, go on with the bytes after `citation->end`: each
 * call reads the others again.
 *
 * NB_ABSENT if there are no more; NB_INVALID, with the offset of the first in
 * err, if there are only some that are cut off or not well formed.
 */
NB_API NB_CHECK enum nb_status nb_cite_read(const char *text, size_t len,
					    size_t skip,
					    struct nb_citation *citation,
					    struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
