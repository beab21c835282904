/* SPDX-License-Identifier: Apache-2.0 */
/* The styles of citations; each has a file. */
#ifndef NB_CITE_STYLES_H
#define NB_CITE_STYLES_H

#include "cite/cited.h"

/* Append a citation. NB_NOMEM is the only failure. */
typedef enum nb_status nb_cite_format(const struct nb_cited *cited,
				      struct nb_buf *out);
NB_CHECK nb_cite_format nb_cite_gbt7714, nb_cite_bibtex, nb_cite_csl,
	nb_cite_ris;

#endif
