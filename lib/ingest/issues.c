/* SPDX-License-Identifier: Apache-2.0 */
/*
 * METS files in an ingest (issues.h).
 *
 * An article that goes on on another page has an item on each, and each names
 * the other. The number of an item is known only when its page has been
 * converted. So the other page is converted, too, once, and only for its
 * numbers: the archive has, or gets, the same. For a page that is made again,
 * METS file and other pages are those that the archive keeps.
 */
#include "ingest/issues.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "ingest/files.h"
#include "issue/issue.h"
#include "issue/own.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Note the numbers of the items that the issue in hand has on a page. */
static enum nb_status note_numbers(struct nb_run *g, size_t file,
				   const struct nb_converted *c,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (g->issues.numbered[file])
		return NB_OK;
	g->issues.numbered[file] = true;
	for (i = 0; !st && i < c->division.item_count; i++)
		if (c->division.items[i].said)
			st = nb_issues_note(&g->issues, file,
					    c->division.items[i].said,
					    c->numbering.items[i].number, err);
	return st;
}

/* Convert the only page of a file that was read. */
static enum nb_status convert_other(struct nb_run *g, size_t file,
				    const char *id, const struct nb_buf *bytes,
				    struct nb_error *err)
{
	struct nb_said_page said = {.issue = g->issues.issue, .file = file};
	struct nb_former *former = NULL;
	struct nb_converted c = {.page = NULL};
	struct nb_layout whole;
	size_t applied;
	enum nb_status st = g->options->reading.markup(bytes->data, bytes->len,
						       &whole, err);

	if (!st)
		st = nb_former_read(nb_run_archive(g), id, &former, err);
	if (!st && whole.page_count == 1)
		st = nb_convert_layout(bytes->data, bytes->len, &whole, 0, id,
				       NULL, &g->options->reading, former,
				       &said, &applied, &c, err);
	if (!st && whole.page_count == 1)
		st = note_numbers(g, file, &c, err);
	nb_former_free(former);
	nb_converted_free(&c);
	nb_layout_free(&whole);
	return st;
}

/*
 * Convert what was read of another file of the issue in hand, if `st` says that
 * it was, for the numbers of its items; the bytes are freed. Returns how that
 * ended.
 */
static enum nb_status number_bytes(struct nb_run *g, size_t file,
				   const char *id, enum nb_status st,
				   struct nb_buf *bytes, struct nb_error *err)
{
	if (!st && nb_layout_is_markup(bytes->data, bytes->len))
		st = convert_other(g, file, id, bytes, err);
	nb_buf_free(bytes);
	return st;
}

/* The same from the page `id` as the archive has it. NB_ABSENT if it does not,
 * or has no source of it. */
static enum nb_status number_kept(struct nb_run *g, size_t file, const char *id,
				  struct nb_error *err)
{
	struct nb_archive *archive = nb_run_archive(g);
	struct nb_buf bytes = {0};
	const struct nb_entry *e;
	enum nb_status st = NB_ABSENT;

	if (archive)
		st = nb_archive_find_detail(archive, id, strlen(id), 0,
					    NB_DETAIL_HASHES, &e, err);
	if (!st && e->state != NB_STATE_PRESENT)
		st = NB_ABSENT;
	if (!st)
		st = nb_archive_kept_source(archive, e, &bytes, err);
	return number_bytes(g, file, id, st, &bytes, err);
}

/* Say that the items of a page are not known to those that go on there. The
 * page itself may still go in, if what failed does not fail again. */
static void report_other(struct nb_run *g, const char *id, const char *path,
			 const struct nb_error *why)
{
	struct nb_error said;

	(void)nb_fail(&said, why->status,
		      "%.700s; articles that continue on page %s are not "
		      "linked to it",
		      why->text, id);
	nb_error_file(&said, path);
	nb_run_report(g, NB_TROUBLE_METS, &said);
}

/*
 * Find out the numbers of the items on another file of the issue in hand; from
 * the page that the archive has of it if the file is not there, or cannot be
 * read. A page that is in neither is none to point to. A signal that interrupts
 * the reading ends the run.
 */
static enum nb_status number_other(struct nb_run *g, size_t file,
				   const char *path, const char *id,
				   struct nb_error *err)
{
	struct nb_buf bytes = {0};
	struct nb_error own, other = {.status = NB_OK};
	enum nb_status st = NB_ABSENT, kept = NB_ABSENT;

	if (access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR))
		st = nb_file_read(path, NB_PAGE_MAX, &bytes, &own);
	st = number_bytes(g, file, id, st, &bytes, &own);
	if (st && st != NB_NOMEM && st != NB_BUG)
		kept = number_kept(g, file, id, &other);
	g->issues.numbered[file] = true;
	if (kept == NB_NOMEM || kept == NB_BUG) {
		st = kept;
		own = other;
	}
	if (st == NB_NOMEM || st == NB_BUG) {
		if (err)
			*err = own;
		return st;
	}
	/* Why the archive's page cannot be read counts if there is no other. */
	if (st == NB_ABSENT && kept && kept != NB_ABSENT)
		report_other(g, id, NULL, &other);
	else if (st && st != NB_ABSENT && kept && own.sys_errno != EINTR)
		report_other(g, id, path, &own);
	return NB_OK;
}

/* ---- out of the archive */

/* The name of a file without its folders. */
static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The name of a file of the issue in hand. */
static const char *name_of(const struct nb_run *g, size_t file)
{
	const char *path = nb_issue_file(g->issues.issue, file);

	return base_of(*path ? path : nb_issue_away(g->issues.issue, file));
}

/* The number of the file of this name; SIZE_MAX if there is none, or several.
 */
static size_t file_of(const struct nb_run *g, const char *name)
{
	size_t i, found = SIZE_MAX, n = nb_issue_files(g->issues.issue);

	for (i = 0; i < n; i++) {
		if (strcmp(name_of(g, i), name) != 0)
			continue;
		if (found != SIZE_MAX)
			return SIZE_MAX;
		found = i;
	}
	return found;
}

enum nb_status nb_run_take_issue(struct nb_run *g, const char *id,
				 const char *name, const char *sha256,
				 nb_issue_reader *reader, struct nb_error *err)
{
	char own[NB_ID_MAX], hex[NB_SHA256_HEX];
	struct nb_buf bytes = {0};
	struct nb_issue *issue = NULL;
	const struct nb_entry *e;
	struct nb_archive *archive = nb_run_archive(g);
	enum nb_status st = NB_ABSENT;

	if (reader && nb_issue_own_id(id, own))
		st = nb_archive_find_detail(archive, own, strlen(own), 0,
					    NB_DETAIL_HASHES, &e, err);
	if (!st)
		st = nb_archive_source(archive, e, &bytes, err);
	if (!st)
		st = reader(bytes.data, bytes.len, &issue, err);
	if (!st)
		nb_sha256_hex(issue->sha256, hex);
	if (st == NB_ABSENT || (!st && strcmp(hex, sha256) != 0))
		st = nb_fail(err, NB_INVALID,
			     "page %s: its items come from a METS file that "
			     "the archive does not keep; give the decisions to "
			     "nbarc ingest, with that file",
			     id);
	if (!st)
		st = nb_issues_take(&g->issues, &issue, err);
	if (!st) {
		g->said_file = file_of(g, base_of(name));
		g->kept_issue = id;
	}
	if (!st && g->said_file == SIZE_MAX)
		st = nb_fail(err, NB_INVALID,
			     "page %s: its METS file does not name %.200s, or "
			     "several files of that name",
			     id, name);
	nb_issue_free(issue);
	nb_buf_free(&bytes);
	return st;
}

/* Find the page of the archive that came from a file of the issue in hand: a
 * page of the same issue whose file had that name. "" if there is none. */
static enum nb_status find_kept(struct nb_run *g, size_t file,
				char page[NB_ID_MAX], struct nb_error *err)
{
	const char *name = name_of(g, file);
	size_t prefix = strlen(g->kept_issue);
	const struct nb_entry *e = NULL;
	struct nb_cursor *c;
	enum nb_status st;

	*page = '\0';
	while (prefix && g->kept_issue[prefix - 1] != '-')
		prefix--;
	st = nb_cursor_create(nb_run_archive(g), g->kept_issue, prefix, false,
			      &c, err);
	while (!st && !*page) {
		st = nb_cursor_next(c, &e, err);
		if (st || !e)
			break;
		if (e->state != NB_STATE_PRESENT ||
		    e->name.len != strlen(name) ||
		    memcmp(e->name.text, name, e->name.len) != 0)
			continue;
		memcpy(page, e->id.text, e->id.len);
		page[e->id.len] = '\0';
	}
	nb_cursor_free(c);
	return st;
}

/* The identifier of the part of an item on a file of the issue in hand, out of
 * the archive. A page that is made again does not lose a link: what cannot be
 * read is a failure. */
static enum nb_status link_kept(struct nb_run *g, uint32_t item, size_t file,
				char id[NB_ITEM_ID_MAX], struct nb_error *err)
{
	char page[NB_ID_MAX];
	unsigned number;
	enum nb_status st = find_kept(g, file, page, err);

	if (st || !*page)
		return st;
	if (!g->issues.numbered[file])
		st = number_kept(g, file, page, err);
	g->issues.numbered[file] = true;
	if (st == NB_ABSENT)
		st = NB_OK;
	number = nb_issues_number(&g->issues, file, item);
	if (!st && number)
		(void)nb_item_id(page, strlen(page), number, id);
	return st;
}

/* ---- what is said */

/* For nb_said_page.link; the file of the page in hand is g->said_file. */
static enum nb_status link_item(void *context, uint32_t item, int step,
				char id[NB_ITEM_ID_MAX], struct nb_error *err)
{
	struct nb_run *g = context;
	size_t file = nb_issue_part(g->issues.issue, item, g->said_file, step);
	struct nb_buf path = {0};
	char page[NB_ID_MAX];
	unsigned number;
	enum nb_status st;

	id[0] = '\0';
	if (file == SIZE_MAX)
		return NB_OK;
	if (g->kept_issue)
		return link_kept(g, item, file, id, err);
	st = nb_issues_path(&g->issues, file, &path, err);
	if (!st && path.len > 1 &&
	    nb_run_id(g, (const char *)path.data, page)) {
		if (!g->issues.numbered[file])
			st = number_other(g, file, (const char *)path.data,
					  page, err);
		number = nb_issues_number(&g->issues, file, item);
		if (!st && number)
			(void)nb_item_id(page, strlen(page), number, id);
	}
	nb_buf_free(&path);
	return st;
}

enum nb_status nb_run_said(struct nb_run *g, const struct nb_input *in,
			   struct nb_said_page *said, struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	said->issue = NULL;
	said->context = g;
	said->link = link_item;
	if (g->kept_issue) {
		said->issue = g->issues.issue;
		said->file = g->said_file;
		return NB_OK;
	}
	st = nb_issues_find(&g->issues, in->path, &said->file, &own);
	if (st == NB_NOMEM) {
		if (err)
			*err = own;
		return st;
	}
	if (st) {
		nb_run_report(g, NB_TROUBLE_METS, &own);
	} else if (said->file != SIZE_MAX) {
		said->issue = g->issues.issue;
		g->said_file = said->file;
	}
	return NB_OK;
}

enum nb_status nb_run_said_done(struct nb_run *g, const struct nb_input *in,
				const struct nb_said_page *said,
				const struct nb_converted *c, size_t applied,
				struct nb_error *err)
{
	struct nb_error own;

	if (!said->issue)
		return NB_OK;
	g->counts->divided += c->division.known;
	/* A page that is made again has been divided so before. */
	if (!applied && g->kept_issue)
		return nb_fail(err, NB_INVALID,
			       "page %s: its METS file names blocks that its "
			       "source does not have",
			       g->kept_issue);
	if (!applied && nb_issue_blocks(said->issue, said->file)) {
		(void)nb_fail(&own, NB_INVALID,
			      "%.400s names blocks that the file does not "
			      "have; the page is divided without it",
			      nb_issues_mets(&g->issues));
		nb_error_file(&own, in->path);
		nb_run_report(g, NB_TROUBLE_BLOCKS, &own);
	}
	return note_numbers(g, said->file, c, err);
}
