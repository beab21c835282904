/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of the features of features.c, for a person who asks why a break
 * was decided so (nbnorm --why, nb_page_explain()).
 */
#ifndef NB_PAGE_FEATURE_NAMES_H
#define NB_PAGE_FEATURE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The name of the i-th feature of the text, from 0; and of the i-th feature of
 * the setting, between printed lines (`ragged`: of unequal length) or in
 * columns. Static; NULL if the list has no name for it.
 */
const char *nb_feature_name(size_t i);
const char *nb_setting_name(bool lines, bool ragged, size_t i);
/* Of nb_row_features(). */
const char *nb_row_name(size_t i);

#endif
