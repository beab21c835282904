#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How fast nbarc stat counts words, and finds collocates and keywords, beside decoding
# alone and nbarc grep, and the most memory that each takes.
#
# usage: B=BUILD bench/words.sh ARCHIVE
#
# The archive is that of bench/grep.sh, in BUILD/bench/grep/corpus.nbarc. Commands run in
# turn, ROUNDS (11) times; the figures are medians, and ratios to decoding.
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
archive=${1:-$B/bench/grep/corpus.nbarc}
PATH=$B:$PATH
export LC_ALL=C.UTF-8

words="-w 中国 -w 人民 -w 经济 -w 改革 -w 生态"
bench/turns.py -n "${ROUNDS:-11}" \
	"decoding alone" "bench-decode $archive" \
	"nbarc grep -c 中国" "nbarc grep -c $archive 中国" \
	"nbarc stat" "nbarc stat $archive" \
	"nbarc stat, a word" "nbarc stat -w 中国 $archive" \
	"nbarc stat, five words" "nbarc stat $words $archive" \
	"collocates of 脱贫" "nbarc stat -c -w 脱贫 $archive" \
	"keywords from 2020 on" "nbarc stat -k --from 2020 $archive" \
	"keywords, units of 3" "nbarc stat -k --unit 3 --from 2020 $archive"
for options in "$words" "-c -w 脱贫" "-k --from 2020" "-k --unit 3 --from 2020"; do
	# shellcheck disable=SC2086 # options
	/usr/bin/time -f "%M KiB: nbarc stat $options" nbarc stat $options "$archive" >/dev/null
done
