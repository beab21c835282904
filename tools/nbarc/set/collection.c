/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading files of collections (collection.h). People write and change such
 * files as well, so that everything but the path of an archive may be left out,
 * and a mistake is named by its line.
 *
 * The whole file is read at once: a line has some hundred bytes, and a corpus
 * of a billion articles some hundred archives.
 */
#include "set/collection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "cli/far.h"
#include "where.h"

/* The most bytes of a file: some hundred thousand archives. */
#define FILE_MOST ((size_t)64 << 20)

/* What the first line of every file begins with: the format and its version. */
static const char magic[] = "#nbarcs 1";

bool nbarc_is_collection(const char *path)
{
	size_t suffix = strlen(NBARC_COLLECTION_SUFFIX);
	size_t len = cli_is_url(path) ? strcspn(path, "?#") : strlen(path);

	return len > suffix && strncmp(path + len - suffix,
				       NBARC_COLLECTION_SUFFIX, suffix) == 0;
}

/* The file that is being read. */
struct reading {
	struct nbarc_collection *c;
	const char *path;  /* of the file, or a URL */
	const char *shown; /* in messages */
	unsigned line;
	struct nb_error *err;
};

/* NB_INVALID of the line in hand. */
static enum nb_status bad_line(const struct reading *r, const char *why)
{
	(void)nb_fail(r->err, NB_INVALID, "line %u: %s", r->line, why);
	nb_error_file(r->err, r->shown);
	return NB_INVALID;
}

/* ---- the columns */

/* Bytes of the path of the file that stand before a path which is relative to
 * it: its folder, or before one from the root the host of a URL. */
static size_t base_of(const struct reading *r, const char *path)
{
	const char *p = r->path, *slash, *host;
	size_t len;

	if (cli_is_url(path))
		return 0;
	if (!cli_is_url(p)) {
		slash = *path == '/' ? NULL : strrchr(p, '/');
		return slash ? (size_t)(slash - p) + 1 : 0;
	}
	host = strstr(p, "://") + 3;
	len = strcspn(host, *path == '/' ? "/?#" : "?#");
	while (*path != '/' && len > 0 && host[len - 1] != '/')
		len--;
	return (size_t)(host - p) + len;
}

/* Keep a path as it is opened, with what is shown of it after its NUL. The
 * memory is the collection's. */
static enum nb_status take_path(struct reading *r, struct nbarc_shard *s,
				const char *path)
{
	struct nbarc_collection *c = r->c;
	size_t base = base_of(r, path), len = base + strlen(path) + 1;
	char **grown =
		nb_grow(c->paths, &c->path_cap, c->count + 1, sizeof(*grown));
	size_t most = len + NBARC_SHOWN_MORE;
	char *at;

	if (!grown)
		return nb_fail_mem(r->err);
	c->paths = grown;
	at = grown[c->count] = malloc(len + most);
	if (!at)
		return nb_fail_mem(r->err);
	memcpy(at, r->path, base);
	memcpy(at + base, path, len - base);
	nbarc_show_at(at, at + len, most);
	s->path = at;
	s->shown = at + len;
	s->far = cli_is_url(at);
	c->far |= s->far;
	return NB_OK;
}

/* Take the root; "-" stands for none. */
static bool take_root(struct nbarc_shard *s, const char *text)
{
	if (strcmp(text, "-") == 0)
		return true;
	s->has_root = strlen(text) == 2 * NB_SHA256_SIZE &&
		      nb_sha256_unhex(text, s->root);
	return s->has_root;
}

/* True if the text is eight digits. */
static bool is_date(const char *text)
{
	return strspn(text, "0123456789") == 8 && text[8] == '\0';
}

/* Take one range, "jdrb:20190101:20191231". False if it is none. */
static bool parse_range(char *text, struct nbarc_range *range)
{
	char *first = strchr(text, ':'), *last;
	char id[32];
	struct nb_newspaper_id parts;

	last = first ? strchr(first + 1, ':') : NULL;
	if (!last)
		return false;
	*first++ = *last++ = '\0';
	if (!is_date(first) || !is_date(last) || strcmp(first, last) > 0 ||
	    strlen(text) >= sizeof(range->title))
		return false;
	(void)snprintf(range->title, sizeof(range->title), "%s", text);
	(void)snprintf(range->first, sizeof(range->first), "%s", first);
	(void)snprintf(range->last, sizeof(range->last), "%s", last);
	/* A title is what begins the identifier of an issue. */
	(void)snprintf(id, sizeof(id), "%s-%s", text, first);
	return nb_newspaper_parse(id, strlen(id), &parts);
}

/* Take all ranges of an archive, which spaces divide; "*" stands for anything.
 */
static enum nb_status take_ranges(struct reading *r, struct nbarc_shard *s,
				  char *text)
{
	struct nbarc_collection *c = r->c;
	char *next, *state;

	s->range = c->range_count;
	if (strcmp(text, "*") == 0)
		return NB_OK;
	s->known = true;
	for (next = strtok_r(text, " ", &state); next;
	     next = strtok_r(NULL, " ", &state)) {
		struct nbarc_range *grown =
			nb_grow(c->ranges, &c->range_cap, c->range_count + 1,
				sizeof(*grown));

		if (!grown)
			return nb_fail_mem(r->err);
		c->ranges = grown;
		if (!parse_range(next, &grown[c->range_count]))
			return bad_line(r, "the third column is of titles with "
					   "their dates, as "
					   "jdrb:20190101:20191231");
		c->range_count++;
		s->range_count++;
	}
	return NB_OK;
}

/* ---- lines */

/* Take the line of an archive: its path, and perhaps root and ranges. */
static enum nb_status take_line(struct reading *r, char *line)
{
	struct nbarc_collection *c = r->c;
	struct nbarc_shard *grown, *s;
	char *root = strchr(line, '\t'), *ranges = NULL;
	enum nb_status st;

	if (root)
		*root++ = '\0';
	if (root)
		ranges = strchr(root, '\t');
	if (ranges)
		*ranges++ = '\0';
	if (strstr(line, "://") && !cli_is_url(line))
		return bad_line(r, "an address is one of http, https or s3");
	grown = nb_grow(c->shards, &c->cap, c->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(r->err);
	c->shards = grown;
	s = &grown[c->count];
	memset(s, 0, sizeof(*s));
	s->line = r->line;
	st = take_path(r, s, line);
	if (st)
		return st;
	c->count++;
	if (root && !take_root(s, root))
		return bad_line(r, "the second column is the Merkle root, 64 "
				   "hexadecimal digits, or -");
	if (!ranges)
		return NB_OK;
	ranges[strcspn(ranges, "\t")] = '\0'; /* further columns: later use */
	return take_ranges(r, s, ranges);
}

/* True if the line begins a file: the version is not the beginning of another
 * one, as 10 is. */
static bool is_first_line(const char *p)
{
	size_t len = strlen(magic);

	return strncmp(p, magic, len) == 0 && strchr("\t\r ", p[len]);
}

/* Go through the lines of the file, which is changed. `end` has a NUL. */
static enum nb_status take_lines(struct reading *r, char *p, char *end)
{
	enum nb_status st = NB_OK;
	char *stop;

	for (; !st && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			stop = end;
		*stop = '\0';
		r->line++;
		if (strlen(p) < (size_t)(stop - p))
			return bad_line(r, "it has a NUL, which no text has; "
					   "remove it, or make the collection "
					   "anew (nbarc collect)");
		if (stop > p && stop[-1] == '\r')
			stop[-1] = '\0';
		if (r->line == 1) {
			if (!is_first_line(p))
				return bad_line(r, "no collection: it must be "
						   "'#nbarcs 1'");
			continue;
		}
		if (*p && *p != '#')
			st = take_line(r, p);
	}
	return st;
}

enum nb_status nbarc_collection_read(const char *path,
				     struct nbarc_collection *c,
				     struct nb_error *err)
{
	char shown[512];
	struct reading r = {.c = c, .path = path, .shown = shown, .err = err};
	struct nb_buf bytes = {0};
	size_t bom = 0;
	enum nb_status st = nbarc_read_at(path, FILE_MOST, &bytes, err);

	memset(c, 0, sizeof(*c));
	nbarc_show_at(path, shown, sizeof(shown));
	if (!st && nb_buf_add(&bytes, "", 1))
		st = nb_fail_mem(err);
	if (!st && bytes.len > NB_UTF8_BOM_LEN &&
	    memcmp(bytes.data, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0)
		bom = NB_UTF8_BOM_LEN;
	if (!st)
		st = take_lines(&r, (char *)bytes.data + bom,
				(char *)bytes.data + bytes.len - 1);
	if (!st && c->count == 0)
		st = nb_fail(err, NB_INVALID, "the collection has no archives");
	if (st)
		nb_error_file(err, shown);
	nb_buf_free(&bytes);
	return st;
}

void nbarc_collection_free(struct nbarc_collection *c)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		free(c->paths[i]);
	free(c->paths);
	free(c->shards);
	free(c->ranges);
	memset(c, 0, sizeof(*c));
}

/* ---- what an archive may have */

/* True if dates that begin with the `len` digits at `date` are in the range. */
static bool overlaps(const struct nbarc_range *r, const char *date, size_t len)
{
	char low[9] = "00000000", high[9] = "99999999";

	if (len > 8)
		len = 8;
	memcpy(low, date, len);
	memcpy(high, date, len);
	return strcmp(r->first, high) <= 0 && strcmp(r->last, low) >= 0;
}

bool nbarc_shard_may_have(const struct nbarc_collection *c,
			  const struct nbarc_shard *s, const char *id)
{
	size_t title = strcspn(id, "-"), i;
	bool whole = id[title] == '-';
	const char *date = id + title + whole;

	if (!s->known)
		return true;
	for (i = 0; i < s->range_count; i++) {
		const struct nbarc_range *r = &c->ranges[s->range + i];

		if (strncmp(r->title, id, title) != 0 ||
		    (whole && r->title[title]))
			continue;
		if (overlaps(r, date, strspn(date, "0123456789")))
			return true;
	}
	return false;
}
