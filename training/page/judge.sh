#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Judge models of the repair decision on pages that they have not seen.
#
# usage: judge.sh BREAKS PAGES SETS NAME=MODEL...
#
# PAGES has the sets of make-pages.sh. Prints a line for each set, kind of page and
# model.
set -eu
breaks=$1 pages=$2 sets=$3
shift 3
for set in $sets; do
	for kind in column box wrap clean scan; do
		for model in "$@"; do
			printf '%-20s %-6s %-7s ' "$set" $kind "${model%%=*}"
			"$breaks" judge "${model#*=}" "$pages/$set/list.$kind.1"
		done
	done
done
