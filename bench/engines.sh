#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Full-text engines beside the index of an archive: size, time of making it, time of a
# query as a whole process, and how many of the articles with a word each one finds.
#
# usage: B=BUILD bench/engines.sh [ARCHIVE]
#
# ARCHIVE is that of bench/grep.sh unless one is given. Each engine gets the text of
# every article under its identifier, as nbarc get --format text prints it, and is asked
# for the identifiers of the articles with a word. Those that it finds are compared
# with those of a naive scan of the texts. An engine that is absent is left out:
# python3-xapian, groonga-bin, zim-tools, and sqlite3 with FTS5. Times are those of the
# processors, medians of ROUNDS (11).
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
archive=${1:-${BENCH_DIR:-$B/bench}/grep/corpus.nbarc}
work=${BENCH_DIR:-$B/bench}/engines
mkdir -p "$work"
PATH=$B:$PATH
export LC_ALL=C.UTF-8
exec /usr/bin/python3 bench/engines.py "$archive" "$work" "${ROUNDS:-11}"
