/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading an archive: open it, find pages, get articles.
 *
 * An .nbarc file holds pages; each page is one TEI document, and its articles
 * and photographs (its items) are slices of that document. Pages and items have
 * identifiers (nbarc(5)): "jdrb-20190304-a01" is a page, "jdrb-20190304-a01-02"
 * its second item. A page that was ingested again with another text has several
 * revisions, numbered from 1.
 *
 * nb_archive_get() is all that most programs need. A cursor goes through many
 * pages, <nbarc/item.h> describes items one by one, and <nbarc/query.h> chooses
 * them as the command line does.
 *
 * What was withdrawn or purged is not given out: the functions that return text
 * give NB_ABSENT, with the reason in the error, or leave a withdrawn item out
 * of its page. Programs that copy or check archives use the nb_archive_kept_*
 * functions instead, which give what is stored.
 *
 * Threads: an archive and its cursors belong to one thread at a time. Any
 * number of archives may be open on one file, in one process or in several,
 * beside a writer; no locks are needed.
 *
 * Section numbers are those of format-spec/nbarc-format.md. The error argument
 * of every function may be NULL.
 */
#ifndef NBARC_ARCHIVE_H
#define NBARC_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/entry.h>
#include <nbarc/id.h>
#include <nbarc/ranges.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- opening */

/* An open archive, seen as of one commit. */
struct nb_archive;

/*
 * Open the archive at `path` as of its newest valid commit.
 *
 * *archive is the caller's, to be closed by nb_archive_close(); it is NULL
 * after a failure. NB_INVALID if the file is not an archive or has no valid
 * commit, NB_UNSUPPORTED if it needs a newer reader, NB_IO if it cannot be
 * read. Reads a bounded number of bytes unless the last append was cut off
 * (section 9).
 *
 * Commits that are appended later are not seen; open the archive again for
 * them. The first document that is read takes a block of 2.5 MiB, in which
 * frames of up to 2 MiB are decoded; a larger frame takes its own size besides.
 *
 * If the archive has a shared text, the beginning of the file is mapped into
 * memory. As with every mapping, the process gets SIGBUS if that part of the
 * file is cut off or cannot be read while it is needed.
 */
NB_API NB_CHECK enum nb_status nb_archive_open(const char *path,
					       struct nb_archive **archive,
					       struct nb_error *err);

/* Close an archive and free everything that it gave out. NULL is fine. */
NB_API void nb_archive_close(struct nb_archive *archive);

/* How to go on with a damaged archive; see nb_archive_open_damaged(). */
struct nb_damage {
	void *context; /* passed to report */
	/* Called for each damage that is found; err lives until it returns. */
	void (*report)(void *context, const struct nb_error *err);
};

/*
 * Like nb_archive_open(), but reads around damage (section 14).
 *
 * If the header, the newest commit record or a catalogue node cannot be read,
 * the whole file is walked over, and every function of this header answers from
 * what the walk found. `damage->report` is called, perhaps several times, when
 * that happens. What is given out is then still checked and right, but it may
 * be incomplete: a page that is not found is NB_INVALID instead of NB_ABSENT,
 * and the record that a page was withdrawn may be lost.
 *
 * Bytes after the newest commit, while no writer is at work, come from an
 * append that was not finished or whose end is damaged. Pages that stand only
 * there are given out too, with a report.
 */
NB_API NB_CHECK enum nb_status nb_archive_open_damaged(
	const char *path, const struct nb_damage *damage,
	struct nb_archive **archive, struct nb_error *err);

/*
 * Open an archive that is read through the functions of `far`, by ranges of
 * bytes (<nbarc/ranges.h>), as of its newest valid commit. It is then used like
 * any other, by every function that takes an archive.
 *
 * `far` is copied, and close() of it is called when the archive is closed, or
 * at once after a failure. `name` is for messages, and is copied. `damage` is
 * as for nb_archive_open_damaged(); NULL: damage is an error. Failures are
 * those of nb_archive_open(), and those that the functions return.
 *
 * Two things differ from a file of this machine. Whether a writer is at work
 * cannot be seen, so that an unfinished append at the end is passed over
 * (section 10.2). A file that does not begin as an archive does is NB_INVALID,
 * whatever `damage` is: it is not walked over.
 */
NB_API NB_CHECK enum nb_status nb_archive_open_far(
	const struct nb_far_file *far, const char *name,
	const struct nb_damage *damage, struct nb_archive **archive,
	struct nb_error *err);

/*
 * From now on, read around damage of the catalogue and of documents as an
 * archive does that nb_archive_open_damaged() opened. Call it after
 * nb_archive_at(), so that an earlier state is read in this way too. `damage`
 * is copied; what its context points to must live as long as the archive. A
 * commit from before the file was rewritten is not read around damage: a walk
 * finds entries, but not always by which commit they were added.
 */
NB_API void nb_archive_tolerate(struct nb_archive *archive,
				const struct nb_damage *damage);

/*
 * Check that what follows the newest commit cannot have been a commit (section
 * 14). nb_archive_open() does not check this. NB_INVALID if it may have been
 * one and no writer is at work: the archive is then perhaps older than what was
 * committed. NB_IO if the file cannot be read.
 */
NB_API NB_CHECK enum nb_status nb_archive_check_end(struct nb_archive *archive,
						    struct nb_error *err);

/* ---- commits */

/* What a commit record says of the archive (section 8). */
struct nb_archive_info {
	uint64_t file_size;	 /* bytes of the file when it was opened */
	uint64_t end;		 /* offset of the end of the newest commit */
	uint64_t commits;	 /* number of this commit, from 1 */
	uint64_t time;		 /* of the commit, seconds since 1970 UTC */
	uint64_t revisions;	 /* page entries, all revisions counted */
	uint64_t pages, items;	 /* of the newest revisions */
	uint64_t document_bytes; /* of all revisions, not compressed */
	uint64_t source_bytes;	 /* of the sources as received */
	uint8_t root[NB_SHA256_SIZE]; /* the Merkle root (section 11) */
	uint64_t shared; /* bytes of the shared text (section 5.1), or 0 */
	unsigned trees;	 /* of the catalogue */
	char writer[33]; /* program and version; NUL-terminated */
};

/* Describe the commit that the archive is seen as of. Cannot fail. */
NB_API void nb_archive_info(const struct nb_archive *archive,
			    struct nb_archive_info *info);

/* The fewest hexadecimal digits of a root that nb_archive_at() takes. */
#define NB_ROOT_DIGITS 6

/*
 * See the archive as of an earlier commit from now on (section 9, "An earlier
 * state"). `commit` is the number of the commit in decimal, or the first
 * NB_ROOT_DIGITS or more digits of its Merkle root in hexadecimal.
 *
 * Call it right after the archive was opened: cursors and entries made before
 * are no longer valid. NB_ABSENT if there is no such commit; NB_USAGE if the
 * text is neither form, or if the digits fit two different roots.
 */
NB_API NB_CHECK enum nb_status nb_archive_at(struct nb_archive *archive,
					     const char *commit,
					     struct nb_error *err);

/*
 * Describe the commit that `commit` names in the same way; the archive stays as
 * it is. *info is zeros after a failure. Errors are those of nb_archive_at().
 */
NB_API NB_CHECK enum nb_status nb_archive_find_commit(
	struct nb_archive *archive, const char *commit,
	struct nb_archive_info *info, struct nb_error *err);

/* Called for each commit; false ends the visit. `info` lives until it returns.
 */
typedef bool nb_commit_visit(void *context, const struct nb_archive_info *info);

/*
 * Call `visit` for every commit, the newest first, until it returns false.
 * info->commits is the number of the commit; the file's sizes are those of the
 * archive as it is now. NB_INVALID where the chain of commits is broken: the
 * commits before that point are not known.
 */
NB_API NB_CHECK enum nb_status nb_archive_commits(struct nb_archive *archive,
						  nb_commit_visit *visit,
						  void *context,
						  struct nb_error *err);

/* ---- getting text */

/* The forms in which a page or an item is given. */
enum nb_format {
	NB_FORMAT_TEI,	 /* a TEI document; of an item, one that stands alone */
	NB_FORMAT_PLAIN, /* the same without marks of joined breaks */
	/* The document as stored; of an item, its slice of the page's document
	 * with the head and the tail of that (section 7.1). */
	NB_FORMAT_SLICES,
	NB_FORMAT_TEXT,	   /* plain text as one reads it, a line a paragraph */
	NB_FORMAT_SOURCE,  /* the page as received; of pages only */
	NB_FORMAT_JOURNAL, /* how it was repaired, JSON Lines; of pages only */
};

/*
 * Append one page or one item to `out`, as `nbarc get` prints it.
 *
 * `id` is the identifier of a page or an item, NUL-terminated, with "@N" after
 * it for revision N; without, the newest revision is given. Nothing is appended
 * after a failure. NB_ABSENT, with the reason in err, if there is no such page,
 * item or revision, if it was withdrawn or purged, or if the archive keeps no
 * source; NB_USAGE if nothing can have the identifier `id`, or it names an item
 * where the form is of pages; NB_INVALID if what is stored is damaged.
 */
NB_API NB_CHECK enum nb_status nb_archive_get(struct nb_archive *archive,
					      const char *id,
					      enum nb_format format,
					      struct nb_buf *out,
					      struct nb_error *err);

/* ---- finding pages */

/* What of an entry is decoded: less is faster. */
enum nb_detail {
	NB_DETAIL_ALL,
	NB_DETAIL_TITLES, /* all but the hashes, which are zeros */
	NB_DETAIL_HASHES, /* all but titles, kickers and bylines */
	NB_DETAIL_PLACES, /* neither of the two */
	NB_DETAIL_KEYS,	  /* only id, revision, commit and state */
};

/*
 * Find a page by its identifier, of id_len bytes; revision 0 is the newest.
 *
 * *entry belongs to the archive and lives until the next call with it.
 * NB_ABSENT if there is no such page or revision. A page that was withdrawn is
 * found, so that its history can be shown: nb_entry_is_hidden() tells.
 */
NB_API NB_CHECK enum nb_status nb_archive_find(struct nb_archive *archive,
					       const char *id, size_t id_len,
					       uint32_t revision,
					       const struct nb_entry **entry,
					       struct nb_error *err);

/* Like nb_archive_find(), but decodes only the fields that `detail` names. */
NB_API NB_CHECK enum nb_status nb_archive_find_detail(
	struct nb_archive *archive, const char *id, size_t id_len,
	uint32_t revision, enum nb_detail detail, const struct nb_entry **entry,
	struct nb_error *err);

/* ---- going through pages */

/* A place in the catalogue, moving in order of the identifiers. */
struct nb_cursor;

/*
 * Make a cursor over the pages whose identifier begins with the prefix_len
 * bytes at `prefix`; an empty prefix is all pages. With `all` it gives every
 * revision of a page, the newest first; without, only the newest. The prefix is
 * copied.
 *
 * *cursor is the caller's, to be freed by nb_cursor_free() before the archive
 * is closed.
 */
NB_API NB_CHECK enum nb_status nb_cursor_create(struct nb_archive *archive,
						const char *prefix,
						size_t prefix_len, bool all,
						struct nb_cursor **cursor,
						struct nb_error *err);

/* Like nb_cursor_create(), but decodes only the fields that `detail` names. */
NB_API NB_CHECK enum nb_status nb_cursor_create_detail(
	struct nb_archive *archive, const char *prefix, size_t prefix_len,
	bool all, enum nb_detail detail, struct nb_cursor **cursor,
	struct nb_error *err);

/*
 * Move on. *entry is the next page entry, which lives until the next call with
 * this cursor; it is NULL after the last one. NB_INVALID where the catalogue is
 * damaged, unless the archive was opened by nb_archive_open_damaged().
 */
NB_API NB_CHECK enum nb_status nb_cursor_next(struct nb_cursor *cursor,
					      const struct nb_entry **entry,
					      struct nb_error *err);

/*
 * Go forward to the first page whose identifier is not below the `len` bytes at
 * `id`: nb_cursor_next() gives it. The leaves between are not read. `id` must
 * be above the page that was given last, and the cursor must not read ahead.
 * NB_INVALID where the catalogue is damaged, unless the archive was opened by
 * nb_archive_open_damaged().
 */
NB_API NB_CHECK enum nb_status nb_cursor_skip(struct nb_cursor *cursor,
					      const char *id, size_t len,
					      struct nb_error *err);

/* Free a cursor; threads that read ahead end. NULL is fine. */
NB_API void nb_cursor_free(struct nb_cursor *cursor);

/* What nb_cursor_read_ahead() prepares. */
enum nb_want { NB_WANT_DOCUMENTS, NB_WANT_SOURCES };

/*
 * Let threads decode page frames ahead of the cursor and hash their documents,
 * or their sources, so that the functions below find them ready. `threads` 0 is
 * one a processor; 1 is none, as without this call.
 *
 * The results, the failures and their order stay the same. The threads start
 * with the second frame that is needed, or at once if the cursor goes over all
 * pages of an archive that is not small. They hold at most 64 MiB of documents,
 * sources and what these are made from, or one frame if that is larger, and
 * share nothing else with the archive. Only one cursor of an archive reads
 * ahead; a second one, or one on a damaged catalogue, reads without threads.
 */
NB_API NB_CHECK enum nb_status nb_cursor_read_ahead(struct nb_cursor *cursor,
						    enum nb_want want,
						    unsigned threads,
						    struct nb_error *err);

/* ---- the text of a page entry */

/*
 * The document of a page as it may be shown: an empty item that says so stands
 * for each withdrawn one (nbtei.rnc, "withdrawn").
 *
 * `entry` comes from nb_archive_find() or a cursor of this archive, with
 * another detail than NB_DETAIL_KEYS. *document points to *len bytes that live
 * until the next call with the archive. The SHA-256 of what is stored is
 * checked first, unless the entry has no hashes (NB_DETAIL_TITLES,
 * NB_DETAIL_PLACES): then NB_USAGE. NB_ABSENT if the page was withdrawn or this
 * revision purged; NB_INVALID if it is damaged. Reading pages in order decodes
 * each frame once.
 */
NB_API NB_CHECK enum nb_status nb_archive_document(struct nb_archive *archive,
						   const struct nb_entry *entry,
						   const uint8_t **document,
						   size_t *len,
						   struct nb_error *err);

/*
 * Append one item of a page to `out`, by its number, in any form but those of
 * pages only. NB_ABSENT, with the reason, if the page has no such item, or if
 * it was withdrawn, purged or moved; NB_INVALID if it is damaged, or not what
 * nbtei writes and NB_FORMAT_TEI or NB_FORMAT_PLAIN is asked for.
 */
NB_API NB_CHECK enum nb_status nb_archive_item(struct nb_archive *archive,
					       const struct nb_entry *entry,
					       unsigned number,
					       enum nb_format format,
					       struct nb_buf *out,
					       struct nb_error *err);

/*
 * Append the page's source, byte for byte as received, to `out`. If the entry
 * keeps none, as that of a document, the newest revision of the page that keeps
 * a source with the same SHA-256 gives it. NB_ABSENT if the archive does not
 * keep it, or if the page or one of its items was withdrawn; NB_INVALID if its
 * length or SHA-256 is wrong. The entry stays valid, unless its page as a whole
 * is hidden.
 */
NB_API NB_CHECK enum nb_status nb_archive_source(struct nb_archive *archive,
						 const struct nb_entry *entry,
						 struct nb_buf *out,
						 struct nb_error *err);

/*
 * Append the journal of the page's repairs (nbnorm(1)) to `out`, as JSON Lines.
 * NB_ABSENT as for nb_archive_source(), or if no journal is kept; NB_INVALID if
 * the journal does not belong to the source.
 */
NB_API NB_CHECK enum nb_status nb_archive_journal(struct nb_archive *archive,
						  const struct nb_entry *entry,
						  struct nb_buf *out,
						  struct nb_error *err);

/*
 * Append what persons decided about the page (nbnorm(1), DECISIONS) to `out`,
 * as lines of a file of decisions that name the page. Nothing is appended if
 * entry->has_decisions is false. NB_ABSENT as for nb_archive_source(), because
 * decisions quote the text; NB_INVALID if they are damaged.
 */
NB_API NB_CHECK enum nb_status nb_archive_decisions(
	struct nb_archive *archive, const struct nb_entry *entry,
	struct nb_buf *out, struct nb_error *err);

/* ---- what is withdrawn */

/*
 * What of a page may not be shown. The newest revision of the page decides for
 * all of them (section 9); functions that find entries look it up. All three
 * are false for an entry that was found with NB_DETAIL_KEYS and whose page as a
 * whole is not withdrawn: items are not known then.
 */

/* True if the page as a whole was withdrawn, or purged. */
NB_API bool nb_entry_is_hidden(const struct nb_entry *entry);

/* The reason of that, "" if the page is not hidden; at most 511 bytes. It lives
 * as long as the entry. */
NB_API const char *nb_entry_hidden_reason(const struct nb_entry *entry);

/* True if at least one item was withdrawn. */
NB_API bool nb_entry_hides_items(const struct nb_entry *entry);

/* True if the item with this number was withdrawn, or its page. */
NB_API bool nb_entry_item_is_hidden(const struct nb_entry *entry,
				    unsigned number);

/* True if the item has text that may be shown: it was neither withdrawn nor
 * purged nor moved, and its page neither. */
NB_API bool nb_entry_item_is_present(const struct nb_entry *entry,
				     const struct nb_entry_item *item);

/*
 * Find the identifier that a page or an item has now, if its page was renamed
 * (section 9.5): `id` is its identifier, NUL-terminated and without a revision.
 * `now` is NUL-terminated, and "" if the page was not renamed or is not in the
 * archive. Entries that the archive gave out before are no longer valid.
 * NB_INVALID if damage hides whether it was renamed.
 */
NB_API NB_CHECK enum nb_status nb_archive_renamed(struct nb_archive *archive,
						  const char *id,
						  char now[NB_ITEM_ID_MAX],
						  struct nb_error *err);

/* ---- what is stored, withdrawn or not */

/*
 * Like nb_archive_document(), nb_archive_source() and nb_archive_journal(), but
 * give what is stored even if it was withdrawn. They are for programs that
 * copy, check or compare archives; what they give may not be shown to readers.
 * *document points to entry->len bytes.
 */
NB_API NB_CHECK enum nb_status nb_archive_kept_document(
	struct nb_archive *archive, const struct nb_entry *entry,
	const uint8_t **document, struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_archive_kept_source(
	struct nb_archive *archive, const struct nb_entry *entry,
	struct nb_buf *out, struct nb_error *err);
NB_API NB_CHECK enum nb_status nb_archive_kept_journal(
	struct nb_archive *archive, const struct nb_entry *entry,
	struct nb_buf *out, struct nb_error *err);

/* Likewise the decisions as they are stored: their lines do not name the page.
 */
NB_API NB_CHECK enum nb_status nb_archive_kept_decisions(
	struct nb_archive *archive, const struct nb_entry *entry,
	struct nb_buf *out, struct nb_error *err);

/*
 * The items of an entry that have text, in the order of the document, which may
 * differ from the order of their numbers. *items is an array of *count pointers
 * into the entry; the caller frees it with free().
 */
NB_API NB_CHECK enum nb_status nb_entry_order(
	const struct nb_entry *entry, const struct nb_entry_item ***items,
	size_t *count, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
