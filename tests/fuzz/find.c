/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as what is looked for and as the slice of an item: an item with a
 * hit is never passed over, hits are parts of lines of the text, and those of a
 * word are where a simple search finds it.
 *
 * The first byte has the options; the pattern, one that is excluded and the
 * slice follow, with a NUL after each of the first two.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/tei.h>

#include "base/utf8.h"
#include "find/search/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The hits of one word, folded by nothing, as a simple search finds them. */
static void compare_word(const char *word, const struct nb_buf *text,
			 const struct nb_results *found)
{
	const char *p = (const char *)text->data;
	const char *end = p ? p + text->len : NULL;
	size_t n = strlen(word), i = 0;

	for (; p && (size_t)(end - p) >= n; p++) {
		const struct nb_located *f;

		if (memcmp(p, word, n) != 0)
			continue;
		must(i < found->count);
		f = &found->found[i++];
		must(f->len == n &&
		     f->position ==
			     nb_utf8_count((char *)text->data,
					   (size_t)(p - (char *)text->data)));
		p += n - 1;
	}
	must(i == found->count);
}

/* Search an item, and check what was found. */
static void search(const struct nb_grep *grep, const char *word, bool exact,
		   const char *xml, size_t len)
{
	const struct nb_located nowhere = {.page = 0};
	struct nb_results found = {.count = 0};
	struct nb_scanner *scanner;
	struct nb_buf text = {0};
	size_t i;

	must(nb_scanner_create(grep, false, false, &scanner) == NB_OK);
	if (nb_scan(scanner, xml, len, &nowhere, &found, NULL) == NB_OK) {
		must(found.count == 0 || nb_grep_perhaps(grep, xml, len));
		must(nb_tei_reading(xml, len, &text, NULL) == NB_OK);
		for (i = 0; i < found.count; i++) {
			const struct nb_located *f = &found.found[i];

			must(f->len > 0 && f->start + f->len <= f->line_len &&
			     f->line + f->line_len <= found.text.len);
			must(!memchr(found.text.data + f->line, '\n',
				     f->line_len));
		}
		if (exact)
			compare_word(word, &text, &found);
	} else {
		(void)nb_grep_perhaps(grep, xml, len);
	}
	nb_scanner_free(scanner);
	must(nb_scanner_create(grep, false, true, &scanner) == NB_OK);
	(void)!nb_scan(scanner, xml, len, &nowhere, &found, NULL);
	nb_buf_free(&text);
	nb_results_free(&found);
	nb_scanner_free(scanner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_grep_options o = {.pattern_count = 1};
	const uint8_t *first = size ? memchr(data + 1, 0, size - 1) : NULL;
	const uint8_t *second =
		first ? memchr(first + 1, 0, size - (size_t)(first + 1 - data))
		      : NULL;
	const char *pattern, *excluded;
	struct nb_grep *grep;

	if (!second)
		return 0;
	pattern = (const char *)data + 1;
	excluded = (const char *)first + 1;
	o.patterns = &pattern;
	o.excluded = &excluded;
	o.excluded_count = *excluded != '\0';
	o.regex = data[0] & 1;
	o.exact_width = data[0] & 2;
	o.parts = data[0] >> 2 & 7;
	if (nb_grep_create(&o, &grep, NULL) != NB_OK)
		return 0;
	search(grep, pattern,
	       o.exact_width && !o.regex && !o.excluded_count && !o.parts,
	       (const char *)second + 1, size - (size_t)(second + 1 - data));
	nb_grep_free(grep);
	return 0;
}
