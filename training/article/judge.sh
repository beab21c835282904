#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Judge structure models, and what nbtei finds of insertions.
#
# usage: judge.sh STRUCTURE NBTEI PAGES NAME=MODEL...
#
# PAGES has the sets of make-pages.sh and make-tags.sh. Prints a line for each set,
# kind of page and model, then one for each set of pages with insertions.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
structure=$1 nbtei=$2 pages=$3
shift 3
for set in daily-test bulletin-test gazette-test; do
	for kind in column dressed; do
		for model in "$@"; do
			printf '%-13s %-7s %-7s ' $set $kind "${model%%=*}"
			"$structure" judge "${model#*=}" \
				"$pages/$set/tags.$kind.1" | head -n 1
		done
	done
done
for set in daily-test bulletin-test gazette-test; do
	for kind in column box; do
		from=$pages/$set/$kind.1 to=$pages/$set/inserted.$kind
		python3 "$here/insertions.py" make "$from" "$to" 7
		printf '%-13s %-7s ' $set $kind
		python3 "$here/insertions.py" judge "$nbtei" "$to" |
			cut -d ' ' -f 2-
	done
done
