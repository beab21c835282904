/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three texts one after the other, with a NUL NUL between: a profile or a
 * packed journal, a file of decisions, a page. What is taken must hold: nothing
 * is lost, a second pass changes nothing, the packed journal gives the page
 * again.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/encoding.h>
#include <nbarc/review.h>
#include <nbarc/suspects.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The bytes up to the next separator; *data is what follows it. */
static size_t part(const char **data, size_t *size)
{
	const char *start = *data;
	size_t len;

	for (len = 0; len + 1 < *size; len++)
		if (!start[len] && !start[len + 1])
			break;
	if (len + 1 >= *size)
		len = *size;
	*data += len + 2 < *size ? len + 2 : *size;
	*size -= len + 2 < *size ? len + 2 : *size;
	return len;
}

static void same(const struct nb_page *a, const struct nb_page *b)
{
	const char *s, *t;
	size_t m, n;

	s = nb_page_text(a, &m);
	t = nb_page_text(b, &n);
	must(m == n && (!m || !memcmp(s, t, m)));
}

static void journal(const struct nb_page *page, const char *s, size_t len)
{
	struct nb_buf packed = {0};
	struct nb_page *again;
	struct nb_error err;

	must(nb_journal_pack(page, "", &packed, &err) == NB_OK);
	must(nb_page_replay(s, len, packed.data, packed.len, &again, &err) ==
	     NB_OK);
	same(page, again);
	nb_page_free(again);
	/* As of markup, whose text the journal has. */
	packed.len = 0;
	must(nb_journal_pack(page, "ALTO", &packed, &err) == NB_OK);
	must(nb_page_replay("", 0, packed.data, packed.len, &again, &err) ==
	     NB_OK);
	same(page, again);
	nb_page_free(again);
	nb_buf_free(&packed);
}

static void reviewed(const struct nb_page *page)
{
	struct nb_keys keys;
	struct nb_suspect *suspects;
	struct nb_error err;
	const char *text;
	size_t count, len;

	must(nb_page_doubts(page, &keys, &err) == NB_OK);
	nb_keys_free(&keys);
	must(nb_page_keys(page, &keys, &err) == NB_OK);
	must(keys.count == nb_page_boundaries(page));
	nb_keys_free(&keys);
	text = nb_page_source(page, &len);
	must(nb_suspects_find(text, len, &suspects, &count, &err) == NB_OK);
	free(suspects);
}

static void repaired(const char *s, size_t len,
		     const struct nb_page_options *options)
{
	struct nb_page *page, *again;
	struct nb_error err;
	const char *text;
	size_t text_len;

	must(nb_page_create(s, len, options, &page, &err) == NB_OK);
	text = nb_page_text(page, &text_len);
	must(nb_page_create(text, text_len, options, &again, &err) == NB_OK);
	same(page, again);
	nb_page_free(again);
	journal(page, s, len);
	reviewed(page);
	nb_page_free(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *first = p, *second, *third;
	size_t a = part(&p, &size), b, c;
	struct nb_page_options options = {.threshold = 0};
	struct nb_profile *profile = NULL;
	struct nb_decisions *decisions = NULL;
	struct nb_text text;
	struct nb_page *page;
	struct nb_error err;

	second = p;
	b = part(&p, &size);
	third = p;
	c = size;
	if (nb_text_decode(third, c, "UTF-8", &text, &err) == NB_OK) {
		const char *s = text.utf8.len ? (char *)text.utf8.data : "";

		if (nb_profile_read(first, a, &profile, &err) == NB_OK)
			options.profile = profile;
		if (nb_decisions_read(second, b, profile, &decisions, &err) ==
		    NB_OK)
			options.decisions = decisions;
		repaired(s, text.utf8.len, &options);
		if (nb_page_replay(s, text.utf8.len, first, a, &page, &err) ==
		    NB_OK)
			nb_page_free(page);
	}
	nb_decisions_free(decisions);
	nb_profile_free(profile);
	nb_text_free(&text);
	return 0;
}
