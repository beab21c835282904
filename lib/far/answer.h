/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers to requests for a range of bytes (RFC 9110, sections 13 to 15): what
 * their heads say, and whether they are what was asked for.
 *
 * A server may be mistaken, hostile, or not the one that was meant. Nothing of
 * a body is taken before the head was judged.
 */
#ifndef NB_FAR_ANSWER_H
#define NB_FAR_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/* One version of a file. Texts are empty where the server says nothing. */
struct nb_far_version {
	char etag[200];
	char modified[64];
	uint64_t size; /* of the whole file, bytes */
};

/* What is wanted: `size` bytes from `offset` on, or, with `tail`, the last
 * `size` bytes, or all if there are fewer. */
struct nb_far_want {
	uint64_t offset;
	size_t size;
	bool tail;
};

/* The head of an answer; all zeros at first. */
struct nb_far_answer {
	unsigned status;
	bool has_range, bad_range; /* Content-Range; it is none, or two */
	uint64_t first, last;	   /* its range, both inclusive */
	bool has_length;
	uint64_t length;   /* Content-Length */
	bool encoded;	   /* with a Content-Encoding */
	unsigned wait;	   /* seconds of Retry-After, 0: it has none */
	char type[64];	   /* Content-Type, without parameters */
	char boundary[72]; /* its boundary; empty: it has none that fits */
	char date[64];	   /* Date */
	bool over;	   /* it was judged: lines after that are ignored */
	struct nb_far_version version;
	size_t bytes; /* of all heads, with those of redirections */
};

/* What is to be done about an answer that is not the one that was wanted. */
enum nb_far_verdict {
	NB_FAR_GOOD,
	NB_FAR_SAME,  /* 304: what the cache has is still right */
	NB_FAR_AGAIN, /* it may pass: ask again after a while */
	NB_FAR_FIRST, /* ask where the file was asked for at first, if that was
			 another place, and else give up */
	NB_FAR_BAD,   /* give up */
};

/* Take a line of the head, with or without its end. A status line begins anew.
 * Trailers come the same way, after the body, and say nothing.
 * False if the heads are too long to be honest. */
bool nb_far_answer_line(struct nb_far_answer *answer, const char *line,
			size_t len);

/*
 * Judge an answer. `pinned` is the version that all bytes have to be of; NULL
 * before there is one. `err`, which may be NULL, is filled in unless it is good
 * or the same; its status is NB_ABSENT, NB_IO or NB_LIMIT.
 */
enum nb_far_verdict nb_far_answer_judge(const struct nb_far_answer *answer,
					const struct nb_far_want *want,
					const struct nb_far_version *pinned,
					struct nb_error *err);

/*
 * Judge an answer to a request for several ranges, whose body
 * nb_far_parts_take() reads then. `pinned` is not NULL. It is good or not:
 * whatever else came, and why, is seen by asking for one range.
 */
bool nb_far_answer_has_parts(const struct nb_far_answer *answer,
			     const struct nb_far_version *pinned);

/* True if both are known to be of one version, as far as they say. */
bool nb_far_version_same(const struct nb_far_version *a,
			 const struct nb_far_version *b);

/* Report that the file is another one by now. Returns NB_IO. */
enum nb_status nb_far_changed(struct nb_error *err);

#endif
