#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Make the pages of a set, with labels, for training and judging.
#
# usage: make-pages.sh SHARED SET PAGES OUT
#
# SHARED has corpus/ and eval/mkpages.py, SET is a row of the file `sets`, PAGES
# limits the pages of each kind ("all" is no limit). For each seed OUT gets a folder
# of pages in columns (column.SEED), in boxes (box.SEED), hard-wrapped (wrap.SEED),
# as an OCR engine reads them (scan.SEED), and clean (clean.SEED).
#
# OUT/list.KIND.SEED names the pages of a kind for `breaks`, OUT/list those that are
# trained on. OUT/text.0, text.1 and text.all are paragraphs of the clean pages: of
# fold 1, of fold 0 (each fold is learned with the pairs of the other), and of both.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shared=$1 set=$2 pages=$3 out=$4
[ "$pages" != all ] || pages=1000000
row=$(awk -v set="$set" '$1 == set' "$here/sets")
# The fields of a row have no white space.
# shellcheck disable=SC2086
set -- $row
corpus=$shared/corpus/$2.jsonl.zst from=$3 to=$4 seeds=$5 shape=$6
column=$7 box=$8 wrap=$9 clean=${10} scan=${11}
rm -rf "$out"
mkdir -p "$out"

# Articles of odd date in another shape get pages of odd date, and those of even date
# pages of even date, so that they stay in their fold.
shaped() {
	for odd in 0 1; do
		zstd -dcq "$corpus" | awk -v odd=$odd '
			match($0, /"date": *"[0-9-]*/) {
				if (substr($0, RSTART + RLENGTH - 1, 1) % 2 == odd) print
			}' | zstd -qf -o "$out/part.zst"
		if [ "$shape" = loose ]; then
			set -- "$here/loose.py"
		else
			set -- "$here/../article/media.py" "$shape"
		fi
		python3 "$@" "$seed" "$out/part.zst" "$out/part" "$from" "$to" 2000
		sed "s/\"date\": \"2001-\(..\)-../\"date\": \"2001-\1-0$((2 - odd))/" \
			"$out/part"
	done | zstd -qf -o "$out/articles.$seed.zst"
	rm -f "$out/part" "$out/part.zst"
}

# Days of odd and of even date are the two folds.
fold() { # PASSES
	sed -E 's|(.*/[0-9]{4}-[0-9]{2}-[0-9])([0-9])([^ ]*\.lab)$|\1\2\3 \2|' |
		awk -v passes="$1" '{ print $1, $2, $3 % 2, passes }'
}
listed() { # KIND SEED EVERY
	awk -v every="$3" 'every && NR % every == 0' "$out/list.$1.$2"
}

for seed in $(echo "$seeds" | tr , ' '); do
	if [ "$shape" != - ]; then
		shaped
		corpus=$out/articles.$seed.zst from=0000 to=9999
	fi
	for mode in column wrap clean; do
		python3 "$shared/eval/mkpages.py" "$corpus" "$out/$mode.$seed" \
			--mode $mode --pages "$pages" --seed "$seed" \
			--from "$from" --to "$to"
		python3 "$here/labels.py" "$out/$mode.$seed" |
			fold 2 >"$out/list.$mode.$seed"
	done
	python3 "$here/boxes.py" "$out/column.$seed" "$out/box.$seed" "$seed"
	python3 "$here/labels.py" "$out/box.$seed" | fold 2 >"$out/list.box.$seed"
	# Text that an engine lost is no sign that a paragraph ends, so these
	# pages are learned in one pass only.
	python3 "$here/boxes.py" --ocr "$out/clean.$seed" "$out/scan.$seed" "$seed"
	for page in "$out/scan.$seed"/*.txt; do
		echo "$page ${page%.txt}.lab"
	done | fold 1 >"$out/list.scan.$seed"
	for fold in 0 1; do
		[ -e "$out/text.all" ] ||
			awk -v fold=$fold '$3 != fold { print $1 }' \
				"$out/list.clean.$seed" |
			xargs -r cat >"$out/text.$fold"
	done
	[ -e "$out/text.all" ] ||
		cat "$out/text.0" "$out/text.1" >"$out/text.all"
	listed column "$seed" "$column"
	listed wrap "$seed" "$wrap"
	listed clean "$seed" "$clean"
	listed box "$seed" "$box"
	listed scan "$seed" "$scan"
done >"$out/list.part"
# The list comes last: it says that the set is complete.
mv "$out/list.part" "$out/list"
