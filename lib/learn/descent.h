/* SPDX-License-Identifier: Apache-2.0 */
/* The lowest point of a convex function of many numbers. */
#ifndef NB_LEARN_DESCENT_H
#define NB_LEARN_DESCENT_H

#include <nbarc/status.h>

#include <stddef.h>

/* A function at the point x; its slope is written to `slope`. */
typedef double nb_slope(void *context, const double *x, double *slope);

/*
 * Go down from x, which has n numbers, in at most `steps` steps. It stops early
 * where a step gains next to nothing. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_descend(nb_slope *function, void *context, size_t n,
				   unsigned steps, double *x,
				   struct nb_error *err);

#endif
