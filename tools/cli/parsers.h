/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parsers of XML and HTML, each a process that has no rights but to compute and
 * to use the socket over which it is asked (nbarc/isolated.h).
 *
 * They come from a fork server: a process that was made when the tool had no
 * threads and no file open, and that makes another one whenever it is told to.
 * So they can be made at any time, also after the tool has confined itself and
 * runs threads, and inherit nothing. A parser that dies takes the file with it
 * that it was reading, and no other.
 *
 * `make SANDBOX=0` parses in the process of the tool, so that coverage and the
 * sanitizers see it.
 */
#ifndef NB_TOOLS_CLI_PARSERS_H
#define NB_TOOLS_CLI_PARSERS_H

#include <nbarc/issue.h>
#include <nbarc/layout.h>

struct nb_validator;

/* Start the fork server: `begin` of a struct cli. It ends with the tool. If
 * this fails, the functions below do. */
void cli_parsers_begin(void);

/*
 * nb_layout_read_markup(), nb_issue_read_mets() and nb_validate_from(), in such
 * a process. Any thread may call them. The failures are those of
 * <nbarc/isolated.h>, and NB_IO if no process can be made. The validator is not
 * used: each process has its own. Of a document whose parser ended nobody can
 * say whether it is valid: NB_UNSUPPORTED.
 */
NB_CHECK enum nb_status cli_read_markup(const void *bytes, size_t len,
					struct nb_layout *layout,
					struct nb_error *err);
NB_CHECK enum nb_status cli_read_mets(const void *bytes, size_t len,
				      struct nb_issue **issue,
				      struct nb_error *err);
NB_CHECK enum nb_status cli_validate_from(struct nb_validator *unused,
					  const void *xml, size_t len,
					  const char *name, uint64_t line,
					  struct nb_error *err);

/* The same for a document that is a file of its own. */
NB_CHECK enum nb_status cli_validate(const void *xml, size_t len,
				     const char *name, struct nb_error *err);

#endif
