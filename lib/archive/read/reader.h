/* SPDX-License-Identifier: Apache-2.0 */
/* An open archive, as the files of this stage share it. */
#ifndef NB_ARCHIVE_READER_H
#define NB_ARCHIVE_READER_H

#include "archive/record/commit.h"
#include "archive/frame/earlier.h"
#include "archive/catalogue/tree.h"

#include <nbarc/page.h>

struct nb_ahead;
struct nb_salvage;
struct nb_salvaged;

struct nb_archive {
	int fd;
	char *path;
	uint64_t size; /* of the file when it was opened */
	uint64_t end;  /* up to which pages may stand */
	struct nb_commit commit;
	struct nb_frame_reader *frame;
	struct nb_ahead *ahead;	    /* of whoever reads ahead, or NULL */
	struct nb_sources *sources; /* read last, or NULL */
	struct nb_damage damage;    /* report NULL: damage is an error */
	/* What a walk found: over the whole file, and then the catalogue is not
	 * asked any more, or behind the newest commit only. */
	struct nb_salvage *salvage, *tail;
	bool has_tail; /* bytes of no commit and of no writer at work */
	/* For nb_archive_find(), with the decoder of `frame`. The last one:
	 * most of it is trees that an archive does not have. */
	struct nb_merge finder;
};

/*
 * An archive on a descriptor, which it takes over, whose file need not have a
 * commit yet. nb_archive_set_commit() must follow before it is read: the newest
 * commit, and the size of the file.
 */
NB_CHECK enum nb_status nb_archive_create(int fd, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);
void nb_archive_set_commit(struct nb_archive *archive,
			   const struct nb_commit *commit, uint64_t size);

/* Look at the catalogue of this commit from now on, as far as the commit `upto`
 * sees it; 0: all of it. */
void nb_archive_see(struct nb_archive *archive, const struct nb_commit *commit,
		    uint64_t upto);

/* Open an archive on a descriptor, which it takes over unless it fails. */
NB_CHECK enum nb_status nb_archive_attach(int fd, const char *path,
					  struct nb_archive **archive,
					  struct nb_error *err);

/* The sources record of the entry's frame, decoded; it is the archive's and
 * lives until the next one is read. */
NB_CHECK enum nb_status nb_archive_sources(struct nb_archive *archive,
					   const struct nb_entry *entry,
					   const struct nb_sources **sources,
					   struct nb_error *err);

/* Add all commits of an archive to `chain`, the oldest first. */
NB_CHECK enum nb_status nb_archive_chain(struct nb_archive *archive,
					 struct nb_earlier *chain,
					 struct nb_error *err);

/* Look for a key in the catalogue; any revision when `newest`. */
NB_CHECK enum nb_status nb_trees_find(struct nb_archive *archive,
				      const struct nb_key *key, bool newest,
				      enum nb_detail detail,
				      const struct nb_entry **entry,
				      struct nb_error *err);

/* Are the fields of a signature record, whose checksum is right, as section 18
 * has them? */
bool nb_signature_sound(const uint8_t *record, size_t len);

/* Is such a record of the corpus that a commit has? */
bool nb_signature_is_of(const uint8_t *record, const struct nb_commit *commit);

/* ---- damaged.c */

/* True when what was found behind the newest commit belongs to it: a catalogue
 * leaf of a later append has old entries too. */
bool nb_tail_committed(struct nb_archive *archive,
		       const struct nb_salvaged *found);

/* True when damage shall be gone around and the failure is one of that. */
bool nb_archive_tolerates(const struct nb_archive *archive,
			  enum nb_status status);

/* Look at the bytes behind the newest commit, when an archive is opened. */
NB_CHECK enum nb_status nb_tail_check(struct nb_archive *archive,
				      struct nb_error *err);

/* Report `err` and look for the pages by a walk over the whole file. */
NB_CHECK enum nb_status nb_archive_salvage(struct nb_archive *archive,
					   struct nb_error *err);

/* nb_archive_find() in what the walk found. */
NB_CHECK enum nb_status nb_salvage_find(struct nb_archive *archive,
					const struct nb_key *key,
					const struct nb_entry **entry,
					struct nb_error *err);

/* nb_archive_find() behind the newest commit, for a page it does not have. */
NB_CHECK enum nb_status nb_tail_find(struct nb_archive *archive,
				     const struct nb_key *key,
				     const struct nb_entry **entry,
				     struct nb_error *err);

/* Report when pages with this prefix stand behind the newest commit. */
NB_CHECK enum nb_status nb_tail_warn(struct nb_archive *archive,
				     const struct nb_string *prefix,
				     struct nb_error *err);

/*
 * Make a page again from its source, and the journal that is stored beside it;
 * `form` becomes that of struct nb_source. NB_ABSENT when no journal is kept.
 * *page is freed by nb_page_free().
 */
struct nb_stored;
NB_CHECK enum nb_status nb_stored_replay(const struct nb_stored *stored,
					 const void *source, size_t len,
					 char form[NB_FORM_NAME_MAX],
					 struct nb_page **page,
					 struct nb_error *err);

/*
 * Make the page of an entry again from its source, which nb_archive_source()
 * has given, and the journal beside it; *about is what journals say of the
 * source. NB_ABSENT when no journal is kept. Freed by nb_page_free().
 */
NB_CHECK enum nb_status nb_archive_replay(struct nb_archive *archive,
					  const struct nb_entry *entry,
					  const struct nb_buf *source,
					  struct nb_source *about,
					  struct nb_page **page,
					  struct nb_error *err);

#endif
