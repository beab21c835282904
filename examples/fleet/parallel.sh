#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A fleet by GNU parallel, on this machine or on several that share a file system.
#
#   parallel.sh N FOLDER CORPUS.nbarc ARGUMENT...
#
# PARALLEL has further options of parallel(1), such as --sshloginfile nodes. The job
# log is in FOLDER/jobs: started again, only jobs are repeated that failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
n=$1 folder=$2 corpus=$3
shift 3
mkdir -p "$folder"
seq "$n" | parallel --joblog "$folder/jobs" --resume-failed --retries 3 \
	"$here/part.sh" '{}' "$n" "$folder" -j 1 "$@"
exec "$here/join.sh" "$n" "$folder" "$corpus"
