/* SPDX-License-Identifier: Apache-2.0 */
/* The stylesheet, the script and the icon, which lie in the program: a reading
 * room needs no folder of files. They are those of share/room. */
#include "serve/pages/assets.h"

#include "base/embed.h"

NB_EMBEDDED(char, room_style);
NB_EMBEDDED(char, room_script);
NB_EMBEDDED(char, room_icon);

/* Seconds that caches keep them: they change with a release. */
#define KEPT 3600u

/* Answer with a file. */
static enum nb_status give(struct room_response *a, const char *type,
			   const char *from, const char *end)
{
	a->type = type;
	a->fixed = from;
	a->fixed_len = (size_t)(end - from);
	a->max_age = KEPT;
	return NB_OK;
}

enum nb_status room_style_file(struct room_request *q, struct room_response *a,
			       struct nb_error *err)
{
	(void)q;
	(void)err;
	return give(a, "text/css; charset=utf-8", room_style, room_style_end);
}

enum nb_status room_script_file(struct room_request *q, struct room_response *a,
				struct nb_error *err)
{
	(void)q;
	(void)err;
	return give(a, "text/javascript; charset=utf-8", room_script,
		    room_script_end);
}

enum nb_status room_icon_file(struct room_request *q, struct room_response *a,
			      struct nb_error *err)
{
	(void)q;
	(void)err;
	return give(a, "image/svg+xml", room_icon, room_icon_end);
}
