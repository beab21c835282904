#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tag the pages of a set, for training and judging.
#
# usage: make-tags.sh NBNORM PAGES SET
#
# PAGES has the sets of make-pages.sh, SET is a row of the file `sets`. Writes
# PAGES/SET/tags.KIND.SEED, lists for `structure`, and PAGES/SET/tags, all of them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
nbnorm=$1 out=$2/$3
kinds=$(awk -v set="$3" '$1 == set { $1 = ""; print }' "$here/sets")
for kind in $kinds; do
	seed=${kind#*.}
	case $kind in
	dressed.*) python3 "$here/tags.py" --dress "$seed" "$nbnorm" \
		"$out/clean.$seed" ;;
	*) python3 "$here/tags.py" "$nbnorm" "$out/$kind" ;;
	esac >"$out/tags.$kind"
	cat "$out/tags.$kind"
done >"$out/tags.part"
mv "$out/tags.part" "$out/tags"
