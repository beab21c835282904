/* SPDX-License-Identifier: Apache-2.0 */
/* The page of an identifier: of an item, a page or an issue. A name that a page
 * has in common with another address of the room is found below /id/. */
#include "serve/pages/any.h"

#include "serve/found.h"
#include "serve/pages/issue.h"
#include "serve/pages/item.h"

enum nb_status room_any_page(struct room_request *q, struct room_response *a,
			     struct nb_error *err)
{
	struct room_found found;
	bool moved;
	enum nb_status st = room_find(q, a, q->captured[0], ROOM_FIND_SHOWN,
				      &found, &moved, err);

	if (st || moved)
		return st;
	if (found.item)
		return room_item_page(q, a, &found, err);
	if (found.entry)
		return room_sheet_page(q, a, &found, err);
	return room_issue_page(q, a, &found, err);
}
