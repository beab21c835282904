/* SPDX-License-Identifier: Apache-2.0 */
/* Opening archives that are files (where.h). */
#include "where.h"

enum nb_status nbarc_open_at(const char *path, const struct nb_damage *damage,
			     struct nb_archive **archive, struct nb_error *err)
{
	return damage ? nb_archive_open_damaged(path, damage, archive, err)
		      : nb_archive_open(path, archive, err);
}
