/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of notes, and signatures: the published examples are checked and made
 * with libcrypto; what is not a key is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "notes.h"

#include <nbarc/note.h>

static struct nb_note_key read_key(const char *text)
{
	struct nb_note_key key;
	struct nb_error err;

	assert_int_equal(nb_note_key_read(text, strlen(text), &key, &err),
			 NB_OK);
	return key;
}

static bool by_libcrypto(void *context, const uint8_t raw[NB_KEY_SIZE],
			 const uint8_t *message, size_t len,
			 const uint8_t signature[NB_SIGNATURE_SIZE])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw,
						    NB_KEY_SIZE);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good;

	(void)context;
	assert_non_null(key);
	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key), 1);
	good = EVP_DigestVerify(ctx, signature, NB_SIGNATURE_SIZE, message,
				len) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return good;
}

/* Check a note with a key; `time` is what a witness says. */
static void check_signed(const char *text, const char *key_text,
			 enum nb_status status, uint64_t time)
{
	struct nb_note_key key = read_key(key_text);
	struct nb_note *note = read_note(text);
	struct nb_error err;
	uint64_t found = 1;

	assert_int_equal(
		nb_note_verify(note, &key, by_libcrypto, NULL, &found, &err),
		status);
	assert_int_equal(found, time);
	nb_note_free(note);
}

/* ---- the published examples */

static void test_examples(void **state)
{
	(void)state;
	check_signed(FOO_NOTE, FOO_KEY, NB_OK, 0);
	check_signed(PETER_TEXT "\n" PETER_LINE ENOCH_LINE, PETER_KEY, NB_OK,
		     0);
	check_signed(PETER_TEXT "\n" PETER_LINE ENOCH_LINE, ENOCH_KEY, NB_OK,
		     0);
	check_signed(PETER_TEXT "\n" PETER_LINE, ENOCH_KEY, NB_ABSENT, 0);
	check_signed("!" PETER_TEXT "\n" PETER_LINE, PETER_KEY, NB_INVALID, 0);
	check_signed(ARCHE_NOTE, ARCHE_KEY, NB_OK, 0);
	check_signed(ARCHE_NOTE, WITNESS_KEY, NB_OK, 1779573024);
	check_signed("!" ARCHE_NOTE, WITNESS_KEY, NB_INVALID, 0);
}

/* Go's key makes the line that Go makes. */
static void test_signing(void **state)
{
	struct nb_note_key secret, key;
	struct nb_note *note = read_note(PETER_TEXT "\n" ENOCH_LINE);
	struct nb_string text = nb_note_text(note);
	uint8_t seed[NB_KEY_SIZE], raw[NB_KEY_SIZE], made[NB_SIGNATURE_SIZE];
	struct nb_note_line line;
	struct nb_error err;
	size_t len = sizeof(raw), size = sizeof(made);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY *pkey;
	bool added;

	(void)state;
	assert_int_equal(nb_note_secret_read(PETER_SIGNER, strlen(PETER_SIGNER),
					     &secret, seed, &err),
			 NB_OK);
	pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed,
					    sizeof(seed));
	assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, raw, &len), 1);
	assert_int_equal(
		nb_note_key_make(secret.name, secret.type, raw, &key, &err),
		NB_OK);
	assert_memory_equal(key.id, secret.id, sizeof(key.id));
	assert_int_equal(EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey), 1);
	assert_int_equal(EVP_DigestSign(ctx, made, &size,
					(const uint8_t *)text.text, text.len),
			 1);
	line.name.text = key.name;
	line.name.len = strlen(key.name);
	memcpy(line.key_id, key.id, sizeof(key.id));
	line.signature = made;
	line.signature_len = size;
	assert_int_equal(nb_note_add(note, &line, &added, &err), NB_OK);
	assert_true(added);
	check_written(note, PETER_TEXT "\n" ENOCH_LINE PETER_LINE);
	assert_int_equal(nb_note_add(note, &line, &added, &err), NB_OK);
	assert_false(added);
	nb_note_free(note);
	EVP_PKEY_free(pkey);
	EVP_MD_CTX_free(ctx);
}

static bool note_message(void *context, const uint8_t key[NB_KEY_SIZE],
			 const uint8_t *message, size_t len,
			 const uint8_t signature[NB_SIGNATURE_SIZE])
{
	struct nb_buf *out = context;

	assert_int_equal(key[0], 7);
	assert_int_equal(nb_buf_add(out, message, len), NB_OK);
	assert_int_equal(nb_buf_add(out, signature, NB_SIGNATURE_SIZE), NB_OK);
	return true;
}

/* The example of a cosignature: its text, its time and what it signs. */
static void test_cosignature(void **state)
{
	static const char message[] =
		"cosignature/v1\ntime 1679315147\n" SOFA_TEXT;
	struct nb_note *note = read_note(SOFA_NOTE);
	const struct nb_note_line *line = nb_note_line(note, 1);
	struct nb_note_key key = {.type = NB_NOTE_COSIGNATURE, .key = {7}};
	struct nb_checkpoint c = {0};
	struct nb_buf out = {0};
	struct nb_error err;
	uint64_t time = 0;

	(void)state;
	assert_int_equal(nb_note_checkpoint(note, &c, &err), NB_OK);
	assert_int_equal(c.origin.len, 27);
	assert_int_equal(c.size, 20852163);
	assert_int_equal(c.root[0], 0x0a);
	assert_int_equal(c.root[31], 0x62);
	check_written(note, SOFA_NOTE);
	(void)snprintf(key.name, sizeof(key.name), "witness.example.com/w1");
	memcpy(key.id, line->key_id, sizeof(key.id));
	assert_int_equal(
		nb_note_verify(note, &key, note_message, &out, &time, &err),
		NB_OK);
	assert_int_equal(time, 1679315147);
	assert_int_equal(out.len, strlen(message) + NB_SIGNATURE_SIZE);
	assert_memory_equal(out.data, message, strlen(message));
	assert_memory_equal(out.data + strlen(message), line->signature + 8,
			    NB_SIGNATURE_SIZE);
	nb_buf_free(&out);
	nb_note_free(note);
}

static bool any_signature(void *context, const uint8_t key[NB_KEY_SIZE],
			  const uint8_t *message, size_t len,
			  const uint8_t signature[NB_SIGNATURE_SIZE])
{
	(void)context;
	(void)key;
	(void)message;
	(void)len;
	return signature[0] != 0xff;
}

/* Add a line with this time and this first byte of a signature. */
static void add_time(struct nb_note *note, uint8_t high, uint8_t low,
		     uint8_t first)
{
	uint8_t blob[8 + NB_SIGNATURE_SIZE] = {high};
	struct nb_note_line line = {.name = {"w", 1},
				    .key_id = {1, 2, 3, 4},
				    .signature = blob,
				    .signature_len = sizeof(blob)};

	blob[7] = low;
	blob[8] = first;
	assert_int_equal(nb_note_add(note, &line, NULL, NULL), NB_OK);
}

/* The newest time counts, of those that are good and fit 63 bits. */
static void test_times(void **state)
{
	struct nb_note_key key = {
		.name = "w", .type = NB_NOTE_COSIGNATURE, .id = {1, 2, 3, 4}};
	struct nb_note *note = read_note(SOFA_NOTE);
	struct nb_error err;
	uint64_t time;

	(void)state;
	add_time(note, 0, 9, 0xff);
	assert_int_equal(
		nb_note_verify(note, &key, any_signature, NULL, &time, &err),
		NB_INVALID);
	add_time(note, 0x80, 0, 0);
	assert_int_equal(
		nb_note_verify(note, &key, any_signature, NULL, &time, &err),
		NB_INVALID);
	add_time(note, 0, 5, 0);
	add_time(note, 0, 7, 0);
	add_time(note, 0, 6, 0);
	assert_int_equal(
		nb_note_verify(note, &key, any_signature, NULL, &time, &err),
		NB_OK);
	assert_int_equal(time, 7);
	add_time(note, 0x7f, 0, 0);
	assert_int_equal(
		nb_note_verify(note, &key, any_signature, NULL, &time, &err),
		NB_OK);
	assert_int_equal(time, (uint64_t)0x7f << 56);
	/* A line of the right key and another length is none. */
	key.type = NB_NOTE_ED25519;
	assert_int_equal(
		nb_note_verify(note, &key, any_signature, NULL, &time, &err),
		NB_INVALID);
	nb_note_free(note);
}

/* ---- keys */

static void refuse_key(const char *text, size_t len)
{
	struct nb_note_key key;
	struct nb_error err;

	assert_int_not_equal(nb_note_key_read(text, len, &key, &err), NB_OK);
}

static void refuse_secret(const char *text, size_t len)
{
	struct nb_note_key key;
	uint8_t seed[NB_KEY_SIZE];
	struct nb_error err;

	assert_int_equal(nb_note_secret_read(text, len, &key, seed, &err),
			 NB_INVALID);
}

/* No part of a key is a key, and none with a byte that is one higher. */
static void test_parts_of_keys(void **state)
{
	char text[] = PETER_KEY, secret[] = PETER_SIGNER;
	size_t i, k;

	(void)state;
	for (i = 0; i <= strlen(text); i++)
		for (k = i; k <= strlen(text); k++)
			if (i || k != strlen(text))
				refuse_key(text + i, k - i);
	for (i = 0; i < strlen(text); i++) {
		text[i]++;
		refuse_key(text, strlen(text));
		text[i]--;
	}
	for (i = 1; i <= strlen(secret); i++)
		refuse_secret(secret + i, strlen(secret + i));
	for (i = 0; i < strlen(secret); i++)
		refuse_secret(secret, i);
}

static void test_keys(void **state)
{
	/* Wrong length, and unknown types, each with the number that fits. */
	static const char longer[] =
		"PeterNeumann+cc469956+"
		"ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
	static const char unknown[] =
		"PeterNeumann+173116ae+"
		"ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	static const char *const keys[] = {FOO_KEY, PETER_KEY, ENOCH_KEY,
					   ARCHE_KEY, WITNESS_KEY};
	char out[NB_NOTE_KEY_TEXT], name[NB_NOTE_NAME_MAX + 2];
	uint8_t raw[NB_KEY_SIZE] = {0};
	struct nb_note_key key;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		key = read_key(keys[i]);
		nb_note_key_write(&key, out);
		assert_string_equal(out, keys[i]);
	}
	assert_int_equal(read_key(WITNESS_KEY).type, NB_NOTE_COSIGNATURE);
	assert_int_equal(read_key(FOO_KEY).type, NB_NOTE_ED25519);
	assert_int_equal(nb_note_key_read(longer, strlen(longer), &key, &err),
			 NB_INVALID);
	assert_int_equal(nb_note_key_read(unknown, strlen(unknown), &key, &err),
			 NB_UNSUPPORTED);
	memset(name, 'n', sizeof(name));
	name[NB_NOTE_NAME_MAX + 1] = '\0';
	assert_int_equal(
		nb_note_key_make(name, NB_NOTE_ED25519, raw, &key, &err),
		NB_USAGE);
	name[NB_NOTE_NAME_MAX] = '\0';
	assert_int_equal(
		nb_note_key_make("+", NB_NOTE_ED25519, raw, &key, &err),
		NB_USAGE);
	assert_int_equal(
		nb_note_key_make(name, NB_NOTE_ED25519, raw, &key, &err),
		NB_OK);
	nb_note_key_write(&key, out);
	key = read_key(out);
	assert_string_equal(key.name, name);
}

/* A key without a name is found under any. */
static void test_key_without_name(void **state)
{
	struct nb_note_key named = read_key(FOO_KEY), key, other;
	struct nb_note *note = read_note(FOO_NOTE);
	struct nb_error err;
	uint64_t time;

	(void)state;
	assert_int_equal(
		nb_note_key_make("", NB_NOTE_ED25519, named.key, &key, &err),
		NB_OK);
	assert_int_equal(
		nb_note_verify(note, &key, by_libcrypto, NULL, &time, &err),
		NB_OK);
	other = key;
	other.key[3] ^= 1;
	assert_int_equal(
		nb_note_verify(note, &other, any_signature, NULL, &time, &err),
		NB_ABSENT);
	/* Another name or another number is another key. */
	other = named;
	other.id[3] ^= 1;
	assert_int_equal(
		nb_note_verify(note, &other, any_signature, NULL, &time, &err),
		NB_ABSENT);
	other = named;
	other.name[0]++;
	assert_int_equal(
		nb_note_verify(note, &other, any_signature, NULL, &time, &err),
		NB_ABSENT);
	other = named;
	other.name[strlen(other.name) - 1] = '\0';
	assert_int_equal(
		nb_note_verify(note, &other, any_signature, NULL, &time, &err),
		NB_ABSENT);
	nb_note_free(note);
}

static void test_names(void **state)
{
	static const char *const bad[] = {
		"",	"a b",	     "a+b",	     "a\nb",	 "a\x01",
		"\xff", "a\xc2\xa0", "\xe3\x80\x80", "a\u2003b", "a\xc2\x85"};
	static const char *const good[] = {
		"a",	 "example.com/a-b_c?d", "报纸",
		"a\x7f", "a\xef\xbb\xbf",	"\xe2\x80\x8b"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(nb_note_name_valid(bad[i], strlen(bad[i])));
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(nb_note_name_valid(good[i], strlen(good[i])));
	assert_false(nb_note_name_valid("a\0b", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_signing),
		cmocka_unit_test(test_cosignature),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_parts_of_keys),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_key_without_name),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
