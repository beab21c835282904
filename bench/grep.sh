#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How fast the text of an archive is searched without an index, beside decoding
# alone, zstd with ripgrep, and ripgrep on extracted files.
#
# usage: B=BUILD bench/grep.sh [CORPUS.jsonl.zst...]
#
# The archive has the pages of all corpora, in the default form without sources. The
# files are one text an article, as nbarc get --format text prints it, and one TEI
# document a page; all of them are in the cache. Commands run in turn, ROUNDS (11)
# times; the figures are medians, and ratios to decoding. ripgrep searches bytes: it
# knows no widths, no breaks and no articles, and its hits in TEI are lines.
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}"
case $B in /*) ;; *) B=$PWD/$B ;; esac
[ $# -gt 0 ] || set -- ../shared/corpus/*.jsonl.zst
work=${BENCH_DIR:-$B/bench}/grep
PATH=$B:$PATH
export LC_ALL=C.UTF-8
mkdir -p "$work"
archive=$work/corpus.nbarc

if [ ! -e "$archive" ]; then
	python3 bench/pages.py "$work/pages" "$@"
	nbarc ingest -q --no-sources -o "$archive" "$work/pages"
fi
if [ ! -e "$work/texts" ]; then
	python3 - "$archive" "$work/texts.new" "$work/tei.new" <<-'P'
		import html
		import os
		import re
		import subprocess
		import sys
		archive, texts, tei = sys.argv[1:]
		os.makedirs(texts)
		os.makedirs(tei)
		whole = subprocess.run(["zstd", "-dcq", archive], check=True, stdout=subprocess.PIPE).stdout.decode()
		for page in whole.split("<?xml")[1:]:
		    starts = [m for m in re.finditer(r'(?m)^<div [^>]*xml:id="([^"]*-[0-9]{2,3}-[0-9]{2,3})"', page)]
		    ends = [m.start() for m in starts[1:]] + [page.index("</body>")]
		    items = [(m[1], page[m.start():end]) for m, end in zip(starts, ends)]
		    with open(os.path.join(tei, items[0][0][:-3] + ".xml"), "w", encoding="utf-8") as out:
		        out.write("<?xml" + page)
		    for name, item in items:
		        blocks = re.findall(r"(?s)<(head|p|byline)\b[^>]*?>(.*?)</\1>", item)
		        text = "\n".join(html.unescape(re.sub("<[^>]*>", "", b)) + "\n" for _, b in blocks)
		        with open(os.path.join(texts, name + ".txt"), "w", encoding="utf-8") as out:
		            out.write(text)
	P
	mv "$work/tei.new" "$work/tei"
	mv "$work/texts.new" "$work/texts"
fi
echo "$(find "$work/texts" -type f | wc -l) articles on" \
	"$(find "$work/tei" -type f | wc -l) pages," \
	"$(zstd -dcq "$archive" | wc -c) bytes of TEI"

# What is looked for: a rare word, a common one, an expression with a word in it,
# and one without.
for what in 南通 中国 '-E 十[一二三]届' '-E .国.'; do
	pattern=${what#-E }
	options=${what%"$pattern"}
	# shellcheck disable=SC2086 # options, or none
	echo "== $what: $(nbarc grep -c $options "$archive" "$pattern") hits in" \
		"$(nbarc grep -lc $options "$archive" "$pattern") articles;" \
		"ripgrep on texts: $(rg --count-matches --no-filename -uu \
			"$pattern" "$work/texts" | awk '{ n += $1 } END { print n }')"
	bench/turns.py -n "${ROUNDS:-11}" \
		"decoding alone" "bench-decode $archive" \
		"nbarc grep -c" "nbarc grep -c $options $archive $pattern" \
		"nbarc grep -l" "nbarc grep -l $options $archive $pattern" \
		"nbarc grep" "nbarc grep $options $archive $pattern" \
		"zstd -dc | rg -c" "sh -c 'zstd -dcq $archive | rg -c $pattern'" \
		"rg, a file an article" "rg -uu -c $pattern $work/texts" \
		"rg, a file a page" "rg -uu -c $pattern $work/tei"
done
echo "== the first hit"
bench/turns.py -n "${ROUNDS:-11}" \
	"true" "true" \
	"nbarc grep --help" "nbarc grep --help" \
	"nbarc grep -n 1 中国" "nbarc grep -n 1 $archive 中国" \
	"nbarc grep -n 1 南通" "nbarc grep -n 1 $archive 南通"
