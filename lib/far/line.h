/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way to one file: where it is asked for, how, and what that has cost.
 * far/transfer.h makes requests on it.
 */
#ifndef NB_FAR_LINE_H
#define NB_FAR_LINE_H

#include "far/answer.h"

#include <curl/curl.h>

#include <nbarc/buf.h>
#include <nbarc/far.h>

/* Requests that are on their way at once, and connections that stay open when
 * none is: the first two requests of a file are made at once. */
#define NB_FAR_AT_ONCE 6u
#define NB_FAR_IDLE 2L

struct nb_far_request;

/* A request on its way. */
struct nb_far_flight {
	CURL *easy;
	struct nb_far_line *line;
	struct nb_far_request *request;
	struct curl_slist *headers;
	enum nb_far_verdict verdict;
	bool judged;
	char reason[CURL_ERROR_SIZE]; /* of libcurl */
	struct nb_error err;
};

/* It owns everything but `pinned`. */
struct nb_far_line {
	CURLM *multi;
	struct nb_far_flight flights[NB_FAR_AT_ONCE];
	struct nb_buf first, url;  /* asked for at first, and now */
	struct nb_buf key, secret; /* of signed requests */
	struct nb_buf sign;	   /* what is signed, for libcurl */
	struct nb_buf token, ca_file;
	bool s3, user_in_url;
	bool no_parts; /* several ranges at once are not to be had */
	unsigned attempts, patience;
	const struct nb_far_version *pinned; /* of this transfer */
	struct nb_far_costs costs;
};

/* Prepare requests for a URL. *line is to be freed by nb_far_line_free(). */
NB_CHECK enum nb_status nb_far_line_create(const char *url,
					   const struct nb_far_options *options,
					   struct nb_far_line **line,
					   struct nb_error *err);

/* Let line->url be where the file is asked for now. Fails with NB_NOMEM. */
NB_CHECK enum nb_status nb_far_line_url(struct nb_far_line *line);

/* The file was found at another URL, where it is asked for from now on. */
void nb_far_line_moved(struct nb_far_line *line, const char *url);

/* True if the server may be asked for several ranges at once: it never failed
 * to give them. Of Amazon's store, which gives the whole file then, it is
 * false. */
bool nb_far_line_gives_parts(const struct nb_far_line *line);

/* What was transferred so far. */
void nb_far_line_costs(const struct nb_far_line *line,
		       struct nb_far_costs *costs);

/* NULL is fine. */
void nb_far_line_free(struct nb_far_line *line);

#endif
