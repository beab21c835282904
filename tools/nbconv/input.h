/* SPDX-License-Identifier: Apache-2.0 */
/* The files that nbconv reads, piece by piece, because they may be larger than
 * memory. */
#ifndef NB_TOOLS_NBCONV_INPUT_H
#define NB_TOOLS_NBCONV_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/* An open input. The name is the caller's; fd is owned unless it is that of
 * standard input. */
struct nbconv_input {
	int fd;
	const char *name; /* for messages */
	uint64_t size;	  /* bytes; 0 where it is not known */
};

/* Open a file; "-" is standard input. Call nbconv_close() also after a failure.
 */
NB_CHECK enum nb_status nbconv_open(struct nbconv_input *in, const char *path,
				    struct nb_error *err);
void nbconv_close(struct nbconv_input *in);

/* Read at most size bytes. *len is 0 at the end; after a signal it may be 0
 * with an error. */
NB_CHECK enum nb_status nbconv_read(struct nbconv_input *in, void *data,
				    size_t size, size_t *len,
				    struct nb_error *err);

#endif
