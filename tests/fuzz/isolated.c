/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a parser that a file took over may answer (nbarc/isolated.h), after a
 * byte that says what it was asked for.
 *
 * What is made of it must hold together as if a parser had said it: the text is
 * UTF-8, boxes and areas stand in it and in one another, and a process is lent
 * again only if all that it sent was an answer.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nbarc/isolated.h>

#include "base/utf8.h"
#include "isolated/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The other end of the socket is closed for writing, so that requests go
 * nowhere, and an answer ends. */
struct process {
	int fd;
	bool sound, lent;
};

static int take(void *context, const char *charset, struct nb_error *err)
{
	struct process *p = context;

	(void)charset;
	/* A second time: HTML, or with mended references. */
	if (p->lent) {
		err->status = NB_BUSY;
		return -1;
	}
	p->lent = true;
	return p->fd;
}

static void give(void *context, int fd, bool sound)
{
	struct process *p = context;

	must(fd == p->fd && p->lent);
	p->sound = sound;
}

static void check_layout(const struct nb_layout *l)
{
	const char *text = (const char *)l->text.data;
	size_t i, at = 0;

	must(nb_utf8_invalid(text, l->text.len) == l->text.len);
	must(l->page_count >= 1 && l->page_count <= NB_FILE_PAGES_MAX);
	for (i = 0; i < l->count; i++) {
		must(l->boxes[i].offset >= at);
		at = l->boxes[i].offset + l->boxes[i].len;
		must(at <= l->text.len);
		must(l->boxes[i].area <= l->area_count);
	}
	for (i = 0; i < l->area_count; i++) {
		must(l->areas[i].id < l->ids.len);
		must(l->areas[i].parent <= i);
	}
}

static void ask(const struct nb_isolated *by, unsigned what, size_t size)
{
	static const char page[] = "<alto/>", html[] = "<html><p>";
	const char *file = what & 1 ? html : page;
	struct nb_issue *issue;
	struct nb_layout layout;
	struct nb_error err;

	(void)size;
	if (what % 4 == 3) {
		(void)!nb_isolated_validate(by, page, strlen(page), "d", 1,
					    &err);
	} else if (what % 4 == 2) {
		if (nb_isolated_read_mets(by, page, strlen(page), &issue,
					  &err) == NB_OK)
			must(nb_issue_files(issue) < size);
		else
			must(issue == NULL);
		nb_issue_free(issue);
	} else {
		if (nb_isolated_read_markup(by, file, strlen(file), &layout,
					    &err) == NB_OK)
			check_layout(&layout);
		nb_layout_free(&layout);
	}
}

/* Room for answers, in the buffer of a socket. */
#define MOST ((size_t)100000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct process p = {.sound = false};
	const struct nb_isolated by = {&p, take, give};
	int ends[2];
	char byte;

	if (size == 0 || size > MOST)
		return 0;
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	must(send(ends[1], data + 1, size - 1, 0) == (ssize_t)(size - 1));
	must(shutdown(ends[1], SHUT_WR) == 0);
	p.fd = ends[0];
	ask(&by, data[0], size);
	/* A sound process has said how it ended, and nothing after it. */
	must(!p.sound || (p.lent && size > sizeof(struct nb_head)));
	must(!p.sound || recv(p.fd, &byte, 1, MSG_DONTWAIT) == 0);
	(void)close(ends[1]);
	(void)close(p.fd);
	return 0;
}
