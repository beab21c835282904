#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage text and man page of each tool name the same options, and the usage text
# fits into 80 columns, with the help of all options in one of them.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
compare() { # MAN COMMAND...
	page=$1
	shift
	"$@" --help >help 2>.err
	result $? "$*: --help is exit 0"
	grep -nE '.{81}' help >.err
	[ ! -s .err ]
	result $? "$*: the help text has 80 columns"
	# What an option does begins in column 32, beside it or below it.
	awk '/^  (-.,|   ) --[^ ]+( [^ ]+)?$/ { below = 1; next }
		below || /^  (-.,|   ) --/ {
			if (substr($0, 31) !~ /^ [^ ]/) print
			below = 0
		}' help >.err
	[ ! -s .err ]
	result $? "$*: the help of its options is in one column"
	sed -n 's/^  .*--\([a-z-]*\).*/\1/p' help | sort -u >usage
	sed -n 's/.*Fl Fl \([a-z-]*\).*/\1/p' "$root/man/$page" | sort -u >manual
	diff usage manual >.err
	result $? "$*: usage and $page name the same options"
	grep -q '^\.Sh EXIT STATUS' "$root/man/$page" &&
		grep -q '^\.Sh EXAMPLES' "$root/man/$page"
	result $? "$page: EXIT STATUS and EXAMPLES"
	"$@" --version >.out 2>.err && grep -q '(nbarc) [0-9]' .out
	result $? "$*: --version"
}
for tool in nbconv nbnorm nbtei nbarc; do
	compare $tool.1 $tool
done
for command in $(nbarc --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'); do
	compare "nbarc-$command.1" nbarc "$command"
done
finish
