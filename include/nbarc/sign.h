/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures of an archive: the notes that it keeps
 * (format-spec/nbarc-format.md, section 18).
 *
 * A note is a checkpoint of a commit: the origin, which names the archive, the
 * number of page entries and the Merkle root, with the signatures of its
 * publisher and of witnesses. <nbarc/note.h> says what can be done with one.
 * The library keeps and finds notes; the cryptography is the caller's. The
 * error argument of every function may be NULL.
 *
 * Threads: as in <nbarc/archive.h> and <nbarc/write.h>.
 */
#ifndef NBARC_SIGN_H
#define NBARC_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/note.h>
#include <nbarc/status.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A note of an archive. Everything in it lives until the visit returns. */
struct nb_kept_note {
	const struct nb_note *note;
	struct nb_checkpoint checkpoint; /* what its text says */
	/* Number of the newest commit that has the size and the root of the
	 * note, up to the one that the archive is seen as of; 0: none has. */
	uint64_t commit;
	uint64_t
		offset; /* of its record; a note added later has a higher one */
};

/* Called for each note; false ends the visit. */
typedef bool nb_note_visit(void *context, const struct nb_kept_note *kept);

/*
 * Call `visit` for the notes of an archive until it returns false. Notes of
 * later segments come first; those that a rewriting brought over come in the
 * order in which they were added. A note that was added to may come several
 * times, with fewer lines.
 *
 * The caller finds out whether a signature is good and its key to be trusted
 * (nb_note_verify()). A record that is not sound is passed over:
 * nb_archive_verify() reports it.
 */
NB_API NB_CHECK enum nb_status nb_archive_notes(struct nb_archive *archive,
						nb_note_visit *visit,
						void *context,
						struct nb_error *err);

/*
 * Find the newest note: of those whose commit the archive has, the one with the
 * most page entries, and of these the one that was added last. *note has all
 * lines that the archive keeps under its text, and is to be freed by
 * nb_note_free(). NB_ABSENT if there is no note.
 */
NB_API NB_CHECK enum nb_status nb_archive_newest_note(
	struct nb_archive *archive, struct nb_note **note,
	struct nb_error *err);

/* Adds its lines to the note, whose text is the checkpoint to be signed. */
typedef enum nb_status nb_signer(void *context, struct nb_note *note,
				 struct nb_error *err);

/*
 * Have the newest commit of the archive at `path` signed by `sign`, and append
 * the note as a commit of no pages, together with all lines that the archive
 * has under the same text.
 *
 * The origin is `origin`, or if that is NULL the one of the newest note, or the
 * name of the file without folders and ".nbarc". NB_USAGE if it is not valid as
 * the name of a key. *added is false, and the archive as it was, if `sign` adds
 * no line that is new. `options` may be NULL; of it, torn() is called. NB_BUSY
 * and NB_INVALID as for nb_writer_open(); a failure of `sign` is returned.
 */
NB_API NB_CHECK enum nb_status nb_archive_sign(
	const char *path, const struct nb_writer_options *options,
	const char *origin, nb_signer *sign, void *context, bool *added,
	struct nb_error *err);

/*
 * Append the lines of a note that the archive at `path` does not have yet, as
 * nb_archive_sign() does. *added gets their number; the archive is as it was if
 * it is 0.
 *
 * NB_INVALID if the note is not a checkpoint of a commit of the archive, or has
 * another origin than all notes that the archive has. Signatures are not
 * checked. `options`, NB_BUSY and NB_INVALID as for nb_archive_sign().
 */
NB_API NB_CHECK enum nb_status nb_archive_add_note(
	const char *path, const struct nb_writer_options *options,
	const struct nb_note *note, size_t *added, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
