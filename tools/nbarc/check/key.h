/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ed25519 keys for the commands that sign and check, by libcrypto: in PEM, as
 * openssl writes them, or in the one-line form of signed notes
 * (<nbarc/note.h>).
 */
#ifndef NB_TOOLS_NBARC_CHECK_KEY_H
#define NB_TOOLS_NBARC_CHECK_KEY_H

#include <nbarc/note.h>

struct key;

/*
 * Read a private key from a file: PEM, as openssl genpkey writes it, or a
 * signer key. `name` (may be NULL) is what it is called, for a key in PEM,
 * which has no name.
 *
 * NB_INVALID if the file has no Ed25519 key; NB_USAGE if the name is not valid,
 * or the key has one of its own. The caller frees *key with key_free(); it is
 * NULL after a failure.
 */
NB_CHECK enum nb_status key_read(const char *path, const char *name,
				 struct key **key, struct nb_error *err);
/* NULL is fine. */
void key_free(struct key *key);

/* Sign the note, and add the line. A key without a name is called as the origin
 * of the note. The context is a struct key: this is an nb_signer. */
NB_CHECK enum nb_status key_sign(void *key, struct nb_note *note,
				 struct nb_error *err);

/*
 * Read a public key: `text` is a verifier key, or names a file that has one or
 * has a key in PEM, as openssl pkey -pubout writes it. A key in PEM gets an
 * empty name and the type `type`.
 *
 * NB_INVALID if it is no Ed25519 key; NB_USAGE if it is of another type than
 * `type`, except that an ordinary key may be a witness's (c2sp.org/
 * tlog-cosignature allows both forms).
 */
NB_CHECK enum nb_status key_read_public(const char *text,
					enum nb_note_type type,
					struct nb_note_key *key,
					struct nb_error *err);

/* The nb_note_check of libcrypto. The context is not used. False is no answer
 * if key_memory_lacked() afterwards. */
bool key_check(void *context, const uint8_t raw[NB_KEY_SIZE],
	       const uint8_t *message, size_t len,
	       const uint8_t signature[NB_SIGNATURE_SIZE]);

/* Has libcrypto lacked memory since the program began? */
bool key_memory_lacked(void);

#endif
