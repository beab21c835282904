/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making a page entry anew from what stands beside the catalogue: page
 * directory, document and sources record (format-spec/nbarc-format.md, section
 * 14, the table of "Entries that a walk finds").
 */
#ifndef NB_ARCHIVE_REBUILD_H
#define NB_ARCHIVE_REBUILD_H

#include "archive/catalogue/entry.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"

/*
 * Make the entry of page `index` of a page directory in *slot. `fd` is the
 * archive, of which nothing at or after the offset `end` is read.
 *
 * Place and length come from the directory, hash and items from the document,
 * the source's length and hash from what the document says of it; the source
 * counts as kept if its record is whole and it has that hash. The file's name,
 * the reasons, and whether something was withdrawn are lost: only the catalogue
 * has them.
 *
 * The items' memory is the slot's, which the caller frees; their strings point
 * into `strings`, and the identifier into the directory. Both must live as long
 * as the entry is used. NB_INVALID, with an offset, if the frame's checksum is
 * wrong or the document is not one of this page; *slot is then not an entry.
 */
NB_CHECK enum nb_status nb_rebuild_entry(int fd, uint64_t end,
					 const struct nb_directory *directory,
					 uint32_t index,
					 struct nb_frame_reader *frame,
					 struct nb_entry_slot *slot,
					 struct nb_buf *strings,
					 struct nb_error *err);

#endif
