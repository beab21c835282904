/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A peer for the benchmark: pages as rows of an SQLite database, each
 * compressed with zstd against one dictionary trained on all of them.
 *
 * usage: sqlite-dict pack DB DIR | get DB NAME | list DB | extract DB | verify
 * DB
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>
#include <zdict.h>
#include <zstd.h>

#define DICT_SIZE 112640u
#define LEVEL 19
#define PAGES_MAX 100000u

static sqlite3 *db;

static void die(const char *what)
{
	fprintf(stderr, "sqlite-dict: %s: %s\n", what,
		db ? sqlite3_errmsg(db) : "");
	exit(1);
}

static void run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql);
}

static sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die(sql);
	return s;
}

static void put(const char *sql, const char *name, size_t size,
		const void *data, size_t len)
{
	sqlite3_stmt *s = prepare(sql);

	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)size);
	sqlite3_bind_blob64(s, 3, data, len, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_DONE)
		die("insert");
	sqlite3_finalize(s);
}

/* ---- packing */

static char *names[PAGES_MAX];
static size_t sizes[PAGES_MAX];
static size_t count;

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void scan(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		die(dir);
	while ((e = readdir(d)) != NULL && count < PAGES_MAX)
		if (e->d_name[0] != '.')
			names[count++] = strdup(e->d_name);
	closedir(d);
	qsort(names, count, sizeof(*names), by_name);
}

/* All pages one after the other; sizes[] is filled. */
static char *read_all(const char *dir)
{
	char *all = NULL, path[4096];
	size_t len = 0, i;

	for (i = 0; i < count; i++) {
		FILE *f;
		long n;

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		f = fopen(path, "rb");
		if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0)
			die(path);
		rewind(f);
		sizes[i] = (size_t)n;
		all = realloc(all, len + sizes[i] + 1);
		if (!all || fread(all + len, 1, sizes[i], f) != sizes[i])
			die(path);
		len += sizes[i];
		fclose(f);
	}
	return all;
}

static void pack(const char *dir)
{
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	char *all, *dict = malloc(DICT_SIZE);
	ZSTD_CDict *cdict;
	size_t n, i, at = 0;

	scan(dir);
	all = read_all(dir);
	n = ZDICT_trainFromBuffer(dict, DICT_SIZE, all, sizes, (unsigned)count);
	if (ZDICT_isError(n))
		die("train");
	cdict = ZSTD_createCDict(dict, n, LEVEL);
	ZSTD_CCtx_refCDict(cctx, cdict);
	ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
	run("PRAGMA journal_mode=OFF; BEGIN;"
	    "CREATE TABLE dict(name TEXT, size INT, data BLOB);"
	    "CREATE TABLE page(name TEXT PRIMARY KEY, size INT, data BLOB);");
	put("INSERT INTO dict VALUES(?,?,?)", "zstd", n, dict, n);
	for (i = 0; i < count; at += sizes[i++]) {
		size_t bound = ZSTD_compressBound(sizes[i]), m;
		void *out = malloc(bound);

		m = ZSTD_compress2(cctx, out, bound, all + at, sizes[i]);
		if (ZSTD_isError(m))
			die("compress");
		put("INSERT INTO page VALUES(?,?,?)", names[i], sizes[i], out,
		    m);
		free(out);
	}
	run("COMMIT; VACUUM;");
}

/* ---- reading */

static ZSTD_DCtx *reader(void)
{
	sqlite3_stmt *s = prepare("SELECT data FROM dict");
	ZSTD_DCtx *dctx = ZSTD_createDCtx();

	if (sqlite3_step(s) != SQLITE_ROW)
		die("dictionary");
	ZSTD_DCtx_loadDictionary(dctx, sqlite3_column_blob(s, 0),
				 (size_t)sqlite3_column_bytes(s, 0));
	sqlite3_finalize(s);
	return dctx;
}

/* Every row of a statement that gives size and data; the number of rows. */
static size_t decode(sqlite3_stmt *s, FILE *out)
{
	ZSTD_DCtx *dctx = reader();
	size_t rows = 0;

	while (sqlite3_step(s) == SQLITE_ROW) {
		size_t size = (size_t)sqlite3_column_int64(s, 0), n;
		void *page = malloc(size + 1);

		n = ZSTD_decompressDCtx(dctx, page, size,
					sqlite3_column_blob(s, 1),
					(size_t)sqlite3_column_bytes(s, 1));
		if (ZSTD_isError(n) || n != size)
			die("decompress");
		if (out)
			fwrite(page, 1, size, out);
		free(page);
		rows++;
	}
	return rows;
}

static int get(const char *name)
{
	sqlite3_stmt *s = prepare("SELECT size, data FROM page WHERE name=?");

	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	return decode(s, stdout) == 1 ? 0 : 1;
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
		      out) > 0
		       ? 0
		       : 1;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	int flags = strcmp(verb, "pack") == 0
			    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
			    : SQLITE_OPEN_READONLY;

	if (argc < 3 || sqlite3_open_v2(argv[2], &db, flags, NULL))
		die("usage: sqlite-dict VERB DB [ARGUMENT]");
	if (strcmp(verb, "pack") == 0 && argc == 4)
		return pack(argv[3]), 0;
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
	die("no such verb");
	return 1;
}
