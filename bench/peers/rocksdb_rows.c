/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A peer for the benchmark: pages in RocksDB, in blocks of 64 KiB that zstd
 * compresses with a dictionary for each file.
 *
 * usage: rocksdb-rows pack DB DIR | get DB NAME | list DB | extract DB |
 * verify DB
 */
#include "peer.h"

#include <rocksdb/c.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 65536
#define LEVEL 19
/* RocksDB advises a hundred times the dictionary. */
#define TRAINED (100 * DICT_SIZE)

static rocksdb_t *db;
static char *problem;

static void must(const char *what)
{
	if (problem)
		die(what, problem);
}

static rocksdb_options_t *options(void)
{
	rocksdb_options_t *o = rocksdb_options_create();
	rocksdb_block_based_table_options_t *table =
		rocksdb_block_based_options_create();

	rocksdb_block_based_options_set_block_size(table, BLOCK);
	rocksdb_options_set_block_based_table_factory(o, table);
	rocksdb_options_set_compression(o, rocksdb_zstd_compression);
	rocksdb_options_set_compression_options(o, -14, LEVEL, 0, DICT_SIZE);
	rocksdb_options_set_compression_options_zstd_max_train_bytes(o,
								     TRAINED);
	rocksdb_options_set_create_if_missing(o, 1);
	/* One file: the dictionary is that of a file. */
	rocksdb_options_set_target_file_size_base(o, (uint64_t)4 << 30);
	rocksdb_options_set_write_buffer_size(o, (size_t)1 << 30);
	rocksdb_options_set_info_log_level(o, 4);
	return o;
}

static int pack(const char *path, const char *dir)
{
	struct pages pages = read_pages(dir);
	rocksdb_writeoptions_t *w = rocksdb_writeoptions_create();
	const char *text = pages.text;
	size_t i;

	rocksdb_writeoptions_disable_WAL(w, 1);
	db = rocksdb_open(options(), path, &problem);
	must(path);
	for (i = 0; i < pages.count; text += pages.sizes[i++]) {
		rocksdb_put(db, w, pages.names[i], strlen(pages.names[i]), text,
			    pages.sizes[i], &problem);
		must(pages.names[i]);
	}
	rocksdb_compact_range(db, NULL, 0, NULL, 0);
	rocksdb_close(db);
	return 0;
}

static int get(const char *name)
{
	size_t len;
	char *page = rocksdb_get(db, rocksdb_readoptions_create(), name,
				 strlen(name), &len, &problem);

	must(name);
	if (!page)
		return 1;
	fwrite(page, 1, len, stdout);
	return 0;
}

/* Go through all pages; checksums are verified. */
static int all(FILE *names, FILE *texts)
{
	rocksdb_iterator_t *it =
		rocksdb_create_iterator(db, rocksdb_readoptions_create());

	for (rocksdb_iter_seek_to_first(it); rocksdb_iter_valid(it);
	     rocksdb_iter_next(it)) {
		size_t len;
		const char *name = rocksdb_iter_key(it, &len);

		if (names)
			(void)fprintf(names, "%.*s\n", (int)len, name);
		name = rocksdb_iter_value(it, &len);
		if (texts)
			fwrite(name, 1, len, texts);
	}
	rocksdb_iter_get_error(it, &problem);
	must("iterator");
	return 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";

	if (strcmp(verb, "pack") == 0 && argc == 4)
		return pack(argv[2], argv[3]);
	if (argc < 3)
		die("usage: rocksdb-rows VERB DB [ARGUMENT]", NULL);
	db = rocksdb_open_for_read_only(options(), argv[2], 0, &problem);
	must(argv[2]);
	if (strcmp(verb, "get") == 0 && argc == 4)
		return get(argv[3]);
	if (strcmp(verb, "list") == 0)
		return all(stdout, NULL);
	if (strcmp(verb, "extract") == 0)
		return all(NULL, stdout);
	if (strcmp(verb, "verify") == 0)
		return all(NULL, NULL);
	die(verb, "no such verb");
}
