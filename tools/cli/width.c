/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Widths of characters on a terminal (width.h): those of UAX #11, East Asian
 * Width, classes W and F, and of combining characters. wcwidth(3) knows them
 * only in a locale with UTF-8, which a server often does not have.
 */
#include "cli/width.h"

#include "base/utf8.h"

/* Inclusive ranges of code points, sorted. */
struct range {
	uint32_t first, last;
};

/* Wide and full-width characters. Unassigned ones between them are wide, too,
 * as UAX #11 wants in the planes of ideographs. */
static const struct range wide[] = {
	{0x1100, 0x115f},   {0x231a, 0x231b},	{0x2329, 0x232a},
	{0x23e9, 0x23ec},   {0x2e80, 0x303e},	{0x3041, 0x33ff},
	{0x3400, 0x4dbf},   {0x4e00, 0xa4cf},	{0xa960, 0xa97c},
	{0xac00, 0xd7a3},   {0xf900, 0xfaff},	{0xfe10, 0xfe19},
	{0xfe30, 0xfe6f},   {0xff01, 0xff60},	{0xffe0, 0xffe6},
	{0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
	{0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* Characters that are set onto the one before. */
static const struct range combining[] = {
	{0x300, 0x36f},	    {0x483, 0x489},   {0x1ab0, 0x1aff},
	{0x1dc0, 0x1dff},   {0x20d0, 0x20ff}, {0x302a, 0x302d},
	{0x3099, 0x309a},   {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	{0xe0100, 0xe01ef},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Is the code point in one of the ranges? They are searched by halves. */
static bool is_in(const struct range *table, size_t count, uint32_t cp)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table[middle].last < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && table[low].first <= cp;
}

unsigned cli_width(uint32_t cp)
{
	if (cp < 0x300)
		return 1;
	if (nb_is_common_han(cp))
		return 2;
	if (is_in(combining, COUNT(combining), cp))
		return 0;
	return is_in(wide, COUNT(wide), cp) ? 2 : 1;
}

size_t cli_text_cut(const char *s, size_t len, size_t columns, size_t *taken)
{
	size_t at = 0, n;
	uint32_t cp;

	*taken = 0;
	while (at < len) {
		unsigned width = 1;

		n = 1;
		if ((unsigned char)s[at] >= 0x80)
			n = nb_utf8_get(s + at, len - at, &cp);
		if (n > 1)
			width = cli_width(cp);
		if (*taken + width > columns)
			break;
		*taken += width;
		at += n ? n : 1;
	}
	return at;
}

/* What fits into any width is the whole text. */
size_t cli_text_width(const char *s, size_t len)
{
	size_t width;

	(void)cli_text_cut(s, len, SIZE_MAX, &width);
	return width;
}
