/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status and error values, which all other headers use.
 *
 * A function that can fail returns enum nb_status, which is NB_OK (0) or says
 * what kind of failure it was. Most of these functions also take a struct
 * nb_error, which they fill in with what a message needs: what went wrong, in
 * which file, at which byte, and the errno of the system call.
 *
 * The error argument of every function of the library may be NULL; the status
 * is the same then. A function fills it in only if it fails. After a success
 * its contents mean nothing.
 *
 * The library prints nothing, never exits, handles no signals and keeps no
 * global state, but that it changes some of jansson, and libnbarc-xml of
 * libxml2: the functions of memory that they have when the library is loaded
 * are called through functions that note a failure, which they do not always
 * report. If a program sets its own later, nothing is noted. A program that
 * loads the library by dlopen(3) does so while no other thread uses these two;
 * it is not unloaded again.
 *
 * Every function may run in any thread, as long as no two threads use one
 * object at the same time. Objects that never change once they are made (struct
 * nb_profile, nb_decisions and nb_titles) may be used by any number of threads
 * at once.
 *
 * What a function gives out is NULL or empty after a failure, unless its
 * comment says otherwise.
 */
#ifndef NBARC_STATUS_H
#define NBARC_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks a function that the library exports. */
#define NB_API __attribute__((visibility("default")))

/* Marks a function whose result must be looked at. */
#define NB_CHECK __attribute__((warn_unused_result))

/*
 * The release that a program is compiled with, as `nbarc --version` prints it;
 * nb_version() is the release that it runs with.
 */
#define NB_VERSION "0.1.0"

/* Bytes of a SHA-256 digest. */
#define NB_SHA256_SIZE 32

/* The offset of an error that has none. */
#define NB_NO_OFFSET UINT64_MAX

/* How a function ended. The values are part of the library's interface. */
enum nb_status {
	NB_OK = 0,
	NB_USAGE,	/* the caller gave an argument that is not valid */
	NB_NOMEM,	/* out of memory */
	NB_IO,		/* a system call failed; see sys_errno */
	NB_BUSY,	/* another process holds the archive for writing */
	NB_INVALID,	/* the input is damaged or not what it should be */
	NB_UNSUPPORTED, /* the input needs a newer or larger reader */
	NB_LIMIT,	/* the input exceeds a stated limit */
	NB_ABSENT, /* what was asked for does not exist, or was withdrawn */
	NB_BUG	   /* a check inside nbarc failed */
};

/*
 * The description of a failure. It owns nothing, so it can be copied, and needs
 * no initialisation.
 */
struct nb_error {
	enum nb_status status; /* what the function returned */
	int sys_errno;	       /* errno; 0 if no system call failed */
	uint64_t offset;       /* in bytes from the start of the file or text;
				* or NB_NO_OFFSET */
	char file[512];	       /* "" if unknown; the end of a longer name */
	char text[1024];       /* one line without a full stop or newline */
};

/*
 * The exit code of a program for a status: 0 for NB_OK; 1 for a wrong use or a
 * failure of the environment (NB_USAGE, NB_NOMEM, NB_IO, NB_BUSY); 2 for bad
 * input (NB_INVALID, NB_UNSUPPORTED, NB_LIMIT); 3 for NB_BUG; 4 for NB_ABSENT
 * (nbarc(1), EXIT STATUS).
 */
NB_API int nb_exit_code(enum nb_status status);

/*
 * The more serious of two statuses, by the order of their exit codes: 3, 1, 2,
 * 4, 0. If both have the same exit code it is `a`. Programs that go on after a
 * failure use it to decide how they end.
 */
NB_API enum nb_status nb_worse(enum nb_status a, enum nb_status b);

/*
 * The release of the library that the program runs with, for instance "0.1.0",
 * in static storage. It differs from NB_VERSION if the program was compiled
 * with the headers of another release.
 */
NB_API const char *nb_version(void);

/*
 * A short English name of the status ("out of memory"), in static storage;
 * "unknown status" for any other number.
 */
NB_API const char *nb_status_name(enum nb_status status);

#ifdef __cplusplus
}
#endif
#endif
