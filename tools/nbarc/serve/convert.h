/* SPDX-License-Identifier: Apache-2.0 */
/* Simplified and traditional characters for readers, by OpenCC. */
#ifndef NB_TOOLS_NBARC_SERVE_CONVERT_H
#define NB_TOOLS_NBARC_SERVE_CONVERT_H

#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* The script that a text is shown in. */
enum room_script { ROOM_AS_PRINTED, ROOM_SIMPLIFIED, ROOM_TRADITIONAL };

/*
 * Convert the bytes of `text` from `from` on, which are valid UTF-8 without a
 * NUL, phrase by phrase. Markup stays as it is, since it has no Han characters.
 * NB_UNSUPPORTED, and nothing is changed, if OpenCC is not installed; NB_NOMEM.
 */
NB_CHECK enum nb_status room_convert(struct nb_buf *text, size_t from,
				     enum room_script script,
				     struct nb_error *err);

#endif
