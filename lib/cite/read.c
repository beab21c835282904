/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding references in text (nbarc/cite.h).
 *
 * A citation comes back from a book, a PDF or a file of BibTeX. So the text is
 * read through next_character(), which passes over what line breaks and TeX put
 * into a reference; an identifier and a root contain none of that themselves.
 */
#include "base/error.h"
#include "base/sha256.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <nbarc/cite.h>

#include <string.h>

static const char scheme[] = "nbarc:";
static const char root_is[] = ";root=";

/* A text and a place in it, in bytes. */
struct reader {
	const char *text;
	size_t len, at;
};

/* True for what is ignored in a reference. */
static bool is_passed_over(uint32_t cp)
{
	return nb_is_space(cp) || cp == '\\' || cp == '{' || cp == '}' ||
	       cp == 0xad /* soft hyphen */ ||
	       (cp >= 0x200b && cp <= 0x200d) /* zero width */ ||
	       cp == 0x2060 || cp == 0xfeff;
}

/* The next character of a reference, its marks in half width; 0 at the end. A
 * byte that is not UTF-8 is U+FFFD, which no reference has. */
static uint32_t next_character(struct reader *r)
{
	uint32_t cp = 0;

	while (r->at < r->len) {
		size_t n = nb_utf8_get(r->text + r->at, r->len - r->at, &cp);

		r->at += n ? n : 1;
		if (!n)
			return 0xfffd;
		if (is_passed_over(cp))
			continue;
		/* The full-width forms of ASCII. */
		return cp >= 0xff01 && cp <= 0xff5e ? cp - 0xfee0 : cp;
	}
	return 0;
}

/* Read these words; if they are not there, the reader stays where it was. */
static bool read_words(struct reader *r, const char *words)
{
	struct reader ahead = *r;

	for (; *words; words++)
		if (next_character(&ahead) != (unsigned char)*words)
			return false;
	*r = ahead;
	return true;
}

/* Read an identifier up to '@'. */
static bool read_id(struct reader *r, struct nb_citation *c)
{
	size_t len = 0;
	uint32_t cp;

	while ((cp = next_character(r)) && cp != '@') {
		char bytes[4];
		size_t n = nb_utf8_put(bytes, cp);

		if (len + n >= sizeof(c->id))
			return false;
		memcpy(c->id + len, bytes, n);
		len += n;
	}
	c->id[len] = '\0';
	return cp == '@' && len;
}

/* Read the number of the revision, 1 or more, up to the root. */
static bool read_revision(struct reader *r, struct nb_citation *c)
{
	uint64_t n = 0;

	for (;;) {
		struct reader ahead = *r;
		uint32_t cp = next_character(&ahead);

		if (cp < '0' || cp > '9')
			break;
		n = n * 10 + (cp - '0');
		if (n > UINT32_MAX)
			return false;
		*r = ahead;
	}
	c->revision = (uint32_t)n;
	return n > 0;
}

/* Read the digits of the root. */
static bool read_root(struct reader *r, struct nb_citation *c)
{
	char hex[NB_SHA256_HEX];
	size_t i;

	for (i = 0; i < NB_SHA256_HEX - 1; i++) {
		uint32_t cp = next_character(r);

		if (cp >= 'A' && cp <= 'F')
			cp += 'a' - 'A';
		/* Zero where it is no ASCII, which unhex() refuses. */
		hex[i] = cp < 0x80 ? (char)cp : '\0';
	}
	hex[i] = '\0';
	return nb_sha256_unhex(hex, c->root);
}

/* Go on to the next reference: true after its scheme. */
static bool find_scheme(struct reader *r)
{
	for (; r->at < r->len; r->at++) {
		/* Cheap, as few bytes are the first one. */
		if (r->text[r->at] == scheme[0] && read_words(r, scheme))
			return true;
	}
	return false;
}

/* Read what follows the scheme. */
static bool read_reference(struct reader *r, struct nb_citation *c)
{
	memset(c, 0, sizeof(*c));
	return read_id(r, c) && read_revision(r, c) && read_words(r, root_is) &&
	       read_root(r, c);
}

enum nb_status nb_cite_read(const char *text, size_t len, size_t skip,
			    struct nb_citation *citation, struct nb_error *err)
{
	struct reader r = {text, len, 0}, after;
	size_t bad = SIZE_MAX;

	while (find_scheme(&r)) {
		/* What is not well formed may be prose: "nbarc: a tool". */
		after = r;
		if (!read_reference(&after, citation)) {
			bad = bad < r.at ? bad : r.at - strlen(scheme);
			continue;
		}
		if (!skip--) {
			citation->end = after.at;
			return NB_OK;
		}
		r = after;
	}
	if (bad != SIZE_MAX)
		return nb_fail_at(err, NB_INVALID, bad,
				  "what begins with nbarc: is no reference: "
				  "nbarc:ID@REVISION;root=ROOT");
	return nb_fail(err, NB_ABSENT,
		       "there is no reference that begins with nbarc:");
}
