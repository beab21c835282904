/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checking a whole archive, and building a new one from what is left of a
 * damaged one (format-spec/nbarc-format.md, sections 13 and 14).
 *
 * Threads: as in <nbarc/archive.h>; callbacks are called by the calling thread.
 * The error argument of every function may be NULL.
 */
#ifndef NBARC_VERIFY_H
#define NBARC_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a problem has taken away. */
enum nb_hurt {
	NB_HURT_STRUCTURE, /* bytes of no page, or of pages that other problems
			    * name */
	NB_HURT_TEXT,	   /* the page's document, and its source with it unless
			    * that is stored independently */
	NB_HURT_SOURCE,	   /* only the page's source */
	NB_HURT_CATALOGUE, /* the page's catalogue entry: the page can be read
			    * by a walk, but that it was withdrawn may be
			    * lost */
	NB_HURT_UNCOMMITTED, /* the page stands after the newest commit */
	NB_HURT_LOG,	     /* proofs, of all pages: the log cannot be read, or
			      * contradicts the catalogue */
};

/* A short English word for it ("text"), in static storage. */
NB_API const char *nb_hurt_name(enum nb_hurt hurt);

/* One problem. Everything in it lives until the callback returns. */
struct nb_problem {
	enum nb_hurt hurt;
	struct nb_string id;	      /* of the page; empty if none is known */
	uint32_t revision;	      /* of the page */
	const struct nb_entry *entry; /* of the page, or NULL */
	const struct nb_error *error; /* with the offset in the file */
};

/*
 * What a verification or a rescue calls. Each function may be NULL. They are
 * called in the same order whatever the number of threads.
 */
struct nb_verify_callbacks {
	void *context; /* passed to each of them */
	void (*report)(void *context, const struct nb_problem *problem);
	/* Bytes done, of `total`; false stops. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
	/* Called by a verification for each page whose document is right, with
	 * its source, which is NULL if it is not kept or is wrong. A failure is
	 * reported as a problem of the page's text. */
	enum nb_status (*page)(void *context, const struct nb_entry *entry,
			       const uint8_t *document,
			       const struct nb_buf *source,
			       struct nb_error *err);
	/* Threads that decode, hash and replay ahead, as in
	 * nb_cursor_read_ahead(). 0: one a processor; 1: none. */
	unsigned threads;
};

/*
 * Check everything: records and frames in the order of the file, the chain of
 * commits, every document and source by its hash, every journal against its
 * source, the catalogue, the Merkle root.
 *
 * `callbacks` may be NULL. An archive opened by nb_archive_open_damaged() is
 * checked whatever is damaged. NB_OK if there was no problem, NB_INVALID if
 * there was one, NB_ABSENT if progress() stopped the check, NB_UNSUPPORTED if a
 * newer version wrote one of its records (section 3.1), or if iconv has no
 * conversion from the charset of a source.
 */
NB_API NB_CHECK enum nb_status nb_archive_verify(
	struct nb_archive *archive, const struct nb_verify_callbacks *callbacks,
	struct nb_error *err);

/* What a rescue brought over. */
struct nb_rescue_counts {
	uint64_t pages;	     /* page entries of the new archive */
	uint64_t rebuilt;    /* of these, ones whose catalogue entry was lost */
	uint64_t lost;	     /* page entries whose text could not be read */
	uint64_t sources;    /* pages that lost only their source */
	uint64_t structures; /* other damage that was met */
	uint64_t notes;	     /* kept: they are of the new archive */
	uint64_t notes_void; /* left out: they are not */
	uint8_t root[NB_SHA256_SIZE]; /* Merkle root of the new archive */
};

/*
 * Build a new archive at `to`, where no file may be, from everything that can
 * be read of the file at `from`: its header, catalogue and commit records may
 * be damaged or gone (section 14).
 *
 * Frames that are whole are copied as they are; pages of other frames are
 * compressed anew. The new archive has one commit, with the time of the newest
 * commit record that can be read, or that at `time` unless this is NULL. A
 * whole archive gives one with the same Merkle root, so its notes stay good.
 *
 * `callbacks` may be NULL; their page() and threads are not used. NB_OK even if
 * something was lost: see *counts. NB_INVALID if nothing of an archive was
 * found; NB_UNSUPPORTED if a newer version wrote one of its records (section
 * 3.1); NB_ABSENT if progress() stopped it. Nothing is written then.
 */
NB_API NB_CHECK enum nb_status nb_archive_rescue(
	const char *from, const char *to, const uint64_t *time,
	const struct nb_verify_callbacks *callbacks,
	struct nb_rescue_counts *counts, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
