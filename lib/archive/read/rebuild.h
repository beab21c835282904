/* SPDX-License-Identifier: Apache-2.0 */
/* A page entry made anew from what is beside the catalogue (section 14). */
#ifndef NB_ARCHIVE_REBUILD_H
#define NB_ARCHIVE_REBUILD_H

#include "archive/catalogue/entry.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"

/*
 * Make the entry of page `index` of a page directory: its place from the
 * directory, hashes and items from the document, whose frame must be whole,
 * the source from its record or, where that is damaged, from what the document
 * says of it. The name of the file, and whether something was withdrawn, is in
 * the catalogue alone. Items are in slot, their strings in `strings`.
 */
NB_CHECK enum nb_status nb_rebuild_entry(int fd, uint64_t end,
					 const struct nb_directory *directory,
					 uint32_t index,
					 struct nb_frame_reader *frame,
					 struct nb_entry_slot *slot,
					 struct nb_buf *strings,
					 struct nb_error *err);

#endif
