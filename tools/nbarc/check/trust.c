/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the keys that the user trusts have signed an archive.
 *
 * A key has signed it if a note has the size and the root of the commit that is
 * verified, and a good signature by the key. If the archive has grown since,
 * the newest commit that the key has signed is named: everything up to it is
 * vouched for, because a commit never changes.
 */
#include "check/trust.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "check/key.h"
#include "cli/cli.h"
#include "names.h"
#include "where.h"

#include <nbarc/sign.h>

void nbarc_trust_free(struct nbarc_trust *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		free(t->signers[i].origin);
	free(t->signers);
}

enum nb_status nbarc_trust_add(struct nbarc_trust *t, const char *key,
			       enum nb_note_type type, struct nb_error *err)
{
	struct nbarc_signer *grown =
		nb_grow(t->signers, &t->cap, t->count + 1, sizeof(*grown));
	struct nbarc_signer *s;

	if (!grown)
		return nb_fail_mem(err);
	t->signers = grown;
	s = &grown[t->count++];
	memset(s, 0, sizeof(*s));
	return key_read_public(key, type, &s->key, err);
}

/* ---- looking */

/* One look at all notes. */
struct look {
	struct nbarc_trust *trust;
	const struct nb_archive_info *info; /* of the commit in question */
	enum nb_status status;
	struct nb_error *err;
};

static bool same_string(const struct nb_string *a, const char *b)
{
	return a->len == strlen(b) && memcmp(a->text, b, a->len) == 0;
}

/* True if the note is of a later commit than the one in question: of the same
 * size and another root, or of more page entries. */
static bool is_later(const struct look *l, const struct nb_checkpoint *c)
{
	if (c->size == l->info->revisions)
		return memcmp(c->root, l->info->root, NB_SHA256_SIZE) != 0;
	return c->size > l->info->revisions;
}

/* Check a note for a signature by one key. */
static enum nb_status look_for(struct nbarc_signer *s, const struct look *l,
			       const struct nb_kept_note *kept,
			       struct nb_error *err)
{
	const struct nb_checkpoint *c = &kept->checkpoint;
	uint64_t time;
	enum nb_status st;

	/* Of the same commit, a later time of a witness is of interest. */
	if (s->is_signed && c->size < s->size)
		return NB_OK;
	st = nb_note_verify(kept->note, &s->key, key_check, NULL, &time, err);
	if (st == NB_INVALID && key_memory_lacked())
		return nb_fail_mem(err);
	if (st == NB_INVALID && c->size == l->info->revisions)
		s->is_wrong = true;
	if (st == NB_INVALID || st == NB_ABSENT)
		return NB_OK;
	if (st || (s->is_signed && c->size == s->size && time <= s->time))
		return st;
	free(s->origin);
	s->origin = nb_strndup(c->origin.text, c->origin.len);
	s->is_signed = true;
	s->size = c->size;
	s->commit = kept->commit;
	s->time = time;
	return s->origin ? NB_OK : nb_fail_mem(err);
}

/* A visitor of nb_archive_notes(), which shows every note to every key. */
static bool look_at(void *context, const struct nb_kept_note *kept)
{
	struct look *l = context;
	struct nbarc_trust *t = l->trust;
	size_t i;

	if (!kept->commit || is_later(l, &kept->checkpoint) ||
	    (t->origin && !same_string(&kept->checkpoint.origin, t->origin)))
		return true;
	for (i = 0; !l->status && i < t->count; i++)
		l->status = look_for(&t->signers[i], l, kept, l->err);
	return !l->status;
}

/* ---- the answer */

/* Say up to which commit a key has signed the archive. */
static void say_since(const struct nbarc_signer *s, const struct cli *cli,
		      const char *path, uint64_t revisions)
{
	uint64_t more = revisions - s->size;
	char at[NBARC_TIME + 8] = "", time[NBARC_TIME];

	if (s->key.type == NB_NOTE_COSIGNATURE) {
		nbarc_time(s->time, time);
		(void)snprintf(at, sizeof(at), " at %s", time);
	}
	cli_say(cli,
		"%s: %s%s%s%s up to commit %" PRIu64 " (size %" PRIu64
		"); %" PRIu64 " %s added since",
		path, s->key.type == NB_NOTE_ED25519 ? "signed" : "cosigned",
		at, s->key.name[0] ? " by " : "", s->key.name, s->commit,
		s->size, more,
		cli_plural(more, "revision was", "revisions were"));
}

/* Say that a key has not signed the commit in question, and what it has signed
 * instead. */
static void refuse(const struct nbarc_signer *s, const struct cli *cli,
		   const char *path, uint64_t revisions)
{
	bool plain = s->key.type == NB_NOTE_ED25519;
	const char *who = s->key.name[0] ? s->key.name
			  : plain	 ? "this key"
					 : "this witness";

	if (s->is_signed)
		say_since(s, cli, path, revisions);
	else if (s->is_wrong)
		cli_say(cli, "%s: the signature by %s is wrong", path, who);
	else
		cli_say(cli, "%s: not %s by %s", path,
			plain ? "signed" : "cosigned", who);
}

/* True if the key has signed the commit in question. */
static bool has_signed(const struct nbarc_signer *s,
		       const struct nb_archive_info *info)
{
	return s->is_signed && s->size == info->revisions;
}

enum nb_status nbarc_trust_check(struct nbarc_trust *t, const struct cli *cli,
				 const char *path,
				 const struct nb_archive_info *info,
				 uint64_t *refused, struct nb_error *err)
{
	struct look l = {.trust = t, .info = info, .err = err};
	struct nb_archive *archive;
	enum nb_status st;
	size_t i;

	*refused = 0;
	if (t->count == 0)
		return NB_OK;
	/* A note of an earlier commit may stand in a later segment. */
	st = nbarc_open_at(path, NULL, &archive, err);
	if (!st)
		st = nb_archive_notes(archive, look_at, &l, err);
	nb_archive_close(archive);
	if (!st)
		st = l.status;
	for (i = 0; !st && i < t->count; i++)
		if (!has_signed(&t->signers[i], info)) {
			refuse(&t->signers[i], cli, path, info->revisions);
			++*refused;
		}
	return st;
}

/* Print who has signed. The name of a key is the user's, the origin is the
 * archive's. */
static void print_signer(const struct nbarc_signer *s)
{
	char time[NBARC_TIME];

	if (s->key.type == NB_NOTE_COSIGNATURE) {
		nbarc_time(s->time, time);
		printf("cosigned at %s", time);
	} else {
		printf("signed");
	}
	if (s->key.name[0]) {
		printf(" by ");
		cli_mask(stdout, s->key.name, strlen(s->key.name));
	}
	printf(" as ");
	cli_mask(stdout, s->origin, strlen(s->origin));
	printf("\n");
}

void nbarc_trust_print(const struct nbarc_trust *t)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		print_signer(&t->signers[i]);
}
