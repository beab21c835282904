/* SPDX-License-Identifier: Apache-2.0 */
/* What was done to a page, as PREMIS 3 has it: objects, events and agents, each
 * in a section of a METS file. */
#ifndef NB_TOOLS_NBARC_PREMIS_H
#define NB_TOOLS_NBARC_PREMIS_H

#include <stdint.h>

#include "export/markup.h"

/* Open and close a section, as "techMD" or "digiprovMD", whose ID is `id` with
 * `suffix` after it. */
void nbarc_premis_begin(struct nbarc_markup *m, const char *section,
			const char *id, const char *suffix, const char *type);
void nbarc_premis_end(struct nbarc_markup *m, const char *section);

/* A file. */
struct nbarc_premis_object {
	const char *id;	    /* its identifier */
	const char *sha256; /* in hexadecimal */
	uint64_t bytes;
	const char *format; /* as "application/tei+xml" */
	const char *source; /* the identifier of what it was made of, or NULL */
	const char *event;  /* by this event */
};

/* Write an object. */
void nbarc_premis_object(struct nbarc_markup *m,
			 const struct nbarc_premis_object *object);

/* Something that happened. */
struct nbarc_premis_event {
	const char *id;
	const char *type;   /* as the vocabulary of the Library of Congress */
	const char *time;   /* as 2019-03-04T00:00:00Z */
	const char *detail; /* text */
	const char *outcome;
	const char *agents[3]; /* up to a NULL */
	const char *object;
};

/* Write an event. */
void nbarc_premis_event(struct nbarc_markup *m,
			const struct nbarc_premis_event *event);

/* Write an agent: `type` is "software" or "person". */
void nbarc_premis_agent(struct nbarc_markup *m, const char *id,
			const char *name, const char *type);

#endif
