/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc serve: a reading room for browsers and programs.
 *
 * A program of its own, since it needs libmicrohttpd. It opens the archives,
 * listens, gives up its rights and answers until a signal ends it:
 *
 *   http/     requests, answers, routes, connections
 *   pages/    the pages for people
 *   search/   what is looked for, and its hits
 *   api/      what programs get
 *
 * main() of it only waits for the signal, which all threads block, so that
 * nothing is ever interrupted in the middle.
 */
#include "commands.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/far.h"
#include "serve/confine.h"
#include "serve/http/server.h"
#include "serve/room.h"
#include "serve/sources.h"
#include "set/set.h"

#define LISTEN "127.0.0.1:8080"
/* The most seconds of --seconds. */
#define SECONDS_MOST 600

static const struct cli_option options[] = {
	{'l', "listen", "ADDR:PORT", "listen there (default " LISTEN ")",
	 CLI_TEXT(struct room_settings, listen)},
	{CLI_LONG, "url", "URL", "its address as clients know it",
	 CLI_TEXT(struct room_settings, url)},
	{CLI_LONG + 1, "images", "URL", "where the images of pages are",
	 CLI_TEXT(struct room_settings, images)},
	{CLI_LONG + 5, "contact", "ADDRESS", "mail address, for harvesters",
	 CLI_TEXT(struct room_settings, contact)},
	{CLI_LONG + 2, "user", "NAME", "take the rights of this user",
	 CLI_TEXT(struct room_settings, user)},
	{CLI_LONG + 3, "log", NULL, "print a line for each request",
	 CLI_SET(struct room_settings, log)},
	{CLI_LONG + 4, "seconds", "N", "that a request may take (default 5)",
	 CLI_COUNT(struct room_settings, seconds, SECONDS_MOST)},
	{'j', "jobs", "N", "threads that answer (default: 2 per processor)",
	 CLI_COUNT(struct room_settings, jobs, CLI_JOBS_MAX)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc serve",
	.synopsis = "[OPTION...] ARCHIVE...",
	.about = "Show archives in a browser, and answer programs.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is missing",
	.urls = true,
	.confines_itself = true,
};

/* Append the origin of an address, "https://example.org:81", to the policy;
 * false if it is not an address of HTTP. */
static bool add_origin(char *policy, size_t size, const char *url)
{
	size_t scheme = strncmp(url, "https://", 8) == 0  ? 8
			: strncmp(url, "http://", 7) == 0 ? 7
							  : 0;
	size_t host = strspn(url + scheme,
			     "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");
	size_t used = strlen(policy);

	if (!scheme || !host ||
	    (url[scheme + host] && url[scheme + host] != '/'))
		return false;
	return snprintf(policy + used, size - used, " %.*s",
			(int)(scheme + host), url) < (int)(size - used);
}

/* Check the settings and complete them. NB_USAGE. */
static enum nb_status complete(struct room_settings *s, struct nb_error *err)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	char unused[512] = "";

	if (!s->listen)
		s->listen = LISTEN;
	if (!s->seconds)
		s->seconds = ROOM_SECONDS;
	if (!s->jobs)
		s->jobs = processors < 1 ? 2 : 2 * (unsigned)processors;
	if (s->jobs > CLI_JOBS_MAX)
		s->jobs = CLI_JOBS_MAX;
	if (s->url && !add_origin(unused, sizeof(unused), s->url))
		return nb_fail(err, NB_USAGE,
			       "--url is not an address of HTTP: %s", s->url);
	(void)snprintf(s->policy, sizeof(s->policy),
		       "default-src 'none'; script-src 'self'; style-src "
		       "'self'; connect-src 'self'; form-action 'self'; "
		       "base-uri 'none'; frame-ancestors 'none'; img-src "
		       "'self'");
	if (s->contact && (!strchr(s->contact, '@') ||
			   s->contact[strcspn(s->contact, " \t\r\n<>")]))
		return nb_fail(err, NB_USAGE,
			       "--contact is not a mail address: %s",
			       s->contact);
	if (s->images && !add_origin(s->policy, sizeof(s->policy), s->images))
		return nb_fail(err, NB_USAGE,
			       "--images is not an address of HTTP: %s",
			       s->images);
	return NB_OK;
}

/* Block the signals that end the program, in this thread and those that it
 * starts. A client that goes away must not end it either. */
static void block_signals(sigset_t *ends)
{
	(void)sigemptyset(ends);
	(void)sigaddset(ends, SIGINT);
	(void)sigaddset(ends, SIGTERM);
	(void)sigaddset(ends, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, ends, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

/*
 * Say where it listens: a program that starts it with port 0 reads this.
 *
 * It is printed when requests are answered already, so that whoever reads the
 * line can connect.
 */
static enum nb_status announce(const struct room_settings *s,
			       struct nb_error *err)
{
	if (printf("http://%s/\n", s->listening) < 0 || fflush(stdout) != 0)
		return nb_fail_sys(err, "(stdout)", "write");
	return NB_OK;
}

/* Report an archive of a collection that cannot be opened. */
static void leave_out(const struct nb_error *err)
{
	cli_error(&tool, err);
	cli_say(&tool, "the reading room is opened without this archive");
}

/* Answer until a signal comes. */
static enum nb_status serve(struct room_settings *s,
			    const struct room_sources *sources,
			    struct nb_error *err)
{
	struct room_summaries summaries = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct room room = {.settings = s, .summaries = &summaries};
	struct room_server *server = NULL;
	sigset_t ends;
	int listening = -1, sig;
	enum nb_status st = complete(s, err);

	if (!st)
		st = room_listen(s, &listening, err);
	if (!st)
		st = room_confine(s->user, sources, err);
	if (!st)
		st = room_archives_create(sources, leave_out, &room.archives,
					  err);
	if (!st)
		st = nb_grep_cache_create(ROOM_FOUND_BYTES, &room.found, err);
	block_signals(&ends);
	if (!st)
		st = room_server_start(&room, listening, &server, err);
	else if (listening >= 0)
		(void)close(listening);
	if (!st)
		st = announce(s, err);
	if (!st)
		(void)sigwait(&ends, &sig);
	room_server_end(server);
	room_summaries_free(&summaries);
	room_archives_free(room.archives);
	nb_grep_cache_free(room.found);
	return st;
}

int nbarc_serve(int argc, char **argv)
{
	struct room_settings settings = {.listen = NULL};
	struct room_sources sources = {.count = 0};
	struct nb_error err = {.status = NB_OK};
	enum nb_status st;
	int i;

	cli_parse(&tool, argc, argv, &settings);
	for (i = optind; i < argc; i++)
		if (nbarc_set_is_far(argv[i]))
			cli_make_cache_folder();
	st = room_sources_read(argv + optind, (size_t)(argc - optind), &sources,
			       &err);
	if (!st)
		st = serve(&settings, &sources, &err);
	room_sources_free(&sources);
	if (st == NB_USAGE)
		return cli_usage(&tool, "%s", err.text);
	if (st)
		cli_error(&tool, &err);
	return nb_exit_code(st);
}
