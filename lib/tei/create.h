/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a document. */
#ifndef NB_TEI_CREATE_H
#define NB_TEI_CREATE_H

#include <nbarc/tei.h>

/* Put the items in the order of their numbers. */
void nb_tei_sort(struct nb_tei *tei);

#endif
