/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Print the text of articles of an archive.
 *
 * usage: get ARCHIVE ID...
 *
 *	cc -o get get.c $(pkg-config --cflags --libs nbarc)
 */
#include <stdio.h>

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/status.h>

int main(int argc, char **argv)
{
	enum nb_status worst = NB_OK, st;
	struct nb_buf text = {NULL, 0, 0};
	struct nb_archive *archive;
	struct nb_error err;
	int i;

	if (argc < 3) {
		fprintf(stderr, "usage: get ARCHIVE ID...\n");
		return 1;
	}
	st = nb_archive_open(argv[1], &archive, &err);
	if (st) {
		fprintf(stderr, "get: %s: %s\n", argv[1], err.text);
		return nb_exit_code(st);
	}
	for (i = 2; i < argc; i++) {
		text.len = 0;
		/* What was withdrawn is NB_ABSENT; err.text has the reason. */
		st = nb_archive_get(archive, argv[i], NB_FORMAT_TEXT, &text,
				    &err);
		if (st)
			fprintf(stderr, "get: %s\n", err.text);
		else
			fwrite(text.data, 1, text.len, stdout);
		worst = nb_worse(worst, st);
	}
	nb_buf_free(&text);
	nb_archive_close(archive);
	return nb_exit_code(worst);
}
