/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that went through a wrong conversion (mojibake.h).
 *
 * A wrong conversion is undone: the text is encoded in the charset that it may
 * have been decoded with by mistake, and the bytes are judged. Chinese text in
 * GB18030 is hardly ever valid UTF-8, so a line that is was UTF-8 before it was
 * read as GBK. Whether it was Big5 is for nb_detect() to say, and kana among
 * the characters of GB18030 are those of EUC-JP. What lost its bytes on the way
 * cannot be undone and is known by its remains.
 */
#include "report/mojibake.h"
#include "base/utf8.h"

#include <nbarc/encoding.h>

#include <stdio.h>
#include <string.h>

/* Characters of a line that have to be UTF-8 in disguise. */
#define LINE_LEAST 4u
/* Characters of a page, read as Latin-1, that can be judged. */
#define LATIN_LEAST 20u
/* The share of kana, one in so many characters, that is Japanese. */
#define KANA_SHARE 8u
#define KANA_LEAST 20u

/* Bytes of an example that is shown. */
#define SHOWN 60u

/* Note it, with the beginning of the text at `from` as an example. */
static enum nb_status found(struct nb_report *r, const struct nb_ingested *page,
			    uint64_t weight, const char *what, size_t from)
{
	const char *text = page->text + from;
	size_t left = page->text_len - from, n = 0, step;
	uint32_t c;

	while (n < SHOWN && n < left && text[n] != '\n' && text[n] != '\r') {
		step = nb_utf8_get(text + n, left - n, &c);
		n += step ? step : 1;
	}
	return nb_report_found(r, NB_FINDING_MOJIBAKE, page->id, weight,
			       "%s: %.*s", what, (int)n, text);
}

/* ---- what lost its bytes */

/* Count the remains of lost bytes: U+FFFD that was read as GBK. */
static size_t count_remains(const struct nb_ingested *page, size_t *first)
{
	static const char *const remains[] = {"锟斤拷", "烫烫烫", "屯屯屯"};
	const char *p = page->text, *end = p + page->text_len;
	size_t n = 0, i;

	for (; end - p >= 9; p++)
		for (i = 0; i < 3; i++)
			if (memcmp(p, remains[i], 9) == 0) {
				if (n++ == 0)
					*first = (size_t)(p - page->text);
				p += 8;
				break;
			}
	return n;
}

/* ---- UTF-8 read as GBK */

/*
 * True if a line in GB18030 is UTF-8 for the most part: at least LINE_LEAST
 * characters of three bytes, and four in five of the bytes that are not ASCII.
 */
static bool is_utf8_inside(const uint8_t *p, size_t len)
{
	size_t at = 0, high = 0, inside = 0, n;
	uint32_t c;

	while (at < len) {
		if (p[at] < 0x80) {
			at++;
			continue;
		}
		n = nb_utf8_get((const char *)p + at, len - at, &c);
		inside += n == 3 ? n : 0;
		high += n ? n : 1;
		at += n ? n : 1;
	}
	return inside >= 3u * LINE_LEAST && inside * 5 >= high * 4;
}

/* Count the lines of a text in GB18030 that are UTF-8; *first is the number of
 * the first of them, from 0. */
static size_t count_utf8_lines(const struct nb_buf *gb, size_t *first)
{
	size_t at = 0, line = 0, count = 0;

	for (; at < gb->len; line++) {
		const uint8_t *p = gb->data + at;
		const uint8_t *end = memchr(p, '\n', gb->len - at);
		size_t n = end ? (size_t)(end - p) : gb->len - at;

		if (is_utf8_inside(p, n) && count++ == 0)
			*first = line;
		at += n + 1;
	}
	return count;
}

/* The offset of a line in the text. */
static size_t offset_of_line(const struct nb_ingested *page, size_t line)
{
	size_t at = 0;

	while (line && at < page->text_len)
		line -= page->text[at++] == '\n';
	return at;
}

/* ---- another charset read as GB18030 */

static size_t count_kana(const struct nb_ingested *page, size_t *all)
{
	size_t at = 0, kana = 0, n;
	uint32_t c;

	*all = 0;
	while (at < page->text_len) {
		n = nb_utf8_get(page->text + at, page->text_len - at, &c);
		kana += c >= 0x3041 && c <= NB_KANA_LAST;
		*all += c >= 0x80;
		at += n ? n : 1;
	}
	return kana;
}

/* Judge the bytes that the text has in GB18030. */
static enum nb_status judge_gb(struct nb_report *r,
			       const struct nb_ingested *page,
			       const struct nb_buf *gb)
{
	struct nb_detected d;
	size_t first = 0, lines = count_utf8_lines(gb, &first), all;
	size_t kana = count_kana(page, &all);
	enum nb_status st;

	if (lines)
		return found(r, page, 2 + lines, "UTF-8 that was read as GBK",
			     offset_of_line(page, first));
	if (strcmp(page->charset, "GB18030") == 0 && kana >= KANA_LEAST &&
	    kana * KANA_SHARE >= all)
		return found(r, page, 1,
			     "many kana: EUC-JP that was read as GB18030?", 0);
	st = nb_detect(gb->data, gb->len, &d, NULL);
	if (st)
		return st;
	if (strcmp(d.charset, "BIG5") == 0 && d.certain)
		return found(r, page, 2, "Big5 that was read as GB18030", 0);
	return NB_OK;
}

/* ---- bytes read as Latin-1 */

/* The byte that a character stands for in windows-1252, or 0. */
static uint8_t latin_byte(uint32_t c)
{
	static const uint32_t low[32] = {
		0x20ac, 0x81,	0x201a, 0x192,	0x201e, 0x2026, 0x2020, 0x2021,
		0x2c6,	0x2030, 0x160,	0x2039, 0x152,	0x8d,	0x17d,	0x8f,
		0x90,	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x2dc,	0x2122, 0x161,	0x203a, 0x153,	0x9d,	0x17e,	0x178};
	uint8_t i;

	if (c >= 0x80 && c <= 0xff)
		return (uint8_t)c;
	for (i = 0; i < 32; i++)
		if (low[i] == c)
			return (uint8_t)(0x80 + i);
	return 0;
}

/*
 * The bytes of a text that has hardly a character outside of windows-1252.
 * *enough says whether it is such a text.
 */
static enum nb_status undo_latin(const struct nb_ingested *page,
				 struct nb_buf *bytes, bool *enough)
{
	size_t at = 0, latin = 0, other = 0, n;
	uint32_t c;

	while (at < page->text_len) {
		uint8_t byte;

		n = nb_utf8_get(page->text + at, page->text_len - at, &c);
		at += n ? n : 1;
		byte = c < 0x80 ? (uint8_t)c : latin_byte(c);
		latin += c >= 0x80 && byte;
		other += c >= 0x80 && !byte;
		if ((byte || c == 0) && nb_buf_add(bytes, &byte, 1))
			return NB_NOMEM;
		/* Nearly every page shows at once that it is none. */
		if (other > LATIN_LEAST && other > latin)
			break;
	}
	*enough = latin >= LATIN_LEAST && latin > 9 * other;
	return NB_OK;
}

static enum nb_status judge_latin(struct nb_report *r,
				  const struct nb_ingested *page)
{
	struct nb_buf bytes = {0};
	struct nb_detected d;
	bool enough;
	enum nb_status st = undo_latin(page, &bytes, &enough);

	if (!st && enough) {
		st = nb_detect(bytes.data, bytes.len, &d, NULL);
		if (!st && (strcmp(d.charset, "UTF-8") == 0 ||
			    strcmp(d.charset, "GB18030") == 0 ||
			    strcmp(d.charset, "BIG5") == 0)) {
			char what[64];

			(void)snprintf(what, sizeof(what),
				       "%s that was read as Latin-1",
				       d.charset);
			st = found(r, page, 3, what, 0);
		}
	}
	nb_buf_free(&bytes);
	return st;
}

/* ---- all of it */

enum nb_status nb_report_mojibake(struct nb_report *r,
				  const struct nb_ingested *page)
{
	struct nb_buf gb = {0};
	size_t first = 0, remains = count_remains(page, &first);
	enum nb_status st = NB_OK;

	if (remains)
		return found(r, page, 10 + remains,
			     "bytes that an earlier conversion lost", first);
	st = judge_latin(r, page);
	/* GB18030 has every character, so that only memory can be lacking. */
	if (!st && nb_text_encode(page->text, page->text_len, "GB18030", false,
				  &gb, NULL))
		st = NB_NOMEM;
	if (!st)
		st = judge_gb(r, page, &gb);
	nb_buf_free(&gb);
	return st;
}
