/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting identifiers from several archives (across.h).
 *
 * Every archive is asked for every identifier, so that nothing depends on the
 * order of the archives unseen: a text that two of them have differently is
 * reported, and one that is withdrawn in any of them is not printed. Of texts
 * that are the same, that of the first archive is printed.
 *
 * Many identifiers are answered together: one archive after the other is asked
 * by nb_query_many(), which decodes each page frame once, and then the answers
 * are printed in the order of the list.
 */
#include "get/across.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/buf.h>
#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "choose/ids.h"
#include "choose/pick.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "get/many.h"
#include "where.h"

/* The most bytes of a list of identifiers. */
#define IDS_MAX ((size_t)1 << 30)

/* Something to be said when the turn of an identifier comes. */
struct remark {
	struct remark *next;
	bool problem; /* if not, only the text of `err` is said */
	struct nb_error err;
};

/* What the archives have of an identifier, as far as they were asked. Owned:
 * id, remarks. */
struct answer {
	char *id;
	bool found;   /* `first` is the first archive that has it */
	bool refused; /* no archive may print it */
	size_t first;
	size_t at, len;		      /* what is printed, in r->text */
	uint8_t text[NB_SHA256_SIZE]; /* hash of its text */
	struct remark *remarks;
};

/* A run. The archives, the answers and the buffers are owned. */
struct run {
	const struct nbarc_across *of;
	struct nb_archive **archives;
	struct cli_output output;
	struct answer *answers;	  /* of identifiers that wait, */
	struct nb_query *queries; /* and a query for each */
	size_t count;
	size_t done;	     /* answers that were printed */
	size_t asked;	     /* index of the archive that is asked */
	struct nb_buf text;  /* what is printed of all of them */
	struct nb_buf other; /* a text that is compared */
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

/* Note a remark after those of the answer. Without memory it is said at once.
 */
static void remark(struct run *r, struct answer *a, const struct nb_error *err,
		   bool problem)
{
	struct remark *made = nb_alloc(1, sizeof(*made));
	struct remark **end = &a->remarks;

	if (!made) {
		report(r, err);
		return;
	}
	made->problem = problem;
	made->err = *err;
	while (*end)
		end = &(*end)->next;
	*end = made;
}

/* Note that an archive has another text than the one that is printed. */
static void note_other(struct run *r, struct answer *a)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_INVALID,
		      "%s: the text differs from that in %s, which is printed",
		      a->id, r->of->paths[a->first]);
	nb_error_file(&err, r->of->paths[r->asked]);
	remark(r, a, &err, true);
}

/* Forget what the archives have of an identifier. */
static void forget(struct answer *a)
{
	while (a->remarks) {
		struct remark *first = a->remarks;

		a->remarks = first->next;
		free(first);
	}
	a->found = a->refused = false;
}

/* ---- asking one archive */

/* Append what the archive has of a page or an item that was found. Items are
 * read by the entry that is at hand. */
static enum nb_status read_one(struct run *r, const struct nb_query *q,
			       const struct nb_entry *e, const char *id,
			       enum nb_format format, struct nb_buf *out,
			       struct nb_error *err)
{
	struct nb_archive *archive = r->archives[r->asked];
	size_t had = out->len;
	enum nb_status st;

	if (!e || !q->number)
		return nb_archive_get(archive, id, format, out, err);
	st = nb_archive_item(archive, e, q->number, format, out, err);
	if (st) {
		out->len = had;
		nb_error_file(err, r->of->paths[r->asked]);
	}
	return st;
}

/* The hash of the text that the archive has; what was printed may be it. */
static enum nb_status hash_text(struct run *r, const struct nb_query *q,
				const struct nb_entry *e, const char *id,
				const struct answer *a, uint8_t *hash,
				struct nb_error *err)
{
	enum nb_status st;

	if (!a->found && r->of->format == NB_FORMAT_TEXT) {
		nb_sha256(r->text.data + a->at, a->len, hash);
		return NB_OK;
	}
	r->other.len = 0;
	st = read_one(r, q, e, id, NB_FORMAT_TEXT, &r->other, err);
	if (!st)
		nb_sha256(r->other.data, r->other.len, hash);
	return st;
}

/* Add what the archive has to an answer. Only the first one is printed; of the
 * others the text is compared. */
static enum nb_status add(struct run *r, struct answer *a,
			  const struct nb_query *q, const struct nb_entry *e,
			  const char *id, struct nb_error *err)
{
	uint8_t hash[NB_SHA256_SIZE] = {0};
	enum nb_status st = NB_OK;

	if (!a->found) {
		a->at = r->text.len;
		st = read_one(r, q, e, id, r->of->format, &r->text, err);
		a->len = r->text.len - a->at;
	}
	if (!st && r->of->count > 1)
		st = hash_text(r, q, e, id, a, hash, err);
	if (st)
		return st;
	if (!a->found) {
		a->found = true;
		a->first = r->asked;
		memcpy(a->text, hash, sizeof(hash));
	} else if (memcmp(a->text, hash, sizeof(hash)) != 0) {
		note_other(r, a);
	}
	return NB_OK;
}

/* The identifier that a page or an item has now in the archive, in `now`; "":
 * it was not renamed, or that is not asked for. */
static enum nb_status follow(struct run *r, struct answer *a, char *now,
			     struct nb_error *err)
{
	struct nb_error said = {.status = NB_OK};
	enum nb_status st;

	now[0] = '\0';
	if (!r->of->follow || strchr(a->id, '@'))
		return NB_OK;
	st = nb_archive_renamed(r->archives[r->asked], a->id, now, err);
	if (!st && now[0]) {
		(void)nb_fail(&said, NB_OK, "%s: renamed to %s", a->id, now);
		nb_error_file(&said, r->of->paths[r->asked]);
		remark(r, a, &said, false);
	}
	return st;
}

/* For nb_query_many(): the archive has the page, or it says why not. That it
 * does not know the identifier is no refusal: another archive may have it. */
static bool take(void *context, size_t index, const struct nb_entry *e,
		 const struct nb_error *error)
{
	struct run *r = context;
	struct answer *a = &r->answers[r->done + index];
	const struct nb_query *q = &r->queries[r->done + index];
	char now[NB_ITEM_ID_MAX];
	struct nb_error err;
	enum nb_status st;

	/* A text that is no identifier is reported already. */
	if (!q->len || (!e && error->status == NB_ABSENT))
		return !cli_interrupted();
	st = follow(r, a, now, &err);
	if (!st && now[0])
		st = add(r, a, q, NULL, now, &err);
	else if (!st && e)
		st = add(r, a, q, e, a->id, &err);
	else if (!st) {
		err = *error;
		st = err.status;
		nb_error_file(&err, r->of->paths[r->asked]);
	}
	if (st) {
		a->refused = true;
		remark(r, a, &err, true);
	}
	return !cli_interrupted();
}

/* Parse the identifiers that wait. That one is none is noted once. */
static void parse_all(struct run *r)
{
	size_t i;

	for (i = r->done; i < r->count; i++) {
		struct answer *a = &r->answers[i];
		struct nb_query *q = &r->queries[i];
		struct nb_error err;

		if (nb_query_parse_single(a->id, q, &err)) {
			if (!a->refused)
				remark(r, a, &err, true);
			a->refused = true;
			q->len = 0;
		}
		if (r->of->format >= NB_FORMAT_SOURCE)
			q->want = NB_WANT_SOURCES;
	}
}

/*
 * Ask all archives for the identifiers that wait: for as many of them as memory
 * allows, which may be fewer in an archive than in those before it. *count is
 * their number.
 */
static enum nb_status ask_all(struct run *r, size_t *count,
			      struct nb_error *err)
{
	size_t asked = r->count - r->done, i;
	enum nb_status st = NB_OK;

	*count = asked;
	r->text.len = 0;
	if (!r->text.cap)
		nbarc_answers_room(&r->text, asked);
	for (r->asked = 0; !st && r->asked < r->of->count; r->asked++) {
		/* What a query is depends on the archive. */
		parse_all(r);
		st = nb_query_many(r->archives[r->asked], r->queries + r->done,
				   count, NBARC_ANSWERS_MAX, r->of->threads,
				   take, r, err);
	}
	for (i = *count; i < asked; i++)
		forget(&r->answers[r->done + i]);
	return st;
}

/* ---- printing */

/* Print the answer to one identifier, after what is to be said of it. */
static enum nb_status print(struct run *r, const struct answer *a,
			    struct nb_error *err)
{
	bool text = r->of->format == NB_FORMAT_TEXT;
	const struct remark *m;
	enum nb_status st = NB_OK;

	for (m = a->remarks; m; m = m->next)
		if (m->problem)
			report(r, &m->err);
		else
			cli_say(r->of->cli, "%s: %s", m->err.file, m->err.text);
	if (!a->found && !a->refused) {
		(void)nb_fail(err, NB_ABSENT, "%s: in none of the archives",
			      a->id);
		report(r, err);
	}
	if (!a->found || a->refused)
		return NB_OK;
	if (!r->of->quiet)
		cli_say(r->of->cli, "%s: %s", r->of->paths[a->first], a->id);
	if (text && r->any_text)
		st = cli_output_write(&r->output, "\n", 1, err);
	r->any_text = true;
	return st ? st
		  : cli_output_write(&r->output, r->text.data + a->at, a->len,
				     err);
}

/* Forget all identifiers that wait. */
static void clear(struct run *r)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		forget(&r->answers[i]);
		free(r->answers[i].id);
	}
	r->count = r->done = 0;
}

/* Answer the identifiers that wait, and print the answers in their order. */
static enum nb_status answer_all(struct run *r, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t count, i;

	while (!st && r->done < r->count && !cli_interrupted()) {
		st = ask_all(r, &count, err);
		for (i = 0; !st && i < count && !cli_interrupted(); i++)
			st = print(r, &r->answers[r->done + i], err);
		r->done += count;
	}
	clear(r);
	return st;
}

/* ---- the list */

/* Let an identifier wait for the others. */
static enum nb_status put(struct run *r, const char *id, struct nb_error *err)
{
	struct answer *a = &r->answers[r->count];

	memset(a, 0, sizeof(*a));
	a->id = nb_strndup(id, strlen(id));
	if (!a->id)
		return nb_fail_mem(err);
	return ++r->count < NBARC_TOGETHER ? NB_OK : answer_all(r, err);
}

/* Is an identifier in an archive at all, whatever its state? */
static bool is_known(struct nb_archive *a, const char *id)
{
	const struct nb_entry *e;
	struct nb_query q;
	enum nb_status st = nb_query_parse(id, &q, NULL);

	if (!st)
		st = nb_query_find(a, &q, &e, NULL);
	return st != NB_ABSENT;
}

/* Put what the options choose of an identifier: of a page perhaps only some
 * items. The first archive that has something of it decides what that is. */
static enum nb_status put_chosen(struct run *r, char *id, struct nb_error *err)
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
			st = put(r, picked.list[n], err);
		nbarc_picked_free(&picked);
	}
	/* That no archive has it is told as it is without options. */
	return st || known ? st : put(r, id, err);
}

/* Take an identifier of the list; *err is a failure of the output or of memory.
 */
static enum nb_status take_id(struct run *r, char *id, struct nb_error *err)
{
	struct nb_query q;

	if (nbarc_choice_any(r->of->choice) &&
	    !nb_query_parse_single(id, &q, NULL))
		return put_chosen(r, id, err);
	return put(r, id, err);
}

/* Answer the identifiers of a list, which is changed. */
static enum nb_status get_list(struct run *r, struct nb_buf *list,
			       struct nb_error *err)
{
	char *at = nbarc_ids_begin(list), *end = (char *)list->data + list->len;
	char *id;
	enum nb_status st = NB_OK;

	while (!st && !cli_interrupted() &&
	       (id = nbarc_ids_next(&at, end)) != NULL)
		st = take_id(r, id, err);
	return st ? st : answer_all(r, err);
}

/* ---- the run */

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
	r->answers = nb_alloc(NBARC_TOGETHER, sizeof(*r->answers));
	r->queries = nb_alloc(NBARC_TOGETHER, sizeof(*r->queries));
	if (!r->answers || !r->queries)
		return nb_fail_mem(err);
	for (i = 0; !st && i < r->of->count; i++)
		st = nbarc_open_at(r->of->paths[i], NULL, &r->archives[i], err);
	return st;
}

/* Read the list, and answer it. */
static enum nb_status read_and_get(struct run *r, struct nb_error *err)
{
	struct nb_buf list = {0};
	enum nb_status st = nb_file_read(r->of->ids_path, IDS_MAX, &list, err);

	if (!st)
		st = nbarc_ids_check(r->of->ids_path, &list, err);
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
	clear(&r);
	free(r.archives);
	free(r.answers);
	free(r.queries);
	nb_buf_free(&r.text);
	nb_buf_free(&r.other);
	return r.worst;
}
