/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --pubkey and --witness of nbarc verify: whether the notes of an archive have
 * good signatures by the keys that the user trusts (section 18 of the format).
 */
#ifndef NB_TOOLS_NBARC_CHECK_TRUST_H
#define NB_TOOLS_NBARC_CHECK_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/note.h>

#include "cli/tool.h"

/*
 * A key that is to have signed the archive. The rest is what was found out: the
 * signed note with the most page entries, or, in a note of the same commit, a
 * signature that is wrong.
 */
struct nbarc_signer {
	struct nb_note_key key;
	bool is_signed;	 /* there is such a note; else the rest is zero */
	uint64_t size;	 /* page entries that it signs */
	uint64_t commit; /* number of the newest commit that has them */
	uint64_t time;	 /* of the cosignature of a witness */
	char *origin;	 /* that the note names; owned */
	bool is_wrong;	 /* a signature of the newest commit is wrong */
};

/* The signers, owned; all zeros is none. `origin` (may be NULL) is the only one
 * that notes may have. */
struct nbarc_trust {
	struct nbarc_signer *signers;
	size_t count, cap;
	const char *origin;
};

/* Add a key as the user gave it, a text or the name of a file: that of a
 * witness if `type` is NB_NOTE_COSIGNATURE. */
NB_CHECK enum nb_status nbarc_trust_add(struct nbarc_trust *trust,
					const char *key, enum nb_note_type type,
					struct nb_error *err);

/*
 * Look for signatures of the archive at `path` as of its commit `info`, in all
 * its notes. *refused becomes the number of signers who have not signed this
 * commit; each is reported.
 */
NB_CHECK enum nb_status nbarc_trust_check(struct nbarc_trust *trust,
					  const struct cli *cli,
					  const char *path,
					  const struct nb_archive_info *info,
					  uint64_t *refused,
					  struct nb_error *err);

/* Print who has signed, a line each. */
void nbarc_trust_print(const struct nbarc_trust *trust);

void nbarc_trust_free(struct nbarc_trust *trust);

#endif
