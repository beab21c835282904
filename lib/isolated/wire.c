/* SPDX-License-Identifier: Apache-2.0 */
/* Sending and receiving over the socket of a parser (wire.h). */
#define _POSIX_C_SOURCE 200809L /* MSG_NOSIGNAL */
#include "isolated/wire.h"
#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Bytes that are asked for at once. */
#define PIECE ((size_t)128 * 1024)

bool nb_wire_send(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;
	ssize_t n;

	while (len) {
		n = send(fd, p, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* Make room for `need` bytes from `at` on. */
static bool make_room(struct nb_wire *w, size_t need)
{
	size_t kept = w->end - w->at;
	uint8_t *data;

	if (w->at && w->at + need > w->cap) {
		memmove(w->data, w->data + w->at, kept);
		w->at = 0;
		w->end = kept;
	}
	if (w->at + need <= w->cap)
		return true;
	data = nb_grow(w->data, &w->cap, need < PIECE ? PIECE : need, 1);
	if (data)
		w->data = data;
	return data != NULL;
}

/* Read what there is, up to the end of the room. */
static enum nb_came read_more(struct nb_wire *w)
{
	size_t most = w->cap - w->end;
	ssize_t n;

	if (most > w->left)
		most = (size_t)w->left;
	if (most == 0)
		return NB_CAME_MUCH;
	do
		n = read(w->fd, w->data + w->end, most);
	while (n < 0 && errno == EINTR);
	/* One that died with bytes unread has reset the connection. */
	if (n < 0)
		return errno == ECONNRESET ? NB_CAME_END : NB_CAME_FAILURE;
	if (n == 0)
		return NB_CAME_END;
	w->end += (size_t)n;
	w->left -= (uint64_t)n;
	return NB_CAME;
}

enum nb_came nb_wire_take(struct nb_wire *w, size_t need, uint8_t **bytes)
{
	enum nb_came came = NB_CAME;

	if (need > w->end - w->at && need - (w->end - w->at) > w->left)
		return NB_CAME_MUCH;
	if (!make_room(w, need))
		return NB_CAME_NOMEM;
	while (came == NB_CAME && w->end - w->at < need)
		came = read_more(w);
	if (came != NB_CAME)
		return came;
	*bytes = w->data + w->at;
	w->at += need;
	return NB_CAME;
}

void nb_wire_free(struct nb_wire *w)
{
	free(w->data);
	w->data = NULL;
}
