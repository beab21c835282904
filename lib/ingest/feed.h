/* SPDX-License-Identifier: Apache-2.0 */
/* The documents of a file that has one or many, one after the other. */
#ifndef NB_INGEST_FEED_H
#define NB_INGEST_FEED_H

#include <stdbool.h>

#include <nbarc/buf.h>

/* A document ends where </TEI> and a newline do, or where the next one begins:
 * so one that is cut off does not take the next one with it. White space
 * between them is passed over. */
struct nb_feed {
	int fd;
	const char *name; /* for messages */
	struct nb_buf buf;
	size_t at; /* in buf: what has been handed out */
	bool ended;
	uint64_t line;	 /* of the file, from 1: where the document begins; 0
			  * before the first */
	uint64_t next;	 /* line behind it */
	uint64_t offset; /* bytes handed out, or between documents */
};

/* Open a file, "-" is standard input. The path must outlive the feed. */
NB_CHECK enum nb_status nb_feed_open(struct nb_feed *feed, const char *path,
				     struct nb_error *err);

/*
 * The next document, of NB_DOCUMENT_MAX bytes at most; it lives until the next
 * call. NULL at the end of the file. Memory is that of one document.
 */
NB_CHECK enum nb_status nb_feed_next(struct nb_feed *feed,
				     const uint8_t **document, size_t *len,
				     struct nb_error *err);
void nb_feed_close(struct nb_feed *feed);

#endif
