/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc cite: print citations of articles, which nbarc get --cite finds again.
 *
 * Everything is made before anything is printed, except that what cannot be
 * cited does not keep the rest from being.
 */
#include "commands.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "choose/explain.h"
#include "choose/ids.h"
#include "cli/cli.h"
#include "set/set.h"

#include <nbarc/cite.h>
#include <nbarc/query.h>

/* One run of the command. The output is owned. */
struct cite {
	const char *style_name, *at, *output;
	enum nb_cite_style style;
	struct nb_archive *archive; /* of the step in hand */
	const char *path;
	enum nb_status worst; /* of what cannot be cited */
	uint8_t root[NB_SHA256_SIZE];
	char today[16];
	struct nb_buf out;
	size_t count;	   /* citations so far */
	unsigned searches; /* for what was meant */
};

static const struct cli_option options[] = {
	{'f', "format", "STYLE", "gbt7714 (default), bibtex, csl or ris",
	 CLI_TEXT(struct cite, style_name)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct cite, at)},
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct cite, output)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc cite",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION]|-...",
	.about =
		"Print citations of articles or pages. Each names the revision "
		"and the Merkle\nroot, so that nbarc get --cite finds exactly "
		"this text again.",
	.options = options,
	.least = 2,
	.most = CLI_ANY,
	.missing = "an archive and an identifier are needed",
	.keeps = true,
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* Find the style by its name; without one, the first. */
static bool find_style(struct cite *c)
{
	unsigned i;

	for (i = 0; nb_cite_style_name((enum nb_cite_style)i); i++) {
		c->style = (enum nb_cite_style)i;
		if (!c->style_name ||
		    strcmp(c->style_name, nb_cite_style_name(c->style)) == 0)
			return true;
	}
	return false;
}

/* Set the day of access, in UTC: today, or that of SOURCE_DATE_EPOCH. */
static enum nb_status set_today(struct cite *c, struct nb_error *err)
{
	uint64_t seconds;
	enum nb_status st = cli_date(&seconds, err);
	time_t now = (time_t)seconds;
	struct tm day;

	if (st)
		return st;
	if (!gmtime_r(&now, &day) ||
	    !strftime(c->today, sizeof(c->today), "%Y-%m-%d", &day))
		c->today[0] = '\0';
	return NB_OK;
}

/* What stands before and between the citations, and after the last one: those
 * of CSL-JSON are an array, and entries of BibTeX are easier to read apart. */
static const char *before(const struct cite *c)
{
	if (c->style == NB_CITE_CSL)
		return c->count ? ",\n" : "[";
	return c->style == NB_CITE_BIBTEX && c->count ? "\n" : "";
}

/*
 * Append the citation of what one identifier names. What is withheld is not
 * cited: the reference could not be followed.
 */
static enum nb_status cite_one(struct cite *c, const char *id,
			       struct nb_error *err)
{
	struct nb_query query;
	const struct nb_entry *entry = NULL;
	struct nb_item_record *item = NULL;
	size_t cited = c->out.len;
	enum nb_status st = nb_query_parse_single(id, &query, err);

	query.detail = nb_fields_detail(nb_cite_fields());
	if (!st)
		st = nb_query_find(c->archive, &query, &entry, err);
	if (!st)
		st = nb_query_refuse(c->archive, &query, entry, err);
	if (st == NB_ABSENT)
		st = nbarc_explain_id(c->archive, &query, &c->searches, err);
	if (!st)
		st = nb_item_record_of(c->archive, entry, query.number,
				       nb_cite_fields(), &item, err);
	if (!st && nb_buf_puts(&c->out, before(c)))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_cite_write(item, c->root, c->today, c->style, &c->out,
				   err);
	c->count += !st;
	if (st)
		c->out.len = cited;
	nb_item_record_free(item);
	return st;
}

/* Cite from one archive; what cannot be cited is reported, and worsens the
 * status. */
static enum nb_status cite_some(void *context, struct nb_archive *archive,
				const char *path, char **ids, size_t count,
				struct nb_error *err)
{
	struct cite *c = context;
	struct nb_archive_info info;
	enum nb_status st;
	size_t i;

	(void)path;
	c->archive = archive;
	nb_archive_info(archive, &info);
	memcpy(c->root, info.root, sizeof(c->root));
	for (i = 0; i < count; i++) {
		st = cite_one(c, ids[i], err);
		if (st)
			cli_error(&tool, err);
		c->worst = nb_worse(c->worst, st);
	}
	return NB_OK;
}

/* Open the archives and cite; prints what could be cited. */
static enum nb_status run(struct cite *c, const struct nbarc_ids *ids,
			  struct nb_error *err)
{
	struct nbarc_set set = {.cli = &tool, .path = c->path, .at = c->at};
	enum nb_status st = nbarc_set_open(&set, err), worst;

	if (!st && ids->count)
		st = nbarc_set_each(&set, ids->list, ids->count, cite_some, c,
				    err);
	worst = nb_worse(c->worst, nbarc_set_close(&set));
	if (st)
		return st;
	if (c->style == NB_CITE_CSL &&
	    nb_buf_puts(&c->out, c->count ? "]\n" : "[]\n"))
		return nb_fail_mem(err);
	st = cli_output_all(c->output, c->out.data, c->out.len, err);
	err->status = st;
	return nb_worse(st, worst);
}

/* The status of the run is the worst of all; err has only what was not reported
 * yet. */
int nbarc_cite(int argc, char **argv)
{
	struct cite c = {.style_name = NULL};
	struct nbarc_ids ids = {.count = 0};
	struct nb_error err = {.status = NB_OK};
	enum nb_status st;

	cli_parse(&tool, argc, argv, &c);
	if (!find_style(&c))
		return cli_usage(&tool, "%s: no such style", c.style_name);
	c.path = argv[optind];
	st = set_today(&c, &err);
	if (!st)
		st = nbarc_ids_read(argv + optind + 1,
				    (size_t)(argc - optind - 1), &ids, &err);
	if (!st)
		st = run(&c, &ids, &err);
	if (err.status)
		cli_error(&tool, &err);
	nbarc_ids_free(&ids);
	nb_buf_free(&c.out);
	return nb_exit_code(st);
}
