/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbtei: a page text as a TEI document, and the validation of such documents.
 *
 * There are two ways to a document, and they give the same one: a page as
 * received goes through all stages in one call, and a text that nbnorm has
 * repaired comes with its journal, from which the document gets what the
 * repair did. Everything is read first; the document is written when it is
 * complete.
 *
 * Validation is against the schema that is compiled in; it also checks what the
 * schema cannot say: that every reference finds the element it names.
 */
#include <getopt.h>
#include <string.h>

#include <nbarc/ingest.h>
#include <nbarc/newspaper.h>
#include <nbarc/tei.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/layout.h"
#include "cli/parsers.h"
#include "cli/repair.h"
#include "cli/titles.h"
#include "learn.h"

/* A larger document or journal is refused. */
#define DOCUMENT_MAX ((size_t)1 << 28)

/*
 * One run of nbtei. The first group is what the command line says; of the rest,
 * everything is owned. `reading` points to it.
 */
struct tei {
	const char *path; /* "-": standard input */
	const char *id, *journal, *titles_path, *layout_path, *output;
	const char *damaged; /* refuse or keep */
	const char *image_template;
	const char *learn; /* the profile that is to be written */
	bool validate, plain, review;
	struct nb_reading reading;
	struct cli_repair repair;

	struct nb_layout layout;
	struct nb_titles *titles;
	struct nb_buf in, journal_text, image, stated;
	enum nb_status outcome; /* NB_ABSENT: a decision did not apply */
};

enum {
	KEY_TITLES = CLI_LONG,
	KEY_VALIDATE,
	KEY_PROFILE,
	KEY_PARAGRAPH_LINES,
	KEY_DECISIONS,
	KEY_NO_ZONES,
	KEY_IMAGE,
	KEY_PLAIN,
	KEY_REVIEW,
	KEY_DAMAGED,
	KEY_LEARN
};

static const struct cli_option options[] = {
	{'i', "id", "ID", "id of the page: jdrb-20190304-a01",
	 CLI_TEXT(struct tei, id)},
	{'j', "journal", "FILE", "journal of nbnorm, for a normalised text",
	 CLI_AWAITED(struct tei, journal)},
	{'l', "layout", "FILE", "line boxes: a table, or ALTO, hOCR, PAGE ...",
	 CLI_TEXT(struct tei, layout_path)},
	{KEY_TITLES, "titles", "FILE", "table of the newspaper titles (TSV)",
	 CLI_TEXT(struct tei, titles_path)},
	{KEY_PROFILE, "profile", "NAME|FILE|DIR", "kind of page",
	 CLI_TEXT(struct tei, repair.profile_path)},
	{KEY_PARAGRAPH_LINES, "paragraph-lines", NULL, CLI_PARAGRAPH_LINES_HELP,
	 CLI_SET(struct tei, repair.paragraph_lines)},
	{KEY_DECISIONS, "decisions", "FILE", "a reviewer's decisions",
	 CLI_TEXT(struct tei, repair.decisions_path)},
	{'f', "from-code", "CHARSET",
	 "charset of the page text (default: detected)",
	 CLI_TEXT(struct tei, reading.charset)},
	{KEY_DAMAGED, "damaged", "HOW", CLI_DAMAGED_HELP,
	 CLI_TEXT(struct tei, damaged)},
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct tei, output)},
	{KEY_IMAGE, "image-template", "URL",
	 "the image of the page: '…/{date}/{page}.jpg'",
	 CLI_TEXT(struct tei, image_template)},
	{KEY_NO_ZONES, "no-zones", NULL, "leave out where the lines stand",
	 CLI_SET(struct tei, reading.no_zones)},
	{KEY_PLAIN, "plain", NULL, "leave out the marks of joined breaks",
	 CLI_SET(struct tei, plain)},
	{KEY_REVIEW, "review", NULL,
	 "list items and blocks as decisions instead",
	 CLI_SET(struct tei, review)},
	{KEY_LEARN, "learn", "FILE",
	 "write what corrected pages teach to CODE.profile",
	 CLI_OUTPUT(struct tei, learn)},
	{KEY_VALIDATE, "validate", NULL, "validate documents instead",
	 CLI_SET(struct tei, validate)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbtei",
	.synopsis = "--id ID [OPTION...] [FILE]\n"
		    "--learn CODE.profile [OPTION...] FILE|ARCHIVE...\n"
		    "--validate FILE...",
	.about =
		"Write a page, a text or a file of an OCR engine, as a TEI document.",
	.options = options,
	.most = CLI_ANY,
	.begin = cli_parsers_begin,
};

/* ---- a document */

/*
 * Read the page and every file that an option names. What was read before an
 * error is freed by the caller.
 */
static enum nb_status read_inputs(struct tei *t, struct nb_error *err)
{
	enum nb_status st = nb_file_read(t->path, NB_LAYOUT_MAX, &t->in, err);

	if (!st && t->layout_path)
		st = cli_layout_read(t->layout_path, &t->layout, err);
	if (!st && t->journal)
		st = nb_file_read(t->journal, DOCUMENT_MAX, &t->journal_text,
				  err);
	if (!st)
		st = cli_titles_read(t->titles_path, &t->titles, err);
	if (!st)
		st = cli_repair_read(&t->repair, &t->reading.page, err);
	if (!st && t->image_template)
		st = nb_image_name(t->image_template, t->id, t->path, &t->image,
				   err);
	t->reading.image = (const char *)t->image.data;
	if (!st && nb_layout_covers(&t->layout))
		t->reading.page.layout = &t->layout;
	if (!st && t->layout.stretch_count)
		t->reading.page.said = &t->layout;
	return st;
}

/* What the table of titles has about the title of the page, or NULL. */
static const struct nb_title *title_of(const struct tei *t)
{
	return t->titles ? nb_titles_find(t->titles, t->id, strcspn(t->id, "-"))
			 : NULL;
}

/*
 * Check that the text was normalised with the profile that is given here: the
 * profile also decides how blocks are told apart, so that another one would
 * give another document.
 */
static enum nb_status check_profile(const struct nb_journal *journal,
				    const struct nb_profile *profile,
				    struct nb_error *err)
{
	const char *id = nb_profile_id(profile);

	if (strcmp(journal->profile, id) == 0)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "made with the profile %s, but --profile is %s",
		       journal->profile[0] ? journal->profile : "modern",
		       id[0] ? id : "modern");
}

/*
 * Make the document of a text that nbnorm has repaired, with its journal. The
 * journal is undone, only to show that it belongs to this text.
 */
static enum nb_status from_journal(struct tei *t, struct nb_tei *tei,
				   struct nb_error *err)
{
	struct nb_journal journal;
	struct nb_division division = {.units = NULL};
	struct nb_buf undone = {0};
	const char *text = (const char *)t->in.data;
	const struct nb_profile *profile = t->reading.page.profile;
	struct nb_page_options how = t->reading.page;
	struct nb_tei_input in = {
		.page_id = t->id, .title = title_of(t), .profile = profile};
	enum nb_status st = nb_journal_read(t->journal_text.data,
					    t->journal_text.len, &journal, err);

	if (!st)
		st = check_profile(&journal, profile, err);
	if (st)
		nb_error_file(err, t->journal);
	how.page_id = t->id;
	/* Undoing it shows that the journal is of this text. */
	if (!st)
		st = nb_journal_undo(&journal, text, t->in.len, &undone, err);
	if (!st)
		st = nb_divide(text, t->in.len, &how, &division, err);
	in.said = t->reading.page.said;
	in.places = t->reading.no_zones ? NULL : t->reading.page.layout;
	in.image = t->reading.image;
	in.source = &journal.source;
	in.model = journal.model[0] ? journal.model : NULL;
	in.layout = journal.layout;
	in.order = journal.order;
	in.text = text;
	in.text_len = t->in.len;
	in.repairs = journal.repairs;
	in.repair_count = journal.count;
	in.division = &division;
	in.decisions = t->repair.decisions;
	if (!st)
		st = nb_tei_create(&in, tei, err);
	if (!st)
		t->outcome =
			cli_repair_outcomes(&tool, &t->repair, NULL, &division);
	nb_division_free(&division);
	nb_journal_free(&journal);
	nb_buf_free(&undone);
	return st;
}

/* Append the decisions that were applied of which nothing stands between the
 * blocks: readings, and how items go on. */
static enum nb_status state_others(struct tei *t, const struct nb_converted *c)
{
	const struct nb_decisions *d = t->repair.decisions;
	size_t i, n = d ? nb_decisions_count(d) : 0;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < n; i++) {
		const struct nb_decision *one = nb_decisions_get(d, i);

		if (one->what >= NB_DECIDED_NEXT &&
		    nb_outcome_applied(
			    nb_decision_outcome(d, i, c->page, &c->division)))
			st = nb_decision_print(one, NULL, &t->stated);
	}
	return st;
}

/*
 * Make the document of a page as received, with the same call as nbarc ingest.
 * The document is moved out of the result, the rest of which is freed.
 */
static enum nb_status from_page(struct tei *t, struct nb_tei *tei,
				struct nb_error *err)
{
	struct nb_converted c;
	enum nb_status st =
		nb_convert_page(t->in.data, t->in.len, t->id, title_of(t),
				&t->reading, NULL, &c, err);

	if (!st) {
		t->outcome = cli_repair_outcomes(&tool, &t->repair, c.page,
						 &c.division);
		if (c.layout.unknown[0])
			cli_say(&tool,
				"%s: elements that are not known, whose text "
				"was taken: %s",
				cli_input_name(t->path), c.layout.unknown);
		if (c.layout.left[0])
			cli_say(&tool,
				"%s: readings of editors that are in the "
				"source only: %s",
				cli_input_name(t->path), c.layout.left);
		cli_layout_doubts(&tool, cli_input_name(t->path), &c.layout);
		*tei = c.tei;
		memset(&c.tei, 0, sizeof(c.tei));
	}
	if (!st && t->review)
		st = nb_division_review(c.page, &c.division, &t->stated, err);
	if (!st && t->review && state_others(t, &c))
		st = nb_fail_mem(err);
	nb_converted_free(&c);
	return st;
}

/* Write the document. */
static enum nb_status write_document(const struct tei *t,
				     const struct nb_buf *xml,
				     struct nb_error *err)
{
	struct nb_buf plain = {0};
	enum nb_status st;

	if (!t->plain)
		return cli_output_all(t->output, xml->data, xml->len, err);
	st = nb_tei_plain(xml->data, xml->len, &plain, err);
	if (!st)
		st = cli_output_all(t->output, plain.data, plain.len, err);
	nb_buf_free(&plain);
	return st;
}

/* Make the document and write it; returns the exit code. */
static int make_document(struct tei *t)
{
	struct nb_tei tei = {.item_count = 0};
	struct nb_error err;
	enum nb_status st = read_inputs(t, &err);

	if (!st) {
		st = t->journal ? from_journal(t, &tei, &err)
				: from_page(t, &tei, &err);
		if (st)
			nb_error_file(&err, cli_input_name(t->path));
	}
	if (!st)
		st = t->review ? cli_output_all(t->output, t->stated.data,
						t->stated.len, &err)
			       : write_document(t, &tei.xml, &err);
	if (st)
		cli_error(&tool, &err);
	nb_tei_free(&tei);
	nb_titles_free(t->titles);
	nb_layout_free(&t->layout);
	cli_repair_free(&t->repair);
	nb_buf_free(&t->in);
	nb_buf_free(&t->journal_text);
	nb_buf_free(&t->image);
	nb_buf_free(&t->stated);
	return nb_exit_code(st ? st : t->outcome);
}

/* ---- validation */

/*
 * Validate one document; reports its errors. `document` is a buffer that is
 * used again for the next one.
 */
static enum nb_status validate_one(const char *path, struct nb_buf *document)
{
	struct nb_error err;
	enum nb_status st;

	document->len = 0;
	st = nb_file_read(path, DOCUMENT_MAX, document, &err);
	if (!st)
		st = cli_validate(document->data, document->len,
				  cli_input_name(path), &err);
	if (st)
		cli_error(&tool, &err);
	return st;
}

/* Validate all; returns the exit code of the worst. */
static int validate_files(char **files, int count)
{
	struct nb_buf document = {0};
	enum nb_status worst = NB_OK;
	int i;

	for (i = 0; i < count; i++)
		worst = nb_worse(worst, validate_one(files[i], &document));
	nb_buf_free(&document);
	return nb_exit_code(worst);
}

/* ---- the command */

/* What is missing or does not go together: 0, or the exit code. */
static int check_usage(const struct tei *t, int files)
{
	struct nb_error err;

	if (!t->id)
		return cli_usage(&tool, "--id is missing");
	if (!nb_newspaper_is_page(t->id, strlen(t->id)))
		return cli_usage(&tool,
				 "%.60s: not the id of a page (such as "
				 "ntrb-20200309-a03)",
				 t->id);
	if (nb_newspaper_check_date(t->id, strlen(t->id), &err))
		return cli_usage(&tool, "%s: %s", t->id, err.text);
	if (t->image_template && nb_image_check(t->image_template, &err))
		return cli_usage(&tool, "--image-template: %s", err.text);
	if (t->review && (t->journal || t->plain))
		return cli_usage(&tool,
				 "--review takes a page as received, and "
				 "writes no document");
	if (files > 1)
		return cli_usage(&tool, "at most one page text can be given");
	return 0;
}

/* The same for --learn. */
static int check_learning(const struct tei *t, int files)
{
	if (t->id || t->journal || t->layout_path || t->titles_path ||
	    t->output || t->image_template || t->plain || t->review ||
	    t->repair.paragraph_lines)
		return cli_usage(&tool, "--learn takes --profile, --decisions, "
					"--from-code and --damaged only");
	if (!files)
		return cli_usage(&tool, "a page or an archive is missing");
	return 0;
}

/* --validate takes any number of documents and ignores the other options. */
int main(int argc, char **argv)
{
	struct tei t = {.path = "-", .reading.markup = cli_read_markup};
	int bad;

	cli_parse(&tool, argc, argv, &t);
	if (t.validate && optind == argc)
		return cli_usage(&tool, "a document is missing");
	if (t.validate)
		return validate_files(argv + optind, argc - optind);
	bad = t.learn ? check_learning(&t, argc - optind)
		      : check_usage(&t, argc - optind);
	if (!bad)
		bad = cli_damaged(&tool, t.damaged, &t.reading.damaged);
	if (bad)
		return bad;
	if (t.learn)
		return tei_learn(&tool, t.learn, &t.repair, &t.reading,
				 argv + optind, argc - optind);
	t.repair.page_id = t.id;
	if (optind < argc)
		t.path = argv[optind];
	return make_document(&t);
}
