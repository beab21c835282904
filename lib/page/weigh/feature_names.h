/* SPDX-License-Identifier: Apache-2.0 */
/* What the features of features.c are called where a person reads of them. */
#ifndef NB_PAGE_FEATURE_NAMES_H
#define NB_PAGE_FEATURE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The name of the i-th feature of a break, from 0, and of the i-th of the
 * setting, between printed lines (ragged: of unequal length) or in columns;
 * static. NULL where the list has
 * no name for it. */
const char *nb_feature_name(size_t i);
const char *nb_setting_name(bool lines, bool ragged, size_t i);

#endif
