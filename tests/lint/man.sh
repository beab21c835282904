#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual pages are clean, and there is one for each tool and subcommand.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for page in "$root"/man/*; do
	mandoc -T lint -W warning "$page" >.err
	[ ! -s .err ]
	result $? "$(basename "$page"): mandoc's lint"
done
for source in "$root"/tools/nb*.c; do
	name=$(basename "$source" .c)
	case $name in nbarc_query | nbconv_* | nbnorm_* | nbtei_*) continue ;; esac
	page=$(echo "$name" | tr _ -).1
	test -f "$root/man/$page"
	result $? "$page is there"
done
finish
