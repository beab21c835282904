/* SPDX-License-Identifier: Apache-2.0 */
/* Which services write what in JSON. */
#ifndef NB_LAYOUT_OTHERS_SERVICES_H
#define NB_LAYOUT_OTHERS_SERVICES_H

#include "layout/others/answer.h"

/*
 * Read an answer, or a list of answers, each of which is a page: add the pages
 * with their lines. False if it is of no service that is known.
 */
bool nb_services_read(struct nb_answer *a, const json_t *root);

/* What an answer of a service that is not read is, and what to do; NULL: not
 * known. The string is static. */
const char *nb_services_refused(const json_t *root);

#endif
