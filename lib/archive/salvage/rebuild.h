/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page entry anew from what stands beside the catalogue: page
 * directory, document and sources record (format-spec/nbarc-format.md, section
 * 14, the table of "Entries that a walk finds").
 */
#ifndef NB_ARCHIVE_REBUILD_H
#define NB_ARCHIVE_REBUILD_H

#include "archive/catalogue/entry.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "base/ranges.h"

/*
 * What entries are made from: the archive `file`, of which nothing at or after
 * the offset `end` is read. file and frame are borrowed. `sources` is the
 * sources record that was decoded last, or NULL: the pages of a frame share it.
 * It is owned, and freed by nb_sources_free().
 */
struct nb_rebuilder {
	struct nb_file file;
	uint64_t end;
	struct nb_frame_reader *frame;
	struct nb_sources *sources;
};

/*
 * Make the entry of a page in *slot. Of `place`, its identifier, revision, and
 * the places of frame, document and sources are used.
 *
 * Hash and items come from the document, the source's length and hash from what
 * the document says of it; the source counts as kept if its record is whole and
 * it has that hash. The file's name, the reasons, and whether something was
 * withdrawn are lost: only the catalogue has them.
 *
 * The items' memory is the slot's, which the caller frees; their strings point
 * into `strings`, and the identifier is that of `place`. Both must live as long
 * as the entry is used. NB_INVALID, with an offset, if the frame's checksum is
 * wrong or the document is not one of this page; *slot is then not an entry.
 */
NB_CHECK enum nb_status nb_rebuild_entry(struct nb_rebuilder *rebuilder,
					 const struct nb_entry *place,
					 struct nb_entry_slot *slot,
					 struct nb_buf *strings,
					 struct nb_error *err);

#endif
