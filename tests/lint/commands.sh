#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tools/nbarc/commands.def is the only list of the commands of nbarc: the help
# text, the helper programs, the manual pages and the sources agree with it.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
table=$root/tools/nbarc/commands.def
row='^COMMAND(\([a-z]*\), \([a-z_]*\), "\([a-z-]*\)", \([A-Z_]*\),.*'
sed -n "s/$row/\\1 \\2 \\3 \\4/p" "$table" >rows
cut -d' ' -f3 rows >names
[ -s rows ] && [ "$(wc -l <rows)" -eq "$(grep -c '^COMMAND(' "$table")" ]
result $? "every row of the table has group, function, name and kind on its first line"
nbarc --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' >help
diff names help >.err
result $? "nbarc --help lists the commands of the table"
sed -n 's/^\.It Xr nbarc-\([a-z-]*\) 1$/\1/p' "$root/man/nbarc.1" >manual
diff names manual >.err
result $? "nbarc(1) lists them in the same order"
while read -r group function name kind; do
	test -s "$root/man/nbarc-$name.1"
	result $? "nbarc-$name.1 is there"
	grep -q "^int nbarc_$function(int argc" "$root/tools/nbarc/$group/$function.c"
	result $? "$name: tools/nbarc/$group/$function.c defines nbarc_$function()"
	[ -x "$B/nbarc-$name" ] || [ "$kind" = BUILT_IN ]
	result $? "$name: is built in or has its program"
done <rows
for page in "$root"/man/nbarc-*.1; do
	page=${page##*/nbarc-}
	echo "${page%.1}"
done | sort >pages
sort names | diff - pages >.err
result $? "no manual page is of a command that is not in the table"
finish
