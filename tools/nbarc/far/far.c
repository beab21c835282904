/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc-far: the commands that read, for archives that URLs name
 * (tools/nbarc/where.h). nbarc becomes this program when a word of the command
 * line of such a command is a URL; argv[0] is the command.
 *
 * Where the cache is, how large it may be, which certificates count and how an
 * object store is reached is said by environment variables, as nbarc(1) lists
 * them. Those of AWS are the ones that its own programs take.
 */
#include "commands.h"
#include "where.h"
#include "where_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/far.h>

#include "cli/cli.h"
#include "cli/far.h"

/* ---- opening */

/* The most that NBARC_CACHE_SIZE may say: 2^50 bytes. */
#define CACHE_MOST (1ull << 50)

/* The value of an environment variable; NULL if it is not set or empty. */
static const char *value_of(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* NB_USAGE of an environment variable. */
static enum nb_status bad_value(struct nb_error *err, const char *text)
{
	*err = (struct nb_error){.status = NB_USAGE, .offset = NB_NO_OFFSET};
	(void)snprintf(err->text, sizeof(err->text), "%s", text);
	return NB_USAGE;
}

/* Read NBARC_CACHE_SIZE: bytes, or with K, M or G so many times more. */
static enum nb_status cache_size(uint64_t *size, struct nb_error *err)
{
	const char *text = value_of("NBARC_CACHE_SIZE"), *end;
	static const char units[] = "KMG";
	size_t len = text ? strspn(text, "0123456789") : 0;
	unsigned long long n = 0;
	const char *unit;
	unsigned shift;
	char digits[24];

	*size = CLI_CACHE_SIZE;
	if (!text)
		return NB_OK;
	end = text + len;
	unit = *end ? strchr(units, *end) : NULL;
	shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	(void)snprintf(digits, sizeof(digits), "%.*s", (int)len, text);
	if (len >= sizeof(digits) ||
	    !cli_number(digits, 0, CACHE_MOST >> shift, &n) ||
	    (*end && (!unit || end[1])))
		return bad_value(err, "NBARC_CACHE_SIZE is not a number of "
				      "bytes, at most 1048576G");
	*size = n << shift;
	return NB_OK;
}

/* Read NBARC_TIMEOUT: seconds; 0: as usual. */
static enum nb_status timeout(unsigned *seconds, struct nb_error *err)
{
	const char *text = value_of("NBARC_TIMEOUT");
	unsigned long long n = 0;

	if (text && !cli_number(text, 1, 3600, &n))
		return bad_value(err, "NBARC_TIMEOUT is not a number of "
				      "seconds from 1 to 3600");
	*seconds = (unsigned)n;
	return NB_OK;
}

/* Open a file at a URL. The folder of the cache lives in `folder`. */
static enum nb_status open_url(const char *url, enum nb_far_kind kind,
			       struct nb_far_file *far, struct nb_error *err)
{
	char folder[CLI_CACHE_PATH];
	struct nb_far_options o = {
		.cache = cli_cache_folder(folder) ? folder : NULL,
		.ca_file = value_of("SSL_CERT_FILE"),
		.s3_endpoint = value_of("AWS_ENDPOINT_URL_S3"),
		.s3_region = value_of("AWS_REGION"),
		.s3_key = value_of("AWS_ACCESS_KEY_ID"),
		.s3_secret = value_of("AWS_SECRET_ACCESS_KEY"),
		.s3_token = value_of("AWS_SESSION_TOKEN")};
	enum nb_status st = cache_size(&o.cache_size, err);

	if (!st)
		st = timeout(&o.patience, err);
	if (!o.s3_endpoint)
		o.s3_endpoint = value_of("AWS_ENDPOINT_URL");
	if (!o.s3_region)
		o.s3_region = value_of("AWS_DEFAULT_REGION");
	return st ? st : nb_far_open(url, kind, &o, far, err);
}

enum nb_status nbarc_open_at(const char *path, const struct nb_damage *damage,
			     struct nb_archive **archive, struct nb_error *err)
{
	struct nb_far_file far;
	enum nb_status st;
	char shown[512];

	*archive = NULL;
	if (!nb_far_is_url(path))
		return damage ? nb_archive_open_damaged(path, damage, archive,
							err)
			      : nb_archive_open(path, archive, err);
	st = open_url(path, NB_FAR_ARCHIVE, &far, err);
	/* As with a file: an archive that is not there is no answer to what was
	 * looked for in it. */
	if (st == NB_ABSENT)
		st = err->status = NB_IO;
	if (st)
		return st;
	nb_far_show(path, shown, sizeof(shown));
	return nb_archive_open_far(&far, shown, damage, archive, err);
}

enum nb_status nbarc_open_index(const char *path, struct nb_archive *archive,
				struct nb_index **index, struct nb_error *err)
{
	size_t size = strlen(path) + sizeof(NB_INDEX_SUFFIX), len;
	struct nb_far_file far;
	enum nb_status st;
	char shown[512], *beside;

	*index = NULL;
	beside = malloc(size);
	if (!beside) {
		*err = (struct nb_error){.status = NB_NOMEM,
					 .offset = NB_NO_OFFSET,
					 .text = "out of memory"};
		return NB_NOMEM;
	}
	/* Before a query, which stays. */
	len = nb_far_is_url(path) ? strcspn(path, "?#") : strlen(path);
	(void)snprintf(beside, size, "%.*s%s%s", (int)len, path,
		       NB_INDEX_SUFFIX, path + len);
	if (nb_far_is_url(path)) {
		nb_far_show(beside, shown, sizeof(shown));
		st = open_url(beside, NB_FAR_INDEX, &far, err);
		if (!st)
			st = nb_index_open_far(archive, &far, shown, index,
					       err);
	} else {
		st = nb_index_open(archive, beside, index, err);
	}
	free(beside);
	return st;
}

/* ---- the program */

#define ROW_read(function) nbarc_##function
#define ROW_write(function) NULL
#define ROW_serve(function) NULL
#define ROW_check(function) NULL

static const struct command {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
#define COMMAND(group, function, name, kind, summary) \
	{name, ROW_##group(function)},
#include "commands.def"
#undef COMMAND
	/* These two only read, too. */
	{"verify", nbarc_verify},
	{"prove", nbarc_prove},
};

static const struct cli tool = {.name = "nbarc"};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].function &&
		    strcmp(argv[0], commands[i].name) == 0) {
			cli_make_cache_folder();
			return commands[i].function(argc, argv);
		}
	cli_say(&tool,
		"%s: an archive at a URL can only be read; download it, or "
		"name a file",
		argc ? argv[0] : "");
	return 1;
}
