/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text: repair loses nothing (the journal gives the source back), a second
 * pass changes nothing, and the document of the page has the page's text.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/encoding.h>
#include <nbarc/tei.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void undo(struct nb_page *page, const struct nb_text *source)
{
	struct nb_source about = {.charset = "UTF-8"};
	struct nb_journal journal;
	struct nb_buf lines = {0}, back = {0};
	struct nb_error err;
	const char *text;
	size_t len;

	text = nb_page_text(page, &len);
	must(nb_journal_write(page, &about, &lines, &err) == NB_OK);
	must(nb_journal_read(lines.data, lines.len, &journal, &err) == NB_OK);
	must(nb_journal_undo(&journal, text, len, &back, &err) == NB_OK);
	must(back.len == source->utf8.len);
	must(!back.len || !memcmp(back.data, source->utf8.data, back.len));
	nb_journal_free(&journal);
	nb_buf_free(&lines);
	nb_buf_free(&back);
}

static void again(const char *text, size_t len)
{
	struct nb_page *page;
	struct nb_error err;
	const char *twice;
	size_t twice_len;

	must(nb_page_create(text, len, NULL, &page, &err) == NB_OK);
	twice = nb_page_text(page, &twice_len);
	must(twice_len == len && (!len || !memcmp(twice, text, len)));
	nb_page_free(page);
}

/* The same but for the number of empty lines between two lines. */
static bool same_text(const struct nb_buf *a, const char *b, size_t len)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a->len && a->data[i] == '\n')
			i++;
		while (j < len && b[j] == '\n')
			j++;
		if (i == a->len || j == len)
			return i == a->len && j == len;
		while (i < a->len && j < len && a->data[i] != '\n')
			if (a->data[i++] != (uint8_t)b[j++])
				return false;
		if (i < a->len && j < len && b[j] != '\n')
			return false;
	}
}

static void document(struct nb_page *page)
{
	struct nb_source about = {.charset = "UTF-8"};
	struct nb_division division;
	struct nb_tei_input input = {.page_id = "jdrb-20190304-a01",
				     .source = &about};
	struct nb_tei tei, seen;
	struct nb_buf out = {0};
	struct nb_error err;
	enum nb_status st;

	input.text = nb_page_text(page, &input.text_len);
	input.repairs = nb_page_repairs(page, &input.repair_count);
	must(nb_divide(input.text, input.text_len, NULL, &division, &err) ==
	     NB_OK);
	input.division = &division;
	st = nb_tei_create(&input, &tei, &err);
	if (st == NB_OK) {
		must(nb_tei_text(tei.xml.data, tei.xml.len, &out, &err) ==
		     NB_OK);
		must(same_text(&out, input.text, input.text_len));
		must(nb_tei_scan(tei.xml.data, tei.xml.len, &seen, &err) ==
		     NB_OK);
		must(seen.item_count == tei.item_count);
		nb_tei_free(&seen);
	} else {
		must(st == NB_LIMIT);
	}
	nb_buf_free(&out);
	nb_tei_free(&tei);
	nb_division_free(&division);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_text text;
	struct nb_page *page;
	struct nb_error err;
	const char *normalised;
	size_t len;

	if (nb_text_decode(data, size, "UTF-8", &text, &err) == NB_OK &&
	    !text.bom) {
		must(nb_page_create((const char *)text.utf8.data, text.utf8.len,
				    NULL, &page, &err) == NB_OK);
		normalised = nb_page_text(page, &len);
		undo(page, &text);
		again(normalised, len);
		document(page);
		nb_page_free(page);
	}
	nb_text_free(&text);
	return 0;
}
