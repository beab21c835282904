/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the writer and the readers of a document must agree on, besides its
 * schema.
 */
#ifndef NB_TEI_DOCUMENT_H
#define NB_TEI_DOCUMENT_H

/*
 * The title of an item without a main head is the beginning of its text, cut to
 * this many characters.
 */
#define NB_TITLE_CHARACTERS 24u

/* The type of a persName of somebody who wrote the item, outside of a byline.
 */
#define NB_TEI_AUTHOR "author"

/*
 * What stands in front of the names that a document has for whoever took part
 * in it, in the attributes resp, who and ref (listPrefixDef of its header).
 * With xml:ids instead, each document would have the same ones, and could not
 * be with others in a teiCorpus.
 */
#define NB_TEI_NAME "nbarc:"

/* The type of an element idno with an identifier that the page had before. It
 * stands directly after the page's own, without white space between. */
#define NB_TEI_PREVIOUS "previous"

/* The element of the header about the conversion begins so. */
#define NB_TEI_CONVERTED "<change who=\"" NB_TEI_NAME "nbtei\">"

/*
 * What a part of a paragraph begins with if it resumes the paragraph after
 * something that was set into it. That it does is nearly certain, but never
 * stated by the page: hence the low certainty.
 */
#define NB_TEI_RESUMED                                                    \
	"<lb break=\"no\" type=\"joined\" resp=\"" NB_TEI_NAME "nbtei\" " \
	"cert=\"low\"/>"

/* What the header says about the marks of joined breaks, where there are marks.
 */
#define NB_TEI_MARKS "; each is an lb of type \"joined\""

#endif
