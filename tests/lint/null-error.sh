#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tests of NULL errors call every public function that takes an error.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cat "$root"/tests/null_error.h "$root"/tests/unit/null_error*_test.c >tests.c
# A prototype on one line each; only functions have NB_API.
cat "$root"/include/nbarc/*.h | tr '\n\t' '  ' | tr ';' '\n' |
	sed -n 's/.*NB_API.*[ *]\(nb_[a-z0-9_]*\)(.*struct nb_error \*err).*/\1/p' |
	sort -u >functions
[ "$(wc -l <functions)" -gt 70 ]
result $? "the headers have functions that take an error"
while read -r function; do
	grep -q "\\<$function(" tests.c
	result $? "$function is called without an error"
done <functions
finish
