/* SPDX-License-Identifier: Apache-2.0 */
/* What a command has counted, as rows of texts and numbers to be printed or
 * drawn. */
#ifndef NB_TOOLS_NBARC_SHEET_H
#define NB_TOOLS_NBARC_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/* The most texts and numbers of a row. */
#define NBARC_TEXTS_MOST 3u
#define NBARC_NUMBERS_MOST 6u

struct nbarc_sheet;

/* A row; its texts are borrowed. A text is "" where an item has none. */
struct nbarc_sheet_row {
	const char *texts[NBARC_TEXTS_MOST];
	int64_t numbers[NBARC_NUMBERS_MOST];
	size_t index;			 /* as the rows were added */
	const struct nbarc_sheet *sheet; /* set for sorting */
};

/* A column of numbers. */
struct nbarc_sheet_column {
	const char *name;
	bool hundredths; /* the numbers are hundredths: 125 is 1.25 */
	bool machine;	 /* for programs; not in the table for people */
};

/*
 * A sheet. Names and columns are set first, then rows are added. The rows are
 * owned.
 */
struct nbarc_sheet {
	const char *names[NBARC_TEXTS_MOST]; /* of the texts */
	unsigned texts, numbers;
	struct nbarc_sheet_column columns[NBARC_NUMBERS_MOST];
	struct nbarc_sheet_row *rows;
	size_t count, cap;
	unsigned sort_texts; /* how it is being sorted */
	int sort_column;
};

/* A row with zeros at the end; NULL without memory. */
struct nbarc_sheet_row *nbarc_sheet_add(struct nbarc_sheet *sheet);

/* Find a column of numbers by its name; false if there is none. */
bool nbarc_sheet_find(const struct nbarc_sheet *sheet, const char *name,
		      unsigned *column);

/*
 * Sort by a column of numbers, the greatest first, unless `column` is negative;
 * rows that are equal in it by the first `texts` texts, and the rest as they
 * were added.
 */
void nbarc_sheet_sort(struct nbarc_sheet *sheet, int column, unsigned texts);

/* Turn the rows round. */
void nbarc_sheet_reverse(struct nbarc_sheet *sheet);

/* n of `of`, in hundredths, rounded; a half is rounded up. 0 of 0 is 0. */
int64_t nbarc_hundredths(uint64_t n, uint64_t of);

/* A number in hundredths, rounded. */
int64_t nbarc_to_hundredths(double number);

/* Free the rows. */
void nbarc_sheet_free(struct nbarc_sheet *sheet);

#endif
