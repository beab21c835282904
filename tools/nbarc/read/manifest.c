/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc manifest: print the SHA-256 of pages and sources, in the format of
 * sha256sum(1), so that pages which were taken out of the archive can be
 * checked with sha256sum -c.
 *
 * The hashes come from the catalogue: no text is decoded. Withdrawn pages are
 * left out, because nbarc get does not print them either.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "cli/cli.h"
#include "open.h"

#include <nbarc/archive.h>

struct manifest {
	bool documents, sources;
	uint64_t pages; /* so far */
};

static const struct cli_option options[] = {
	{'d', "documents", NULL, "the TEI documents (default)",
	 CLI_SET(struct manifest, documents)},
	{'s', "sources", NULL, "the page texts as received",
	 CLI_SET(struct manifest, sources)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc manifest",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about =
		"Print the SHA-256 of pages in the format of sha256sum; documents are named\n"
		"ID.xml, sources ID.txt.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive and at most one prefix are needed",
};

/* A line as sha256sum prints it: hash, two spaces, name. */
static void print_line(const uint8_t digest[NB_SHA256_SIZE],
		       const struct nb_string *id, const char *suffix)
{
	char hex[NB_SHA256_HEX];

	nb_sha256_hex(digest, hex);
	printf("%s  %.*s%s\n", hex, (int)id->len, id->text, suffix);
}

/* The lines of one page. */
static void print_page(struct manifest *m, const struct nb_entry *e)
{
	m->pages++;
	if (m->documents)
		print_line(e->sha256, &e->id, ".xml");
	if (m->sources)
		print_line(e->source_sha256, &e->id, ".txt");
}

/* Print the pages that are present; NB_ABSENT if a prefix has none. */
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
		if (e->state == NB_STATE_PRESENT)
			print_page(m, e);
	}
	nb_cursor_free(cursor);
	if (!st && !m->pages && *prefix)
		st = nb_fail(err, NB_ABSENT, "%.64s: not in the archive",
			     prefix);
	return st;
}

int nbarc_manifest(int argc, char **argv)
{
	struct manifest m = {.pages = 0};
	struct nbarc_damage damage = {&tool, false};
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &m);
	if (!m.sources)
		m.documents = true;
	st = nbarc_open_damaged(argv[optind], NULL, &damage, &archive, &err);
	if (!st)
		st = print_pages(archive,
				 argc - optind == 2 ? argv[optind + 1] : "", &m,
				 &err);
	if (st) {
		nb_error_file(&err, argv[optind]);
		cli_error(&tool, &err);
	}
	if (damage.seen)
		st = nb_worse(st, NB_INVALID);
	nb_archive_close(archive);
	return cli_finish(&tool, st, NULL);
}
