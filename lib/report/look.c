/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at one page (look.h): its division, its breaks, its characters. */
#include "report/look.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "report/masthead.h"
#include "report/mojibake.h"

#include <nbarc/profile.h>
#include <nbarc/review.h>
#include <nbarc/suspects.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Characters of a page that should have more than one item. */
#define LONG_PAGE 1500u
/* Items of a page that fell to pieces. */
#define MANY_ITEMS 100u
/* Bytes of a text from which two pages with it are remarkable. */
#define COMPARED 60u
/* Breaks for review, and suspects in a thousand characters, that are listed. */
#define SOME_BREAKS 1u
/* NULs in a row that are padding; at the end of a text, one is enough. */
#define SOME_PADDING 8u
#define SOME_SUSPECTS 2u

/* Is the page divided as a page is as a rule? */
static enum nb_status look_at_items(struct nb_report *r,
				    const struct nb_ingested *page,
				    uint64_t characters)
{
	if (page->items == 1 && characters >= LONG_PAGE)
		return nb_report_found(
			r, NB_FINDING_WHOLE, page->id, characters,
			"%" PRIu64 " characters in one item", characters);
	if (page->items >= MANY_ITEMS)
		return nb_report_found(r, NB_FINDING_PIECES, page->id,
				       page->items, "%zu items", page->items);
	return NB_OK;
}

/* Count the breaks that nb_page_doubts() would list. */
static enum nb_status look_at_breaks(struct nb_report *r,
				     const struct nb_ingested *page)
{
	struct nb_thresholds t = nb_profile_thresholds(page->profile);
	size_t i, all = nb_page_boundaries(page->page), doubtful = 0;
	struct nb_boundary b;

	for (i = 0; i < all; i++) {
		nb_page_boundary(page->page, i, &b);
		doubtful += b.probability >= t.low && b.probability < t.high &&
			    strcmp(b.by, "person") != 0;
	}
	r->breaks += doubtful;
	if (doubtful < SOME_BREAKS)
		return NB_OK;
	return nb_report_found(r, NB_FINDING_BREAKS, page->id, doubtful,
			       "%zu of %zu break%s", doubtful, all,
			       all == 1 ? "" : "s");
}

/* Count the characters that look like errors. */
static enum nb_status look_at_suspects(struct nb_report *r,
				       const struct nb_ingested *page,
				       uint64_t characters)
{
	struct nb_suspect *list;
	size_t count;

	if (nb_suspects_find(page->text, page->text_len, &list, &count, NULL))
		return NB_NOMEM;
	free(list);
	r->suspects += count;
	if (characters == 0 || count * 1000 < SOME_SUSPECTS * characters)
		return NB_OK;
	return nb_report_found(r, NB_FINDING_SUSPECTS, page->id,
			       count * 100000 / characters,
			       "%zu of %" PRIu64 " character%s, %.1f %%", count,
			       characters, characters == 1 ? "" : "s",
			       100.0 * (double)count / (double)characters);
}

/* Is a pair of hexadecimal digits at p? */
static bool is_hex(const char *p)
{
	return strchr("0123456789ABCDEF", p[0]) && p[0] &&
	       strchr("0123456789ABCDEF", p[1]) && p[1];
}

/* Count the escapes of bytes in the text: U+27E6, two digits, U+27E7. Those of
 * this ingest are known; others came with the text. */
static enum nb_status look_at_escapes(struct nb_report *r,
				      const struct nb_ingested *page)
{
	static const char open[] = "⟦", close[] = "⟧";
	const char *p = page->text, *end = p + page->text_len, *first = NULL;
	char words[NB_BAD_BYTES_WORDS];
	size_t count = 0;

	while (end - p >= 8) {
		const char *next = memchr(p, open[0], (size_t)(end - p));

		if (!next || end - next < 8)
			break;
		p = next + 1;
		if (memcmp(next, open, 3) != 0 || !is_hex(next + 3) ||
		    memcmp(next + 5, close, 3) != 0)
			continue;
		if (!first)
			first = next;
		count++;
	}
	if (page->damage.count) {
		nb_bad_bytes_say(&page->damage, words);
		return nb_report_found(r, NB_FINDING_ESCAPES, page->id,
				       page->damage.count, "%s of the file",
				       words);
	}
	if (!count)
		return NB_OK;
	return nb_report_found(r, NB_FINDING_ESCAPES, page->id, count,
			       "%zu; the first is %.8s at offset %zu of the "
			       "text",
			       count, first, (size_t)(first - page->text));
}

/* Count the NULs that a text is padded with (nb_lines_more_ends()): a sector
 * that was never written may have had text. */
static enum nb_status look_at_padding(struct nb_report *r,
				      const struct nb_ingested *page)
{
	const char *p = page->text, *end = p + page->text_len, *first = NULL;
	const char *nul;
	size_t count = 0, n;

	for (; (nul = memchr(p, 0, (size_t)(end - p))) != NULL; p = nul + n) {
		for (n = 1; nul + n < end && nul[n] == '\0';)
			n++;
		if (n < SOME_PADDING && nul + n < end)
			continue;
		first = first ? first : nul;
		count += n;
	}
	if (!count)
		return NB_OK;
	return nb_report_found(r, NB_FINDING_PADDING, page->id, count,
			       "%zu NUL%s from offset %zu of the text on",
			       count, count == 1 ? "" : "s",
			       (size_t)(first - page->text));
}

/* Everything that needs the text as it was decoded. */
static enum nb_status look_at_text(struct nb_report *r,
				   const struct nb_ingested *page)
{
	uint64_t characters = nb_utf8_count(page->text, page->text_len);
	enum nb_status st = look_at_items(r, page, characters);

	r->characters += characters;
	if (!st)
		st = look_at_suspects(r, page, characters);
	if (!st)
		st = look_at_escapes(r, page);
	if (!st)
		st = look_at_padding(r, page);
	if (!st)
		st = nb_report_mojibake(r, page);
	return st ? st : nb_report_masthead(r, page);
}

/* The beginning of the hash of a page's text, which is never 0. */
static uint64_t hash_of(const struct nb_page *page)
{
	uint8_t digest[NB_SHA256_SIZE];
	size_t len;
	const char *text = nb_page_text(page, &len);
	uint64_t hash;

	if (len < COMPARED)
		return 0;
	nb_sha256(text, len, digest);
	hash = nb_le64(digest);
	return hash ? hash : 1;
}

/* Is the page a text, whose charset can be named? */
static bool is_text(const struct nb_ingested *page)
{
	return strncmp(page->form, "text", 4) == 0 ||
	       strcmp(page->form, "tar") == 0;
}

enum nb_status nb_report_look(struct nb_report *r,
			      const struct nb_ingested *page, uint64_t *hash)
{
	enum nb_status st = NB_OK;

	*hash = page->page ? hash_of(page->page) : 0;
	if (page->uncertain)
		st = nb_report_found(r, NB_FINDING_CHARSET, page->id, 1,
				     is_text(page)
					     ? "taken for %s; -f names the "
					       "right one"
					     : "taken for %s, which the file "
					       "does not declare",
				     page->charset);
	if (!st && page->text && page->text_len)
		st = look_at_text(r, page);
	return st || !page->page ? st : look_at_breaks(r, page);
}
