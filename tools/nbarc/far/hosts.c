/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts that could not be reached (far/hosts.h). */
#include "far/hosts.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

/* So many are remembered; those that fail after them are asked as usual. */
#define HOSTS_MOST 32u
/* Bytes of "host:port", which may have 253 and 6. */
#define HOST_MOST 260u

struct host {
	char name[HOST_MOST];
	size_t len; /* 0: the place is free */
};

static struct host hosts[HOSTS_MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The host and port of a URL, without user and password; *len is 0 if it has
 * none that can be remembered. */
static const char *host_of(const char *url, size_t *len)
{
	const char *start = strstr(url, "://"), *end, *at;

	*len = 0;
	if (!start)
		return url;
	start += 3;
	end = start + strcspn(start, "/?#");
	for (at = start; at < end; at++)
		if (*at == '@')
			start = at + 1;
	if ((size_t)(end - start) <= HOST_MOST)
		*len = (size_t)(end - start);
	return start;
}

/* The place of a host, or a free one for len 0; NULL if there is none. */
static struct host *find(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < HOSTS_MOST; i++)
		if (hosts[i].len == len &&
		    memcmp(hosts[i].name, name, len) == 0)
			return &hosts[i];
	return NULL;
}

bool nbarc_host_failed(const char *url)
{
	size_t len;
	const char *name = host_of(url, &len);
	bool failed;

	(void)pthread_mutex_lock(&lock);
	failed = len && find(name, len);
	(void)pthread_mutex_unlock(&lock);
	return failed;
}

void nbarc_host_note(const char *url, bool failed)
{
	size_t len;
	const char *name = host_of(url, &len);
	struct host *host;

	if (len == 0)
		return;
	(void)pthread_mutex_lock(&lock);
	host = find(name, len);
	if (host && !failed) {
		host->len = 0;
	} else if (!host && failed && (host = find("", 0)) != NULL) {
		memcpy(host->name, name, len);
		host->len = len;
	}
	(void)pthread_mutex_unlock(&lock);
}
