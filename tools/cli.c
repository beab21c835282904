/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define OPTIONS_MAX 48
#define KEY_HELP 'h'

static const struct cli_option common[] = {
	{KEY_HELP, "help", NULL, "print this help and exit"},
	{CLI_VERSION, "version", NULL, "print the version and exit"},
	{0, NULL, NULL, NULL},
};

static void print_option(const struct cli_option *o)
{
	char left[64];

	(void)snprintf(left, sizeof(left), "%s%c%s--%s%s%s",
		       o->key < CLI_LONG ? "-" : " ",
		       o->key < CLI_LONG ? o->key : ' ',
		       o->key < CLI_LONG ? ", " : "  ", o->name,
		       o->arg ? " " : "", o->arg ? o->arg : "");
	printf("  %-28s %s\n", left, o->help);
}

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

static void print_help(const struct cli *cli)
{
	const struct cli_option *o;

	print_synopsis(cli);
	printf("\n%s\n\n", cli->about);
	for (o = cli->options; o->name; o++)
		print_option(o);
	for (o = common; o->name; o++)
		print_option(o);
	printf("\nExit status: 0 done, 1 usage or environment, 2 input damaged "
	       "or invalid,\n3 a bug, 4 absent. The manual is %.*s(1).\n",
	       (int)strcspn(cli->name, " "), cli->name);
}

int cli_stdout_close(const struct cli *cli)
{
	int failed = ferror(stdout);

	if (fclose(stdout) != 0 || failed) {
		cli_say(cli, "(stdout): write: %s", strerror(errno));
		return 1;
	}
	return 0;
}

/* Turn a table into getopt's form; returns the end of the short options. */
static char *add_rows(const struct cli_option *row, struct option *longs,
		      size_t *n, char *shorts)
{
	for (; row->name && *n < OPTIONS_MAX; row++, (*n)++) {
		longs[*n].name = row->name;
		longs[*n].has_arg = row->arg ? required_argument : no_argument;
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
 * One of the standard three that is closed would be given to the next file that
 * is opened, and messages would go into it. What takes its place cannot be
 * read, or written: that is an error, as it is for a closed one.
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

/* A file that may not grow is a write that fails, with a message, and not a
 * death that leaves a temporary file behind. */
static void ignore_limit(void)
{
	(void)signal(SIGXFSZ, SIG_IGN);
}

int cli_next(const struct cli *cli, int argc, char **argv)
{
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 2] = ":", *end = shorts + 1;
	size_t n = 0;
	int key;

	if (optind == 1) {
		fill_standard();
		ignore_limit();
	}
	memset(longs, 0, sizeof(longs));
	end = add_rows(cli->options, longs, &n, end);
	end = add_rows(common, longs, &n, end);
	*end = '\0';
	opterr = 0;
	key = getopt_long(argc, argv, shorts, longs, NULL);
	switch (key) {
	case KEY_HELP:
		print_help(cli);
		exit(cli_stdout_close(cli));
	case CLI_VERSION:
		printf("%s (nbarc) %s\n", cli->name, NB_VERSION);
		return CLI_VERSION;
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

void cli_mask(FILE *to, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];

		/* C1 controls are C2 80 to C2 9F in UTF-8. */
		if (c == 0xc2 && i + 1 < len && (uint8_t)text[i + 1] < 0xa0) {
			(void)fprintf(to, "\\x%02x", (uint8_t)text[++i]);
			continue;
		}
		if (c < 0x20 || c == 0x7f)
			(void)fprintf(to, "\\x%02x", c);
		else
			(void)putc(c, to);
	}
}

static void say_list(const struct cli *cli, const char *fmt, va_list ap)
{
	char text[1536];

	(void)vsnprintf(text, sizeof(text), fmt, ap);
	(void)fprintf(stderr, "%s: ", cli->name);
	cli_mask(stderr, text, strlen(text));
}

void cli_say(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, fmt, ap);
	va_end(ap);
	(void)putc('\n', stderr);
}

int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list(cli, fmt, ap);
	va_end(ap);
	(void)fprintf(stderr, "; Try '%s --help'.\n", cli->name);
	return 1;
}

void cli_error(const struct cli *cli, const struct nb_error *err)
{
	if (err->offset == NB_NO_OFFSET)
		cli_say(cli, "%s%s%s", err->file, err->file[0] ? ": " : "",
			err->text);
	else
		cli_say(cli, "%s%soffset %" PRIu64 ": %s", err->file,
			err->file[0] ? ": " : "", err->offset, err->text);
}

/* A device or a pipe is written to: a file in its place would destroy it. */
static bool written_in_place(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

enum nb_status cli_output_open(struct cli_output *o, const char *path,
			       struct nb_error *err)
{
	enum nb_status st;

	o->path = path;
	o->file = NULL;
	o->fd = STDOUT_FILENO;
	if (!path || strcmp(path, "-") == 0) {
		o->path = NULL;
		return NB_OK;
	}
	if (written_in_place(path)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return o->fd < 0 ? nb_fail_sys(err, path, "open") : NB_OK;
	}
	st = nb_output_replace(path, &o->file, err);
	if (!st)
		o->fd = nb_output_fd(o->file);
	return st;
}

enum nb_status cli_output_write(struct cli_output *o, const void *data,
				size_t len, struct nb_error *err)
{
	return nb_fd_write(o->fd, o->path ? o->path : "(stdout)", data, len,
			   err);
}

enum nb_status cli_output_close(struct cli_output *o, enum nb_status status,
				struct nb_error *err)
{
	if (!o->file) {
		if (!status && close(o->fd) != 0 && errno != EBADF)
			status = nb_fail_sys(
				err, o->path ? o->path : "(stdout)", "close");
		return status;
	}
	if (!status)
		status = nb_output_commit(o->file, err);
	nb_output_free(o->file);
	o->file = NULL;
	return status;
}

bool cli_source_date(uint64_t otherwise, uint64_t *seconds)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	unsigned long long n = otherwise;
	bool good = !epoch || !*epoch ||
		    cli_number(epoch, 0, (unsigned long long)1 << 40, &n);

	*seconds = n;
	return good;
}

bool cli_colours(void)
{
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) == 1 && (!none || !*none) &&
	       (!term || strcmp(term, "dumb") != 0);
}

bool cli_number(const char *text, unsigned long long min,
		unsigned long long max, unsigned long long *out)
{
	char *end;
	unsigned long long v;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	v = strtoull(text, &end, 10);
	if (errno || *end || v < min || v > max)
		return false;
	*out = v;
	return true;
}

unsigned long long cli_count(const struct cli *cli, unsigned long long most)
{
	unsigned long long n;

	if (cli_number(optarg, 1, most, &n))
		return n;
	exit(cli_usage(cli, "%s: a number from 1 to %llu is needed", optarg,
		       most));
}
