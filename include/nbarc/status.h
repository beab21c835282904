/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status and error values, shared by every stage.
 *
 * A function that can fail returns enum nb_status and, where it takes a
 * struct nb_error, fills it with what a message needs: what went wrong, in
 * which file, at which byte, and the errno of the system call. The library
 * prints nothing, never exits and keeps no global state; any function may run
 * in any thread as long as no two threads use one object at a time.
 */
#ifndef NBARC_STATUS_H
#define NBARC_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NB_API __attribute__((visibility("default")))
#define NB_CHECK __attribute__((warn_unused_result))

/* The release, as `nbarc --version` prints it. */
#define NB_VERSION "0.1.0"

/* Bytes of a SHA-256 digest. */
#define NB_SHA256_SIZE 32

/* "This error has no byte offset." */
#define NB_NO_OFFSET UINT64_MAX

enum nb_status {
	NB_OK = 0,
	NB_USAGE,	/* an argument that the function does not take */
	NB_NOMEM,	/* out of memory */
	NB_IO,		/* a system call failed; see sys_errno */
	NB_BUSY,	/* another process holds the archive for writing */
	NB_INVALID,	/* the input is damaged or not what it says */
	NB_UNSUPPORTED, /* the input needs a newer or larger reader */
	NB_LIMIT,	/* the input exceeds a stated limit */
	NB_ABSENT,	/* what was asked for is not there */
	NB_BUG		/* a check inside nbarc failed */
};

struct nb_error {
	enum nb_status status;
	int sys_errno;	 /* 0 when no system call failed */
	uint64_t offset; /* bytes from the start of file; or NB_NO_OFFSET */
	char file[512];	 /* "" when unknown; the tail of a longer name */
	char text[512];	 /* one line, no final stop, no newline */
};

/*
 * The exit code of a tool for a status: 0 done, 1 usage or environment,
 * 2 input damaged or invalid, 3 a bug, 4 absent (nbarc(1), EXIT STATUS).
 */
NB_API int nb_exit_code(enum nb_status status);

/* The worse of two statuses: bug, environment, damaged, absent, done. */
NB_API enum nb_status nb_worse(enum nb_status a, enum nb_status b);

/*
 * The release of the library that the program runs with, as NB_VERSION is the
 * release it was compiled with ("0.1.0"); static storage.
 */
NB_API const char *nb_version(void);

/* A short English name of the status ("out of memory"); static storage. */
NB_API const char *nb_status_name(enum nb_status status);

#ifdef __cplusplus
}
#endif
#endif
