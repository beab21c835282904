/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm: repair of broken lines in page texts. This file reads the command
 * line and the page, repairs it, and hands it to the face that was asked for;
 * --undo is in undo.c. A report is of several pages, one after the other.
 *
 * The page is read as a whole, at most 16 MiB. Its text and the layout of its
 * lines come from the file itself, if that is markup, or the layout
 * comes from a file of its own. Results are made in memory and written when
 * all of them are complete, so that an error leaves no half of anything.
 *
 * In a pipe nbconv | nbnorm | nbtei the page has been decoded before it comes
 * here. The journal must nevertheless describe the bytes as received, which
 * --source then gives: they are decoded again and must have the text that
 * comes out of the pipe.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/newspaper.h>
#include <nbarc/tei.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "cli/cli.h"
#include "cli/layout.h"
#include "cli/parsers.h"
#include "cli/repair.h"
#include "diff.h"
#include "explain.h"
#include "report.h"
#include "review.h"
#include "suspects.h"
#include "undo.h"

/*
 * One run of nbnorm. The first group is what the command line says; of the
 * rest, the buffers, the text, the layout and what `repair` read are owned.
 */
struct norm {
	const char *path; /* "-": standard input */
	const char *output, *journal, *source, *undo, *charset, *layout_path;
	const char *damaged_word; /* of --damaged */
	enum nb_damaged damaged;
	norm_face *face; /* NULL: the normalised text */
	bool json, report;
	unsigned long long place; /* of --explain */
	struct nb_page_options page_options;
	struct cli_repair repair;

	/* The worst so far; NB_ABSENT: a decision did not apply. */
	enum nb_status outcome;
	char page_id[NB_ID_MAX]; /* from the file's name; "" if it has none */
	struct nb_buf in;	 /* the input as read */
	struct nb_buf received;	 /* the file of --source */
	struct nb_text text;
	struct nb_layout layout;
	char form[NB_FORM_NAME_MAX]; /* "" for a page text; else its markup */
	struct nb_buf out;
	struct nb_buf journal_text;
};

enum {
	KEY_THRESHOLD = CLI_LONG,
	KEY_PROFILE,
	KEY_PARAGRAPH_LINES,
	KEY_DECISIONS,
	KEY_REVIEW,
	KEY_EXPLAIN,
	KEY_SUSPECTS,
	KEY_DRY_RUN,
	KEY_REPORT,
	KEY_JSON,
	KEY_DAMAGED,
};

static const struct cli_option options[] = {
	{'f', "from-code", "CHARSET",
	 "charset of the page text (default: detected)",
	 CLI_TEXT(struct norm, charset)},
	{KEY_DAMAGED, "damaged", "HOW", CLI_DAMAGED_HELP,
	 CLI_TEXT(struct norm, damaged_word)},
	{'l', "layout", "FILE", "line boxes: a table, or ALTO, hOCR, PAGE ...",
	 CLI_TEXT(struct norm, layout_path)},
	{'j', "journal", "FILE", "write the journal of the repairs to FILE",
	 CLI_OUTPUT(struct norm, journal)},
	{'s', "source", "FILE", "the page as received, for the journal",
	 CLI_TEXT(struct norm, source)},
	{KEY_THRESHOLD, "threshold", "P", "join from this probability on",
	 CLI_RETURN},
	{KEY_PROFILE, "profile", "NAME|FILE", "kind of page",
	 CLI_TEXT(struct norm, repair.profile_path)},
	{KEY_PARAGRAPH_LINES, "paragraph-lines", NULL, CLI_PARAGRAPH_LINES_HELP,
	 CLI_SET(struct norm, repair.paragraph_lines)},
	{KEY_DECISIONS, "decisions", "FILE", "a reviewer's decisions on breaks",
	 CLI_TEXT(struct norm, repair.decisions_path)},
	{KEY_REVIEW, "review", NULL, "list the doubtful breaks", CLI_RETURN},
	{KEY_EXPLAIN, "explain", "OFFSET",
	 "explain the decision on the break at OFFSET", CLI_RETURN},
	{KEY_SUSPECTS, "suspects", NULL,
	 "list characters that look like errors", CLI_RETURN},
	{KEY_DRY_RUN, "dry-run", NULL, "show what would change", CLI_RETURN},
	{KEY_REPORT, "report", "FORMAT",
	 "write a desk for corrections, as html", CLI_RETURN},
	{KEY_JSON, "json", NULL, "JSON output of review, explain and suspects",
	 CLI_SET(struct norm, json)},
	{'u', "undo", "JOURNAL", "restore the page as received",
	 CLI_TEXT(struct norm, undo)},
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct norm, output)},
	CLI_END,
};

/* --version also names the model, which decides about breaks. */
static void print_model(void)
{
	char model[NB_MODEL_ID];

	nb_model_id(model);
	printf("model: %s\n", model);
}

static const struct cli tool = {
	.name = "nbnorm",
	.synopsis = "[OPTION...] [FILE]\n--report html [OPTION...] FILE...",
	.about = "Repair a page text: one paragraph per line, an empty line "
		 "between blocks.",
	.options = options,
	.most = CLI_ANY,
	.begin = cli_parsers_begin,
	.versions = print_model,
};

/* ---- reading the page */

/*
 * Take the text of bytes as received, and where its lines stand, if the bytes
 * are markup. A layout that is given by --layout goes before that of the
 * markup.
 */
static enum nb_status decode_page(struct norm *n, const struct nb_buf *bytes,
				  struct nb_error *err)
{
	struct nb_layout own;
	enum nb_status st = nb_layout_read_page(
		bytes->data, bytes->len, n->charset, cli_read_markup,
		n->damaged, &n->text, &own, err);

	memcpy(n->form, own.form, sizeof(n->form));
	if (n->layout_path)
		nb_layout_free(&own);
	else
		n->layout = own;
	return st;
}

/*
 * With --source, check that the input is the text of that page. The input is
 * UTF-8 then, because it comes from nbconv.
 */
static enum nb_status check_source(struct norm *n, struct nb_error *err)
{
	struct nb_text text;
	struct nb_layout own;
	enum nb_status st = nb_layout_read_page(
		n->in.data, n->in.len, "UTF-8", cli_read_markup,
		NB_DAMAGED_REFUSE, &text, &own, err);

	if (!st && (text.utf8.len != n->text.utf8.len ||
		    (text.utf8.len && memcmp(text.utf8.data, n->text.utf8.data,
					     text.utf8.len) != 0)))
		st = nb_fail(err, NB_INVALID,
			     "the input is not the text of this page");
	nb_text_free(&text);
	nb_layout_free(&own);
	return st;
}

/*
 * Read and decode the page, which is in the file of --source if that is given.
 * Errors name the file that is at fault.
 */
static enum nb_status read_page(struct norm *n, struct nb_error *err)
{
	enum nb_status st = nb_file_read(n->path, NB_PAGE_MAX, &n->in, err);

	if (!st && n->source)
		st = nb_file_read(n->source, NB_PAGE_MAX, &n->received, err);
	if (!st)
		st = decode_page(n, n->source ? &n->received : &n->in, err);
	if (!st && n->source)
		st = check_source(n, err);
	if (st)
		nb_error_file(err,
			      n->source ? n->source : cli_input_name(n->path));
	return st;
}

/* Describe the page as received, for the journal: its length and hash, its
 * charset and byte order mark, and its form if it was markup. */
static void describe_source(const struct norm *n, struct nb_source *source)
{
	const struct nb_buf *bytes = n->source ? &n->received : &n->in;

	memset(source, 0, sizeof(*source));
	nb_sha256(bytes->data, bytes->len, source->sha256);
	source->bytes = bytes->len;
	source->bom = n->text.bom;
	memcpy(source->form, n->form, sizeof(n->form));
	(void)snprintf(source->charset, sizeof(source->charset), "%s",
		       n->text.charset);
}

/*
 * The id of the page if the file is named after it, or NULL. Files of
 * decisions may be for many pages, and those for other pages than this one are
 * then left alone.
 */
static const char *page_id(struct norm *n)
{
	const char *slash = strrchr(n->path, '/');
	const char *name = slash ? slash + 1 : n->path;
	size_t len = strcspn(name, ".");

	if (!nb_newspaper_is_page(name, len))
		return NULL;
	memcpy(n->page_id, name, len);
	return n->page_id;
}

/* Append what the face shows, or the normalised text. */
static enum nb_status show_page(struct norm *n, const struct nb_page *page,
				const struct nb_division *division,
				const struct nb_source *source,
				struct nb_error *err)
{
	struct norm_view view = {
		.page = page,
		.division = division,
		.id = n->page_options.page_id,
		.profile = n->repair.profile,
		.name = cli_input_name(n->path),
		.source = *source,
		.json = n->json,
		.terminal = !n->output && cli_colours(),
		.place = n->place,
	};
	size_t len;
	const char *text = nb_page_text(page, &len);

	if (len == 0)
		cli_say(&tool, "%s: the page is blank", view.name);
	if (n->face)
		return n->face(&view, &n->out, err);
	return nb_buf_add(&n->out, text, len) ? nb_fail_mem(err) : NB_OK;
}

/* Read the page and what is known of its layout. */
static enum nb_status read_all(struct norm *n, struct nb_error *err)
{
	enum nb_status st = read_page(n, err);

	if (!st && n->layout_path)
		st = cli_layout_read(n->layout_path, &n->layout, err);
	if (st)
		return st;
	if (n->layout.order_in_doubt)
		cli_say(&tool,
			"%s: the file and the places of its upright lines "
			"disagree about their order; look at the page",
			cli_input_name(n->path));
	cli_layout_doubts(&tool, cli_input_name(n->path), &n->layout);
	n->page_options.layout =
		nb_layout_covers(&n->layout) ? &n->layout : NULL;
	n->page_options.said = n->layout.stretch_count ? &n->layout : NULL;
	n->page_options.page_id = page_id(n);
	/* A table of boxes may be in any order. */
	return n->layout.text.len && !n->layout_path
		       ? nb_layout_reorder(&n->layout, &n->page_options, err)
		       : NB_OK;
}

/*
 * Read the page, repair it, and make everything that is to be written: the
 * output, and the journal if it is wanted. n->outcome tells whether all
 * decisions applied.
 */
static enum nb_status repair_page(struct norm *n, struct nb_error *err)
{
	struct nb_division division = {.units = NULL};
	struct nb_page *page = NULL;
	struct nb_source source;
	const char *utf8;
	size_t len;
	enum nb_status st = read_all(n, err);

	if (st)
		return st;
	utf8 = n->text.utf8.len ? (const char *)n->text.utf8.data : "";
	st = nb_page_create(utf8, n->text.utf8.len, &n->page_options, &page,
			    err);
	if (!st)
		describe_source(n, &source);
	if (!st && n->journal)
		st = nb_journal_write(page, &source, &n->journal_text, err);
	if (!st && n->report) {
		utf8 = nb_page_text(page, &len);
		st = nb_divide(utf8, len, &n->page_options, &division, err);
	}
	if (!st)
		st = show_page(n, page, &division, &source, err);
	if (!st)
		n->outcome = nb_worse(
			n->outcome,
			cli_repair_outcomes(&tool, &n->repair, page,
					    n->report ? &division : NULL));
	if (st)
		nb_error_file(err, cli_input_name(n->path));
	nb_division_free(&division);
	nb_page_free(page);
	return st;
}

/* Free what belongs to one page. */
static void forget_page(struct norm *n)
{
	nb_buf_free(&n->in);
	nb_buf_free(&n->received);
	nb_text_free(&n->text);
	nb_layout_free(&n->layout);
}

/*
 * Make the report of `count` files. One that cannot be read is reported, and
 * the others are in the report; if it is the only one, there is none. Memory
 * that is lacking for one page would be lacking for the next as well.
 */
static enum nb_status report_pages(struct norm *n, char **files, int count,
				   struct nb_error *err)
{
	struct norm_job job = {cli_input_name(files[0]), (size_t)count,
			       n->repair.profile, n->repair.decisions};
	enum nb_status st = norm_report_begin(&job, &n->out, err), page;
	int i, good = 0;

	for (i = 0; !st && i < count; i++) {
		n->path = files[i];
		page = repair_page(n, err);
		forget_page(n);
		if (page == NB_NOMEM)
			return page;
		if (page && count == 1)
			return page;
		if (page) {
			cli_error(&tool, err);
			n->outcome = nb_worse(n->outcome, page);
		}
		good += !page;
	}
	if (!st && !good)
		return nb_fail(err, n->outcome,
			       "none of the pages can be read");
	return st ? st : norm_report_end(&n->out, err);
}

/* ---- the command */

/* Write the journal first: a program that reads our output in a pipe then finds
 * it complete. */
static enum nb_status write_results(struct norm *n, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (n->journal)
		st = cli_output_all(n->journal, n->journal_text.data,
				    n->journal_text.len, err);
	if (st)
		return st;
	return n->face ? cli_output_shown(n->output, n->out.data, n->out.len,
					  err)
		       : cli_output_all(n->output, n->out.data, n->out.len,
					err);
}

/* Make what is to be written: of one page, or a report of all files. */
static enum nb_status make_results(struct norm *n, char **files, int count,
				   struct nb_error *err)
{
	static char standard_input[] = "-";
	char *none[] = {standard_input};
	enum nb_status st;

	if (n->undo)
		return norm_undo(n->path, n->undo, &n->out, err);
	n->repair.no_titles = true;
	st = cli_repair_read(&n->repair, &n->page_options, err);
	if (st)
		return st;
	return n->report ? report_pages(n, count ? files : none,
					count ? count : 1, err)
			 : repair_page(n, err);
}

/* Repair or undo, write the results and free everything; the exit code. */
static int normalise(struct norm *n, char **files, int count)
{
	struct nb_error err;
	enum nb_status st = make_results(n, files, count, &err);

	if (!st)
		st = write_results(n, &err);
	if (st)
		cli_error(&tool, &err);
	forget_page(n);
	nb_buf_free(&n->out);
	nb_buf_free(&n->journal_text);
	cli_repair_free(&n->repair);
	return nb_exit_code(st ? st : n->outcome);
}

/*
 * Parse a number above 0 and up to 1. By hand, because strtod() would expect
 * the decimal point of the locale.
 */
static bool parse_probability(const char *text, double *out)
{
	double value = 0, unit = 1;
	size_t i = 0;

	for (; text[i] >= '0' && text[i] <= '1'; i++)
		value = value * 10 + (text[i] - '0');
	if (text[i] == '.')
		for (i++; text[i] >= '0' && text[i] <= '9'; i++)
			value += (text[i] - '0') * (unit /= 10);
	*out = value;
	return i && !text[i] && value > 0 && value <= 1;
}

/* The face of an option, or NULL. */
static norm_face *face_of(int key)
{
	switch (key) {
	case KEY_REVIEW:
		return norm_review;
	case KEY_EXPLAIN:
		return norm_explain;
	case KEY_SUSPECTS:
		return norm_suspects;
	case KEY_DRY_RUN:
		return norm_diff;
	case KEY_REPORT:
		return norm_report_page;
	default:
		return NULL;
	}
}

/*
 * An option that the table does not store: the threshold, or a face. 0, or the
 * exit code after a message.
 */
static int set_option(struct norm *n, int key)
{
	if (key == KEY_THRESHOLD)
		return parse_probability(optarg, &n->page_options.threshold)
			       ? 0
			       : cli_usage(&tool, "%s: not a probability",
					   optarg);
	if (n->face)
		return cli_usage(&tool, "only one of --review, --explain, "
					"--suspects, --dry-run and --report "
					"can be given");
	n->face = face_of(key);
	if (key == KEY_EXPLAIN &&
	    !cli_number(optarg, 0, NB_PAGE_MAX, &n->place))
		return cli_usage(&tool, "%s: not an offset", optarg);
	n->report = key == KEY_REPORT;
	if (n->report && strcmp(optarg, "html") != 0)
		return cli_usage(&tool, "%s: no such format", optarg);
	return 0;
}

/* Options that do not go together: 0, or the exit code. */
static int check_usage(const struct norm *n, int files)
{
	if (files > 1 && !n->report)
		return cli_usage(&tool, "only --report takes more than one "
					"page text");
	if (files > 1 && (n->layout_path || n->journal || n->source))
		return cli_usage(&tool, "--layout, --journal and --source go "
					"with one page text");
	if (n->undo && (n->face || n->repair.decisions_path ||
			n->repair.profile_path || n->repair.paragraph_lines ||
			n->layout_path || n->journal || n->source))
		return cli_usage(&tool, "--undo goes with --output only");
	if (n->json && n->face != norm_review && n->face != norm_explain &&
	    n->face != norm_suspects)
		return cli_usage(&tool, "--json goes with --review, --explain "
					"or --suspects");
	return 0;
}

/*
 * The exit code is 4 if a decision did not apply to anything, although the
 * page was repaired and written.
 */
int main(int argc, char **argv)
{
	struct norm n = {.path = "-"};
	int key, bad;

	while ((key = cli_next(&tool, argc, argv, &n)) != -1) {
		bad = set_option(&n, key);
		if (bad)
			return bad;
	}
	bad = check_usage(&n, argc - optind);
	if (!bad)
		bad = cli_damaged(&tool, n.damaged_word, &n.damaged);
	if (bad)
		return bad;
	/* A report has its files one after the other. */
	if (optind < argc)
		n.path = argv[optind];
	return normalise(&n, argv + optind, argc - optind);
}
