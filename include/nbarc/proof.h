/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proofs that a page or an item belongs to a corpus, which is named by its
 * Merkle root, and proofs that a corpus contains an earlier one
 * (format-spec/nbarc-format.md, sections 11 and 19).
 *
 * A proof is a small text file. It is made from an archive and checked without
 * one. The error argument of every function may be NULL.
 *
 * Threads: a proof is made by the thread that has the archive, and checked by
 * any.
 */
#ifndef NBARC_PROOF_H
#define NBARC_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/id.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Append a proof that the page or item with this identifier belongs to the
 * corpus of the archive; revision 0 is the newest. It reads as much of the
 * archive as a lookup of some ten pages. NB_ABSENT if there is no such page,
 * item or revision, or if it is an item whose page was withdrawn or whose
 * revision was purged; NB_INVALID if the archive is damaged there.
 *
 * A proof about a page that was withdrawn, or that has a withdrawn item, does
 * not contain the text.
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
	/* Identifiers: of the page or item it is about, and of the page. */
	char subject[NB_ITEM_ID_MAX];
	char page[NB_ID_MAX];
	uint32_t revision;
	/* Of the page, and of the item it is about: enum nb_state, as the
	 * revision was added. A purge changes nothing. */
	uint8_t state, item_state;
	uint64_t leaves; /* of the Merkle tree, as claimed */
	uint64_t index;	 /* of the page's leaf, from 0, as claimed */
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

/*
 * Append a proof that the corpus of the archive contains the one that an
 * earlier commit of it had, unchanged: that it has only grown since. `commit`
 * names that commit as for nb_archive_at().
 *
 * NB_ABSENT if there is no such commit, or if it had no pages; NB_USAGE and
 * NB_INVALID as for nb_archive_at(), and NB_INVALID if the log is damaged.
 */
NB_API NB_CHECK enum nb_status nb_consistency_make(struct nb_archive *archive,
						   const char *commit,
						   struct nb_buf *out,
						   struct nb_error *err);

/*
 * What a consistency proof says. After a successful check, whoever knows that
 * `root` is the root of a corpus knows that this corpus begins with the one
 * whose root is `old_root`. The numbers of leaves are not proven: do not report
 * them.
 */
struct nb_consistency {
	uint64_t old_leaves, leaves; /* as claimed */
	uint8_t old_root[NB_SHA256_SIZE];
	uint8_t root[NB_SHA256_SIZE];
};

/* True if the `len` bytes at `bytes` begin as a consistency proof does, and so
 * are nothing for nb_proof_check(). */
NB_API bool nb_is_consistency(const void *bytes, size_t len);

/* Check the consistency proof in the `len` bytes at `bytes`, and fill in
 * *proof. That its roots are those one knows is for the caller to compare.
 * NB_INVALID if the proof does not hold. */
NB_API NB_CHECK enum nb_status nb_consistency_check(
	const void *bytes, size_t len, struct nb_consistency *proof,
	struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
