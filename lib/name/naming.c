/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The identifier of the page in a file, from its path (nb_name_page(),
 * nbarc-ingest(1)).
 *
 * A name without a template is matched with the templates that a person would
 * write for it: the parts that are not constants, in the order of an
 * identifier. So there is one way to read a part, and one to report it.
 */
#include "base/error.h"
#include "name/template.h"

#include <nbarc/naming.h>
#include <nbarc/newspaper.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a part that is shown in a message. */
#define SHOWN 60

/* ---- constants */

/* The part of a constant, tidied; "" if it is none or is not given. */
static bool read_constant(const char *constant,
			  bool (*accepts)(const char *s, size_t len,
					  char out[NB_NAME_PART]),
			  char out[NB_NAME_PART])
{
	char narrow[4 * NB_NAME_PART];

	out[0] = '\0';
	if (!constant)
		return true;
	if (nb_name_narrow(constant, narrow, sizeof(narrow)) &&
	    accepts(narrow, strlen(narrow), out))
		return true;
	out[0] = '\0';
	return false;
}

/* Read all constants; the name of the one that is wrong, or NULL. */
static const char *read_constants(const struct nb_naming *n,
				  struct nb_name_parts *p)
{
	memset(p, 0, sizeof(*p));
	if (!read_constant(n->title_code, nb_name_title, p->title))
		return "title code";
	if (!read_constant(n->date, nb_name_date_or_less, p->date))
		return "date";
	if (!read_constant(n->page, nb_name_page_number, p->page))
		return "page";
	return read_constant(n->edition, nb_name_edition, p->edition)
		       ? NULL
		       : "letter of an edition";
}

/* The constant by the name that read_constants() gives. */
static const char *constant_called(const struct nb_naming *n, const char *name)
{
	if (strcmp(name, "title code") == 0)
		return n->title_code;
	if (strcmp(name, "date") == 0)
		return n->date;
	return strcmp(name, "page") == 0 ? n->page : n->edition;
}

/* Report a constant that cannot be read. */
static enum nb_status bad_constant(const struct nb_naming *n, const char *name,
				   enum nb_status status, struct nb_error *err)
{
	return nb_fail(err, status, "'%.*s' is not a %s", SHOWN,
		       constant_called(n, name), name);
}

/* Which of the three parts of an identifier are constants. */
static unsigned given(const struct nb_naming *n)
{
	return (n->title_code ? NB_NAME_TITLE : 0u) |
	       (n->date ? NB_NAME_DATE : 0u) | (n->page ? NB_NAME_PAGE : 0u);
}

/* The first of the parts in `which`, for a message. */
static const char *part_name(unsigned which)
{
	if (which & NB_NAME_TITLE)
		return "title";
	return which & NB_NAME_DATE ? "date" : "page";
}

/* Check the template with the constants beside it. */
static enum nb_status check_template(const struct nb_naming *n,
				     struct nb_error *err)
{
	static const unsigned all = NB_NAME_TITLE | NB_NAME_DATE | NB_NAME_PAGE;
	unsigned gives, has = given(n);
	enum nb_status st = nb_template_check(n->path_template, &gives, err);

	if (st)
		return st;
	if (gives & has)
		return nb_fail(err, NB_USAGE,
			       "the template has a field for the %s, which is "
			       "given already",
			       part_name(gives & has));
	if (((gives | has) & all) != all)
		return nb_fail(err, NB_USAGE,
			       "neither the template nor an option gives the "
			       "%s",
			       part_name(all & ~(gives | has)));
	return NB_OK;
}

enum nb_status nb_naming_check(const struct nb_naming *n, struct nb_error *err)
{
	struct nb_name_parts p;
	const char *bad = read_constants(n, &p);

	if (bad)
		return bad_constant(n, bad, NB_USAGE, err);
	return n->path_template ? check_template(n, err) : NB_OK;
}

/* ---- one identifier */

/* Put the letter of an edition after the date, unless it has that one. False if
 * it has another. */
static bool add_edition(struct nb_name_parts *p)
{
	size_t len = strlen(p->date);

	if (!p->edition[0] || len < 8)
		return true;
	if (len > 8)
		return p->date[8] == p->edition[0];
	p->date[8] = p->edition[0];
	p->date[9] = '\0';
	return true;
}

/* Put an identifier together from its parts. */
static enum nb_status assemble(struct nb_name_parts *p, const char *path,
			       char id[NB_ID_MAX], struct nb_error *err)
{
	char whole[3 * NB_NAME_PART + 3];
	enum nb_status st = NB_OK;
	bool is = add_edition(p);

	(void)snprintf(whole, sizeof(whole), "%s-%s-%s", p->title, p->date,
		       p->page);
	id[0] = '\0';
	if (!is)
		st = nb_fail(err, NB_INVALID,
			     "the date has the letter of another edition than "
			     "%s",
			     p->edition);
	else if (!nb_newspaper_is_page(whole, strlen(whole)))
		st = nb_fail(err, NB_INVALID,
			     "'%s' is not the id of a page "
			     "(such as ntrb-20200309-a03)",
			     whole);
	if (!st) {
		memcpy(id, whole, strlen(whole) + 1);
		st = nb_newspaper_check_date(id, strlen(id), err);
	}
	if (st)
		nb_error_file(err, path);
	return st;
}

/*
 * Fill a part that the path does not give with its constant. NB_INVALID if both
 * are there and differ, unless the constant wins.
 */
static enum nb_status settle(const struct nb_naming *n, const char *what,
			     char part[NB_NAME_PART], const char *constant,
			     struct nb_error *err)
{
	if (!constant[0] || strcmp(part, constant) == 0)
		return NB_OK;
	if (part[0] && !n->overrule)
		return nb_fail(err, NB_INVALID,
			       "the path says that the %s is %s, but %s is "
			       "given",
			       what, part, constant);
	memcpy(part, constant, NB_NAME_PART);
	return NB_OK;
}

/* Make the identifier from what the path gives and the constants. */
static enum nb_status combine(const struct nb_naming *n,
			      struct nb_name_parts *p,
			      const struct nb_name_parts *constants,
			      const char *path, char id[NB_ID_MAX],
			      struct nb_error *err)
{
	enum nb_status st = settle(n, "title", p->title, constants->title, err);

	if (!st)
		st = settle(n, "date", p->date, constants->date, err);
	if (!st)
		st = settle(n, "page", p->page, constants->page, err);
	if (!st)
		st = settle(n, "edition", p->edition, constants->edition, err);
	if (!st)
		return assemble(p, path, id, err);
	nb_error_file(err, path);
	return st;
}

/* ---- names without a template */

/*
 * How a name has the parts that are missing, by the bits of these; more of
 * them may be in it. Each is tried alone and with an ending after it.
 */
static const char *const plain[8][8] = {
	[NB_NAME_TITLE] = {"{title}"},
	[NB_NAME_DATE] = {"{date}", "{title}-{date}", "{title}_{date}"},
	[NB_NAME_PAGE] = {"{page}", "{date}-{page}", "{date}_{page}",
			  "{date} {page}", "{date}{page}"},
	[NB_NAME_TITLE | NB_NAME_DATE] = {"{title}-{date}", "{title}_{date}"},
	[NB_NAME_TITLE | NB_NAME_PAGE] = {"{title}-{page}", "{title}_{page}"},
	[NB_NAME_DATE | NB_NAME_PAGE] = {"{date}-{page}", "{date}_{page}",
					 "{date} {page}", "{date}{page}"},
};

/* A whole identifier, in forms that are not quite its own. */
static const char *const whole[] = {"{title}-{date}-{page}",
				    "{title}_{date}_{page}",
				    "{title} {date} {page}", NULL};

/* Match a name with templates, up to NULL. */
static bool match_one(const char *const *templates, const char *name,
		      struct nb_name_parts *p)
{
	char ending[64];

	for (; *templates; templates++) {
		(void)snprintf(ending, sizeof(ending), "%s.{any}", *templates);
		if (nb_template_match(*templates, name, p) ||
		    nb_template_match(ending, name, p))
			return true;
	}
	return false;
}

/* An identifier as it is, up to the first full stop, which is the usual case.
 */
static bool match_exact(const char *name, struct nb_name_parts *p)
{
	struct nb_newspaper_id id;
	size_t len = strcspn(name, ".");

	memset(p, 0, sizeof(*p));
	if (!nb_newspaper_parse(name, len, &id) || !id.page[0])
		return false;
	(void)snprintf(p->title, sizeof(p->title), "%s", id.title);
	(void)snprintf(p->date, sizeof(p->date), "%s%s", id.date, id.edition);
	(void)snprintf(p->page, sizeof(p->page), "%s", id.page);
	return true;
}

static enum nb_status no_name(unsigned missing, const char *path,
			      struct nb_error *err)
{
	enum nb_status st;

	if (missing == (NB_NAME_TITLE | NB_NAME_DATE | NB_NAME_PAGE))
		st = nb_fail(err, NB_INVALID,
			     "the name is not the id of a page (such as "
			     "ntrb-20200309-a03.txt); see --path-template and "
			     "--manifest");
	else
		st = nb_fail(err, NB_INVALID,
			     "the name does not give the %s; see "
			     "--path-template and --manifest",
			     part_name(missing));
	nb_error_file(err, path);
	return st;
}

/* The parts of a name. Without constants nothing has to be matched with it. */
static enum nb_status read_name(const struct nb_naming *n, const char *path,
				struct nb_name_parts *p, struct nb_error *err)
{
	unsigned missing = 7u & ~given(n);
	const char *name = strrchr(path, '/');

	memset(p, 0, sizeof(*p));
	name = name ? name + 1 : path;
	if (missing == 0)
		return NB_OK;
	if (strcmp(path, "-") == 0 && n->title_code) {
		(void)snprintf(p->date, sizeof(p->date), "%s",
			       n->date ? "" : "00000000");
		(void)snprintf(p->page, sizeof(p->page), "%s",
			       n->page ? "" : "00");
		return NB_OK;
	}
	if (match_exact(name, p) || match_one(plain[missing], name, p) ||
	    match_one(whole, name, p))
		return NB_OK;
	return no_name(missing, path, err);
}

enum nb_status nb_name_page(const struct nb_naming *n, const char *path,
			    char id[NB_ID_MAX], struct nb_error *err)
{
	struct nb_name_parts constants, p;
	const char *bad = read_constants(n, &constants);
	/* Nothing is looked for in the path if everything is given. */
	const char *template = given(n) == 7u ? NULL : n->path_template;
	enum nb_status st = NB_OK;

	id[0] = '\0';
	if (bad)
		st = bad_constant(n, bad, NB_INVALID, err);
	else if (template && !nb_template_match(template, path, &p))
		st = nb_fail(err, NB_INVALID,
			     "the path does not match the template '%s'",
			     template);
	else if (!template)
		st = read_name(n, path, &p, err);
	if (!st)
		return combine(n, &p, &constants, path, id, err);
	nb_error_file(err, path);
	return st;
}

unsigned nb_name_article(const struct nb_naming *n, const char *path)
{
	struct nb_name_parts p;

	if (!n->path_template || !strstr(n->path_template, "{article}") ||
	    !nb_template_match(n->path_template, path, &p))
		return 0;
	return (unsigned)strtoul(p.article, NULL, 10);
}
