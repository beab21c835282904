/* SPDX-License-Identifier: Apache-2.0 */
/* Temporary files that processes which were killed left behind. */
#ifndef NB_BASE_LEFTOVER_H
#define NB_BASE_LEFTOVER_H

/*
 * Remove the temporary files of nb_output_create(path) and
 * nb_output_replace(path) whose process no longer exists and that nobody has
 * locked. A file that cannot be removed stays, and no failure is reported: the
 * next run tries again.
 */
void nb_output_tidy(const char *path);

#endif
