/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ingesting: pages become documents, and files become pages of an archive
 * (nbarc-ingest(1)).
 *
 * nb_convert_page() takes one page through all stages, from its bytes to its
 * TEI document: <nbarc/layout.h> and <nbarc/encoding.h> read it,
 * <nbarc/page.h> repairs it, <nbarc/article.h> divides it, and <nbarc/tei.h>
 * writes it. nb_ingest() does that for any number of files, names them, and
 * adds them to an archive with a writer of <nbarc/write.h>.
 *
 * The same files and options always give the same archive, byte for byte,
 * whatever the number of threads, the locale or the date.
 *
 * Threads: functions that convert a page keep nothing, so several threads may
 * convert pages at once. nb_ingest() starts threads of its own, which compress;
 * its callbacks are called by the calling thread.
 */
#ifndef NBARC_INGEST_H
#define NBARC_INGEST_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/issue.h>
#include <nbarc/layout.h>
#include <nbarc/naming.h>
#include <nbarc/report.h>
#include <nbarc/review.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one page */

/*
 * The numbers of the items of a page, which end their identifiers (nbarc(5)).
 *
 * If an archive already has the page, its items keep their numbers as far as
 * possible: an item keeps its number if more than half of its text is in one
 * item now, and a new item gets the next number that was never used. An item
 * that is gone moved, and its reason names the items that have its text. It
 * owns both arrays and the reasons in them.
 */
struct nb_numbering {
	/* For each item of the division, in its order: number, kind, state and
	 * reason; the other fields are empty. */
	struct nb_entry_item *items;
	size_t item_count;
	/* The other items that the page ever had, by number. */
	struct nb_entry_item *gone;
	size_t gone_count;
};

/* What an archive has of a page in its newest revision: the items, and what
 * persons decided about it. */
struct nb_former;

/*
 * Read the items that an archive has of a page, for nb_convert_page(), so that
 * they keep their numbers. `archive` may be NULL.
 *
 * *former is the caller's, to be freed by nb_former_free(). It does not depend
 * on the archive. It is NULL, and the status NB_OK, if the archive is NULL or
 * does not have the page; it is also NULL after a failure. NB_INVALID if the
 * archive is damaged there.
 */
NB_API NB_CHECK enum nb_status nb_former_read(struct nb_archive *archive,
					      const char *page_id,
					      struct nb_former **former,
					      struct nb_error *err);

/* Free what nb_former_read() gave. NULL is fine. */
NB_API void nb_former_free(struct nb_former *former);

/*
 * How a page is read and repaired. All zeros are the defaults. What is pointed
 * to must live as long as the result of the conversion.
 */
struct nb_reading {
	/* What a manifest says of the page, or NULL: who may use it, and the
	 * URL or name of its image. The header of the document states the
	 * rights, and its pb the image. */
	const char *rights, *image;
	const char *charset; /* of a text; NULL: detect it */
	/* For markup such as ALTO: nb_layout_read_markup() of
	 * <nbarc/markup.h>. NULL: such pages are NB_UNSUPPORTED. */
	nb_layout_reader *markup;
	enum nb_damaged damaged; /* what is done with damaged bytes */
	/* Leave out the zones of the document, which state where its lines
	 * stand on the image. */
	bool no_zones;
	/* page_id is set by the conversion. So is the layout for markup, unless
	 * one is given. */
	struct nb_page_options page;
};

/*
 * A page after its conversion: the results of all stages, which it owns. It is
 * not to be copied or moved, because the page points to its layout.
 */
struct nb_converted {
	struct nb_source source;     /* the bytes as received */
	struct nb_text text;	     /* decoded */
	struct nb_layout layout;     /* of markup; else empty */
	struct nb_page *page;	     /* repaired */
	struct nb_division division; /* of nb_page_text() */
	struct nb_numbering numbering;
	struct nb_tei tei;
};

/*
 * Convert the page in the `len` bytes at `bytes` to a TEI document.
 *
 * `page_id` is its identifier, NUL-terminated. `title` may be NULL: only the
 * title code is known then. `reading` may be NULL. `former` may be NULL: the
 * items are numbered 1, 2, 3 then. The bytes are not needed afterwards.
 *
 * The caller frees *converted with nb_converted_free(), also after a failure.
 * A page without text becomes a document without items. Of a file with several
 * pages, all become one document. NB_INVALID if the page cannot be decoded,
 * does not fit its layout, or the calendar does not have the day of page_id;
 * NB_USAGE if page_id is not of <nbarc/newspaper.h> or the charset is unknown;
 * NB_LIMIT if the text has more than NB_PAGE_MAX bytes or NB_PAGE_ITEMS_MAX
 * items, or all numbers of items are used up; NB_UNSUPPORTED if it is markup
 * that cannot be read.
 */
NB_API NB_CHECK enum nb_status nb_convert_page(const void *bytes, size_t len,
					       const char *page_id,
					       const struct nb_title *title,
					       const struct nb_reading *reading,
					       const struct nb_former *former,
					       struct nb_converted *converted,
					       struct nb_error *err);

/* Free what a conversion owns. NULL is fine. */
NB_API void nb_converted_free(struct nb_converted *converted);

/*
 * Compare a page's document of `len` bytes with its source of `source_len`
 * bytes. The characters of both that are not white space must be the same in
 * the same order, where a half-width mark equals its full-width form. `markup`
 * reads markup, as in struct nb_reading. If the document's source is one of the
 * pages of its file, it is compared with that page.
 *
 * NB_OK if they are the same. NB_INVALID if they are not, with the offset in
 * the source's text in the message, or if one of them cannot be read;
 * NB_UNSUPPORTED if the source is markup and `markup` is NULL, or if the
 * document does not say that its source is markup.
 */
NB_API NB_CHECK enum nb_status nb_compare_source(const void *document,
						 size_t len, const void *source,
						 size_t source_len,
						 nb_layout_reader *markup,
						 struct nb_error *err);

/* ---- many pages */

/* The most bytes of a document that nb_ingest() takes. */
#define NB_DOCUMENT_MAX ((size_t)32 * 1024 * 1024)

/* A validator of documents: <nbarc/validate.h>. */
struct nb_validator;

/*
 * A check of a document: the type of nb_validate_from() of <nbarc/validate.h>.
 * It is a parameter so that libnbarc does not need libxml2.
 */
typedef enum nb_status nb_document_check(struct nb_validator *validator,
					 const void *xml, size_t len,
					 const char *name, uint64_t line,
					 struct nb_error *err);

/* How pages are made again: <nbarc/decide.h>. */
struct nb_decide_options;

/*
 * What a person changed in a document: the type of nb_edit_document() of
 * <nbarc/edit.h>. It is a parameter because it makes pages itself.
 */
typedef enum nb_status nb_document_changes(
	struct nb_archive *archive, const char *path, const void *xml,
	size_t len, const struct nb_decide_options *options, const char *who,
	const char *when, struct nb_buf *decisions, struct nb_buf *unsaid,
	struct nb_error *err);

/*
 * What to ingest, and how. All zeros ingests page texts that are named after
 * their pages. What is pointed to must live until nb_ingest() returns.
 */
struct nb_ingest_options {
	/* With a check, the files are not page texts but documents, one or
	 * several in a file (nbarc-ingest(1), TEI DOCUMENTS). Each is checked,
	 * and kept byte for byte. `titles` and `reading` are not used then, and
	 * a file may have any name; but an identifier that its name or `naming`
	 * gives must be that of the document. */
	nb_document_check *check;
	struct nb_validator *validator; /* passed to check */
	/*
	 * With a check: if a document was made from the source that the newest
	 * revision of its page keeps, what was changed in it becomes decisions
	 * of `who` on the day `when` ("": not said), with which the page is
	 * made again. A document that says more than decisions can is reported
	 * and kept as it is. A document that an XML editor laid out anew is
	 * taken as well, and loses its comments. NULL: every document is kept
	 * byte for byte. `reading.markup` and `mets` are used for this.
	 */
	nb_document_changes *changes;
	const char *who, *when;
	struct nb_naming naming;
	/*
	 * A manifest of the files; NULL: none. `manifest_path` is its path. The
	 * paths of its rows are relative to its folder, or to a directory that
	 * is ingested. If nb_ingest() is given no paths, its files are the
	 * input. A file that it does not have is named by `naming` alone.
	 */
	const struct nb_manifest *manifest;
	const char *manifest_path;
	/* The image of each page of which the manifest names none, by
	 * nb_image_name(); NULL: not known. It is checked by
	 * nb_image_check() before. */
	const char *image_template;
	const struct nb_titles *titles; /* NULL: only title codes are known */
	struct nb_reading reading;	/* of each file; without a layout */
	/* Profiles of titles. A title without one has that of `reading`. */
	const struct nb_profiles *profiles;
	/* nb_issue_read_mets() of <nbarc/markup.h>: METS files say which items
	 * the pages have that they name. A METS file among the paths stands for
	 * its pages. NULL: METS files are passed over. */
	nb_issue_reader *mets;
	bool reinstate; /* add withdrawn pages again */
	/* Read and convert everything, but write nothing: no archive is made or
	 * changed. The counts are those that the ingest would have, except
	 * `committed` and `dropped`, which are 0. */
	bool dry_run;
	/* Leave out a text without converting it if the archive has it as the
	 * source of its page: an ingest that was interrupted goes on. A file is
	 * taken for the source without being read if it has as many bytes and
	 * is not newer than the commit of the page; with has_time, every file
	 * of that length is read. It has no effect on documents. */
	bool resume;
	/* Convert a text also if the newest revision of its page keeps no
	 * source, because it came in as a document. Without, such a page is
	 * left as it is: somebody may have corrected it. With no_sources of
	 * `writer` such pages cannot be told from others. */
	bool replace_documents;
	struct nb_writer_options writer;
	/*
	 * Take only shard `shard` of `shards`, from 1 on: the files in the
	 * order of their pages are divided into stretches of about as many
	 * files, between two issues. 0: all. Every shard is an archive, also
	 * one without files. Of names, shard 1 alone reports the problems. The
	 * archives of all shards merge into the one that a single ingest makes:
	 * nb_merge_archives() of <nbarc/rewrite.h>. NB_USAGE if `shard` is
	 * above `shards`, or if a file is "-".
	 */
	unsigned shard, shards;
	/*
	 * Bytes of the shared text that an archive gets when it is created, at
	 * most 2^26; 0: none. It is chosen from a sample of the files, and has
	 * at most an eighth of their bytes. NB_USAGE if the archive exists and
	 * has none, or if it does not exist and a file is "-". The fields
	 * shared_text of `writer` are not used. Shards choose it from the files
	 * of all, so that each has the same one.
	 */
	size_t shared_text;
	/* An archive whose shared text a new archive gets, instead of one that
	 * is chosen; NULL: none. NB_USAGE if it has none. An archive that
	 * exists keeps its own. */
	const char *shared_text_from;
	/* With has_time, `time` is that of the commit, in seconds since 1970,
	 * and may be 0. Without, it is that of the newest input file. */
	bool has_time;
	uint64_t time;
};

/* What nb_ingest() did. */
struct nb_ingest_counts {
	uint64_t files;	      /* that were found */
	uint64_t passed_over; /* files in directories that are no pages */
	uint64_t mets;	      /* METS files; also of these without a reader */
	uint64_t gathered;    /* pages that came as a file for each article */
	uint64_t divided;     /* pages whose items a METS file states */
	uint64_t added, revised, unchanged, failed; /* pages */
	uint64_t withdrawn; /* pages that are withdrawn and were left so */
	uint64_t blank;	   /* pages without text, which went in without items */
	uint64_t damaged;  /* pages whose damaged bytes were kept */
	uint64_t in_doubt; /* pages whose order of lines is in doubt */
	uint64_t corrected; /* pages that came in as documents and were left */
	uint64_t committed; /* pages that are in the archive, on disk */
	uint64_t items;	    /* of the pages that were added or revised */
	uint64_t unlisted;  /* files that the manifest does not have */
	uint64_t bytes;	    /* of the page texts or documents that were read */
	uint64_t dropped; /* bytes of an unfinished append that were cut off */
	bool complete;	  /* all files were gone through, with or without
			   * problems; each problem was reported */
	/* Decisions for these pages that none of them applied; and decisions
	 * for pages that were not among the files. */
	uint64_t unused_decisions, other_decisions;
	/* Decisions kept with these pages that no longer apply; those that were
	 * applied where a few characters differ now; and those that were taken
	 * back (nb_decide()). */
	uint64_t lapsed_decisions, followed_decisions, undone_decisions;
};

/*
 * What nb_ingest() calls. Each function may be NULL; each gets `context`. What
 * they are given lives until they return.
 */
struct nb_ingest_callbacks {
	void *context;
	/* A file, a page of a file or a document in a file was not added; err
	 * says why. Kinds of which nb_trouble_fails() is false are only
	 * notices. Problems with names come before the first page. */
	void (*problem)(void *context, enum nb_trouble kind,
			const struct nb_error *err);
	/* A page was added, or left as it was; in a dry run, would be. */
	void (*page)(void *context, const struct nb_ingested *page);
	/* No page applied a decision; `outcome` is the best of all pages. */
	void (*unused)(void *context, const struct nb_decision *decision,
		       enum nb_outcome outcome);
	/* `done` of `total` files are done; for documents these are bytes, and
	 * total is 0 if it is not known. False stops the ingest and leaves the
	 * archive at its last commit. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
};

/*
 * Ingest `path_count` files and directories, these with everything below them,
 * into the archive at `archive`, which is created if it does not exist. Without
 * paths the files of the manifest are taken. "-" is standard input. Symbolic
 * links to directories inside a directory are not followed.
 *
 * Page texts are added in the order of their identifiers, and the documents of
 * one file in its order. A file of markup with several pages gives as many: the
 * first has the identifier of the file, and the others the numbers after it. A
 * commit is made at the end, and before that whenever 32,768 pages or
 * NB_WAITING_MAX bytes of entries wait for one. A document of a page that this
 * call added already begins a new commit. A page that is in the archive with
 * the same document and source is left as it is; any other becomes a new
 * revision. A page whose newest revision came in as a document is left as well:
 * see replace_documents.
 *
 * `callbacks` may be NULL. A file that fails is reported and the others are
 * added; the result is then NB_INVALID. NB_INVALID too if there are no files.
 * NB_ABSENT if all files went in but a decision was not applied by any page, or
 * if progress() stopped it. Only lack of memory and a failure of the archive
 * itself end it early: NB_NOMEM, NB_IO, and NB_BUSY and NB_INVALID as for
 * nb_writer_open(). *counts is filled in whatever happens; its `committed`
 * pages are safe.
 */
NB_API NB_CHECK enum nb_status nb_ingest(
	const char *archive, char *const *paths, size_t path_count,
	const struct nb_ingest_options *options,
	const struct nb_ingest_callbacks *callbacks,
	struct nb_ingest_counts *counts, struct nb_error *err);

#ifdef __cplusplus
}
#endif
#endif
