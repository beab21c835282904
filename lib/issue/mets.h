/* SPDX-License-Identifier: Apache-2.0 */
/* METS files, by any parser. */
#ifndef NB_ISSUE_METS_H
#define NB_ISSUE_METS_H

#include "issue/issue.h"
#include "layout/parse/parser.h"

/* What nb_issue_read_mets() of <nbarc/markup.h> does, with this parser. */
NB_CHECK enum nb_status nb_mets_parse(const struct nb_parser *parser,
				      const void *bytes, size_t len,
				      struct nb_issue **issue,
				      struct nb_error *err);

#endif
