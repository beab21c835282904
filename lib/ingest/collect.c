/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/collect.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define DEPTH_MAX 64

struct collector {
	struct nb_inputs *inputs;
	struct nb_collecting *to;
	struct nb_error *err;
};

/* Name a file and take it; one without a name is dropped. */
static enum nb_status add(struct collector *c, const char *path,
			  const struct stat *s)
{
	char id[NB_ID_MAX];
	struct nb_input input = {.id = id, .path = path};
	struct nb_error err;

	c->to->files++;
	if (c->to->name(c->to->context, path, id, &err)) {
		c->to->problem(c->to->context, &err);
		return NB_OK;
	}
	if (s && S_ISREG(s->st_mode))
		input.size = (uint64_t)s->st_size;
	return nb_inputs_add(c->inputs, &input, c->err);
}

static bool ends_with(const char *path, const char *ending)
{
	size_t len = strlen(path), n = strlen(ending);

	return len > n && strcmp(path + len - n, ending) == 0;
}

/* Page texts, ALTO and hOCR; whether a .xml is ALTO is seen when it is read. */
static bool is_page(const char *name, bool document)
{
	static const char *const endings[] = {".xml", ".txt", ".alto", ".hocr",
					      ".html"};
	size_t i, n = document ? 1 : sizeof(endings) / sizeof(endings[0]);

	for (i = 0; i < n; i++)
		if (ends_with(name, endings[i]))
			return true;
	return false;
}

/* XML that is no TEI stands among documents; what might be TEI that is damaged
 * is not passed over. */
static bool is_other_xml(const char *head, size_t n)
{
	const char *root = nb_layout_root(head, n, &n);

	return root && (n < 3 || strncasecmp(root, "tei", 3) != 0);
}

/* Does it hold no page, though its name might be that of one? What binds the
 * ALTO files of an issue together stands among them. */
static bool holds_none(struct collector *c, const char *path)
{
	char head[4096];
	bool mets;
	size_t n;
	FILE *f;

	if (!ends_with(path, ".xml"))
		return false;
	f = fopen(path, "rb");
	if (!f)
		return false;
	n = fread(head, 1, sizeof(head), f);
	(void)fclose(f);
	mets = nb_layout_is_mets(head, n);
	c->to->mets += mets;
	return mets || (c->to->documents && is_other_xml(head, n));
}

static enum nb_status directory(struct collector *c, const char *path,
				int depth);

/* An entry of a directory: links to files are followed, to directories not. */
static enum nb_status child(struct collector *c, const char *path,
			    const char *name, int depth)
{
	struct nb_error err;
	struct stat s;

	if (lstat(path, &s) != 0) {
		(void)nb_fail_sys(&err, path, "stat");
		c->to->problem(c->to->context, &err);
		return NB_OK;
	}
	if (S_ISDIR(s.st_mode))
		return directory(c, path, depth + 1);
	if (!is_page(name, c->to->documents) || holds_none(c, path)) {
		c->to->passed_over++;
		return NB_OK;
	}
	return add(c, path, &s);
}

static enum nb_status join(const char *path, const char *name, char **whole,
			   struct nb_error *err)
{
	size_t len = strlen(path), size = len + strlen(name) + 2;

	*whole = malloc(size);
	if (!*whole)
		return nb_fail_mem(err);
	(void)snprintf(*whole, size, "%s%s%s", path,
		       len && path[len - 1] == '/' ? "" : "/", name);
	return NB_OK;
}

static enum nb_status directory(struct collector *c, const char *path,
				int depth)
{
	struct nb_error problem;
	struct dirent *e;
	enum nb_status st = NB_OK;
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;

	if (!dir) {
		if (depth >= DEPTH_MAX)
			errno = ELOOP;
		(void)nb_fail_sys(&problem, path, "open directory");
		c->to->problem(c->to->context, &problem);
		return NB_OK;
	}
	while (!st && (e = readdir(dir)) != NULL) {
		char *whole;

		if (e->d_name[0] == '.')
			continue;
		st = join(path, e->d_name, &whole, c->err);
		if (!st)
			st = child(c, whole, e->d_name, depth);
		free(whole);
	}
	(void)closedir(dir);
	return st;
}

enum nb_status nb_collect(struct nb_inputs *inputs, const char *path,
			  struct nb_collecting *to, struct nb_error *err)
{
	struct collector c = {inputs, to, err};
	struct nb_error failed;
	struct stat s;

	if (strcmp(path, "-") == 0)
		return add(&c, path, NULL);
	if (stat(path, &s) != 0) {
		(void)nb_fail_sys(&failed, path, "open");
		to->problem(to->context, &failed);
		return NB_OK;
	}
	return S_ISDIR(s.st_mode) ? directory(&c, path, 0) : add(&c, path, &s);
}
