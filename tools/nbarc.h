/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of nbarc, one a file, and what several of them share. */
#ifndef NB_TOOLS_NBARC_H
#define NB_TOOLS_NBARC_H

#include "cli.h"

#include <nbarc/archive.h>
#include <nbarc/tei.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

int nbarc_get(int argc, char **argv);
int nbarc_list(int argc, char **argv);
int nbarc_info(int argc, char **argv);
int nbarc_log(int argc, char **argv);
int nbarc_diff(int argc, char **argv);
int nbarc_withdraw(int argc, char **argv);
int nbarc_compact(int argc, char **argv);
int nbarc_merge(int argc, char **argv);
int nbarc_split(int argc, char **argv);
int nbarc_manifest(int argc, char **argv);
int nbarc_prove(int argc, char **argv);
int nbarc_check_proof(int argc, char **argv);

/*
 * Become the program of a subcommand that is one (nbarc-NAME). Returns only
 * when that fails: the exit code.
 */
int nbarc_exec(const struct cli *cli, const char *name, char **argv);

/* "jdrb-20190304-a01-05" from a page's id and an item's number; its length. */
#define NBARC_ITEM_ID 48
size_t nbarc_item_id(const struct nb_string *page, unsigned number,
		     char id[NBARC_ITEM_ID]);

/* Say what an unfinished append had left; the torn() of a writer, whose context
 * is a struct nbarc_torn. */
struct nbarc_torn {
	const struct cli *cli;
	const char *path;
};
void nbarc_say_torn(void *context, const struct nb_torn *torn);

/* Open an archive, as it was at a commit unless that is NULL. */
NB_CHECK enum nb_status nbarc_open(const char *path, const char *at,
				   struct nb_archive **archive,
				   struct nb_error *err);

/* The help of the option that many commands have. */
#define NBARC_AT_HELP "as it was at this commit: its number, or its root"

/* "2020-03-09T00:00:00Z" of seconds since 1970. */
#define NBARC_TIME 32
void nbarc_time(uint64_t seconds, char out[NBARC_TIME]);

/* Append `,"name":"value"`. */
NB_CHECK enum nb_status nbarc_json_field(struct nb_buf *b, const char *name,
					 const struct nb_string *value);

/* Append a string for people: control characters become spaces. */
NB_CHECK enum nb_status nbarc_put_masked(struct nb_buf *b,
					 const struct nb_string *s);

/* "present", "withdrawn" ...: state of a page entry, or of an item. */
const char *nbarc_state_name(unsigned state, bool item);
/* Print the page of a problem and its items on standard output, a line each:
 * identifier, tab, what is hurt. Nothing where no page is known. */
void nbarc_print_hurt(const struct nb_problem *problem);

/*
 * Open an archive for reading around its damage, each of which is said on
 * standard error; then `seen` is set and the exit code is to be 2. As it was at
 * an earlier commit (`at`, or NULL) it is not read around damage.
 */
struct nbarc_damage {
	const struct cli *cli;
	bool seen;
};
NB_CHECK enum nb_status nbarc_open_damaged(const char *path, const char *at,
					   struct nbarc_damage *damage,
					   struct nb_archive **archive,
					   struct nb_error *err);

/*
 * A query: an id, or the beginning of ids, with "@REVISION" or without. What
 * comes before the third hyphen chooses pages, the whole chooses items.
 */
struct nbarc_query {
	enum nb_id_level level; /* of text; NB_ID_NONE: a prefix */
	char text[64];		/* without the revision */
	size_t len;
	size_t page_len;   /* leading bytes of text that are of pages */
	unsigned number;   /* of the item, of level NB_ID_ITEM; else 0 */
	uint32_t revision; /* 0: the newest */
	/* What of the entries is needed: NB_DETAIL_HASHES, unless it is
	 * changed. Of one page or item, places at least are given. */
	enum nb_detail detail;
	enum nb_want want; /* read ahead: NB_WANT_DOCUMENTS, unless changed */
};
/* false when the text is too long or its revision is not a number. */
bool nbarc_query_parse(const char *text, struct nbarc_query *query);

/* Does an item of the page match? Always true for a query for pages. */
bool nbarc_query_item(const struct nbarc_query *query,
		      const struct nb_string *page, unsigned number);

/*
 * Find the page of a query for one page or one item, with its revision, and
 * what of it is withdrawn. NB_ABSENT, with the reason, when the page as a whole
 * or the item is, or the text of this revision was purged.
 */
NB_CHECK enum nb_status nbarc_find(struct nb_archive *archive,
				   const struct nbarc_query *query,
				   struct nb_hidden *hidden,
				   const struct nb_entry **entry,
				   struct nb_error *err);

/* The message for what is not present: NB_ABSENT. */
enum nb_status nbarc_absent(const struct nbarc_query *query,
			    const struct nb_entry *entry,
			    const struct nb_hidden *hidden,
			    struct nb_error *err);

/*
 * Call `visit` for every page that the query chooses, in order, with what of it
 * is withdrawn: pages that are withdrawn as a whole come too. NB_ABSENT
 * when there is none. Goes on after a visit that failed, and returns the
 * worst status; err then holds the last error that was not reported. A visit
 * reports its own errors. What the query wants is read ahead by threads, as
 * nb_cursor_read_ahead() has it.
 */
typedef enum nb_status nbarc_visit(void *context, const struct nb_entry *entry,
				   const struct nb_hidden *hidden);
NB_CHECK enum nb_status nbarc_query_pages(struct nb_archive *archive,
					  const struct nbarc_query *query,
					  unsigned threads, nbarc_visit *visit,
					  void *context, struct nb_error *err);

#endif
