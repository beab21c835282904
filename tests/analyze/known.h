/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Included before each source that is analyzed. An analyzer sees one source at
 * a time; here it is told what the functions return that report errors, or else
 * it follows the road on which a failure is a success.
 */
#ifndef TESTS_ANALYZE_KNOWN_H
#define TESTS_ANALYZE_KNOWN_H

#include "base/error.h"

#define nb_fail(err, status, ...) \
	((void)nb_fail(err, status, __VA_ARGS__), (status))
#define nb_fail_at(err, status, ...) \
	((void)nb_fail_at(err, status, __VA_ARGS__), (status))
#define nb_fail_sys(err, file, call) ((void)nb_fail_sys(err, file, call), NB_IO)

#endif
