/* SPDX-License-Identifier: Apache-2.0 */
/* What every tool does the same way: options, messages, output, progress. */
#ifndef NB_TOOLS_CLI_H
#define NB_TOOLS_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/*
 * One row of a tool's option table. key is the short option's letter, or a
 * number from CLI_LONG on for an option that has no letter. arg is the
 * argument's name in the usage text, NULL where the option takes none.
 * The table ends with a row of zeros; --help and --version are added.
 */
#define CLI_LONG 256
#define CLI_VERSION 'V'
struct cli_option {
	int key;
	const char *name;
	const char *arg;
	const char *help;
};

struct cli {
	const char *name;     /* "nbarc get" */
	const char *synopsis; /* what follows the name, a line a form */
	const char *about;    /* one sentence */
	const struct cli_option *options;
};

/*
 * The next option's key, -1 after the last; optarg and optind are getopt's.
 * --help prints and exits 0; a bad option exits 1. --version prints the
 * version and returns CLI_VERSION: the tool adds what it has to say and ends.
 */
int cli_next(const struct cli *cli, int argc, char **argv);

/* "name: text", then "Try 'name --help'." on one line; returns 1. */
int cli_usage(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "name: file: offset N: text" on stderr, control characters masked. */
void cli_error(const struct cli *cli, const struct nb_error *err);

/* "name: text" on stderr, control characters masked. */
void cli_say(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Print text that comes from data, with control characters masked. */
void cli_mask(FILE *to, const char *text, size_t len);

/*
 * Where a tool's data goes: standard output, a device or pipe, or a file that
 * appears under its name only when cli_output_close() has succeeded.
 */
struct nb_output;
struct cli_output {
	const char *path; /* NULL or "-": standard output */
	struct nb_output *file;
	int fd;
};
NB_CHECK enum nb_status cli_output_open(struct cli_output *o, const char *path,
					struct nb_error *err);
NB_CHECK enum nb_status cli_output_write(struct cli_output *o, const void *data,
					 size_t len, struct nb_error *err);
/* Commit when status is NB_OK, discard otherwise; returns the worse. */
NB_CHECK enum nb_status cli_output_close(struct cli_output *o,
					 enum nb_status status,
					 struct nb_error *err);

/* Flush and check standard output after stdio was used; the exit code. */
int cli_stdout_close(const struct cli *cli);

/* True where standard output is a terminal of somebody who wants colours: not
 * where NO_COLOR is not empty, nor where TERM is dumb. */
bool cli_colours(void);

/* Parse a decimal number from min to max. */
bool cli_number(const char *text, unsigned long long min,
		unsigned long long max, unsigned long long *out);

/* The number from 1 to `most` that the argument of the option at hand (optarg)
 * is; when it is none, that is said and the program ends. */
unsigned long long cli_count(const struct cli *cli, unsigned long long most);

/* What --jobs takes, and its help. */
#define CLI_JOBS_MAX 64
#define CLI_JOBS_HELP "threads (one a processor)"

/* The number of seconds in SOURCE_DATE_EPOCH, or `otherwise` where it is not
 * set; false when it is not a number. */
bool cli_source_date(uint64_t otherwise, uint64_t *seconds);

/*
 * Progress on standard error when that is a terminal and quiet is off; at
 * most ten lines a second, each over the one before. total 0 is unknown.
 */
struct cli_progress {
	bool on;
	const char *what; /* unit of the count: "page", "byte" */
	double started, shown;
};
void cli_progress_start(struct cli_progress *p, const char *what, bool quiet);
void cli_progress(struct cli_progress *p, unsigned long long done,
		  unsigned long long total);
void cli_progress_end(struct cli_progress *p);

/*
 * From here on SIGINT, SIGTERM and SIGHUP only set a flag, so that the tool
 * can end at a whole commit or remove its temporary file. A second signal
 * kills at once. One that is ignored stays so.
 */
void cli_catch_signals(void);
bool cli_interrupted(void);
/* Show the progress (a struct cli_progress); false when a signal came. What the
 * library calls on long work. */
bool cli_go_on(void *progress, uint64_t done, uint64_t total);
/* Die of the signal that was caught, so that the shell sees it. */
void cli_die_of_signal(void);

#endif
