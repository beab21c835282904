/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proofs that a page or an item belongs to a corpus, which is named by its
 * Merkle root (format-spec/nbarc-format.md, sections 11 and 19).
 *
 * A proof is a small text file. It is made from an archive and checked without
 * one. The error argument of every function may be NULL.
 *
 * Threads: a proof is made by the thread that has the archive, and checked by
 * any.
 */
#ifndef NBARC_PROOF_H
#define NBARC_PROOF_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Append a proof that the page or item with this identifier belongs to the
 * corpus of the archive; revision 0 is the newest. Reads the whole catalogue.
 * NB_ABSENT if there is no such page or item. A proof about a page that was
 * withdrawn, or that has a withdrawn item, does not contain the text.
 */
NB_API NB_CHECK enum nb_status nb_proof_make(struct nb_archive *archive,
					     const char *id, uint32_t revision,
					     struct nb_buf *out,
					     struct nb_error *err);

/*
 * What a proof says. After a successful check the root vouches for all of it
 * except `leaves` and `index`: a path of the same hashes leads to the same root
 * from other places in trees of other sizes. Do not report these two as proven.
 */
struct nb_proof {
	char subject[48]; /* identifier of the page or item it is about */
	char page[48];	  /* identifier of the page */
	uint32_t revision;
	uint8_t state;	    /* of the page: enum nb_state */
	uint8_t item_state; /* of the item it is about: enum nb_state */
	uint64_t leaves;    /* of the Merkle tree, as claimed */
	uint64_t index;	    /* of the page's leaf, from 0, as claimed */
	uint8_t root[NB_SHA256_SIZE];
	uint8_t document[NB_SHA256_SIZE]; /* SHA-256 of the document */
	uint8_t source[NB_SHA256_SIZE];	  /* SHA-256 of the source */
	/* The page's document, inside the bytes of the proof; NULL if the proof
	 * does not contain it. */
	const uint8_t *text;
	size_t text_len;
};

/*
 * Check the proof in the `len` bytes at `bytes`, and fill in *proof, which
 * points into them. That its root is the root one trusts is for the caller to
 * compare.
 *
 * A proof about an item holds only if the page has that item: the text in the
 * proof or the page's document in `article` has it, or the leaf lists it as
 * withdrawn. Without any of these the check fails with NB_INVALID.
 *
 * With `article` not NULL, its article_len bytes must be what the proof is
 * about, as `nbarc get` prints it; if the proof does not contain the text, they
 * must be the page's whole document. NB_INVALID if the proof does not hold;
 * NB_ABSENT if it is about an item and does not contain the text, so that the
 * article cannot be compared.
 */
NB_API NB_CHECK enum nb_status nb_proof_check(const void *bytes, size_t len,
					      const void *article,
					      size_t article_len,
					      struct nb_proof *proof,
					      struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
