/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm --undo: restore the page as received. */
#ifndef NB_TOOLS_NBNORM_UNDO_H
#define NB_TOOLS_NBNORM_UNDO_H

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* Append the page as received to out, from the files of the normalised text and
 * of its journal. NB_INVALID if they do not belong together. */
NB_CHECK enum nb_status norm_undo(const char *path, const char *journal_path,
				  struct nb_buf *out, struct nb_error *err);

#endif
