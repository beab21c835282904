/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an archive: everything that it claims to hold is asked for, and
 * it is verified. Documents are handed out only when their hash is right, so
 * there is nothing more to compare. After a mutation the checks of the records
 * are made right again, else no changed field would ever be looked at.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/proof.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>

#include "made.h"
#include "sign.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return mutate_archive(data, size, max_size, seed, 8);
}

static void read_all(struct nb_archive *archive)
{
	struct nb_cursor *cursor;
	const struct nb_entry *entry;
	const uint8_t *document;
	struct nb_buf source = {0};
	struct nb_error err;
	unsigned left = 1000;

	if (nb_cursor_create(archive, "", 0, true, &cursor, &err) != NB_OK)
		return;
	while (left-- && nb_cursor_next(cursor, &entry, &err) == NB_OK &&
	       entry) {
		(void)!nb_archive_kept_document(archive, entry, &document,
						&err);
		source.len = 0;
		(void)!nb_archive_kept_source(archive, entry, &source, &err);
	}
	nb_buf_free(&source);
	nb_cursor_free(cursor);
}

static bool every_commit(void *context, const struct nb_archive_info *info)
{
	unsigned *left = context;

	(void)info;
	return (*left)-- > 0;
}

/* What is shown of a page, and the commits; then the archive as it was. */
static void read_history(struct nb_archive *archive)
{
	struct nb_buf shown = {0};
	const struct nb_entry *entry;
	const uint8_t *document;
	size_t len;
	struct nb_error err;
	unsigned left = 1000;

	(void)!nb_archive_commits(archive, every_commit, &left, &err);
	if (nb_archive_find(archive, "jdrb-20190304-a01", 17, 0, &entry,
			    &err) == NB_OK)
		(void)!nb_archive_document(archive, entry, &document, &len,
					   &err);
	(void)!nb_archive_get(archive, "jdrb-20190304-a01-01", NB_FORMAT_TEXT,
			      &shown, &err);
	nb_buf_free(&shown);
	if (nb_archive_at(archive, "1", &err) == NB_OK)
		read_all(archive);
}

/* Written anew it is good, or refused. */
static void rewrite(const char *path, const char *output)
{
	struct nb_rewrite_options options = {
		.writer = {.level = 1, .threads = 1}, .purge = true, .time = 1};
	struct nb_rewrite_counts counts;
	struct nb_error err;

	if (nb_compact(path, output, &options, &counts, &err) == NB_OK)
		(void)made_revisions(output, is_sound(path));
	(void)unlink(output);
}

static void ignore(void *context, const struct nb_error *err)
{
	(void)context;
	(void)err;
}

/* Around damage, and what can be saved. */
static void read_damaged(const char *path, const char *output)
{
	struct nb_verify_callbacks callbacks = {.threads = 1};
	struct nb_damage damage = {NULL, ignore};
	struct nb_rescue_counts counts;
	struct nb_archive *archive;
	struct nb_error err;
	struct nb_buf proof = {0};

	if (nb_archive_open_damaged(path, &damage, &archive, &err) != NB_OK)
		return;
	read_all(archive);
	(void)!nb_archive_verify(archive, &callbacks, &err);
	(void)!nb_proof_make(archive, "jdrb-20190304-a01", 0, &proof, &err);
	nb_buf_free(&proof);
	nb_archive_close(archive);
	(void)!nb_archive_rescue(path, output, &(uint64_t){1}, &callbacks,
				 &counts, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[SCRATCH_PATH], output[SCRATCH_PATH];
	struct nb_archive *archive;
	struct nb_error err;
	struct scratch s;

	scratch_make(&s);
	scratch_write(&s, "a", data, size);
	scratch_path(&s, "a", path);
	scratch_path(&s, "new", output);
	if (nb_archive_open(path, &archive, &err) == NB_OK) {
		read_all(archive);
		read_history(archive);
		nb_archive_close(archive);
		rewrite(path, output);
	}
	read_damaged(path, output);
	scratch_remove(&s);
	return 0;
}
