/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening what is at paths and at URLs (tools/nbarc/where.h, where_index.h).
 *
 * Where the cache is, how large it may be, which certificates count and how an
 * object store is reached is said by environment variables, as nbarc(1) lists
 * them. Those of AWS are the ones that its own programs take.
 */
#include "where.h"
#include "where_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/far.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/far.h"
#include "cli/options.h"
#include "far/hosts.h"

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
	if (st)
		return st;
	o.attempts = nbarc_host_failed(url) ? 1 : 0;
	st = nb_far_open(url, kind, &o, far, err);
	nbarc_host_note(url, st == NB_IO);
	return st;
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

/* The path or the URL of what is beside another one, which the caller frees;
 * NULL: no memory. The suffix comes before a query, which stays. */
static char *beside_of(const char *path, const char *suffix)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	size_t len = nb_far_is_url(path) ? strcspn(path, "?#") : strlen(path);
	char *beside = malloc(size);

	if (beside)
		(void)snprintf(beside, size, "%.*s%s%s", (int)len, path, suffix,
			       path + len);
	return beside;
}

enum nb_status nbarc_open_index(const char *path, struct nb_archive *archive,
				struct nb_index **index, struct nb_error *err)
{
	char shown[512], *beside = beside_of(path, NB_INDEX_SUFFIX);
	struct nb_far_file far;
	enum nb_status st;

	*index = NULL;
	if (!beside)
		return nb_fail_mem(err);
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

/* Read all of what is far away. */
static enum nb_status read_all(struct nb_far_file *far, size_t most,
			       struct nb_buf *to, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (far->size > most)
		return nb_fail(err, NB_INVALID,
			       "larger than a file of this kind can be");
	if (nb_buf_reserve(to, (size_t)far->size))
		return nb_fail_mem(err);
	if (far->size)
		st = far->read_at(far->context, 0, to->data, (size_t)far->size,
				  err);
	if (!st)
		to->len = (size_t)far->size;
	return st;
}

enum nb_status nbarc_read_at(const char *path, size_t most, struct nb_buf *to,
			     struct nb_error *err)
{
	struct nb_far_file far;
	enum nb_status st;

	if (!nb_far_is_url(path))
		return nb_file_read(path, most, to, err);
	st = open_url(path, NB_FAR_ARCHIVE, &far, err);
	if (st == NB_ABSENT)
		st = err->status = NB_IO;
	if (st)
		return st;
	st = read_all(&far, most, to, err);
	far.close(far.context);
	return st;
}

/* Open a file for copying that is at a URL, or on this machine. */
static enum nb_status open_file(const char *name, enum nb_far_kind kind,
				struct nb_file *file, struct nb_error *err)
{
	struct nb_far_file far;
	enum nb_status st;

	if (!nb_far_is_url(name)) {
		st = nb_file_open(name, O_RDONLY, &file->fd, err);
		return st == NB_IO && errno == ENOENT
			       ? (err->status = NB_ABSENT)
			       : st;
	}
	st = open_url(name, kind, &far, err);
	return st ? st : nb_file_open_far(&far, file, err);
}

enum nb_status nbarc_file_at(const char *path, const char *suffix,
			     struct nb_file *file, struct nb_error *err)
{
	char *name = beside_of(path, suffix);
	enum nb_status st;

	*file = nb_local(-1);
	if (!name)
		return nb_fail_mem(err);
	st = open_file(name, *suffix ? NB_FAR_INDEX : NB_FAR_ARCHIVE, file,
		       err);
	if (st == NB_ABSENT && !*suffix)
		st = err->status = NB_IO;
	free(name);
	return st;
}

void nbarc_show_at(const char *path, char *shown, size_t size)
{
	if (nb_far_is_url(path))
		nb_far_show(path, shown, size);
	else
		(void)snprintf(shown, size, "%s", path);
}
