/* SPDX-License-Identifier: Apache-2.0 */
/* Healing the range of one parity set. */
#ifndef NB_ARCHIVE_HEAL_H
#define NB_ARCHIVE_HEAL_H

#include "archive/parity/parity.h"

#include <nbarc/parity.h>

/*
 * Heal the data blocks of a set in the file, then its own records; counts are
 * added to done. NB_INVALID when something remains that cannot be healed: what
 * can be has been.
 */
NB_CHECK enum nb_status nb_heal_set(int fd, const struct nb_gf *gf,
				    const struct nb_parity_set *set,
				    nb_parity_progress *progress, void *context,
				    struct nb_repaired *done,
				    struct nb_error *err);

#endif
