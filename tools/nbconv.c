/* SPDX-License-Identifier: Apache-2.0 */
/* nbconv: charset conversion that loses nothing. */
#include "nbconv.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/error.h"

/* Bytes that are read at a time. */
#define PIECE ((size_t)256 * 1024)

enum {
	KEY_FROM = 'f',
	KEY_TO = 't',
	KEY_OUTPUT = 'o',
	KEY_QUIET = 'q',
	KEY_PROFILE = CLI_LONG,
	KEY_ESCAPE,
	KEY_UNESCAPE,
	KEY_VERIFY,
	KEY_NO_VERIFY,
	KEY_REPORT,
	KEY_DETECT,
};

static const struct cli_option option_table[] = {
	{KEY_FROM, "from-code", "CHARSET", "of the input (found out)"},
	{KEY_TO, "to-code", "CHARSET", "of the output (UTF-8)"},
	{KEY_PROFILE, "profile", "NAME",
	 "edition of GB18030: 2022, 2005, 2000, web"},
	{KEY_OUTPUT, "output", "FILE", "write there, not to standard output"},
	{KEY_ESCAPE, "escape", NULL, "write what is no character as escapes"},
	{KEY_UNESCAPE, "unescape", NULL, "turn escapes into their bytes"},
	{KEY_VERIFY, "verify", NULL, "convert back and compare (for files)"},
	{KEY_NO_VERIFY, "no-verify", NULL, "do not"},
	{KEY_REPORT, "report", "FORMAT", "json: what was found and done"},
	{KEY_DETECT, "detect", NULL, "say which charset the files are in"},
	{KEY_QUIET, "quiet", NULL, "no progress and no warnings"},
	{0, NULL, NULL, NULL},
};

const struct cli nbconv_cli = {
	.name = "nbconv",
	.synopsis = "[OPTION...] [FILE...]\n--detect [FILE...]",
	.about = "Convert text between GB18030, UTF-8 and the charsets of "
		 "iconv without losing a byte.",
	.options = option_table,
};

/* ---- conversion */

static void warn_uncertain(const struct nbconv *n, const char *name,
			   const struct nb_conversion *c)
{
	if (!n->quiet && c->detected.reason[0] && !c->detected.certain)
		cli_say(&nbconv_cli,
			"%s: the charset is not certain, %s was taken; name it "
			"with --from-code",
			name, c->from);
}

/* Everything of an input through the converter and to the output. */
static enum nb_status stream(struct nbconv *n, struct nbconv_input *in,
			     struct nb_converter *converter,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct nb_error failure;
	uint64_t done = 0;
	size_t len = 1;

	while (!st && len) {
		st = nbconv_read(in, n->piece, PIECE, &len, err);
		if (st || cli_interrupted())
			break;
		n->out.len = 0;
		st = nb_converter_add(converter, n->piece, len, len == 0,
				      &n->out, err);
		if (st && st != NB_INVALID)
			break;
		if (cli_output_write(&n->output, n->out.data, n->out.len,
				     &failure)) {
			*err = failure;
			n->output_failed = true;
			return failure.status;
		}
		done += len;
		cli_progress(&n->progress, done, in->size);
	}
	return st;
}

/* Beside the text where that goes to standard output. A failed conversion has a
 * report too. */
static enum nb_status report(struct nbconv *n, const char *name,
			     const struct nb_conversion *c,
			     const struct nb_error *failure,
			     struct nb_error *err)
{
	FILE *to = n->output.path ? stdout : stderr;
	enum nb_status st;

	if (!n->report)
		return NB_OK;
	n->out.len = 0;
	st = nb_conversion_json(c, name, failure, &n->out, err);
	if (!st && (fwrite(n->out.data, 1, n->out.len, to) != n->out.len ||
		    fflush(to) != 0))
		st = nb_fail_sys(err, "(report)", "write");
	return st;
}

static enum nb_status convert_input(struct nbconv *n, struct nbconv_input *in,
				    struct nb_error *err)
{
	struct nb_convert_options o = n->options;
	struct nb_converter *converter = NULL;
	struct nb_error failure;
	enum nb_status st, reported;

	o.verify = n->verify_given	    ? n->verify
		   : in->fd == STDIN_FILENO ? NB_VERIFY_OTHERS
					    : NB_VERIFY_ALWAYS;
	st = nb_converter_create(&o, &converter, err);
	if (st)
		return st;
	cli_progress_start(&n->progress, "byte", n->quiet);
	st = stream(n, in, converter, err);
	cli_progress_end(&n->progress);
	if (!cli_interrupted() && (!st || st == NB_INVALID)) {
		const struct nb_conversion *c = nb_converter_result(converter);

		warn_uncertain(n, in->name, c);
		reported = report(n, in->name, c, st ? err : NULL, &failure);
		if (reported) {
			*err = failure;
			st = reported;
		}
	}
	nb_converter_free(converter);
	return st;
}

static enum nb_status one_file(struct nbconv *n, const char *path)
{
	struct nbconv_input in;
	struct nb_error err;
	enum nb_status st = nbconv_open(&in, path, &err);

	if (!st)
		st = convert_input(n, &in, &err);
	if (st && !cli_interrupted()) {
		if (!n->output_failed)
			nb_error_file(&err, in.name);
		cli_error(&nbconv_cli, &err);
	}
	nbconv_close(&in);
	return st;
}

static enum nb_status convert_files(struct nbconv *n, char *const *files,
				    int count)
{
	enum nb_status worst = NB_OK;
	int i;

	n->piece = malloc(PIECE);
	if (!n->piece) {
		cli_say(&nbconv_cli, "out of memory");
		return NB_NOMEM;
	}
	for (i = 0; i < count && !n->output_failed && !cli_interrupted(); i++)
		worst = nb_worse(worst, one_file(n, files[i]));
	free(n->piece);
	return worst;
}

static int convert(struct nbconv *n, const char *output, char *const *files,
		   int count)
{
	struct nb_error err;
	enum nb_status worst, st;

	/* A signal that came first would leave the file that is opened. */
	cli_catch_signals();
	worst = cli_output_open(&n->output, output, &err);
	if (worst) {
		cli_error(&nbconv_cli, &err);
		return nb_exit_code(worst);
	}
	worst = convert_files(n, files, count);
	st = cli_output_close(&n->output, cli_interrupted() ? NB_IO : worst,
			      &err);
	nb_buf_free(&n->out);
	cli_die_of_signal();
	if (st && !worst)
		cli_error(&nbconv_cli, &err);
	if (!st && n->report && n->output.path && cli_stdout_close(&nbconv_cli))
		st = NB_IO;
	return nb_exit_code(nb_worse(st, worst));
}

/* ---- options */

/* 0: go on; 1: a usage error was said. */
static int set_option(struct nbconv *n, int key)
{
	switch (key) {
	case KEY_FROM:
		n->options.from = optarg;
		return 0;
	case KEY_TO:
		n->options.to = optarg;
		return 0;
	case KEY_OUTPUT:
		n->path = optarg;
		return 0;
	case KEY_PROFILE:
		if (nb_gb18030_profile_find(optarg, &n->options.profile))
			return 0;
		return cli_usage(&nbconv_cli, "no profile '%s'", optarg);
	case KEY_ESCAPE:
		n->options.escape = true;
		return 0;
	case KEY_UNESCAPE:
		n->options.unescape = true;
		return 0;
	case KEY_VERIFY:
		n->verify_given = true;
		n->verify = NB_VERIFY_ALWAYS;
		return 0;
	case KEY_NO_VERIFY:
		n->verify_given = true;
		n->verify = NB_VERIFY_NEVER;
		return 0;
	case KEY_DETECT:
		n->detect = true;
		return 0;
	case KEY_QUIET:
		n->quiet = true;
		return 0;
	default:
		n->report = n->options.survey = true;
		if (strcmp(optarg, "json") == 0)
			return 0;
		return cli_usage(&nbconv_cli, "no report format '%s'", optarg);
	}
}

static bool is_text_output(const struct nbconv *n)
{
	return !n->options.to || strcasecmp(n->options.to, "UTF-8") == 0 ||
	       strcasecmp(n->options.to, "UTF8") == 0;
}

int main(int argc, char **argv)
{
	static char standard_input[] = "-";
	static char *none[] = {standard_input};
	struct nbconv n = {.path = NULL};
	char **files = argv;
	int key, count;

	while ((key = cli_next(&nbconv_cli, argc, argv)) != -1) {
		if (key == CLI_VERSION) {
			printf("GB 18030-2022 tables: sha256 %s\n"
			       "other charsets: iconv(3) of %s\n",
			       nb_gb18030_table_id(), nb_iconv_version());
			return cli_stdout_close(&nbconv_cli);
		}
		if (set_option(&n, key))
			return 1;
	}
	files = optind < argc ? argv + optind : none;
	count = optind < argc ? argc - optind : 1;
	if (n.detect && (n.path || n.options.from || n.options.to ||
			 n.options.escape || n.options.unescape))
		return cli_usage(&nbconv_cli, "--detect converts nothing");
	if (n.detect)
		return nbconv_detect(&n, files, count);
	if (n.options.escape && n.options.unescape)
		return cli_usage(&nbconv_cli,
				 "--escape and --unescape exclude each other");
	if (!n.path && !is_text_output(&n) && isatty(STDOUT_FILENO) == 1)
		return cli_usage(&nbconv_cli,
				 "%s does not belong on a terminal; use "
				 "--output",
				 n.options.to);
	return convert(&n, n.path, files, count);
}
