/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of parsers (parsers.h).
 *
 * A parser reads files of one charset, because it opens it before it gives up
 * its rights. Those that libxml2 knows by itself count as none.
 */
#include "cli/parsers.h"

#include <nbarc/isolated.h>
#include <nbarc/markup.h>
#include <nbarc/validate.h>

#ifndef NB_SANDBOX
#define NB_SANDBOX 1
#endif

#include <pthread.h>

#if NB_SANDBOX

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/fork_server.h"

/* Parsers that are kept for later: one for each thread. */
#define IDLE_MAX 64

struct idle {
	int fd;
	char charset[NB_CHARSET_MAX];
};

/* There is one for the tool. The lock holds for everything below it. */
static struct {
	int server;  /* -1: it could not be started */
	int failure; /* the errno of that */
	pid_t pid, owner;
	pthread_mutex_t lock;
	struct idle idle[IDLE_MAX];
	size_t idle_count;
} pool = {.server = -1, .lock = PTHREAD_MUTEX_INITIALIZER};

/* Have the server and all parsers end, and wait for it. Only the tool itself
 * does, and no process that it made. A pager may have the socket open, so that
 * closing would not do, and somebody may have stopped the server. */
static void end_parsers(void)
{
	if (getpid() != pool.owner)
		return;
	(void)shutdown(pool.server, SHUT_RDWR);
	(void)kill(pool.pid, SIGCONT);
	while (waitpid(pool.pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void cli_parsers_begin(void)
{
	if (pool.server >= 0)
		return;
	pool.owner = getpid();
	pool.server = cli_fork_server_start(&pool.pid);
	pool.failure = errno;
	if (pool.server >= 0)
		(void)atexit(end_parsers);
}

/* The charset that a parser has to have open for a file that declares this
 * one. */
static const char *to_open(const char *charset)
{
	static const char *const known[] = {"UTF-8",	 "UTF-16",   "UTF-16LE",
					    "UTF-16BE",	 "US-ASCII", "ASCII",
					    "ISO-8859-1"};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasecmp(charset, known[i]) == 0)
			return "";
	return charset;
}

/* Is a parser there that nobody asked anything? */
static bool is_alive(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
	       (errno == EAGAIN || errno == EWOULDBLOCK);
}

/* An idle parser that has this charset open, taken out of the list; -1. One
 * that ended since is dropped: no file has to do with it. */
static int find_idle(const char *charset)
{
	size_t i;
	int fd;

	for (i = pool.idle_count; i-- > 0;) {
		if (strcasecmp(pool.idle[i].charset, charset) != 0)
			continue;
		fd = pool.idle[i].fd;
		pool.idle[i] = pool.idle[--pool.idle_count];
		if (is_alive(fd))
			return fd;
		(void)close(fd);
	}
	return -1;
}

/* What one call of the library has borrowed. */
struct loan {
	char charset[NB_CHARSET_MAX]; /* that the parser has open */
	bool sound;		      /* of the last: it came back as it was */
};

/* For struct nb_isolated, as the next one. */
static int take(void *context, const char *charset, struct nb_error *err)
{
	struct loan *loan = context;
	int fd;

	charset = to_open(charset);
	(void)snprintf(loan->charset, sizeof(loan->charset), "%s", charset);
	(void)pthread_mutex_lock(&pool.lock);
	fd = find_idle(charset);
	errno = pool.failure;
	if (fd < 0 && pool.server >= 0)
		fd = cli_fork_server_ask(pool.server);
	if (fd < 0)
		(void)nb_fail_sys(err, NULL, "start a parser");
	(void)pthread_mutex_unlock(&pool.lock);
	return fd;
}

static void give(void *context, int fd, bool sound)
{
	struct loan *loan = context;
	bool kept = false;

	loan->sound = sound;
	(void)pthread_mutex_lock(&pool.lock);
	if (sound && pool.idle_count < IDLE_MAX) {
		struct idle *idle = &pool.idle[pool.idle_count++];

		idle->fd = fd;
		memcpy(idle->charset, loan->charset, sizeof(idle->charset));
		kept = true;
	}
	(void)pthread_mutex_unlock(&pool.lock);
	if (kept)
		return;
	(void)shutdown(fd, SHUT_RDWR);
	(void)close(fd);
}

enum nb_status cli_read_markup(const void *bytes, size_t len,
			       struct nb_layout *layout, struct nb_error *err)
{
	struct loan loan;
	const struct nb_isolated by = {&loan, take, give};

	return nb_isolated_read_markup(&by, bytes, len, layout, err);
}

enum nb_status cli_read_mets(const void *bytes, size_t len,
			     struct nb_issue **issue, struct nb_error *err)
{
	struct loan loan;
	const struct nb_isolated by = {&loan, take, give};

	return nb_isolated_read_mets(&by, bytes, len, issue, err);
}

enum nb_status cli_validate_from(struct nb_validator *unused, const void *xml,
				 size_t len, const char *name, uint64_t line,
				 struct nb_error *err)
{
	struct loan loan = {.sound = true};
	const struct nb_isolated by = {&loan, take, give};
	struct nb_error own;
	enum nb_status st;

	(void)unused;
	err = nb_error_or(err, &own);
	st = nb_isolated_validate(&by, xml, len, name, line, err);
	if (st == NB_INVALID && !loan.sound)
		st = err->status = NB_UNSUPPORTED;
	return st;
}

#else

/* One for the tool; the lock holds for it. */
static struct nb_validator *validator;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void cli_parsers_begin(void)
{
}

enum nb_status cli_read_markup(const void *bytes, size_t len,
			       struct nb_layout *layout, struct nb_error *err)
{
	return nb_layout_read_markup(bytes, len, layout, err);
}

enum nb_status cli_read_mets(const void *bytes, size_t len,
			     struct nb_issue **issue, struct nb_error *err)
{
	return nb_issue_read_mets(bytes, len, issue, err);
}

enum nb_status cli_validate_from(struct nb_validator *unused, const void *xml,
				 size_t len, const char *name, uint64_t line,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;

	(void)unused;
	(void)pthread_mutex_lock(&lock);
	if (!validator)
		st = nb_validator_create(&validator, err);
	if (!st)
		st = nb_validate_from(validator, xml, len, name, line, err);
	(void)pthread_mutex_unlock(&lock);
	return st;
}

#endif

enum nb_status cli_validate(const void *xml, size_t len, const char *name,
			    struct nb_error *err)
{
	return cli_validate_from(NULL, xml, len, name, 1, err);
}
