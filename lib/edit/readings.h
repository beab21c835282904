/* SPDX-License-Identifier: Apache-2.0 */
/* What was changed in the characters of a form, as readings. */
#ifndef NB_EDIT_READINGS_H
#define NB_EDIT_READINGS_H

#include "edit/changes.h"
#include "page/text/essence.h"

/*
 * Compare the characters of a page, whose essence `page` is, as they are read,
 * with those of the form, and append a reading to changes->lines for each place
 * where they differ. *same says if they do not; then starts[i] becomes the
 * place in the essence at which block i of the form begins.
 *
 * NB_INVALID, with "line N: ..." in err, if a change goes over the end of a
 * block, or if it has been decided already and did not help.
 */
NB_CHECK enum nb_status nb_readings_find(struct nb_changes *changes,
					 const struct nb_converted *page,
					 const struct nb_essence *essence,
					 bool *same, size_t *starts,
					 struct nb_error *err);

#endif
