/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The editor of the user, for a command that is confined by then: a process
 * that was started before, and so has the rights of the user, starts it.
 */
#ifndef NB_TOOLS_NBARC_EDITOR_H
#define NB_TOOLS_NBARC_EDITOR_H

#include <sys/types.h>

#include <nbarc/status.h>

#define NBARC_EDITOR_FOLDER 4096

/* An editor that may come to be used. */
struct nbarc_editor {
	pid_t pid;    /* of the process that waits; 0: none */
	int to, from; /* it */
	int failed;   /* the errno of what could not be prepared, or 0 */
	char folder[NBARC_EDITOR_FOLDER];
};

/*
 * Make a folder in $TMPDIR or /tmp, which only its owner can read, and a
 * process that waits for nbarc_editor_run(). What fails is told by that
 * function and by nbarc_editor_check().
 */
void nbarc_editor_prepare(struct nbarc_editor *editor);

/* NB_OK if everything was prepared. */
NB_CHECK enum nb_status nbarc_editor_check(const struct nbarc_editor *editor,
					   struct nb_error *err);

/* Run $VISUAL, or else $EDITOR, or else vi(1), with a file, until it ends.
 * NB_USAGE if it fails. */
NB_CHECK enum nb_status nbarc_editor_run(const struct nbarc_editor *editor,
					 const char *path,
					 struct nb_error *err);

/* End the process, which removes the folder if it is empty. If this process
 * ends without a call, it does the same. */
void nbarc_editor_end(struct nbarc_editor *editor);

#endif
