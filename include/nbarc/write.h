/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing an archive: create it or open it for appending, add pages, withdraw
 * or rename them, commit (format-spec/nbarc-format.md, section 10).
 *
 * Bytes of earlier commits never change. What was added becomes part of the
 * archive with nb_writer_commit(); before that, a crash or nb_writer_free()
 * leaves the archive as it was. Readers need not be stopped.
 *
 * Threads: a writer belongs to one thread at a time; it starts threads of its
 * own to compress. The error argument of every function may be NULL.
 */
#ifndef NBARC_WRITE_H
#define NBARC_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/entry.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A page of an append that was not finished. */
struct nb_torn_page {
	struct nb_string id;
	uint32_t revision;
};

/* What stood after the newest commit when an archive was opened for writing. */
struct nb_torn {
	uint64_t bytes;
	/* 0: the bytes are cut off. Otherwise the number of a commit that
	 * lacked only the head of its record: it is completed, and nothing is
	 * cut off. */
	uint64_t completed;
	bool padding; /* zeros at the end of a copy made in whole blocks */
	const struct nb_torn_page *pages; /* that can still be named */
	size_t page_count;
};

/* The default of nb_writer_options.memory, in bytes. */
#define NB_MEMORY_DEFAULT ((size_t)256 << 20)

/* Commit when entries that wait for it take more bytes: nb_writer_waiting(). */
#define NB_WAITING_MAX ((size_t)48 << 20)

/* How to write. All zeros are the defaults. */
struct nb_writer_options {
	int level; /* of zstd, 1 to 22; 0: 19 */
	/* Bytes of documents a frame; 0: 2 MiB, and 32 KiB in an archive with a
	 * shared text. */
	uint32_t frame_content;
	unsigned threads; /* 0: one a processor; the output is the same */
	bool no_sources;  /* keep only the hashes of the sources */
	/* Called before the end of an archive is cut off or completed; may be
	 * NULL. `torn` lives until it returns. */
	void (*torn)(void *context, const struct nb_torn *torn);
	void *torn_context;
	/* Bytes of memory that the process should stay below; 0:
	 * NB_MEMORY_DEFAULT. If that is not enough for all threads, fewer
	 * compress at a time; one always does. */
	size_t memory;
	/* Compress sources without the documents as prefix: damage to a frame
	 * then loses no source, and they take about as many bytes as the
	 * documents. Not used with no_sources. */
	bool independent_sources;
	/*
	 * A new archive gets this text as its shared text (section 5.1): all
	 * its frames, those of later commits too, are compressed with it. NULL:
	 * none. It is copied by nb_writer_open(), and not used with an archive
	 * that exists.
	 */
	const void *shared_text;
	size_t shared_text_len; /* bytes, at most 2^26 - 88 */
};

/* A page to be added. Everything is copied by nb_writer_add(). */
struct nb_new_page {
	const char *id; /* nb_id_is_page() of <nbarc/id.h>; NUL-terminated */
	/* Name of the file it came from, without folders; may be "". Bytes that
	 * are not UTF-8 become \\xNN. */
	const char *name;
	const void *document; /* the TEI document, of `len` bytes */
	size_t len;
	/* The document up to its first item, and from the end of its last. */
	size_t head_len, tail_offset;
	const struct nb_entry_item *items;
	size_t item_count;
	/* The items have their authors. If not, who looks for an author has to
	 * read the documents of all pages next to this one in the catalogue. */
	bool has_authors;
	const void *source; /* bytes as received; NULL: not at hand */
	size_t source_len;
	/* SHA-256 of a source that is not at hand and so not kept; NULL: that
	 * of `source`. The fields below are not used then. */
	const uint8_t *source_sha256;
	const char *charset; /* of the source */
	bool bom;	     /* the source began with a byte order mark */
	const char *text;    /* the source's text in UTF-8, without the mark */
	size_t text_len;
	const void *journal; /* of nb_journal_pack(); kept with the source */
	size_t journal_len;  /* 0: none */
	/*
	 * What persons decided about the page: lines of a file of decisions
	 * that do not name it, of decisions_len bytes. They are kept even if
	 * the source is not. NULL: those of its newest revision stay, so that
	 * no program undoes a person's word by not knowing of it.
	 */
	const void *decisions;
	size_t decisions_len;
};

/* What became of a page that was added. */
enum nb_added {
	NB_ADDED_NEW,
	NB_ADDED_REVISION,
	NB_ADDED_UNCHANGED, /* the newest revision has this text, source and
			     * decisions: nothing was added */
	NB_ADDED_REFUSED,   /* nothing was added, for a fault of the page */
};

/* An archive that is open for writing. It holds the lock of the file. */
struct nb_writer;

/*
 * Create the archive at `path`, or open it for appending. A new file appears
 * under its name with its first commit.
 *
 * `options` may be NULL. *writer is the caller's, to be freed by
 * nb_writer_free(); *dropped is the number of bytes of an unfinished append
 * that were cut off. NB_BUSY if another process writes to the archive.
 * NB_INVALID if it is damaged, or if the bytes after the newest commit may have
 * been a commit: they stay as they are (section 10).
 */
NB_API NB_CHECK enum nb_status nb_writer_open(
	const char *path, const struct nb_writer_options *options,
	struct nb_writer **writer, uint64_t *dropped, struct nb_error *err);

/*
 * Add a page, and say in *added what became of it.
 *
 * After a failure only nb_writer_free() may follow, unless *added is
 * NB_ADDED_REFUSED: then the page is at fault, and the writer is as it was.
 * NB_USAGE if its identifier is none; NB_LIMIT if it is larger than the format
 * allows; NB_INVALID if an item of a page that is in the archive, or was added
 * before, could have the same identifier, or an item of this page that of such
 * a page. NB_INVALID too if its fields contradict each other, which may be
 * found only by nb_writer_commit(), or if the decisions of the newest revision
 * are needed and damaged; NB_USAGE if they are not committed yet.
 */
NB_API NB_CHECK enum nb_status nb_writer_add(struct nb_writer *writer,
					     const struct nb_new_page *page,
					     enum nb_added *added,
					     struct nb_error *err);

/* Bytes that the entries of pages take that were added and not yet committed.
 */
NB_API size_t nb_writer_waiting(const struct nb_writer *writer);

/* True if a revision of this page was added and not yet committed. */
NB_API bool nb_writer_pending(const struct nb_writer *writer, const char *id);

/*
 * Withdraw a page or an item, by its identifier; with reason NULL, put it back.
 *
 * A new revision records it; it has the same document, whose hash and proof
 * stay. *changed is false if nothing had to be done: it is withdrawn for this
 * reason already, or is not withdrawn. NB_ABSENT if there is no such page or
 * item, or if its text was purged; NB_USAGE if nothing can have the identifier,
 * or the reason is not UTF-8; NB_LIMIT if the reason has more than 65,535
 * bytes.
 */
NB_API NB_CHECK enum nb_status nb_writer_withdraw(struct nb_writer *writer,
						  const char *id,
						  const char *reason,
						  bool *changed,
						  struct nb_error *err);

/*
 * Give a page another identifier (section 9.5, "Renamed pages"); its items keep
 * their numbers. `from` and `to` are NUL-terminated.
 *
 * The page gets a revision under its new identifier, with the same text, source
 * and journal, in a document that also names the old identifier. The old
 * identifier is withdrawn, and answers with the new one: nb_archive_renamed().
 * Its older revisions stay where they were. To undo it, rename the page back.
 *
 * A page can be renamed once in a commit, and not in the commit that adds or
 * withdraws it: NB_USAGE. NB_USAGE too if `from` or `to` cannot be the
 * identifier of a page, or if `to` is or was that of another one; NB_ABSENT,
 * with the reason, if there is no such page, or if it is withdrawn, purged or
 * renamed; NB_INVALID if its document or its source is damaged, or if the
 * calendar does not have the day of `to`. After any failure only
 * nb_writer_free() may follow.
 */
NB_API NB_CHECK enum nb_status nb_writer_rename(struct nb_writer *writer,
						const char *from,
						const char *to,
						struct nb_error *err);

/*
 * Make everything that was added since the last commit part of the archive, and
 * return when it is on the disk. `time` is that of the commit, in seconds since
 * 1970. Without new revisions an existing archive stays as it is; a new one
 * gets a commit of no pages. After a failure only nb_writer_free() may follow;
 * the archive then is as it was before.
 */
NB_API NB_CHECK enum nb_status nb_writer_commit(struct nb_writer *writer,
						uint64_t time,
						struct nb_error *err);

/*
 * The archive as of its last commit, for reading; NULL if there is none yet. It
 * belongs to the writer and lives until the next commit.
 */
NB_API struct nb_archive *nb_writer_archive(struct nb_writer *writer);

/* Close the archive. What was not committed is lost. NULL is fine. */
NB_API void nb_writer_free(struct nb_writer *writer);

#ifdef __cplusplus
}
#endif
#endif
