/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stage 6 of the road: page texts in files and directories become pages of an
 * archive. One call runs the whole road: bytes, text, repair, articles, TEI,
 * archive.
 */
#ifndef NBARC_INGEST_H
#define NBARC_INGEST_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/layout.h>
#include <nbarc/review.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one page */

/*
 * Which numbers the items of a page get. A page that an archive has is divided
 * anew when it comes again: an item keeps its number where more than half of
 * its text is in one item now, a new one gets the next number that was never
 * used, and one that is gone says where its text went (nbarc(5)).
 */
struct nb_numbering {
	/* Of each item of the division: number, state and reason. */
	struct nb_entry_item *items;
	size_t item_count;
	/* The others that the page ever had, by number. */
	struct nb_entry_item *gone;
	size_t gone_count;
};

/* The items of a page's newest revision in an archive. */
struct nb_former;

/*
 * Read them. *former is NULL when the archive, which may be NULL, does not have
 * the page. NB_INVALID when its text is damaged.
 */
NB_API NB_CHECK enum nb_status nb_former_read(struct nb_archive *archive,
					      const char *page_id,
					      struct nb_former **former,
					      struct nb_error *err);
NB_API void nb_former_free(struct nb_former *former);

/* How a page is read and repaired; all zeros are the defaults. */
struct nb_reading {
	const char *charset; /* of a text; NULL: find out */
	/* For ALTO and hOCR: nb_layout_read_markup() of libnbarc-xml. NULL:
	 * they are NB_UNSUPPORTED. */
	nb_layout_reader *markup;
	/* Its page_id is set by the conversion; so is its layout for ALTO and
	 * hOCR, unless there is one. */
	struct nb_page_options page;
};

/* A page on its way, each stage's result. */
struct nb_converted {
	struct nb_source source;
	struct nb_text text;	     /* stage 1 */
	struct nb_layout layout;     /* of ALTO and hOCR */
	struct nb_page *page;	     /* stage 2 */
	struct nb_division division; /* stage 3 */
	struct nb_numbering numbering;
	struct nb_tei tei; /* stage 4 */
};

/*
 * Take the bytes of a page through stages 1 to 4. title and reading may be
 * NULL; former NULL numbers the items 1, 2, 3. A page without text is
 * NB_INVALID. Freed by nb_converted_free(), also after a failure.
 */
NB_API NB_CHECK enum nb_status nb_convert_page(const void *bytes, size_t len,
					       const char *page_id,
					       const struct nb_title *title,
					       const struct nb_reading *reading,
					       const struct nb_former *former,
					       struct nb_converted *converted,
					       struct nb_error *err);
NB_API void nb_converted_free(struct nb_converted *converted);

/*
 * Compare a page's document with its source: the characters of both that are
 * not white space, with half-width marks taken for full-width ones, must be the
 * same in the same order. `markup` reads the text of ALTO and hOCR, as in
 * struct nb_reading. NB_INVALID when they are not the same; NB_UNSUPPORTED when
 * the source is markup and `markup` NULL, or the document does not say that its
 * source is ALTO or hOCR.
 */
NB_API NB_CHECK enum nb_status nb_compare_source(const void *document,
						 size_t len, const void *source,
						 size_t source_len,
						 nb_layout_reader *markup,
						 struct nb_error *err);

/* ---- naming */

/* How a file gets its page id. All NULL: from the name, ID.txt. */
struct nb_naming {
	/* Path template: `{title}`, `{date}`, `{page}` and `{any}`, which
	 * matches what is not a slash; as many trailing parts of the path are
	 * looked at as the template has. */
	const char *path_template;
	/* Or all three given, for a single file. */
	const char *title_code, *date, *page;
};

/*
 * The page id of a file. Dates may be written 2020-03-09, pages with a capital
 * letter or one digit. NB_INVALID when the path does not give an id.
 */
NB_API NB_CHECK enum nb_status nb_name_page(const struct nb_naming *naming,
					    const char *path,
					    char id[NB_ID_MAX],
					    struct nb_error *err);

/* ---- many pages */

/* The longest document that is taken. */
#define NB_DOCUMENT_MAX ((size_t)32 * 1024 * 1024)

struct nb_validator;

/* nb_validate_from() of libnbarc-xml. */
typedef enum nb_status nb_document_check(struct nb_validator *validator,
					 const void *xml, size_t len,
					 const char *name, uint64_t line,
					 struct nb_error *err);

struct nb_ingest_options {
	/* With a check the inputs are not page texts but documents (nbtei(1)),
	 * which go in as they are when it and what is said at nb_ingest() finds
	 * them good. A file may hold many, one after the other. */
	nb_document_check *check;
	struct nb_validator *validator;
	/* The rest about texts is then not used; a name that is an id, or the
	 * naming that is asked for, must give the document's. */
	struct nb_naming naming;
	const struct nb_titles *titles; /* NULL: only codes are known */
	struct nb_reading reading;	/* of each file; it has no layout */
	bool reinstate; /* put in pages that are withdrawn as well */
	struct nb_writer_options writer;
	uint64_t time; /* of the commit; 0: the newest input file's */
};

struct nb_ingest_counts {
	uint64_t files;	      /* that were found */
	uint64_t passed_over; /* files of directories that are no pages */
	uint64_t mets;	      /* of these */
	uint64_t added, revised, unchanged, failed; /* pages */
	uint64_t withdrawn; /* pages that are, and were left so */
	uint64_t committed; /* pages that are in the archive, on disk */
	uint64_t items;	    /* of the pages that went in */
	uint64_t bytes;	    /* of the page texts or documents that were read */
	uint64_t dropped; /* bytes of an unfinished append that were cut off */
	/* Decisions that no page applied, though some were for it; and those
	 * for pages that were not among the files. */
	uint64_t unused_decisions, other_decisions;
};

/* Any of them may be NULL. */
struct nb_ingest_callbacks {
	void *context;
	/* A file that did not go in, and why. */
	void (*problem)(void *context, const struct nb_error *err);
	/* A decision that no page applied; `outcome` is the best that one made
	 * of it. */
	void (*unused)(void *context, const struct nb_decision *decision,
		       enum nb_outcome outcome);
	/* A file is done, `done` of `total` in all, or with documents one of
	 * them, and then these are bytes; total is 0 where it is not known.
	 * False stops the ingest, and the archive stays at its last commit. */
	bool (*progress)(void *context, uint64_t done, uint64_t total);
};

/*
 * Ingest files and directories, these with everything below them, into the
 * archive at `archive`, which is created if it is not there. Files are taken in
 * order of their page ids, documents that are in one file in its order; one of
 * a page that came before in the same run begins a new commit. Documents keep
 * their items' numbers; a document with a number that is gone is NB_INVALID.
 * A file that fails is reported and the rest goes in;
 * the result is then NB_INVALID. When all went in but a decision was applied to
 * no page it is NB_ABSENT. NB_ABSENT when a callback stopped it. Only a
 * failure of the archive itself ends it early. Symbolic links to directories
 * inside a directory are not followed.
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
