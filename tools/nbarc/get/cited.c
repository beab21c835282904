/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding what a citation names (cited.h). A citation is often copied out of a
 * book, a PDF or a database of references, so that the whole of it is taken,
 * and not only the reference at its end.
 */
#include "get/cited.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

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
	return NB_OK;
}
