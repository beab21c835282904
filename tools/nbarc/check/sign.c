/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc sign: sign the newest commit of an archive, print its note for others
 * to sign, and add what they signed. A program of its own, because it needs
 * libcrypto.
 *
 * A note is a checkpoint (section 18 of the format): origin, number of page
 * entries and Merkle root, which stand for every revision in the archive. It is
 * kept in a commit that adds no page, and stays good as long as the corpus is
 * the same, also in a copy that is written by nbarc compact.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>

#include "base/error.h"
#include "base/file.h"
#include "check/key.h"
#include "cli/cli.h"
#include "open.h"
#include "torn.h"

#include <nbarc/note.h>
#include <nbarc/sign.h>
#include <nbarc/write.h>

/* One run of the command. `key` is owned. */
struct sign {
	const char *path;
	const char *key_path, *origin, *name; /* NULL: not given */
	const char *add;		      /* file with a note, or NULL */
	bool show, quiet;
	struct key *key;
};

enum { KEY_ORIGIN = CLI_LONG, KEY_NAME, KEY_SHOW, KEY_ADD };

static const struct cli_option options[] = {
	{'k', "key", "FILE", "the Ed25519 private key, in PEM or as one line",
	 CLI_TEXT(struct sign, key_path)},
	{KEY_ORIGIN, "origin", "ORIGIN",
	 "what the archive is called in the note",
	 CLI_TEXT(struct sign, origin)},
	{KEY_NAME, "name", "NAME", "what a key in PEM is called in the note",
	 CLI_TEXT(struct sign, name)},
	{KEY_SHOW, "show", NULL, "print the newest note instead of signing",
	 CLI_SET(struct sign, show)},
	{KEY_ADD, "add", "FILE", "add the lines of a note that others signed",
	 CLI_TEXT(struct sign, add)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct sign, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc sign",
	.synopsis = "-k FILE [OPTION...] ARCHIVE\n"
		    "--show ARCHIVE\n"
		    "--add FILE [-q] ARCHIVE",
	.about = "Sign the newest commit of an archive; nbarc verify --pubkey "
		 "checks it. Show\n"
		 "the note to witnesses, and add their lines.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.first = CLI_USE_CHANGED,
	.asks = true, /* for the passphrase of a key */
};

/* ---- signing */

/* The signer for nb_archive_sign(), the last moment at which a signal can still
 * leave the archive as it was. */
static enum nb_status sign_unless_stopped(void *key, struct nb_note *note,
					  struct nb_error *err)
{
	if (cli_interrupted())
		return nb_fail(err, NB_ABSENT, "stopped");
	return key_sign(key, note, err);
}

/* Sign the archive, unless this key has signed the same corpus before. What is
 * printed tells the two cases of success apart. */
static enum nb_status sign_archive(struct sign *s, struct nb_error *err)
{
	struct nbarc_torn torn = {&tool, s->path};
	struct nb_writer_options writer = {.threads = 1};
	bool added = false;
	enum nb_status st = key_read(s->key_path, s->name, &s->key, err);

	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	if (!st)
		st = nb_archive_sign(s->path, &writer, s->origin,
				     sign_unless_stopped, s->key, &added, err);
	cli_die_of_signal();
	if (!st && !s->quiet)
		printf("%s\n", added ? "signed" : "signed by this key already");
	return st;
}

/* ---- the lines of others */

/* Print the newest note, as witnesses take it. */
static enum nb_status show_note(const struct sign *s, struct nb_error *err)
{
	struct nb_archive *archive;
	struct nb_note *note = NULL;
	struct nb_buf text = {0};
	enum nb_status st = nbarc_open(s->path, NULL, &archive, err);

	if (!st)
		st = nb_archive_newest_note(archive, &note, err);
	if (!st)
		st = nb_note_write(note, &text, err);
	if (!st)
		(void)fwrite(text.data, 1, text.len, stdout);
	nb_buf_free(&text);
	nb_note_free(note);
	nb_archive_close(archive);
	return st;
}

/* Read a note from a file. */
static enum nb_status read_note(const char *path, struct nb_note **note,
				struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st = nb_file_read(path, NB_NOTE_MAX, &text, err);

	*note = NULL;
	if (!st)
		st = nb_note_read(text.data, text.len, note, err);
	nb_buf_free(&text);
	nb_error_file(st ? err : NULL, cli_input_name(path));
	return st;
}

static enum nb_status add_note(const struct sign *s, struct nb_error *err)
{
	struct nbarc_torn torn = {&tool, s->path};
	struct nb_writer_options writer = {.threads = 1};
	struct nb_note *note;
	size_t added = 0;
	enum nb_status st = read_note(s->add, &note, err);

	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	if (!st && cli_interrupted())
		st = nb_fail(err, NB_ABSENT, "stopped");
	if (!st)
		st = nb_archive_add_note(s->path, &writer, note, &added, err);
	cli_die_of_signal();
	nb_note_free(note);
	if (!st && !s->quiet)
		printf("%zu %s added\n", added,
		       cli_plural(added, "line", "lines"));
	return st;
}

int nbarc_sign(int argc, char **argv)
{
	struct sign s = {.key_path = NULL};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &s);
	s.path = argv[optind];
	if ((s.show || s.add) && (s.key_path || s.origin || s.name))
		return cli_usage(&tool, "--show and --add do not sign");
	if (s.show && s.add)
		return cli_usage(&tool, "--show or --add, not both");
	if (!s.show && !s.add && !s.key_path)
		return cli_usage(&tool, "--key is missing");
	if (s.show)
		st = show_note(&s, &err);
	else
		st = s.add ? add_note(&s, &err) : sign_archive(&s, &err);
	key_free(s.key);
	return cli_finish(&tool, st, &err);
}
