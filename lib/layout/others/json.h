/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of OCR services and engines in JSON, as pages (nbnorm(1), LAYOUT).
 */
#ifndef NB_LAYOUT_OTHERS_JSON_H
#define NB_LAYOUT_OTHERS_JSON_H

#include <nbarc/layout.h>

#include <stdbool.h>

#define NB_JSON_FORM "JSON"

/*
 * Do the bytes begin as JSON does, and no text: an object with a key and a
 * colon, or a list of objects or lists, down to the first value? A byte order
 * mark and white space may come before it. A text may begin with a bracket.
 */
bool nb_json_is(const void *bytes, size_t len);

/*
 * Read such a file. The caller frees *layout, also after a failure. NB_INVALID
 * if it is not JSON, or says that the service failed; NB_UNSUPPORTED if it is
 * of no service that is known; NB_LIMIT.
 */
NB_CHECK enum nb_status nb_json_read(const void *bytes, size_t len,
				     struct nb_layout *layout,
				     struct nb_error *err);

#endif
