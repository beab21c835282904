#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Judge the structure model on media that it has seen no page of, and on a month of the
# daily that it has not seen.
#
# usage: judge-media.sh STRUCTURE LIB MEDIA [MEDIUM...]
#
# MEDIA has the lists and traits of the file `media`, LIB is the folder lib. For each
# medium the trees are fitted without it, and the field as well, unless the shipped one
# has not seen it anyway. Prints two lines for each kind of its pages: of the field alone,
# and of both.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
structure=$1 lib=$2 media=$3
shift 3
[ $# -gt 0 ] || set -- month daily weekly bulletin gazette old

# The sets that a model may see which is judged on this medium.
seen() {
	case $1 in
	daily) without='^(daily|daily-2|month)[.]' ;;
	# A shape of the daily, which has seen neither the daily nor the shape.
	old) without='^(daily|daily-2|month)[.]|[.]old$' ;;
	*) without="^$1[.]" ;;
	esac
	grep -vE "$without" "$media/lists"
}

for medium in "$@"; do
	field=$media/$medium.field trees=$media/$medium.trees
	case $medium in
	month | weekly) cp "$lib/article/nbtei.model" "$field" ;;
	*)
		for name in $(seen "$medium" | grep -E '[.](column|clean)$'); do
			cat "$media/$name.list"
		done >"$field.list"
		"$structure" fit "$field" "$field.list" >/dev/null 2>&1
		;;
	esac
	for name in $(seen "$medium"); do
		echo "$media/$name.traits"
	done | xargs "$here/starts.py" "$lib" "$trees" >/dev/null
	case $medium in
	old) judged=daily.old ;;
	*) judged="$medium.column $medium.clean" ;;
	esac
	for name in $judged; do
		list=$media/$name.list kind=${name#*.}
		[ -f "$list" ] || continue
		printf '%-8s %-6s %-6s ' "$medium" "$kind" field
		"$structure" judge "$field" "$list" | head -n 1
		printf '%-8s %-6s %-6s ' "$medium" "$kind" both
		"$structure" judge "$field" "$list" "$trees" | head -n 1
	done
done
