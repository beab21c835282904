/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ed25519 keys: reading, signing and checking. The only user of libcrypto,
 * which is why nbarc sign and nbarc verify are programs of their own.
 *
 * A key comes in one of two forms. Those of signed notes (C2SP signed-note)
 * have a name and a number: PRIVATE+KEY+NAME+..., and NAME+NUMBER+... for the
 * public part. Those of PEM, as openssl makes them, have neither, and get the
 * name of what they sign or check.
 *
 * Bytes of a private key are cleared when they are no longer needed.
 */
#include "check/key.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <nbarc/note.h>

#define KEY_FILE_MAX ((size_t)1 << 16) /* bytes of a file with a key */

/* What a signer key begins with. */
#define SIGNER_KEY "PRIVATE+KEY+"

/* A key pair: pkey is owned, `pub` has the public part. Its name is empty if
 * the key has none. */
struct key {
	EVP_PKEY *pkey;
	struct nb_note_key pub;
};

/* libcrypto clears the memory of a private key when it frees it. */
void key_free(struct key *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->pkey);
	free(k);
}

/* ---- memory */

/*
 * libcrypto says of a key or a signature that it is bad where it had no memory
 * to check it, and does not always note why. So its functions of memory take
 * note. Those of libcurl's threads call them as well.
 */
static atomic_bool lacked;

static void *noted(void *p, size_t size)
{
	if (!p && size > 0)
		lacked = true;
	return p;
}

static void *take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return noted(malloc(size), size);
}

static void *resize(void *p, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return noted(realloc(p, size), size);
}

static void give_back(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

/* Begin to use libcrypto. It takes no functions of memory any more if libcurl
 * has used it; then its list of errors has to do. */
static void begin(void)
{
	(void)CRYPTO_set_mem_functions(take, resize, give_back);
	ERR_clear_error();
}

/* Is lack of memory among the errors of libcrypto? The list is empty then. */
static bool noted_error(void)
{
	unsigned long e;
	bool lacks = false;

	while ((e = ERR_get_error()) != 0)
		lacks |= ERR_GET_REASON(e) == ERR_R_MALLOC_FAILURE;
	return lacks;
}

/* After libcrypto has failed: was memory what was lacking? If it has `made`
 * nothing and noted no error, it had no memory for the note. */
static bool lacks_memory(bool made)
{
	return lacked || (!made && ERR_peek_error() == 0) || noted_error();
}

bool key_memory_lacked(void)
{
	return lacked;
}

/* ---- keys */

/* Fail for a file that has no key of the right kind. */
static enum nb_status no_key(struct nb_error *err, const char *path)
{
	(void)nb_fail(err, NB_INVALID,
		      "no Ed25519 key (openssl genpkey -algorithm ed25519 "
		      "makes one)");
	nb_error_file(err, path);
	return NB_INVALID;
}

/* Get the public part of a key, if it is one of Ed25519. */
static bool raw_public(const EVP_PKEY *pkey, uint8_t raw[NB_KEY_SIZE])
{
	size_t len = NB_KEY_SIZE;

	return pkey && EVP_PKEY_get_id(pkey) == EVP_PKEY_ED25519 &&
	       EVP_PKEY_get_raw_public_key(pkey, raw, &len) == 1 &&
	       len == NB_KEY_SIZE;
}

/* The length of a text of one line, without white space at its end: editors and
 * echo(1) add a line feed. */
static size_t line_length(const struct nb_buf *text)
{
	size_t n = text->len;

	while (n > 0 && memchr(" \t\r\n", text->data[n - 1], 4))
		n--;
	return n;
}

/* ---- private keys */

/* Take a signer key. Its number must be that of its public part: otherwise the
 * two do not belong together, and nobody could check what it signs. */
static enum nb_status take_signer_key(struct key *k, const struct nb_buf *text,
				      struct nb_error *err)
{
	struct nb_note_key stated;
	uint8_t seed[NB_KEY_SIZE], raw[NB_KEY_SIZE];
	enum nb_status st =
		nb_note_secret_read((const char *)text->data, line_length(text),
				    &stated, seed, err);

	if (!st && stated.type != NB_NOTE_ED25519)
		st = nb_fail(err, NB_INVALID,
			     "the key is a witness's, which does not sign "
			     "archives");
	ERR_clear_error();
	if (!st)
		k->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
						       seed, sizeof(seed));
	OPENSSL_cleanse(seed, sizeof(seed));
	if (!st && !raw_public(k->pkey, raw))
		st = lacks_memory(k->pkey)
			     ? nb_fail_mem(err)
			     : nb_fail(err, NB_INVALID,
				       "libcrypto refuses the key");
	if (!st)
		st = nb_note_key_make(stated.name, NB_NOTE_ED25519, raw,
				      &k->pub, err);
	if (!st && memcmp(k->pub.id, stated.id, sizeof(stated.id)) != 0)
		st = nb_fail(err, NB_INVALID,
			     "the number in the key is not that of the key");
	return st;
}

/* Take a key in PEM. libcrypto asks for its pass phrase on the terminal if it
 * has one. */
static enum nb_status take_pem(struct key *k, const struct nb_buf *text,
			       const char *path, const char *name,
			       struct nb_error *err)
{
	BIO *bio = BIO_new_mem_buf(text->data, (int)text->len);
	uint8_t raw[NB_KEY_SIZE];

	if (!bio)
		return nb_fail_mem(err);
	ERR_clear_error();
	k->pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (!raw_public(k->pkey, raw))
		return lacks_memory(k->pkey) ? nb_fail_mem(err)
					     : no_key(err, path);
	return nb_note_key_make(name ? name : "", NB_NOTE_ED25519, raw, &k->pub,
				err);
}

/* The first bytes tell the two forms apart. */
enum nb_status key_read(const char *path, const char *name, struct key **key,
			struct nb_error *err)
{
	struct nb_buf text = {0};
	struct key *k = nb_alloc(1, sizeof(*k));
	enum nb_status st = k ? nb_file_read(path, KEY_FILE_MAX, &text, err)
			      : nb_fail_mem(err);
	size_t n = strlen(SIGNER_KEY);
	bool named =
		!st && text.len >= n && memcmp(text.data, SIGNER_KEY, n) == 0;

	*key = NULL;
	begin();
	if (!st && named && name)
		st = nb_fail(err, NB_USAGE,
			     "the key has a name of its own; --name is for "
			     "keys in PEM");
	if (!st)
		st = named ? take_signer_key(k, &text, err)
			   : take_pem(k, &text, path, name, err);
	if (text.data)
		OPENSSL_cleanse(text.data, text.len);
	nb_buf_free(&text);
	if (st) {
		nb_error_file(err, path);
		key_free(k);
		return st;
	}
	*key = k;
	return NB_OK;
}

/* ---- signing */

/*
 * Make the signature of a message. Ed25519 signs it as a whole, so that no hash
 * function is chosen.
 */
static enum nb_status make_signature(EVP_PKEY *pkey,
				     const struct nb_string *message,
				     uint8_t signature[NB_SIGNATURE_SIZE],
				     struct nb_error *err)
{
	EVP_MD_CTX *ctx;
	size_t len = NB_SIGNATURE_SIZE;
	bool good;

	ERR_clear_error();
	ctx = EVP_MD_CTX_new();
	good = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
	       EVP_DigestSign(ctx, signature, &len,
			      (const uint8_t *)message->text,
			      message->len) == 1;

	EVP_MD_CTX_free(ctx);
	if (good)
		return NB_OK;
	return lacks_memory(false) ? nb_fail_mem(err)
				   : nb_fail(err, NB_INVALID,
					     "signing with the key failed");
}

/* Call a key that has no name as the origin of the note. */
static enum nb_status name_key(struct nb_note_key *pub,
			       const struct nb_note *note, struct nb_error *err)
{
	struct nb_checkpoint checkpoint = {.origin = {"", 0}};
	char name[NB_NOTE_NAME_MAX + 1];
	uint8_t raw[NB_KEY_SIZE];
	enum nb_status st = nb_note_checkpoint(note, &checkpoint, err);

	if (st)
		return st;
	(void)snprintf(name, sizeof(name), "%.*s", (int)checkpoint.origin.len,
		       checkpoint.origin.text);
	memcpy(raw, pub->key, sizeof(raw));
	return nb_note_key_make(name, NB_NOTE_ED25519, raw, pub, err);
}

/* The signature is a line of the note; the lines that it had stay. */
enum nb_status key_sign(void *key, struct nb_note *note, struct nb_error *err)
{
	struct key *k = key;
	struct nb_note_key pub = k->pub;
	struct nb_string text = nb_note_text(note);
	uint8_t signature[NB_SIGNATURE_SIZE];
	struct nb_note_line line;
	enum nb_status st = pub.name[0] ? NB_OK : name_key(&pub, note, err);

	if (!st)
		st = make_signature(k->pkey, &text, signature, err);
	if (st)
		return st;
	line.name.text = pub.name;
	line.name.len = strlen(pub.name);
	memcpy(line.key_id, pub.id, sizeof(line.key_id));
	line.signature = signature;
	line.signature_len = sizeof(signature);
	return nb_note_add(note, &line, NULL, err);
}

/* ---- public keys */

/* Read a key of PEM, which has no name. */
static enum nb_status read_public_pem(const struct nb_buf *text,
				      enum nb_note_type type,
				      struct nb_note_key *key,
				      struct nb_error *err)
{
	uint8_t raw[NB_KEY_SIZE];
	EVP_PKEY *pkey;
	bool parsed, is_key;
	BIO *bio;

	begin();
	bio = BIO_new_mem_buf(text->data, (int)text->len);
	if (!bio)
		return nb_fail_mem(err);
	pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	parsed = pkey != NULL;
	is_key = raw_public(pkey, raw);
	EVP_PKEY_free(pkey);
	BIO_free(bio);
	if (is_key)
		return nb_note_key_make("", type, raw, key, err);
	return lacks_memory(parsed) ? nb_fail_mem(err) : no_key(err, NULL);
}

/* Read the key of a file: a verifier key, which has plus signs, or PEM, which
 * begins with hyphens (and may have plus signs in its base64). */
static enum nb_status read_public_file(const char *path, enum nb_note_type type,
				       struct nb_note_key *key,
				       struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st = nb_file_read(path, KEY_FILE_MAX, &text, err);

	if (!st &&
	    memchr(text.data ? text.data : (const uint8_t *)"", '+',
		   text.len) &&
	    (text.len < 5 || memcmp(text.data, "-----", 5) != 0))
		st = nb_note_key_read((const char *)text.data,
				      line_length(&text), key, err);
	else if (!st)
		st = read_public_pem(&text, type, key, err);
	nb_buf_free(&text);
	nb_error_file(st ? err : NULL, path);
	return st;
}

/*
 * Check that the key is of the type that is wanted, or make it one: the key of
 * a signer can be that of a witness, whose number is then another. The other
 * way round, a witness would vouch for an archive that it has only seen.
 */
static enum nb_status fit_type(const char *text, enum nb_note_type type,
			       struct nb_note_key *key, struct nb_error *err)
{
	char name[NB_NOTE_NAME_MAX + 1];
	uint8_t raw[NB_KEY_SIZE];

	if (key->type == type)
		return NB_OK;
	if (type == NB_NOTE_ED25519)
		return nb_fail(err, NB_USAGE,
			       "%.300s: the key of a witness; give it with "
			       "--witness",
			       text);
	memcpy(name, key->name, sizeof(name));
	memcpy(raw, key->key, sizeof(raw));
	return nb_note_key_make(name, type, raw, key, err);
}

enum nb_status key_read_public(const char *text, enum nb_note_type type,
			       struct nb_note_key *key, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st = nb_note_key_read(text, strlen(text), key, &own);
	bool is_file = st && access(text, F_OK) == 0;

	/* Before libcurl uses it, for an archive at a URL. */
	begin();
	/* What is no verifier key is the name of a file. A text with a plus
	 * sign that names none is a wrong key. */
	if (is_file || (st && !strchr(text, '+')))
		st = read_public_file(text, type, key, err);
	else if (st)
		*err = own;
	return st ? st : fit_type(text, type, key, err);
}

/* A key or a signature that libcrypto does not take is a bad signature; every
 * number of 32 bytes is a key for it until it is used. */
bool key_check(void *context, const uint8_t raw[NB_KEY_SIZE],
	       const uint8_t *message, size_t len,
	       const uint8_t signature[NB_SIGNATURE_SIZE])
{
	EVP_MD_CTX *ctx;
	EVP_PKEY *pkey;
	bool good;

	(void)context;
	begin();
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw,
					   NB_KEY_SIZE);
	ctx = EVP_MD_CTX_new();
	good = pkey && ctx &&
	       EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
	       EVP_DigestVerify(ctx, signature, NB_SIGNATURE_SIZE, message,
				len) == 1;
	if (!good && (!pkey || !ctx || noted_error()))
		lacked = true;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return good;
}
