#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every public header compiles alone, as C and as C++ where there is a compiler.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for header in "$root"/include/nbarc/*.h; do
	name=$(basename "$header")
	echo "#include <nbarc/$name>" >one.c
	check "$name: C11" "${CC:-cc}" -std=c11 -Wall -Wextra -Werror \
		-I"$root/include" -fsyntax-only one.c
	if command -v c++ >/dev/null 2>&1; then
		cp one.c one.cc
		check "$name: C++" c++ -Wall -Wextra -Werror \
			-I"$root/include" -fsyntax-only one.cc
	else
		skip "no C++ compiler" "$name: C++"
	fi
done
finish
