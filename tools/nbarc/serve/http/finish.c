/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finishing an answer (finish.h).
 *
 * The ETag is a hash of the body, and so right whatever the answer depends on:
 * archive, language, parameters. It costs some microseconds of a page. A
 * compressed body is another representation and has an ETag of its own; ranges
 * are of the plain one.
 */
#include "serve/http/finish.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <zlib.h>

#include "base/error.h"
#include "base/sha256.h"
#include "serve/room.h"

/* Shorter bodies are not compressed: they fit into one packet. */
#define COMPRESS_FROM 1000u
/* Level 4 takes 60 % of the time of level 6 for 4 % more bytes. */
#define COMPRESS_LEVEL 4
/* zlib's window bits, and 16 for the header of gzip. */
#define GZIP_BITS (15 + 16)

/* Bytes of an ETag: quotes, 20 digits, "-gzip", NUL. */
#define ETAG_SIZE 32

/* ---- headers of the client */

/*
 * A range that is not well formed counts as not being there, as RFC 9110 lets a
 * server do: compression is an offer, and never an error. "*" is not looked at,
 * since clients that want gzip say so.
 */
unsigned room_weight(const char *header, const char *name)
{
	size_t n = strlen(name);

	while (header && *header) {
		size_t all = strcspn(header, ","), len;
		const char *q;

		while (all && (*header == ' ' || *header == '\t')) {
			header++;
			all--;
		}
		len = strcspn(header, ",; \t");
		if (len == n && strncasecmp(header, name, n) == 0) {
			double weight;

			q = memchr(header, '=', all);
			weight = q ? strtod(q + 1, NULL) : 1;
			return weight > 0 && weight <= 1
				       ? (unsigned)(weight * 1000)
				       : 0;
		}
		header += all + (header[all] == ',');
	}
	return 0;
}

/*
 * The comparison is the weak one, as RFC 9110 wants it for If-None-Match:
 * whether the client wrote W/ in front of the tag makes no difference.
 */
bool room_etag_matches(const char *header, const char *etag)
{
	size_t n = strlen(etag);

	while (header && *header) {
		header += strspn(header, " \t,");
		if (*header == '*')
			return true;
		if (strncmp(header, "W/", 2) == 0)
			header += 2;
		if (strncmp(header, etag, n) == 0)
			return true;
		header += strcspn(header, ",");
	}
	return false;
}

/*
 * A number of a range; false if there is none, or one that is too large.
 *
 * Eighteen digits are enough for any file, and never too many for 64 bits.
 */
static bool range_number(const char **s, uint64_t *n)
{
	char *end;

	if (**s < '0' || **s > '9')
		return false;
	*n = strtoull(*s, &end, 10);
	if (end - *s > 18)
		return false;
	*s = end;
	return true;
}

/*
 * Several ranges at once are ignored, which RFC 9110 allows: their answer would
 * be a multipart body, which costs more than it saves, and many small ranges
 * are a known attack.
 */
int room_range(const char *header, uint64_t len, uint64_t *first,
	       uint64_t *last)
{
	uint64_t a = 0, b = len - 1;
	bool from, to;

	if (!header || strncmp(header, "bytes=", 6) != 0 || len == 0)
		return 0;
	header += 6;
	from = range_number(&header, &a);
	if (*header++ != '-')
		return 0;
	to = range_number(&header, &b);
	if (*header || (!from && !to) || (from && to && b < a))
		return 0;
	if (!from) {
		if (b == 0)
			return -1;
		a = b < len ? len - b : 0;
		b = len - 1;
	}
	if (a >= len)
		return -1;
	*first = a;
	*last = b < len ? b : len - 1;
	return 1;
}

/* ---- the body */

/* The body, wherever it is. */
static const void *body_of(const struct room_response *a, size_t *len)
{
	*len = a->fixed ? a->fixed_len : a->body.len;
	return a->fixed ? a->fixed : a->body.data;
}

/*
 * The ETag of a body.
 *
 * Ten bytes of the hash are enough to tell two bodies apart; nobody gains
 * anything by finding two with one tag, because the tag of another address is
 * never compared.
 */
static void make_etag(const void *body, size_t len, char etag[ETAG_SIZE])
{
	uint8_t hash[NB_SHA256_SIZE];
	size_t i;

	nb_sha256(body, len, hash);
	etag[0] = '"';
	for (i = 0; i < 10; i++)
		(void)snprintf(etag + 1 + 2 * i, 3, "%02x", hash[i]);
	memcpy(etag + 21, "\"", 2);
}

/*
 * Replace the body by its compressed form.
 *
 * deflateBound() says how much room is needed at most, so that one call
 * compresses everything. A body that grows by it is sent all the same: that
 * happens only with short ones, which are not compressed.
 */
static enum nb_status compress_body(struct room_response *a,
				    struct nb_error *err)
{
	z_stream z = {.zalloc = NULL};
	struct nb_buf out = {0};
	size_t len;
	const void *body = body_of(a, &len);
	enum nb_status st = NB_OK;

	if (len > UINT32_MAX / 2)
		return NB_OK;
	if (deflateInit2(&z, COMPRESS_LEVEL, Z_DEFLATED, GZIP_BITS, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return nb_fail_mem(err);
	if (nb_buf_reserve(&out, deflateBound(&z, (uLong)len)))
		st = nb_fail_mem(err);
	if (!st) {
		z.next_in = (z_const Bytef *)body;
		z.avail_in = (uInt)len;
		z.next_out = out.data;
		z.avail_out = (uInt)out.cap;
		if (deflate(&z, Z_FINISH) != Z_STREAM_END)
			st = nb_fail(err, NB_BUG, "zlib cannot compress");
		out.len = z.total_out;
	}
	(void)deflateEnd(&z);
	if (st) {
		nb_buf_free(&out);
		return st;
	}
	nb_buf_free(&a->body);
	a->fixed = NULL;
	a->body = out;
	return room_header(a, err, "Content-Encoding", "gzip");
}

/*
 * Cut the body down to the range that was asked for.
 *
 * If-Range with another tag than that of the body means that the client has a
 * part of something else: then it gets all of this.
 */
static enum nb_status cut_range(const struct room_request *q,
				struct room_response *a, const char *etag,
				struct nb_error *err)
{
	size_t len;
	const uint8_t *body = body_of(a, &len);
	uint64_t first, last;
	int found;

	if (q->headers.if_range && strcmp(q->headers.if_range, etag) != 0)
		return NB_OK;
	found = room_range(q->headers.range, len, &first, &last);
	if (found == 0)
		return NB_OK;
	if (found < 0) {
		a->status = 416;
		a->fixed = "";
		a->fixed_len = 0;
		return room_header(a, err, "Content-Range", "bytes */%zu", len);
	}
	a->status = 206;
	if (a->fixed) {
		a->fixed = body + first;
		a->fixed_len = (size_t)(last - first + 1);
	} else {
		memmove(a->body.data, body + first, (size_t)(last - first + 1));
		a->body.len = (size_t)(last - first + 1);
	}
	return room_header(a, err, "Content-Range",
			   "bytes %" PRIu64 "-%" PRIu64 "/%zu", first, last,
			   len);
}

/* ---- headers of the answer */

/*
 * The headers that every answer has.
 *
 * These also go with answers that are no pages, since a browser can be led to
 * any address. A text of somebody else is put into a sandbox besides.
 */
static enum nb_status put_security(const struct room_request *q,
				   struct room_response *a,
				   struct nb_error *err)
{
	enum nb_status st =
		room_header(a, err, "Content-Security-Policy", "%s",
			    a->sandboxed ? "default-src 'none'; sandbox"
					 : q->room->settings->policy);

	if (!st)
		st = room_header(a, err, "X-Content-Type-Options", "nosniff");
	if (!st)
		st = room_header(a, err, "Referrer-Policy", "no-referrer");
	if (!st)
		st = room_header(a, err, "X-Frame-Options", "DENY");
	return st;
}

/* How long caches keep it, and what it depends on. "no-cache" lets them keep it
 * and ask whether it is still so: an archive can be added to at any time, and
 * an article be withdrawn. */
static enum nb_status put_caching(struct room_response *a, bool encodings,
				  struct nb_error *err)
{
	const char *vary = a->by_language && encodings
				   ? "Accept-Language, Accept-Encoding"
			   : a->by_language ? "Accept-Language"
			   : encodings	    ? "Accept-Encoding"
					    : NULL;
	enum nb_status st = NB_OK;

	if (a->max_age)
		st = room_header(a, err, "Cache-Control", "max-age=%u",
				 a->max_age);
	else
		st = room_header(a, err, "Cache-Control", "%s",
				 a->status >= 400 ? "no-store" : "no-cache");
	if (!st && vary)
		st = room_header(a, err, "Vary", "%s", vary);
	return st;
}

/* ETag, 304, and either a range or compression of a body that is whole. */
static enum nb_status finish_body(const struct room_request *q,
				  struct room_response *a, bool compressible,
				  struct nb_error *err)
{
	char etag[ETAG_SIZE];
	size_t len;
	const void *body = body_of(a, &len);
	bool compress = compressible && !q->headers.range &&
			room_weight(q->headers.accept_encoding, "gzip");
	enum nb_status st;

	make_etag(body, len, etag);
	if (compress)
		memcpy(etag + 21, "-gzip\"", 7);
	st = room_header(a, err, "ETag", "%s", etag);
	if (st)
		return st;
	if (room_etag_matches(q->headers.if_none_match, etag)) {
		a->status = 304;
		a->fixed = "";
		a->fixed_len = 0;
		return NB_OK;
	}
	st = room_header(a, err, "Accept-Ranges", "bytes");
	if (!st && compress)
		st = compress_body(a, err);
	else if (!st && q->headers.range)
		st = cut_range(q, a, etag, err);
	return st;
}

/*
 * Only an answer that is complete, was found, and changes nothing is cached,
 * compressed or cut: the page of a failure is sent as it is, and so is a body
 * whose end is not known.
 */
enum nb_status room_finish(const struct room_request *q,
			   struct room_response *a, struct nb_error *err)
{
	size_t len;
	bool compressible;
	enum nb_status st;

	if (!a->status)
		a->status = 200;
	(void)body_of(a, &len);
	compressible = !a->read && !a->plain && len >= COMPRESS_FROM;
	st = put_security(q, a, err);
	if (!st)
		st = put_caching(a, compressible, err);
	if (!st && a->status == 200 && !a->read && q->method != ROOM_POST)
		st = finish_body(q, a, compressible, err);
	if (!st && a->type && a->status != 304)
		st = room_header(a, err, "Content-Type", "%s", a->type);
	return st;
}
