/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nbarc protect and nbarc repair call where there is no isa-l: with `make
 * PARITY=` this file takes the place of libnbarc-parity in both programs. They
 * keep their options and their help, and say why they do nothing.
 *
 * No file is opened. The status is that of a wrong use, since NB_INVALID and
 * NB_UNSUPPORTED would say something of the archive.
 */
#include <string.h>

#include "base/error.h"

#include <nbarc/parity.h>

static enum nb_status refuse(struct nb_error *err)
{
	return nb_fail(err, NB_USAGE,
		       "this build of nbarc has no parity: it was made without "
		       "libisal");
}

enum nb_status nb_archive_protect(const char *path, double percent,
				  const struct nb_writer_options *options,
				  nb_parity_progress *progress, void *context,
				  struct nb_protected *done,
				  struct nb_error *err)
{
	(void)path;
	(void)percent;
	(void)options;
	(void)progress;
	(void)context;
	memset(done, 0, sizeof(*done));
	return refuse(err);
}

enum nb_status nb_archive_repair(const char *path, const char *to,
				 nb_parity_progress *progress, void *context,
				 struct nb_repaired *done, struct nb_error *err)
{
	(void)path;
	(void)to;
	(void)progress;
	(void)context;
	memset(done, 0, sizeof(*done));
	return refuse(err);
}
