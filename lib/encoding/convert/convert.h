/* SPDX-License-Identifier: Apache-2.0 */
/* A stretch of bytes through the two codecs of a converter. */
#ifndef NB_ENCODING_CONVERT_H
#define NB_ENCODING_CONVERT_H

#include "encoding/convert/converter.h"

/* A stretch of the input on its way. */
struct nb_stretch {
	const uint8_t *in;
	size_t len;
	bool last;	     /* nothing follows it */
	size_t used;	     /* bytes that were converted */
	bool stopped;	     /* behind them stands what cannot be */
	struct nb_stop stop; /* then: why */
};

/* Convert as much as can be, appending to out: what is left of the stretch is a
 * cut character. Counts bytes_in, lines and what the survey counts. */
NB_CHECK enum nb_status nb_convert_run(struct nb_converter *c,
				       struct nb_stretch *stretch,
				       struct nb_buf *out,
				       struct nb_error *err);

#endif
