/* SPDX-License-Identifier: Apache-2.0 */
/* The header and the shared text of a rescued archive
 * (format-spec/nbarc-format.md, sections 5.1 and 14). */
#ifndef NB_ARCHIVE_RESCUE_START_H
#define NB_ARCHIVE_RESCUE_START_H

#include "archive/check/rescue_page.h"

/*
 * Write the start of the new file: that of the old one, if its shared text is
 * whole or there is none. A damaged shared text is left behind: all pages that
 * can still be read are then compressed again, without one. Sets r->prefix and
 * r->anew.
 */
NB_CHECK enum nb_status nb_rescue_start(struct nb_rescue *r,
					struct nb_error *err);

#endif
