/* SPDX-License-Identifier: Apache-2.0 */
/* What a process that was killed left of an output. */
#ifndef NB_BASE_LEFTOVER_H
#define NB_BASE_LEFTOVER_H

/*
 * Remove the temporary files that processes which were killed left of outputs
 * to `path`: those whose process is no more and that nobody has locked. What
 * cannot be removed stays.
 */
void nb_output_tidy(const char *path);

#endif
