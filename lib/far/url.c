/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URLs of files: what is requested, and what is shown of them.
 *
 * A user name, a password and a query never come into a message: a presigned
 * URL has in its query what opens the file to everybody.
 */
#include "far/url.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MASK "***"

/* The rest of a URL after this scheme and "://"; NULL if it has another one. */
static const char *after_scheme(const char *url, const char *scheme)
{
	size_t len = strlen(scheme);

	return strncasecmp(url, scheme, len) == 0 &&
			       strncmp(url + len, "://", 3) == 0
		       ? url + len + 3
		       : NULL;
}

bool nb_far_is_s3(const char *url)
{
	return after_scheme(url, "s3") != NULL;
}

/* What follows the scheme; NULL if it is none of those that are known. */
static const char *authority(const char *url)
{
	const char *p = after_scheme(url, "https");

	if (!p)
		p = after_scheme(url, "http");
	return p ? p : after_scheme(url, "s3");
}

bool nb_far_is_url(const char *text)
{
	return authority(text) != NULL;
}

/* The '@' that ends user name and password; NULL if there are none. */
static const char *user_end(const char *p)
{
	const char *end = p + strcspn(p, "/?#"), *at = NULL;

	for (; p < end; p++)
		if (*p == '@')
			at = p;
	return at;
}

bool nb_far_has_user(const char *url)
{
	const char *p = authority(url);

	return p && user_end(p);
}

/* The '@' up to which a URL may be a user name and a password, for messages: it
 * is looked for beyond the host where a password has a character that ends that
 * of a URL, written without %XX. A port is digits, so that there the '@' of a
 * path is taken for it, too, but not that of a query, which is not shown. */
static const char *secret_end(const char *p)
{
	const char *end = p + strcspn(p, "/?#"), *at = user_end(p), *colon;
	const char *host = *p == '[' ? memchr(p, ']', (size_t)(end - p)) : p;

	colon = host ? memchr(host, ':', (size_t)(end - host)) : NULL;
	if (at || !colon)
		return at;
	if (colon + 1 + strspn(colon + 1, "0123456789") == end)
		end += strcspn(end, "?#");
	else
		end += strlen(end);
	while (end > p && *end != '@')
		end--;
	return end > p ? end : NULL;
}

void nb_far_show(const char *url, char *shown, size_t size)
{
	const char *p = authority(url), *host, *rest;

	if (!p) {
		(void)snprintf(shown, size, "%s", url);
		return;
	}
	host = secret_end(p);
	rest = host ? host + 1 : p;
	(void)snprintf(shown, size, "%.*s%s%.*s%s", (int)(p - url), url,
		       host ? MASK "@" : "", (int)strcspn(rest, "?#"), rest,
		       strchr(rest, '?') ? "?" MASK : "");
}

/* Append the key of an object, with %XX for what a path cannot have. */
static enum nb_status add_key(struct nb_buf *out, const char *key)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";
	enum nb_status st = NB_OK;
	char coded[4];

	for (; !st && *key; key++) {
		(void)snprintf(coded, sizeof(coded), "%%%02X",
			       (unsigned)(unsigned char)*key);
		st = strchr(plain, *key) ? nb_buf_add(out, key, 1)
					 : nb_buf_puts(out, coded);
	}
	return st;
}

/* Append the beginning of the URL of a bucket, up to the slash before a key. A
 * bucket whose name has full stops is no part of a name that a certificate of
 * the service has, so it goes into the path, as at other services. */
static enum nb_status add_bucket(struct nb_buf *out, const char *bucket,
				 size_t len, const struct nb_far_options *o)
{
	const char *region = o->s3_region ? o->s3_region : "us-east-1";
	char text[512];
	size_t end = o->s3_endpoint ? strlen(o->s3_endpoint) : 0;

	while (end && o->s3_endpoint[end - 1] == '/')
		end--;
	if (end)
		(void)snprintf(text, sizeof(text), "%.*s/%.*s/", (int)end,
			       o->s3_endpoint, (int)len, bucket);
	else if (memchr(bucket, '.', len))
		(void)snprintf(text, sizeof(text),
			       "https://s3.%s.amazonaws.com/%.*s/", region,
			       (int)len, bucket);
	else
		(void)snprintf(text, sizeof(text),
			       "https://%.*s.s3.%s.amazonaws.com/", (int)len,
			       bucket, region);
	return nb_buf_puts(out, text);
}

enum nb_status nb_far_request_url(const char *url,
				  const struct nb_far_options *o,
				  struct nb_buf *out, struct nb_error *err)
{
	const char *p = authority(url), *rest;
	enum nb_status st;
	size_t len;

	if (!p)
		return nb_fail(err, NB_USAGE, "not a URL of http, https or s3");
	len = strcspn(p, "/?#");
	rest = p + len;
	if (len == 0 || len > 255 || *rest != '/' || rest[1] == '\0')
		return nb_fail(err, NB_USAGE,
			       "the URL does not name a file: SCHEME://%s",
			       nb_far_is_s3(url) ? "BUCKET/KEY" : "HOST/PATH");
	if (!nb_far_is_s3(url))
		st = nb_buf_puts(out, url);
	else
		st = add_bucket(out, p, len, o) || add_key(out, rest + 1)
			     ? NB_NOMEM
			     : NB_OK;
	if (!st)
		st = nb_buf_add(out, "", 1);
	return st ? nb_fail_mem(err) : NB_OK;
}
