/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A peer for the benchmark: pages as rows of an SQLite database, each
 * compressed against one dictionary.
 *
 * usage: sqlite-dict pack DB DIR | get DB NAME | list DB | extract DB |
 * verify DB
 */
#include "peer.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *db;

static void run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(db));
	return s;
}

static void put(sqlite3_stmt *s, const char *name, size_t size,
		const void *data, size_t len)
{
	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)size);
	sqlite3_bind_blob64(s, 3, data, len, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_DONE)
		die("insert", sqlite3_errmsg(db));
	sqlite3_reset(s);
}

static int pack(const char *dir)
{
	static char dict[DICT_SIZE];
	struct pages pages = read_pages(dir);
	size_t len = train(&pages, dict), i;
	ZSTD_CCtx *zstd = packer(dict, len);
	const char *text = pages.text;
	sqlite3_stmt *insert;

	run("PRAGMA journal_mode=OFF; BEGIN;"
	    "CREATE TABLE dict(name TEXT, size INT, data BLOB);"
	    "CREATE TABLE page(name TEXT PRIMARY KEY, size INT, data BLOB);");
	insert = prepare("INSERT INTO dict VALUES(?,?,?)");
	put(insert, "zstd", len, dict, len);
	sqlite3_finalize(insert);
	insert = prepare("INSERT INTO page VALUES(?,?,?)");
	for (i = 0; i < pages.count; text += pages.sizes[i++]) {
		struct packed p = pack_page(zstd, text, pages.sizes[i]);

		put(insert, pages.names[i], pages.sizes[i], p.data, p.len);
		free(p.data);
	}
	sqlite3_finalize(insert);
	run("COMMIT; VACUUM;");
	return 0;
}

static ZSTD_DCtx *reader(void)
{
	sqlite3_stmt *s = prepare("SELECT data FROM dict");
	ZSTD_DCtx *zstd;

	if (sqlite3_step(s) != SQLITE_ROW)
		die("dictionary", sqlite3_errmsg(db));
	zstd = unpacker(sqlite3_column_blob(s, 0),
			(size_t)sqlite3_column_bytes(s, 0));
	sqlite3_finalize(s);
	return zstd;
}

/* Every row of a statement that gives size and data. */
static int decode(sqlite3_stmt *s, FILE *out)
{
	ZSTD_DCtx *zstd = reader();
	size_t rows = 0;

	for (; sqlite3_step(s) == SQLITE_ROW; rows++)
		unpack_page(zstd, (size_t)sqlite3_column_int64(s, 0),
			    sqlite3_column_blob(s, 1),
			    (size_t)sqlite3_column_bytes(s, 1), out);
	return rows ? 0 : 1;
}

static int get(const char *name)
{
	sqlite3_stmt *s = prepare("SELECT size, data FROM page WHERE name=?");

	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	return decode(s, stdout);
}

static int list(void)
{
	sqlite3_stmt *s = prepare("SELECT name FROM page ORDER BY name");

	while (sqlite3_step(s) == SQLITE_ROW)
		puts((const char *)sqlite3_column_text(s, 0));
	return 0;
}

static int all(FILE *out)
{
	return decode(prepare("SELECT size, data FROM page ORDER BY name"),
		      out);
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	int flags = strcmp(verb, "pack") == 0
			    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
			    : SQLITE_OPEN_READONLY;

	if (argc < 3 || sqlite3_open_v2(argv[2], &db, flags, NULL))
		die("usage: sqlite-dict VERB DB [ARGUMENT]", NULL);
	if (strcmp(verb, "pack") == 0 && argc == 4)
		return pack(argv[3]);
	if (strcmp(verb, "get") == 0 && argc == 4)
		return get(argv[3]);
	if (strcmp(verb, "list") == 0)
		return list();
	if (strcmp(verb, "extract") == 0)
		return all(stdout);
	if (strcmp(verb, "verify") == 0) {
		run("PRAGMA integrity_check");
		return all(NULL);
	}
	die(verb, "no such verb");
}
