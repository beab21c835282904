/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up what a tool does not need, before it reads anything.
 *
 * An archive, a page or a proof may come from anywhere. Should a mistake in the
 * reading of one ever let it take over the process, it finds a process that can
 * read what its command line names, write the outputs that are named there, and
 * nothing else: no other file, no network, no other program.
 *
 * Linux has Landlock for files and seccomp for the rest, OpenBSD unveil(2) and
 * pledge(2). Where the system has nothing, or an older one of them, a tool
 * works as before.
 */
#ifndef NB_TOOLS_CLI_SANDBOX_H
#define NB_TOOLS_CLI_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

/* What shall stay possible, while it is gathered. */
struct cli_sandbox {
	int rules;	 /* a descriptor of Landlock; -1: there is none */
	uint64_t rights; /* that Landlock can refuse */
	bool network;	 /* connections stay possible */
	bool accepts;	 /* connections of others are accepted */
	bool forks;	 /* processes are made for the parent */
	bool writes;	 /* something may be written */
};

/* Begin with nothing, but with connections to other machines if `network`.
 * Nothing is given up before cli_sandbox_enter(). */
void cli_sandbox_begin(struct cli_sandbox *s, bool network);

/* The file or folder may be read, with all that is in it. One that does not
 * exist is passed over, as an identifier is. */
void cli_sandbox_read(struct cli_sandbox *s, const char *path);

/* The file may be read, and what is in its folder, because the program before
 * this one in a pipe makes it or puts another in its place. */
void cli_sandbox_await(struct cli_sandbox *s, const char *path);

/* The file, which exists, may be written to where it stands. */
void cli_sandbox_change(struct cli_sandbox *s, const char *path);

/* The file may be written or replaced, or the folder filled; either may have to
 * be made first. */
void cli_sandbox_write(struct cli_sandbox *s, const char *path);

/* What the C library and others look for in the system may be read too:
 * charsets, which iconv loads, even in a program that is linked statically, and
 * libraries. */
void cli_sandbox_read_system(struct cli_sandbox *s);

/* Connections are accepted, by a socket that listens already. */
void cli_sandbox_accept(struct cli_sandbox *s);

/* Processes are made, each with a socket that is handed to the parent. */
void cli_sandbox_fork(struct cli_sandbox *s);

/* Give up the rest, in this thread and those that it starts: files, programs,
 * TCP and signals, which takes 20 us, and system calls, sockets of every kind
 * among them, which takes another 50 us. */
void cli_sandbox_enter(struct cli_sandbox *s);

/*
 * Give up everything but reading and writing descriptors that are open, memory,
 * locks between threads, time, random numbers and ending: no file can be opened
 * or looked at, no process or thread started, no signal sent to another. This
 * is for a process that only computes, and holds for all of its threads. What
 * is refused fails with EPERM; memory cannot become executable any more.
 *
 * True if system calls are confined from now on. Call it after everything that
 * is opened late was used once: charsets of iconv(3), libraries, locales.
 */
bool cli_sandbox_alone(void);

#endif
