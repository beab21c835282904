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

/*
 * What a part of a paragraph begins with if it resumes the paragraph after
 * something that was set into it. That it does is nearly certain, but never
 * stated by the page: hence the low certainty.
 */
#define NB_TEI_RESUMED \
	"<lb break=\"no\" type=\"joined\" resp=\"#nbtei\" cert=\"low\"/>"

#endif
