/* SPDX-License-Identifier: Apache-2.0 */
/* Following pages that were renamed (follow.h). */
#include "read/follow.h"

#include <string.h>

#include <nbarc/id.h>

#include "base/error.h"
#include "cli/message.h"

enum nb_status nbarc_follow(const struct cli *cli, struct nb_archive *archive,
			    const char *path, char **ids, size_t count,
			    struct nb_buf *kept, struct nb_error *err)
{
	char now[NB_ITEM_ID_MAX];
	enum nb_status st = NB_OK;
	size_t i;

	/* All at once, so that the buffer never moves. */
	if (count > SIZE_MAX / sizeof(now) ||
	    nb_buf_reserve(kept, count * sizeof(now)))
		return nb_fail_mem(err);
	for (i = 0; !st && i < count; i++) {
		if (strchr(ids[i], '@'))
			continue;
		st = nb_archive_renamed(archive, ids[i], now, err);
		if (st || !now[0])
			continue;
		cli_say(cli, "%s: %s: renamed to %s", path, ids[i], now);
		ids[i] = (char *)kept->data + kept->len;
		st = nb_buf_add(kept, now, strlen(now) + 1);
	}
	return st;
}
