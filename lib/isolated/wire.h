/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes over the socket between a program and its parsers.
 *
 * The program sends requests, each a struct nb_request and the bytes of a file.
 * The parser answers each with messages, the last of which is NB_MESSAGE_END.
 * Both are of one build, on one machine, so that numbers are in its order of
 * bytes; but the program trusts no answer.
 */
#ifndef NB_ISOLATED_WIRE_H
#define NB_ISOLATED_WIRE_H

#include <nbarc/buf.h>
#include <nbarc/encoding.h>

/* What is to be done with a file. */
enum nb_job {
	NB_JOB_XML,
	NB_JOB_HTML,
	NB_JOB_VALIDATE,
};

struct nb_request {
	uint64_t len;  /* bytes of the file, which follow */
	uint64_t line; /* of its file that a document begins at */
	uint32_t job;
	char charset[NB_CHARSET_MAX]; /* that it declares, or "" */
};

/*
 * The messages, after a struct nb_head each. All strings end with a NUL, and
 * have no other.
 */
enum nb_message {
	/* An element begins: its name, its namespace, and the names and values
	 * of its attributes. */
	NB_MESSAGE_START,
	NB_MESSAGE_STOP, /* it ends: nothing follows */
	NB_MESSAGE_TEXT, /* text: a string */
	/* The file ends: a struct nb_end, the charset that it declares, and
	 * what nb_error.text has. */
	NB_MESSAGE_END,
};

struct nb_head {
	uint32_t kind, len; /* bytes after this */
};

struct nb_end {
	uint64_t offset; /* that of struct nb_error */
	uint32_t status; /* how it ended */
	uint32_t complained;
};

/* Send bytes. False with errno if that fails; a socket whose other end is
 * closed raises no signal. */
bool nb_wire_send(int fd, const void *bytes, size_t len);

/* Bytes as they come. All zeros but for `fd` and `left` at the start. */
struct nb_wire {
	int fd;
	uint8_t *data; /* owned; freed by nb_wire_free() */
	size_t cap, at, end;
	uint64_t left; /* bytes that may still be read */
};

/* How reading went. */
enum nb_came {
	NB_CAME,
	NB_CAME_END,  /* the other end was closed */
	NB_CAME_MUCH, /* more than `left` */
	NB_CAME_FAILURE,
	NB_CAME_NOMEM,
};

/*
 * Wait for the next `need` bytes and take them: *bytes points to them until
 * the next call. It is not set if they do not come.
 */
enum nb_came nb_wire_take(struct nb_wire *w, size_t need, uint8_t **bytes);

void nb_wire_free(struct nb_wire *w);

#endif
