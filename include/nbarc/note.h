/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes and checkpoints, the form in which an archive is signed
 * (format-spec/nbarc-format.md, section 18; c2sp.org/signed-note,
 * c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature).
 *
 * A *note* is a text and the signatures under it, a line each. A *checkpoint*
 * is a note whose text names a log, the number of its leaves and its Merkle
 * root: here, an archive, the number of its page entries and its root. The
 * publisher of the archive signs the text. A *witness*, who follows the archive
 * and sees that it only grows, adds a *cosignature*, which has a time.
 *
 *     example.com/corpus
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *     — example.com/corpus Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOo...
 *     — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtP...
 *
 * This header reads, writes and combines notes, and says what a signature must
 * sign. The cryptography, which is Ed25519 (RFC 8032), is the caller's. Lines
 * of other algorithms and by unknown keys are kept and otherwise ignored.
 *
 * Threads: a note belongs to one thread at a time. The functions that take it
 * as const may run in several threads at once.
 */
#ifndef NBARC_NOTE_H
#define NBARC_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Limits. 64 lines with signatures of ML-DSA-44 fit into a note. */
#define NB_NOTE_MAX ((size_t)1 << 18) /* bytes of a note */
#define NB_NOTE_LINES_MAX 64	      /* lines of signatures */
#define NB_NOTE_NAME_MAX 255	      /* bytes of the name of a key */

/* Sizes in bytes. */
#define NB_KEY_SIZE 32	     /* an Ed25519 public key, or the seed of a pair */
#define NB_SIGNATURE_SIZE 64 /* an Ed25519 signature */
#define NB_KEY_ID_SIZE 4     /* the number that a line names its key by */

/* Bytes of a verifier key as text, with its NUL: name, number and base64. */
#define NB_NOTE_KEY_TEXT (NB_NOTE_NAME_MAX + 1 + 8 + 1 + 44 + 1)

/* ---- notes */

/* A text and the lines of signatures under it, no line twice. */
struct nb_note;

/*
 * A line of a note: "— NAME SIGNATURE". The strings are the note's, and live
 * until it is changed or freed.
 */
struct nb_note_line {
	struct nb_string name;		/* of the key, without white space */
	uint8_t key_id[NB_KEY_ID_SIZE]; /* with the name, it names the key */
	const uint8_t *signature;	/* the bytes after the number */
	size_t signature_len;		/* at least 1 */
};

/* What the text of a checkpoint says. The string is the note's, or the
 * caller's of nb_note_create(). */
struct nb_checkpoint {
	struct nb_string origin; /* the name of the archive; not empty */
	uint64_t size;		 /* page entries */
	uint8_t root[NB_SHA256_SIZE];
};

/*
 * Read a note of `len` bytes. A line that occurs twice is taken once.
 *
 * NB_INVALID if it is not a signed note, with the offset of what is wrong in
 * it; NB_LIMIT if it exceeds NB_NOTE_MAX or NB_NOTE_LINES_MAX. The text may be
 * any: nb_note_checkpoint() says whether it is that of a checkpoint. *note is
 * NULL after a failure, and is to be freed by nb_note_free().
 */
NB_API NB_CHECK enum nb_status nb_note_read(const void *data, size_t len,
					    struct nb_note **note,
					    struct nb_error *err);

/*
 * Make a note of a checkpoint, without a line. NB_USAGE unless the origin is
 * valid as the name of a key (nb_note_name_valid()), which is what
 * c2sp.org/tlog-checkpoint recommends. To be freed by nb_note_free().
 */
NB_API NB_CHECK enum nb_status nb_note_create(
	const struct nb_checkpoint *checkpoint, struct nb_note **note,
	struct nb_error *err);

/* Free a note with all its strings. NULL is fine. */
NB_API void nb_note_free(struct nb_note *note);

/* Append the note as it is exchanged: the text, an empty line, and the lines in
 * the order in which they were added. Only NB_NOMEM can happen. */
NB_API NB_CHECK enum nb_status nb_note_write(const struct nb_note *note,
					     struct nb_buf *out,
					     struct nb_error *err);

/* The text, which is what signatures sign; it ends with a newline. */
NB_API struct nb_string nb_note_text(const struct nb_note *note);

/*
 * Read the text as that of a checkpoint: origin, size and root, a line each,
 * and any number of further lines, which are ignored. NB_INVALID if it is no
 * checkpoint.
 */
NB_API NB_CHECK enum nb_status nb_note_checkpoint(
	const struct nb_note *note, struct nb_checkpoint *checkpoint,
	struct nb_error *err);

/* The number of lines, and line `i`, from 0. */
NB_API size_t nb_note_line_count(const struct nb_note *note);
NB_API const struct nb_note_line *nb_note_line(const struct nb_note *note,
					       size_t i);

/*
 * Add a copy of a line, unless the note has it; *added (may be NULL) says which
 * it was. NB_USAGE if the name is not valid or there is no signature; NB_LIMIT
 * if the note has no room for the line. The note is as it was after a failure.
 */
NB_API NB_CHECK enum nb_status nb_note_add(struct nb_note *note,
					   const struct nb_note_line *line,
					   bool *added, struct nb_error *err);

/*
 * Add all lines of another note with the same text; *added (may be NULL) gets
 * the number of those that were new. NB_USAGE if the texts differ. NB_LIMIT as
 * for nb_note_add(), where some lines may have been added.
 */
NB_API NB_CHECK enum nb_status nb_note_merge(struct nb_note *note,
					     const struct nb_note *other,
					     size_t *added,
					     struct nb_error *err);

/* ---- keys */

/* What a key signs; the values are the types of c2sp.org/signed-note. */
enum nb_note_type {
	NB_NOTE_ED25519 = 1,	/* the text */
	NB_NOTE_COSIGNATURE = 4 /* the text and a time: a witness's key */
};

/*
 * A public key and what it is called. A key that came without a name (in a PEM
 * file) has an empty one: any name then fits. `id` is zero in that case, since
 * it depends on the name.
 */
struct nb_note_key {
	char name[NB_NOTE_NAME_MAX + 1]; /* NUL-terminated */
	enum nb_note_type type;
	uint8_t id[NB_KEY_ID_SIZE];
	uint8_t key[NB_KEY_SIZE]; /* Ed25519 */
};

/* True if `len` bytes are valid as the name of a key: UTF-8, not empty, at most
 * NB_NOTE_NAME_MAX bytes, without controls, white space and plus signs. */
NB_API bool nb_note_name_valid(const char *name, size_t len);

/* Fill in *key; name may be "". NB_USAGE if it is not valid as a name. */
NB_API NB_CHECK enum nb_status nb_note_key_make(const char *name,
						enum nb_note_type type,
						const uint8_t raw[NB_KEY_SIZE],
						struct nb_note_key *key,
						struct nb_error *err);

/*
 * Read a *verifier key* of `len` bytes, "NAME+NUMBER+BASE64", as witnesses
 * publish it. NB_INVALID if it is none or its number is not that of the key;
 * NB_UNSUPPORTED if it is of another algorithm.
 */
NB_API NB_CHECK enum nb_status nb_note_key_read(const char *text, size_t len,
						struct nb_note_key *key,
						struct nb_error *err);

/* Write a verifier key, which must have a name, with its NUL. */
NB_API void nb_note_key_write(const struct nb_note_key *key,
			      char out[NB_NOTE_KEY_TEXT]);

/*
 * Read a *signer key* of `len` bytes, "PRIVATE+KEY+NAME+NUMBER+BASE64", as Go's
 * golang.org/x/mod/sumdb/note writes it. `seed` gets the private key, the 32
 * bytes that RFC 8032 begins with. In *key, the public key is left zero: the
 * caller derives it, and compares the number that nb_note_key_make() gives with
 * key->id. The failures are those of nb_note_key_read().
 */
NB_API NB_CHECK enum nb_status nb_note_secret_read(const char *text, size_t len,
						   struct nb_note_key *key,
						   uint8_t seed[NB_KEY_SIZE],
						   struct nb_error *err);

/* ---- signatures */

/*
 * Append what a signature of this type signs: the text itself, or the text of a
 * cosignature made at `time`, in seconds since 1970. Only NB_NOMEM can happen.
 */
NB_API NB_CHECK enum nb_status nb_note_message(const struct nb_note *note,
					       enum nb_note_type type,
					       uint64_t time,
					       struct nb_buf *out,
					       struct nb_error *err);

/* True if `signature` is a good Ed25519 signature of the message by the key.
 * The caller of nb_note_verify() implements it. */
typedef bool nb_note_check(void *context, const uint8_t key[NB_KEY_SIZE],
			   const uint8_t *message, size_t len,
			   const uint8_t signature[NB_SIGNATURE_SIZE]);

/*
 * Look for a good signature by a key. NB_OK if there is one; *time (may be
 * NULL) is then the newest time of its cosignatures, or 0 if the key is of type
 * NB_NOTE_ED25519. NB_ABSENT if the note has no line by the key; NB_INVALID if
 * it has some, none of which is good.
 *
 * Lines that are not good take nothing from one that is: a note collects lines
 * from many hands.
 */
NB_API NB_CHECK enum nb_status nb_note_verify(const struct nb_note *note,
					      const struct nb_note_key *key,
					      nb_note_check *check,
					      void *context, uint64_t *time,
					      struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
