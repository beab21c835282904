/* SPDX-License-Identifier: Apache-2.0 */
/* Archives as JSON objects (info.h): those of nbarc info and nbarc log. */
#include "serve/api/json/info.h"

#include "base/error.h"
#include "rows/history.h"
#include "rows/summary.h"
#include "serve/api/json/choice.h"
#include "serve/api/json/form.h"
#include "serve/room.h"

/* Commits of an archive in an answer at most: the newest ones. */
#define COMMITS_MOST 1000u

/* ---- info */

/* Append the object of an archive. Counting by newspaper reads its whole
 * catalogue, so that it is done only if it is asked for. */
static enum nb_status put_archive(struct room_request *q, size_t number,
				  struct nb_buf *out, struct nb_error *err)
{
	const char *name = room_archives_name(q->room->archives, number);
	struct nbarc_holdings holdings = {.count = 0};
	bool titles = room_param_set(q, "titles");
	struct room_lease *lease;
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	if (!st && titles)
		st = nbarc_holdings_count(lease->archive, &holdings, err);
	if (!st && nbarc_summary_json(&lease->info, 0,
				      titles ? &holdings : NULL, name, out))
		st = nb_fail_mem(err);
	nbarc_holdings_free(&holdings);
	return st;
}

enum nb_status api_info(struct room_request *q, struct room_response *a,
			struct nb_error *err)
{
	static const char *const names[] = {"titles"};
	size_t count = room_archives_count(q->room->archives), i;
	enum nb_status st = api_known(q, names, 1, err);

	a->type = API_JSON;
	for (i = 0; !st && i < count; i++) {
		if (nb_buf_puts(&a->body, i ? "," : "{\"archives\":["))
			return nb_fail_mem(err);
		st = put_archive(q, i, &a->body, err);
	}
	return st || !nb_buf_puts(&a->body, "]}\n") ? st : nb_fail_mem(err);
}

/* ---- log */

/* Lines that become members of an array. */
struct lines {
	struct nb_buf *out;
	unsigned left;
	bool any, failed;
};

/*
 * Append what stands before a line, and take the end off the last one. An
 * object ends with a line end, which becomes the comma before the next object;
 * that of the last object is cut off by the caller.
 */
static void next_line(struct lines *l)
{
	if (l->any)
		l->out->data[l->out->len - 1] = ',';
	l->any = true;
}

/* For nb_archive_commits(): append a commit. */
static bool put_commit(void *context, const struct nb_archive_info *info)
{
	struct lines *l = context;

	next_line(l);
	l->failed = nbarc_commit_json(info, l->out) != NB_OK;
	return !l->failed && --l->left;
}

/* Append the commits of an archive, the newest first. */
static enum nb_status put_commits(struct room_request *q, size_t number,
				  struct nb_buf *out, struct nb_error *err)
{
	struct lines l = {.out = out, .left = COMMITS_MOST};
	struct api_out o = {.buf = out};
	struct room_lease *lease;
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	api_raw(&o, "{\"name\":");
	api_json(&o, room_archives_name(q->room->archives, number));
	api_raw(&o, ",\"commits\":[");
	if (!st)
		st = nb_archive_commits(lease->archive, put_commit, &l, err);
	if (l.any)
		out->len--;
	api_raw(&o, "]}");
	return l.failed || o.status ? nb_fail_mem(err) : st;
}

/* Append the commits of all archives. */
static enum nb_status put_all(struct room_request *q, struct nb_buf *out,
			      struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < count; i++) {
		if (nb_buf_puts(out, i ? "," : "{\"archives\":["))
			return nb_fail_mem(err);
		st = put_commits(q, i, out, err);
	}
	return st || !nb_buf_puts(out, "]}\n") ? st : nb_fail_mem(err);
}

/*
 * Append the revisions of a page or an item, also of one that may not be shown:
 * that it was withdrawn is part of its history.
 */
static enum nb_status put_revisions(struct room_request *q, const char *id,
				    struct nb_buf *out, struct nb_error *err)
{
	struct lines l = {.out = out};
	struct nbarc_history h = {.archive = NULL};
	struct api_found f;
	enum nb_status st = api_find_any(q, id, &f, err);
	size_t i;

	if (!st && f.query.revision)
		return nb_fail(err, NB_USAGE, "id: without a revision");
	if (!st) {
		h.archive = f.lease->archive;
		h.query = f.query;
		st = nbarc_history_gather(&h, err);
	}
	l.failed = nb_buf_puts(out, "{\"revisions\":[") != NB_OK;
	for (i = 0; !st && !l.failed && i < h.count; i++) {
		next_line(&l);
		l.failed = nbarc_revision_json(&h, i, out) != NB_OK;
	}
	if (l.any)
		out->len--;
	if (l.failed || nb_buf_puts(out, "]}\n"))
		st = nb_fail_mem(err);
	nbarc_history_free(&h);
	return st;
}

enum nb_status api_log(struct room_request *q, struct room_response *a,
		       struct nb_error *err)
{
	static const char *const names[] = {"archive", "id"};
	const char *id = room_param(q, "id");
	enum nb_status st = api_known(q, names, 2, err);

	a->type = API_JSON;
	if (st)
		return st;
	return id && *id ? put_revisions(q, id, &a->body, err)
			 : put_all(q, &a->body, err);
}
