/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a tool or a subcommand is, as data: its name, its usage text, its
 * operands and a table of its options. options.c parses a command line by it
 * and prints --help from it; tests/lint/options.sh compares that text with the
 * manual page. This header declares no functions.
 */
#ifndef NB_TOOLS_CLI_TOOL_H
#define NB_TOOLS_CLI_TOOL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Keys of options without a letter begin here, above every character. */
#define CLI_LONG 256

/* What cli_next() does with an option: hand its key to the caller, or store it
 * in the caller's structure and go on. */
enum cli_action {
	CLI_ACTION_RETURN,
	CLI_ACTION_SET,	   /* a bool becomes true */
	CLI_ACTION_TEXT,   /* a const char * points to the argument */
	CLI_ACTION_ONCE,   /* likewise; given twice, it ends the program */
	CLI_ACTION_LIST,   /* a struct cli_list gets one argument more */
	CLI_ACTION_OUTPUT, /* as TEXT; it names what the tool writes */
	/* Likewise; the program before this one in a pipe may replace it. */
	CLI_ACTION_AWAITED,
	CLI_ACTION_COUNT /* an int or unsigned becomes the number */
};

/* The arguments of an option that can be given several times, in order; they
 * are those of the command line. */
#define CLI_LIST_MOST 64
struct cli_list {
	const char *texts[CLI_LIST_MOST];
	unsigned count;
};

/*
 * One row of a tool's option table, which ends with CLI_END; --help and
 * --version are added. The last three members are written by CLI_RETURN or
 * one of the macros below it.
 */
struct cli_option {
	int key;	  /* the letter, or a number from CLI_LONG on */
	const char *name; /* without the hyphens */
	/* The argument's name in --help; NULL: none. "[=NAME]" may be left out,
	 * and is only for rows without a letter and with CLI_RETURN. */
	const char *arg;
	const char *help;
	enum cli_action action;
	size_t member; /* offset in the structure given to cli_next() */
	unsigned most; /* of CLI_ACTION_COUNT: numbers from 1 to this */
};

/*
 * The rest of a row. `type` is the structure that is given to cli_next(); the
 * type of the member is checked when the table is compiled.
 */
/* clang-format off */
#define CLI_RETURN CLI_ACTION_RETURN, 0, 0
#define CLI_SET(type, member) CLI_ACTION_SET, \
	_Generic(((type *)0)->member, bool: offsetof(type, member)), 0
#define CLI_TEXT(type, member) CLI_ACTION_TEXT, \
	_Generic(((type *)0)->member, const char *: offsetof(type, member)), 0
#define CLI_ONCE(type, member) CLI_ACTION_ONCE, \
	_Generic(((type *)0)->member, const char *: offsetof(type, member)), 0
#define CLI_LIST(type, member) CLI_ACTION_LIST, \
	_Generic(((type *)0)->member, struct cli_list: offsetof(type, member)), \
	0
#define CLI_OUTPUT(type, member) CLI_ACTION_OUTPUT, \
	_Generic(((type *)0)->member, const char *: offsetof(type, member)), 0
#define CLI_AWAITED(type, member) CLI_ACTION_AWAITED, \
	_Generic(((type *)0)->member, const char *: offsetof(type, member)), 0
#define CLI_COUNT(type, member, most) CLI_ACTION_COUNT, \
	_Generic(((type *)0)->member, \
		int: offsetof(type, member), \
		unsigned: offsetof(type, member)), most
#define CLI_END {.name = NULL}
/* clang-format on */

/*
 * What a tool does with its first operand. Once its command line was parsed, a
 * tool can read the files and folders that its operands and options name, and
 * charsets and libraries of the system; and it can write what its options of
 * CLI_OUTPUT name, and what this says (sandbox.h).
 */
enum cli_use {
	CLI_USE_READ,
	/* It is written to where it stands; nothing else in its folder is. */
	CLI_USE_CHANGED,
	/* It is replaced by a file that is made beside it, or something is kept
	 * beside it: unless an option names another output. */
	CLI_USE_REPLACED
};

struct cli_sandbox;

/* A tool or a subcommand; all of it is static. */
struct cli {
	const char *name;     /* "nbarc get" */
	const char *synopsis; /* what follows the name, a line for each form */
	const char *about;    /* one sentence */
	const struct cli_option *options;
	int least, most;     /* how many operands are taken */
	const char *missing; /* the message for any other number of them */
	enum cli_use first;
	/* It gives up its rights by itself, later. */
	bool confines_itself;
	bool reads_all; /* it can read every file, as it can name any */
	bool asks;	/* it may ask a question on the terminal */
	bool keeps; /* no output may replace an operand, as it is an archive */
	/* What is used beside an operand: its name with this; or NULL. */
	const char *beside;
	/* Let the files be read that an operand names in its text; or NULL. */
	void (*allow)(const struct cli *cli, struct cli_sandbox *sandbox,
		      const char *operand);
	/* True if an operand names archives at URLs in its text; or NULL. */
	bool (*far)(const char *operand);
	bool urls; /* its program can open what is at URLs */
	/* Do what needs all rights, with the options that were parsed, and let
	 * be used what this makes; or NULL. */
	void (*prepare)(void *into, struct cli_sandbox *sandbox);
	/* Called when the command line is right, before rights are given up;
	 * may be NULL. */
	void (*begin)(void);
	/* Print what belongs between `about` and the options; may be NULL. */
	void (*more)(void);
	/* Print what --version has besides the release; may be NULL. */
	void (*versions)(void);
};

/* `most` of a tool that takes any number of operands. */
#define CLI_ANY INT_MAX

/* --jobs: the largest number, and the help text. */
#define CLI_JOBS_MAX 64
#define CLI_JOBS_HELP "number of threads (default: one per processor)"

#endif
