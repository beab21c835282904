/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the documents of a file (feed.h).
 *
 * A document is found by searching for its end, not by parsing: whether it is
 * one is decided later, and a broken one must not hide those after it. Bytes
 * that were searched are not searched again when more are read.
 */
#include "given/feed.h"
#include "base/error.h"
#include "base/file.h"

#include <nbarc/ingest.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What ends a document, and what begins the next one. */
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

/*
 * The offset of the end of the first `what` at or after `from`; 0: there is
 * none.
 */
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

/*
 * The end of the document at f->at, 0 if it is not in what has been read. Bytes
 * before `seen` have been searched.
 */
static size_t document_end(const struct nb_feed *f, size_t seen)
{
	size_t end, next;

	/* What is searched for may begin a little before. */
	seen = seen - f->at < sizeof(end_tag) ? f->at : seen - sizeof(end_tag);
	end = find_end(&f->buf, seen, end_tag);
	next = find_end(&f->buf, seen, declaration);
	if (next)
		/* The newline belongs to the document before. */
		next -= sizeof(declaration) - 2;
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

/* Drop what has been handed out, and read on. */
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

/* Skip the white space between documents. */
static void skip_blank(struct nb_feed *f)
{
	for (; f->at < f->buf.len; f->at++, f->offset++) {
		const uint8_t c = f->buf.data[f->at];

		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			break;
		f->next += c == '\n';
	}
}

/*
 * The limit is checked while reading, so that a file without an end tag does
 * not fill the memory.
 */
static enum nb_status check_length(const struct nb_feed *f, size_t len,
				   struct nb_error *err)
{
	if (len <= NB_DOCUMENT_MAX)
		return NB_OK;
	(void)nb_fail(err, NB_LIMIT,
		      "line %llu: the document has more than %zu bytes",
		      (unsigned long long)f->next, NB_DOCUMENT_MAX);
	nb_error_file(err, f->name);
	return NB_LIMIT;
}

/*
 * Read until the next document is complete or the file ends; *len is 0 if there
 * is none.
 */
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
