#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A fleet by Slurm: an array of N jobs that ingest, and one that joins their
# archives when all of them succeeded.
#
#   slurm.sh N FOLDER CORPUS.nbarc ARGUMENT...
#
# FOLDER and the files are on a file system that all nodes share. SBATCH_ options of
# the environment apply, as SBATCH_PARTITION. Jobs of a node that fails are queued
# again, and go on where they were. The number of the last job is printed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
n=$1 folder=$2 corpus=$3
shift 3
mkdir -p "$folder"
# Of a job, the command line is quoted once more by --wrap.
arguments=
for a in "$@"; do
	arguments="$arguments '$(printf '%s' "$a" | sed "s/'/'\\\\''/g")'"
done
array=$(sbatch --parsable --requeue --array="1-$n" --job-name=ingest \
	--cpus-per-task=1 --mem=600M --output="$folder/%a.out" \
	--wrap="exec '$here/part.sh' \"\$SLURM_ARRAY_TASK_ID\" $n '$folder' -j 1 $arguments")
exec sbatch --parsable --requeue --dependency="afterok:$array" --job-name=join \
	--kill-on-invalid-dep=yes --output="$folder/join.out" \
	--wrap="exec '$here/join.sh' $n '$folder' '$corpus'"
