/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which files an ingest takes, and which page each of them is (files.h).
 *
 * With a manifest, each file has to find its row. The path of a row is relative
 * to the folder of the manifest, or to the directory that was given to the
 * ingest. Both are compared as they are written, which is enough as a rule.
 * Then the resolved paths are compared, since one may be absolute and the other
 * not.
 */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "ingest/files.h"
#include "base/alloc.h"
#include "base/error.h"
#include "input/collect.h"
#include "issue/own.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- rows */

/* What follows "FOLDER/" in a path; NULL if it does not begin with that. */
static const char *below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n && folder[n - 1] == '/')
		n--;
	if (strncmp(path, folder, n) != 0 || path[n] != '/')
		return NULL;
	while (path[n] == '/')
		n++;
	return path + n;
}

/* The row of this path, or SIZE_MAX; NULL has none. */
static size_t row_of(const struct nb_run *g, const char *path)
{
	return path ? nb_manifest_find(g->options->manifest, path) : SIZE_MAX;
}

/* The row of a file by its resolved path, or SIZE_MAX. */
static size_t row_of_resolved(const struct nb_run *g, const char *path)
{
	char *resolved = realpath(path, NULL);
	size_t row = SIZE_MAX;

	if (resolved && g->files.resolved)
		row = row_of(g, below(resolved, g->files.resolved));
	if (row == SIZE_MAX)
		row = row_of(g, resolved);
	free(resolved);
	return row;
}

/* The row of a file; SIZE_MAX if the manifest does not have it. */
static size_t find_row(const struct nb_run *g, const char *path)
{
	const char *folder = g->files.folder;
	size_t row = row_of(g, strcmp(folder, ".") == 0 ? path
							: below(path, folder));

	if (row == SIZE_MAX)
		row = row_of(g, below(path, g->files.base));
	return row == SIZE_MAX ? row_of_resolved(g, path) : row;
}

const struct nb_manifest_row *nb_run_row(const struct nb_run *g,
					 const struct nb_input *in)
{
	return in->row ? nb_manifest_get(g->options->manifest, in->row - 1)
		       : NULL;
}

/* ---- names */

/* Does the naming say more than that the name is the identifier? */
static bool is_asked_for(const struct nb_naming *n)
{
	return n->path_template || n->title_code || n->date || n->page ||
	       n->edition;
}

/* True if the name of the file begins with the identifier as it is. */
static bool is_exact(const char *path, const char *id)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	return strncmp(name, id, strlen(id)) == 0;
}

/*
 * Name a file. A document brings its own id. So a name that is none is
 * accepted, and one that only resembles an id counts as none, unless the user
 * asked for a naming.
 */
static bool name_by(struct nb_run *g, const struct nb_naming *how,
		    const char *path, char id[NB_ID_MAX])
{
	struct nb_error err;
	enum nb_status st = nb_name_page(how, path, id, &err);

	if (g->options->check && !is_asked_for(how)) {
		if (st || !is_exact(path, id))
			id[0] = '\0';
		return true;
	}
	if (st)
		nb_run_report(g, id[0] ? NB_TROUBLE_DATE : NB_TROUBLE_NAME,
			      &err);
	return !st;
}

/* Tell the caller of a file that the manifest does not have. */
static void report_unlisted(struct nb_run *g, const char *path)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_ABSENT,
		      "the manifest does not have the file, which is named by "
		      "its path");
	nb_error_file(&err, path);
	g->counts->unlisted++;
	nb_run_report(g, NB_TROUBLE_UNLISTED, &err);
}

/* Name the file of a row. Of two rows neither can be right alone. */
static bool name_by_row(struct nb_run *g, size_t i, const char *path,
			char id[NB_ID_MAX])
{
	const struct nb_manifest_row *row =
		nb_manifest_get(g->options->manifest, i);
	struct nb_naming own;
	struct nb_error err;

	g->files.used[i] = true;
	if (row->twin) {
		(void)nb_fail(&err, NB_INVALID,
			      "the manifest has the file twice, in lines %u "
			      "and %u",
			      row->line, row->twin);
		nb_error_file(&err, path);
		nb_run_report(g, NB_TROUBLE_MANIFEST, &err);
		return false;
	}
	nb_manifest_naming(row, &g->options->naming, &own);
	return name_by(g, &own, path, id);
}

/*
 * The number of the article in the file of a row, 0 if it has a page. False,
 * and it is reported, if the cell is no number.
 */
static bool article_of_row(struct nb_run *g, size_t i, const char *path,
			   uint32_t *article)
{
	const struct nb_manifest_row *row =
		nb_manifest_get(g->options->manifest, i);
	const char *cell = row->article[0] ? row->article : row->order;
	struct nb_error err;
	char *end;
	unsigned long n = strtoul(cell, &end, 10);

	*article = (uint32_t)n;
	if (!cell[0] ||
	    (cell[0] != '-' && !*end && n >= 1 && n <= NB_PAGE_ITEMS_MAX))
		return true;
	(void)nb_fail(&err, NB_INVALID,
		      "line %u of the manifest: '%.60s' is no number of an "
		      "article, 1 to %u",
		      row->line, cell, NB_PAGE_ITEMS_MAX);
	nb_error_file(&err, path);
	nb_run_report(g, NB_TROUBLE_MANIFEST, &err);
	return false;
}

/* For nb_collecting.name. */
static bool name_page(void *context, const char *path, char id[NB_ID_MAX],
		      struct nb_input *input)
{
	struct nb_run *g = context;
	size_t i = g->options->manifest ? find_row(g, path) : SIZE_MAX;

	if (!g->options->check)
		input->article = nb_name_article(&g->options->naming, path);
	if (i == SIZE_MAX) {
		if (!name_by(g, &g->options->naming, path, id))
			return false;
		if (g->options->manifest)
			report_unlisted(g, path);
		return true;
	}
	input->row = (uint32_t)i + 1;
	if (!name_by_row(g, i, path, id))
		return false;
	return g->options->check || input->article ||
	       article_of_row(g, i, path, &input->article);
}

bool nb_run_id(const struct nb_run *g, const char *path, char id[NB_ID_MAX])
{
	struct nb_naming how = g->options->naming;
	struct nb_error err;
	size_t row = g->options->manifest ? find_row(g, path) : SIZE_MAX;

	if (row != SIZE_MAX)
		nb_manifest_naming(nb_manifest_get(g->options->manifest, row),
				   &g->options->naming, &how);
	return nb_name_page(&how, path, id, &err) == NB_OK;
}

/* ---- METS files */

/* Is the file inside of the folder of the METS file in hand, also if links lead
 * somewhere? */
static bool is_inside(const char *path, const char *mets)
{
	const char *slash = strrchr(mets, '/');
	char *folder = slash ? nb_strndup(mets, (size_t)(slash - mets) + 1)
			     : nb_strndup(".", 1);
	char *inside = folder ? realpath(folder, NULL) : NULL;
	char *resolved = realpath(path, NULL);
	bool ok = inside && resolved &&
		  (strcmp(inside, "/") == 0 || below(resolved, inside));

	free(folder);
	free(inside);
	free(resolved);
	return ok;
}

/* Take the pages of the METS file in hand, which was given by its name. */
static enum nb_status collect_issue(struct nb_run *g, struct nb_collecting *to,
				    struct nb_error *err)
{
	size_t n = nb_issue_files(g->issues.issue), i, taken = 0;
	struct nb_buf path = {0};
	struct nb_error own;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < n; i++) {
		const char *p;

		st = nb_issues_path(&g->issues, i, &path, err);
		p = (const char *)path.data;
		if (st)
			break;
		taken++;
		if (!*p || !is_inside(p, nb_issues_mets(&g->issues))) {
			(void)nb_fail(&own, NB_INVALID,
				      "its page %zu is not in its folder: "
				      "%.300s",
				      i + 1, nb_issue_file(g->issues.issue, i));
			nb_error_file(&own, nb_issues_mets(&g->issues));
			nb_run_report(g, NB_TROUBLE_FILE, &own);
			continue;
		}
		st = nb_collect_file(&g->inputs, p, to, err);
	}
	nb_buf_free(&path);
	if (!st && !taken) {
		(void)nb_fail(&own, NB_INVALID,
			      "the METS file names no pages (ALTO files)");
		nb_error_file(&own, nb_issues_mets(&g->issues));
		nb_run_report(g, NB_TROUBLE_FILE, &own);
	}
	return st;
}

/* Report how many pages of the METS file in hand are not in its folder. */
static void report_outside(struct nb_run *g)
{
	const struct nb_issue *issue = g->issues.issue;
	size_t i, outside = 0;
	struct nb_error own;

	for (i = 0; i < nb_issue_files(issue); i++)
		outside += !*nb_issue_file(issue, i);
	if (!outside)
		return;
	(void)nb_fail(&own, NB_INVALID,
		      "%zu of its %zu page%s %s not in its folder; it does not "
		      "count for %s",
		      outside, nb_issue_files(issue),
		      nb_issue_files(issue) == 1 ? "" : "s",
		      outside == 1 ? "is" : "are",
		      outside == 1 ? "that page" : "them");
	nb_error_file(&own, nb_issues_mets(&g->issues));
	nb_run_report(g, NB_TROUBLE_BLOCKS, &own);
}

/* Report a METS file in hand that says nothing of what its pages consist of. */
static void report_no_blocks(struct nb_run *g)
{
	const struct nb_issue *issue = g->issues.issue;
	struct nb_error own;
	size_t i;

	for (i = 0; i < nb_issue_files(issue); i++)
		if (nb_issue_blocks(issue, i))
			return;
	(void)nb_fail(&own, NB_INVALID,
		      "it names no block of any page, so that it divides none");
	nb_error_file(&own, nb_issues_mets(&g->issues));
	nb_run_report(g, NB_TROUBLE_BLOCKS, &own);
}

/* Find the identifier of the METS file in hand by its pages; "" if none of them
 * has one, or one of them is the page that the METS file would be. */
static enum nb_status name_mets(const struct nb_run *g, char id[NB_ID_MAX],
				struct nb_error *err)
{
	size_t n = nb_issue_files(g->issues.issue), i;
	struct nb_buf path = {0};
	char page[NB_ID_MAX];
	bool taken = false;
	enum nb_status st = NB_OK;

	id[0] = '\0';
	for (i = 0; !st && !taken && i < n; i++) {
		st = nb_issues_path(&g->issues, i, &path, err);
		if (st || path.len <= 1 ||
		    !nb_run_id(g, (const char *)path.data, page))
			continue;
		taken = nb_issue_is_own(page);
		if (!id[0] || taken)
			(void)nb_issue_own_id(page, id);
	}
	if (taken)
		id[0] = '\0';
	nb_buf_free(&path);
	return st;
}

/* Let the archive keep the METS file in hand, as a page of its issue. */
static enum nb_status keep_mets(struct nb_run *g, const char *path,
				struct nb_error *err)
{
	char id[NB_ID_MAX];
	struct nb_input in = {.id = id, .path = path};
	struct nb_error own;
	struct stat s;
	size_t row = g->options->manifest ? find_row(g, path) : SIZE_MAX;
	enum nb_status st = name_mets(g, id, err);

	if (st)
		return st;
	if (row != SIZE_MAX)
		g->files.used[row] = true;
	if (!id[0]) {
		(void)nb_fail(&own, NB_INVALID,
			      "the archive does not keep the METS file: its "
			      "pages have no numbers");
		nb_error_file(&own, path);
		nb_run_report(g, NB_TROUBLE_BLOCKS, &own);
		return NB_OK;
	}
	in.size = stat(path, &s) == 0 ? (uint64_t)s.st_size : 0;
	return nb_inputs_add(&g->inputs, &in, err);
}

/* For nb_collecting.mets_found. */
static enum nb_status take_mets(void *context, const char *path, bool named,
				struct nb_collecting *to, struct nb_error *err)
{
	struct nb_run *g = context;
	struct nb_error own;
	enum nb_status st = nb_issues_add(&g->issues, path,
					  named ? NULL : g->files.base, &own);

	if (st == NB_NOMEM) {
		if (err)
			*err = own;
		return st;
	}
	if (st) {
		nb_error_file(&own, path);
		nb_run_report(g, NB_TROUBLE_METS, &own);
		return NB_OK;
	}
	report_no_blocks(g);
	if (nb_issue_files(g->issues.issue))
		st = keep_mets(g, path, err);
	if (!st && named)
		return collect_issue(g, to, err);
	if (!st)
		report_outside(g);
	return st;
}

/* For nb_collecting.problem. */
static void report_path(void *context, enum nb_trouble kind,
			const struct nb_error *err)
{
	nb_run_report(context, kind, err);
}

/* ---- collecting */

/* Put the folder of the manifest before a path of it, in new memory. */
static char *path_of_row(const struct nb_run *g, const char *path)
{
	bool plain = path[0] == '/' || strcmp(g->files.folder, ".") == 0;
	size_t size = strlen(g->files.folder) + strlen(path) + 2;
	char *whole = malloc(size);

	if (whole)
		(void)snprintf(whole, size, "%s%s%s",
			       plain ? "" : g->files.folder, plain ? "" : "/",
			       path);
	return whole;
}

/* Report a row without a file. */
static void report_row(struct nb_run *g, const struct nb_manifest_row *row,
		       const char *why)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_INVALID, "line %u: %s: %.400s", row->line, why,
		      row->path);
	nb_error_file(&err, g->options->manifest_path);
	nb_run_report(g, NB_TROUBLE_MANIFEST, &err);
}

/* Take the file of a row. Of rows with the same path the first one does it. */
static enum nb_status collect_row(struct nb_run *g, size_t i,
				  struct nb_collecting *to,
				  struct nb_error *err)
{
	const struct nb_manifest_row *row =
		nb_manifest_get(g->options->manifest, i);
	char *path;
	struct stat s;
	enum nb_status st = NB_OK;

	if (g->files.used[i] ||
	    nb_manifest_find(g->options->manifest, row->path) != i)
		return NB_OK;
	path = path_of_row(g, row->path);
	if (!path)
		return nb_fail_mem(err);
	g->files.base = path;
	g->files.used[i] = true;
	if (stat(path, &s) != 0)
		report_row(g, row, "there is no such file");
	else if (S_ISDIR(s.st_mode))
		report_row(g, row, "this is a directory");
	else
		st = nb_collect(&g->inputs, path, to, err);
	free(path);
	return st;
}

/* Report the rows whose files were not among the input. */
static void report_rows(struct nb_run *g)
{
	const struct nb_manifest *m = g->options->manifest;
	size_t i;

	for (i = 0; i < nb_manifest_count(m); i++) {
		const struct nb_manifest_row *row = nb_manifest_get(m, i);

		if (!g->files.used[i] && nb_manifest_find(m, row->path) == i)
			report_row(g, row, "the file is not among the input");
	}
}

/* Prepare for the manifest, if there is one. */
static enum nb_status open_manifest(struct nb_run *g, struct nb_error *err)
{
	const char *path = g->options->manifest_path;
	const char *slash = path ? strrchr(path, '/') : NULL;
	size_t len = slash ? (size_t)(slash - path) : 0;

	if (!g->options->manifest)
		return NB_OK;
	g->files.folder =
		slash ? nb_strndup(path, len ? len : 1) : nb_strndup(".", 1);
	g->files.used =
		nb_alloc(nb_manifest_count(g->options->manifest), sizeof(bool));
	if (!g->files.folder || !g->files.used)
		return nb_fail_mem(err);
	/* NULL if it cannot be resolved; then it is not compared. */
	g->files.resolved = realpath(g->files.folder, NULL);
	return NB_OK;
}

enum nb_status nb_run_collect(struct nb_run *g, char *const *paths, size_t n,
			      struct nb_error *err)
{
	struct nb_collecting to = {
		.context = g,
		.problem = report_path,
		.name = name_page,
		.mets_found = g->options->mets ? take_mets : NULL,
		.documents = g->options->check != NULL,
	};
	const struct nb_manifest *m = g->options->manifest;
	enum nb_status st = open_manifest(g, err);
	size_t i;

	g->inputs.beside = g->archive;
	for (i = 0; !st && i < n; i++) {
		g->files.base = paths[i];
		st = nb_collect(&g->inputs, paths[i], &to, err);
	}
	for (i = 0; !st && n == 0 && m && i < nb_manifest_count(m); i++)
		st = collect_row(g, i, &to, err);
	if (!st && n && m)
		report_rows(g);
	g->counts->files = to.files;
	g->counts->passed_over = to.passed_over;
	g->counts->mets = to.mets;
	return st ? st : nb_inputs_sort(&g->inputs, err);
}

void nb_run_files_free(struct nb_run *g)
{
	free(g->files.folder);
	free(g->files.resolved);
	free(g->files.used);
}
