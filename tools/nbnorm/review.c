/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --review: the breaks that a person should look at.
 *
 * What it prints for people is a file of decisions that states what stands
 * now, with comments: changing a word in it and giving it back with
 * --decisions changes the page. For machines, each break is a JSON object with
 * the same key.
 */
#include "review.h"

#include <string.h>

#include "base/error.h"
#include "json/string.h"
#include "cli/message.h"
#include "view.h"

/* Append the comment at the top of the file. */
static enum nb_status introduce(const struct norm_view *v, size_t count,
				struct nb_buf *out)
{
	struct nb_thresholds t = nb_profile_thresholds(v->profile);
	char low[NORM_PROBABILITY_MAX], high[NORM_PROBABILITY_MAX];
	enum nb_status st = nb_buf_puts(out, "# ");

	if (!st)
		st = cli_mask_add(out, v->name, strlen(v->name));
	return st ? st
		  : nb_buf_printf(
			    out,
			    ": %zu of %zu %s %s for review (%s to %s), the "
			    "most doubtful first.\n"
			    "# Change join to keep, or keep to join, where the "
			    "decision is wrong, and\n"
			    "# give this file to nbnorm --decisions.\n",
			    count, nb_page_boundaries(v->page),
			    cli_plural(nb_page_boundaries(v->page), "break",
				       "breaks"),
			    cli_plural(count, "is", "are"),
			    norm_probability(t.low, low),
			    norm_probability(t.high, high));
}

/* Append the line of a decision. On a terminal it is masked, as all text of the
 * page is. */
static enum nb_status put_decision(const struct norm_view *v,
				   const struct nb_keys *keys,
				   const struct nb_key *key, bool join,
				   struct nb_buf *out)
{
	enum nb_decided what = join ? NB_DECIDED_JOIN : NB_DECIDED_KEEP;
	struct nb_buf line = {0};
	enum nb_status st;

	if (!v->terminal)
		return nb_decision_write(what, keys, key, out);
	st = nb_decision_write(what, keys, key, &line);
	if (!st)
		st = norm_colour(v, NORM_DIM, out);
	if (!st)
		st = cli_mask_add(out, (char *)line.data, line.len - 1);
	if (!st)
		st = norm_colour(v, NORM_PLAIN, out);
	nb_buf_free(&line);
	return st ? st : nb_buf_puts(out, "\n");
}

/* Append the i-th doubtful break: a comment and its decision. */
static enum nb_status for_people(const struct norm_view *v,
				 const struct nb_keys *keys, size_t i,
				 struct nb_buf *out)
{
	const struct nb_key *key = &keys->list[i];
	char p[NORM_PROBABILITY_MAX];
	struct nb_boundary b;
	enum nb_status st;

	nb_page_boundary(v->page, key->boundary, &b);
	st = nb_buf_printf(out, "\n# %zu: offset %zu, ", i + 1, b.offset);
	if (!st)
		st = norm_colour(v, b.joined ? NORM_GREEN : NORM_BOLD, out);
	if (!st)
		st = nb_buf_puts(out, b.joined ? "joined" : "kept");
	if (!st)
		st = norm_colour(v, NORM_PLAIN, out);
	if (!st)
		st = nb_buf_printf(out, ", %s by %s\n# ",
				   norm_probability(b.probability, p), b.by);
	if (!st)
		st = norm_context(v, &b, out);
	if (!st)
		st = nb_buf_puts(out, "\n");
	return st ? st : put_decision(v, keys, key, b.joined, out);
}

/* Append the i-th doubtful break as a JSON object. */
static enum nb_status for_machines(const struct norm_view *v,
				   const struct nb_keys *keys, size_t i,
				   struct nb_buf *out)
{
	const struct nb_key *key = &keys->list[i];
	const char *text = (const char *)keys->text.data;
	char p[NORM_PROBABILITY_MAX];
	struct nb_boundary b;
	enum nb_status st;

	nb_page_boundary(v->page, key->boundary, &b);
	(void)norm_probability(b.probability, p);
	st = nb_buf_printf(out,
			   "{\"offset\":%zu,\"length\":%zu,\"joined\":%s,"
			   "\"by\":\"%s\",\"probability\":%s,\"left\":",
			   b.offset, b.len, b.joined ? "true" : "false", b.by,
			   p);
	if (!st)
		st = nb_json_string(out, text + key->left, key->left_len);
	if (!st)
		st = nb_buf_puts(out, ",\"right\":");
	if (!st)
		st = nb_json_string(out, text + key->right, key->right_len);
	return st ? st
		  : nb_buf_printf(out, ",\"occurrence\":%zu}\n",
				  key->occurrence);
}

/*
 * Which breaks are doubtful is decided by the library, from the thresholds of
 * the profile.
 */
enum nb_status norm_review(const struct norm_view *v, struct nb_buf *out,
			   struct nb_error *err)
{
	struct nb_keys keys;
	enum nb_status st = nb_page_doubts(v->page, &keys, err);
	size_t i;

	if (!st && !v->json && introduce(v, keys.count, out))
		st = nb_fail_mem(err);
	for (i = 0; !st && i < keys.count; i++)
		if (v->json ? for_machines(v, &keys, i, out)
			    : for_people(v, &keys, i, out))
			st = nb_fail_mem(err);
	nb_keys_free(&keys);
	return st;
}
