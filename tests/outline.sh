# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For tests of what nbtei makes of a page. The test says by `outline` what of the body
# it looks at, and sources this file after tap.sh.

# The body of a page of these lines, each a block.
body_of() {
	for block; do
		printf '%s\n\n' "$block"
	done >page.txt
	nbtei --id jdrb-20190304-01 page.txt >page.xml
	sed '1,/<body>/d' page.xml
}

# What the outline must be, as standard input.
is() {
	diff - outline >differs && nbtei --validate page.xml
	result $? "$1"
	sed 's/^/# /' differs
}
