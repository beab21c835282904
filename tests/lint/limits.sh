#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ceilings of the house style: length of files and functions, banned functions.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$root" || exit 1
find lib tools include training tests bench examples -name '*.[ch]' ! -name gb18030_table.c |
	sort >"$work/files"
while read -r file; do
	awk -v f="$file" 'END { if (NR > 600) print f ": " NR " lines" }' "$file"
	# A function ends with a brace in the first column.
	awk -v f="$file" '
		/^[A-Za-z].*[^;]$/ && !/=/ { start = NR }
		/^\{$/ { open = start }
		/^\}$/ { if (open && NR - open > 100)
			print f ":" open ": a function of " NR - open " lines"
			open = 0 }' "$file"
done <"$work/files" >"$work/.err"
[ ! -s "$work/.err" ]
result $? "files of 600 lines and functions of 100 lines at most"
xargs grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|strtok|system|popen|tmpnam|mktemp|alloca)\(' \
	<"$work/files" >"$work/.err"
[ ! -s "$work/.err" ]
result $? "no banned function"
xargs grep -nE '.{81}' <"$work/files" | grep -vP '^[^:]*:\d+:(?=.*[^\x00-\x7F])' \
	>"$work/.err"
[ ! -s "$work/.err" ]
result $? "80 columns"
xargs grep -LF 'SPDX-License-Identifier: Apache-2.0' <"$work/files" \
	>"$work/.err"
[ ! -s "$work/.err" ]
result $? "every source names its licence"
finish
