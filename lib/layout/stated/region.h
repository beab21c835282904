/* SPDX-License-Identifier: Apache-2.0 */
/* What the attributes of an element of PAGE XML say of it. */
#ifndef NB_LAYOUT_STATED_REGION_H
#define NB_LAYOUT_STATED_REGION_H

#include "layout/stated/articles.h"
#include "layout/stated/element.h"

#include <nbarc/layout.h>

/* What the type of a region says. */
enum nb_said nb_region_said(const struct nb_element *e);

/*
 * What its attribute `custom` says of an article. The name, which may be "",
 * lives as long as the element.
 */
void nb_region_article(const struct nb_element *e,
		       struct nb_article_said *article);

/* Its place in the order of reading, from 1, or that of a line in its region;
 * 0: the element does not say it. */
uint32_t nb_region_number(const struct nb_element *e);

#endif
