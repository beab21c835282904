/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaving libxml2 when it lacks memory.
 *
 * Without memory libxml2 (2.9) does not always fail: it says that a valid
 * document is not valid, drops what it could not keep, or follows a null
 * pointer. So a process that parses leaves it at the first allocation that
 * fails, and does not come back.
 */
#ifndef NB_ISOLATED_LACK_H
#define NB_ISOLATED_LACK_H

#include <setjmp.h>

/* Jump there from an allocation of libxml2 that fails, from now on and in this
 * process; NULL: let it fail. Memory stays that of malloc(3). What libxml2 had
 * is lost, and none of its functions may be called after the jump. One thread
 * may use libxml2. */
void nb_lack_leaves(jmp_buf *to);

#endif
