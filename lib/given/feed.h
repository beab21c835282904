/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents of a file that holds one or many, one after the other, read
 * with the memory of a single one.
 */
#ifndef NB_GIVEN_FEED_H
#define NB_GIVEN_FEED_H

#include <stdbool.h>

#include <nbarc/buf.h>

/*
 * A document ends with "</TEI>" and a newline, or where the next one begins; so
 * one that is cut off does not take the next one with it. White space between
 * documents belongs to none.
 */
struct nb_feed {
	int fd;		   /* STDIN_FILENO is not closed */
	const char *name;  /* for messages; borrowed */
	struct nb_buf buf; /* what has been read and is still needed */
	size_t at;	   /* bytes of buf that have been handed out */
	bool ended;	   /* the end of the file was reached */
	uint64_t line;	 /* of the file, from 1, where the last document begins;
			    0: none yet */
	uint64_t next;	 /* line where the next document begins */
	uint64_t offset; /* bytes of the file that are handed out or skipped */
};

/*
 * Open a file; "-" is standard input. The path must outlive the feed. Call
 * nb_feed_close() also after a failure.
 */
NB_CHECK enum nb_status nb_feed_open(struct nb_feed *feed, const char *path,
				     struct nb_error *err);

/*
 * Get the next document. It lives until the next call; NULL at the end of the
 * file. NB_LIMIT if it is longer than NB_DOCUMENT_MAX bytes: then nothing more
 * of the file can be read.
 */
NB_CHECK enum nb_status nb_feed_next(struct nb_feed *feed,
				     const uint8_t **document, size_t *len,
				     struct nb_error *err);
void nb_feed_close(struct nb_feed *feed);

#endif
