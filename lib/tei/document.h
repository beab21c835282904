/* SPDX-License-Identifier: Apache-2.0 */
/* What writing a document and reading it have in common. */
#ifndef NB_TEI_DOCUMENT_H
#define NB_TEI_DOCUMENT_H

/* The title of an item that has no main head: so much of its text. */
#define NB_TITLE_CHARACTERS 24u

/* A paragraph goes on behind what was set into it. It is nearly certain that it
 * does, and never that the order of the page says so. */
#define NB_TEI_RESUMED \
	"<lb break=\"no\" type=\"joined\" resp=\"#nbtei\" cert=\"low\"/>"

#endif
