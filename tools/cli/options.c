/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsing a command line by the option table of a tool, and printing that
 * table as the text of --help.
 *
 * getopt_long() does the parsing; its two lists are made from the table at
 * each call, which is cheap with the few options that a tool has. An option is
 * then either stored as its row says, or returned to the tool. Mistakes in the
 * usage end the program here, so that no tool has to pass them on.
 */
#include "cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/far.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/sandbox.h"

/* No tool has more options than this. */
#define OPTIONS_MAX 48

#define KEY_HELP 'h'
#define KEY_VERSION 'V'

/* The options that every tool has. */
static const struct cli_option common[] = {
	{KEY_HELP, "help", NULL, "print this help and exit", CLI_RETURN},
	{KEY_VERSION, "version", NULL, "print the version and exit",
	 CLI_RETURN},
	CLI_END,
};

/* Whether an option takes an argument, as getopt_long() puts it. */
static int argument_of(const struct cli_option *row)
{
	if (!row->arg)
		return no_argument;
	return *row->arg == '[' ? optional_argument : required_argument;
}

/* ---- --help */

/* The columns of an option with its argument. */
#define OPTION_COLUMNS 28

/* "  -o, --output FILE            help"; options without a letter line up. The
 * help of an option that is too long for its columns is on the next line. */
static void print_option(const struct cli_option *o)
{
	char left[64];

	(void)snprintf(left, sizeof(left), "%s%c%s--%s%s%s",
		       o->key < CLI_LONG ? "-" : " ",
		       o->key < CLI_LONG ? o->key : ' ',
		       o->key < CLI_LONG ? ", " : "  ", o->name,
		       argument_of(o) == required_argument ? " " : "",
		       o->arg ? o->arg : "");
	if (strlen(left) > OPTION_COLUMNS) {
		printf("  %s\n", left);
		left[0] = '\0';
	}
	printf("  %-*s %s\n", OPTION_COLUMNS, left, o->help);
}

/* Each line of the synopsis is one form of the command line. */
static void print_synopsis(const struct cli *cli)
{
	const char *line = cli->synopsis, *end;
	const char *lead = "usage:";

	do {
		end = strchr(line, '\n');
		printf("%s %s %.*s\n", lead, cli->name,
		       end ? (int)(end - line) : (int)strlen(line), line);
		line = end ? end + 1 : NULL;
		lead = "      ";
	} while (line);
}

/* The manual page of "nbarc get" is nbarc-get(1). */
static void print_manual(const struct cli *cli)
{
	const char *p;

	for (p = cli->name; *p; p++)
		(void)putchar(*p == ' ' ? '-' : *p);
	printf("(1).\n");
}

/*
 * The text of --help: synopsis, one sentence, the tool's own part, the
 * options, the exit codes. tests/lint/options.sh holds it to 80 columns.
 */
static void print_help(const struct cli *cli)
{
	const struct cli_option *o;

	print_synopsis(cli);
	printf("\n%s\n\n", cli->about);
	if (cli->more)
		cli->more();
	for (o = cli->options; o->name; o++)
		print_option(o);
	for (o = common; o->name; o++)
		print_option(o);
	printf("\nExit status: 0 success, 1 wrong usage or a system error, 2 "
	       "damaged or invalid\ninput, 3 a bug, 4 not found. The manual "
	       "page is ");
	print_manual(cli);
}

/* The text of --version, whose first line is the same for all tools. */
static void print_version(const struct cli *cli)
{
	printf("%s (nbarc) %s\n", cli->name, NB_VERSION);
	if (cli->versions)
		cli->versions();
}

/* ---- parsing */

/*
 * Turn rows of a table into getopt's form: *n long options in `longs`, and the
 * letters, with a colon after those that take an argument, at `shorts`. Returns
 * the end of the letters.
 */
static char *add_rows(const struct cli_option *row, struct option *longs,
		      size_t *n, char *shorts)
{
	for (; row->name && *n < OPTIONS_MAX; row++, (*n)++) {
		longs[*n].name = row->name;
		longs[*n].has_arg = argument_of(row);
		longs[*n].flag = NULL;
		longs[*n].val = row->key;
		if (row->key < CLI_LONG) {
			*shorts++ = (char)row->key;
			if (row->arg)
				*shorts++ = ':';
		}
	}
	return shorts;
}

/*
 * Open /dev/null in place of each standard stream that is closed. The next file
 * that is opened would otherwise get its number, and messages would be written
 * into that file. The modes are the wrong way round on purpose: using a stream
 * that was closed remains an error.
 */
static void fill_standard(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", modes[fd]) != fd)
			exit(1);
}

/* With a limit on file sizes, a failed write reports an error instead of
 * killing the process, which would leave a temporary file. */
static void ignore_limit(void)
{
	(void)signal(SIGXFSZ, SIG_IGN);
}

/* A file that is mapped was shortened by somebody, or its disk fails. Without
 * this the process would die of the signal, as if the tool had a bug. */
static void report_lost_file(int sig)
{
	static const char text[] =
		"nbarc: a file became shorter, or could not be read, while it "
		"was in use\n";

	(void)sig;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(nb_exit_code(NB_INVALID));
}

/* getopt_long() with the table of the tool. */
static int next_key(const struct cli *cli, int argc, char **argv)
{
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 2] = ":", *end = shorts + 1;
	size_t n = 0;

	memset(longs, 0, sizeof(longs));
	end = add_rows(cli->options, longs, &n, end);
	end = add_rows(common, longs, &n, end);
	*end = '\0';
	opterr = 0;
	return getopt_long(argc, argv, shorts, longs, NULL);
}

/* Help, version and mistakes end the program; other keys are returned. */
static int handle_common(const struct cli *cli, int key, char **argv)
{
	switch (key) {
	case KEY_HELP:
		print_help(cli);
		exit(cli_stdout_close(cli));
	case KEY_VERSION:
		print_version(cli);
		exit(cli_stdout_close(cli));
	case '?':
		if (optopt && optopt < CLI_LONG)
			exit(cli_usage(cli, "unknown option -%c", optopt));
		exit(cli_usage(cli, "unknown option %s", argv[optind - 1]));
	case ':':
		exit(cli_usage(cli, "%s needs an argument", argv[optind - 1]));
	default:
		return key;
	}
}

/* The argument of a CLI_ACTION_COUNT option; any other text ends the program */
static unsigned count_argument(const struct cli *cli, unsigned most)
{
	unsigned long long n;

	if (cli_number(optarg, 1, most, &n))
		return (unsigned)n;
	exit(cli_usage(cli, "%s: a number from 1 to %u is needed", optarg,
		       most));
}

/* Store the argument of an option that has only one. */
static void store_once(const struct cli *cli, const struct cli_option *row,
		       const char **member)
{
	if (*member)
		exit(cli_usage(cli, "--%s is given twice, and takes one %s",
			       row->name, row->arg));
	*member = optarg;
}

/* Add an argument to those before it. */
static void store_more(const struct cli *cli, const struct cli_option *row,
		       struct cli_list *list)
{
	if (list->count == CLI_LIST_MOST)
		exit(cli_usage(cli, "--%s is given more than %d times",
			       row->name, CLI_LIST_MOST));
	list->texts[list->count++] = optarg;
}

/* Do what the row says; false if the key is for the caller. */
static bool store(const struct cli *cli, const struct cli_option *row,
		  void *into)
{
	void *member;

	if (row->action == CLI_ACTION_RETURN)
		return false;
	member = (char *)into + row->member;
	switch (row->action) {
	case CLI_ACTION_RETURN:
		break;
	case CLI_ACTION_SET:
		*(bool *)member = true;
		return true;
	case CLI_ACTION_TEXT:
	case CLI_ACTION_OUTPUT:
	case CLI_ACTION_AWAITED:
		*(const char **)member = optarg;
		return true;
	case CLI_ACTION_ONCE:
		store_once(cli, row, member);
		return true;
	case CLI_ACTION_LIST:
		store_more(cli, row, member);
		return true;
	case CLI_ACTION_COUNT:
		*(unsigned *)member = count_argument(cli, row->most);
		return true;
	}
	return false;
}

/* The row of a key that getopt_long() has returned, so that there is one. */
static const struct cli_option *row_of(const struct cli *cli, int key)
{
	const struct cli_option *row = cli->options;

	while (row->key != key)
		row++;
	return row;
}

/* True if both names lead to one file. */
static bool one_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino && S_ISREG(x.st_mode);
}

/* End the program if an output would replace an operand that is to be kept. The
 * options are gone through once more, because operands come after them. */
static void keep_operands(const struct cli *cli, int argc, char **argv)
{
	int operand = optind, key, i;

	if (!cli->keeps)
		return;
	optind = 1;
	while ((key = next_key(cli, argc, argv)) != -1) {
		if (!optarg || row_of(cli, key)->action != CLI_ACTION_OUTPUT)
			continue;
		for (i = operand; i < argc; i++)
			if (one_file(optarg, argv[i]))
				exit(cli_usage(cli,
					       "%s: the archive itself would "
					       "be replaced; name another "
					       "output",
					       optarg));
	}
	optind = operand;
}

/* End the program if an operand or the output, which is -o everywhere, is a
 * URL, and URLs are refused. Other options may have one: that of a site. */
static void keep_to_files(const struct cli *cli, int argc, char **argv)
{
	int operand = optind, key;

	for (; optind < argc; optind++)
		if (cli_refused_url(cli, argv[optind]))
			exit(1);
	optind = 1;
	while ((key = next_key(cli, argc, argv)) != -1)
		if (key == 'o' && optarg && cli_refused_url(cli, optarg))
			exit(1);
	optind = operand;
}

/* What allows a file to be used. */
typedef void allow_fn(struct cli_sandbox *sandbox, const char *path);

/* The one for the first operand; `named`: an option names an output. */
static allow_fn *allow_first(const struct cli *cli, bool named)
{
	switch (cli->first) {
	case CLI_USE_READ:
		break;
	case CLI_USE_CHANGED:
		return cli_sandbox_change;
	case CLI_USE_REPLACED:
		return named ? cli_sandbox_read : cli_sandbox_write;
	}
	return cli_sandbox_read;
}

/* Let an operand be used, and what is beside it. */
static void allow_operand(const struct cli *cli, struct cli_sandbox *sandbox,
			  allow_fn *allow, const char *operand)
{
	char beside[PATH_MAX];

	allow(sandbox, operand);
	if (cli->allow)
		cli->allow(cli, sandbox, operand);
	if (cli->beside && snprintf(beside, sizeof(beside), "%s%s", operand,
				    cli->beside) < (int)sizeof(beside))
		allow(sandbox, beside);
}

/* Let all of them be used, from the one in hand on. */
static void allow_operands(const struct cli *cli, struct cli_sandbox *sandbox,
			   char **operands, int count, bool named)
{
	int i;

	for (i = 0; i < count; i++)
		allow_operand(cli, sandbox,
			      i ? cli_sandbox_read : allow_first(cli, named),
			      operands[i]);
	if (cli->reads_all)
		cli_sandbox_read(sandbox, "/");
	if (cli->asks)
		cli_sandbox_change(sandbox, "/dev/tty");
}

/* Let what an option names be read or written; true if it is an output. */
static bool allow_argument(const struct cli_option *row,
			   struct cli_sandbox *sandbox)
{
	if (row->action == CLI_ACTION_OUTPUT)
		cli_sandbox_write(sandbox, optarg);
	else if (row->action == CLI_ACTION_AWAITED)
		cli_sandbox_await(sandbox, optarg);
	else
		cli_sandbox_read(sandbox, optarg);
	return row->action == CLI_ACTION_OUTPUT;
}

void cli_allow_far(struct cli_sandbox *sandbox)
{
	const char *certificates = getenv("SSL_CERT_FILE");
	char folder[CLI_CACHE_PATH];

	if (cli_cache_folder(folder))
		cli_sandbox_write(sandbox, folder);
	if (certificates)
		cli_sandbox_read(sandbox, certificates);
	cli_sandbox_read(sandbox, "/run/systemd/resolve");
}

/* True if any operand is a URL, or names one. */
static bool names_far(const struct cli *cli, char **operands, int count)
{
	bool far = cli_names_url(operands, count);
	int i;

	for (i = 0; cli->far && !far && i < count; i++)
		far = cli->far(operands[i]);
	return far;
}

/*
 * Give up what the tool does not need. The command line is gone through once
 * more, since all that it names has to be known first; getopt_long() has put
 * the options before the operands. Filtering system calls takes a tenth of a
 * cold get, and is left out where it would be felt.
 */
static void confine(const struct cli *cli, int argc, char **argv, void *into)
{
	struct cli_sandbox sandbox;
	int operand = optind, key;
	bool far, named = false;

	if (cli->begin)
		cli->begin();
	if (cli->confines_itself)
		return;
	far = names_far(cli, argv + optind, argc - optind);
	cli_sandbox_begin(&sandbox, far);
	if (far)
		cli_allow_far(&sandbox);
	optind = 1;
	while ((key = next_key(cli, argc, argv)) != -1)
		if (optarg)
			named = allow_argument(row_of(cli, key), &sandbox) ||
				named;
	optind = operand;
	allow_operands(cli, &sandbox, argv + operand, argc - operand, named);
	if (cli->prepare)
		cli->prepare(into, &sandbox);
	cli_sandbox_read_system(&sandbox);
	cli_sandbox_enter(&sandbox);
}

/*
 * The first call also prepares the process, because it is the first thing that
 * every tool does.
 */
int cli_next(const struct cli *cli, int argc, char **argv, void *into)
{
	int key;

	if (optind == 1) {
		fill_standard();
		ignore_limit();
		(void)signal(SIGBUS, report_lost_file);
	}
	do
		key = handle_common(cli, next_key(cli, argc, argv), argv);
	while (key != -1 && store(cli, row_of(cli, key), into));
	if (key == -1 &&
	    (argc - optind < cli->least || argc - optind > cli->most))
		exit(cli_usage(cli, "%s", cli->missing));
	if (key == -1) {
		keep_to_files(cli, argc, argv);
		keep_operands(cli, argc, argv);
		confine(cli, argc, argv, into);
	}
	return key;
}

void cli_parse(const struct cli *cli, int argc, char **argv, void *into)
{
	while (cli_next(cli, argc, argv, into) != -1)
		continue;
}

/* ---- values */

bool cli_number(const char *text, unsigned long long min,
		unsigned long long max, unsigned long long *out)
{
	char *end;
	unsigned long long v;

	/* strtoull() would take spaces and a sign. */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	v = strtoull(text, &end, 10);
	if (errno || *end || v < min || v > max)
		return false;
	*out = v;
	return true;
}

/*
 * The upper bound keeps the number a date of a few digits; nothing before 1970
 * can be given.
 */
enum nb_status cli_source_date(bool *set, uint64_t *seconds,
			       struct nb_error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	unsigned long long n = 0;

	*set = epoch && *epoch;
	if (*set && !cli_number(epoch, 0, (unsigned long long)1 << 40, &n))
		return nb_fail(err, NB_USAGE,
			       "SOURCE_DATE_EPOCH is not a number of seconds");
	*seconds = n;
	return NB_OK;
}

enum nb_status cli_date(uint64_t *seconds, struct nb_error *err)
{
	bool set;
	enum nb_status st;

	/* 0 if the date cannot be read. */
	*seconds = 0;
	st = cli_source_date(&set, seconds, err);
	if (!set)
		*seconds = (uint64_t)time(NULL);
	return st;
}
