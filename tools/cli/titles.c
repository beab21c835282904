/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --titles of nbarc ingest and nbtei: a table of what is known of each
 * newspaper title, such as its name and its place, which goes into the header
 * of a document. nbtei(1) describes the columns.
 */
#include "cli/titles.h"

#include <nbarc/buf.h>

#include "base/error.h"
#include "base/file.h"

/* A larger table is refused. */
#define TITLES_MAX ((size_t)16 << 20)

enum nb_status cli_titles_read(const char *path, struct nb_titles **titles,
			       struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st;

	*titles = NULL;
	if (!path)
		return NB_OK;
	st = nb_file_read(path, TITLES_MAX, &text, err);
	if (!st)
		st = nb_titles_read(text.data, text.len, titles, err);
	if (st)
		nb_error_file(err, path);
	nb_buf_free(&text);
	return st;
}
