/* SPDX-License-Identifier: Apache-2.0 */
/* What all requests of a reading room share: its settings, its archives, and
 * the items that the last searches found. */
#ifndef NB_TOOLS_NBARC_SERVE_ROOM_H
#define NB_TOOLS_NBARC_SERVE_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/grep.h>

#include "serve/archives.h"
#include "serve/summary.h"

/* What the command line says; nothing of it changes while requests run. */
struct room_settings {
	const char *listen;  /* ADDRESS:PORT */
	const char *url;     /* as clients know it, or NULL */
	const char *images;  /* address that the names of images follow, or NULL
			      */
	const char *user;    /* whose rights to take, or NULL */
	const char *contact; /* mail address of who runs it, or NULL */
	bool log;	     /* a line on standard output for each request */
	unsigned jobs;	     /* threads that answer; 0: two a processor */
	unsigned seconds;    /* that a request may take; 0: ROOM_SECONDS */
	char listening[64];  /* the address that it has, with its port */
	char policy[512];    /* Content-Security-Policy of pages */
};

/* Seconds that a request may take, unless the command line says otherwise. */
#define ROOM_SECONDS 5u

/* Bytes of items that were found, which are kept: some eight thousand. */
#define ROOM_FOUND_BYTES ((size_t)32 << 20)

struct room {
	const struct room_settings *settings;
	struct room_archives *archives;
	struct room_summaries *summaries;
	struct nb_grep_cache *found;
};

/* The cache for a search that ends after so many hits (struct nb_search); NULL
 * for one whose hits would leave little else in it. */
struct nb_grep_cache *room_cache(const struct room *room, uint64_t limit);

/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t room_now(void);

#endif
