/* SPDX-License-Identifier: Apache-2.0 */
/* Clauses that name who made something (credits.h). */
#include "article/byline/credits.h"
#include "article/byline/dateline.h"
#include "article/byline/names.h"
#include "article/byline/words.h"

#include <string.h>

/* Ideographs between an agency and a person, as in 本报驻英国特约记者. */
#define ROLE_MOST 14u

/* A clause while it is read. */
struct reader {
	const struct nb_clause *c;
	size_t at, end;
	const char *page;
	struct nb_credits found;
	size_t first_open;	/* the first mark whose names have no act yet */
	bool role;		/* names that come now have one */
	bool dropped;		/* ... and are of editors */
	enum nb_mark_kind kind; /* what names are that come now */
	bool about; /* 作者为 was read: other words are passed over */
	/* What the names had, for those that have nothing beside them. */
	size_t bare, letters, spaced, acts;
};

static const char *here(const struct reader *r)
{
	return r->c->s + r->at;
}

/* Pass over what may stand between the parts of a clause. */
static bool skip_separator(struct reader *r)
{
	static const char *const separators[] = {" ", "、", ",", ";", "·",
						 "/", "|",  ":", ".", "。",
						 "—", "-",  NULL};
	size_t n = nb_clause_word(here(r), separators);

	r->at += n;
	return n != 0;
}

/* Pass over the brackets at this place. */
static bool skip_brackets(struct reader *r)
{
	const char *close;

	if (*here(r) != '(')
		return false;
	close = strchr(here(r), ')');
	if (!close || (size_t)(close - r->c->s) >= r->end)
		return false;
	r->at = (size_t)(close - r->c->s) + 1;
	return true;
}

/* The length of the role at p in bytes, or 0: words and a person. */
static size_t role_at(const char *p)
{
	static const char *const papers[] = {"报", "報", "社", "网", "網",
					     "台", "刊", "站", NULL};
	size_t n = nb_clause_run(p), i, at = 0, person;
	bool known = nb_clause_word(p, nb_byline_agencies) ||
		     nb_clause_word(p, nb_byline_before_persons);

	for (i = 0; i < n && i <= ROLE_MOST; i++) {
		person = nb_clause_word(p + at, nb_byline_persons);
		if (person)
			return i == 0 || known ? at + person : 0;
		known |= nb_clause_word(p + at, papers) != 0;
		at += nb_clause_step(p + at);
	}
	return 0;
}

/* The length of the task before a colon or a slash at p, or 0. */
static size_t task_at(const char *p, const char *const *tasks)
{
	static const char *const page[] = {"本版", "本期", "本文", NULL};
	size_t before = nb_clause_word(p, page);
	size_t n = nb_clause_word(p + before, tasks);
	const char *after = p + before + n + (p[before + n] == ' ');

	return n && (*after == ':' || *after == '/') ? before + n : 0;
}

/* Read a role or a task. What it says holds for the names after it. */
static bool read_role(struct reader *r)
{
	size_t role = role_at(here(r)), task = 0;
	size_t drawn = task_at(here(r), nb_byline_picture_tasks);
	size_t other = task_at(here(r), nb_byline_other_tasks);

	if (!role && !drawn && !other)
		task = task_at(here(r), nb_byline_tasks);
	if (!role && !drawn && !other && !task)
		return false;
	r->role = true;
	r->dropped = other != 0;
	r->kind = drawn ? NB_MARK_ILLUSTRATOR : NB_MARK_AUTHOR;
	if (!other)
		(void)nb_credits_add(&r->found, r->c, r->at,
				     role    ? role
				     : drawn ? drawn
					     : task,
				     NB_MARK_ROLE);
	r->at += role ? role : drawn ? drawn : other ? other : task;
	r->first_open = r->found.count;
	return true;
}

/* An act is that of all names before it which have none yet. */
static void close_names(struct reader *r, enum nb_name_act act)
{
	size_t i;

	for (i = r->first_open; i < r->found.count; i++)
		if (act == NB_ACT_PICTURED &&
		    r->found.list[i].kind == NB_MARK_AUTHOR)
			r->found.list[i].kind = NB_MARK_ILLUSTRATOR;
	r->first_open = r->found.count;
	r->bare = 0;
	r->role = r->dropped = false;
	r->kind = NB_MARK_AUTHOR;
	r->acts++;
}

/* Read a name, and the act that follows it. */
static bool read_name(struct reader *r)
{
	struct nb_name name;
	size_t at = r->at;

	if (!nb_name_at(here(r), r->role ? NB_NAME_ROLE : NB_NAME_ALONE, &name))
		return false;
	r->at += name.len + name.act_len;
	if (!r->dropped)
		(void)nb_credits_add(&r->found, r->c, at, name.len, r->kind);
	r->bare += !r->role;
	r->letters += !r->role && name.letter;
	r->spaced += name.spaced;
	if (name.act)
		close_names(r, name.act);
	return true;
}

/* Read an act that stands by itself. */
static bool read_act(struct reader *r)
{
	size_t len;
	enum nb_name_act act = nb_act_at(here(r), &len);

	if (!act || r->first_open == r->found.count)
		return false;
	r->at += len;
	close_names(r, act);
	return true;
}

/* Read the name of an agency, with what it did. */
static bool read_agency(struct reader *r)
{
	static const char *const did[] = {"发", "發",	"供图", "提供",
					  "稿", "供稿", NULL};
	size_t n = nb_clause_word(here(r), nb_byline_agencies);

	if (!n)
		return false;
	n += nb_clause_word(here(r) + n, did);
	if (nb_clause_han(here(r) + n))
		return false;
	r->at += n;
	return true;
}

/* Pass over words that say what the author is, up to the next comma. */
static bool skip_about(struct reader *r)
{
	r->about = true;
	while (r->at < r->end && *here(r) != ',' && *here(r) != ';')
		r->at += nb_clause_step(here(r));
	return true;
}

/* Read one part of a clause; false if it is none. */
static bool read_part(struct reader *r)
{
	static const char *const about[] = {"作者为",	"作者系",   "作者係",
					    "作者单位", "作者單位", NULL};
	size_t n;

	if (skip_separator(r) || skip_brackets(r))
		return true;
	if (nb_clause_word(here(r), about))
		return skip_about(r);
	n = nb_dateline_at(r->c, r->at, r->page, &r->found);
	r->at += n;
	if (n) {
		r->first_open = r->found.count;
		return true;
	}
	return read_agency(r) || read_role(r) || read_name(r) || read_act(r) ||
	       (r->about && skip_about(r));
}

/* Does what was read name someone, or a place, without doubt? */
static bool is_sure(const struct reader *r, enum nb_bare_names bare)
{
	/* A single 文 or 图 may be the end of a name: they come in pairs. */
	if (r->letters == 1 && r->acts == 1 && !r->spaced &&
	    bare == NB_BARE_NEVER)
		return false;
	if (r->bare && bare == NB_BARE_NEVER)
		return false;
	return !r->bare || bare == NB_BARE_ALL || r->bare > 1 || r->spaced;
}

bool nb_credits_read(const struct nb_clause *c, size_t at, size_t end,
		     const char *page, enum nb_bare_names bare,
		     struct nb_credits *found)
{
	struct reader r = {.c = c,
			   .at = at,
			   .end = end,
			   .page = page,
			   .kind = NB_MARK_AUTHOR};
	size_t i;

	while (r.at < end)
		if (!read_part(&r))
			return false;
	if (!is_sure(&r, bare))
		return false;
	for (i = 0; i < r.found.count && found->count < NB_FOUND_MOST; i++)
		found->list[found->count++] = r.found.list[i];
	return r.found.count > 0;
}
