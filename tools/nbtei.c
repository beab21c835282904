/* SPDX-License-Identifier: Apache-2.0 */
/* nbtei: a page text as a TEI document; validation of documents. */
#include "cli_repair.h"
#include "layout.h"

#include <getopt.h>
#include <string.h>

#include <nbarc/ingest.h>
#include <nbarc/markup.h>
#include <nbarc/tei.h>
#include <nbarc/validate.h>

#include "base/error.h"
#include "base/file.h"

#define DOCUMENT_MAX ((size_t)1 << 28)

enum {
	KEY_OUTPUT = 'o',
	KEY_ID = 'i',
	KEY_JOURNAL = 'j',
	KEY_FROM = 'f',
	KEY_LAYOUT = 'l',
	KEY_TITLES = CLI_LONG,
	KEY_VALIDATE,
	KEY_PROFILE,
	KEY_DECISIONS,
};

static const struct cli_option options[] = {
	{KEY_ID, "id", "ID", "the page's id: jdrb-20190304-a01"},
	{KEY_JOURNAL, "journal", "FILE", "of nbnorm, for a normalised text"},
	{KEY_LAYOUT, "layout", "FILE", "line boxes: a table, ALTO or hOCR"},
	{KEY_TITLES, "titles", "FILE", "what is known of each title (TSV)"},
	{KEY_PROFILE, "profile", "NAME|FILE", "what kind of page it is"},
	{KEY_DECISIONS, "decisions", "FILE", "of a person, about breaks"},
	{KEY_FROM, "from-code", "CHARSET", "of the page text (found out)"},
	{KEY_OUTPUT, "output", "FILE", "write there, not to standard output"},
	{KEY_VALIDATE, "validate", NULL, "check documents instead"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbtei",
	.synopsis = "--id ID [OPTION...] [FILE]\n--validate FILE...",
	.about = "Write a page, text or ALTO or hOCR, as a TEI document.",
	.options = options,
};

struct tei {
	const char *path, *id, *journal, *titles_path, *layout_path, *output;
	struct nb_reading reading;
	struct cli_repair repair;
	struct nb_layout layout;
	struct nb_titles *titles;
	struct nb_buf in, journal_text;
	enum nb_status outcome; /* of the decisions */
};

static const char *name_of(const char *path)
{
	return strcmp(path, "-") ? path : "(stdin)";
}

static enum nb_status read_inputs(struct tei *t, struct nb_error *err)
{
	struct nb_buf table = {0};
	enum nb_status st = nb_file_read(t->path, NB_LAYOUT_MAX, &t->in, err);

	if (!st && t->layout_path)
		st = cli_layout_read(t->layout_path, &t->layout, err);
	if (!st && t->journal)
		st = nb_file_read(t->journal, DOCUMENT_MAX, &t->journal_text,
				  err);
	if (!st && t->titles_path)
		st = nb_file_read(t->titles_path, NB_PAGE_MAX, &table, err);
	if (!st && t->titles_path) {
		st = nb_titles_read(table.data, table.len, &t->titles, err);
		if (st)
			nb_error_file(err, t->titles_path);
	}
	nb_buf_free(&table);
	if (!st)
		st = cli_repair_read(&t->repair, &t->reading.page, err);
	if (!st && t->layout_path)
		t->reading.page.layout = &t->layout;
	return st;
}

static const struct nb_title *title(const struct tei *t)
{
	return t->titles ? nb_titles_find(t->titles, t->id, strcspn(t->id, "-"))
			 : NULL;
}

/* Both halves of the road must have the same profile. */
static enum nb_status check_profile(const struct nb_journal *journal,
				    const struct nb_profile *profile,
				    struct nb_error *err)
{
	const char *id = nb_profile_id(profile);

	if (strcmp(journal->profile, id) == 0)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "it was made with the profile %s, and --profile is %s",
		       journal->profile[0] ? journal->profile : "modern",
		       id[0] ? id : "modern");
}

/* A text that nbnorm has repaired, with its journal. */
static enum nb_status from_journal(struct tei *t, struct nb_tei *tei,
				   struct nb_error *err)
{
	struct nb_journal journal;
	struct nb_division division = {NULL, 0, NULL, 0};
	struct nb_buf undone = {0};
	const char *text = (const char *)t->in.data;
	const struct nb_profile *profile = t->repair.profile;
	struct nb_tei_input in = {
		.page_id = t->id, .title = title(t), .profile = profile};
	enum nb_status st = nb_journal_read(t->journal_text.data,
					    t->journal_text.len, &journal, err);

	if (!st)
		st = check_profile(&journal, profile, err);
	if (st)
		nb_error_file(err, t->journal);
	/* Undoing it shows that the journal is of this text. */
	if (!st)
		st = nb_journal_undo(&journal, text, t->in.len, &undone, err);
	if (!st)
		st = nb_divide(text, t->in.len, profile, &division, err);
	in.source = &journal.source;
	in.model = journal.model[0] ? journal.model : NULL;
	in.layout = journal.layout;
	in.text = text;
	in.text_len = t->in.len;
	in.repairs = journal.repairs;
	in.repair_count = journal.count;
	in.division = &division;
	if (!st)
		st = nb_tei_create(&in, tei, err);
	nb_division_free(&division);
	nb_journal_free(&journal);
	nb_buf_free(&undone);
	return st;
}

static enum nb_status from_page(struct tei *t, struct nb_tei *tei,
				struct nb_error *err)
{
	struct nb_converted c;
	enum nb_status st =
		nb_convert_page(t->in.data, t->in.len, t->id, title(t),
				&t->reading, NULL, &c, err);

	if (!st) {
		t->outcome = cli_repair_outcomes(&tool, &t->repair, c.page);
		*tei = c.tei;
		memset(&c.tei, 0, sizeof(c.tei));
	}
	nb_converted_free(&c);
	return st;
}

static enum nb_status write_document(struct tei *t, const struct nb_tei *tei,
				     struct nb_error *err)
{
	struct cli_output o;
	enum nb_status st = cli_output_open(&o, t->output, err);

	if (st)
		return st;
	st = cli_output_write(&o, tei->xml.data, tei->xml.len, err);
	return cli_output_close(&o, st, err);
}

static int run(struct tei *t)
{
	struct nb_tei tei = {.item_count = 0};
	struct nb_error err;
	enum nb_status st = read_inputs(t, &err);

	if (!st) {
		st = t->journal ? from_journal(t, &tei, &err)
				: from_page(t, &tei, &err);
		if (st)
			nb_error_file(&err, name_of(t->path));
	}
	if (!st)
		st = write_document(t, &tei, &err);
	if (st)
		cli_error(&tool, &err);
	nb_tei_free(&tei);
	nb_titles_free(t->titles);
	nb_layout_free(&t->layout);
	cli_repair_free(&t->repair);
	nb_buf_free(&t->in);
	nb_buf_free(&t->journal_text);
	return nb_exit_code(st ? st : t->outcome);
}

static enum nb_status validate_one(struct nb_validator *v, const char *path,
				   struct nb_buf *document)
{
	struct nb_error err;
	enum nb_status st;

	document->len = 0;
	st = nb_file_read(path, DOCUMENT_MAX, document, &err);
	if (!st)
		st = nb_validate(v, document->data, document->len,
				 name_of(path), &err);
	if (st)
		cli_error(&tool, &err);
	return st;
}

static int validate(char **files, int count)
{
	struct nb_validator *v;
	struct nb_buf document = {0};
	struct nb_error err;
	enum nb_status worst = nb_validator_create(&v, &err);
	int i;

	if (worst) {
		cli_error(&tool, &err);
		return nb_exit_code(worst);
	}
	for (i = 0; i < count; i++)
		worst = nb_worse(worst, validate_one(v, files[i], &document));
	nb_buf_free(&document);
	nb_validator_free(v);
	return nb_exit_code(worst);
}

static int check_usage(const struct tei *t, int files)
{
	if (!t->id)
		return cli_usage(&tool, "--id is missing");
	if (nb_id_level(t->id, strlen(t->id)) != NB_ID_PAGE)
		return cli_usage(&tool,
				 "%.60s: not the id of a page (such as "
				 "ntrb-20200309-a03)",
				 t->id);
	if (files > 1)
		return cli_usage(&tool, "one page text at most");
	if (t->journal && t->repair.decisions_path)
		return cli_usage(&tool, "--decisions goes to nbnorm where the "
					"text is normalised already");
	return 0;
}

int main(int argc, char **argv)
{
	struct tei t = {.path = "-", .reading.markup = nb_layout_read_markup};
	bool check = false;
	int key, bad;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_ID:
			t.id = optarg;
			break;
		case KEY_JOURNAL:
			t.journal = optarg;
			break;
		case KEY_TITLES:
			t.titles_path = optarg;
			break;
		case KEY_FROM:
			t.reading.charset = optarg;
			break;
		case KEY_PROFILE:
			t.repair.profile_path = optarg;
			break;
		case KEY_DECISIONS:
			t.repair.decisions_path = optarg;
			break;
		case KEY_LAYOUT:
			t.layout_path = optarg;
			break;
		case KEY_OUTPUT:
			t.output = optarg;
			break;
		case KEY_VALIDATE:
			check = true;
			break;
		default:
			return cli_stdout_close(&tool);
		}
	}
	if (check && optind == argc)
		return cli_usage(&tool, "a document is missing");
	if (check)
		return validate(argv + optind, argc - optind);
	bad = check_usage(&t, argc - optind);
	if (bad)
		return bad;
	if (optind < argc)
		t.path = argv[optind];
	return run(&t);
}
