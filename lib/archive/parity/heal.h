/* SPDX-License-Identifier: Apache-2.0 */
/* Healing the range of one parity set (format-spec/nbarc-format.md, section 17,
 * "Repair"). */
#ifndef NB_ARCHIVE_HEAL_H
#define NB_ARCHIVE_HEAL_H

#include "archive/parity/parity.h"

#include <nbarc/parity.h>

/*
 * Heal the data blocks of a set in the file fd, in place, and then the set's
 * own records. The file must reach to the end of the set. What was found and
 * healed is added to *done. NB_INVALID when something remains damaged: what
 * could be healed has been. NB_ABSENT when progress, which may be NULL, stopped
 * it.
 */
NB_CHECK enum nb_status nb_heal_set(int fd, const struct nb_gf *gf,
				    const struct nb_parity_set *set,
				    nb_parity_progress *progress, void *context,
				    struct nb_repaired *done,
				    struct nb_error *err);

#endif
