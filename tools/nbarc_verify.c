/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc verify: check all structures, documents, sources and hashes. */
#include "key.h"
#include "nbarc.h"

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/markup.h>
#include <nbarc/sign.h>
#include <nbarc/validate.h>
#include <nbarc/verify.h>

#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"

enum {
	KEY_QUIET = 'q',
	KEY_DEEP = 'd',
	KEY_PUBKEY = 'k',
	KEY_ROOT = 'r',
	KEY_JOBS = 'j',
	KEY_AT = CLI_LONG
};

static const struct cli_option options[] = {
	{KEY_DEEP, "deep", NULL,
	 "validate each document, compare it with catalogue and source"},
	{KEY_PUBKEY, "pubkey", "PEM",
	 "there must be a good signature by this Ed25519 key"},
	{KEY_ROOT, "expect-root", "HEX", "the Merkle root must be this one"},
	{KEY_JOBS, "jobs", "N", CLI_JOBS_HELP},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc verify",
	.synopsis = "[OPTION...] ARCHIVE",
	.about =
		"Check every structure, document and source of an archive, and "
		"name what is damaged.",
	.options = options,
};

struct verify {
	struct cli_progress progress;
	const char *path;
	const char *at;			/* a commit, or NULL */
	struct nb_validator *validator; /* NULL: not --deep */
	struct key *key;		/* NULL: not --pubkey */
	const char *root;		/* NULL: not --expect-root */
	unsigned threads;		/* 0: one a processor */
	bool is_signed;
	uint64_t problems;
};

/* ---- what is reported */

static void report(void *context, const struct nb_problem *p)
{
	struct verify *v = context;

	cli_progress_end(&v->progress);
	v->problems++;
	cli_error(&tool, p->error);
	nbarc_print_hurt(p);
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
	struct verify *v = context;

	return cli_go_on(&v->progress, done, total);
}

/* What a walk has to go around is among the problems that verify finds. */
static void ignore(void *context, const struct nb_error *err)
{
	(void)context;
	(void)err;
}

static void print_result(const struct nb_archive *archive)
{
	struct nb_archive_info info;
	char root[NB_SHA256_HEX];

	nb_archive_info(archive, &info);
	nb_sha256_hex(info.root, root);
	printf("good: %" PRIu64 " pages, %" PRIu64 " items, %" PRIu64
	       " revisions in %" PRIu64 " commits, Merkle root %s\n",
	       info.pages, info.items, info.revisions, info.commits, root);
}

/* ---- --deep */

static enum nb_status differs(struct nb_error *err, const struct nb_entry *e,
			      const char *what)
{
	return nb_fail_at(err, NB_INVALID, e->directory, "%.*s: %s",
			  (int)e->id.len, e->id.text, what);
}

static const struct nb_tei_item *item_of(const struct nb_tei *tei,
					 unsigned number)
{
	size_t i;

	for (i = 0; i < tei->item_count; i++)
		if (tei->items[i].number == number)
			return &tei->items[i];
	return NULL;
}

/* An item whose text was purged has no place, and a gap in the document. */
static bool same_item(const struct nb_entry_item *item,
		      const struct nb_tei_item *found)
{
	if (!found || item->kind != found->kind)
		return false;
	if (found->withdrawn)
		return item->state == NB_STATE_WITHDRAWN && item->len == 0;
	return item->offset == found->offset && item->len == found->len;
}

/* The items that the catalogue has are those of the document. */
static enum nb_status check_items(const struct nb_entry *e,
				  const uint8_t *document, struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st = nb_tei_scan(document, e->len, &tei, err);
	size_t i, present = 0;
	bool same = true;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		const struct nb_tei_item *found = item_of(&tei, item->number);

		if (item->state == NB_STATE_MOVED)
			continue;
		present++;
		same = same && same_item(item, found);
	}
	if (!st &&
	    (!same || present != tei.item_count ||
	     e->head_len != tei.head_len || e->tail_offset != tei.tail_offset))
		st = differs(err, e,
			     "the catalogue has other items than the "
			     "document");
	nb_tei_free(&tei);
	return st;
}

static enum nb_status check_origin(const struct nb_entry *e,
				   const uint8_t *document,
				   struct nb_error *err)
{
	struct nb_source origin;
	char id[NB_ID_MAX];
	enum nb_status st = nb_tei_origin(document, e->len, id, &origin, err);

	if (st)
		return st;
	if (strlen(id) != e->id.len || memcmp(id, e->id.text, e->id.len) != 0)
		return differs(err, e, "the document is of another page");
	if (origin.bytes != e->source_len ||
	    memcmp(origin.sha256, e->source_sha256, 32) != 0)
		return differs(err, e, "the document is of another source");
	return NB_OK;
}

static enum nb_status deep(void *context, const struct nb_entry *e,
			   const uint8_t *document, const struct nb_buf *source,
			   struct nb_error *err)
{
	struct verify *v = context;
	char id[NB_ID_MAX];
	enum nb_status st;

	(void)snprintf(id, sizeof(id), "%.*s", (int)e->id.len, e->id.text);
	st = nb_validate(v->validator, document, e->len, id, err);
	if (!st)
		st = check_origin(e, document, err);
	if (!st)
		st = check_items(e, document, err);
	if (!st && source)
		st = nb_compare_source(document, e->len, source->data,
				       source->len, nb_layout_read_markup, err);
	if (st == NB_UNSUPPORTED)
		return NB_OK; /* nothing to compare with */
	if (st && err->offset == NB_NO_OFFSET) {
		err->offset = e->directory;
		nb_error_about(err, e->id.text, e->id.len);
	}
	if (st)
		err->file[0] = '\0'; /* not the document's, but the archive's */
	return st;
}

/* ---- --pubkey and --expect-root */

static bool check_signature(void *context, const struct nb_signature *s)
{
	struct verify *v = context;

	v->is_signed = key_check(v->key, s);
	return !v->is_signed;
}

static void refuse(struct verify *v, const char *what)
{
	cli_say(&tool, "%s: %s", v->path, what);
	v->problems++;
}

/* That the archive is good in itself does not say whose it is. */
static enum nb_status check_trust(struct verify *v, struct nb_archive *archive,
				  struct nb_error *err)
{
	struct nb_archive_info info;
	char root[NB_SHA256_HEX];
	enum nb_status st = NB_OK;

	nb_archive_info(archive, &info);
	nb_sha256_hex(info.root, root);
	if (v->root && strcmp(v->root, root) != 0)
		refuse(v, "the Merkle root is not the one expected");
	if (v->key)
		st = nb_archive_signatures(archive, check_signature, v, err);
	if (!st && v->key && !v->is_signed)
		refuse(v, "no signature of the corpus as it is by this key");
	return st;
}

/* ---- running */

static enum nb_status open_archive(const struct verify *v,
				   struct nb_archive **archive,
				   struct nb_error *err)
{
	struct nb_damage around = {NULL, ignore};

	return v->at ? nbarc_open(v->path, v->at, archive, err)
		     : nb_archive_open_damaged(v->path, &around, archive, err);
}

static int run(struct verify *v, bool quiet)
{
	struct nb_verify_callbacks callbacks = {
		v, report, progress, v->validator ? deep : NULL, v->threads};
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st = open_archive(v, &archive, &err);
	int closed;

	if (st) {
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	cli_catch_signals();
	cli_progress_start(&v->progress, "byte", quiet);
	err.status = NB_OK;
	st = nb_archive_verify(archive, &callbacks, &err);
	cli_progress_end(&v->progress);
	cli_die_of_signal();
	if (!st)
		st = check_trust(v, archive, &err);
	if (!st && v->problems)
		st = NB_INVALID;
	if (nb_exit_code(st) == 1 || nb_exit_code(st) == 3)
		cli_error(&tool, &err);
	if (v->problems)
		cli_say(&tool, "%s: %" PRIu64 " problems", v->path,
			v->problems);
	if (!st && !quiet)
		print_result(archive);
	nb_archive_close(archive);
	closed = cli_stdout_close(&tool);
	return st ? nb_exit_code(st) : closed;
}

/* What the options ask for, before the archive is opened. */
static enum nb_status prepare(struct verify *v, bool is_deep, const char *pem,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (is_deep)
		st = nb_validator_create(&v->validator, err);
	if (!st && pem)
		st = key_read(pem, false, &v->key, err);
	return st;
}

int main(int argc, char **argv)
{
	struct verify v = {.problems = 0};
	const char *pem = NULL;
	uint8_t digest[32];
	struct nb_error err;
	bool quiet = false, is_deep = false;
	int key, code;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_DEEP:
			is_deep = true;
			break;
		case KEY_AT:
			v.at = optarg;
			break;
		case KEY_PUBKEY:
			pem = optarg;
			break;
		case KEY_ROOT:
			v.root = optarg;
			if (strlen(optarg) != 64 ||
			    !nb_sha256_unhex(optarg, digest))
				return cli_usage(&tool,
						 "%.80s: not a Merkle root",
						 optarg);
			break;
		case KEY_JOBS:
			v.threads = (unsigned)cli_count(&tool, CLI_JOBS_MAX);
			break;
		case KEY_QUIET:
			quiet = true;
			break;
		default:
			return 0;
		}
	}
	if (argc - optind != 1)
		return cli_usage(&tool, "one archive is needed");
	v.path = argv[optind];
	if (prepare(&v, is_deep, pem, &err)) {
		cli_error(&tool, &err);
		code = nb_exit_code(err.status);
	} else {
		code = run(&v, quiet);
	}
	nb_validator_free(v.validator);
	key_free(v.key);
	return code;
}
