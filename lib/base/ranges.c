/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a file by ranges of its bytes (base/ranges.h).
 *
 * Offsets and sizes come from the file itself and may be hostile. They are
 * checked against its size here, so that the functions of a file far away are
 * only asked for bytes that it has.
 */
#include "base/ranges.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum nb_status nb_file_open_far(const struct nb_far_file *far,
				struct nb_file *file, struct nb_error *err)
{
	struct nb_far_file *copy = nb_alloc(1, sizeof(*copy));

	*file = nb_local(-1);
	if (!copy) {
		if (far->close)
			far->close(far->context);
		return nb_fail_mem(err);
	}
	*copy = *far;
	file->far = copy;
	return NB_OK;
}

enum nb_status nb_file_read_at(struct nb_file file, const char *name,
			       uint64_t offset, void *data, size_t len,
			       struct nb_error *err)
{
	const struct nb_far_file *far = file.far;

	if (!far)
		return nb_fd_read_at(file.fd, name, offset, data, len, err);
	if (offset <= far->size && len <= far->size - offset)
		return len ? far->read_at(far->context, offset, data, len, err)
			   : NB_OK;
	(void)nb_fail_at(err, NB_INVALID, offset, "the file ends too early");
	nb_error_file(err, name);
	return NB_INVALID;
}

void nb_file_expect(struct nb_file file, const struct nb_range *ranges,
		    size_t count)
{
	if (file.far && file.far->expect && count)
		file.far->expect(file.far->context, ranges, count);
}

enum nb_status nb_file_state(struct nb_file file, const char *name,
			     struct nb_file_state *state, struct nb_error *err)
{
	struct stat s;

	*state = (struct nb_file_state){0};
	if (file.far) {
		state->size = file.far->size;
		return NB_OK;
	}
	if (fstat(file.fd, &s) != 0)
		return nb_fail_sys(err, name, "stat");
	if (!S_ISREG(s.st_mode))
		return nb_fail(err, NB_INVALID, "not a regular file");
	state->size = (uint64_t)s.st_size;
	state->seconds = s.st_mtim.tv_sec;
	state->nanoseconds = s.st_mtim.tv_nsec;
	return NB_OK;
}

enum nb_status nb_file_size(struct nb_file file, const char *name,
			    uint64_t *size, struct nb_error *err)
{
	struct nb_file_state state;
	enum nb_status st = nb_file_state(file, name, &state, err);

	*size = state.size;
	return st;
}

void nb_file_close(struct nb_file file)
{
	if (!file.far) {
		if (file.fd >= 0)
			(void)close(file.fd);
		return;
	}
	if (file.far->close)
		file.far->close(file.far->context);
	free((void *)file.far);
}
