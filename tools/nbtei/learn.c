/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbtei --learn (learn.h).
 *
 * The profile is named by the title code, so that a directory of profiles finds
 * it. If the file is there already, its own lines stay, and only what was
 * learned is replaced: learning begins anew from all pages each time, which is
 * a matter of seconds, and so does not depend on what was learned before.
 */
#include "learn.h"

#include <string.h>
#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/learn.h>
#include <nbarc/naming.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"

/* One run. Everything that is not a parameter of tei_learn() is owned. */
struct learn {
	const struct cli *cli;
	const char *path;
	struct cli_repair *repair;
	struct nb_reading *reading;
	char title[NB_ID_MAX];
	struct nb_learner *learner;
	enum nb_status worst; /* of the pages that were left out */
};

/*
 * Take the title code from the name of the profile. It must be one, since
 * nothing would find the profile otherwise: a directory of profiles is searched
 * by the codes with which the identifiers of pages begin.
 */
static bool find_title(struct learn *l)
{
	static const char ending[] = ".profile";
	const char *slash = strrchr(l->path, '/');
	const char *name = slash ? slash + 1 : l->path;
	size_t len = strlen(name), end = sizeof(ending) - 1;
	struct nb_profiles *profiles = NULL;
	struct nb_buf text = {0};
	bool good = false;

	if (len <= end || len - end >= sizeof(l->title) ||
	    strcmp(name + len - end, ending) != 0)
		return false;
	memcpy(l->title, name, len - end);
	l->title[len - end] = '\0';
	/* A set of profiles knows what a title code is. */
	if (!nb_buf_printf(&text, "name = %s\n", l->title) &&
	    !nb_profiles_create(&profiles, NULL))
		good = !nb_profiles_add(profiles, l->title, text.data, text.len,
					NULL);
	nb_profiles_free(profiles);
	nb_buf_free(&text);
	return good;
}

/*
 * Read the profile that is to be replaced, unless another one is given. Where
 * what it learned cannot be used any more, the rest of it is.
 */
static enum nb_status read_former(struct learn *l, struct nb_error *err)
{
	struct cli_repair *r = l->repair;
	struct nb_buf rest = {0};
	enum nb_status st;

	if (r->profile_path || access(l->path, F_OK) != 0)
		return NB_OK;
	r->profile_path = l->path;
	st = cli_repair_profile(r, err);
	if (st != NB_INVALID && st != NB_UNSUPPORTED)
		return st;
	if (nb_buf_printf(&rest, "name = %s\n", l->title))
		st = nb_fail_mem(err);
	else
		st = nb_profile_strip((char *)r->text.data, r->text.len, &rest,
				      err);
	nb_profile_free(r->profile);
	r->profile = NULL;
	nb_buf_free(&r->text);
	r->text = rest;
	if (!st)
		st = nb_profile_read(rest.data, rest.len, &r->profile, err);
	if (st)
		nb_error_file(err, l->path);
	return st;
}

/* Say why a page was left out. */
static void leave_out(void *context, const struct nb_error *err)
{
	struct learn *l = context;

	l->worst = nb_worse(l->worst, err->status);
	cli_error(l->cli, err);
}

/* Learn from an archive. */
static enum nb_status learn_archive(struct learn *l, const char *path,
				    struct nb_error *err)
{
	struct nb_archive *archive = NULL;
	enum nb_status st = nb_archive_open(path, &archive, err);

	if (!st)
		st = nb_learner_add_archive(l->learner, archive, l->title,
					    l->repair->profile, leave_out, l,
					    err);
	nb_archive_close(archive);
	return st;
}

/* Learn from the file of a page, whose name is its identifier. */
static enum nb_status learn_page(struct learn *l, const char *path,
				 struct nb_error *err)
{
	const struct nb_naming naming = {.path_template = NULL};
	struct nb_converted c = {.page = NULL};
	struct nb_buf bytes = {0};
	char id[NB_ID_MAX];
	const char *text;
	size_t len;
	enum nb_status st = nb_name_page(&naming, path, id, err);

	if (!st && (strncmp(id, l->title, strlen(l->title)) != 0 ||
		    id[strlen(l->title)] != '-'))
		st = nb_fail(err, NB_USAGE, "not a page of the title %s",
			     l->title);
	if (!st)
		st = nb_file_read(path, NB_LAYOUT_MAX, &bytes, err);
	if (!st)
		st = nb_convert_page(bytes.data, bytes.len, id, NULL,
				     l->reading, NULL, &c, err);
	if (!st) {
		text = nb_page_text(c.page, &len);
		st = nb_learner_add(l->learner, text, len, l->repair->profile,
				    &c.division, err);
	}
	if (st)
		nb_error_file(err, path);
	nb_converted_free(&c);
	nb_buf_free(&bytes);
	return st;
}

/*
 * Learn from all files, in their order, on which the profile depends. A file
 * that cannot be read ends it, since it was asked for by name; a page of an
 * archive that cannot be read is only left out.
 */
static enum nb_status learn_all(struct learn *l, char **files, int count,
				struct nb_error *err)
{
	static const char ending[] = ".nbarc";
	enum nb_status st = nb_learner_create(&l->learner, err);
	int i;

	for (i = 0; !st && i < count; i++) {
		size_t len = strlen(files[i]), end = sizeof(ending) - 1;

		st = len > end && strcmp(files[i] + len - end, ending) == 0
			     ? learn_archive(l, files[i], err)
			     : learn_page(l, files[i], err);
	}
	if (!st && !nb_learner_pages(l->learner))
		st = nb_fail(err, NB_ABSENT,
			     "no page of the title %s was put right by a "
			     "person: nothing was learned",
			     l->title);
	return st;
}

/* Say what the profile has, and what it does not have: without that, nobody
 * would know why the next page is divided as before. */
static void say_learned(const struct learn *l, bool changes)
{
	size_t pages = nb_learner_pages(l->learner);
	size_t blocks = nb_learner_blocks(l->learner);

	cli_say(l->cli, "%s: %s %zu %s with %zu %s%s", l->path,
		changes ? "learned from" : "nothing was learned from", pages,
		cli_plural(pages, "page", "pages"), blocks,
		cli_plural(blocks, "block", "blocks"),
		changes ? ""
			: ", since nbtei divides most of them rightly without");
}

/* Write the profile. What was there before is replaced when all of it is
 * written, so that a reader finds the one or the other. */
static enum nb_status write_profile(struct learn *l, struct nb_error *err)
{
	const struct nb_buf *base = &l->repair->text;
	struct nb_buf out = {0};
	bool changes;
	enum nb_status st = nb_learner_write(
		l->learner, l->title, base->len ? (char *)base->data : "",
		base->len, &out, &changes, err);

	if (!st)
		st = cli_output_all(l->path, out.data, out.len, err);
	if (!st)
		say_learned(l, changes);
	nb_buf_free(&out);
	return st;
}

int tei_learn(const struct cli *cli, const char *path,
	      struct cli_repair *repair, struct nb_reading *reading,
	      char **files, int count)
{
	struct learn l = {
		.cli = cli, .path = path, .repair = repair, .reading = reading};
	struct nb_error err;
	enum nb_status st;

	if (!find_title(&l))
		return cli_usage(cli,
				 "--learn %.60s: the file must be called after "
				 "a title code, such as jdrb.profile",
				 path);
	repair->no_titles = true;
	st = read_former(&l, &err);
	if (!st)
		st = cli_repair_read(repair, &reading->page, &err);
	if (!st)
		st = learn_all(&l, files, count, &err);
	if (!st)
		st = write_profile(&l, &err);
	if (st)
		cli_error(cli, &err);
	nb_learner_free(l.learner);
	cli_repair_free(repair);
	return nb_exit_code(st ? st : l.worst);
}
