/* SPDX-License-Identifier: Apache-2.0 */
/* What writing a document shares with finding its items again. */
#ifndef NB_TEI_CREATE_H
#define NB_TEI_CREATE_H

#include <nbarc/tei.h>

/*
 * Sort the items by number. A division is in the order of the page, but numbers
 * that were kept from an earlier revision need not be.
 */
void nb_tei_sort(struct nb_tei *tei);

#endif
