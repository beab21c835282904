/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file of documents, read in pieces whose lengths the first
 * bytes say. What is handed out, and the white space between, is the file;
 * where the documents end is what reading it at once says, and a search that is
 * too simple to be wrong.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "given/feed.h"

#define CUTS 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static bool is_at(const uint8_t *p, size_t left, const char *what)
{
	size_t n = strlen(what);

	return left >= n && memcmp(p, what, n) == 0;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Where the document at p ends. */
static size_t length_of(const uint8_t *p, size_t left)
{
	size_t i;

	for (i = 0; i < left; i++) {
		if (is_at(p + i, left - i, "</TEI>\n"))
			return i + strlen("</TEI>\n");
		if (is_at(p + i, left - i, "\n<?xml "))
			return i + 1;
	}
	return left;
}

static uint64_t lines_before(const uint8_t *p, size_t n)
{
	uint64_t lines = 0;

	while (n-- > 0)
		lines += p[n] == '\n';
	return lines;
}

/* A socket from which each read() gets one piece. */
static int in_pieces(const uint8_t *cuts, const uint8_t *p, size_t size)
{
	int ends[2];
	size_t i = 0;

	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
	while (size) {
		size_t n = 1 + cuts[i % CUTS] * (size_t)cuts[(i + 1) % CUTS];

		i++;
		/* What a socket holds is limited. */
		if (i > 100)
			n = 16384;
		n = n < size ? n : size;
		must(send(ends[1], p, n, 0) == (ssize_t)n);
		p += n;
		size -= n;
	}
	(void)close(ends[1]);
	return ends[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_feed feed = {.name = "fuzz", .next = 1};
	const uint8_t *p = data + CUTS, *document;
	size_t at = 0, len;
	struct nb_error err;

	if (size < CUTS)
		return 0;
	size -= CUTS;
	feed.fd = in_pieces(data, p, size);
	for (;;) {
		must(nb_feed_next(&feed, &document, &len, &err) == NB_OK);
		while (at < size && is_blank(p[at]))
			at++;
		if (!document)
			break;
		must(len > 0 && len == length_of(p + at, size - at));
		must(memcmp(document, p + at, len) == 0);
		must(feed.line == 1 + lines_before(p, at));
		at += len;
		must(feed.offset == at);
	}
	must(at == size && feed.offset == size);
	nb_feed_close(&feed);
	return 0;
}
