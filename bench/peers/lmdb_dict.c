/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A peer for the benchmark: pages in LMDB, each compressed against one
 * dictionary.
 *
 * The key is the name of the page; the value is its size in 8 bytes and the
 * compressed page. The dictionary has the key "\1".
 *
 * usage: lmdb-dict pack DB DIR | get DB NAME | list DB | extract DB | verify DB
 */
#include "peer.h"

#include <lmdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAP_SIZE ((size_t)8 << 30)

static const char dict_key[] = "\1";

static MDB_txn *txn;
static MDB_dbi dbi;

static void must(int code, const char *what)
{
	if (code)
		die(what, mdb_strerror(code));
}

static MDB_env *open_database(const char *path, int writes)
{
	MDB_env *env;
	unsigned how = writes ? MDB_NOSYNC : MDB_RDONLY | MDB_NOLOCK;

	must(mdb_env_create(&env), path);
	must(mdb_env_set_mapsize(env, MAP_SIZE), path);
	must(mdb_env_open(env, path, MDB_NOSUBDIR | how, 0644), path);
	must(mdb_txn_begin(env, NULL, writes ? 0 : MDB_RDONLY, &txn), path);
	must(mdb_dbi_open(txn, NULL, 0, &dbi), path);
	return env;
}

/* ---- packing */

static void put(const char *name, const void *data, size_t len)
{
	MDB_val key = {strlen(name), (void *)name}, value = {len, (void *)data};

	must(mdb_put(txn, dbi, &key, &value, MDB_APPEND), name);
}

static int pack(const char *path, const char *dir)
{
	static char dict[DICT_SIZE];
	struct pages pages = read_pages(dir);
	size_t len = train(&pages, dict), i;
	ZSTD_CCtx *zstd = packer(dict, len);
	MDB_env *env = open_database(path, 1);
	const char *text = pages.text;

	put(dict_key, dict, len);
	for (i = 0; i < pages.count; text += pages.sizes[i++]) {
		struct packed p = pack_page(zstd, text, pages.sizes[i]);
		uint64_t size = pages.sizes[i];
		char *value = malloc(sizeof(size) + p.len);

		if (!value)
			die("pack", "out of memory");
		memcpy(value, &size, sizeof(size));
		memcpy(value + sizeof(size), p.data, p.len);
		put(pages.names[i], value, sizeof(size) + p.len);
		free(value);
		free(p.data);
	}
	must(mdb_txn_commit(txn), "commit");
	must(mdb_env_sync(env, 1), "sync");
	mdb_env_close(env);
	return 0;
}

/* ---- reading */

static ZSTD_DCtx *reader(void)
{
	MDB_val key = {1, (void *)dict_key}, value;

	must(mdb_get(txn, dbi, &key, &value), "dictionary");
	return unpacker(value.mv_data, value.mv_size);
}

static void decode(ZSTD_DCtx *zstd, const MDB_val *value, FILE *out)
{
	uint64_t size;

	memcpy(&size, value->mv_data, sizeof(size));
	unpack_page(zstd, size, (char *)value->mv_data + sizeof(size),
		    value->mv_size - sizeof(size), out);
}

static int get(const char *name)
{
	MDB_val key = {strlen(name), (void *)name}, value;

	must(mdb_get(txn, dbi, &key, &value), name);
	decode(reader(), &value, stdout);
	return 0;
}

/* Print all names, or with `zstd` decode all pages. */
static int all(ZSTD_DCtx *zstd, FILE *out)
{
	MDB_cursor *cursor;
	MDB_val key, value;

	must(mdb_cursor_open(txn, dbi, &cursor), "cursor");
	while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
		if (*(char *)key.mv_data == dict_key[0])
			continue;
		if (zstd)
			decode(zstd, &value, out);
		else
			printf("%.*s\n", (int)key.mv_size, (char *)key.mv_data);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";

	if (strcmp(verb, "pack") == 0 && argc == 4)
		return pack(argv[2], argv[3]);
	if (argc < 3)
		die("usage: lmdb-dict VERB DB [ARGUMENT]", NULL);
	(void)open_database(argv[2], 0);
	if (strcmp(verb, "get") == 0 && argc == 4)
		return get(argv[3]);
	if (strcmp(verb, "list") == 0)
		return all(NULL, stdout);
	if (strcmp(verb, "extract") == 0)
		return all(reader(), stdout);
	if (strcmp(verb, "verify") == 0)
		return all(reader(), NULL);
	die(verb, "no such verb");
}
