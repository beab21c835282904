/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a document that gets another identifier, back and forth: the
 * text of the page and its items stay the same, and the old identifier is on
 * record.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/tei.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* Both documents have the same items. False if the first one has not the form
 * of a document, so that nothing is to be expected. */
static bool compare_items(const uint8_t *data, size_t size,
			  const struct nb_buf *renamed)
{
	struct nb_tei a, b;
	struct nb_error err;
	bool formed = nb_tei_scan(data, size, &a, &err) == NB_OK;
	size_t i;

	if (formed) {
		must(nb_tei_scan(renamed->data, renamed->len, &b, &err) ==
		     NB_OK);
		must(a.item_count == b.item_count);
		for (i = 0; i < a.item_count; i++)
			must(a.items[i].number == b.items[i].number &&
			     a.items[i].kind == b.items[i].kind);
		nb_tei_free(&b);
	}
	nb_tei_free(&a);
	return formed;
}

/* The renamed document has the text of the other one, if that has one. */
static void compare_text(const uint8_t *data, size_t size,
			 const struct nb_buf *renamed)
{
	struct nb_buf a = {0}, b = {0};
	struct nb_error err;

	if (nb_tei_reading(data, size, &a, &err) == NB_OK) {
		must(nb_tei_reading(renamed->data, renamed->len, &b, &err) ==
		     NB_OK);
		must(a.len == b.len &&
		     (!a.len || memcmp(a.data, b.data, a.len) == 0));
	}
	nb_buf_free(&a);
	nb_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char to[] = "jdrb-20190311-b12";
	struct nb_source source;
	struct nb_buf out = {0}, back = {0};
	struct nb_error err;
	char id[NB_ID_MAX], previous[NB_ID_MAX];
	size_t at = 0;
	bool formed;

	if (nb_tei_origin(data, size, id, &source, &err) != NB_OK ||
	    strcmp(id, to) == 0)
		return 0;
	while (nb_tei_previous(data, size, &at, previous))
		must(nb_id_is_page(previous, strlen(previous)));
	must(nb_tei_same(data, size, data, size));
	if (nb_tei_rename(data, size, id, to, &out, &err) == NB_OK) {
		at = 0;
		must(nb_tei_previous(out.data, out.len, &at, previous));
		formed = compare_items(data, size, &out);
		must(nb_tei_rename(out.data, out.len, to, id, &back, &err) ==
		     NB_OK);
		if (formed) {
			compare_text(data, size, &out);
			compare_text(data, size, &back);
		}
	}
	nb_buf_free(&out);
	nb_buf_free(&back);
	return 0;
}
