/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbconv --detect: telling the charset of files from their beginnings.
 *
 * No more is read than the detection needs. Every line states how certain the
 * answer is, and why.
 */
#include "detect.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "json/string.h"
#include "cli/message.h"
#include "input.h"

/* Bytes that are read at a time. */
#define PIECE ((size_t)64 * 1024)

/* Read as much of a file as the detection needs. */
static enum nb_status read_beginning(struct nbconv_input *in,
				     struct nb_buf *sample,
				     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t len = 1;

	while (!st && len && !nb_detect_enough(sample->data, sample->len)) {
		if (nb_buf_reserve(sample, PIECE))
			return nb_fail_mem(err);
		st = nbconv_read(in, sample->data + sample->len, PIECE, &len,
				 err);
		sample->len += len;
	}
	return st;
}

/* Print the line of a file for people. */
static void print_text(const char *name, const struct nb_detected *d)
{
	cli_mask(stdout, name, strlen(name));
	if (!d->charset[0])
		printf(": unknown: %s\n", d->reason);
	else if (!d->certain)
		printf(": uncertain, perhaps %s (%.2f): %s\n", d->charset,
		       d->confidence, d->reason);
	else
		printf(": %s (%.2f): %s\n", d->charset, d->confidence,
		       d->reason);
}

/* Print the line of a file as a JSON object. */
static enum nb_status print_json(const char *name, const struct nb_detected *d,
				 struct nb_error *err)
{
	struct nb_buf line = {0};
	enum nb_status st = nb_buf_puts(&line, "{\"file\":");

	if (!st)
		st = nb_json_string(&line, name, strlen(name));
	if (!st)
		st = nb_buf_printf(&line,
				   ",\"charset\":\"%s\",\"confidence\":%.3f,"
				   "\"certain\":%s,\"reason\":",
				   d->charset, d->confidence,
				   d->certain ? "true" : "false");
	if (!st)
		st = nb_json_string(&line, d->reason, strlen(d->reason));
	if (!st)
		st = nb_buf_puts(&line, "}\n");
	if (!st)
		(void)fwrite(line.data, 1, line.len, stdout);
	nb_buf_free(&line);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Detect and print one file; reports its errors. NB_ABSENT if the charset is
 * unknown. */
static enum nb_status detect_file(const struct nbconv *n, const char *path)
{
	struct nb_buf sample = {0};
	struct nb_detected found;
	struct nbconv_input in;
	struct nb_error err;
	enum nb_status st = nbconv_open(&in, path, &err);

	if (!st)
		st = read_beginning(&in, &sample, &err);
	if (!st)
		st = nb_detect(sample.data, sample.len, &found, &err);
	if (!st) {
		if (n->report)
			st = print_json(in.name, &found, &err);
		else
			print_text(in.name, &found);
	}
	if (st)
		cli_error(n->cli, &err);
	else if (!found.charset[0])
		st = NB_ABSENT;
	nb_buf_free(&sample);
	nbconv_close(&in);
	return st;
}

/* All files are looked at; the exit code is that of the worst. */
int nbconv_detect(const struct nbconv *n, char *const *files, int count)
{
	enum nb_status worst = NB_OK;
	int i;

	for (i = 0; i < count; i++)
		worst = nb_worse(worst, detect_file(n, files[i]));
	if (cli_stdout_close(n->cli))
		worst = nb_worse(worst, NB_IO);
	return nb_exit_code(worst);
}
