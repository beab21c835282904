/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The embedded files of the reading room (room.h). pack.sh makes one file of
 * them: the Makefile then needs no list of names, and a module that is added to
 * js/ is in the room.
 */
#include "publish/room.h"

#include <string.h>

#include "base/embed.h"

NB_EMBEDDED(char, nbarc_room_pack);

bool nbarc_room_next(size_t *at, struct nbarc_room_file *file)
{
	const char *p = nbarc_room_pack + *at;

	if (p >= nbarc_room_pack_end)
		return false;
	file->name = p;
	while (*p != ' ')
		p++;
	file->name_len = (size_t)(p - file->name);
	file->len = 0;
	while (*++p != '\n')
		file->len = 10 * file->len + (size_t)(*p - '0');
	file->data = p + 1;
	*at = (size_t)(file->data - nbarc_room_pack) + file->len;
	return true;
}
