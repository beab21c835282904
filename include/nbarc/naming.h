/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: which page a file holds (nbarc-ingest(1), NAMES OF PAGES).
 *
 * The identifier of a page is one of <nbarc/newspaper.h>. It comes from the
 * name of the file, from its path and a template, from constants, or from a
 * table that has a row for each file, the manifest.
 *
 * Threads: these functions keep nothing. A manifest never changes once it is
 * read; any number of threads may use it.
 */
#ifndef NBARC_NAMING_H
#define NBARC_NAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/id.h>
#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- from a path */

/*
 * How a file gets the identifier of its page. If all members are NULL, its name
 * is the identifier, with any ending: ID.txt. The strings belong to the caller.
 */
struct nb_naming {
	/* A template for the end of the path (nbarc-ingest(1), PATH TEMPLATES).
	 * It begins at the beginning of a component of the path. NULL: the name
	 * of the file has the parts that are not constants, with hyphens or
	 * underscores between them. */
	const char *path_template;
	/* Constants: parts that the path need not give. NULL: none. With a
	 * title code, the page "-" that is standard input has the date 00000000
	 * and the page 00 if these are not given. */
	const char *title_code, *date, *page, *edition;
	/* Constants win over a path that says otherwise. If it is not set, such
	 * a path is refused. */
	bool overrule;
};

/*
 * Check a naming before it is used: NB_USAGE if its template has an unknown
 * field or lacks one that no constant gives, if a constant is also a field of
 * it, or if a constant cannot be read as what it is.
 */
NB_API NB_CHECK enum nb_status nb_naming_check(const struct nb_naming *naming,
					       struct nb_error *err);

/*
 * Write the identifier of the page in the file at `path`, NUL-terminated; it is
 * one of <nbarc/newspaper.h>. The file is not looked at. Parts are tidied:
 * 2020-3-9 is 20200309, A3 and a003 are a03.
 *
 * NB_INVALID, with the path in err, if the path gives no identifier; `id` is ""
 * then. NB_INVALID too if it gives one with a day that the calendar does not
 * have (nb_newspaper_check_date()); `id` is that identifier then.
 */
NB_API NB_CHECK enum nb_status nb_name_page(const struct nb_naming *naming,
					    const char *path,
					    char id[NB_ID_MAX],
					    struct nb_error *err);

/*
 * The number of the article that the template of a naming finds in a path
 * ({article}); 0: the template has no such field, or does not match.
 */
NB_API unsigned nb_name_article(const struct nb_naming *naming,
				const char *path);

/* ---- images */

/*
 * Check a template of images (nbarc-ingest(1), IMAGES): NB_USAGE if it has an
 * unknown field.
 */
NB_API NB_CHECK enum nb_status nb_image_check(const char *image_template,
					      struct nb_error *err);

/*
 * Append the URL or the name of the image of a page, with a NUL: the template
 * with its fields replaced by the parts of the page's identifier, `id`, and by
 * the path of its file. All strings are NUL-terminated. Fails as
 * nb_image_check(), and with NB_NOMEM.
 */
NB_API NB_CHECK enum nb_status nb_image_name(const char *image_template,
					     const char *id, const char *path,
					     struct nb_buf *out,
					     struct nb_error *err);

/* ---- from a manifest */

/* The most bytes of a manifest. */
#define NB_MANIFEST_MAX ((size_t)64 << 20)

/*
 * A row of a manifest: a file, and what is known of its page. The strings are
 * UTF-8 without white space at the ends, "" if the row does not say it, and
 * belong to the manifest.
 */
struct nb_manifest_row {
	/* With slashes, and without "./" at its beginning. */
	const char *path;
	const char *title, *date, *page, *edition; /* as they stand there */
	const char *rights; /* who may use the page, for people */
	const char *image;  /* its URL or name */
	/* Of a file that is an article of a page: its number there, its place
	 * among the articles, what kind of item it is, its heads, its authors;
	 * and the charset of the file. */
	const char *article, *order, *type, *kicker, *head, *subhead, *author;
	const char *charset;
	unsigned line; /* number of the line in the file, from 1 */
	unsigned twin; /* line of another row with this path; 0: none */
};

/* The rows of a manifest. */
struct nb_manifest;

/*
 * Read a manifest (nbarc-ingest(1), MANIFEST) from its `len` bytes: CSV as RFC
 * 4180 has it, in UTF-8, UTF-16 with its mark, or GB18030. The first row names
 * the columns, in English or Chinese and in any order. The bytes are copied.
 *
 * *manifest is the caller's, to be freed by nb_manifest_free(); it is NULL
 * after a failure. NB_INVALID if it is not CSV, if the column of the paths is
 * missing or a column is there twice, or if a row has no path or more fields
 * than there are columns, with the line in the message.
 */
NB_API NB_CHECK enum nb_status nb_manifest_read(const void *bytes, size_t len,
						struct nb_manifest **manifest,
						struct nb_error *err);

/* Free a manifest. NULL is fine. */
NB_API void nb_manifest_free(struct nb_manifest *manifest);

/* The number of rows; and the i-th, from 0, which must be below it. */
NB_API size_t nb_manifest_count(const struct nb_manifest *manifest);
NB_API const struct nb_manifest_row *nb_manifest_get(
	const struct nb_manifest *manifest, size_t i);

/*
 * The number of the first row with this path, which is cleaned as those of the
 * rows are; SIZE_MAX if there is none.
 */
NB_API size_t nb_manifest_find(const struct nb_manifest *manifest,
			       const char *path);

/* The columns that are not used, with commas between; "" if there are none. */
NB_API const char *nb_manifest_unused(const struct nb_manifest *manifest);

/*
 * How the file of a row gets its identifier: as `naming` says, where the cells
 * of the row that are not empty win over all else. *own points to the strings
 * of both.
 */
NB_API void nb_manifest_naming(const struct nb_manifest_row *row,
			       const struct nb_naming *naming,
			       struct nb_naming *own);

#ifdef __cplusplus
}
#endif
#endif
