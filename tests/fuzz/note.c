/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a note, as a verifier key, as a signer key, and as the record of
 * a note. What is taken must hold: a note is written as it was read, unless a
 * line occurs in it twice; its record gives it back; a key is written as it was
 * read.
 */
#include <stdlib.h>
#include <string.h>

#include "archive/record/note_record.h"

#include <nbarc/note.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The check of a signature: any, but the same for the same bytes. */
static bool check(void *context, const uint8_t key[NB_KEY_SIZE],
		  const uint8_t *message, size_t len,
		  const uint8_t signature[NB_SIGNATURE_SIZE])
{
	int sum = message[0] + message[len - 1] + key[NB_KEY_SIZE - 1];

	(void)context;
	return (sum + signature[0] + signature[NB_SIGNATURE_SIZE - 1]) & 1;
}

/* Look for signatures by each key that a line may be by. */
static void verify(const struct nb_note *note)
{
	struct nb_note_key key = {.type = NB_NOTE_ED25519};
	size_t i;

	for (i = 0; i < nb_note_line_count(note); i++) {
		const struct nb_note_line *line = nb_note_line(note, i);
		uint64_t time;
		enum nb_status st;

		must(line->name.len > 0 && line->signature_len > 0);
		if (line->name.len > NB_NOTE_NAME_MAX)
			continue;
		must(nb_note_name_valid(line->name.text, line->name.len));
		memcpy(key.name, line->name.text, line->name.len);
		key.name[line->name.len] = '\0';
		memcpy(key.id, line->key_id, sizeof(key.id));
		key.type = i & 1 ? NB_NOTE_ED25519 : NB_NOTE_COSIGNATURE;
		st = nb_note_verify(note, &key, check, NULL, &time, NULL);
		must(st == NB_OK || st == NB_INVALID);
		must(time <= INT64_MAX);
	}
}

/* The record of a checkpoint gives it back. */
static void keep(const struct nb_note *note)
{
	struct nb_checkpoint checkpoint, again;
	struct nb_buf record = {0};
	struct nb_note *copy;

	if (nb_note_checkpoint(note, &checkpoint, NULL))
		return;
	must(!nb_note_encode(note, &record, NULL));
	must(!nb_note_decode(&record, 0, &copy, &again, NULL));
	must(again.size == checkpoint.size);
	must(again.origin.len == checkpoint.origin.len);
	must(nb_note_line_count(copy) == nb_note_line_count(note));
	nb_note_free(copy);
	nb_buf_free(&record);
}

static void read_note(const uint8_t *data, size_t size)
{
	struct nb_note *note, *again;
	struct nb_buf out = {0};
	size_t added = 0;

	if (nb_note_read(data, size, &note, NULL))
		return;
	must(!nb_note_write(note, &out, NULL));
	must(out.len <= size);
	must(out.len < size || memcmp(out.data, data, size) == 0);
	must(!nb_note_read(out.data, out.len, &again, NULL));
	must(!nb_note_merge(note, again, &added, NULL) && added == 0);
	verify(note);
	keep(note);
	nb_note_free(note);
	nb_note_free(again);
	nb_buf_free(&out);
}

static void read_keys(const char *text, size_t size)
{
	struct nb_note_key key;
	uint8_t seed[NB_KEY_SIZE];
	char out[NB_NOTE_KEY_TEXT];

	if (!nb_note_key_read(text, size, &key, NULL)) {
		nb_note_key_write(&key, out);
		/* The number may have been in capitals. */
		must(strlen(out) == size);
		must(memcmp(out, text, strlen(key.name) + 1) == 0);
		must(memcmp(out + size - 45, text + size - 45, 45) == 0);
	}
	if (!nb_note_secret_read(text, size, &key, seed, NULL))
		must(nb_note_name_valid(key.name, strlen(key.name)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct nb_buf record = {(uint8_t *)(uintptr_t)data, size, size};
	struct nb_checkpoint checkpoint;
	struct nb_note *note;

	read_note(data, size);
	read_keys((const char *)data, size);
	if (!nb_note_decode(&record, 0, &note, &checkpoint, NULL))
		must(nb_note_line_count(note) > 0);
	nb_note_free(note);
	return 0;
}
