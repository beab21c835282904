/* SPDX-License-Identifier: Apache-2.0 */
/* A record of OAI-PMH: what it says of an item, and its metadata. */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_RECORD_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_RECORD_H

#include <nbarc/archive.h>
#include <nbarc/item.h>

#include "serve/api/oai/arguments.h"
#include "serve/api/oai/times.h"
#include "serve/api/out.h"

/* What identifiers of items begin with; the identifier in the archive follows,
 * with %XX. It is the same whichever server gives the item out. */
#define API_OAI_SCHEME "nbarc:"

/* What records are made of. The record is reused from item to item: NULL at
 * first, and freed by whoever made the struct. */
struct api_oai_source {
	struct nb_archive *archive;
	const struct api_times *times;
	const char *base;
	enum api_oai_format format;
	struct nb_item_record *record;
};

/* The detail that entries need for records of this format, or for headers. */
enum nb_detail api_oai_detail(enum api_oai_format format, bool headers);

/* Append the header of an item. An item that has no text that may be shown is
 * deleted. */
void api_oai_header(struct api_out *o, const struct api_oai_source *source,
		    const struct nb_entry *entry,
		    const struct nb_entry_item *item);

/*
 * Append the record of an item. NB_INVALID if its document is damaged: nothing
 * is appended then. NB_NOMEM.
 */
NB_CHECK enum nb_status api_oai_record(struct api_out *o,
				       struct api_oai_source *source,
				       const struct nb_entry *entry,
				       const struct nb_entry_item *item,
				       struct nb_error *err);

#endif
