/* SPDX-License-Identifier: Apache-2.0 */
/* Clauses that name who made something (credits.h). */
#include "byline/credits.h"
#include "byline/dateline.h"
#include "byline/names.h"
#include "byline/words.h"

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
	enum nb_name_trust trust;
	bool listed; /* what comes now does not follow a comma */
	bool dated;  /* a dateline stands directly before */
	bool sent;   /* an agency that sent a picture does: 新华社发 */
	bool about;  /* 作者为 was read: other words are passed over */
	bool shown; /* 示意图 was read: names of places are to be expected */
	bool others; /* editors, or where a picture is from, were read */
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
	static const char *const separators[] = {
		" ", "、", ",", ";", "/", "|", ":", ".", "。", "—", "-", "□",
		"■", "◎",  "○", "●", "◆", "◇", "▲", "△", "★",  "*", NULL};
	static const char dot[] = "·";
	size_t n = nb_clause_word(here(r), separators);

	/* A dot parts names where one begins the clause; else it may stand
	 * inside of a foreign name. */
	if (nb_clause_begins(here(r), dot) &&
	    (r->role || r->at == 0 || nb_clause_begins(r->c->s, dot)))
		n = strlen(dot);
	if (n)
		r->listed = *here(r) != ',';
	r->at += n;
	return n != 0;
}

/* Do the words from p up to byte `end` say whose person comes after them? */
static bool says_whose(const char *p, size_t end)
{
	static const char *const papers[] = {"报", "報", "社", "网", "網",
					     "台", "刊", "站", NULL};
	size_t at = 0;

	if (nb_clause_word(p, nb_byline_agencies) ||
	    nb_clause_word(p, nb_byline_before_persons))
		return true;
	while (at < end && !nb_clause_word(p + at, papers))
		at += nb_clause_step(p + at);
	return at < end;
}

/* The length of the role at p in bytes, or 0: words and a person. */
static size_t role_at(const char *p)
{
	/* These begin what was said to a reporter: 对本报记者. */
	static const char *const told[] = {"对", "對", "向", "告", "接",
					   "让", "与", "和", "跟", NULL};
	size_t n = nb_clause_run(p, ROLE_MOST + 1), i, at = 0, person = 0;

	for (i = 0; i < n; i++) {
		if (nb_byline_may_person(p + at))
			person = nb_clause_word(p + at, nb_byline_persons);
		if (person)
			break;
		at += nb_clause_step(p + at);
	}
	if (!person || nb_clause_word(p, told))
		return 0;
	return at == 0 || says_whose(p, at) ? at + person : 0;
}

/* What names are that a role stands before. */
struct role {
	size_t len; /* bytes of its words */
	enum nb_mark_kind kind;
	bool dropped; /* they are those of editors */
	enum nb_name_trust trust;
};

/*
 * Find the task at p: before a colon or a slash, or, if it has several
 * characters, before white space.
 */
static bool task_at(const char *p, const char *const *tasks, struct role *role)
{
	static const char *const page[] = {"本版", "本期", "本文", NULL};
	size_t before = nb_clause_word(p, page);
	size_t n = nb_clause_word(p + before, tasks);
	bool space = p[before + n] == ' ';
	char after = p[before + n + space];

	role->len = before + n;
	if (n && (after == ':' || after == '/'))
		role->trust = NB_NAME_ROLE;
	else if (space && (nb_clause_run(p, 2) > 1 || n > nb_clause_step(p)))
		role->trust = NB_NAME_ALONE;
	else
		return false;
	return n != 0;
}

/* Find the role or the task at p. */
static bool find_role(const char *p, struct role *role)
{
	static const struct {
		const char *const *tasks;
		enum nb_mark_kind kind;
		bool dropped;
	} kinds[] = {{nb_byline_tasks, NB_MARK_AUTHOR, false},
		     {nb_byline_picture_tasks, NB_MARK_ILLUSTRATOR, false},
		     {nb_byline_other_tasks, NB_MARK_AUTHOR, true}};
	size_t i;

	*role = (struct role){.len = role_at(p),
			      .kind = NB_MARK_AUTHOR,
			      .trust = NB_NAME_ROLE};
	if (role->len)
		return true;
	if (!nb_byline_may_task(p))
		return false;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		role->kind = kinds[i].kind;
		role->dropped = kinds[i].dropped;
		if (task_at(p, kinds[i].tasks, role))
			return true;
	}
	return false;
}

/* Read a role or a task. What it says holds for the names after it. */
static bool read_role(struct reader *r)
{
	struct role role;

	if (!find_role(here(r), &role))
		return false;
	r->role = r->listed = true;
	r->dropped = role.dropped;
	r->kind = role.kind;
	r->trust = role.trust;
	if (!role.dropped)
		(void)nb_credits_add(&r->found, r->c, r->at, role.len,
				     NB_MARK_ROLE);
	r->at += role.len;
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

	if (!nb_name_at(here(r),
			r->role && r->listed ? r->trust : NB_NAME_ALONE, &name))
		return false;
	r->at += name.len + name.act_len;
	if (!r->dropped)
		(void)nb_credits_add(&r->found, r->c, at, name.len, r->kind);
	r->others |= r->dropped;
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

	/* After a role, it is that of persons without names. */
	if (!act || (r->first_open == r->found.count && !r->role))
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
	static const char *const pictures[] = {
		"人民视觉", "影像中国", "视觉中国", "资料图片",
		"資料圖片", "东方IC",	"人民图片", NULL};
	size_t n = nb_clause_word(here(r), nb_byline_agencies), sent;
	bool picture = nb_clause_word(here(r), pictures);

	if (!n)
		return false;
	sent = nb_clause_word(here(r) + n, did);
	n += sent;
	if (nb_clause_han(here(r) + n))
		return false;
	r->at += n;
	r->sent = sent || nb_clause_begins(here(r) - strlen("发"), "发");
	r->others |= r->sent || picture;
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

/*
 * Pass over the brackets at this place. After a dateline they may name someone,
 * as in 本报讯（记者顾青）.
 */
static bool read_brackets(struct reader *r)
{
	const char *close;
	size_t from = r->at + 1, to;

	if (*here(r) != '(')
		return false;
	close = strchr(here(r), ')');
	if (!close || (size_t)(close - r->c->s) >= r->end)
		return false;
	to = (size_t)(close - r->c->s);
	r->at = to + 1;
	if (r->dated || r->sent)
		(void)nb_credits_read(r->c, from, to, r->page,
				      r->dated ? NB_BARE_ALL : NB_BARE_NEVER,
				      &r->found);
	r->first_open = r->found.count;
	return true;
}

/* Read a dateline. */
static bool read_dateline(struct reader *r)
{
	size_t n = nb_dateline_at(r->c, r->at, r->page, &r->found);

	if (!n)
		return false;
	r->at += n;
	r->at += *here(r) == ' ' && r->at < r->end;
	r->dated = true;
	r->first_open = r->found.count;
	return true;
}

/*
 * Pass over what a maker of pictures is called, as in 制图：本报美编顾青.
 * Before a colon or a slash, and after a name if no other follows at once, it
 * is the task of somebody else: 图：顾青 美编：林舟.
 */
static bool skip_artist(struct reader *r)
{
	static const char *const artists[] = {"本报美编", "本報美編", "美编",
					      "美編",	  "本刊美编", NULL};
	bool named = r->found.count > r->first_open;
	size_t n = nb_clause_word(here(r), artists);
	const char *after = here(r) + n;

	if (!n || !r->role || r->kind != NB_MARK_ILLUSTRATOR || *after == ':' ||
	    *after == '/' || (named && !nb_clause_han(after)))
		return false;
	r->at += n;
	return true;
}

/* Pass over what stands up to the next space. */
static void skip_to_space(struct reader *r)
{
	while (r->at < r->end && *here(r) != ' ')
		r->at += nb_clause_step(here(r));
}

/*
 * Pass over where figures are from, 数据来源：市统计局, and over what a graphic
 * shows, 效果图：江湾大桥. That may look like a name; somebody made the graphic
 * only if an act says so: 效果图：顾青绘.
 */
static bool skip_words(struct reader *r)
{
	static const char *const sources[] = {
		"数据来源:", "數據來源:", "资料来源:", "資料來源:",
		"图片来源:", "圖片來源:", NULL};
	static const char *const graphics[] = {
		"示意图:", "示意圖:", "效果图:", "效果圖:", NULL};
	size_t source = nb_clause_word(here(r), sources);
	size_t graphic = nb_clause_word(here(r), graphics);
	struct nb_name name;

	if (!source && !graphic)
		return false;
	r->at += source + graphic;
	r->shown |= graphic != 0;
	r->others |= source != 0;
	if (source || !nb_name_at(here(r), NB_NAME_ALONE, &name) || !name.act)
		skip_to_space(r);
	return true;
}

/* Read one part of a clause; false if it is none. */
static bool read_part(struct reader *r)
{
	static const char *const about[] = {
		"本文作者为", "本文作者系", "作者分别为", "作者简介",
		"作者簡介",   "作者为",	    "作者系",	  "作者係",
		"作者单位",   "作者單位",   NULL};
	bool dated = r->dated;

	if (read_dateline(r))
		return true;
	if (*here(r) == '(')
		return read_brackets(r);
	r->dated = dated && *here(r) == ' ';
	if (skip_separator(r))
		return true;
	if (nb_clause_word(here(r), about))
		return skip_about(r);
	return skip_artist(r) || skip_words(r) || read_agency(r) ||
	       read_role(r) || read_name(r) || read_act(r) ||
	       (r->about && skip_about(r));
}

/* Does what was read name someone, or have a dateline? */
static bool says_something(const struct nb_credits *found)
{
	size_t i;

	for (i = 0; i < found->count; i++)
		if (found->list[i].kind != NB_MARK_ROLE)
			return true;
	return false;
}

/* Does it do so without doubt? */
static bool is_sure(const struct reader *r, enum nb_bare_names bare)
{
	/* A single 文 or 图 may be the end of a name: they come in pairs. */
	if (r->letters == 1 && r->acts == 1 && !r->spaced)
		return false;
	if (r->bare && (r->shown || bare == NB_BARE_NEVER))
		return false;
	if (!r->bare || bare == NB_BARE_ALL)
		return true;
	return bare == NB_BARE_SPACED ? r->spaced == r->bare
				      : r->bare > 1 || r->spaced;
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
	if (!says_something(&r.found)) {
		found->others |= r.others;
		return false;
	}
	if (!is_sure(&r, bare))
		return false;
	for (i = 0; i < r.found.count && found->count < NB_FOUND_MOST; i++)
		found->list[found->count++] = r.found.list[i];
	return true;
}
