/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the file of a key: PEM, as openssl writes it, or the line of a
 * signed note.
 *
 * A private key that is taken signs a note. What is taken as a public key has
 * the type that was asked for and its own number, and does not vouch for a
 * signature that is none. After a failure there is no key, and a message.
 */
#include <sys/ioctl.h>

#include <nbarc/note.h>

#include "check/key.h"
#include "scratch.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libcrypto asks for the pass phrase of a key that has one: nobody answers. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(freopen("/dev/null", "r", stdin) != NULL);
	if (setsid() < 0)
		(void)ioctl(STDERR_FILENO, TIOCNOTTY);
	return 0;
}

/* The note must have one line more then, with the name of the key. */
static void sign(struct key *key)
{
	struct nb_checkpoint checkpoint = {{"example.org/a", 13}, 7, {1}};
	struct nb_note *note;
	struct nb_error err;

	must(nb_note_create(&checkpoint, &note, &err) == NB_OK);
	must(key_sign(key, note, &err) == NB_OK);
	must(nb_note_line_count(note) == 1);
	must(nb_note_name_valid(nb_note_line(note, 0)->name.text,
				nb_note_line(note, 0)->name.len));
	nb_note_free(note);
}

static void read_private(const char *path, const char *name)
{
	struct key *key;
	struct nb_error err = {.status = NB_OK};
	enum nb_status st = key_read(path, name, &key, &err);

	must(!st == (key != NULL));
	must(!st || (err.status == st && err.text[0]));
	if (key)
		sign(key);
	key_free(key);
}

static void read_public(const char *path, enum nb_note_type type)
{
	static const uint8_t signature[NB_SIGNATURE_SIZE];
	struct nb_note_key key, again;
	struct nb_error err = {.status = NB_OK};
	enum nb_status st = key_read_public(path, type, &key, &err);

	must(!st || (err.status == st && err.text[0]));
	if (st)
		return;
	must(key.type == type);
	must(nb_note_key_make(key.name, type, key.key, &again, &err) == NB_OK);
	must(memcmp(again.id, key.id, sizeof(key.id)) == 0);
	(void)key_check(NULL, key.key, (const uint8_t *)"text", 4, signature);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[SCRATCH_PATH];
	struct scratch s;

	scratch_make(&s);
	scratch_write(&s, "key", data, size);
	scratch_path(&s, "key", path);
	read_private(path, NULL);
	read_private(path, "example.org/key");
	read_public(path, NB_NOTE_ED25519);
	read_public(path, NB_NOTE_COSIGNATURE);
	scratch_remove(&s);
	return 0;
}
