/* SPDX-License-Identifier: Apache-2.0 */
/* Small pages with known text, for tests of the archive as a container. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include <nbarc/archive.h>
#include <nbarc/write.h>

/* A document of two items. */
struct sample {
	char id[256];
	char xml[2048];
	char text[1024];
	struct nb_entry_item items[2];
	struct nb_new_page page;
};

/* Page `number`, from 1 to 999; `salt` tells revisions apart. */
void make_sample(struct sample *s, unsigned number, unsigned salt);

/* The same text as a page with another identifier, of at most 255 bytes. */
void make_sample_of(struct sample *s, const char *id, unsigned number,
		    unsigned salt);

/*
 * Is the page with this number, salt and revision (0: the newest) in the
 * archive, with the right document and the right source? NB_ABSENT when it is
 * not there, NB_BUG when it is wrong.
 */
NB_CHECK enum nb_status find_sample(struct nb_archive *a, unsigned number,
				    unsigned salt, uint32_t revision);

/* Add the pages first to last to the archive at `path`, in one commit. */
NB_CHECK enum nb_status append_samples(const char *path,
				       const struct nb_writer_options *options,
				       unsigned first, unsigned last,
				       unsigned salt, struct nb_error *err);

/* Write the archive at `path` anew to `made`, with or without a purge. */
NB_CHECK enum nb_status compact_samples(const char *path, const char *made,
					const struct nb_writer_options *options,
					bool purge, struct nb_error *err);

/* Merge two archives into `made`, keeping the revisions of both. */
NB_CHECK enum nb_status merge_samples(const char *path, const char *other,
				      const char *made,
				      const struct nb_writer_options *options,
				      struct nb_error *err);

#endif
