/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of notes, and what their signatures sign (format-spec/nbarc-format.md,
 * section 18; c2sp.org/signed-note and c2sp.org/tlog-cosignature). The
 * cryptography itself is the caller's.
 */
#include "base/base64.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/note.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a signer key begins with. */
#define PRIVATE_KEY "PRIVATE+KEY+"

/* Digits of the number of a key, and characters of the base64 of its type and
 * its 32 bytes. */
#define ID_DIGITS (2u * NB_KEY_ID_SIZE)
#define MATERIAL (1u + NB_KEY_SIZE)
#define MATERIAL_TEXT NB_BASE64_TEXT(MATERIAL)

/* Bytes of a cosignature: its time, and the Ed25519 signature. */
#define TIME_SIZE 8u
#define COSIGNATURE_SIZE (TIME_SIZE + NB_SIGNATURE_SIZE)

/* ---- keys */

/* The number of a key: the first bytes of the SHA-256 of its name, a newline,
 * its type and its 32 bytes. */
static void number_of(const char *name, size_t len, enum nb_note_type type,
		      const uint8_t raw[NB_KEY_SIZE],
		      uint8_t id[NB_KEY_ID_SIZE])
{
	const uint8_t between[2] = {'\n', (uint8_t)type};
	uint8_t digest[NB_SHA256_SIZE];
	struct nb_sha256 hash;

	nb_sha256_init(&hash);
	nb_sha256_add(&hash, name, len);
	nb_sha256_add(&hash, between, sizeof(between));
	nb_sha256_add(&hash, raw, NB_KEY_SIZE);
	nb_sha256_end(&hash, digest);
	memcpy(id, digest, NB_KEY_ID_SIZE);
}

enum nb_status nb_note_key_make(const char *name, enum nb_note_type type,
				const uint8_t raw[NB_KEY_SIZE],
				struct nb_note_key *key, struct nb_error *err)
{
	size_t len = strlen(name);

	memset(key, 0, sizeof(*key));
	if (len > 0 && !nb_note_name_valid(name, len))
		return nb_fail(err, NB_USAGE,
			       "%.80s: not the name of a key: it must be UTF-8 "
			       "of 1 to %u bytes, without white space and plus "
			       "signs",
			       name, NB_NOTE_NAME_MAX);
	memcpy(key->name, name, len);
	memcpy(key->key, raw, NB_KEY_SIZE);
	key->type = type;
	if (len > 0)
		number_of(name, len, type, raw, key->id);
	return NB_OK;
}

/* Read the number of a key, in hexadecimal of either case. */
static bool read_number(const char *text, uint8_t id[NB_KEY_ID_SIZE])
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	size_t i;

	for (i = 0; i < ID_DIGITS; i++) {
		const char *found = text[i] ? strchr(digits, text[i]) : NULL;

		if (!found)
			return false;
		id[i / 2] = (uint8_t)(id[i / 2] << 4 | ((found - digits) & 15));
	}
	return true;
}

/* A text that cannot be named in the message: it may be a private key. */
static enum nb_status no_key(struct nb_error *err, const char *what)
{
	return nb_fail(err, NB_INVALID, "not a key of the form %s", what);
}

/*
 * Read "NAME+NUMBER+BASE64" into name and id of *key; `material` gets the type
 * and the bytes of the key. NB_UNSUPPORTED for a type that is not known.
 */
static enum nb_status read_key(const char *text, size_t len, const char *form,
			       struct nb_note_key *key,
			       uint8_t material[NB_KEY_SIZE],
			       struct nb_error *err)
{
	uint8_t room[NB_BASE64_ROOM(MATERIAL_TEXT)];
	const char *plus = memchr(text, '+', len), *base64;
	size_t name, rest, n;

	memset(key, 0, sizeof(*key));
	if (!plus)
		return no_key(err, form);
	name = (size_t)(plus - text);
	rest = len - name;
	if (!nb_note_name_valid(text, name) || rest < 1 + ID_DIGITS + 1 + 4 ||
	    !read_number(plus + 1, key->id) || plus[1 + ID_DIGITS] != '+')
		return no_key(err, form);
	base64 = plus + 1 + ID_DIGITS + 1;
	rest -= 1 + ID_DIGITS + 1;
	/* The first digits have the type, which decides about the length. */
	if (!nb_base64_get(base64, 4, room, &n))
		return no_key(err, form);
	if (room[0] != NB_NOTE_ED25519 && room[0] != NB_NOTE_COSIGNATURE)
		return nb_fail(err, NB_UNSUPPORTED,
			       "the key is of type %u, which nbarc %s does not "
			       "know",
			       room[0], NB_VERSION);
	if (rest != MATERIAL_TEXT || !nb_base64_get(base64, rest, room, &n) ||
	    n != MATERIAL)
		return no_key(err, form);
	memcpy(key->name, text, name);
	key->type = room[0] == NB_NOTE_ED25519 ? NB_NOTE_ED25519
					       : NB_NOTE_COSIGNATURE;
	memcpy(material, room + 1, NB_KEY_SIZE);
	return NB_OK;
}

enum nb_status nb_note_key_read(const char *text, size_t len,
				struct nb_note_key *key, struct nb_error *err)
{
	uint8_t id[NB_KEY_ID_SIZE], raw[NB_KEY_SIZE];
	enum nb_status st =
		read_key(text, len, "NAME+NUMBER+BASE64", key, raw, err);

	if (st)
		return st;
	memcpy(key->key, raw, NB_KEY_SIZE);
	number_of(key->name, strlen(key->name), key->type, raw, id);
	if (memcmp(id, key->id, sizeof(id)) != 0)
		return nb_fail(err, NB_INVALID,
			       "the number in the key is not that of the key");
	return NB_OK;
}

enum nb_status nb_note_secret_read(const char *text, size_t len,
				   struct nb_note_key *key,
				   uint8_t seed[NB_KEY_SIZE],
				   struct nb_error *err)
{
	static const char form[] = PRIVATE_KEY "NAME+NUMBER+BASE64";
	size_t n = strlen(PRIVATE_KEY);

	memset(key, 0, sizeof(*key));
	if (len < n || memcmp(text, PRIVATE_KEY, n) != 0)
		return no_key(err, form);
	return read_key(text + n, len - n, form, key, seed, err);
}

void nb_note_key_write(const struct nb_note_key *key,
		       char out[NB_NOTE_KEY_TEXT])
{
	char text[NB_BASE64_TEXT(MATERIAL) + 1];
	uint8_t material[MATERIAL];

	material[0] = (uint8_t)key->type;
	memcpy(material + 1, key->key, NB_KEY_SIZE);
	nb_base64_write(material, sizeof(material), text);
	text[sizeof(text) - 1] = '\0';
	(void)snprintf(out, NB_NOTE_KEY_TEXT, "%s+%02x%02x%02x%02x+%s",
		       key->name, key->id[0], key->id[1], key->id[2],
		       key->id[3], text);
}

/* ---- signatures */

enum nb_status nb_note_message(const struct nb_note *note,
			       enum nb_note_type type, uint64_t time,
			       struct nb_buf *out, struct nb_error *err)
{
	struct nb_string text = nb_note_text(note);
	enum nb_status st = NB_OK;

	switch (type) {
	case NB_NOTE_ED25519:
		break;
	case NB_NOTE_COSIGNATURE:
		st = nb_buf_printf(out, "cosignature/v1\ntime %" PRIu64 "\n",
				   time);
		break;
	}
	if (!st)
		st = nb_buf_add(out, text.text, text.len);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* True if a line is by the key. A key without a name fits a line whose number
 * is that of the key under the name in the line. */
static bool is_by(const struct nb_note_line *line,
		  const struct nb_note_key *key)
{
	const struct nb_string *name = &line->name;
	uint8_t id[NB_KEY_ID_SIZE];

	if (!key->name[0]) {
		number_of(name->text, name->len, key->type, key->key, id);
		return memcmp(line->key_id, id, sizeof(id)) == 0;
	}
	return name->len == strlen(key->name) &&
	       memcmp(name->text, key->name, name->len) == 0 &&
	       memcmp(line->key_id, key->id, NB_KEY_ID_SIZE) == 0;
}

/* The time of a cosignature. Unlike the integers of an archive it begins with
 * its highest byte. */
static uint64_t time_of(const uint8_t *p)
{
	uint64_t time = 0;
	size_t i;

	for (i = 0; i < TIME_SIZE; i++)
		time = time << 8 | p[i];
	return time;
}

/*
 * Check a line that is by the key; *good and *time are set. Times beyond 63
 * bits are not allowed.
 */
static enum nb_status check_line(const struct nb_note *note,
				 const struct nb_note_key *key,
				 const struct nb_note_line *line,
				 nb_note_check *check, void *context,
				 bool *good, uint64_t *time,
				 struct nb_error *err)
{
	bool timed = key->type == NB_NOTE_COSIGNATURE;
	struct nb_buf message = {0};
	enum nb_status st;

	*good = false;
	*time = 0;
	if (line->signature_len !=
	    (timed ? COSIGNATURE_SIZE : (size_t)NB_SIGNATURE_SIZE))
		return NB_OK;
	if (timed)
		*time = time_of(line->signature);
	if (*time > INT64_MAX)
		return NB_OK;
	st = nb_note_message(note, key->type, *time, &message, err);
	if (!st)
		*good = check(context, key->key, message.data, message.len,
			      line->signature + (timed ? TIME_SIZE : 0));
	nb_buf_free(&message);
	return st;
}

enum nb_status nb_note_verify(const struct nb_note *note,
			      const struct nb_note_key *key,
			      nb_note_check *check, void *context,
			      uint64_t *time, struct nb_error *err)
{
	size_t i, tried = 0, found = 0;
	uint64_t newest = 0;

	for (i = 0; i < nb_note_line_count(note); i++) {
		const struct nb_note_line *line = nb_note_line(note, i);
		enum nb_status st;
		uint64_t when;
		bool good;

		if (!is_by(line, key))
			continue;
		st = check_line(note, key, line, check, context, &good, &when,
				err);
		if (st)
			return st;
		tried++;
		found += good;
		if (good && when > newest)
			newest = when;
	}
	if (time)
		*time = newest;
	if (found)
		return NB_OK;
	return tried ? nb_fail(err, NB_INVALID,
			       "note: the signature by the key is wrong")
		     : nb_fail(err, NB_ABSENT, "note: not signed by the key");
}
