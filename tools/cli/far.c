/* SPDX-License-Identifier: Apache-2.0 */
/* URLs on command lines, and the folder of the cache (cli/far.h). */
#include "cli/far.h"
#include "cli/message.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

bool cli_is_url(const char *word)
{
	static const char *const schemes[] = {"http://", "https://", "s3://"};
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncasecmp(word, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

bool cli_names_url(char **words, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (cli_is_url(words[i]))
			return true;
	return false;
}

static bool refused;

void cli_refuse_urls(void)
{
	refused = true;
}

bool cli_refused_url(const struct cli *cli, const char *word)
{
	if (!refused || cli->urls || !cli_is_url(word))
		return false;
	/* The word is not shown: a URL may have a password or a key. */
	cli_say(cli, "an archive at a URL can only be read; download it, or "
		     "name a file");
	return true;
}

/* A relative path does not count, as the XDG specification says. */
bool cli_cache_folder(char folder[CLI_CACHE_PATH])
{
	const char *base = getenv("XDG_CACHE_HOME"), *below = "/nbarc";

	if (!base || *base != '/') {
		base = getenv("HOME");
		below = "/.cache/nbarc";
	}
	return base && *base == '/' &&
	       snprintf(folder, CLI_CACHE_PATH, "%s%s", base, below) <
		       CLI_CACHE_PATH;
}

void cli_make_cache_folder(void)
{
	char folder[CLI_CACHE_PATH], *p;

	if (!cli_cache_folder(folder))
		return;
	for (p = folder + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			(void)mkdir(folder, 0700);
			*p = '/';
		}
	(void)mkdir(folder, 0700);
}
