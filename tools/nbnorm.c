/* SPDX-License-Identifier: Apache-2.0 */
/* nbnorm: repair of broken lines in page texts. */
#include "cli.h"
#include "layout.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/encoding.h>
#include <nbarc/page.h>

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
};

static const struct cli_option options[] = {
	{KEY_FROM, "from-code", "CHARSET", "of the page text (found out)"},
	{KEY_LAYOUT, "layout", "FILE", "line boxes: a table, ALTO or hOCR"},
	{KEY_JOURNAL, "journal", "FILE", "write the record of the repairs"},
	{KEY_SOURCE, "source", "FILE", "the page as received, for the journal"},
	{KEY_THRESHOLD, "threshold", "P", "join from this probability on"},
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
	struct nb_buf in;	/* as read */
	struct nb_buf received; /* of --source */
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

static enum nb_status repair(struct norm *n, struct nb_error *err)
{
	const char *utf8;
	struct nb_page *page = NULL;
	struct nb_source source;
	size_t len;
	enum nb_status st = read_page(n, err);

	if (!st && n->layout_path)
		st = cli_layout_read(n->layout_path, &n->layout, err);
	if (st)
		return st;
	if (n->layout.count)
		n->page_options.layout = &n->layout;
	utf8 = n->text.utf8.len ? (const char *)n->text.utf8.data : "";
	st = nb_page_create(utf8, n->text.utf8.len, &n->page_options, &page,
			    err);
	if (!st) {
		utf8 = nb_page_text(page, &len);
		describe(n, &source);
		st = nb_journal_write(page, &source, &n->journal_text, err);
		if (!st && nb_buf_add(&n->out, utf8, len))
			st = nb_fail_mem(err);
		if (!st && len == 0)
			st = nb_fail(err, NB_INVALID, "the page has no text");
	}
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
	return nb_exit_code(st);
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

int main(int argc, char **argv)
{
	struct norm n = {.path = "-"};
	char model[NB_MODEL_ID];
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_OUTPUT:
			n.output = optarg;
			break;
		case KEY_JOURNAL:
			n.journal = optarg;
			break;
		case KEY_SOURCE:
			n.source = optarg;
			break;
		case KEY_UNDO:
			n.undo = optarg;
			break;
		case KEY_FROM:
			n.charset = optarg;
			break;
		case KEY_LAYOUT:
			n.layout_path = optarg;
			break;
		case KEY_THRESHOLD:
			if (!probability(optarg, &n.page_options.threshold))
				return cli_usage(&tool, "%s: not a probability",
						 optarg);
			break;
		default:
			nb_model_id(model);
			printf("model: %s\n", model);
			return cli_stdout_close(&tool);
		}
	}
	if (argc - optind > 1)
		return cli_usage(&tool, "one page text at most");
	if (optind < argc)
		n.path = argv[optind];
	return run(&n);
}
