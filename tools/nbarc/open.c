/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening an archive for reading: as it is, as it was at an earlier commit, or
 * around its damage; and one that exists for adding to it.
 *
 * Commands that print text read around damage, because what is whole is wanted
 * even so; their exit code is then 2. Commands that change an archive do not.
 */
#include "open.h"

#include "cli/message.h"
#include "where.h"

#include <nbarc/archive.h>

enum nb_status nbarc_open(const char *path, const char *at,
			  struct nb_archive **archive, struct nb_error *err)
{
	enum nb_status st = nbarc_open_at(path, NULL, archive, err);

	if (!st && at)
		st = nb_archive_at(*archive, at, err);
	/* Without its last commit the archive would be older than was asked
	 * for. */
	else if (!st)
		st = nb_archive_check_end(*archive, err);
	/* The search for a commit before a torn append leaves its attempts in
	 * err. */
	if (!st)
		err->status = NB_OK;
	if (st) {
		nb_archive_close(*archive);
		*archive = NULL;
	}
	return st;
}

/* The callback of the library for each damaged place. */
static void report_damage(void *context, const struct nb_error *err)
{
	struct nbarc_damage *d = context;

	d->seen = true;
	cli_error(d->cli, err);
}

/*
 * An earlier commit is found by the chain of commit records, so that these
 * must be whole.
 */
enum nb_status nbarc_open_damaged(const char *path, const char *at,
				  struct nbarc_damage *damage,
				  struct nb_archive **archive,
				  struct nb_error *err)
{
	struct nb_damage how = {damage, report_damage};

	enum nb_status st;

	if (at) {
		st = nbarc_open(path, at, archive, err);
		if (!st)
			nb_archive_tolerate(*archive, &how);
		return st;
	}
	return nbarc_open_at(path, &how, archive, err);
}

enum nb_status nbarc_open_writer(const char *path,
				 const struct nb_writer_options *options,
				 struct nb_writer **writer,
				 struct nb_error *err)
{
	struct nb_archive *existing;
	uint64_t dropped = 0; /* options->torn() tells of it */
	enum nb_status st = nb_archive_open(path, &existing, err);

	*writer = NULL;
	nb_archive_close(existing);
	return st ? st : nb_writer_open(path, options, writer, &dropped, err);
}
