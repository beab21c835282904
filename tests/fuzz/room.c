/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a request of the reading room, with a real archive behind it,
 * which tests/fuzz/seeds makes: ROOM_ARCHIVE, or room.nbarc beside the program.
 * The bytes are method, target and headers, a line each, and after them the
 * body of a form.
 *
 * Every request has an answer. None is a failure of the server, however the
 * request is made, and no header or JSON string has a control character.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "serve/http/finish.h"
#include "serve/http/router.h"
#include "serve/room.h"
#include "serve/summary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of a streamed answer that are read at most. */
#define STREAM_MOST (1u << 20)

static struct room_settings settings = {
	.images = "https://images.example/",
	.seconds = 2,
	.listening = "127.0.0.1:8080",
	.policy = "default-src 'none'",
};
static struct room_summaries summaries = {.lock = PTHREAD_MUTEX_INITIALIZER};
static struct room room = {.settings = &settings, .summaries = &summaries};

static void must(bool right)
{
	if (!right)
		abort();
}

/* The path of the file of that name beside this program. */
static char *beside(const char *name)
{
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	must(len > 0);
	path[len] = '\0';
	slash = strrchr(path, '/');
	must(slash && (size_t)(slash + 1 - path) + strlen(name) < sizeof(path));
	memcpy(slash + 1, name, strlen(name) + 1);
	return path;
}

/* Open the archive, once. */
static void set_up(void)
{
	static struct room_sources sources;
	char *path = getenv("ROOM_ARCHIVE");
	struct nb_error err;

	if (room.archives)
		return;
	if (!path)
		path = beside("room.nbarc");
	must(room_sources_read(&path, 1, &sources, &err) == NB_OK &&
	     room_archives_create(&sources, NULL, &room.archives, &err) ==
		     NB_OK);
}

/* Take a line off the input; "" at its end. */
static const char *take_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (end) {
		*end = '\0';
		*text = end + 1;
	} else {
		*text = line + strlen(line);
	}
	return line;
}

/* A line as a header that may not be there. */
static const char *take_header(char **text)
{
	const char *line = take_line(text);

	return *line ? line : NULL;
}

/* Read what is streamed, in pieces of odd sizes. */
static void drain(struct room_response *a)
{
	uint8_t piece[1021];
	size_t len = 1, all = 0;

	while (a->read && len && all < STREAM_MOST) {
		if (a->read(a->context, piece, sizeof(piece), &len))
			return;
		must(len <= sizeof(piece));
		all += len;
	}
}

/* Answer a request that was parsed, or not. */
static void answer(struct room_request *q, const char *target, const char *body,
		   size_t body_len)
{
	struct room_response *a = calloc(1, sizeof(*a));
	struct nb_error err = {.status = NB_OK};
	size_t i;

	must(a != NULL);
	if (room_request_parse(q, target, body, body_len, &err))
		room_answer_failure(q, a, 400, &err);
	else
		room_answer(q, a, &err);
	must(a->status == 0 || (a->status >= 200 && a->status != 500));
	must(room_finish(q, a, &err) == NB_OK);
	for (i = 0; i < a->header_count; i++)
		must(strpbrk(room_header_value(a, i), "\r\n") == NULL);
	drain(a);
	room_response_free(a);
	free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct room_request *q = calloc(1, sizeof(*q));
	char *copy = malloc(size + 1), *text = copy;
	const char *method, *target;

	must(q && copy);
	set_up();
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	method = take_line(&text);
	target = take_line(&text);
	q->room = &room;
	q->leases.archives = room.archives;
	q->method = *method == 'P'   ? ROOM_POST
		    : *method == 'H' ? ROOM_HEAD
				     : ROOM_GET;
	q->headers.host = take_header(&text);
	q->headers.range = take_header(&text);
	q->headers.if_none_match = take_header(&text);
	q->headers.accept_language = take_header(&text);
	q->headers.accept_encoding = take_header(&text);
	q->headers.if_range = take_header(&text);
	q->language = room_language_accepted(q->headers.accept_language);
	q->deadline = room_now() + 2000000000u;
	/* Longer ones are refused before they are parsed (server.c). */
	if (strlen(target) <= ROOM_TARGET_MOST &&
	    strlen(text) <= ROOM_BODY_MOST)
		answer(q, target, text, strlen(text));
	room_request_free(q);
	free(q);
	free(copy);
	return 0;
}
