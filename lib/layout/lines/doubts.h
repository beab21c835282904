/* SPDX-License-Identifier: Apache-2.0 */
/* What a file states in two ways, or in part (struct nb_doubt). */
#ifndef NB_LAYOUT_LINES_DOUBTS_H
#define NB_LAYOUT_LINES_DOUBTS_H

#include <nbarc/layout.h>

/*
 * Note a doubt about a part of an image, which has the name `name`, or none if
 * that is empty. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_layout_add_doubt(struct nb_layout *layout,
					    enum nb_doubt_kind kind,
					    uint32_t image, const char *name,
					    struct nb_error *err);

#endif
