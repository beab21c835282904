/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ed25519 keys in PEM files: reading, signing and checking. The only user of
 * libcrypto, which is why nbarc sign and nbarc verify are programs of their
 * own.
 */
#include "check/key.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/sign.h>

/* A key; pkey is owned, and raw is always its public part. */
struct key {
	EVP_PKEY *pkey;
	uint8_t raw[NB_KEY_SIZE];
};

void key_free(struct key *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->pkey);
	free(k);
}

/* Take the public part out of the key that was read, if it is of Ed25519. */
static enum nb_status take_public(struct key *k, const char *path,
				  struct nb_error *err)
{
	size_t len = sizeof(k->raw);

	if (k->pkey && EVP_PKEY_get_id(k->pkey) == EVP_PKEY_ED25519 &&
	    EVP_PKEY_get_raw_public_key(k->pkey, k->raw, &len) == 1 &&
	    len == sizeof(k->raw))
		return NB_OK;
	(void)nb_fail(err, NB_INVALID,
		      "no Ed25519 key in PEM (openssl genpkey -algorithm "
		      "ed25519)");
	nb_error_file(err, path);
	return NB_INVALID;
}

/*
 * A FILE, because libcrypto reads PEM from one. A key with a passphrase is
 * asked for it on the terminal by libcrypto.
 */
enum nb_status key_read(const char *path, bool is_private, struct key **key,
			struct nb_error *err)
{
	FILE *file = fopen(path, "r");
	struct key *k;
	enum nb_status st;

	*key = NULL;
	if (!file)
		return nb_fail_sys(err, path, "open");
	k = nb_alloc(1, sizeof(*k));
	if (k)
		k->pkey = is_private
				  ? PEM_read_PrivateKey(file, NULL, NULL, NULL)
				  : PEM_read_PUBKEY(file, NULL, NULL, NULL);
	(void)fclose(file);
	st = k ? take_public(k, path, err) : nb_fail_mem(err);
	if (st) {
		key_free(k);
		return st;
	}
	*key = k;
	return NB_OK;
}

/*
 * Ed25519 signs the message as a whole, so that no hash function is chosen.
 */
enum nb_status key_sign(void *key, struct nb_signature *s, struct nb_error *err)
{
	struct key *k = key;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = sizeof(s->signature);
	bool good = ctx &&
		    EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->pkey) == 1 &&
		    EVP_DigestSign(ctx, s->signature, &len, s->message,
				   sizeof(s->message)) == 1;

	EVP_MD_CTX_free(ctx);
	memcpy(s->key, k->raw, sizeof(s->key));
	return good ? NB_OK
		    : nb_fail(err, NB_INVALID, "signing with the key failed");
}

/*
 * The key in the signature must be this one: a good signature by another key
 * proves nothing to this user.
 */
bool key_check(const struct key *k, const struct nb_signature *s)
{
	EVP_MD_CTX *ctx;
	bool good;

	if (memcmp(k->raw, s->key, sizeof(s->key)) != 0)
		return false;
	ctx = EVP_MD_CTX_new();
	good = ctx &&
	       EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, k->pkey) == 1 &&
	       EVP_DigestVerify(ctx, s->signature, sizeof(s->signature),
				s->message, sizeof(s->message)) == 1;
	EVP_MD_CTX_free(ctx);
	return good;
}
