/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc get --cite: what a citation names. */
#ifndef NB_TOOLS_NBARC_GET_CITED_H
#define NB_TOOLS_NBARC_GET_CITED_H

#include <nbarc/cite.h>

#include "base/sha256.h"

/* What is to be printed, of which state of the archive. */
struct nbarc_cited {
	char id[NB_ITEM_ID_MAX + 16]; /* with "@REVISION" */
	char at[NB_SHA256_HEX];	      /* the root, for --at */
	struct nb_citation reference;
};

/*
 * Read the one reference that `text` has; "-" stands for standard input.
 * NB_ABSENT if there is none, NB_INVALID if it is not well formed, NB_USAGE if
 * there is another one, which would be of another state.
 */
NB_CHECK enum nb_status nbarc_get_cited(const char *text,
					struct nbarc_cited *cited,
					struct nb_error *err);

/*
 * Prove, before it is printed, that what is cited belongs to the corpus with
 * the cited root, and that the corpus of the archive at `path` contains that
 * one. NB_ABSENT if no commit has this root; NB_INVALID if a proof does not
 * hold. What may not be shown is left to whoever prints it.
 */
NB_CHECK enum nb_status nbarc_cited_prove(const struct nbarc_cited *cited,
					  const char *path,
					  struct nb_error *err);

#endif
