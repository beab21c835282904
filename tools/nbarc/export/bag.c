/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export as a bag (BagIt, RFC 8493): pages in a folder, with the hash of
 * every file, for repositories that take in what comes with its fixity.
 *
 *   bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt
 *   data/documents/jdrb/2019/ID.xml   the document of a page
 *   data/sources/jdrb/2019/ID.source  the page as received, where it is kept
 *   proof/log.tsv                     the leaves of the log (nbarc(5))
 *   proof/note                        the newest signed checkpoint, if any
 *
 * The hashes are SHA-256, because those of the archive are: a line of the log
 * has the hash of the manifest. From the log anyone computes the Merkle root
 * (format-spec/nbarc-format.md, section 11.1), and so sees that the pages are
 * those of the corpus that the root names.
 *
 * The bag is a new folder. bagit.txt is written last, so that a folder without
 * it is known to be incomplete.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/note.h>
#include <nbarc/sign.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "export/export.h"
#include "export/tree.h"
#include "names.h"

/* A bag that is made; all is owned. */
struct bag {
	struct nbarc_tree tree;
	struct nb_buf payload, tags; /* lines of the two manifests */
	struct nb_buf name, bytes;   /* of a file that is made */
	uint64_t size, files;	     /* of the payload */
};

/* ---- files and their lines */

/* Add the line of the file that was written last. */
static enum nb_status add_line(struct bag *b, struct nb_buf *manifest,
			       const void *bytes, size_t len,
			       struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];
	char hex[NB_SHA256_HEX];

	nb_sha256(bytes, len, digest);
	nb_sha256_hex(digest, hex);
	if (nb_buf_printf(manifest, "%s  %s\n", hex,
			  (const char *)b->tree.at.data))
		return nb_fail_mem(err);
	return NB_OK;
}

/* Write a file of the payload. */
static enum nb_status put_payload(struct nbarc_export *x,
				  const struct nb_entry *e, const char *below,
				  const char *ending, const void *bytes,
				  size_t len, struct nb_error *err)
{
	struct bag *b = x->state;
	enum nb_status st;

	if (nbarc_tree_name(e, x->revisions, ending, &b->name))
		return nb_fail_mem(err);
	st = nbarc_tree_put(&b->tree, below, e->id.text, e->id.len,
			    (const char *)b->name.data, bytes, len, err);
	if (!st)
		st = add_line(b, &b->payload, bytes, len, err);
	b->size += len;
	b->files++;
	return st;
}

/* Write a file beside the payload, with the bytes that were made. */
static enum nb_status put_tag(struct bag *b, const char *at,
			      const struct nb_buf *bytes, struct nb_error *err)
{
	enum nb_status st =
		nbarc_tree_put_at(&b->tree, at, bytes->data, bytes->len, err);

	return st ? st : add_line(b, &b->tags, bytes->data, bytes->len, err);
}

/* ---- pages */

/* Write the document, and the source if it is kept and may be shown. Of a page
 * that is withdrawn there is nothing but its lines in the log. */
static enum nb_status bag_page(struct nbarc_export *x, const struct nb_entry *e,
			       struct nb_error *err)
{
	struct bag *b = x->state;
	const uint8_t *doc;
	size_t len;
	enum nb_status st = nb_archive_document(x->archive, e, &doc, &len, err);

	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	st = put_payload(x, e, "data/documents/", ".xml", doc, len, err);
	b->bytes.len = 0;
	if (!st)
		st = nb_archive_source(x->archive, e, &b->bytes, err);
	else
		return st;
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	return put_payload(x, e, "data/sources/", ".source", b->bytes.data,
			   b->bytes.len, err);
}

/* ---- the proof */

/* Append a leaf of the log: what section 11.1 makes its hash of, with the
 * commit, by which leaves are sorted first. */
static enum nb_status put_leaf(struct bag *b, const struct nb_entry *e)
{
	unsigned state = e->state == NB_STATE_PURGED ? e->formerly : e->state;
	char document[NB_SHA256_HEX], source[NB_SHA256_HEX];
	bool any = false;
	enum nb_status st;
	size_t i;

	nb_sha256_hex(e->sha256, document);
	nb_sha256_hex(e->source_sha256, source);
	st = nb_buf_printf(&b->bytes, "%u\t%.*s\t%u\t%u\t%s\t%s\t", e->commit,
			   (int)e->id.len, e->id.text, e->revision, state,
			   document, source);
	for (i = 0; !st && i < e->item_count; i++) {
		if (e->items[i].state == NB_STATE_PRESENT)
			continue;
		st = nb_buf_printf(&b->bytes, "%s%u:%u", any ? " " : "",
				   e->items[i].number, e->items[i].state);
		any = true;
	}
	return st ? st : nb_buf_puts(&b->bytes, "\n");
}

/* Write the leaves of the log, of all pages of the archive and all revisions:
 * the root is that of all. */
static enum nb_status put_log(struct nbarc_export *x, struct nb_error *err)
{
	struct bag *b = x->state;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create_detail(
		x->archive, "", 0, true, NB_DETAIL_HASHES, &cursor, err);

	b->bytes.len = 0;
	if (!st && nb_buf_puts(&b->bytes, "commit\tpage\trevision\tstate\t"
					  "document\tsource\titems\n"))
		st = nb_fail_mem(err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		st = put_leaf(b, e) ? nb_fail_mem(err) : NB_OK;
	}
	nb_cursor_free(cursor);
	return st ? st : put_tag(b, "proof/log.tsv", &b->bytes, err);
}

/* Write the newest note, if the archive is signed. */
static enum nb_status put_note(struct nbarc_export *x, struct nb_error *err)
{
	struct bag *b = x->state;
	struct nb_note *note;
	enum nb_status st = nb_archive_newest_note(x->archive, &note, err);

	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	b->bytes.len = 0;
	st = nb_note_write(note, &b->bytes, err);
	nb_note_free(note);
	return st ? st : put_tag(b, "proof/note", &b->bytes, err);
}

/* ---- the tags */

/* Write what is said of the bag. The day is left out: the same archive gives
 * the same bag on any day. */
static enum nb_status put_info(struct nbarc_export *x, struct nb_error *err)
{
	struct bag *b = x->state;
	char root[NB_SHA256_HEX], time[NBARC_TIME];

	nb_sha256_hex(x->info.root, root);
	nbarc_time(x->info.time, time);
	b->bytes.len = 0;
	if (nb_buf_printf(&b->bytes,
			  "Bag-Software-Agent: nbarc " NB_VERSION "\n"
			  "Payload-Oxum: %" PRIu64 ".%" PRIu64 "\n"
			  "External-Identifier: %s\n"
			  "Nbarc-Commit: %" PRIu64 "\n"
			  "Nbarc-Time: %s\n"
			  "Nbarc-Leaves: %" PRIu64 "\n",
			  b->size, b->files, root, x->info.commits, time,
			  x->info.revisions))
		return nb_fail_mem(err);
	return put_tag(b, "bag-info.txt", &b->bytes, err);
}

/* Write everything that stands beside the payload. */
static enum nb_status put_tags(struct nbarc_export *x, struct nb_error *err)
{
	static const char declaration[] = "BagIt-Version: 1.0\n"
					  "Tag-File-Character-Encoding: "
					  "UTF-8\n";
	struct bag *b = x->state;
	enum nb_status st = put_log(x, err);

	if (!st)
		st = put_note(x, err);
	if (!st)
		st = put_info(x, err);
	if (!st)
		st = put_tag(b, "manifest-sha256.txt", &b->payload, err);
	b->bytes.len = 0;
	if (!st && nb_buf_puts(&b->bytes, declaration))
		st = nb_fail_mem(err);
	/* The line comes before the file, which is the last. */
	b->tree.at.len = 0;
	if (!st && nb_buf_add(&b->tree.at, "bagit.txt", sizeof("bagit.txt")))
		st = nb_fail_mem(err);
	if (!st)
		st = add_line(b, &b->tags, b->bytes.data, b->bytes.len, err);
	if (!st)
		st = nbarc_tree_put_at(&b->tree, "tagmanifest-sha256.txt",
				       b->tags.data, b->tags.len, err);
	return st ? st
		  : nbarc_tree_put_at(&b->tree, "bagit.txt", b->bytes.data,
				      b->bytes.len, err);
}

/* ---- the form */

/* A bag has no file that its manifest does not name, so that the folder must be
 * new. It has a folder for the payload even if no page was chosen (RFC 8493,
 * section 2.1.2). */
static enum nb_status bag_begin(struct nbarc_export *x, struct nb_error *err)
{
	struct bag *b;
	enum nb_status st;

	x->state = b = nb_alloc(1, sizeof(*b));
	if (!b)
		return nb_fail_mem(err);
	b->tree.root = x->output;
	st = nbarc_tree_create(&b->tree, true, err);
	return st ? st : nbarc_tree_folder(&b->tree, "data", err);
}

static enum nb_status bag_end(struct nbarc_export *x, enum nb_status st,
			      struct nb_error *err)
{
	struct bag *b = x->state;

	if (!b)
		return st;
	if (!st)
		st = put_tags(x, err);
	st = nbarc_tree_end(&b->tree, st, err);
	nb_buf_free(&b->payload);
	nb_buf_free(&b->tags);
	nb_buf_free(&b->name);
	nb_buf_free(&b->bytes);
	free(b);
	return st;
}

const struct nbarc_export_form nbarc_export_bagit = {.name = "bagit",
						     .ending = ".bag",
						     .folder = true,
						     .begin = bag_begin,
						     .page = bag_page,
						     .end = bag_end};
