#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual pages are clean, and there is one for each tool; commands.sh checks
# those of the commands of nbarc.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for page in "$root"/man/*; do
	mandoc -T lint -W warning "$page" >.err
	[ ! -s .err ]
	result $? "$(basename "$page"): mandoc's lint"
done
for folder in "$root"/tools/nb*; do
	page=$(basename "$folder").1
	test -f "$root/man/$page"
	result $? "$page is there"
done
finish
