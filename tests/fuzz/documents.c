/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of documents goes into an archive (nbarc ingest --tei). What went in
 * comes out byte for byte; what the catalogue says of it is what libxml2 finds:
 * its items, each of which is well-formed, begins and ends with its element and
 * has its number. The archive is sound, the same file changes nothing in it,
 * and what comes out of it makes an archive with the same Merkle root.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/validate.h>
#include <nbarc/verify.h>

#include "given/feed.h"
#include "tokens.h"

/* archive/entry.h has another nb_key than <nbarc/review.h>. */
enum nb_status nb_entry_check(const struct nb_entry *entry,
			      struct nb_error *err);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct nb_validator *validator;
static char input[64], first[64], second[64];

static void must(bool right)
{
	if (!right)
		abort();
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return mutate_document(data, size, max_size, seed);
}

/* ---- what libxml2 says of a document */

static xmlDoc *parse(const void *xml, size_t len)
{
	return xmlReadMemory(xml, (int)len, "fuzz", NULL,
			     XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
				     XML_PARSE_NONET);
}

static xmlNode *child(xmlNode *node, const char *name)
{
	for (node = node ? node->children : NULL; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)node->name, name) == 0)
			return node;
	return NULL;
}

static bool has(xmlNode *node, const char *name, const char *value)
{
	xmlChar *is = xmlGetProp(node, (const xmlChar *)name);
	bool equal = is && strcmp((const char *)is, value) == 0;

	xmlFree(is);
	return equal;
}

/* The items of a document, in any order. */
static size_t count_items(xmlNode *body)
{
	size_t n = 0;

	for (body = body->children; body; body = body->next)
		n += body->type == XML_ELEMENT_NODE &&
		     strcmp((const char *)body->name, "div") == 0;
	return n;
}

static const struct nb_entry_item *item_of(const struct nb_entry *e,
					   xmlNode *div)
{
	xmlChar *n = xmlGetProp(div, (const xmlChar *)"n");
	size_t i;
	char text[64];

	must(n != NULL);
	for (i = 0; i < e->item_count; i++) {
		if (strtoul((const char *)n, NULL, 10) != e->items[i].number)
			continue;
		xmlFree(n);
		(void)snprintf(text, sizeof(text), "%.*s-%02u", (int)e->id.len,
			       e->id.text, e->items[i].number);
		must(has(div, "id", text));
		must(has(div, "type", nb_kind_name(e->items[i].kind)));
		return &e->items[i];
	}
	return NULL;
}

/* ---- what must hold of an entry */

static void check_slice(const struct nb_entry *e,
			const struct nb_entry_item *item, const char *doc)
{
	const char *p = doc + item->offset, *end = p + item->len;
	struct nb_buf alone = {0};
	xmlDoc *xml;
	char id[64];

	if (item->state != NB_STATE_PRESENT) {
		must(item->len == 0);
		return;
	}
	must(item->len > 12 && memcmp(p, "<div", 4) == 0);
	end -= end[-1] == '\n';
	must(memcmp(end - 6, "</div>", 6) == 0);
	xml = parse(p, item->len);
	must(xml != NULL);
	(void)snprintf(id, sizeof(id), "%.*s-%02u", (int)e->id.len, e->id.text,
		       item->number);
	must(has(xmlDocGetRootElement(xml), "id", id));
	xmlFreeDoc(xml);
	/* What stands for the item. */
	must(!nb_buf_add(&alone, doc, e->head_len) &&
	     !nb_buf_add(&alone, p, item->len) &&
	     !nb_buf_add(&alone, doc + e->tail_offset,
			 e->len - e->tail_offset));
	xml = parse(alone.data, alone.len);
	must(xml != NULL);
	must(count_items(child(child(xmlDocGetRootElement(xml), "text"),
			       "body")) == 1);
	xmlFreeDoc(xml);
	nb_buf_free(&alone);
}

static void check_entry(const struct nb_entry *e, const char *doc)
{
	struct nb_buf text = {0};
	xmlDoc *xml = parse(doc, e->len);
	xmlNode *body, *div;
	struct nb_error err;
	size_t i, present = 0;

	must(nb_entry_check(e, &err) == NB_OK);
	must(xml != NULL);
	body = child(child(xmlDocGetRootElement(xml), "text"), "body");
	must(body != NULL);
	for (div = body->children; div; div = div->next)
		if (div->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)div->name, "div") == 0) {
			const struct nb_entry_item *item = item_of(e, div);
			bool cut = has(div, "subtype", "withdrawn");

			must(item != NULL);
			/* What is withdrawn stays so in later revisions. */
			must(item->state == NB_STATE_WITHDRAWN
				     ? cut || e->revision > 1
				     : !cut);
			present++;
		}
	xmlFreeDoc(xml);
	for (i = 0; i < e->item_count; i++) {
		present -= e->items[i].state != NB_STATE_MOVED;
		check_slice(e, &e->items[i], doc);
	}
	must(present == 0);
	must(nb_tei_text(doc, e->len, &text, &err) == NB_OK);
	nb_buf_free(&text);
}

/* ---- archives */

static void store(const void *data, size_t size)
{
	int fd = open(input, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	must(close(fd) == 0);
}

static void ingest(const char *archive, struct nb_ingest_counts *counts)
{
	static const struct nb_ingest_options options = {
		.check = nb_validate_from,
		.writer = {.level = 1, .threads = 1, .frame_content = 4096},
		.has_time = true,
		.time = 1};
	struct nb_ingest_options o = options;
	char *paths[] = {input};
	struct nb_error err;
	enum nb_status st;

	o.validator = validator;
	st = nb_ingest(archive, paths, 1, &o, NULL, counts, &err);
	must(st == NB_OK || st == NB_INVALID);
	must((st == NB_OK) == (counts->failed == 0));
}

/* Is the document one of the file's? */
static bool was_given(const void *doc, size_t len)
{
	struct nb_feed feed;
	const uint8_t *given;
	struct nb_error err;
	bool found = false;
	size_t n;

	must(nb_feed_open(&feed, input, &err) == NB_OK);
	while (!found && nb_feed_next(&feed, &given, &n, &err) == NB_OK &&
	       given)
		found = n == len && memcmp(given, doc, n) == 0;
	nb_feed_close(&feed);
	return found;
}

/* Look at all revisions of all pages; the documents of the newest go to out. */
static size_t check_archive(struct nb_archive *a, struct nb_buf *out)
{
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	const uint8_t *doc;
	struct nb_error err;
	size_t count = 0;

	must(nb_cursor_create(a, "", 0, true, &cursor, &err) == NB_OK);
	for (;; count++) {
		must(nb_cursor_next(cursor, &e, &err) == NB_OK);
		if (!e)
			break;
		must(nb_archive_kept_document(a, e, &doc, &err) == NB_OK);
		must(was_given(doc, e->len));
		check_entry(e, (const char *)doc);
		must(!nb_buf_add(out, doc, e->len));
	}
	nb_cursor_free(cursor);
	must(nb_archive_verify(a, NULL, &err) == NB_OK);
	return count;
}

/* The documents of an archive without history make the same corpus. */
static void check_copy(const struct nb_archive_info *info,
		       const struct nb_buf *documents)
{
	struct nb_ingest_counts counts;
	struct nb_archive_info copied;
	struct nb_archive *a;
	struct nb_error err;

	store(documents->data, documents->len);
	(void)unlink(second);
	ingest(second, &counts);
	must(counts.failed == 0);
	must(nb_archive_open(second, &a, &err) == NB_OK);
	nb_archive_info(a, &copied);
	must(memcmp(copied.root, info->root, 32) == 0);
	nb_archive_close(a);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *folder =
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	struct nb_error err;
	long id = getpid();

	(void)argc;
	(void)argv;
	(void)snprintf(input, sizeof(input), "%s/nbarc-fuzz-%ld.tei", folder,
		       id);
	(void)snprintf(first, sizeof(first), "%s/nbarc-fuzz-%ld.1", folder, id);
	(void)snprintf(second, sizeof(second), "%s/nbarc-fuzz-%ld.2", folder,
		       id);
	must(nb_validator_create(&validator, &err) == NB_OK);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_ingest_counts counts, again;
	struct nb_buf documents = {0};
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;
	size_t revisions;

	(void)unlink(first);
	store(data, size);
	ingest(first, &counts);
	if (counts.added) {
		must(nb_archive_open(first, &a, &err) == NB_OK);
		revisions = check_archive(a, &documents);
		must(revisions == counts.added + counts.revised);
		nb_archive_info(a, &info);
		nb_archive_close(a);
		if (!counts.revised) {
			ingest(first, &again);
			must(again.added + again.revised == 0);
			must(again.failed == counts.failed);
			/* The pages of several commits are leaves in the order
			 * of the commits. */
			if (info.commits == 1)
				check_copy(&info, &documents);
		}
	}
	nb_buf_free(&documents);
	(void)unlink(input);
	(void)unlink(first);
	(void)unlink(second);
	return 0;
}
