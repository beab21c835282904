/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Converting files: reading them piece by piece, converting, checking, and
 * reporting.
 *
 * A file is converted in pieces, so that its size does not matter. The first
 * byte that cannot be converted ends the conversion of that file with an
 * error; the next file is converted even so. The output is one file for all
 * inputs. It appears only if every one of them succeeded: half a text must not
 * be taken for the whole.
 */
#include "convert.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "input.h"

/* Bytes that are read at a time. */
#define PIECE ((size_t)256 * 1024)

/* Warn that the charset was guessed. */
static void warn_uncertain(const struct nbconv *n, const char *name,
			   const struct nb_conversion *c)
{
	if (!n->quiet && c->detected.reason[0] && !c->detected.certain)
		cli_say(n->cli,
			"%s: the charset is not certain; %s was assumed; name it "
			"with --from-code",
			name, c->from);
}

/* Send all of an input through the converter and to the output. What was
 * converted before an error in the input is written, too. */
static enum nb_status convert_stream(struct nbconv *n, struct nbconv_input *in,
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

/* Print the report of a conversion, which has one also if it failed. It goes to
 * standard error where standard output has the text. */
static enum nb_status print_report(struct nbconv *n, const char *name,
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

/* Whether to convert back and compare. By default that is done with all files,
 * and with standard input unless the charsets rule out a loss. */
static enum nb_verify verify_mode(const struct nbconv *n,
				  const struct nbconv_input *in)
{
	if (n->verify_given)
		return n->verify;
	return in->fd == STDIN_FILENO ? NB_VERIFY_OTHERS : NB_VERIFY_ALWAYS;
}

/* Convert one input that is open, and report on it. */
static enum nb_status convert_input(struct nbconv *n, struct nbconv_input *in,
				    struct nb_error *err)
{
	struct nb_convert_options o = n->options;
	struct nb_converter *converter = NULL;
	struct nb_error failure;
	enum nb_status st, reported;

	o.verify = verify_mode(n, in);
	st = nb_converter_create(&o, &converter, err);
	if (st)
		return st;
	cli_progress_start(&n->progress, "byte", n->quiet);
	st = convert_stream(n, in, converter, err);
	cli_progress_end(&n->progress);
	if (!cli_interrupted() && (!st || st == NB_INVALID)) {
		const struct nb_conversion *c = nb_converter_result(converter);

		warn_uncertain(n, in->name, c);
		reported =
			print_report(n, in->name, c, st ? err : NULL, &failure);
		if (reported) {
			*err = failure;
			st = reported;
		}
	}
	nb_converter_free(converter);
	return st;
}

/* Convert one file; reports its errors. After a failed write, the message is
 * about the output. */
static enum nb_status convert_file(struct nbconv *n, const char *path)
{
	struct nbconv_input in;
	struct nb_error err;
	enum nb_status st = nbconv_open(&in, path, &err);

	if (!st)
		st = convert_input(n, &in, &err);
	if (st && !cli_interrupted()) {
		if (!n->output_failed)
			nb_error_file(&err, in.name);
		cli_error(n->cli, &err);
	}
	nbconv_close(&in);
	return st;
}

/* Convert all files, going on after one that failed; returns the worst status.
 */
static enum nb_status convert_files(struct nbconv *n, char *const *files,
				    int count)
{
	enum nb_status worst = NB_OK;
	int i;

	n->piece = malloc(PIECE);
	if (!n->piece) {
		cli_say(n->cli, "out of memory");
		return NB_NOMEM;
	}
	for (i = 0; i < count && !n->output_failed && !cli_interrupted(); i++)
		worst = nb_worse(worst, convert_file(n, files[i]));
	free(n->piece);
	return worst;
}

/*
 * The report of a file goes to standard output if that has no text on it; it
 * is then flushed at the end.
 */
int nbconv_convert(struct nbconv *n, char *const *files, int count)
{
	struct nb_error err;
	enum nb_status worst, st;

	/* Signals first: one that came between the two would leave the
	 * temporary file of the output. */
	cli_catch_signals();
	worst = cli_output_open(&n->output, n->path, &err);
	if (worst) {
		cli_error(n->cli, &err);
		return nb_exit_code(worst);
	}
	worst = convert_files(n, files, count);
	st = cli_output_close(&n->output, cli_interrupted() ? NB_IO : worst,
			      &err);
	nb_buf_free(&n->out);
	cli_die_of_signal();
	if (st && !worst)
		cli_error(n->cli, &err);
	if (!st && n->report && n->output.path && cli_stdout_close(n->cli))
		st = NB_IO;
	return nb_exit_code(nb_worse(st, worst));
}
