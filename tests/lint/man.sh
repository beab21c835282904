#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual pages are clean, and there is one for each tool; commands.sh checks
# those of the commands of nbarc. Section 3 is what man/headers.py makes of the
# public headers, and nbarc(3) names all its pages.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for page in "$root"/man/*.[0-9]; do
	mandoc -T lint -W warning "$page" >.err
	[ ! -s .err ]
	result $? "$(basename "$page"): mandoc's lint"
done
for folder in "$root"/tools/nb*; do
	page=$(basename "$folder").1
	test -f "$root/man/$page"
	result $? "$page is there"
done
mkdir made
check "pages are made of the headers" "$root/man/headers.py" \
	"$root/include/nbarc" made
for header in "$root"/include/nbarc/*.h; do
	page=nbarc_$(basename "$header" .h).3
	diff "made/$page" "$root/man/$page" >.err 2>&1
	result $? "$page is what 'make man3' makes"
	grep -q "^\.It Xr ${page%.3} 3\$" "$root/man/nbarc.3"
	result $? "nbarc(3) names $page"
done
(cd made && ls) >expected
(cd "$root/man" && ls nbarc_*.3) | diff expected - >.err
result $? "no page is left of a header that is gone"
finish
