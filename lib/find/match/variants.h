/* SPDX-License-Identifier: Apache-2.0 */
/* Simplified and traditional characters, by OpenCC. */
#ifndef NB_FIND_MATCH_VARIANTS_H
#define NB_FIND_MATCH_VARIANTS_H

#include "find/match/regex.h"

/*
 * Fold each ideograph to its simplified form, as OpenCC's t2s has it for a
 * character by itself. OpenCC is loaded for this call. NB_UNSUPPORTED, with
 * what to install, if it is not there; NB_NOMEM.
 */
NB_FIND_OPTIONAL NB_CHECK enum nb_status nb_fold_variants(struct nb_fold *fold,
							  struct nb_error *err);

#endif
