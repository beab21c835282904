#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The last job of a fleet: read the N parts in FOLDER as one corpus.
#
#   join.sh N FOLDER [CORPUS.nbarc]
#
# A collection of them is written to FOLDER/corpus.nbarcs. With CORPUS.nbarc they
# are merged into this archive as well. It fails if a part is missing.
set -eu
n=$1 folder=$2 corpus=${3:-}
# A file for the list: a command line has no room for a hundred thousand paths.
list=$folder/parts.nbarcs
echo '#nbarcs 1' >"$list"
for i in $(seq "$n"); do
	part=$(printf '%06d' "$i").nbarc
	if [ ! -f "$folder/$part" ]; then
		echo "join.sh: part $i of $n is missing" >&2
		exit 1
	fi
	echo "$part" >>"$list"
done
(cd "$folder" && sed 1d parts.nbarcs | xargs -n 1000 nbarc collect |
	awk 'NR == 1 || !/^#nbarcs/' >corpus.nbarcs.new)
mv "$folder/corpus.nbarcs.new" "$folder/corpus.nbarcs"
rm "$list"
if [ -n "$corpus" ]; then
	# An archive gets its name when it is whole: one that is there was made
	# by an earlier attempt of this job.
	[ -e "$corpus" ] || nbarc merge -q -o "$corpus" "$folder/corpus.nbarcs"
	nbarc verify "$corpus"
fi
if ls "$folder"/*.problems >/dev/null 2>&1; then
	echo "join.sh: some pages were not ingested; see $folder/*.problems" >&2
fi
