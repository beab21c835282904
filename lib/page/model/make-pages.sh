#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Made pages with labels, for one corpus and a range of dates.
#
# usage: make-pages.sh MKPAGES CORPUS OUTDIR FROM TO SEEDS
#
# For every seed a folder each of column, wrapped, wrapped with indents and clean
# pages; the list of all is OUTDIR/list, their paragraphs are OUTDIR/text.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkpages=$1 corpus=$2 out=$3 from=$4 to=$5
shift 5
mkdir -p "$out"
: >"$out/list"
for seed in "$@"; do
	for mode in column wrap indent clean; do
		made=$mode
		[ $mode != indent ] || made=wrap
		python3 "$mkpages" "$corpus" "$out/$mode.$seed" --mode $made \
			--pages 100000 --seed "$seed$(printf %s $mode | wc -c)" \
			--from "$from" --to "$to"
		if [ $mode = indent ]; then
			python3 "$here/labels.py" "$out/$mode.$seed" --indent
		else
			python3 "$here/labels.py" "$out/$mode.$seed"
		fi >>"$out/list"
	done
done
cat "$out/clean.$1"/*.txt >"$out/text"
