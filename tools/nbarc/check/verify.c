/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc verify: check every structure, document and source of an archive. A
 * program of its own, because it needs libxml2 and libcrypto.
 *
 * The library walks over the whole file and checks all checksums and hashes.
 * --deep adds what is not a matter of bytes (check/deep.h). --expect-root,
 * --pubkey and
 * --witness check that the archive is the one that the user expects, of which
 * checksums in the archive itself say nothing.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/index.h>
#include <nbarc/verify.h>

#include "base/error.h"
#include "base/sha256.h"
#include "check/deep.h"
#include "check/problems.h"
#include "check/root.h"
#include "check/trust.h"
#include "cli/cli.h"
#include "cli/parsers.h"
#include "open.h"
#include "set/collection.h"
#include "set/set.h"
#include "where.h"
#include "where_index.h"

/*
 * One run of the command. `problems` comes first, so that a pointer to this
 * structure is also the context of nbarc_report_problem() and cli_go_on().
 * The keys are owned.
 */
struct verify {
	struct nbarc_problems problems;
	const char *path;
	char shown[512];	  /* the path in messages */
	const char *at;		  /* a commit, or NULL */
	const char *root;	  /* NULL: not --expect-root */
	struct nbarc_trust trust; /* the keys of --pubkey and --witness */
	unsigned threads;	  /* 0: one per processor */
	bool is_deep, quiet;
	struct nbarc_collection of; /* whose archives are verified */
};

enum { KEY_ORIGIN = CLI_LONG, KEY_AT };

static const struct cli_option options[] = {
	{'d', "deep", NULL, "validate documents, compare them with sources",
	 CLI_SET(struct verify, is_deep)},
	{'k', "pubkey", "KEY", "require a signature by this Ed25519 key",
	 CLI_RETURN},
	{'w', "witness", "KEY", "require a cosignature by this witness",
	 CLI_RETURN},
	{KEY_ORIGIN, "origin", "ORIGIN", "accept only notes of this origin",
	 CLI_TEXT(struct verify, trust.origin)},
	{'r', "expect-root", "HEX", "require this Merkle root",
	 CLI_TEXT(struct verify, root)},
	{'j', "jobs", "N", CLI_JOBS_HELP,
	 CLI_COUNT(struct verify, threads, CLI_JOBS_MAX)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct verify, quiet)},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct verify, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc verify",
	.synopsis = "[OPTION...] ARCHIVE",
	.about =
		"Check every structure, document and source of an archive, and name what is\n"
		"damaged.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.begin = cli_parsers_begin,
	.beside = NB_INDEX_SUFFIX,
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* ---- the result */

/* Damage that is met when the archive is opened is among the problems that the
 * walk finds again. */
static void ignore_damage(void *context, const struct nb_error *err)
{
	(void)context;
	(void)err;
}

/* State on standard output what was found to be good. */
static void print_result(const struct verify *v,
			 const struct nb_archive *archive)
{
	struct nb_archive_info info;
	char root[NB_SHA256_HEX];

	nb_archive_info(archive, &info);
	nb_sha256_hex(info.root, root);
	if (v->of.count) {
		cli_mask(stdout, v->shown, strlen(v->shown));
		printf(": ");
	}
	printf("good: %" PRIu64 " %s, %" PRIu64 " %s, %" PRIu64
	       " %s in %" PRIu64 " %s, Merkle root %s\n",
	       info.pages, cli_plural(info.pages, "page", "pages"), info.items,
	       cli_plural(info.items, "item", "items"), info.revisions,
	       cli_plural(info.revisions, "revision", "revisions"),
	       info.commits, cli_plural(info.commits, "commit", "commits"),
	       root);
}

/* The page() callback of the walk. The name of the archive goes before what is
 * said of a place in it. */
static enum nb_status check_page(void *context, const struct nb_entry *e,
				 const uint8_t *document,
				 const struct nb_buf *source,
				 struct nb_error *err)
{
	static const struct nbarc_deep how = {cli_validate, cli_read_markup};
	enum nb_status st = nbarc_check_deep(&how, e, document, source, err);

	(void)context;
	if (st)
		err->file[0] = '\0';
	return st;
}

/* ---- --expect-root, --pubkey and --witness */

/* Check what these options demand. The archive may be good in itself and yet
 * not the one that is wanted. */
static enum nb_status check_trust(struct verify *v, struct nb_archive *archive,
				  struct nb_error *err)
{
	struct nb_archive_info info;
	uint64_t refused;
	enum nb_status st;

	nb_archive_info(archive, &info);
	if (v->root && !nbarc_root_equal(v->root, info.root)) {
		cli_say(&tool, "%s: the Merkle root is not the one expected",
			v->shown);
		v->problems.count++;
	}
	st = nbarc_trust_check(&v->trust, &tool, v->path, &info, &refused, err);
	v->problems.count += refused;
	return st;
}

/* ---- the walk */

/*
 * Open the archive, around its damage unless an earlier commit is asked for:
 * the walk is to report all of it, not the first.
 */
static enum nb_status open_archive(const struct verify *v,
				   struct nb_archive **archive,
				   struct nb_error *err)
{
	struct nb_damage around = {NULL, ignore_damage};

	return v->at ? nbarc_open(v->path, v->at, archive, err)
		     : nbarc_open_at(v->path, &around, archive, err);
}

/* Walk over the archive; problems are reported as they are found. */
static enum nb_status check_archive(struct verify *v,
				    struct nb_archive *archive,
				    struct nb_error *err)
{
	struct nb_verify_callbacks callbacks = {
		v, nbarc_report_problem, cli_go_on,
		v->is_deep ? check_page : NULL, v->threads};
	enum nb_status st;

	cli_progress_start(&v->problems.progress, "byte", v->quiet);
	err->status = NB_OK;
	st = nb_archive_verify(archive, &callbacks, err);
	cli_progress_end(&v->problems.progress);
	if (!st)
		st = check_trust(v, archive, err);
	return !st && v->problems.count ? NB_INVALID : st;
}

/*
 * Check an index, which opening gave with this status: whether it is sound, and
 * has the pages that the archive has. One that does not know the newest pages
 * is no problem, nor is one that is not there. The index is closed.
 */
static enum nb_status check_index(struct verify *v, enum nb_status st,
				  struct nb_index *index, struct nb_error *err)
{
	if (st == NB_ABSENT)
		return NB_OK;
	if (!st)
		st = nb_index_check(index, err);
	nb_index_close(index);
	if (st == NB_INVALID || st == NB_UNSUPPORTED) {
		cli_error(&tool, err);
		v->problems.count++;
	}
	return st;
}

/* Check the index beside the archive and the one in it. Searches use the one if
 * the other is damaged, which must not hide that damage. */
static enum nb_status check_indexes(struct verify *v,
				    struct nb_archive *archive,
				    struct nb_error *err)
{
	struct nb_error own;
	struct nb_index *index;
	enum nb_status beside, st;

	st = nbarc_open_index(v->path, archive, &index, err);
	beside = check_index(v, st, index, err);
	if (nb_exit_code(beside) == 1 || nb_exit_code(beside) == 3)
		return beside;
	st = nb_index_open_embedded(archive, &index, &own);
	st = check_index(v, st, index, &own);
	if (st)
		*err = own;
	return st ? st : beside;
}

/* Verify an archive, and report. NB_INVALID if there is any problem, in
 * whichever part. */
static enum nb_status verify_archive(struct verify *v)
{
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st = open_archive(v, &archive, &err);
	uint64_t n;

	if (st) {
		cli_error(&tool, &err);
		return st;
	}
	st = check_archive(v, archive, &err);
	/* In a damaged archive, pages are not found in the order of the log. */
	if (!st)
		st = check_indexes(v, archive, &err);
	n = v->problems.count;
	/* Damage has been reported already; other errors have not. */
	if (nb_exit_code(st) == 1 || nb_exit_code(st) == 3 ||
	    (nb_exit_code(st) == 2 && n == 0))
		cli_error(&tool, &err);
	if (n)
		cli_say(&tool, "%s: %" PRIu64 " %s", v->shown, n,
			cli_plural(n, "problem", "problems"));
	if (!st && !v->quiet) {
		print_result(v, archive);
		nbarc_trust_print(&v->trust);
	}
	nb_archive_close(archive);
	return st;
}

/* ---- a collection */

/* Verify an archive of a collection, which must have the root that is stated
 * there. */
static enum nb_status verify_shard(struct verify *v,
				   const struct nbarc_shard *s)
{
	char root[NB_SHA256_HEX];

	v->problems.count = 0;
	v->path = s->path;
	nbarc_show_at(v->path, v->shown, sizeof(v->shown));
	v->root = s->has_root ? root : NULL;
	if (s->has_root)
		nb_sha256_hex(s->root, root);
	return verify_archive(v);
}

/* Verify all archives of a collection. One that is missing or damaged does not
 * keep the others from being verified; the collection is damaged then. */
static enum nb_status verify_collection(struct verify *v)
{
	char path[sizeof(v->shown)];
	size_t i, bad = 0;
	enum nb_status st, worst = NB_OK;

	memcpy(path, v->shown, sizeof(path));
	for (i = 0; i < v->of.count; i++) {
		st = verify_shard(v, &v->of.shards[i]);
		bad += st != NB_OK;
		/* Whatever keeps an archive from being read, it is missing. */
		if (st)
			worst = nb_worse(worst, st == NB_IO ? NB_INVALID : st);
	}
	if (bad)
		cli_say(&tool, "%s: %zu of %zu %s %s missing or not good", path,
			bad, v->of.count,
			cli_plural(v->of.count, "archive", "archives"),
			cli_plural(bad, "is", "are"));
	return worst;
}

/* Parse the options, and read the keys that some of them name. */
static enum nb_status parse(struct verify *v, int argc, char **argv,
			    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	int key;

	while ((key = cli_next(&tool, argc, argv, v)) != -1)
		if (!st)
			st = nbarc_trust_add(&v->trust, optarg,
					     key == 'w' ? NB_NOTE_COSIGNATURE
							: NB_NOTE_ED25519,
					     err);
	return st;
}

int nbarc_verify(int argc, char **argv)
{
	struct verify v = {.problems.cli = &tool};
	struct nb_error err;
	enum nb_status st = parse(&v, argc, argv, &err);
	bool many;

	if (v.root && !nbarc_root_valid(v.root))
		return cli_usage(&tool, "%.80s: not a Merkle root", v.root);
	v.path = argv[optind];
	nbarc_show_at(v.path, v.shown, sizeof(v.shown));
	many = nbarc_is_collection(v.path);
	if (many && (v.root || v.at || v.trust.count))
		return cli_usage(&tool, "--expect-root, --at, --pubkey and "
					"--witness are of one archive, not of "
					"a collection");
	/* A signal ends a verification at once, since it has nothing to undo.
	 * The problems found so far are printed by then. */
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	if (!st && many)
		st = nbarc_collection_read(v.path, &v.of, &err);
	if (st)
		cli_error(&tool, &err);
	else
		st = many ? verify_collection(&v) : verify_archive(&v);
	nbarc_collection_free(&v.of);
	nbarc_trust_free(&v.trust);
	return cli_finish(&tool, st, NULL);
}
