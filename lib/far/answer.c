/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and judging the heads of answers (far/answer.h). */
#include "far/answer.h"
#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Bytes of the heads of an answer and of its redirections. */
#define HEADS_MAX ((size_t)64 << 10)
/* A server that asks for a longer wait is not waited for. */
#define WAIT_MAX 60u

/* ---- fields */

/* Read a number; *p moves behind it. False if there is none, or it is too
 * large. */
static bool number(const char **p, const char *end, uint64_t *out)
{
	const char *from = *p;

	for (*out = 0; *p < end && **p >= '0' && **p <= '9'; ++*p)
		if (__builtin_mul_overflow(*out, 10u, out) ||
		    __builtin_add_overflow(*out, (unsigned)(**p - '0'), out))
			return false;
	return *p > from;
}

/* Take the character if it is next. */
static bool next_is(const char **p, const char *end, char c)
{
	if (*p == end || **p != c)
		return false;
	++*p;
	return true;
}

/* "bytes 0-99/1000", or "bytes" and "*" with the size, which 416 has. */
static bool content_range(struct nb_far_answer *a, const char *p,
			  const char *end)
{
	bool whole;

	if (end - p < 6 || strncasecmp(p, "bytes ", 6) != 0)
		return false;
	p += 6;
	whole = next_is(&p, end, '*');
	if (!whole && (!number(&p, end, &a->first) || !next_is(&p, end, '-') ||
		       !number(&p, end, &a->last)))
		return false;
	if (!next_is(&p, end, '/') || !number(&p, end, &a->version.size) ||
	    p != end)
		return false;
	/* No file is larger, and sums of offsets do not overflow. */
	if (a->version.size > INT64_MAX)
		return false;
	return whole || (a->first <= a->last && a->last < a->version.size);
}

/* Copy a value that fits; one that does not is not known. */
static void copy(char *to, size_t size, const char *p, const char *end)
{
	size_t len = (size_t)(end - p);

	if (len >= size || memchr(p, '\0', len))
		len = 0;
	memcpy(to, p, len);
	to[len] = '\0';
}

/* The end of the first word of a value. */
static const char *word_end(const char *p, const char *end)
{
	while (p < end && *p != ';' && *p != ' ')
		p++;
	return p;
}

/*
 * Copy the boundary of a Content-Type, which may be quoted. One that is empty
 * or longer than RFC 2046 allows is not known, nor one with a backslash.
 */
static void copy_boundary(char *to, size_t size, const char *p, const char *end)
{
	static const char name[] = "boundary=";
	const size_t len = sizeof(name) - 1;
	const char *from;
	bool quoted;

	*to = '\0';
	while (p < end &&
	       !((p[-1] == ';' || p[-1] == ' ' || p[-1] == '\t') &&
		 (size_t)(end - p) > len && strncasecmp(p, name, len) == 0))
		p++;
	if (p >= end)
		return;
	from = p + len;
	quoted = *from == '"';
	from += quoted;
	for (p = from; p < end && *p != (quoted ? '"' : ';'); p++)
		if (*p == '\\' || (!quoted && (*p == ' ' || *p == '\t')))
			break;
	if (!quoted || (p < end && *p == '"'))
		copy(to, size, from, p);
}

/* Take a field, whose value goes from p to end. */
static void take_field(struct nb_far_answer *a, const char *name, size_t len,
		       const char *p, const char *end)
{
	static const char *const names[] = {"Content-Range",
					    "Content-Length",
					    "Content-Encoding",
					    "Content-Type",
					    "ETag",
					    "Last-Modified",
					    "Retry-After",
					    "Date"};
	uint64_t n;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], name, len) == 0)
			break;
	switch (i) {
	case 0:
		a->bad_range |= a->has_range || !content_range(a, p, end);
		a->has_range = true;
		break;
	case 1:
		a->has_length = number(&p, end, &a->length) && p == end;
		break;
	case 2:
		a->encoded |=
			end - p != 8 || strncasecmp(p, "identity", 8) != 0;
		break;
	case 3:
		copy(a->type, sizeof(a->type), p, word_end(p, end));
		copy_boundary(a->boundary, sizeof(a->boundary), p, end);
		break;
	case 4:
		copy(a->version.etag, sizeof(a->version.etag), p, end);
		break;
	case 5:
		copy(a->version.modified, sizeof(a->version.modified), p, end);
		break;
	case 6:
		a->wait = number(&p, end, &n)
				  ? (unsigned)(n < 86400 ? n : 86400)
				  : 0;
		break;
	case 7:
		copy(a->date, sizeof(a->date), p, end);
		break;
	}
}

/* A status line: "HTTP/1.1 206 Partial Content". */
static void take_status(struct nb_far_answer *a, const char *line,
			const char *end)
{
	size_t bytes = a->bytes;
	const char *p = line;
	uint64_t n;

	while (p < end && *p != ' ')
		p++;
	while (p < end && *p == ' ')
		p++;
	memset(a, 0, sizeof(*a));
	a->bytes = bytes;
	a->status = number(&p, end, &n) && n < 1000 ? (unsigned)n : 0;
}

bool nb_far_answer_line(struct nb_far_answer *a, const char *line, size_t len)
{
	const char *end = line + len, *colon, *p;

	if (len > HEADS_MAX - a->bytes)
		return false;
	a->bytes += len;
	if (a->over)
		return true;
	while (end > line && (end[-1] == '\n' || end[-1] == '\r' ||
			      end[-1] == ' ' || end[-1] == '\t'))
		end--;
	if (end - line > 5 && memcmp(line, "HTTP/", 5) == 0) {
		take_status(a, line, end);
		return true;
	}
	colon = memchr(line, ':', (size_t)(end - line));
	if (!colon)
		return true;
	for (p = colon + 1; p < end && (*p == ' ' || *p == '\t'); p++)
		continue;
	take_field(a, line, (size_t)(colon - line), p, end);
	return true;
}

/* ---- the judgement */

bool nb_far_version_same(const struct nb_far_version *a,
			 const struct nb_far_version *b)
{
	return a->size == b->size && strcmp(a->etag, b->etag) == 0 &&
	       strcmp(a->modified, b->modified) == 0;
}

enum nb_status nb_far_changed(struct nb_error *err)
{
	return nb_fail(err, NB_IO,
		       "the file has changed on the server while it was read; "
		       "run the command again");
}

/* The status of an answer that is no part of a file. */
static enum nb_far_verdict refused(const struct nb_far_answer *a,
				   struct nb_error *err)
{
	unsigned s = a->status;

	if (s == 404 || s == 410) {
		(void)nb_fail(err, NB_ABSENT,
			      "the server does not have the file (%u)", s);
		return NB_FAR_FIRST;
	}
	if (s == 401 || s == 403 || s == 407) {
		(void)nb_fail(err, NB_IO,
			      "the server refuses access to the file (%u)", s);
		return NB_FAR_FIRST;
	}
	if (s == 408 || s == 425 || s == 429 || s >= 500) {
		if (a->wait > WAIT_MAX) {
			(void)nb_fail(err, NB_IO,
				      "the server asks to come back in %u "
				      "seconds (%u)",
				      a->wait, s);
			return NB_FAR_BAD;
		}
		(void)nb_fail(err, NB_IO,
			      "the server cannot answer now (%u); try again "
			      "later",
			      s);
		return NB_FAR_AGAIN;
	}
	if (s >= 300 && s < 400)
		(void)nb_fail(err, NB_IO,
			      "the server says that the file is elsewhere (%u) "
			      "and that is not followed",
			      s);
	else
		(void)nb_fail(err, NB_IO,
			      "the server answers with the status %u", s);
	return NB_FAR_BAD;
}

/* The whole file instead of a range of it. */
static enum nb_far_verdict whole_file(const struct nb_far_answer *a,
				      struct nb_error *err)
{
	char size[64] = "";

	if (a->has_length)
		(void)snprintf(size, sizeof(size), " of %" PRIu64 " byte%s",
			       a->length, a->length == 1 ? "" : "s");
	if (strncasecmp(a->type, "text/html", 9) == 0)
		(void)nb_fail(err, NB_IO,
			      "the server sends a web page (HTML)%s instead of "
			      "a range of bytes; check the URL",
			      size);
	else
		(void)nb_fail(
			err, NB_IO,
			"the server does not give ranges of bytes but the "
			"whole file%s, which is not transferred; "
			"download it and read it here",
			size);
	return NB_FAR_BAD;
}

static enum nb_far_verdict lies(struct nb_error *err, const char *what)
{
	(void)nb_fail(err, NB_IO, "the server answers with %s", what);
	return NB_FAR_BAD;
}

/* A part of the file: is it the one that was asked for? */
static enum nb_far_verdict part(const struct nb_far_answer *a,
				const struct nb_far_want *want,
				struct nb_error *err)
{
	uint64_t size = a->version.size, first = want->offset, last;

	if (strncasecmp(a->type, "multipart/", 10) == 0)
		return lies(err, "several parts where one range was asked for");
	if (a->encoded)
		return lies(err, "a compressed range (Content-Encoding), which "
				 "cannot be put together");
	if (!a->has_range || a->bad_range)
		return lies(err,
			    "a Content-Range that is none, or none at all");
	if (want->tail)
		first = size > want->size ? size - want->size : 0;
	last = want->tail || first + want->size > size ? size
						       : first + want->size;
	if (a->first != first || a->last + 1 != last)
		return lies(err, "another range than was asked for");
	if (a->has_length && a->length != last - first)
		return lies(err, "a Content-Length that contradicts its "
				 "Content-Range");
	return NB_FAR_GOOD;
}

enum nb_far_verdict nb_far_answer_judge(const struct nb_far_answer *a,
					const struct nb_far_want *want,
					const struct nb_far_version *pinned,
					struct nb_error *err)
{
	enum nb_far_verdict verdict;

	if (a->status == 304)
		return NB_FAR_SAME;
	if (pinned && (a->status == 412 || a->status == 416)) {
		(void)nb_far_changed(err);
		return NB_FAR_BAD;
	}
	if (a->status == 416)
		return lies(err, a->has_range && a->version.size == 0
					 ? "an empty file (416)"
					 : "the word that there is no such "
					   "range (416)");
	if (a->status == 200)
		return whole_file(a, err);
	if (a->status != 206)
		return refused(a, err);
	/* Another version may have another size, and so another range. */
	if (pinned && a->has_range && !a->bad_range &&
	    !nb_far_version_same(&a->version, pinned)) {
		(void)nb_far_changed(err);
		return NB_FAR_BAD;
	}
	verdict = part(a, want, err);
	return verdict;
}

bool nb_far_answer_has_parts(const struct nb_far_answer *a,
			     const struct nb_far_version *pinned)
{
	/* The size of the file is not said before the first part. */
	struct nb_far_version version = a->version;

	version.size = pinned->size;
	return a->status == 206 &&
	       strcasecmp(a->type, "multipart/byteranges") == 0 &&
	       *a->boundary && !a->has_range && !a->encoded &&
	       nb_far_version_same(&version, pinned);
}
