/* SPDX-License-Identifier: Apache-2.0 */
/* The newspapers of all archives. */
#include "serve/pages/home.h"

#include "serve/pages/frame.h"

enum nb_status room_home(struct room_request *q, struct room_response *a,
			 struct nb_error *err)
{
	struct room_page p;

	room_page_begin(&p, q, a, room_word(q->language, SAY_NEWSPAPERS), NULL,
			NULL);
	room_put(&p.html, "<h1>%s</h1>\n", room_say(&p.html, SAY_NEWSPAPERS));
	return room_page_end(&p, err);
}
