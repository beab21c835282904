/* SPDX-License-Identifier: Apache-2.0 */
/* The two faces of nbconv: conversion and detection. */
#ifndef NB_TOOLS_NBCONV_H
#define NB_TOOLS_NBCONV_H

#include <nbarc/encoding.h>

#include "cli.h"

struct nbconv {
	struct nb_convert_options options; /* verify: see below */
	enum nb_verify verify;
	bool verify_given, report, detect, quiet;
	const char *path; /* of the output */
	struct cli_output output;
	bool output_failed; /* nothing more can be written */
	struct cli_progress progress;
	uint8_t *piece;	   /* of the input */
	struct nb_buf out; /* what it became */
};

struct nbconv_input {
	int fd;
	const char *name; /* for messages */
	uint64_t size;	  /* bytes; 0 where it is not known */
};

extern const struct cli nbconv_cli;

/* nbconv_input.c; "-" is standard input. */
NB_CHECK enum nb_status nbconv_open(struct nbconv_input *in, const char *path,
				    struct nb_error *err);
void nbconv_close(struct nbconv_input *in);
/* Read at most size bytes; *len 0 is the end, or an interruption. */
NB_CHECK enum nb_status nbconv_read(struct nbconv_input *in, void *data,
				    size_t size, size_t *len,
				    struct nb_error *err);

/* nbconv_detect.c: nbconv --detect; returns the exit code. */
int nbconv_detect(const struct nbconv *n, char *const *files, int count);

#endif
