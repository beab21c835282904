/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs of which any byte was changed, and proofs without text. log_test.c has
 * the paths in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/proof.h>
#include <nbarc/write.h>

#include "base/file.h"

/* ---- proofs */

static char archive_path[64];

static void make_archive(void)
{
	static const char text[] = "春天来了\n\n本报讯　今天是好天气。\n\n"
				   "·记者 林舟·\n";
	const struct nb_reading reading = {.charset = NULL};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	unsigned i;

	(void)snprintf(archive_path, sizeof(archive_path),
		       "/tmp/nbarc-proof-%ld.nbarc", (long)getpid());
	(void)unlink(archive_path);
	assert_int_equal(nb_writer_open(archive_path, NULL, &w, &dropped, &err),
			 NB_OK);
	for (i = 1; i <= 5; i++) {
		struct nb_converted c;
		struct nb_entry_item item = {.number = 1};
		struct nb_new_page page = {.name = "", .items = &item};
		enum nb_added added;
		char id[32];

		(void)snprintf(id, sizeof(id), "jdrb-20190304-%02u", i);
		assert_int_equal(nb_convert_page(text, strlen(text), id, NULL,
						 &reading, NULL, &c, &err),
				 NB_OK);
		item.offset = (uint32_t)c.tei.items[0].offset;
		item.len = (uint32_t)c.tei.items[0].len;
		page.id = id;
		page.document = c.tei.xml.data;
		page.len = c.tei.xml.len;
		page.head_len = c.tei.head_len;
		page.tail_offset = c.tei.tail_offset;
		page.item_count = 1;
		page.source = page.text = text;
		page.source_len = page.text_len = strlen(text);
		page.charset = "UTF-8";
		assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
		nb_converted_free(&c);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
}

static void test_changed_proofs(void **state)
{
	struct nb_archive *a;
	struct nb_buf proof = {0};
	struct nb_proof p;
	struct nb_error err;
	uint8_t *article;
	size_t i, len;

	(void)state;
	make_archive();
	assert_int_equal(nb_archive_open(archive_path, &a, &err), NB_OK);
	assert_int_equal(
		nb_proof_make(a, "jdrb-20190304-03-01", 0, &proof, &err),
		NB_OK);
	nb_archive_close(a);
	assert_int_equal(
		nb_proof_check(proof.data, proof.len, NULL, 0, &p, &err),
		NB_OK);
	assert_string_equal(p.subject, "jdrb-20190304-03-01");
	/* The page has one item: the article is the whole document. */
	len = p.text_len;
	article = malloc(len);
	assert_non_null(article);
	memcpy(article, p.text, len);
	for (i = 0; i < proof.len; i++) {
		proof.data[i] ^= 1;
		assert_int_not_equal(nb_proof_check(proof.data, proof.len,
						    article, len, &p, &err),
				     NB_OK);
		proof.data[i] ^= 1;
		assert_int_not_equal(
			nb_proof_check(proof.data, i, NULL, 0, &p, &err),
			NB_OK);
	}
	free(article);
	nb_buf_free(&proof);
	(void)unlink(archive_path);
}

static void withdraw(const char *id)
{
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	bool changed;

	assert_int_equal(nb_writer_open(archive_path, NULL, &w, &dropped, &err),
			 NB_OK);
	assert_int_equal(nb_writer_withdraw(w, id, "because", &changed, &err),
			 NB_OK);
	assert_int_equal(nb_writer_commit(w, 1583712001, &err), NB_OK);
	nb_writer_free(w);
}

static enum nb_status check(struct nb_archive *a, const char *subject,
			    const void *article, size_t len)
{
	struct nb_buf proof = {0};
	struct nb_proof p;
	struct nb_error err;
	enum nb_status st;

	assert_int_equal(nb_proof_make(a, subject, 0, &proof, &err), NB_OK);
	st = nb_proof_check(proof.data, proof.len, article, len, &p, &err);
	assert_null(p.text);
	nb_buf_free(&proof);
	return st;
}

/* The proof of a page that is withdrawn has no text: a document that is at hand
 * is compared by its hash. */
static void test_withdrawn_proofs(void **state)
{
	const struct nb_entry *e;
	struct nb_buf proof = {0};
	const uint8_t *found;
	struct nb_archive *a;
	struct nb_error err;
	uint8_t *document;
	size_t len;

	(void)state;
	make_archive();
	withdraw("jdrb-20190304-03");
	assert_int_equal(nb_archive_open(archive_path, &a, &err), NB_OK);
	assert_int_equal(
		nb_archive_find(a, "jdrb-20190304-03", 16, 0, &e, &err), NB_OK);
	assert_int_equal(nb_archive_kept_document(a, e, &found, &err), NB_OK);
	len = e->len;
	document = malloc(len);
	assert_non_null(document);
	memcpy(document, found, len);
	assert_int_equal(check(a, "jdrb-20190304-03", NULL, 0), NB_OK);
	assert_int_equal(check(a, "jdrb-20190304-03", document, len), NB_OK);
	document[len - 1] ^= 1;
	assert_int_equal(check(a, "jdrb-20190304-03", document, len),
			 NB_INVALID);
	free(document);
	/* There is none of an item: nothing would show that the page has it. */
	assert_int_equal(
		nb_proof_make(a, "jdrb-20190304-03-01", 0, &proof, &err),
		NB_ABSENT);
	assert_string_equal(err.text, "jdrb-20190304-03: withdrawn: because");
	assert_int_equal(
		nb_proof_make(a, "jdrb-20190304-03-01", 1, &proof, &err),
		NB_ABSENT);
	assert_int_equal(proof.len, 0);
	nb_buf_free(&proof);
	nb_archive_close(a);
	(void)unlink(archive_path);
}

/* The lines of a proof up to its text, which is left out; the subject is
 * another one. */
static size_t forge(const struct nb_buf *proof, const char *subject, char *out,
		    size_t size)
{
	const char *all = (const char *)proof->data;
	const char *root = strstr(all, "root "), *text = strstr(all, "text ");
	int n;

	assert_non_null(root);
	assert_non_null(text);
	n = snprintf(out, size, "nbarc proof 1\nsubject %s\n%.*stext 0\n",
		     subject, (int)(text - root), root);
	assert_true(n > 0 && (size_t)n < size);
	return (size_t)n;
}

/* Without the text a proof holds for the page alone, and for no item, whether
 * the page has it or not. With the page's document it holds for the items that
 * the document has. */
static void test_forged_subjects(void **state)
{
	struct nb_buf proof = {0};
	struct nb_archive *a;
	struct nb_error err;
	struct nb_proof p, q;
	char forged[8192];
	size_t n;

	(void)state;
	make_archive();
	assert_int_equal(nb_archive_open(archive_path, &a, &err), NB_OK);
	assert_int_equal(
		nb_proof_make(a, "jdrb-20190304-03-01", 0, &proof, &err),
		NB_OK);
	assert_int_equal(nb_buf_add(&proof, "", 1), NB_OK);
	assert_int_equal(
		nb_proof_check(proof.data, proof.len - 1, NULL, 0, &p, &err),
		NB_OK);
	n = forge(&proof, "jdrb-20190304-03", forged, sizeof(forged));
	assert_int_equal(nb_proof_check(forged, n, NULL, 0, &q, &err), NB_OK);
	n = forge(&proof, "jdrb-20190304-03-01", forged, sizeof(forged));
	assert_int_equal(nb_proof_check(forged, n, NULL, 0, &q, &err),
			 NB_INVALID);
	assert_int_equal(
		nb_proof_check(forged, n, p.text, p.text_len, &q, &err), NB_OK);
	n = forge(&proof, "jdrb-20190304-03-99", forged, sizeof(forged));
	assert_int_equal(nb_proof_check(forged, n, NULL, 0, &q, &err),
			 NB_INVALID);
	assert_int_equal(
		nb_proof_check(forged, n, p.text, p.text_len, &q, &err),
		NB_INVALID);
	nb_buf_free(&proof);
	nb_archive_close(a);
	(void)unlink(archive_path);
}

/* A withdrawn item is in the leaf, which proves it without text. */
static void test_withdrawn_item(void **state)
{
	struct nb_buf proof = {0};
	struct nb_archive *a;
	struct nb_error err;
	struct nb_proof p;

	(void)state;
	make_archive();
	withdraw("jdrb-20190304-03-01");
	assert_int_equal(nb_archive_open(archive_path, &a, &err), NB_OK);
	assert_int_equal(
		nb_proof_make(a, "jdrb-20190304-03-01", 0, &proof, &err),
		NB_OK);
	assert_int_equal(
		nb_proof_check(proof.data, proof.len, NULL, 0, &p, &err),
		NB_OK);
	assert_null(p.text);
	assert_int_equal(p.state, NB_STATE_PRESENT);
	assert_int_equal(p.item_state, NB_STATE_WITHDRAWN);
	nb_buf_free(&proof);
	nb_archive_close(a);
	(void)unlink(archive_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changed_proofs),
		cmocka_unit_test(test_withdrawn_proofs),
		cmocka_unit_test(test_forged_subjects),
		cmocka_unit_test(test_withdrawn_item),
	};

	return cmocka_run_group_tests_name("proof", tests, NULL, NULL) != 0;
}
