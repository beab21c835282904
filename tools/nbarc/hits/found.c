/* SPDX-License-Identifier: Apache-2.0 */
/* What a search has found (hits/found.h). Output is written after each page
 * frame, so that a hit is seen when it is found. */
#include "hits/found.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "cli/message.h"
#include "set/ahead.h"

/* Output is collected up to this many bytes. */
#define FLUSH_AT ((size_t)64 * 1024)

/* Bytes that a step keeps before its turn. */
#define KEEP_AT ((size_t)1024 * 1024)

/* ---- output */

/* Write what has been collected. A failure is kept in f->err and ends the
 * search. */
static enum nb_status write_all(struct nbarc_found *f)
{
	enum nb_status st = cli_output_write(&f->how->output, f->out.data,
					     f->out.len, &f->err);

	f->out.len = 0;
	return st;
}

/* Write what has been collected, if it is the turn of this step; and wait for
 * that if it is much. */
static enum nb_status flush(struct nbarc_found *f)
{
	if (f->turn && !f->now) {
		if (f->out.len < KEEP_AT)
			return NB_OK;
		switch (nbarc_turn_wait(f->turn)) {
		case NBARC_TURN_LATER:
			return NB_OK;
		case NBARC_TURN_NEVER:
			f->over = true;
			return NB_OK;
		case NBARC_TURN_NOW:
			f->now = true;
			break;
		}
	}
	if (f->into && f->into->out.len && write_all(f->into)) {
		f->over = true;
		return NB_OK;
	}
	return write_all(f);
}

/* True if the hit is in another item than the one before; it is noted. */
static bool is_new_item(struct nbarc_found *f, const struct nb_hit *hit)
{
	if (f->hits && hit->number == f->last_number &&
	    hit->revision == f->last_revision &&
	    hit->page.len == f->last_page.len &&
	    memcmp(hit->page.text, f->last_page.data, hit->page.len) == 0)
		return false;
	f->last_number = hit->number;
	f->last_revision = hit->revision;
	f->last_page.len = 0;
	if (nb_buf_add(&f->last_page, hit->page.text, hit->page.len))
		(void)nb_fail_mem(&f->err);
	return true;
}

/*
 * Append the line of a hit, or the identifier of its item, of which then only
 * the first hit was looked for. Neither fails but for memory, which the caller
 * reports.
 */
static enum nb_status put_hit(struct nbarc_found *f, const struct nb_hit *hit)
{
	char id[NBARC_HIT_ID_MAX];

	f->lines++;
	if (!f->how->ids)
		return nbarc_hit_put(&f->how->style, hit, &f->out);
	nbarc_hit_id(&f->how->style, hit, id);
	return nb_buf_printf(&f->out, "%s\n", id);
}

/* ---- functions of struct nb_search */

/* Called for each hit, in order; false ends the search. */
bool nbarc_found_hit(void *found, const struct nb_hit *hit)
{
	struct nbarc_found *f = found;
	const struct nbarc_found_how *how = f->how;
	bool new_item = is_new_item(f, hit);
	enum nb_status st = NB_OK;

	f->hits += hit->times;
	f->items += new_item;
	if (how->quiet)
		return false;
	if (how->count_key)
		nbarc_counts_add(&f->counts, hit, new_item);
	else if (how->sort != NBARC_SORT_NONE)
		st = nbarc_kept_add(&f->kept, how->sort, &how->style, hit);
	else if (!how->count)
		st = put_hit(f, hit);
	if (st)
		(void)nb_fail_mem(&f->err);
	else if (!f->err.status && f->out.len >= FLUSH_AT)
		(void)flush(f);
	return !f->over && !f->err.status &&
	       (!how->limit || f->lines < how->limit);
}

/* Called for each item, where hits are counted by something. */
enum nb_status nbarc_found_item(void *found, const struct nb_entry *entry,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err)
{
	struct nbarc_found *f = found;

	return nbarc_counts_item(&f->counts, entry, item, mark, err);
}

/* Called after the hits of each page frame: what was found is seen before the
 * next frame is decoded. */
bool nbarc_found_pause(void *found)
{
	struct nbarc_found *f = found;

	return f->out.len == 0 || (!flush(f) && !f->over);
}

/* Called for what could not be searched, and for an identifier that names
 * nothing. The search goes on; the exit code tells in the end. */
void nbarc_found_problem(void *found, const struct nb_error *err)
{
	struct nbarc_found *f = found;

	/* An archive without pages has nothing in it; what options leave
	 * nothing is said at the end. */
	if (err->status == NB_ABSENT && f->any) {
		f->nothing = true;
		return;
	}
	f->worst = nb_worse(f->worst, err->status);
	cli_error(f->how->cli, err);
}

bool nbarc_found_done(const struct nbarc_found *f)
{
	const struct nbarc_found_how *how = f->how;

	return f->err.status || (how->quiet && f->hits) ||
	       (how->limit && how->sort == NBARC_SORT_NONE &&
		f->lines >= how->limit);
}

/* ---- the end */

enum nb_status nbarc_found_join(struct nbarc_found *f, struct nbarc_found *from)
{
	enum nb_status st = from->err.status;

	if (st) {
		f->err = from->err;
		return st;
	}
	st = nbarc_kept_join(&f->kept, &from->kept);
	if (!st)
		st = nbarc_counts_join(&f->counts, &from->counts);
	if (!st)
		st = nb_buf_add(&f->out, from->out.data, from->out.len);
	if (st)
		return nb_fail_mem(&f->err);
	f->hits += from->hits;
	f->items += from->items;
	f->lines += from->lines;
	f->nothing |= from->nothing;
	f->worst = nb_worse(f->worst, from->worst);
	return f->out.len ? write_all(f) : f->err.status;
}

/* Append the lines that were kept, in their order, up to the limit. */
static enum nb_status put_kept(struct nbarc_found *f)
{
	size_t count, i;
	enum nb_status st = NB_OK;

	nbarc_kept_sort(&f->kept);
	count = f->kept.count;
	if (f->how->limit && count > f->how->limit)
		count = f->how->limit;
	for (i = 0; !st && i < count; i++) {
		const struct nbarc_kept *k = &f->kept.list[i];

		st = nb_buf_add(&f->out, k->bytes + k->line, k->line_len);
		if (!st && f->out.len >= FLUSH_AT)
			st = flush(f);
	}
	return st;
}

enum nb_status nbarc_found_end(struct nbarc_found *f)
{
	const struct nbarc_found_how *how = f->how;
	enum nb_status st = NB_OK;

	if (how->count_key)
		st = nbarc_counts_put(&f->counts, how->style.form, &f->out);
	else if (how->count)
		st = nb_buf_printf(&f->out, "%" PRIu64 "\n",
				   how->ids ? f->items : f->hits);
	else
		st = put_kept(f);
	if (st == NB_NOMEM)
		return nb_fail_mem(&f->err);
	return st ? st : flush(f);
}

void nbarc_found_free(struct nbarc_found *f)
{
	nbarc_kept_free(&f->kept);
	nbarc_counts_free(&f->counts);
	nb_buf_free(&f->last_page);
	nb_buf_free(&f->out);
}
