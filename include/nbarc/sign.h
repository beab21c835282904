/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures of the corpus, kept in the archive (format-spec/nbarc-format.md,
 * section 18). The library keeps and finds them; the cryptography is the
 * caller's. The error argument of every function may be NULL.
 *
 * Threads: as in <nbarc/archive.h> and <nbarc/write.h>.
 */
#ifndef NBARC_SIGN_H
#define NBARC_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/status.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sizes in bytes. */
#define NB_SIGNED_SIZE 64    /* bytes that are signed */
#define NB_KEY_SIZE 32	     /* bytes of an Ed25519 public key */
#define NB_SIGNATURE_SIZE 64 /* bytes of an Ed25519 signature */

/* A signature, as an archive keeps it. It owns nothing. */
struct nb_signature {
	uint8_t message[NB_SIGNED_SIZE]; /* what is signed */
	uint8_t key[NB_KEY_SIZE];
	uint8_t signature[NB_SIGNATURE_SIZE];
};

/* Called for each signature; false ends the visit. */
typedef bool nb_signature_visit(void *context,
				const struct nb_signature *signature);

/*
 * Call `visit` for each signature of the corpus as the newest commit has it,
 * until it returns false. The caller finds out whether a signature is good and
 * its key to be trusted.
 */
NB_API NB_CHECK enum nb_status nb_archive_signatures(struct nb_archive *archive,
						     nb_signature_visit *visit,
						     void *context,
						     struct nb_error *err);

/* Signs signature->message, and fills in key and signature. */
typedef enum nb_status nb_signer(void *context, struct nb_signature *signature,
				 struct nb_error *err);

/*
 * Append a signature made by `sign` to the archive at `path`, as a commit of no
 * pages. *added is false, and the archive as it was, if it has this signature
 * already. `options` may be NULL; of it, torn() is called. NB_BUSY and
 * NB_INVALID as for nb_writer_open(); a failure of `sign` is returned.
 */
NB_API NB_CHECK enum nb_status nb_archive_sign(
	const char *path, const struct nb_writer_options *options,
	nb_signer *sign, void *context, bool *added, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
