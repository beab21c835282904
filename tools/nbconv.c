/* SPDX-License-Identifier: Apache-2.0 */
/* nbconv: charset conversion that loses nothing. */
#include "cli.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include <nbarc/encoding.h>

#include "base/error.h"
#include "base/file.h"
#include "encoding/gb18030.h"

/* A text is converted as a whole, so that it can be proved before any of it is
 * written. */
#define TEXT_MAX ((size_t)1 << 31)

enum { KEY_FROM = 'f', KEY_TO = 't', KEY_OUTPUT = 'o' };

static const struct cli_option options[] = {
	{KEY_FROM, "from-code", "CHARSET", "of the input (found out)"},
	{KEY_TO, "to-code", "CHARSET", "of the output (UTF-8)"},
	{KEY_OUTPUT, "output", "FILE", "write there, not to standard output"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbconv",
	.synopsis = "[OPTION...] [FILE...]",
	.about = "Convert text between GB18030, UTF-8 and the charsets of "
		 "iconv without losing a byte.",
	.options = options,
};

struct conversion {
	const char *from, *to;
	struct cli_output output;
	struct nb_buf in, out, back;
	struct nb_text text;
};

/* Convert back, and see that the input comes out. */
static enum nb_status prove(struct conversion *c, struct nb_error *err)
{
	const struct nb_text *t = &c->text;
	enum nb_status st;

	c->back.len = 0;
	st = nb_text_encode((const char *)t->utf8.data, t->utf8.len, t->charset,
			    t->bom, &c->back, err);
	if (!st &&
	    (c->back.len != c->in.len ||
	     (c->in.len && memcmp(c->back.data, c->in.data, c->in.len) != 0)))
		st = nb_fail(err, NB_INVALID,
			     "converting back from %s does not give the same "
			     "bytes; nothing is written",
			     t->charset);
	return st;
}

/* The input in the charset that is wanted; a byte order mark stays. */
static enum nb_status convert(struct conversion *c, struct nb_error *err)
{
	const struct nb_text *t = &c->text;
	enum nb_status st =
		nb_text_decode(c->in.data, c->in.len, c->from, &c->text, err);

	if (!st)
		st = prove(c, err);
	c->out.len = 0;
	if (!st)
		st = nb_text_encode((const char *)t->utf8.data, t->utf8.len,
				    c->to, t->bom, &c->out, err);
	return st;
}

static enum nb_status one_file(struct conversion *c, const char *path)
{
	struct nb_error err;
	enum nb_status st;

	c->in.len = 0;
	memset(&c->text, 0, sizeof(c->text));
	st = nb_file_read(path, TEXT_MAX, &c->in, &err);
	if (!st)
		st = convert(c, &err);
	if (!st)
		st = cli_output_write(&c->output, c->out.data, c->out.len,
				      &err);
	nb_text_free(&c->text);
	if (st) {
		nb_error_file(&err, strcmp(path, "-") ? path : "(stdin)");
		cli_error(&tool, &err);
	}
	return st;
}

static bool utf8_output(const struct conversion *c)
{
	return strcmp(c->to, "UTF-8") == 0;
}

static int run(struct conversion *c, const char *output, char **files,
	       int count)
{
	static char standard_input[] = "-";
	static char *none[] = {standard_input};
	struct nb_error err;
	enum nb_status worst, st;
	int i;

	if (!output && !utf8_output(c) && isatty(STDOUT_FILENO) == 1)
		return cli_usage(&tool,
				 "%s does not belong on a terminal; use "
				 "--output",
				 c->to);
	worst = cli_output_open(&c->output, output, &err);
	if (worst) {
		cli_error(&tool, &err);
		return nb_exit_code(worst);
	}
	if (count == 0) {
		files = none;
		count = 1;
	}
	for (i = 0; i < count && worst != NB_IO; i++)
		worst = nb_worse(worst, one_file(c, files[i]));
	st = cli_output_close(&c->output, worst, &err);
	if (st && !worst)
		cli_error(&tool, &err);
	nb_buf_free(&c->in);
	nb_buf_free(&c->out);
	nb_buf_free(&c->back);
	return nb_exit_code(nb_worse(st, worst));
}

int main(int argc, char **argv)
{
	struct conversion c = {.to = "UTF-8"};
	const char *output = NULL;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_FROM:
			c.from = optarg;
			break;
		case KEY_TO:
			c.to = optarg;
			break;
		case KEY_OUTPUT:
			output = optarg;
			break;
		default:
			printf("GB 18030-2022 table: sha256 %s\n",
			       nb_gb18030_sha256);
			return cli_stdout_close(&tool);
		}
	}
	return run(&c, output, argv + optind, argc - optind);
}
