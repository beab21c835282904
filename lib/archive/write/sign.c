/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing an archive: a commit that brings a note and no pages
 * (format-spec/nbarc-format.md, section 18). The caller makes the signature, or
 * got it from a witness; here it is kept, together with all that the archive
 * has under the same text, so that the newest record of a checkpoint has all
 * its lines.
 */
#include "archive/read/notes.h"
#include "archive/record/note.h"
#include "archive/record/note_record.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/write/segment.h"
#include "base/error.h"

#include <nbarc/sign.h>
#include <nbarc/write.h>

#include <string.h>
#include <unistd.h>

/* Open a writer for an archive that exists. */
static enum nb_status open_existing(const char *path,
				    const struct nb_writer_options *options,
				    struct nb_writer **w, struct nb_error *err)
{
	uint64_t dropped;

	*w = NULL;
	/* nb_writer_open() would create a file that is not there. */
	if (access(path, F_OK) != 0)
		return nb_fail_sys(err, path, "open");
	return nb_writer_open(path, options, w, &dropped, err);
}

/* Write the record of a note, and commit it. */
static enum nb_status write_note(struct nb_writer *w,
				 const struct nb_note *note,
				 struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st = nb_note_encode(note, &record, err);

	if (!st)
		st = nb_sink_write(&w->sink, record.data, record.len, err);
	nb_buf_free(&record);
	return st ? st : nb_writer_commit_records(w, err);
}

/* ---- a signature of the newest commit */

/* The name of the file without its folders and ".nbarc". */
static struct nb_string name_of_file(const char *path)
{
	static const char ending[] = ".nbarc";
	const char *slash = strrchr(path, '/');
	struct nb_string name = {slash ? slash + 1 : path, 0};
	size_t n = sizeof(ending) - 1;

	name.len = strlen(name.text);
	if (name.len > n && memcmp(name.text + name.len - n, ending, n) == 0)
		name.len -= n;
	return name;
}

/*
 * Make the note of the newest commit, without lines. The origin is that of the
 * newest note if the caller names none.
 */
static enum nb_status make_note(struct nb_writer *w, const char *origin,
				struct nb_note **note, struct nb_error *err)
{
	const struct nb_commit *c = &w->old->commit;
	struct nb_checkpoint checkpoint = {.origin = name_of_file(w->path)};
	struct nb_note *newest = NULL;
	enum nb_status st = NB_OK;

	*note = NULL;
	if (origin) {
		checkpoint.origin.text = origin;
		checkpoint.origin.len = strlen(origin);
	} else {
		st = nb_archive_newest_note(w->old, &newest, err);
		if (st == NB_ABSENT)
			st = NB_OK;
		else if (!st)
			st = nb_note_checkpoint(newest, &checkpoint, err);
	}
	checkpoint.size = c->revisions;
	memcpy(checkpoint.root, c->root, NB_SHA256_SIZE);
	if (!st)
		st = nb_note_create(&checkpoint, note, err);
	nb_note_free(newest);
	return st;
}

/* Have the newest commit signed; *added is set if the archive got a line that
 * it did not have. */
static enum nb_status sign_newest(struct nb_writer *w, const char *origin,
				  nb_signer *sign, void *context, bool *added,
				  struct nb_error *err)
{
	struct nb_note *note;
	struct nb_error own;
	enum nb_status st = make_note(w, origin, &note, err);
	size_t lines;

	if (!st)
		st = nb_archive_complete_note(w->old, note, err);
	if (!st) {
		lines = nb_note_line_count(note);
		st = sign(context, note, nb_error_or(err, &own));
		*added = !st && nb_note_line_count(note) > lines;
	}
	if (!st && *added)
		st = write_note(w, note, err);
	nb_note_free(note);
	return st;
}

enum nb_status nb_archive_sign(const char *path,
			       const struct nb_writer_options *options,
			       const char *origin, nb_signer *sign,
			       void *context, bool *added, struct nb_error *err)
{
	struct nb_writer *w;
	enum nb_status st = open_existing(path, options, &w, err);

	*added = false;
	if (!st)
		st = sign_newest(w, origin, sign, context, added, err);
	nb_writer_free(w);
	if (st)
		nb_error_file(err, path);
	return st;
}

/* ---- lines of others */

/* What the notes of an archive say of a checkpoint that is to be added to. */
struct fit {
	const struct nb_string *origin;
	bool has_notes, has_origin;
};

/* A visitor of nb_archive_notes() that stops at a note of the same origin. */
static bool compare_origin(void *context, const struct nb_kept_note *kept)
{
	const struct nb_string *origin = &kept->checkpoint.origin;
	struct fit *fit = context;

	fit->has_notes = true;
	fit->has_origin =
		origin->len == fit->origin->len &&
		memcmp(origin->text, fit->origin->text, origin->len) == 0;
	return !fit->has_origin;
}

/* A commit that is looked for by its checkpoint. */
struct wanted {
	const struct nb_checkpoint *checkpoint;
	bool found;
};

/* A visitor of nb_archive_commits() that stops at the one that is wanted. */
static bool compare_commit(void *context, const struct nb_archive_info *info)
{
	struct wanted *wanted = context;

	wanted->found = nb_checkpoint_is_of(wanted->checkpoint, info->revisions,
					    info->root);
	return !wanted->found;
}

/* NB_INVALID unless the checkpoint is of a commit of the archive, under an
 * origin that the archive has, if it has any. */
static enum nb_status check_fits(struct nb_archive *a,
				 const struct nb_checkpoint *c,
				 struct nb_error *err)
{
	struct wanted wanted = {c, false};
	struct fit fit = {&c->origin, false, false};
	enum nb_status st = nb_archive_commits(a, compare_commit, &wanted, err);

	if (!st && !wanted.found)
		st = nb_fail(err, NB_INVALID,
			     "the note is not of this archive: no commit has "
			     "its size and its root");
	if (!st)
		st = nb_archive_notes(a, compare_origin, &fit, err);
	if (!st && fit.has_notes && !fit.has_origin)
		st = nb_fail(err, NB_INVALID,
			     "the note has the origin %.*s, which the notes of "
			     "the archive do not have",
			     (int)(c->origin.len < 80 ? c->origin.len : 80),
			     c->origin.text);
	return st;
}

/* Add the lines of a note that the archive does not have yet. */
static enum nb_status add_lines(struct nb_writer *w, const struct nb_note *note,
				size_t *added, struct nb_error *err)
{
	struct nb_checkpoint checkpoint;
	struct nb_string text = nb_note_text(note);
	struct nb_note *kept = NULL;
	enum nb_status st = nb_note_checkpoint(note, &checkpoint, err);

	if (!st)
		st = check_fits(w->old, &checkpoint, err);
	if (!st)
		st = nb_note_start(text.text, text.len, &kept, err);
	if (!st)
		st = nb_archive_complete_note(w->old, kept, err);
	if (!st)
		st = nb_note_merge(kept, note, added, err);
	if (!st && *added > 0)
		st = write_note(w, kept, err);
	if (st)
		*added = 0;
	nb_note_free(kept);
	return st;
}

enum nb_status nb_archive_add_note(const char *path,
				   const struct nb_writer_options *options,
				   const struct nb_note *note, size_t *added,
				   struct nb_error *err)
{
	struct nb_writer *w;
	enum nb_status st = open_existing(path, options, &w, err);

	*added = 0;
	if (!st)
		st = add_lines(w, note, added, err);
	nb_writer_free(w);
	if (st)
		nb_error_file(err, path);
	return st;
}
