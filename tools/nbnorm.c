/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm: repair of broken lines in page texts. */
#include "nbnorm.h"
#include "layout.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/markup.h>
#include <nbarc/tei.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

enum {
	KEY_OUTPUT = 'o',
	KEY_JOURNAL = 'j',
	KEY_SOURCE = 's',
	KEY_UNDO = 'u',
	KEY_FROM = 'f',
	KEY_LAYOUT = 'l',
	KEY_THRESHOLD = CLI_LONG,
	KEY_PROFILE,
	KEY_DECISIONS,
	KEY_REVIEW,
	KEY_EXPLAIN,
	KEY_SUSPECTS,
	KEY_DRY_RUN,
	KEY_REPORT,
	KEY_JSON,
};

static const struct cli_option options[] = {
	{KEY_FROM, "from-code", "CHARSET", "of the page text (found out)"},
	{KEY_LAYOUT, "layout", "FILE", "line boxes: a table, ALTO or hOCR"},
	{KEY_JOURNAL, "journal", "FILE", "write the record of the repairs"},
	{KEY_SOURCE, "source", "FILE", "the page as received, for the journal"},
	{KEY_THRESHOLD, "threshold", "P", "join from this probability on"},
	{KEY_PROFILE, "profile", "NAME|FILE", "what kind of page it is"},
	{KEY_DECISIONS, "decisions", "FILE", "of a person, about breaks"},
	{KEY_REVIEW, "review", NULL, "list the doubtful breaks"},
	{KEY_EXPLAIN, "explain", "OFFSET", "say why that break is as it is"},
	{KEY_SUSPECTS, "suspects", NULL, "list characters like errors"},
	{KEY_DRY_RUN, "dry-run", NULL, "show what would change"},
	{KEY_REPORT, "report", "FORMAT", "a page for review: html"},
	{KEY_JSON, "json", NULL, "for machines: review, explain, suspects"},
	{KEY_UNDO, "undo", "JOURNAL", "give back the page as received"},
	{KEY_OUTPUT, "output", "FILE", "write there, not to standard output"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbnorm",
	.synopsis = "[OPTION...] [FILE]",
	.about = "Repair a page text: one paragraph a line, an empty line "
		 "between blocks.",
	.options = options,
};

struct norm {
	const char *path, *output, *journal, *source, *undo, *charset,
		*layout_path;
	struct nb_page_options page_options;
	struct cli_repair repair;
	enum nb_status outcome; /* of the decisions */
	norm_face *face;	/* NULL: the normalised text */
	bool json;
	unsigned long long place;
	char page_id[NB_ID_MAX]; /* "" where the file has no such name */
	struct nb_buf in;	 /* as read */
	struct nb_buf received;	 /* of --source */
	struct nb_text text;
	struct nb_layout layout;
	char form[NB_FORM_NAME_MAX]; /* of the page */
	struct nb_buf out;
	struct nb_buf journal_text;
};

static const char *name_of(const char *path)
{
	return strcmp(path, "-") ? path : "(stdin)";
}

/* The text of bytes as received, and their layout where they have one. */
static enum nb_status decode(struct norm *n, const struct nb_buf *bytes,
			     struct nb_error *err)
{
	struct nb_layout own;
	enum nb_status st =
		nb_layout_read_page(bytes->data, bytes->len, n->charset,
				    nb_layout_read_markup, &n->text, &own, err);

	memcpy(n->form, own.form, sizeof(n->form));
	if (n->layout_path)
		nb_layout_free(&own);
	else
		n->layout = own;
	return st;
}

/* The input of --source must be the text of that page. */
static enum nb_status check_source(struct norm *n, struct nb_error *err)
{
	struct nb_text text;
	struct nb_layout own;
	enum nb_status st =
		nb_layout_read_page(n->in.data, n->in.len, "UTF-8",
				    nb_layout_read_markup, &text, &own, err);

	if (!st && (text.utf8.len != n->text.utf8.len ||
		    (text.utf8.len && memcmp(text.utf8.data, n->text.utf8.data,
					     text.utf8.len) != 0)))
		st = nb_fail(err, NB_INVALID,
			     "its text is not that of the page");
	nb_text_free(&text);
	nb_layout_free(&own);
	return st;
}

static enum nb_status read_page(struct norm *n, struct nb_error *err)
{
	enum nb_status st = nb_file_read(n->path, NB_PAGE_MAX, &n->in, err);

	if (!st && n->source)
		st = nb_file_read(n->source, NB_PAGE_MAX, &n->received, err);
	if (!st)
		st = decode(n, n->source ? &n->received : &n->in, err);
	if (!st && n->source)
		st = check_source(n, err);
	if (st)
		nb_error_file(err, n->source ? n->source : name_of(n->path));
	return st;
}

static void describe(const struct norm *n, struct nb_source *source)
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

/* A file that is named after its page: decisions may be for that one. */
static const char *page_id(struct norm *n)
{
	const char *slash = strrchr(n->path, '/');
	const char *name = slash ? slash + 1 : n->path;
	size_t len = strcspn(name, ".");

	if (len >= NB_ID_MAX || nb_id_level(name, len) != NB_ID_PAGE)
		return NULL;
	memcpy(n->page_id, name, len);
	return n->page_id;
}

/* What the face shows, or the normalised text. */
static enum nb_status show(struct norm *n, const struct nb_page *page,
			   const struct nb_source *source, struct nb_error *err)
{
	struct norm_view view = {
		.page = page,
		.profile = n->repair.profile,
		.name = name_of(n->path),
		.source = *source,
		.json = n->json,
		.terminal = !n->output && cli_colours(),
		.place = n->place,
	};
	size_t len;
	const char *text = nb_page_text(page, &len);

	if (len == 0)
		return nb_fail(err, NB_INVALID, "the page has no text");
	if (n->face)
		return n->face(&view, &n->out, err);
	return nb_buf_add(&n->out, text, len) ? nb_fail_mem(err) : NB_OK;
}

static enum nb_status repair(struct norm *n, struct nb_error *err)
{
	const char *utf8;
	struct nb_page *page = NULL;
	struct nb_source source;
	enum nb_status st = cli_repair_read(&n->repair, &n->page_options, err);

	if (!st)
		st = read_page(n, err);
	if (!st && n->layout_path)
		st = cli_layout_read(n->layout_path, &n->layout, err);
	if (st)
		return st;
	if (n->layout.count)
		n->page_options.layout = &n->layout;
	utf8 = n->text.utf8.len ? (const char *)n->text.utf8.data : "";
	n->page_options.page_id = page_id(n);
	st = nb_page_create(utf8, n->text.utf8.len, &n->page_options, &page,
			    err);
	if (!st)
		describe(n, &source);
	if (!st && n->journal)
		st = nb_journal_write(page, &source, &n->journal_text, err);
	if (!st)
		st = show(n, page, &source, err);
	if (!st)
		n->outcome = cli_repair_outcomes(&tool, &n->repair, page);
	if (st)
		nb_error_file(err, name_of(n->path));
	nb_page_free(page);
	return st;
}

static enum nb_status check_undone(const struct norm *n,
				   const struct nb_source *source,
				   struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];

	/* From markup no more than its text was kept. */
	if (source->form[0])
		return NB_OK;
	nb_sha256(n->out.data, n->out.len, digest);
	if (memcmp(digest, source->sha256, sizeof(digest)) == 0)
		return NB_OK;
	return nb_fail(err, NB_INVALID,
		       "the result is not the source that the journal names");
}

/* As it was received; what was made from markup was UTF-8. */
static enum nb_status encode(const struct nb_source *source,
			     const struct nb_buf *utf8, struct nb_buf *out,
			     struct nb_error *err)
{
	bool made = source->form[0] != '\0';

	return nb_text_encode((const char *)utf8->data, utf8->len,
			      made ? "UTF-8" : source->charset,
			      source->bom && !made, out, err);
}

/* Normalised text and journal in, the page as received out. */
static enum nb_status undo(struct norm *n, struct nb_error *err)
{
	struct nb_buf journal_text = {0}, utf8 = {0};
	struct nb_journal journal = {.count = 0};
	enum nb_status st = nb_file_read(n->path, 4 * NB_PAGE_MAX, &n->in, err);

	if (!st)
		st = nb_file_read(n->undo, SIZE_MAX / 2, &journal_text, err);
	if (!st) {
		st = nb_journal_read(journal_text.data, journal_text.len,
				     &journal, err);
		if (st)
			nb_error_file(err, n->undo);
	}
	if (!st)
		st = nb_journal_undo(&journal, (const char *)n->in.data,
				     n->in.len, &utf8, err);
	if (!st)
		st = encode(&journal.source, &utf8, &n->out, err);
	if (!st)
		st = check_undone(n, &journal.source, err);
	if (st)
		nb_error_file(err, name_of(n->path));
	nb_journal_free(&journal);
	nb_buf_free(&journal_text);
	nb_buf_free(&utf8);
	return st;
}

static enum nb_status write_all(const char *path, const struct nb_buf *b,
				struct nb_error *err)
{
	struct cli_output o;
	enum nb_status st = cli_output_open(&o, path, err);

	if (st)
		return st;
	st = cli_output_write(&o, b->data, b->len, err);
	return cli_output_close(&o, st, err);
}

/* The journal first: whoever reads our output in a pipe finds it there. */
static int run(struct norm *n)
{
	struct nb_error err;
	enum nb_status st = n->undo ? undo(n, &err) : repair(n, &err);

	if (!st && n->journal)
		st = write_all(n->journal, &n->journal_text, &err);
	if (!st)
		st = write_all(n->output, &n->out, &err);
	if (st)
		cli_error(&tool, &err);
	nb_buf_free(&n->in);
	nb_buf_free(&n->received);
	nb_buf_free(&n->out);
	nb_buf_free(&n->journal_text);
	nb_text_free(&n->text);
	nb_layout_free(&n->layout);
	cli_repair_free(&n->repair);
	return nb_exit_code(st ? st : n->outcome);
}

/* A number above 0 and up to 1, in any locale with a full stop. */
static bool probability(const char *text, double *out)
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

/* One face at a time. */
static bool set_face(struct norm *n, norm_face *face)
{
	bool first = !n->face;

	n->face = face;
	return first;
}

/* Returns the key where the option is not one of these. */
static int set_face_option(struct norm *n, int key)
{
	bool good = true;

	switch (key) {
	case KEY_REVIEW:
		good = set_face(n, norm_review);
		break;
	case KEY_EXPLAIN:
		good = set_face(n, norm_explain);
		if (!cli_number(optarg, 0, NB_PAGE_MAX, &n->place))
			exit(cli_usage(&tool, "%s: not an offset", optarg));
		break;
	case KEY_SUSPECTS:
		good = set_face(n, norm_suspects);
		break;
	case KEY_DRY_RUN:
		good = set_face(n, norm_diff);
		break;
	case KEY_REPORT:
		good = set_face(n, norm_report);
		if (strcmp(optarg, "html") != 0)
			exit(cli_usage(&tool, "%s: no such format", optarg));
		break;
	case KEY_JSON:
		n->json = true;
		break;
	default:
		return key;
	}
	if (!good)
		exit(cli_usage(&tool, "one of --review, --explain, --suspects, "
				      "--dry-run, --report at a time"));
	return 0;
}

/* False for --version. */
static bool set_option(struct norm *n, int key)
{
	switch (set_face_option(n, key)) {
	case 0:
		return true;
	case KEY_OUTPUT:
		n->output = optarg;
		return true;
	case KEY_JOURNAL:
		n->journal = optarg;
		return true;
	case KEY_SOURCE:
		n->source = optarg;
		return true;
	case KEY_UNDO:
		n->undo = optarg;
		return true;
	case KEY_FROM:
		n->charset = optarg;
		return true;
	case KEY_LAYOUT:
		n->layout_path = optarg;
		return true;
	case KEY_PROFILE:
		n->repair.profile_path = optarg;
		return true;
	case KEY_DECISIONS:
		n->repair.decisions_path = optarg;
		return true;
	case KEY_THRESHOLD:
		if (!probability(optarg, &n->page_options.threshold))
			exit(cli_usage(&tool, "%s: not a probability", optarg));
		return true;
	default:
		return false;
	}
}

int main(int argc, char **argv)
{
	struct norm n = {.path = "-"};
	char model[NB_MODEL_ID];
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (set_option(&n, key))
			continue;
		nb_model_id(model);
		printf("model: %s\n", model);
		return cli_stdout_close(&tool);
	}
	if (argc - optind > 1)
		return cli_usage(&tool, "one page text at most");
	if (n.undo &&
	    (n.face || n.repair.decisions_path || n.repair.profile_path ||
	     n.layout_path || n.journal || n.source))
		return cli_usage(&tool, "--undo takes --output alone");
	if (n.json && n.face != norm_review && n.face != norm_explain &&
	    n.face != norm_suspects)
		return cli_usage(&tool, "--json goes with --review, --explain "
					"or --suspects");
	if (optind < argc)
		n.path = argv[optind];
	return run(&n);
}
