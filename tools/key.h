/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519 keys in PEM, by libcrypto, for the commands that sign and check. */
#ifndef NB_TOOLS_KEY_H
#define NB_TOOLS_KEY_H

#include <nbarc/archive.h>
#include <nbarc/sign.h>

struct key;

/* Read a private or a public key, as openssl genpkey and openssl pkey -pubout
 * write them. NB_INVALID when it is none, or not of Ed25519. */
NB_CHECK enum nb_status key_read(const char *path, bool is_private,
				 struct key **key, struct nb_error *err);
void key_free(struct key *key);

/* Sign the message, and fill in key and signature: an nb_signer. */
NB_CHECK enum nb_status key_sign(void *key, struct nb_signature *signature,
				 struct nb_error *err);

/* Is it a good signature by this very key? */
bool key_check(const struct key *key, const struct nb_signature *signature);

#endif
