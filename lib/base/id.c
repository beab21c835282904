/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identifiers of pages and items as archives take them (<nbarc/id.h>; section
 * 7.1 of format-spec/nbarc-format.md).
 *
 * Every entry of a catalogue that is read has its identifier checked, and most
 * identifiers are ASCII: these characters are looked up in a table.
 */
#include "base/utf8.h"

#include <nbarc/id.h>

#include <stdint.h>
#include <string.h>

/* ---- names */

/* What an ASCII character may be in a name. */
enum { FIRST = 1, LATER = 2, ANYWHERE = FIRST | LATER };

static const uint8_t ascii[128] = {
	['-'] = LATER,	  ['.'] = LATER,    ['0'] = LATER,    ['1'] = LATER,
	['2'] = LATER,	  ['3'] = LATER,    ['4'] = LATER,    ['5'] = LATER,
	['6'] = LATER,	  ['7'] = LATER,    ['8'] = LATER,    ['9'] = LATER,
	['A'] = ANYWHERE, ['B'] = ANYWHERE, ['C'] = ANYWHERE, ['D'] = ANYWHERE,
	['E'] = ANYWHERE, ['F'] = ANYWHERE, ['G'] = ANYWHERE, ['H'] = ANYWHERE,
	['I'] = ANYWHERE, ['J'] = ANYWHERE, ['K'] = ANYWHERE, ['L'] = ANYWHERE,
	['M'] = ANYWHERE, ['N'] = ANYWHERE, ['O'] = ANYWHERE, ['P'] = ANYWHERE,
	['Q'] = ANYWHERE, ['R'] = ANYWHERE, ['S'] = ANYWHERE, ['T'] = ANYWHERE,
	['U'] = ANYWHERE, ['V'] = ANYWHERE, ['W'] = ANYWHERE, ['X'] = ANYWHERE,
	['Y'] = ANYWHERE, ['Z'] = ANYWHERE, ['_'] = ANYWHERE, ['a'] = ANYWHERE,
	['b'] = ANYWHERE, ['c'] = ANYWHERE, ['d'] = ANYWHERE, ['e'] = ANYWHERE,
	['f'] = ANYWHERE, ['g'] = ANYWHERE, ['h'] = ANYWHERE, ['i'] = ANYWHERE,
	['j'] = ANYWHERE, ['k'] = ANYWHERE, ['l'] = ANYWHERE, ['m'] = ANYWHERE,
	['n'] = ANYWHERE, ['o'] = ANYWHERE, ['p'] = ANYWHERE, ['q'] = ANYWHERE,
	['r'] = ANYWHERE, ['s'] = ANYWHERE, ['t'] = ANYWHERE, ['u'] = ANYWHERE,
	['v'] = ANYWHERE, ['w'] = ANYWHERE, ['x'] = ANYWHERE, ['y'] = ANYWHERE,
	['z'] = ANYWHERE,
};

/* Code points from `first` to `last`. */
struct range {
	uint32_t first, last;
};

/* NameStartChar of XML 1.0, fifth edition, production [4], beyond ASCII. */
static const struct range starts[] = {
	{0xc0, 0xd6},	  {0xd8, 0xf6},	    {0xf8, 0x2ff},
	{0x370, 0x37d},	  {0x37f, 0x1fff},  {0x200c, 0x200d},
	{0x2070, 0x218f}, {0x2c00, 0x2fef}, {0x3001, 0xd7ff},
	{0xf900, 0xfdcf}, {0xfdf0, 0xfffd}, {0x10000, 0xeffff},
};

/* What NameChar, production [4a], adds to these. */
static const struct range continues[] = {
	{0xb7, 0xb7},
	{0x300, 0x36f},
	{0x203f, 0x2040},
};

static bool is_in(uint32_t c, const struct range *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (c >= list[i].first && c <= list[i].last)
			return true;
	return false;
}

/* True if a name may have this character, which is not ASCII, at its beginning
 * or, with `later`, after it. */
static bool in_name(uint32_t c, bool later)
{
	return is_in(c, starts, sizeof(starts) / sizeof(starts[0])) ||
	       (later &&
		is_in(c, continues, sizeof(continues) / sizeof(continues[0])));
}

bool nb_id_is_page(const char *id, size_t len)
{
	size_t at = 0, n;
	uint32_t c;

	if (len == 0 || len >= NB_ID_MAX)
		return false;
	while (at < len) {
		const uint8_t byte = (uint8_t)id[at];

		if (byte < 0x80) {
			if (!(ascii[byte] & (at ? LATER : FIRST)))
				return false;
			at++;
			continue;
		}
		n = nb_utf8_get(id + at, len - at, &c);
		if (n == 0 || !in_name(c, at > 0))
			return false;
		at += n;
	}
	return true;
}

/* ---- items */

/* Digits of the highest number of an item. */
#define DIGITS_MAX 5u

unsigned nb_id_item(const char *id, size_t len, size_t *page_len)
{
	size_t at = len, digits, i;
	unsigned number = 0;

	while (at && id[at - 1] >= '0' && id[at - 1] <= '9' &&
	       len - at <= DIGITS_MAX)
		at--;
	digits = len - at;
	if (digits < 2 || digits > DIGITS_MAX || at == 0 || id[at - 1] != '-' ||
	    (digits > 2 && id[at] == '0'))
		return 0;
	for (i = at; i < len; i++)
		number = 10 * number + (unsigned)(id[i] - '0');
	if (number > NB_PAGE_ITEMS_MAX || !nb_id_is_page(id, at - 1))
		return 0;
	*page_len = at - 1;
	return number;
}

/* Without snprintf(): a list makes one for each article of the archive. */
size_t nb_item_id(const char *page, size_t page_len, unsigned number,
		  char id[NB_ITEM_ID_MAX])
{
	size_t n = page_len < NB_ID_MAX ? page_len : NB_ID_MAX - 1;
	char digits[DIGITS_MAX];
	size_t count = 0;

	memcpy(id, page, n);
	id[n++] = '-';
	do
		digits[count++] = (char)('0' + number % 10);
	while ((number /= 10) != 0 && count < DIGITS_MAX);
	if (count == 1)
		digits[count++] = '0';
	while (count)
		id[n++] = digits[--count];
	id[n] = '\0';
	return n;
}
