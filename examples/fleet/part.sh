#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One job of a fleet: ingest part I of N into FOLDER/000001.nbarc and so on.
#
#   part.sh I N FOLDER ARGUMENT...
#
# The arguments are those of nbarc ingest, and must be the same for all parts. The
# job can be started again at any time: what is in the archive is not taken twice,
# and what an interrupted job wrote without committing it is cut off. Pages that
# cannot be ingested are listed in FOLDER/000001.problems; only a failure of the
# machine, or a damaged archive, is a failure of the job.
set -eu
i=$1 n=$2 folder=$3
shift 3
mkdir -p "$folder"
name=$folder/$(printf '%06d' "$i")
status=0
nbarc ingest -q --continue --shard "$i/$n" -o "$name.nbarc" "$@" \
	2>"$name.log" || status=$?
case $status in
0) rm -f "$name.problems" "$name.log" ;;
2) mv "$name.log" "$name.problems" ;;
*) cat "$name.log" >&2 && exit $status ;;
esac
exec nbarc verify -q "$name.nbarc"
