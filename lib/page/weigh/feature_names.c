/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of features (feature_names.h). The lists have the order in which
 * features.c and rows.c add the features, since a feature is known by its
 * position alone. "Before" and "after" refer to the break.
 */
#include "page/weigh/feature_names.h"

static const char *const names[] = {
	/* characters() */
	"that it is a break",
	"kinds of the last two characters before",
	"kinds of the first two characters after",
	"kinds of the last character before and the first after",
	"the last character before",
	"the first character after",
	"the last two characters before",
	"the first two characters after",
	"kinds of the first and last character before; its width",
	"the first two characters of the text before; kind of its last",
	/* words() */
	"how well the two characters hold together",
	"how well they hold together, and their kinds",
	"how well they hold together; stops and commas before",
	"how well they hold together; width of the text before",
	"how well they and the next ones hold together, in steps of two",
	"how well they and the two before hold together",
	"how well they and the two after hold together",
	"how well they hold together; whether there are marks before",
	/* readiness() */
	"how readily the sides end and begin; their kinds",
	"how readily; stops and commas before; kind of the last character",
	"how readily; width of the text before",
	"how the characters before and after hold together with theirs",
	"how readily the last character ends a block; its kind",
	"how readily the first character begins one; kinds of both",
	"how readily they end and begin, and hold together",
	"how readily the last one ends; stops and commas before",
	"how readily the first one begins; stops and commas before; kind",
	"how readily the last one ends; width of the text before",
	/* widths() */
	"width of the text before; kind of its last character",
	"width of the text after; kind of its last character",
	"widths of both; kind of the last character before",
	"width of the text before, and what precedes it",
	"width of the text after, and what follows it",
	"how far both lines are from full",
	"how far the line before is from full; kind of its last character",
	"how far both lines are from full; kind of the last character",
	"how far the line before and the one above it are from full",
	"how far the line after and the one below it are from full",
	"how far they are from full; kind of the last character after",
	"width of a full line; how far the line after is from it",
	"how far the line after is from full; both last characters",
	/* marks() */
	"open quotations before; kind of the last character",
	"open quotations on both sides",
	"stops and commas before; kind of the last character",
	"stops and commas before; width of the text before",
	"stops and commas after; kinds of its ends",
	"stops and commas on both sides",
	"stops and commas before and in the text above it",
	"stops and commas after; its width",
	"whether it opens a block, is a credit, follows one",
	"indents",
	"empty lines",
	"the two texts before: stops, commas, how they end",
	"the two texts after: stops, commas, how they end",
	/* habits() */
	"whether the text before looks like a head; whether such do here",
	"whether it looks like a head; how well the two characters hold",
	"whether it looks like a head; how many texts here end in no mark",
	"whether it looks like a head; whether such do here; its width",
	"whether it looks like a head; last character of the text above",
	/* heads() */
	"whether it is the first head of its item; its width",
	"whether it is the second head of its item; its width",
	"whether it is one of them; what stands around it",
	/* lists() */
	"how alike the texts begin; how the one before ends, its width",
	"which texts have spaces; how the one before ends, its width",
	"how four texts in a row end",
	"how three texts in a row end; width of the one before",
	"how three texts in a row end; widths of the inner two",
	"how many texts near here end in no mark; kind of the last; width",
	"how many of them; how well the two characters hold together",
	"how many of them; stops before; width of the text before",
};

static const char *const in_lines[] = {
	"room that is left in the line, for its next character",
	"room that is left; what the text says",
	"room that is left; kind of the last character",
	"whether both lines are full; kind of the last character",
	"whether both lines are full; what the text says",
	"whether the line is full; what the text says; the break before",
	"whether both lines are full; the break before",
	"whether the line after is full; room that is left",
	"whether the next two lines are full; last character of the first",
	"whether the three lines are full; last character of the second",
	"whether the three lines are full; last character; break before",
	"whether the next two lines are full; the text; last character",
};

/* These follow those of in_lines. */
static const char *const in_ragged_lines[] = {
	"how far both lines are from full near here; the break before",
	"how far the line is from full near here; what the text says",
	"how far it is from full near here; last character; break before",
	"how far the line after is from full near here; the text",
	"how far both are from full near here; kind of the last character",
	"what the text says; the break before",
};

static const char *const in_columns[] = {
	"what the text says",
	"whether it ends a line of the column",
	"whether it ends a line of the column; what the text says",
	"whether it ends a line of the likeliest width; how sure that is",
	"whether it ends a line of that width; what the text says",
	"whether it ends a column of the likeliest height; how sure that is",
	"whether it ends such a column; what the text says",
	"whether it ends a line and a column",
	"whether it ends a line and a column; what the text says",
	"whether it ends a line and a column; kind of the last character",
	"false breaks among so many lines; what the text says",
	"false breaks among so many lines; whether it ends a line; last one",
};

/* Of rows.c. A unit is the paragraph or head that ends before the break. */
static const char *const of_rows[] = {
	/* following() */
	"lines around: what text and setting say; the break before; spaces",
	"lines around: whether the line after is full and goes on; the odds",
	"lines around: whether it is full and goes on; both last characters",
	"lines around: whether three lines are full, and the second goes on",
	"lines around: whether two lines are full and go on",
	"lines around: whether a text begins under it; whether it goes on",
	"lines around: whether a text begins under it; last characters",
	/* unit() */
	"lines around: how many the unit has, how the first one is filled",
	"lines around: how many; whether the line after goes on",
	"lines around: what opens the unit, and whether it is closed",
	"lines around: what opens the unit and the line after; last character",
	"lines around: what opens the line after; whether it goes on",
	"lines around: what opens the line after; how many the unit has",
	"lines around: open quotations of the unit and of the line after",
	/* room() */
	"lines around: room that is left; spaces",
	"lines around: room that is left; spaces; the odds",
	"lines around: room that is left; spaces; whether the next goes on",
	"lines around: room that is left; how far it tells; the odds",
	"lines around: room that is left; how far it tells; last character",
	"lines around: room left in the line after; whether it goes on; odds",
	"lines around: room left in both; whether the line after goes on",
	/* rows() */
	"lines around: true breaks near here; the odds",
	"lines around: true breaks near here; whether the line after goes on",
	"lines around: true breaks near here; spaces; the odds",
	"lines around: whether the line after counts on; last character",
	"lines around: whether the line after counts on; the odds",
	"lines around: how alike the unit and the line after begin",
	"lines around: lines of the same width",
	"lines around: single lines in a row; kind of the last character",
	"lines around: single lines in a row; the odds",
	"lines around: single lines in a row; true breaks near here",
	"lines around: short paragraphs on the page; the odds",
	"lines around: short paragraphs on the page; both last characters",
	"lines around: short paragraphs on the page; last character",
	"lines around: short paragraphs on the page; how many the unit has",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const char *nb_feature_name(size_t i)
{
	return i < COUNT(names) ? names[i] : NULL;
}

const char *nb_setting_name(bool lines, bool ragged, size_t i)
{
	if (lines && ragged && i >= COUNT(in_lines)) {
		i -= COUNT(in_lines);
		return i < COUNT(in_ragged_lines) ? in_ragged_lines[i] : NULL;
	}
	if (lines)
		return i < COUNT(in_lines) ? in_lines[i] : NULL;
	return i < COUNT(in_columns) ? in_columns[i] : NULL;
}

const char *nb_row_name(size_t i)
{
	return i < COUNT(of_rows) ? of_rows[i] : NULL;
}
