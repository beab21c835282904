/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 5 of the road: the .nbarc file (format-spec/nbarc-format.md; section
 * numbers below are of that document).
 *
 * A reader needs no lock and may run beside a writer. One object belongs to
 * one thread at a time; any number of readers of one file may be open.
 */
#ifndef NBARC_ARCHIVE_H
#define NBARC_ARCHIVE_H

#include <stdbool.h>

#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the newest commit record says (section 8). */
struct nb_archive_info {
	uint64_t file_size;
	uint64_t end;	  /* where the newest commit record ends */
	uint64_t commits; /* its number */
	uint64_t time;	  /* seconds since 1970, UTC */
	uint64_t revisions, pages, items;
	uint64_t document_bytes, source_bytes;
	uint8_t root[32];
	unsigned trees;
	char writer[33];
};

/* ---- reading */

struct nb_archive;

/*
 * Open an archive at its newest valid commit. NB_INVALID when it is not an
 * archive or has no valid commit, NB_UNSUPPORTED when it needs a newer
 * reader. Reads a bounded number of bytes, unless the last append was cut off
 * (section 9). The first page that is looked for takes a block of 2.5 MiB, in
 * which frames of up to 2 MiB are decoded; a larger one takes its size besides.
 */
NB_API NB_CHECK enum nb_status nb_archive_open(const char *path,
					       struct nb_archive **archive,
					       struct nb_error *err);
NB_API void nb_archive_close(struct nb_archive *archive);

/*
 * The same, for an archive that may be damaged (section 14). Where the header,
 * the newest commit record or a node of the catalogue cannot be read, the pages
 * are looked for by walking over the whole file, and nb_archive_find(), the
 * cursors, nb_archive_document() and nb_archive_source() go on with what the
 * walk found. `report` is called, perhaps several times, when that happens:
 * what is given then is right, but it may not be all, and that a page was
 * withdrawn may be lost. A page that is not found is then NB_INVALID and not
 * NB_ABSENT. Bytes behind the newest commit, while no writer is at work, come
 * from an append that was not finished or whose end is damaged: pages that are
 * there alone are given too, with a report.
 */
struct nb_damage {
	void *context;
	void (*report)(void *context, const struct nb_error *err);
};
NB_API NB_CHECK enum nb_status nb_archive_open_damaged(
	const char *path, const struct nb_damage *damage,
	struct nb_archive **archive, struct nb_error *err);
NB_API void nb_archive_info(const struct nb_archive *archive,
			    struct nb_archive_info *info);

/*
 * Take an archive that was just opened back to an earlier commit; everything
 * it then answers is as it was (section 9, "An earlier state"). `commit` is
 * the commit's number in decimal, or the first digits of its Merkle root in
 * hexadecimal, NB_ROOT_DIGITS or more. NB_ABSENT when there is no such commit;
 * NB_USAGE when it is neither, or the digits fit two roots.
 */
#define NB_ROOT_DIGITS 6
NB_API NB_CHECK enum nb_status nb_archive_at(struct nb_archive *archive,
					     const char *commit,
					     struct nb_error *err);

/*
 * Call `visit` for every commit, the newest first, until it returns false.
 * info->commits is the number of the commit; the sizes of the file are those
 * of the archive as it is. NB_INVALID where the chain is broken: what came
 * before that is not known.
 */
typedef bool nb_commit_visit(void *context, const struct nb_archive_info *info);
NB_API NB_CHECK enum nb_status nb_archive_commits(struct nb_archive *archive,
						  nb_commit_visit *visit,
						  void *context,
						  struct nb_error *err);

/* What of an entry is wanted: less is faster. */
enum nb_detail {
	NB_DETAIL_ALL,
	NB_DETAIL_TITLES, /* the hashes are zeros */
	NB_DETAIL_HASHES, /* titles, kickers and bylines are empty */
	NB_DETAIL_PLACES, /* both */
	NB_DETAIL_KEYS,	  /* id, revision, commit and state alone are set */
};

/*
 * Find a page by its id; revision 0 is the newest. NB_ABSENT when there is
 * none. The entry lives until the next call with this archive.
 * nb_archive_locate() does without titles, kickers and bylines
 * (NB_DETAIL_HASHES); that is what reading a document needs.
 */
NB_API NB_CHECK enum nb_status nb_archive_find_detail(
	struct nb_archive *archive, const char *id, size_t id_len,
	uint32_t revision, enum nb_detail detail, const struct nb_entry **entry,
	struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_archive_find(struct nb_archive *archive,
					       const char *id, size_t id_len,
					       uint32_t revision,
					       const struct nb_entry **entry,
					       struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_archive_locate(struct nb_archive *archive,
						 const char *id, size_t id_len,
						 uint32_t revision,
						 const struct nb_entry **entry,
						 struct nb_error *err);

/*
 * The items of an entry that have text, in the order of the document, which may
 * be another one than that of their numbers. *items is the caller's: free().
 */
NB_API NB_CHECK enum nb_status nb_entry_order(
	const struct nb_entry *entry, const struct nb_entry_item ***items,
	size_t *count, struct nb_error *err);

/*
 * What is withdrawn of a page, by its newest revision: that holds for all its
 * revisions (section 9). reason is why the page was, or the item that was asked
 * for, cut off where it is longer.
 */
struct nb_hidden {
	bool page; /* the page as a whole; purged ones too */
	bool any_item;
	uint8_t items[125]; /* a bit a number */
	char reason[512];
};

/* Look it up; item is the number of one whose reason is wanted, or 0. NB_ABSENT
 * when there is no such page. An entry found before is no longer valid. */
NB_API NB_CHECK enum nb_status nb_archive_hidden(struct nb_archive *archive,
						 const char *id, size_t id_len,
						 unsigned item,
						 struct nb_hidden *hidden,
						 struct nb_error *err);

/* The same from the newest revision, which the caller has. */
NB_API void nb_hidden_of(const struct nb_entry *newest, unsigned item,
			 struct nb_hidden *hidden);
NB_API bool nb_hidden_item(const struct nb_hidden *hidden, unsigned number);

/*
 * Append a page's document as it may be shown: for each item that is hidden, an
 * empty one that says so stands in its place (nbtei.rnc, "withdrawn").
 */
NB_API NB_CHECK enum nb_status nb_document_shown(const struct nb_entry *entry,
						 const uint8_t *document,
						 const struct nb_hidden *hidden,
						 struct nb_buf *out,
						 struct nb_error *err);

/*
 * Go through the page entries whose id begins with a prefix ("" is all), in
 * order of id, the newest revision of each page only unless `all` is set.
 * nb_cursor_next() gives NULL after the last; the entry lives until the next
 * call with this cursor.
 */
struct nb_cursor;
NB_API NB_CHECK enum nb_status nb_cursor_create(struct nb_archive *archive,
						const char *prefix,
						size_t prefix_len, bool all,
						struct nb_cursor **cursor,
						struct nb_error *err);

/* The same for who needs less of the entries than all, which is faster. */
NB_API NB_CHECK enum nb_status nb_cursor_create_detail(
	struct nb_archive *archive, const char *prefix, size_t prefix_len,
	bool all, enum nb_detail detail, struct nb_cursor **cursor,
	struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_cursor_next(struct nb_cursor *cursor,
					      const struct nb_entry **entry,
					      struct nb_error *err);
NB_API void nb_cursor_free(struct nb_cursor *cursor);

/*
 * Let threads (0: one a processor; 1: none, the default) decode page frames
 * ahead of the cursor and hash their documents, so that nb_archive_document()
 * finds them done for the entry that the cursor gave last; or their sources,
 * for nb_archive_source(). What is given, what fails and in which order does
 * not change. The threads begin with the second frame that is needed, or the
 * first one when the cursor goes over all pages; they end with the cursor, and
 * share nothing else with the archive. They hold at most 64 MiB of documents,
 * of sources and of what these are made from, or one frame of more. One cursor
 * of an archive reads ahead at a time; a second one, or one on a catalogue that
 * is damaged, reads as without threads.
 */
enum nb_want { NB_WANT_DOCUMENTS, NB_WANT_SOURCES };
NB_API NB_CHECK enum nb_status nb_cursor_read_ahead(struct nb_cursor *cursor,
						    enum nb_want want,
						    unsigned threads,
						    struct nb_error *err);

/*
 * The document of a page entry of this archive. *document points to entry->len
 * bytes that live until the next call with this archive; their SHA-256 has
 * been checked, and a mismatch is NB_INVALID. Reading pages in order decodes
 * each frame once.
 */
NB_API NB_CHECK enum nb_status nb_archive_document(struct nb_archive *archive,
						   const struct nb_entry *entry,
						   const uint8_t **document,
						   struct nb_error *err);

/*
 * Append the page's source, the bytes as received, to out. NB_ABSENT when it
 * is not kept; NB_INVALID when its length or SHA-256 is wrong.
 */
NB_API NB_CHECK enum nb_status nb_archive_source(struct nb_archive *archive,
						 const struct nb_entry *entry,
						 struct nb_buf *out,
						 struct nb_error *err);

/* ---- checking */

/* What a problem has taken away. */
enum nb_hurt {
	NB_HURT_STRUCTURE, /* bytes of no page, or of pages named besides */
	NB_HURT_TEXT,	   /* the page's document, and its source with it */
	NB_HURT_SOURCE,	   /* the page's source only */
	NB_HURT_CATALOGUE, /* the page's catalogue entry: it is read by a walk,
			    * and that it was withdrawn may be lost */
	NB_HURT_UNCOMMITTED, /* the page stands behind the newest commit */
};

/* A short English word for it ("text"); static storage. */
NB_API const char *nb_hurt_name(enum nb_hurt hurt);

struct nb_problem {
	enum nb_hurt hurt;
	struct nb_string id;	      /* of the page; empty: none is known */
	uint32_t revision;	      /* of the page */
	const struct nb_entry *entry; /* of the page, or NULL */
	const struct nb_error *error; /* with the offset in the file */
};

/*
 * Append the journal of the page's repairs (nbnorm(1)) to out, as JSON Lines.
 * NB_ABSENT when it is not kept; NB_INVALID when it is not of this source.
 */
NB_API NB_CHECK enum nb_status nb_archive_journal(struct nb_archive *archive,
						  const struct nb_entry *entry,
						  struct nb_buf *out,
						  struct nb_error *err);

/*
 * Check everything: records and frames in the order of the file, the commit
 * chain, every document and source by its hash, every journal by its source,
 * the catalogue, the Merkle root. An archive opened by
 * nb_archive_open_damaged() is checked whatever is hit.
 *
 * `report` is called for each problem, page by page. `page` is called for each
 * page whose document is right, with its source, which is NULL where it is not
 * kept or wrong; a failure of it is reported as a problem of the page's text.
 * `progress` returns false to stop. Each of them may be NULL, and is called by
 * the calling thread, in the same order whatever the number of threads, which
 * decode, hash and replay ahead as nb_cursor_read_ahead() has it. Returns NB_OK
 * when there was no problem, NB_INVALID when there was one, NB_ABSENT when
 * progress stopped it.
 */
struct nb_verify_callbacks {
	void *context;
	void (*report)(void *context, const struct nb_problem *problem);
	bool (*progress)(void *context, uint64_t done, uint64_t total);
	enum nb_status (*page)(void *context, const struct nb_entry *entry,
			       const uint8_t *document,
			       const struct nb_buf *source,
			       struct nb_error *err);
	unsigned threads; /* 0: one a processor; 1: none but the caller's */
};
NB_API NB_CHECK enum nb_status nb_archive_verify(
	struct nb_archive *archive, const struct nb_verify_callbacks *callbacks,
	struct nb_error *err);

/* ---- proof (section 19) */

/*
 * Append a proof that a page or an item, by its id, belongs to the corpus of
 * this archive; revision 0 is the newest. Reads the whole catalogue. NB_ABSENT
 * when there is no such page or item. A proof about a page that is withdrawn,
 * or of which an item is, has no text.
 */
NB_API NB_CHECK enum nb_status nb_proof_make(struct nb_archive *archive,
					     const char *id, uint32_t revision,
					     struct nb_buf *out,
					     struct nb_error *err);

struct nb_proof {
	char subject[48]; /* id of the page or item that it is about */
	char page[48];
	uint32_t revision;
	uint8_t state;		/* of the page: enum nb_state */
	uint64_t leaves, index; /* of the Merkle tree, and in it */
	uint8_t root[32];
	uint8_t document[32], source[32]; /* SHA-256 of them */
	const uint8_t
		*text; /* the page's document, inside the proof; or NULL */
	size_t text_len;
};

/*
 * Check a proof. With an article (NULL: without), that must be what the subject
 * is, as `nbarc get` prints it; for a proof that has no text, the page's whole
 * document. *proof points into bytes. NB_INVALID when it does not hold;
 * NB_ABSENT when it has no text and is about an item, so that nothing can be
 * compared.
 */
NB_API NB_CHECK enum nb_status nb_proof_check(const void *bytes, size_t len,
					      const void *article,
					      size_t article_len,
					      struct nb_proof *proof,
					      struct nb_error *err);

/* ---- signatures (section 18); the cryptography is the caller's */

#define NB_SIGNED_SIZE 64    /* bytes that are signed */
#define NB_KEY_SIZE 32	     /* of an Ed25519 public key */
#define NB_SIGNATURE_SIZE 64 /* of an Ed25519 signature */

struct nb_writer_options;

struct nb_signature {
	uint8_t message[NB_SIGNED_SIZE]; /* what is signed */
	uint8_t key[NB_KEY_SIZE];
	uint8_t signature[NB_SIGNATURE_SIZE];
};

/*
 * Call `visit` for each signature of the corpus as the newest commit has it,
 * until it returns false. That a signature is good, and its key to be trusted,
 * is for the caller to find out.
 */
typedef bool nb_signature_visit(void *context,
				const struct nb_signature *signature);
NB_API NB_CHECK enum nb_status nb_archive_signatures(struct nb_archive *archive,
						     nb_signature_visit *visit,
						     void *context,
						     struct nb_error *err);

/*
 * Append a signature as a commit of no pages. `sign` signs the message and
 * fills in key and signature. *added is false, and the archive as it was, when
 * it has this signature already. options may be NULL; its torn() is called.
 */
typedef enum nb_status nb_signer(void *context, struct nb_signature *signature,
				 struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_archive_sign(
	const char *path, const struct nb_writer_options *options,
	nb_signer *sign, void *context, bool *added, struct nb_error *err);

/* ---- rescue */

struct nb_rescue_counts {
	uint64_t pages;	     /* page entries that the new archive has */
	uint64_t rebuilt;    /* of them, those whose catalogue entry was lost */
	uint64_t lost;	     /* page entries whose text could not be read */
	uint64_t sources;    /* pages that lost their source only */
	uint64_t structures; /* other damage that the walk met */
	uint64_t signatures; /* kept: they are of the new archive's corpus */
	uint64_t signatures_void; /* left out: they are of another one */
	uint8_t root[32];	  /* Merkle root of the new archive */
};

/*
 * Build a new archive at `to`, which must not be there, from all that can be
 * read of the file at `from`, whatever is damaged of it (section 14): header,
 * catalogue and commit records may be gone. Frames that are whole are copied as
 * they are; pages of others are compressed anew. The new archive has one
 * commit, of the time of the newest commit record that can be read, unless
 * `time` is not 0. An archive that is whole gives one with the same Merkle
 * root, and so do signatures of it that can be read stay good; any other is of
 * a corpus that the new archive is not, and is left out.
 *
 * Callbacks are as for nb_archive_verify(); `page` is not called, and no
 * threads are started. NB_OK also when something was lost: see the counts.
 * NB_INVALID when there is nothing of an archive; NB_ABSENT when progress
 * stopped it.
 */
NB_API NB_CHECK enum nb_status nb_archive_rescue(
	const char *from, const char *to, uint64_t time,
	const struct nb_verify_callbacks *callbacks,
	struct nb_rescue_counts *counts, struct nb_error *err);

/* ---- writing */

/* A page of an append that was not finished. */
struct nb_torn_page {
	struct nb_string id;
	uint32_t revision;
};

/* What stood behind the newest commit when an archive was opened for writing.
 */
struct nb_torn {
	uint64_t bytes;
	/* 0: they are cut off. Else the number of a commit that lacked only the
	 * head of its record: it is completed, and nothing is cut off. */
	uint64_t completed;
	bool padding; /* they are zeros that a copy in whole blocks ends in */
	const struct nb_torn_page *pages; /* that can still be named */
	size_t page_count;
};

#define NB_MEMORY_DEFAULT ((size_t)256 << 20)

/* Entries that wait for a commit should take no more: nb_writer_waiting(). */
#define NB_WAITING_MAX ((size_t)48 << 20)

struct nb_writer_options {
	int level;		/* zstd's, 1 to 22; 0: 19 */
	uint32_t frame_content; /* bytes of documents a frame; 0: 2 MiB */
	unsigned threads;	/* 0: one a processor; output does not depend */
	bool no_sources;	/* keep the hashes of the sources only */
	/* Called before the end of an archive that is opened is cut off or
	 * completed; may be NULL. What it is given lives until it returns. */
	void (*torn)(void *context, const struct nb_torn *torn);
	void *torn_context;
	/* Bytes that the process is to keep below, if its allocator gives large
	 * blocks back; 0: NB_MEMORY_DEFAULT. Fewer threads compress at a time
	 * where it is not enough for all; one always does. */
	size_t memory;
};

/* A page to be added; everything is copied. */
struct nb_new_page {
	const char *id; /* NUL-terminated */
	/* Of the file, without folders; may be "". What is not UTF-8 in it
	 * becomes \xNN. */
	const char *name;
	const void *document;
	size_t len;
	size_t head_len, tail_offset;
	const struct nb_entry_item *items;
	size_t item_count;
	const void *source; /* as received */
	size_t source_len;
	/* Where the source is not at hand and not kept: its SHA-256. NULL:
	 * that of `source`. The fields below are then not used. */
	const uint8_t *source_sha256;
	const char *charset; /* of the source */
	bool bom;
	const char *text; /* the source's text in UTF-8, without BOM */
	size_t text_len;
	const void *journal; /* of nb_journal_pack(); goes with the source */
	size_t journal_len;  /* 0: none */
};

/* What became of a page. */
enum nb_added {
	NB_ADDED_NEW,
	NB_ADDED_REVISION,
	NB_ADDED_UNCHANGED, /* the newest revision has this text and source:
			     * nothing done */
};

struct nb_writer;

/*
 * Create an archive or open one for appending. A new file appears under its
 * name with its first commit. NB_BUSY when another process writes to it.
 * *dropped is the number of bytes of an unfinished append that were cut off.
 * Where the bytes behind the newest commit may have been a commit it is
 * NB_INVALID, and they stay (section 10).
 */
NB_API NB_CHECK enum nb_status nb_writer_open(
	const char *path, const struct nb_writer_options *options,
	struct nb_writer **writer, uint64_t *dropped, struct nb_error *err);

/* Add a page. After a failure only nb_writer_free() may follow. */
NB_API NB_CHECK enum nb_status nb_writer_add(struct nb_writer *writer,
					     const struct nb_new_page *page,
					     enum nb_added *added,
					     struct nb_error *err);

/* Bytes that the entries of pages take which are added and not committed. */
NB_API size_t nb_writer_waiting(const struct nb_writer *writer);

/* Is a revision of the page added and not committed yet? */
NB_API bool nb_writer_pending(const struct nb_writer *writer, const char *id);

/*
 * Withdraw a page or an item, by its id; with reason NULL, put it back. A new
 * revision says so and has the same document, whose hash and proof stay.
 * *changed is false when it is withdrawn already for this reason, or not
 * withdrawn. NB_ABSENT when there is no such page or item, or its text was
 * purged; NB_USAGE when the reason is not UTF-8.
 */
NB_API NB_CHECK enum nb_status nb_writer_withdraw(struct nb_writer *writer,
						  const char *id,
						  const char *reason,
						  bool *changed,
						  struct nb_error *err);

/*
 * Make everything added since the last commit part of the archive, on disk.
 * `time` is seconds since 1970. Without new revisions an existing archive is
 * left as it is; a new one gets a commit of no pages.
 */
NB_API NB_CHECK enum nb_status nb_writer_commit(struct nb_writer *writer,
						uint64_t time,
						struct nb_error *err);

/*
 * The archive at its last commit, for reading; NULL when there is none yet. It
 * is the writer's, and lives until the next commit.
 */
NB_API struct nb_archive *nb_writer_archive(struct nb_writer *writer);

/* Close; what was not committed is gone. NULL is fine. */
NB_API void nb_writer_free(struct nb_writer *writer);

/* ---- parity (section 17), in a library of its own: nbarc-parity */

/* Called from time to time with bytes; false stops. */
typedef bool nb_parity_progress(void *context, uint64_t done, uint64_t total);

struct nb_protected {
	uint64_t bytes;	 /* that are protected now and were not before */
	uint64_t parity; /* bytes that were appended for it */
};

/*
 * Append Reed-Solomon parity for all of the archive that has none yet, with
 * `percent` of redundancy (above 0, to 100), as a commit of no pages. An
 * archive of which all is protected is left as it is. Memory: the parity of
 * 1 GiB, at most 128 MiB, and 2 MiB. NB_ABSENT when progress, which may be
 * NULL, stopped it; the archive is then as it was. options may be NULL; its
 * torn() is called.
 */
NB_API NB_CHECK enum nb_status nb_archive_protect(
	const char *path, double percent,
	const struct nb_writer_options *options, nb_parity_progress *progress,
	void *context, struct nb_protected *done, struct nb_error *err);

struct nb_repaired {
	uint64_t protected_to; /* offset; what is behind it has no parity */
	uint64_t blocks;       /* data blocks that were damaged */
	uint64_t healed;       /* of them */
	uint64_t records;      /* of parity sets and commits made anew */
};

/*
 * Heal what the parity of an archive can heal, and write the result to `to`;
 * NULL: in the place of `path`, at once or not at all. Nothing is written when
 * nothing was damaged. NB_OK when all that is protected is whole now;
 * NB_INVALID when there is more damage than redundancy: what could be healed
 * has been. NB_ABSENT when there is no parity, or progress stopped it.
 */
NB_API NB_CHECK enum nb_status nb_archive_repair(
	const char *path, const char *to, nb_parity_progress *progress,
	void *context, struct nb_repaired *done, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
