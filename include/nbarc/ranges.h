/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are read through functions of the program, by ranges of bytes: an
 * archive on a web server, in an object store, in a database, in memory.
 *
 * nb_archive_open_far() opens an archive that is read so, and
 * nb_index_open_far() an index. <nbarc/far.h> has functions for HTTP and S3; a
 * program that has its bytes elsewhere fills in a struct nb_far_file itself.
 *
 * What is read comes from a file that may be hostile. The library checks every
 * offset against `size` before it asks for bytes, and everything that it reads
 * against checksums and hashes, just as with a file of this machine. Section
 * 9.8 of format-spec/nbarc-format.md says what such a reader must heed.
 */
#ifndef NBARC_RANGES_H
#define NBARC_RANGES_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a file: `size` of them from `offset` on. */
struct nb_range {
	uint64_t offset, size;
};

/*
 * A file that is read through functions. The library copies this structure, and
 * passes `context` to each function as it is. read_at() and expect() may be
 * called by several threads at once when the library is asked to use threads,
 * as nb_archive_verify() and nb_grep_archive()
 * can be.
 */
struct nb_far_file {
	void *context;
	/* Bytes of the whole file. All that is read must be of one version of
	 * it, which has this size. */
	uint64_t size;
	/*
	 * Copy the `len` bytes from `offset` on to `data`. The range lies
	 * within the size, and len is not 0. On failure fill `err`, unless it
	 * is NULL, and return its status: NB_IO if the bytes cannot be had, for
	 * instance after a time-out, or because the file is another one by now;
	 * NB_NOMEM. NB_INVALID would be taken for damage of the archive.
	 */
	enum nb_status (*read_at)(void *context, uint64_t offset, void *data,
				  size_t len, struct nb_error *err);
	/*
	 * These ranges will be read soon: whoever has to ask for them can ask
	 * for all at once. They may overlap and exceed the file. Failures are
	 * left to read_at(). NULL: it is of no use.
	 */
	void (*expect)(void *context, const struct nb_range *ranges,
		       size_t count);
	/* Called once when the file is not needed any more; may be NULL. */
	void (*close)(void *context);
};

#ifdef __cplusplus
}
#endif

#endif
