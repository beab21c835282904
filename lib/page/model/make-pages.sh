#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Made pages with labels, for one corpus and a range of dates.
#
# usage: make-pages.sh MKPAGES CORPUS OUTDIR FROM TO SEEDS
#
# For every seed a folder each of pages in columns, in boxes (layouts.py), hard
# wrapped, as an engine reads them, and clean. OUTDIR/list names them for train
# fit; OUTDIR/text.0, text.1 and text.all are their paragraphs: of fold 1, of
# fold 0 (a fold is judged with pairs of the other one), and of both.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkpages=$1 corpus=$2 out=$3 from=$4 to=$5
shift 5
mkdir -p "$out"
: >"$out/list"
# Days of odd and of even date are the two folds.
fold() {
	sed -E 's|(.*/[0-9]{4}-[0-9]{2}-[0-9])([0-9])([^ ]*\.lab)$|\1\2\3 \2|' |
		awk -v passes="$1" '{ print $1, $2, $3 % 2, passes }'
}
for seed in "$@"; do
	for mode in column wrap clean; do
		python3 "$mkpages" "$corpus" "$out/$mode.$seed" --mode $mode \
			--pages 100000 --seed "$seed" --from "$from" --to "$to"
		python3 "$here/labels.py" "$out/$mode.$seed" | fold 2 >>"$out/list"
	done
	python3 "$here/layouts.py" "$out/column.$seed" "$out/box.$seed" "$seed"
	python3 "$here/labels.py" "$out/box.$seed" | fold 2 >>"$out/list"
	# What is lost of such a page is no sign that a paragraph ends.
	python3 "$here/layouts.py" "$out/clean.$seed" "$out/scan.$seed" \
		"$seed" --ocr
	for page in "$out/scan.$seed"/*.txt; do
		echo "$page ${page%.txt}.lab"
	done | fold 1 >>"$out/list"
done
for fold in 0 1; do
	awk -v fold=$fold '$3 != fold && /\/clean\.'"$1"'\// { print $1 }' \
		"$out/list" | xargs cat >"$out/text.$fold"
done
cat "$out/text.0" "$out/text.1" >"$out/text.all"
