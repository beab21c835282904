/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc manifest: the SHA-256 of pages and sources, as sha256sum(1) prints. */
#include "nbarc.h"

#include <getopt.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>

enum { KEY_DOCUMENTS = 'd', KEY_SOURCES = 's' };

static const struct cli_option options[] = {
	{KEY_DOCUMENTS, "documents", NULL, "the TEI documents: the default"},
	{KEY_SOURCES, "sources", NULL, "the page texts as they were received"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc manifest",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about = "Print the SHA-256 of pages in the format of sha256sum, with "
		 "ID.xml and ID.txt as\nthe names of documents and sources.",
	.options = options,
};

struct manifest {
	bool documents, sources;
	uint64_t pages;
};

static void print_line(const uint8_t digest[32], const struct nb_string *id,
		       const char *suffix)
{
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(digest, hex);
	printf("%s  %.*s%s\n", hex, (int)id->len, id->text, suffix);
}

static enum nb_status print_pages(struct nb_archive *archive,
				  const char *prefix, struct manifest *m,
				  struct nb_error *err)
{
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	enum nb_status st =
		nb_cursor_create_detail(archive, prefix, strlen(prefix), false,
					NB_DETAIL_HASHES, &cursor, err);

	while (!st && !ferror(stdout)) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (e->state != NB_STATE_PRESENT)
			continue;
		m->pages++;
		if (m->documents)
			print_line(e->sha256, &e->id, ".xml");
		if (m->sources)
			print_line(e->source_sha256, &e->id, ".txt");
	}
	nb_cursor_free(cursor);
	if (!st && !m->pages && *prefix)
		st = nb_fail(err, NB_ABSENT, "%.64s: not in the archive",
			     prefix);
	return st;
}

static int run(const char *path, const char *prefix, struct manifest *m)
{
	struct nbarc_damage damage = {&tool, false};
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st =
		nbarc_open_damaged(path, NULL, &damage, &archive, &err);
	int closed;

	if (!st)
		st = print_pages(archive, prefix, m, &err);
	if (st) {
		nb_error_file(&err, path);
		cli_error(&tool, &err);
	}
	if (damage.seen)
		st = nb_worse(st, NB_INVALID);
	nb_archive_close(archive);
	closed = cli_stdout_close(&tool);
	return st ? nb_exit_code(st) : closed;
}

int nbarc_manifest(int argc, char **argv)
{
	struct manifest m = {.documents = false};
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_DOCUMENTS:
			m.documents = true;
			break;
		case KEY_SOURCES:
			m.sources = true;
			break;
		default:
			return 0;
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		return cli_usage(&tool, "an archive is needed, and one prefix "
					"at most");
	if (!m.sources)
		m.documents = true;
	return run(argv[optind], argc - optind == 2 ? argv[optind + 1] : "",
		   &m);
}
