/* SPDX-License-Identifier: Apache-2.0 */
/* Characters by numbers that are not those of Unicode. */
#ifndef NB_LAYOUT_FORM_NUMBERS_H
#define NB_LAYOUT_FORM_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/buf.h>

/*
 * Copy markup with references to the numbers 128 to 159 by the numbers that
 * browsers take them for: "&#147;" is a quotation mark. Nothing is copied, and
 * *changed is false, if there are none. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_markup_numbers(const void *bytes, size_t len,
					  struct nb_buf *to, bool *changed);

#endif
