/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding what a citation names (cited.h). A citation is often copied out of a
 * book, a PDF or a database of references, so that the whole of it is taken,
 * and not only the reference at its end.
 *
 * A citation says what somebody has read, so that a text is printed only if it
 * is proven that it is the one of the corpus that was cited.
 */
#include "get/cited.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/proof.h>

#include "base/error.h"
#include "base/file.h"
#include "open.h"

/* A longer text on standard input is no citation. */
#define TEXT_MOST ((size_t)1 << 24)

/* Read the reference in the text, which must be the only one, unless the others
 * are the same. Each is read once: a text can name one article many times. */
static enum nb_status read_only(const char *text, size_t len,
				struct nb_citation *c, struct nb_error *err)
{
	struct nb_citation other;
	size_t at;
	enum nb_status st = nb_cite_read(text, len, 0, c, err);

	if (st)
		return st;
	for (at = c->end; !nb_cite_read(text + at, len - at, 0, &other, NULL);
	     at += other.end)
		if (strcmp(other.id, c->id) != 0 ||
		    other.revision != c->revision ||
		    memcmp(other.root, c->root, sizeof(c->root)) != 0)
			return nb_fail(err, NB_USAGE,
				       "there are several references; give "
				       "one at a time");
	return NB_OK;
}

enum nb_status nbarc_get_cited(const char *text, struct nbarc_cited *cited,
			       struct nb_error *err)
{
	struct nb_citation c;
	struct nb_buf input = {0};
	enum nb_status st;

	if (strcmp(text, "-") == 0) {
		st = nb_file_read("-", TEXT_MOST, &input, err);
		if (!st)
			st = read_only(input.data ? (const char *)input.data
						  : "",
				       input.len, &c, err);
		nb_buf_free(&input);
	} else {
		st = read_only(text, strlen(text), &c, err);
	}
	if (st)
		return st;
	(void)snprintf(cited->id, sizeof(cited->id), "%s@%lu", c.id,
		       (unsigned long)c.revision);
	nb_sha256_hex(c.root, cited->at);
	cited->reference = c;
	return NB_OK;
}

/* ---- proofs
 *
 * They are made and checked as for somebody else: what the archive says of
 * itself is not believed. */

/* Prove that the corpus of the archive contains the one that was cited. */
static enum nb_status prove_growth(const struct nbarc_cited *cited,
				   struct nb_archive *a, struct nb_error *err)
{
	struct nb_archive_info info;
	struct nb_consistency said;
	struct nb_buf proof = {0};
	enum nb_status st = nb_archive_find_commit(a, cited->at, &info, err);

	if (st == NB_ABSENT)
		return nb_fail(err, NB_ABSENT,
			       "the archive does not contain the corpus that "
			       "was cited, whose root is %s: it is another "
			       "one, or an older state of it",
			       cited->at);
	if (!st)
		st = nb_consistency_make(a, cited->at, &proof, err);
	if (!st)
		st = nb_consistency_check(proof.data, proof.len, &said, err);
	nb_archive_info(a, &info);
	if (!st && (memcmp(said.old_root, cited->reference.root,
			   NB_SHA256_SIZE) != 0 ||
		    memcmp(said.root, info.root, NB_SHA256_SIZE) != 0))
		st = nb_fail(err, NB_INVALID,
			     "it is not proven that the archive contains the "
			     "corpus that was cited");
	nb_buf_free(&proof);
	return st;
}

/* Compare what the archive gives out with its proof. A proof without the text,
 * of a page with a withdrawn item, is only checked. */
static enum nb_status check_text(const struct nbarc_cited *cited,
				 const struct nb_buf *proof,
				 const struct nb_buf *text,
				 struct nb_error *err)
{
	struct nb_proof said;
	enum nb_status st = nb_proof_check(proof->data, proof->len, text->data,
					   text->len, &said, err);

	if (st == NB_ABSENT)
		st = nb_proof_check(proof->data, proof->len, NULL, 0, &said,
				    err);
	if (!st &&
	    (strcmp(said.subject, cited->reference.id) != 0 ||
	     said.revision != cited->reference.revision ||
	     memcmp(said.root, cited->reference.root, NB_SHA256_SIZE) != 0))
		st = nb_fail(err, NB_INVALID,
			     "it is not proven that %.120s belongs to the "
			     "corpus that was cited",
			     cited->id);
	return st;
}

/* Check the proof of a page, without its text. */
static enum nb_status check_page(const struct nbarc_cited *cited,
				 const char *page, const struct nb_buf *proof,
				 struct nb_error *err)
{
	struct nb_proof said;
	enum nb_status st =
		nb_proof_check(proof->data, proof->len, NULL, 0, &said, err);

	if (!st &&
	    (strcmp(said.subject, page) != 0 ||
	     said.revision != cited->reference.revision ||
	     memcmp(said.root, cited->reference.root, NB_SHA256_SIZE) != 0))
		st = nb_fail(err, NB_INVALID,
			     "it is not proven that %.120s belongs to the "
			     "corpus that was cited",
			     page);
	return st;
}

/* True if a proof has no text: a page with a withdrawn item is not given out as
 * a whole, so that none of its items can be shown by the proof. */
static bool lacks_text(const struct nb_buf *proof)
{
	static const char end[] = "text 0\n";
	size_t n = sizeof(end) - 1;

	return proof->len >= n &&
	       memcmp(proof->data + proof->len - n, end, n) == 0;
}

/* Prove the page of an item whose proof has no text; the archive compares the
 * item with the log before it gives it out. */
static enum nb_status prove_page(const struct nbarc_cited *cited,
				 struct nb_archive *a,
				 const struct nb_buf *item,
				 struct nb_error *err)
{
	struct nb_buf proof = {0}, text = {0};
	const char *line;
	char page[NB_ITEM_ID_MAX] = "";
	enum nb_status st = nb_buf_add(&text, item->data, item->len);

	if (!st)
		st = nb_buf_add(&text, "", 1);
	line = st ? NULL : strstr((const char *)text.data, "\npage ");
	if (line)
		(void)snprintf(page, sizeof(page), "%.*s",
			       (int)strcspn(line + 6, "\n"), line + 6);
	nb_buf_free(&text);
	if (st)
		return nb_fail_mem(err);
	st = nb_proof_make(a, page, cited->reference.revision, &proof, err);
	if (!st)
		st = check_page(cited, page, &proof, err);
	nb_buf_free(&proof);
	return st;
}

/* Prove that what is cited belongs to the corpus that was cited; the archive is
 * seen as of then. */
static enum nb_status prove_text(const struct nbarc_cited *cited,
				 struct nb_archive *a, struct nb_error *err)
{
	struct nb_buf proof = {0}, text = {0};
	enum nb_status st =
		nb_archive_get(a, cited->id, NB_FORMAT_TEI, &text, err);

	if (!st)
		st = nb_proof_make(a, cited->reference.id,
				   cited->reference.revision, &proof, err);
	/* Whoever prints it says why it is not there. */
	if (!st && lacks_text(&proof))
		st = prove_page(cited, a, &proof, err);
	else if (!st)
		st = check_text(cited, &proof, &text, err);
	else if (st == NB_ABSENT)
		st = NB_OK;
	nb_buf_free(&proof);
	nb_buf_free(&text);
	return st;
}

enum nb_status nbarc_cited_prove(const struct nbarc_cited *cited,
				 const char *path, struct nb_error *err)
{
	struct nb_archive *a;
	enum nb_status st = nbarc_open(path, NULL, &a, err);

	if (!st)
		st = prove_growth(cited, a, err);
	if (!st)
		st = nb_archive_at(a, cited->at, err);
	if (!st)
		st = prove_text(cited, a, err);
	nb_archive_close(a);
	if (st)
		nb_error_file(err, path);
	return st;
}
