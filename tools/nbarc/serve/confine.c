/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listening, and giving up rights (confine.h).
 *
 * The order matters: a port below 1024 and the change of user need root, the
 * sandbox comes last and holds for all threads that are started after it. From
 * then on the process can accept connections, and read the archives and the
 * libraries of the system, and nothing else: it opens no connection of its own,
 * writes no file and starts no program. If an archive is far away, it does open
 * connections, and writes what was read into the folder of the cache.
 */
#define _DEFAULT_SOURCE /* setgroups() */
#include "serve/confine.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/options.h"
#include "cli/sandbox.h"

/* Connections that the system keeps before they are accepted. */
#define BACKLOG 256

/*
 * Take "ADDRESS:PORT" apart; false if it is not that.
 *
 * The last colon divides, so that an address of IPv6 may have others; it stands
 * in brackets then, as in URLs.
 */
static bool split_address(const char *text, char host[64], char port[8])
{
	const char *colon = strrchr(text, ':');
	unsigned long long number;
	size_t len;

	if (!colon || strlen(colon + 1) > 5 || !colon[1] ||
	    colon[1 + strspn(colon + 1, "0123456789")])
		return false;
	len = (size_t)(colon - text);
	if (len > 2 && text[0] == '[' && colon[-1] == ']') {
		text++;
		len -= 2;
	}
	if (len == 0 || len >= 64)
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	(void)snprintf(port, 8, "%s", colon + 1);
	return cli_number(port, 0, 65535, &number);
}

/*
 * The address of a socket as text, with its port; false if it has none.
 *
 * With port 0 this is how anybody learns where the room is.
 */
static bool name_socket(int s, char name[64])
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);
	char host[48], port[8];

	if (getsockname(s, (struct sockaddr *)&a, &len) != 0 ||
	    getnameinfo((struct sockaddr *)&a, len, host, sizeof(host), port,
			sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return false;
	(void)snprintf(name, 64, a.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s",
		       host, port);
	return true;
}

/*
 * A socket that listens on an address; -1 with errno.
 *
 * SO_REUSEADDR lets the room start again at once after it ended; without it,
 * connections that are still closing would keep the port for a minute.
 */
static int listen_on(const struct addrinfo *a)
{
	int s = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
	int on = 1, failed;

	if (s < 0)
		return -1;
	(void)setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (a->ai_family == AF_INET6)
		(void)setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(s, a->ai_addr, a->ai_addrlen) == 0 && listen(s, BACKLOG) == 0)
		return s;
	failed = errno;
	(void)close(s);
	errno = failed;
	return -1;
}

/* Only numbers are addresses: a name would need a resolver, and could mean
 * another interface tomorrow. "localhost" is the one exception. */
enum nb_status room_listen(struct room_settings *settings, int *listening,
			   struct nb_error *err)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC,
				       .ai_socktype = SOCK_STREAM,
				       .ai_flags = AI_PASSIVE | AI_NUMERICHOST |
						   AI_NUMERICSERV};
	struct addrinfo *list = NULL;
	char host[64], port[8];

	*listening = -1;
	if (!split_address(settings->listen, host, port) ||
	    getaddrinfo(strcmp(host, "localhost") == 0 ? "127.0.0.1" : host,
			port, &hints, &list) != 0)
		return nb_fail(err, NB_USAGE,
			       "%s: not an address and a port, such as "
			       "127.0.0.1:8080 or [::1]:8080",
			       settings->listen);
	*listening = listen_on(list);
	freeaddrinfo(list);
	if (*listening < 0)
		return nb_fail_sys(err, settings->listen, "listen");
	if (name_socket(*listening, settings->listening))
		return NB_OK;
	(void)nb_fail_sys(err, settings->listen, "getsockname");
	(void)close(*listening);
	*listening = -1;
	return NB_IO;
}

/*
 * Become another user, with that user's groups only.
 *
 * Groups come first: without root they cannot be changed any more. That root
 * cannot be had back is tried, since everything after this relies on it.
 */
static enum nb_status become(const char *user, struct nb_error *err)
{
	const struct passwd *p = getpwnam(user);

	if (!p)
		return nb_fail(err, NB_USAGE, "%s: no such user", user);
	if (setgroups(1, &p->pw_gid) != 0 || setgid(p->pw_gid) != 0 ||
	    setuid(p->pw_uid) != 0)
		return nb_fail_sys(err, NULL, "become another user");
	if (p->pw_uid != 0 && setuid(0) == 0)
		return nb_fail(err, NB_BUG, "root is still there");
	return NB_OK;
}

enum nb_status room_confine(const char *user,
			    const struct room_sources *sources,
			    struct nb_error *err)
{
	struct cli_sandbox sandbox;
	enum nb_status st = user ? become(user, err) : NB_OK;
	size_t i;

	if (st)
		return st;
	cli_sandbox_begin(&sandbox, sources->far);
	if (sources->far)
		cli_allow_far(&sandbox);
	for (i = 0; i < sources->count; i++)
		if (!sources->list[i].far)
			cli_sandbox_await(&sandbox, sources->list[i].path);
	cli_sandbox_accept(&sandbox);
	cli_sandbox_read_system(&sandbox);
	cli_sandbox_enter(&sandbox);
	return NB_OK;
}
