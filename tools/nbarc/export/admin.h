/* SPDX-License-Identifier: Apache-2.0 */
/* The administrative section of a page in a METS file: its files as objects,
 * and what was done to them as events (premis.h). */
#ifndef NB_TOOLS_NBARC_ADMIN_H
#define NB_TOOLS_NBARC_ADMIN_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/page.h>

#include "base/sha256.h"
#include "export/markup.h"
#include "names.h"

/* Room for an identifier with a revision and ".source". */
#define NBARC_OBJECT_MAX (NB_ID_MAX + 24)

/* A page, as the sections have it. */
struct nbarc_mets_page {
	char id[NB_ID_MAX];
	/* What the document and the source are called. */
	char document[NBARC_OBJECT_MAX], received[NBARC_OBJECT_MAX];
	char hash[NB_SHA256_HEX], received_hash[NB_SHA256_HEX];
	struct nb_source source; /* as the document says */
	uint64_t bytes;		 /* of the document */
	uint32_t revision, commit;
	bool decided; /* persons decided something about it */
	bool kept;    /* its source is written, too */
};

/* What the sections of all pages need. */
struct nbarc_admin {
	struct nb_archive *archive; /* the caller's */
	uint64_t commits;	    /* their number */
	uint64_t *times;	    /* of each, from the first; owned */
	char now[NBARC_TIME];
	struct nb_buf journal; /* of the page in hand, owned */
};

/* Make it, for an archive that is seen as of this commit. The day is today, or
 * that of SOURCE_DATE_EPOCH. Call nbarc_admin_free() also after a failure. */
NB_CHECK enum nb_status nbarc_admin_create(struct nbarc_admin *a,
					   struct nb_archive *archive,
					   uint64_t commits,
					   struct nb_error *err);

/* Write the section of a page, whose document has `len` bytes. Other entries of
 * the archive are read, so that the strings of `e` are lost. */
NB_CHECK enum nb_status nbarc_admin_put(struct nbarc_admin *a,
					const struct nbarc_mets_page *page,
					const struct nb_entry *e,
					const uint8_t *doc, size_t len,
					struct nbarc_markup *m,
					struct nb_error *err);

void nbarc_admin_free(struct nbarc_admin *a);

#endif
