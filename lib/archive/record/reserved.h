/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reserved bytes and bits of records (format-spec/nbarc-format.md, section
 * 3.1). Newer writers may give them a meaning, so that a record in which one is
 * set, although its checksum is right, cannot be read.
 */
#ifndef NB_ARCHIVE_RESERVED_H
#define NB_ARCHIVE_RESERVED_H

#include "archive/record/record.h"

/*
 * True if no reserved byte or bit is set before offset `end`, where the body of
 * the record at p ends. Commit records and headers of other sizes than those of
 * this version have no such bytes: they are drafts. What is inside of
 * compressed contents, or at places that depend on other fields, is left to
 * those who decode these.
 */
bool nb_reserved_clear(const uint8_t *p, uint32_t size, uint32_t end,
		       enum nb_record_kind kind);

#endif
