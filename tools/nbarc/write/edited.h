/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that a person changed, in an ingest: whose decisions they are. */
#ifndef NBARC_WRITE_EDITED_H
#define NBARC_WRITE_EDITED_H

#include <nbarc/ingest.h>

/* Who changed the documents of an ingest, and on which day. The name is
 * borrowed from the environment. */
struct nbarc_edited {
	const char *who;
	char day[16]; /* YYYY-MM-DD */
};

/*
 * Let what a person changed in documents become decisions: set the options of
 * the ingest for that, which point to `edited` afterwards. Fails only if
 * SOURCE_DATE_EPOCH is no time.
 */
NB_CHECK enum nb_status nbarc_edited_take(struct nbarc_edited *edited,
					  struct nb_ingest_options *options,
					  struct nb_error *err);

#endif
