/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading an archive that is damaged (format-spec/nbarc-format.md, sections
 * 10.2 and 14.5).
 *
 * Two walks may replace or extend the catalogue. nb_archive_salvage() walks
 * over the whole file, if the header, the commit record or the catalogue cannot
 * be read; from then on the archive answers from what that found. The tail is
 * the bytes after the newest commit, an append that was not finished or is
 * damaged; pages that stand only there are looked for when the archive does not
 * have them.
 *
 * All functions here require that damage is tolerated (archive->damage.report
 * is set), and `err` must not be NULL. Each walk is made once at most and kept
 * in the archive.
 */
#ifndef NB_ARCHIVE_DAMAGED_H
#define NB_ARCHIVE_DAMAGED_H

#include "archive/read/handle.h"

/*
 * Judge the bytes after the newest commit, when the archive is opened, and set
 * archive->has_tail.
 *
 * Nothing is done while a writer holds its lock. If the bytes end in a damaged
 * commit record, the whole file is walked over; if they may have been a commit,
 * that is reported. NB_OK in both cases.
 */
NB_CHECK enum nb_status nb_tail_check(struct nb_archive *archive,
				      struct nb_error *err);

/*
 * Walk over the whole file, unless that was done, and answer from what that
 * finds from now on. `err` is the damage that makes it necessary: it is
 * reported and cleared.
 *
 * If the walk finds no page, the file is no archive: NB_INVALID with the err of
 * before.
 */
NB_CHECK enum nb_status nb_archive_salvage(struct nb_archive *archive,
					   struct nb_error *err);

/*
 * Look elsewhere for the page frame of an entry that could not be read where
 * the catalogue says. If no page directory with this page stands there, the
 * whole file is walked over, unless that was done.
 *
 * `err` is the failure of reading it. NB_OK: *moved is a copy of the entry with
 * the place that the walk found. NB_INVALID, with err as before: there is no
 * other place.
 */
NB_CHECK enum nb_status nb_archive_relocate(struct nb_archive *archive,
					    const struct nb_entry *entry,
					    struct nb_entry *moved,
					    struct nb_error *err);

/*
 * Find a key, whose revision UINT32_MAX is the newest, in the walk over the
 * whole file. *entry lives until the next call with the archive. NB_ABSENT if
 * it is not there: nobody may be told so, since it may have been lost.
 */
NB_CHECK enum nb_status nb_salvage_find(struct nb_archive *archive,
					const struct nb_entry_key *key,
					const struct nb_entry **entry,
					struct nb_error *err);

/*
 * Find a key after the newest commit, for a page or revision that the archive
 * does not have; giving it is reported. NB_ABSENT if it is not there either:
 * nobody may be told so, since the tail may have lost it.
 */
NB_CHECK enum nb_status nb_tail_find(struct nb_archive *archive,
				     const struct nb_entry_key *key,
				     const struct nb_entry **entry,
				     struct nb_error *err);

/*
 * Report each page whose identifier begins with `prefix`, that stands after the
 * newest commit and is not in the archive. A list calls this, for it will not
 * have them.
 */
NB_CHECK enum nb_status nb_tail_warn(struct nb_archive *archive,
				     const struct nb_string *prefix,
				     struct nb_error *err);

#endif
