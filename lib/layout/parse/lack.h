/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether libxml2 lacked memory.
 *
 * Without memory libxml2 (2.9) does not always fail: it says that a valid
 * document is not valid, drops what it could not keep, or follows a null
 * pointer. So its functions of memory are called through some that take note,
 * from the loading of libnbarc-xml on. If a program sets its own later, nothing
 * is noted.
 */
#ifndef NB_LAYOUT_LACK_H
#define NB_LAYOUT_LACK_H

#include <setjmp.h>
#include <stdbool.h>

/* Forget what this thread noted: libxml2 is about to be used. */
void nb_lack_begin(void);

/* Has libxml2 lacked memory in this thread since then? What it gave is not to
 * be trusted in that case. */
bool nb_lacked(void);

/*
 * Jump there from an allocation of libxml2 that fails, from now on and in this
 * process; NULL: take note of it only. That is for a process of its own, which
 * then cannot follow a null pointer. It is done also where the program has set
 * its own functions of memory. What libxml2 had is lost, and none of its
 * functions may be called after the jump. One thread may use libxml2.
 */
void nb_lack_leaves(jmp_buf *to);

/* Call libxml2's functions of memory, as they are now, through those that take
 * note, unless they are. It is done when the library is loaded; a test does it
 * again. No other thread may use libxml2. */
void nb_lack_watch(void);

#endif
