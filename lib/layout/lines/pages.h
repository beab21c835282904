/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a file that has several. */
#ifndef NB_LAYOUT_LINES_PAGES_H
#define NB_LAYOUT_LINES_PAGES_H

#include "layout/lines/layout.h"

/*
 * Complete a layout whose lines are in order of their images, 1 to `count`:
 * list where the pages begin, and drop the boxes of each page on which the
 * place of some line is not known. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_layout_paginate(struct nb_layout *layout,
					   uint32_t count,
					   struct nb_error *err);

#endif
