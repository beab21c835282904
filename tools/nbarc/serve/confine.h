/* SPDX-License-Identifier: Apache-2.0 */
/* The socket that the reading room listens on, and giving up all rights that it
 * does not need afterwards. */
#ifndef NB_TOOLS_NBARC_SERVE_CONFINE_H
#define NB_TOOLS_NBARC_SERVE_CONFINE_H

#include <nbarc/status.h>

#include "serve/room.h"
#include "serve/sources.h"

/*
 * Listen on settings->listen, "ADDRESS:PORT" or "[ADDRESS]:PORT", and write the
 * address with the port that the system chose into settings->listening.
 * NB_USAGE if it is not one; NB_IO if it cannot be listened on.
 */
NB_CHECK enum nb_status room_listen(struct room_settings *settings,
				    int *listening, struct nb_error *err);

/*
 * Become the user `user`, if that is not NULL, and keep only the right to read
 * the archives that are files and what is in their folders, because an archive
 * may be replaced, and what the system has; for archives far away, connections
 * stay possible, and the folder of the cache can be written. To be called
 * before any thread is started. NB_USAGE if there is no such user; NB_IO if the
 * system refuses, as it does unless the process is that of root.
 */
NB_CHECK enum nb_status room_confine(const char *user,
				     const struct room_sources *sources,
				     struct nb_error *err);

#endif
