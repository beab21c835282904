#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Made-up pages of ../shared that were divided or joined wrongly once: what of each comes
# out right, and stays so. "text" is always held; a page that comes out better than it is
# held to is named, so that the line here can be made stricter.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cases=$root/../shared/cases/text
score=$root/../shared/eval/score.py
if [ ! -d "$cases" ] || [ ! -f "$score" ]; then
	skip "../shared is absent" "made-up pages with their answers"
	finish
	exit
fi

# The case with this number, and what is right of it.
holds() {
	for page in "$cases/$1"-*.txt; do
		[ -f "$page" ] || {
			skip "it is not in ../shared" "case $1"
			return
		}
		nbtei --id jdrb-20190304-01 "$page" >page.xml
		got=$(python3 "$root/tests/text-cases.py" "$score" \
			"${page%.txt}.json" page.xml)
		[ "$got" = "$2" ] || echo "# case $1 has: $got"
		for word in $2; do
			case " $got " in
			*" $word "*) ;;
			*) false ;;
			esac
			result $? "case $1: $word"
		done
	done
}

holds 05 "text joins items kinds"
holds 06 "text joins items kinds"
holds 09 "text joins items kinds"
holds 10 "text joins items kinds"
holds 11 "text joins items kinds"
# The answer calls the byline of a report a crosshead.
holds 13 "text joins items"
holds 14 "text joins items kinds"
holds 15 "text joins items kinds"
holds 16 "text joins items kinds"

known=$(printf '%s\n' "$cases"/*.txt | sed 's|.*/||; s|-.*||' | tr '\n' ' ')
[ "$known" = "05 06 09 10 11 13 14 15 16 " ]
result $? "no other case is there"
finish
