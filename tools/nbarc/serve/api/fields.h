/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of a record in the forms that metadata of others have. */
#ifndef NB_TOOLS_NBARC_SERVE_API_FIELDS_H
#define NB_TOOLS_NBARC_SERVE_API_FIELDS_H

#include <nbarc/item.h>

/* The first value of a field, "" if there is none. */
const char *api_field(const struct nb_item_record *item, enum nb_field field);

/* The name of the newspaper, or its code; "" if there is neither. */
const char *api_newspaper(const struct nb_item_record *item);

/* The date as far as it is known, with `mark` between its parts: "2019-03-04",
 * "2019/03", "2019" or "". Metadata have no zeros for what is not known. */
void api_date(const struct nb_item_record *item, char mark, char date[11]);

#endif
