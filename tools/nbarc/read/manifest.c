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

#include "base/error.h"
#include "base/sha256.h"
#include "choose/explain.h"
#include "cli/cli.h"
#include "open.h"

#include <nbarc/archive.h>
#include <nbarc/query.h>

struct manifest {
	bool documents, sources;
	struct nb_query query;
	const char *path;
	uint64_t pages; /* so far */
	bool lost;	/* the hashes of a page are */
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

/* True if the query chooses the page or one of its items. */
static bool is_chosen(const struct manifest *m, const struct nb_entry *e)
{
	bool is = nb_query_whole(&m->query, &e->id);
	size_t i;

	for (i = 0; !is && i < e->item_count; i++)
		is = nb_query_item(&m->query, &e->id, e->items[i].number);
	return is;
}

/* Report a page whose hashes are lost: there is nothing to compare it with. */
static void report_no_hashes(struct manifest *m, const struct nb_entry *e)
{
	struct nb_error err;

	(void)nb_fail_at(&err, NB_INVALID, e->directory,
			 "%.*s: its hashes are lost from the catalogue",
			 (int)e->id.len, e->id.text);
	nb_error_file(&err, m->path);
	cli_error(&tool, &err);
	m->lost = true;
}

/* For nb_query_pages(): the lines of a page that is present. */
static bool print_page(void *context, const struct nb_entry *e)
{
	struct manifest *m = context;

	if (e->state != NB_STATE_PRESENT || !is_chosen(m, e))
		return true;
	m->pages++;
	if (!nb_entry_has_hashes(e)) {
		report_no_hashes(m, e);
		return true;
	}
	if (m->documents)
		print_line(e->sha256, &e->id, ".xml");
	if (m->sources)
		print_line(e->source_sha256, &e->id, ".txt");
	return !ferror(stdout);
}

/* Print the pages that are present; NB_ABSENT if a prefix has none. */
static enum nb_status print_pages(struct nb_archive *archive,
				  struct manifest *m, struct nb_error *err)
{
	struct nb_query *q = &m->query;
	unsigned searches = 0;
	enum nb_status st = nb_query_pages(archive, q, 1, print_page, m, err);

	if (st == NB_ABSENT && q->len == 0)
		return NB_OK;
	if (st == NB_ABSENT || (!st && !m->pages && q->len))
		st = nbarc_explain_id(archive, q, &searches, err);
	return st;
}

int nbarc_manifest(int argc, char **argv)
{
	struct manifest m = {.pages = 0};
	struct nbarc_damage damage = {&tool, false};
	struct nb_archive *archive = NULL;
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &m);
	m.path = argv[optind];
	if (!m.sources)
		m.documents = true;
	st = nb_query_parse(argc - optind == 2 ? argv[optind + 1] : "",
			    &m.query, &err);
	if (!st && m.query.revision)
		st = nb_query_absent(&m.query, &err);
	if (!st)
		st = nbarc_open_damaged(argv[optind], NULL, &damage, &archive,
					&err);
	if (!st)
		st = print_pages(archive, &m, &err);
	if (st) {
		nb_error_file(&err, argv[optind]);
		cli_error(&tool, &err);
	}
	if (damage.seen || m.lost)
		st = nb_worse(st, NB_INVALID);
	nb_archive_close(archive);
	return cli_finish(&tool, st, NULL);
}
