/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519 keys in PEM, by libcrypto, for the commands that sign and check. */
#ifndef NB_TOOLS_NBARC_CHECK_KEY_H
#define NB_TOOLS_NBARC_CHECK_KEY_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/sign.h>

struct key;

/* Read a private or a public key, as openssl genpkey and openssl pkey -pubout
 * write them. NB_INVALID if the file has no key, or one that is not of Ed25519.
 * The caller frees *key with key_free(); it is NULL after a failure. */
NB_CHECK enum nb_status key_read(const char *path, bool is_private,
				 struct key **key, struct nb_error *err);
void key_free(struct key *key);

/* Sign the message, and fill in key and signature. This is an nb_signer, whose
 * context is a struct key with the private part. */
NB_CHECK enum nb_status key_sign(void *key, struct nb_signature *signature,
				 struct nb_error *err);

/* True if the signature is good and was made by this key. */
bool key_check(const struct key *key, const struct nb_signature *signature);

#endif
