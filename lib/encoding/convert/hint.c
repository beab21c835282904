/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A charset that would explain a byte (hint.h).
 *
 * Charsets of one family differ in a few characters that one of them lacks:
 * GBK as it was used has a euro sign in one byte, which GB18030 does not; Big5
 * was extended by Hong Kong and by Microsoft. A text is only said to be in
 * another charset if all of it can be read in that; where a charset reads
 * nearly everything, its own script must be there, too.
 */
#include "encoding/convert/hint.h"
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Hiragana and katakana. */
#define KANA_FIRST 0x3041u
#define KANA_LAST 0x30ffu
/* A Japanese text has kana in place of so many of its characters at least. */
#define KANA_SHARE 10

/* Texts that were taken for the first charset may be in the second. */
static const struct {
	const char *taken_for, *perhaps;
	int byte; /* that alone tells; -1: the whole text has to */
	bool kana;
	const char *why;
} hints[] = {
	{"GB18030", "GBK", 0x80, false, "GBK's euro sign?"},
	{"GB18030", "GBK", -1, false, "all of it is valid GBK:"},
	{"GB18030", "EUC-JP", -1, true, "all of it is valid EUC-JP:"},
	{"GB18030", "SHIFT_JIS", -1, true, "all of it is valid Shift_JIS:"},
	{"BIG5", "BIG5-HKSCS", -1, false, "all of it is valid Big5-HKSCS:"},
	{"BIG5", "CP950", -1, false, "all of it is valid CP950:"},
	{"EUC-CN", "GBK", -1, false, "all of it is valid GBK:"},
	{"EUC-CN", "GB18030", -1, false, "all of it is valid GB18030:"},
	{"GBK", "GB18030", -1, false, "all of it is valid GB18030:"},
	{"CP936", "GB18030", -1, false, "all of it is valid GB18030:"},
	{"SHIFT_JIS", "CP932", -1, false, "all of it is valid CP932:"},
};

/* Are so many characters kana that the text is Japanese? */
static bool has_kana(const struct nb_buf *utf8)
{
	size_t at = 0, kana = 0, all = 0;
	uint32_t c;

	while (at < utf8->len) {
		at += nb_utf8_get((const char *)utf8->data + at, utf8->len - at,
				  &c);
		all += c >= 0x80;
		kana += c >= KANA_FIRST && c <= KANA_LAST;
	}
	return kana && kana * KANA_SHARE >= all;
}

/* Can all of the text be read in that charset? */
static bool reads(const char *charset, bool kana, const uint8_t *text,
		  size_t len)
{
	struct nb_codec codec;
	struct nb_buf utf8 = {0};
	struct nb_stop stop;
	struct nb_error own;
	size_t used;
	bool good = false;

	if (!nb_codec_open(&codec, charset, NB_GB18030_2022, true, &own))
		good = !nb_codec_decode(&codec, text, len, true, &utf8, &used,
					&stop, &own) &&
		       (!kana || has_kana(&utf8));
	nb_codec_close(&codec);
	nb_buf_free(&utf8);
	return good;
}

void nb_charset_hint(const uint8_t *text, size_t len, size_t at,
		     const char *charset, struct nb_error *err)
{
	size_t i, said;

	for (i = 0; err && i < sizeof(hints) / sizeof(hints[0]); i++) {
		if (strcasecmp(hints[i].taken_for, charset) != 0)
			continue;
		if (hints[i].byte >= 0 ? at >= len || text[at] != hints[i].byte
				       : !reads(hints[i].perhaps, hints[i].kana,
						text, len))
			continue;
		said = strlen(err->text);
		(void)snprintf(err->text + said, sizeof(err->text) - said,
			       "; %s try -f %s", hints[i].why,
			       hints[i].perhaps);
		return;
	}
}
