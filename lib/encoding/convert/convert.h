/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inner loop of a conversion: a stretch of the input through the two codecs
 * of a converter.
 */
#ifndef NB_ENCODING_CONVERT_H
#define NB_ENCODING_CONVERT_H

#include "encoding/convert/converter.h"

/*
 * A stretch of the input on its way. `in` and `len` are what is left of it and
 * move on as bytes are consumed; the bytes are borrowed. The other fields
 * describe the last pass of a codec.
 */
struct nb_stretch {
	const uint8_t *in;
	size_t len;
	bool last;	     /* no input follows the stretch */
	size_t used;	     /* bytes that the codec consumed */
	bool stopped;	     /* the byte after them cannot be converted */
	struct nb_stop stop; /* if stopped: why */
};

/*
 * Convert as much of the stretch as possible, appending to out. After NB_OK
 * only a character that is cut off at its end is left. Bytes that are no
 * character are written as escapes if the options say so; otherwise they are
 * NB_INVALID with offset and line, and what was converted before them has been
 * appended. Counts bytes_in, lines and the survey.
 */
NB_CHECK enum nb_status nb_convert_stretch(struct nb_converter *c,
					   struct nb_stretch *stretch,
					   struct nb_buf *out,
					   struct nb_error *err);

#endif
