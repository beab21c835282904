/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export as an SQLite database, which datasette, pandas, R and DuckDB open:
 *
 *   items     a row each, in the order of the identifiers
 *   FIELD     for each field that is a list (authors, subheads): item, with
 *             revisions also revision, position from 1, value
 *   archive   name and value of what is known of the archive
 *
 * The database is made beside its own name and renamed when it is complete. The
 * same items make the same bytes with the same release of SQLite.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "export/export.h"
#include "names.h"

/* A database that is made. Everything is owned. */
struct database {
	sqlite3 *db;
	struct nb_buf path;	 /* that is renamed at the end */
	sqlite3_stmt *item;	 /* inserts a row of items */
	sqlite3_stmt *lists[64]; /* by field, inserts one value of a list */
	struct nb_buf sql;
};

/* Report what SQLite says: of a full disk or a folder that is not there, which
 * are not bugs of ours. */
static enum nb_status failed(struct database *d, struct nb_error *err)
{
	int code = d->db ? sqlite3_errcode(d->db) : SQLITE_NOMEM;
	enum nb_status st = code == SQLITE_NOMEM ? NB_NOMEM : NB_IO;

	st = nb_fail(err, st, "SQLite: %s",
		     d->db ? sqlite3_errmsg(d->db) : "out of memory");
	nb_error_file(err, (const char *)d->path.data);
	return st;
}

/* Run statements without results. */
static enum nb_status run(struct database *d, const char *sql,
			  struct nb_error *err)
{
	return sqlite3_exec(d->db, sql, NULL, NULL, NULL) ? failed(d, err)
							  : NB_OK;
}

/* Run what d->sql has, and empty it. `made` is what became of making it. */
static enum nb_status run_made(struct database *d, enum nb_status made,
			       struct nb_error *err)
{
	if (made || nb_buf_add(&d->sql, "", 1))
		return nb_fail_mem(err);
	d->sql.len = 0;
	return run(d, (const char *)d->sql.data, err);
}

/* Compile the statement that d->sql has, and empty it. */
static enum nb_status prepare(struct database *d, enum nb_status made,
			      sqlite3_stmt **stmt, struct nb_error *err)
{
	if (made)
		return nb_fail_mem(err);
	if (sqlite3_prepare_v2(d->db, (const char *)d->sql.data,
			       (int)d->sql.len, stmt, NULL))
		return failed(d, err);
	d->sql.len = 0;
	return NB_OK;
}

/* ---- tables. Names of fields are words, but "text" and "page" and others are
 * quoted as names all the same. */

/* Make the table of a list, and what inserts into it. */
static enum nb_status make_list(struct nbarc_export *x, enum nb_field field,
				struct nb_error *err)
{
	struct database *d = x->state;
	const char *name = nb_field_name(field);
	bool of_revisions = x->revisions;
	enum nb_status st = run_made(
		d,
		nb_buf_printf(&d->sql,
			      "CREATE TABLE \"%s\" (item TEXT NOT NULL, %s"
			      "position INTEGER NOT NULL, value TEXT NOT NULL, "
			      "PRIMARY KEY (item%s, position), FOREIGN KEY "
			      "(item%s) REFERENCES items(id%s)) WITHOUT ROWID",
			      name,
			      of_revisions ? "revision INTEGER NOT NULL, " : "",
			      of_revisions ? ", revision" : "",
			      of_revisions ? ", revision" : "",
			      of_revisions ? ", revision" : ""),
		err);

	return st ? st
		  : prepare(d,
			    nb_buf_printf(&d->sql,
					  "INSERT INTO \"%s\" VALUES (?, %s?, "
					  "?)",
					  name, of_revisions ? "?, " : ""),
			    &d->lists[field], err);
}

/* Make the table of items, and what inserts into it. */
static enum nb_status make_items(struct nbarc_export *x, struct nb_error *err)
{
	struct database *d = x->state;
	enum nb_status st = nb_buf_puts(&d->sql, "CREATE TABLE items (");
	bool first = true;
	size_t i;

	for (i = 0; !st && i < x->fields.count; i++) {
		enum nb_field field = x->fields.list[i];

		if (nb_field_is_list(field))
			continue;
		st = nb_buf_printf(&d->sql, "%s\"%s\" %s", first ? "" : ", ",
				   nb_field_name(field),
				   nb_field_is_number(field) ? "INTEGER"
							     : "TEXT");
		first = false;
	}
	if (!st)
		st = nb_buf_printf(&d->sql, ", PRIMARY KEY (id%s))",
				   x->revisions ? ", revision" : "");
	st = run_made(d, st, err);
	if (st)
		return st;
	st = nb_buf_puts(&d->sql, "INSERT INTO items VALUES (");
	for (i = 0, first = true; !st && i < x->fields.count; i++) {
		if (nb_field_is_list(x->fields.list[i]))
			continue;
		st = nb_buf_puts(&d->sql, first ? "?" : ", ?");
		first = false;
	}
	return prepare(d, st ? st : nb_buf_puts(&d->sql, ")"), &d->item, err);
}

/* ---- rows */

/* Bind text, which must live until the statement was run. */
static int bind(sqlite3_stmt *stmt, int at, const char *text)
{
	return text ? sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC)
		    : sqlite3_bind_null(stmt, at);
}

/* Run a statement that inserts. It can be run again, with other values. */
static enum nb_status insert(struct database *d, sqlite3_stmt *stmt,
			     struct nb_error *err)
{
	int code = sqlite3_step(stmt);

	(void)sqlite3_reset(stmt);
	return code == SQLITE_DONE ? NB_OK : failed(d, err);
}

/* Insert the values of a list. */
static enum nb_status insert_list(struct nbarc_export *x, enum nb_field field,
				  const struct nb_item_record *item,
				  struct nb_error *err)
{
	struct database *d = x->state;
	size_t count = nb_item_record_count(item, field), i;
	sqlite3_stmt *stmt = d->lists[field];
	sqlite3_int64 revision =
		(sqlite3_int64)nb_item_record_number(item, NB_FIELD_REVISION);
	int at = x->revisions ? 2 : 1;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < count; i++) {
		if (bind(stmt, 1, nb_item_record_text(item, NB_FIELD_ID, 0)) ||
		    (x->revisions && sqlite3_bind_int64(stmt, 2, revision)) ||
		    sqlite3_bind_int64(stmt, at + 1, (sqlite3_int64)i + 1) ||
		    bind(stmt, at + 2, nb_item_record_text(item, field, i)))
			return failed(d, err);
		st = insert(d, stmt, err);
	}
	return st;
}

/* Bind a field of the row: a number, a text, or NULL if it has no value. */
static int bind_field(sqlite3_stmt *stmt, int at, enum nb_field field,
		      const struct nb_item_record *item)
{
	if (nb_field_is_number(field) && nb_item_record_count(item, field))
		return sqlite3_bind_int64(
			stmt, at,
			(sqlite3_int64)nb_item_record_number(item, field));
	return bind(stmt, at, nb_item_record_text(item, field, 0));
}

/* A row of items, and rows for its lists. */
static enum nb_status sqlite_item(struct nbarc_export *x,
				  const struct nb_item_record *item,
				  struct nb_error *err)
{
	struct database *d = x->state;
	enum nb_status st;
	int at = 0;
	size_t i;

	for (i = 0; i < x->fields.count; i++)
		if (!nb_field_is_list(x->fields.list[i]) &&
		    bind_field(d->item, ++at, x->fields.list[i], item))
			return failed(d, err);
	st = insert(d, d->item, err);
	for (i = 0; !st && i < x->fields.count; i++)
		if (nb_field_is_list(x->fields.list[i]))
			st = insert_list(x, x->fields.list[i], item, err);
	return st;
}

/* ---- the archive */

/* Insert what is known of the archive, so that a database says itself of which
 * corpus it is: with the root, nbarc prove can tell. */
static enum nb_status put_archive(struct nbarc_export *x, struct nb_error *err)
{
	struct database *d = x->state;
	char root[NB_SHA256_HEX], time[NBARC_TIME];
	enum nb_status made;

	nb_sha256_hex(x->info.root, root);
	nbarc_time(x->info.time, time);
	made = nb_buf_printf(
		&d->sql,
		"CREATE TABLE archive (name TEXT PRIMARY KEY, value) WITHOUT "
		"ROWID; INSERT INTO archive VALUES ('root', '%s'), "
		"('commit', %llu), ('time', '%s')",
		root, (unsigned long long)x->info.commits, time);
	return run_made(d, made, err);
}

/* ---- the whole */

/* Let SQLite put its temporary files into the folder of this file. */
static bool put_temporary_files(const char *path)
{
	const char *slash = strrchr(path, '/');

	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory =
		sqlite3_mprintf("%.*s", slash ? (int)(slash - path) + 1 : 1,
				slash ? path : ".");
	return sqlite3_temp_directory != NULL;
}

/* Open the database under another name, which nobody else has. */
static enum nb_status open_database(struct nbarc_export *x, struct database *d,
				    struct nb_error *err)
{
	if (nb_buf_printf(&d->path, "%s.new%c", x->output, 0))
		return nb_fail_mem(err);
	/* What an export left that was killed. */
	(void)unlink((const char *)d->path.data);
	/* What SQLite sorts with goes beside the file, where it can be written
	 * and there is room. */
	if (!put_temporary_files(x->output))
		return nb_fail_mem(err);
	if (sqlite3_open((const char *)d->path.data, &d->db))
		return failed(d, err);
	/* The file is of no use until it is complete, and is synced then. */
	return run(d,
		   "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
		   "PRAGMA encoding = 'UTF-8'; BEGIN",
		   err);
}

/* Rows are told apart by these columns. */
static enum nb_status sqlite_check(const struct nbarc_export *x,
				   struct nb_error *err)
{
	if (!(x->fields.fields & NB_FIELD_BIT(NB_FIELD_ID)))
		return nb_fail(err, NB_USAGE, "a database needs the column id");
	if (x->revisions &&
	    !(x->fields.fields & NB_FIELD_BIT(NB_FIELD_REVISION)))
		return nb_fail(err, NB_USAGE,
			       "a database of revisions needs the column "
			       "revision");
	return NB_OK;
}

/* Make the tables. What fails here is cleaned up by sqlite_end(). */
static enum nb_status sqlite_begin(struct nbarc_export *x, struct nb_error *err)
{
	struct database *d;
	enum nb_status st;
	size_t i;

	if (!x->output)
		return nb_fail(err, NB_USAGE,
			       "a database is written to a file: -o FILE");
	x->state = d = nb_alloc(1, sizeof(*d));
	if (!d)
		return nb_fail_mem(err);
	st = open_database(x, d, err);
	if (!st)
		st = make_items(x, err);
	for (i = 0; !st && i < x->fields.count; i++)
		if (nb_field_is_list(x->fields.list[i]))
			st = make_list(x, x->fields.list[i], err);
	return st ? st : put_archive(x, err);
}

/* Make the indexes that questions need, as far as there are columns for them:
 * at the end, because that is faster. */
static enum nb_status make_indexes(struct nbarc_export *x, struct nb_error *err)
{
	static const struct {
		enum nb_field field;
		const char *sql;
	} indexes[] = {
		{NB_FIELD_DATE, "CREATE INDEX items_date ON items (date)"},
		{NB_FIELD_PAGE_ID,
		 "CREATE INDEX items_page_id ON items (page_id)"},
		{NB_FIELD_AUTHORS,
		 "CREATE INDEX authors_value ON authors (value)"},
	};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < sizeof(indexes) / sizeof(*indexes); i++)
		if (x->fields.fields & NB_FIELD_BIT(indexes[i].field))
			st = run(x->state, indexes[i].sql, err);
	return st;
}

/* Give the complete file its name. */
static enum nb_status keep(struct nbarc_export *x, struct database *d,
			   struct nb_error *err)
{
	const char *made = (const char *)d->path.data;

	if (rename(made, x->output))
		return nb_fail_sys(err, x->output, "rename");
	return nb_sync_dir(x->output, err);
}

/* Commit, close and name the database, or remove it. */
static enum nb_status sqlite_end(struct nbarc_export *x, enum nb_status st,
				 struct nb_error *err)
{
	struct database *d = x->state;
	size_t i;

	if (!d)
		return st;
	if (!st)
		st = make_indexes(x, err);
	/* With this the file is synced as it is committed. */
	if (!st)
		st = run(d, "COMMIT; PRAGMA synchronous = FULL; ANALYZE", err);
	(void)sqlite3_finalize(d->item);
	for (i = 0; i < sizeof(d->lists) / sizeof(*d->lists); i++)
		(void)sqlite3_finalize(d->lists[i]);
	if (sqlite3_close(d->db) && !st)
		st = nb_fail(err, NB_BUG, "the database is still in use");
	if (!st)
		st = keep(x, d, err);
	if (st && d->path.data)
		(void)unlink((const char *)d->path.data);
	nb_buf_free(&d->path);
	nb_buf_free(&d->sql);
	free(d);
	x->state = NULL;
	return st;
}

const struct nbarc_export_form nbarc_export_sqlite = {
	.name = "sqlite",
	.ending = ".sqlite",
	.needs = NB_FIELD_BIT(NB_FIELD_ID),
	.check = sqlite_check,
	.begin = sqlite_begin,
	.item = sqlite_item,
	.end = sqlite_end};
