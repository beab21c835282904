/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files that nbconv reads: opening, reading in pieces, closing. The size
 * is known of regular files only, and serves the display of progress.
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/signals.h"

/* A name is kept also if opening fails, for the message. */
enum nb_status nbconv_open(struct nbconv_input *in, const char *path,
			   struct nb_error *err)
{
	struct stat info;

	in->fd = STDIN_FILENO;
	in->name = cli_input_name(path);
	in->size = 0;
	if (strcmp(path, "-") != 0) {
		in->fd = open(path, O_RDONLY | O_CLOEXEC);
		if (in->fd < 0)
			return nb_fail_sys(err, path, "open");
	}
	if (fstat(in->fd, &info) == 0 && S_ISREG(info.st_mode))
		in->size = (uint64_t)info.st_size;
	return NB_OK;
}

void nbconv_close(struct nbconv_input *in)
{
	if (in->fd > STDIN_FILENO)
		(void)close(in->fd);
}

/*
 * A read that a signal interrupted is repeated, unless that signal is to stop
 * the program.
 */
enum nb_status nbconv_read(struct nbconv_input *in, void *data, size_t size,
			   size_t *len, struct nb_error *err)
{
	ssize_t n;

	do
		n = read(in->fd, data, size);
	while (n < 0 && errno == EINTR && !cli_interrupted());
	*len = n < 0 ? 0 : (size_t)n;
	return n < 0 ? nb_fail_sys(err, in->name, "read") : NB_OK;
}
