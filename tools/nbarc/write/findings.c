/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an ingest shows of its pages (findings.h): the list of --dry-run, a line
 * for each page as it comes, and the report, which is written at the end and
 * whose short form is printed then.
 *
 * The list is printed with stdio; a write that fails is noticed when the tool
 * closes standard output.
 */
#include "write/findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nbarc/archive.h>

#include "base/error.h"
#include "json/string.h"
#include "cli/output.h"

/* ---- the list */

/* Print a string of JSON; without memory nothing, which the end reports. */
static void print_string(struct nbarc_findings *f, const char *name,
			 const char *s, size_t len)
{
	struct nb_buf b = {0};

	if (nb_json_string(&b, s, len)) {
		f->err.status = NB_NOMEM;
		(void)snprintf(f->err.text, sizeof(f->err.text),
			       "out of memory");
	} else {
		printf("\"%s\":%.*s", name, (int)b.len, (const char *)b.data);
	}
	nb_buf_free(&b);
}

/* For programs: an object for each page. */
static void list_json(struct nbarc_findings *f, const struct nb_ingested *page)
{
	printf("{");
	print_string(f, "path", page->path, strlen(page->path));
	printf(",");
	print_string(f, "id", page->id, strlen(page->id));
	printf(",\"became\":\"%s\",\"form\":\"%s\",\"charset\":\"%s\","
	       "\"uncertain\":%s,\"items\":%zu,",
	       nb_became_name(page->became), page->form, page->charset,
	       page->uncertain ? "true" : "false", page->items);
	print_string(f, "title", page->title, page->title_len);
	printf("}\n");
}

/* For people: what becomes of it, the page, its form, its items, where it comes
 * from, and its first title. Columns are as wide as what is usual, so that the
 * rows stand below one another; a question mark after the charset is a doubt.
 */
static void list_text(const struct nb_ingested *page)
{
	char charset[40];

	(void)snprintf(charset, sizeof(charset), "%s%s", page->charset,
		       page->uncertain ? "?" : "");
	printf("%-9s  %-20s  %-5s  %-8s  %3zu %-5s  ",
	       nb_became_name(page->became), page->id, page->form, charset,
	       page->items, page->items == 1 ? "item" : "items");
	cli_mask(stdout, page->path, strlen(page->path));
	/* A blank page and a METS file have none: nothing ends in spaces. */
	if (page->title_len)
		printf("  ");
	cli_mask(stdout, page->title, page->title_len);
	printf("\n");
}

/* ---- both */

bool nbarc_findings_path(const char *path)
{
	size_t len = strlen(path);

	return len > 5 && (strcmp(path + len - 5, ".html") == 0 ||
			   strcmp(path + len - 5, ".json") == 0);
}

/*
 * Can a report be created in its folder? It is written when everything is done,
 * and a long ingest should not have to be repeated for it.
 */
static enum nb_status check_folder(const char *path, struct nb_error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder =
		slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	enum nb_status st = NB_OK;

	if (!folder)
		return nb_fail_mem(err);
	if (access(folder, W_OK | X_OK) != 0)
		st = nb_fail_sys(err, path, "create");
	free(folder);
	return st;
}

/* Without a file to write, a report is made for its short form alone. */
enum nb_status nbarc_findings_begin(struct nbarc_findings *f,
				    struct nb_error *err)
{
	enum nb_status st = f->path ? check_folder(f->path, err) : NB_OK;

	f->err.status = NB_OK;
	if (st || (!f->path && f->quiet))
		return st;
	return nb_report_create(&f->report, err);
}

/* A report that lacks memory stops taking pages; the ingest goes on, and the
 * end tells of it. */
void nbarc_findings_page(struct nbarc_findings *f,
			 const struct nb_ingested *page)
{
	if (f->list && f->json)
		list_json(f, page);
	else if (f->list)
		list_text(page);
	if (f->report && !f->err.status)
		(void)!nb_report_page(f->report, page, &f->err);
}

/* The list for people has no line of what was refused: a message told them. */
void nbarc_findings_problem(struct nbarc_findings *f, enum nb_trouble kind,
			    const struct nb_error *problem)
{
	if (f->list && f->json && nb_trouble_fails(kind)) {
		printf("{");
		print_string(f, "path", problem->file, strlen(problem->file));
		printf(",\"became\":\"refused\",");
		print_string(f, "reason", problem->text, strlen(problem->text));
		printf("}\n");
	}
	if (f->report && !f->err.status)
		(void)!nb_report_problem(f->report, kind, problem, &f->err);
}

/* ---- the end */

/* For nb_report_end(): does the archive have a page whose identifier begins
 * like this? An answer that cannot be had is no. */
static bool has_page(void *archive, const char *beginning)
{
	const struct nb_entry *entry = NULL;
	struct nb_cursor *cursor;

	if (nb_cursor_create_detail(archive, beginning, strlen(beginning),
				    false, NB_DETAIL_KEYS, &cursor, NULL))
		return false;
	if (nb_cursor_next(cursor, &entry, NULL))
		entry = NULL;
	nb_cursor_free(cursor);
	return entry != NULL;
}

/* Write the report to its file, in the form that the name asks for. */
static enum nb_status write_file(const struct nbarc_findings *f, bool dry,
				 struct nb_error *err)
{
	struct nb_buf out = {0};
	bool html = strcmp(f->path + strlen(f->path) - 5, ".html") == 0;
	enum nb_status st =
		html ? nb_report_html(f->report, f->archive, dry, &out, err)
		     : nb_report_json(f->report, f->archive, dry, &out, err);

	if (!st)
		st = cli_output_all(f->path, out.data, out.len, err);
	nb_buf_free(&out);
	return st;
}

/* Print the short form, a message for each line. */
static enum nb_status say_lines(const struct nbarc_findings *f,
				struct nb_error *err)
{
	struct nb_buf out = {0};
	enum nb_status st = nb_report_text(f->report, &out, err);
	size_t at = 0, n;

	for (; !st && at < out.len; at += n + 1) {
		const char *line = (const char *)out.data + at;

		n = (size_t)((const char *)memchr(line, '\n', out.len - at) -
			     line);
		cli_say(f->cli, "%.*s", (int)n, line);
	}
	nb_buf_free(&out);
	return st;
}

enum nb_status nbarc_findings_end(struct nbarc_findings *f, bool dry,
				  struct nb_error *err)
{
	struct nb_archive *archive = NULL;
	enum nb_status st = f->err.status;

	if (st)
		*err = f->err;
	if (st || !f->report)
		return st;
	/* Without the archive the report is made from the pages alone. */
	(void)!nb_archive_open(f->archive, &archive, NULL);
	st = nb_report_end(f->report, archive ? has_page : NULL, archive, err);
	nb_archive_close(archive);
	if (!st && !f->quiet)
		st = say_lines(f, err);
	return st || !f->path ? st : write_file(f, dry, err);
}

void nbarc_findings_free(struct nbarc_findings *f)
{
	nb_report_free(f->report);
}
