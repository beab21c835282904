/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/feed.h"
#include "base/error.h"
#include "base/file.h"

#include <nbarc/ingest.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char end_tag[] = "</TEI>\n";
static const char declaration[] = "\n<?xml ";

enum nb_status nb_feed_open(struct nb_feed *f, const char *path,
			    struct nb_error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;

	memset(f, 0, sizeof(*f));
	f->next = 1;
	f->name = is_stdin ? "(stdin)" : path;
	f->fd = is_stdin ? STDIN_FILENO
			 : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return f->fd < 0 ? nb_fail_sys(err, path, "open") : NB_OK;
}

void nb_feed_close(struct nb_feed *f)
{
	if (f->fd >= 0 && f->fd != STDIN_FILENO)
		(void)close(f->fd);
	nb_buf_free(&f->buf);
}

/* Where `what` ends behind `from`, looked for from there on; 0: nowhere. */
static size_t find_end(const struct nb_buf *b, size_t from, const char *what)
{
	size_t len = strlen(what);

	while (b->len - from >= len) {
		const uint8_t *p = memchr(b->data + from, what[0],
					  b->len - from - len + 1);

		if (!p)
			return 0;
		from = (size_t)(p - b->data);
		if (memcmp(p, what, len) == 0)
			return from + len;
		from++;
	}
	return 0;
}

/* The end of the document at f->at, when what has been read holds it; bytes
 * before `seen` have been searched. */
static size_t document_end(const struct nb_feed *f, size_t seen)
{
	size_t end, next;

	/* What is looked for may begin a little before. */
	seen = seen - f->at < sizeof(end_tag) ? f->at : seen - sizeof(end_tag);
	end = find_end(&f->buf, seen, end_tag);
	next = find_end(&f->buf, seen, declaration);
	if (next)
		next -= sizeof(declaration) - 2; /* the newline stays */
	return !end || (next && next < end) ? next : end;
}

static uint64_t count_lines(const uint8_t *p, const uint8_t *end)
{
	uint64_t n = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		n++;
		p++;
	}
	return n;
}

/* Drop what has been handed out, and read more. */
static enum nb_status read_more(struct nb_feed *f, struct nb_error *err)
{
	size_t before;
	enum nb_status st;

	if (f->at) {
		f->buf.len -= f->at;
		memmove(f->buf.data, f->buf.data + f->at, f->buf.len);
		f->at = 0;
	}
	before = f->buf.len;
	st = nb_fd_read_some(f->fd, f->name, &f->buf, err);
	f->ended = f->buf.len == before;
	return st;
}

/* White space between documents belongs to none. */
static void skip_blank(struct nb_feed *f)
{
	for (; f->at < f->buf.len; f->at++, f->offset++) {
		const uint8_t c = f->buf.data[f->at];

		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			break;
		f->next += c == '\n';
	}
}

static enum nb_status check_length(const struct nb_feed *f, size_t len,
				   struct nb_error *err)
{
	if (len <= NB_DOCUMENT_MAX)
		return NB_OK;
	(void)nb_fail(err, NB_LIMIT,
		      "line %llu: a document of more than %zu bytes",
		      (unsigned long long)f->next, NB_DOCUMENT_MAX);
	nb_error_file(err, f->name);
	return NB_LIMIT;
}

/* Read on until what has been read holds the next document. */
static enum nb_status find_document(struct nb_feed *f, size_t *len,
				    struct nb_error *err)
{
	size_t seen, end;
	enum nb_status st;

	skip_blank(f);
	for (seen = f->at;; seen += f->at) {
		end = document_end(f, seen);
		*len = (end ? end : f->buf.len) - f->at;
		st = check_length(f, *len, err);
		if (st || end || f->ended)
			return st;
		seen = f->buf.len - f->at;
		st = read_more(f, err);
		if (st)
			return st;
		if (!seen)
			skip_blank(f);
	}
}

enum nb_status nb_feed_next(struct nb_feed *f, const uint8_t **document,
			    size_t *len, struct nb_error *err)
{
	enum nb_status st = find_document(f, len, err);

	*document = NULL;
	if (st || *len == 0)
		return st;
	*document = f->buf.data + f->at;
	f->at += *len;
	f->offset += *len;
	f->line = f->next;
	f->next += count_lines(*document, *document + *len);
	return NB_OK;
}
