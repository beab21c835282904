#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Make the pages of the file `media`, with their tags.
#
# usage: make-media.sh SHARED NBNORM PAGES OUT
#
# SHARED has corpus/ and eval/mkpages.py, PAGES limits the pages of each kind ("all" is
# the limit of `media`). Writes OUT/MEDIUM.KIND.list, lists for `structure`, and OUT/lists,
# which names them and comes last.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shared=$1 nbnorm=$2 limit=$3 out=$4
rm -rf "$out"
mkdir -p "$out"
grep -v '^#' "$here/media" |
	while read -r medium corpus from to kind seed articles pages; do
		name=$medium.$kind
		source=$shared/corpus/$corpus.jsonl.zst mode=$kind
		[ "$limit" = all ] || pages=$limit
		[ "$articles" != all ] || articles=1000000
		case $kind in
		column | clean) ;;
		dressed) mode=clean ;;
		*)
			python3 "$here/media.py" "$kind" "$seed" "$source" \
				"$out/$name.jsonl" "$from" "$to" "$articles"
			source=$out/$name.jsonl mode=clean from=0000 to=9999
			;;
		esac
		python3 "$shared/eval/mkpages.py" "$source" "$out/$name" \
			--mode "$mode" --pages "$pages" --seed "$seed" \
			--from "$from" --to "$to"
		rm -f "$out/$name.jsonl"
		if [ "$kind" = dressed ]; then
			set -- --dress "$seed"
		else
			set --
		fi
		python3 "$here/tags.py" "$@" "$nbnorm" "$out/$name" \
			>"$out/$name.list"
		echo "$name"
	done >"$out/lists.part"
mv "$out/lists.part" "$out/lists"
