/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting identifiers from several archives (across.h).
 *
 * Every archive is asked for every identifier, so that nothing depends on the
 * order of the archives unseen: a text that two of them have differently is
 * reported, and one that is withdrawn in any of them is not printed. Of texts
 * that are the same, that of the first archive is printed.
 */
#include "get/across.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/buf.h>
#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "choose/pick.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/signals.h"

/* The most bytes of a list of identifiers. */
#define IDS_MAX ((size_t)1 << 30)

/* A run. The archives and the buffers are owned. */
struct run {
	const struct nbarc_across *of;
	struct nb_archive **archives;
	struct cli_output output;
	struct nb_buf out;   /* what is printed of an identifier */
	struct nb_buf text;  /* its text there */
	struct nb_buf other; /* its text in another archive */
	bool any_text;	     /* a text was printed: an empty line comes first */
	enum nb_status worst;
};

/* Report a problem, which does not keep the other identifiers of the list from
 * being answered; the worst one is the status of the run. */
static void report(struct run *r, const struct nb_error *err)
{
	cli_error(r->of->cli, err);
	r->worst = nb_worse(r->worst, err->status);
}

/* Report that an archive has another text than the one that is printed. */
static void report_other(struct run *r, const char *id, size_t first,
			 size_t other)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_INVALID,
		      "%s: the text differs from that in %s, which is printed",
		      id, r->of->paths[first]);
	nb_error_file(&err, r->of->paths[other]);
	report(r, &err);
}

/* Is an identifier in an archive at all, whatever its state? Of a failure the
 * archive's answer tells more. */
static bool is_known(struct nb_archive *a, const char *id)
{
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse(id, &q, NULL);

	if (!st)
		st = nb_query_find(a, &q, &e, NULL);
	return st != NB_ABSENT;
}

/* What one archive has of an identifier: `out`, and its text in `text`. */
static enum nb_status ask(struct run *r, size_t i, const char *id,
			  struct nb_buf *out, struct nb_buf *text,
			  struct nb_error *err)
{
	char now[NB_ITEM_ID_MAX] = "";
	enum nb_status st = NB_OK;

	text->len = 0;
	if (r->of->follow && !strchr(id, '@'))
		st = nb_archive_renamed(r->archives[i], id, now, err);
	if (!st && now[0])
		cli_say(r->of->cli, "%s: %s: renamed to %s", r->of->paths[i],
			id, now);
	if (!st)
		st = nb_archive_get(r->archives[i], now[0] ? now : id,
				    NB_FORMAT_TEXT, text, err);
	if (!st && out)
		st = nb_archive_get(r->archives[i], now[0] ? now : id,
				    r->of->format, out, err);
	return st;
}

/* Ask all archives. *first is the one that has the text; false if no one has
 * it, or if one of them refuses to give it out. */
static bool ask_all(struct run *r, const char *id, size_t *first)
{
	struct nb_error err;
	bool refused = false, found = false;
	size_t i;

	r->out.len = 0;
	for (i = 0; i < r->of->count; i++) {
		struct nb_buf *text = found ? &r->other : &r->text;

		/* Only the first answer is printed; of the others the text is
		 * compared. */
		if (ask(r, i, id, found ? NULL : &r->out, text, &err)) {
			/* Absent here: another archive may have it. */
			if (err.status == NB_ABSENT &&
			    !is_known(r->archives[i], id))
				continue;
			refused = true;
			report(r, &err);
			continue;
		}
		if (!found)
			*first = i;
		else if (r->text.len != r->other.len ||
			 memcmp(r->text.data, r->other.data, r->text.len) != 0)
			report_other(r, id, *first, i);
		found = true;
	}
	if (!found && !refused) {
		(void)nb_fail(&err, NB_ABSENT, "%s: in none of the archives",
			      id);
		report(r, &err);
	}
	return found && !refused;
}

/* Print the answer to one identifier, unless a problem was reported. */
static enum nb_status answer(struct run *r, const char *id,
			     struct nb_error *err)
{
	bool text = r->of->format == NB_FORMAT_TEXT;
	enum nb_status st = NB_OK;
	size_t first = 0;

	if (!ask_all(r, id, &first))
		return NB_OK;
	if (!r->of->quiet)
		cli_say(r->of->cli, "%s: %s", r->of->paths[first], id);
	if (text && r->any_text)
		st = cli_output_write(&r->output, "\n", 1, err);
	r->any_text = true;
	return st ? st
		  : cli_output_write(&r->output, r->out.data, r->out.len, err);
}

/* Answer what the options choose of an identifier: of a page perhaps only some
 * items. The first archive that has something of it decides what that is. */
static enum nb_status answer_chosen(struct run *r, char *id,
				    struct nb_error *err)
{
	const struct nbarc_pick pick = {
		.cli = r->of->cli, .choice = r->of->choice, .silent = true};
	struct nbarc_picked picked;
	enum nb_status st = NB_OK;
	bool known = false, any = false;
	size_t i, n;

	for (i = 0; !st && !any && i < r->of->count; i++) {
		if (!is_known(r->archives[i], id))
			continue;
		known = true;
		st = nbarc_pick(r->archives[i], &pick, &id, 1, &picked, err);
		any = !st && picked.count;
		for (n = 0; any && !st && n < picked.count; n++)
			st = answer(r, picked.list[n], err);
		nbarc_picked_free(&picked);
	}
	/* That no archive has it is told as it is without options. */
	return st || known ? st : answer(r, id, err);
}

/* Answer one identifier. A problem of the identifier is reported and is no
 * failure; *err is one of the output. */
static enum nb_status get_one(struct run *r, char *id, struct nb_error *err)
{
	struct nb_query q;

	if (nb_query_parse_single(id, &q, err)) {
		report(r, err);
		return NB_OK;
	}
	return nbarc_choice_any(r->of->choice) ? answer_chosen(r, id, err)
					       : answer(r, id, err);
}

/* Answer the identifiers of a list, which is changed: a line each. */
static enum nb_status get_list(struct run *r, struct nb_buf *list,
			       struct nb_error *err)
{
	char *p = (char *)list->data, *end = p + list->len, *stop;
	enum nb_status st = NB_OK;

	for (; !st && p < end && !cli_interrupted(); p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			stop = end - 1; /* the NUL after the last line */
		*stop = '\0';
		if (stop > p && stop[-1] == '\r')
			stop[-1] = '\0';
		if (*p && *p != '#')
			st = get_one(r, p, err);
	}
	return st;
}

/* Open all archives before anything is printed: a path that is mistyped is no
 * reason for half of an answer. Those that were opened before a failure are
 * closed with the others. */
static enum nb_status open_all(struct run *r, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	r->archives = nb_alloc(r->of->count, sizeof(struct nb_archive *));
	if (!r->archives)
		return nb_fail_mem(err);
	for (i = 0; !st && i < r->of->count; i++)
		st = nb_archive_open(r->of->paths[i], &r->archives[i], err);
	return st;
}

/* Read the list, and answer it. */
static enum nb_status read_and_get(struct run *r, struct nb_error *err)
{
	struct nb_buf list = {0};
	enum nb_status st = nb_file_read(r->of->ids_path, IDS_MAX, &list, err);

	if (!st && nb_buf_add(&list, "", 1))
		st = nb_fail_mem(err);
	if (!st)
		st = get_list(r, &list, err);
	nb_buf_free(&list);
	return st;
}

/* What was found is kept, also if an identifier was absent; after a failed
 * write or a signal it is not. */
static void close_output(struct run *r, bool failed)
{
	struct nb_error err;
	bool stopped = failed || cli_interrupted();

	if (cli_output_close(&r->output, stopped ? NB_IO : NB_OK, &err) &&
	    !stopped)
		report(r, &err);
}

enum nb_status nbarc_get_across(const struct nbarc_across *across)
{
	struct run r = {.of = across};
	struct nb_error err;
	enum nb_status st = open_all(&r, &err);
	bool opened = false;
	size_t i;

	if (!st) {
		st = cli_output_open(&r.output, across->output_path, &err);
		opened = !st;
	}
	if (!st)
		st = read_and_get(&r, &err);
	if (st)
		report(&r, &err);
	if (opened)
		close_output(&r, st != NB_OK);
	for (i = 0; r.archives && i < across->count; i++)
		nb_archive_close(r.archives[i]);
	free(r.archives);
	nb_buf_free(&r.out);
	nb_buf_free(&r.text);
	nb_buf_free(&r.other);
	return r.worst;
}
