#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A corpus ingested in parts: every page is in one of them, an issue is never
# divided, and merging them gives the archive of a single ingest, with its root.
# Many parts are merged within bounded memory and descriptors.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
root_of() { # ARCHIVE
	nbarc info "$1" | sed -n 's/^Merkle root *//p'
}
count() { # FILE...
	echo $#
}
ingest() { # OPTION...
	nbarc ingest -q --titles "$root/fixtures/titles.tsv" "$@"
}
pages=$root/fixtures/pages

# ---- the parts
ingest -o all.nbarc "$pages"
for n in 1 3 5; do
	for i in $(seq "$n"); do
		ingest --shard "$i/$n" -o "$n-$i.nbarc" "$pages"
		nbarc list -p "$n-$i.nbarc"
	done >$n.pages
	nbarc list -p all.nbarc >all.pages
	check "$n parts have all pages, in order" cmp all.pages $n.pages
	check "they merge" nbarc merge -q -o $n.nbarc $n-*.nbarc
	[ "$(root_of $n.nbarc)" = "$(root_of all.nbarc)" ]
	result $? "the root is that of a single ingest"
	check "the merge is sound" nbarc verify -q $n.nbarc
done
check "one part is the whole" cmp 1-1.nbarc all.nbarc
check "merged, parts are the whole, frame by frame" sh -c \
	'zstd -dcq all.nbarc >all.tei && zstd -dcq 3.nbarc | cmp - all.tei'
nbarc manifest --sources all.nbarc >all.sources
nbarc manifest --sources 5.nbarc >5.sources
check "with their sources" cmp all.sources 5.sources
for i in 1 2 3 4 5; do
	nbarc list -p 5-$i.nbarc | sed 's/ .*//; s/-[^-]*$//' | sort -u
done >issues
[ "$(wc -l <issues)" -eq "$(sort -u issues | wc -l)" ]
result $? "no issue is in two parts"

# ---- parts without pages
n=$(($(wc -l <all.pages) + 5))
for i in $(seq "$n"); do
	ingest --shard "$i/$n" -o "many-$i.nbarc" "$pages"
done
[ "$(count many-*.nbarc)" -eq "$n" ]
result $? "parts without pages are archives, too"
for i in $(seq "$n"); do
	nbarc list -p "many-$i.nbarc"
done | cmp - all.pages
result $? "and every page is in one part"
check "they merge" nbarc merge -q -o many.nbarc many-*.nbarc
[ "$(root_of many.nbarc)" = "$(root_of all.nbarc)" ]
result $? "to the same root"
check "a part that is ingested again changes nothing" \
	ingest --shard 2/3 -o 3-2.nbarc "$pages"
check "nor does it with --continue" \
	ingest --continue --shard 2/3 -o 3-2.nbarc "$pages"
check "the same merge" nbarc merge -q -o again.nbarc 3-*.nbarc
check "gives the same bytes" cmp again.nbarc 3.nbarc

# ---- a shared text
ingest --shared-text=1 -o shared.nbarc "$pages"
for i in 1 2 3; do
	ingest --shared-text=1 --shard $i/3 -o s$i.nbarc "$pages"
	ingest --shared-text-from shared.nbarc --shard $i/3 -o f$i.nbarc "$pages"
	cmp s$i.nbarc f$i.nbarc || echo differ >differ
done
[ ! -e differ ]
result $? "parts choose the shared text that a single ingest chooses"
check "and merge" nbarc merge -o s.nbarc s1.nbarc s2.nbarc s3.nbarc
! grep -q "another shared text" .err
result $? "without compressing anything again for it"
[ "$(root_of s.nbarc)" = "$(root_of shared.nbarc)" ]
result $? "to the same root"
exits 1 "an archive without a shared text has none to give" \
	ingest --shared-text-from all.nbarc -o x.nbarc "$pages"
says "no shared text" "and says so"
exits 1 "either chosen or taken" ingest --shared-text --shared-text-from \
	shared.nbarc -o x.nbarc "$pages"

# ---- names that are none
mkdir named
cp "$pages"/jdrb-*.txt named
echo 文 >named/what.txt
exits 2 "part 1 reports a name that is none" ingest --shard 1/2 -o n1.nbarc named
says "what.txt" "by its path"
check "and no other part does" ingest --shard 2/2 -o n2.nbarc named
for bad in 0/3 4/3 3 3/ /3 a/b 1/0 -1/3 1/3x; do
	exits 1 "--shard $bad" ingest --shard $bad -o x.nbarc "$pages"
done
exits 1 "standard input" sh -c "nbarc ingest --shard 1/2 --title-code jdrb \
	--date 20190304 --page a01 -o x.nbarc - <'$pages/jdrb-20190304-a01.txt'"
says "cannot be divided" "cannot be divided"
[ ! -e x.nbarc ]
result $? "nothing is written then"

# ---- many parts
python3 - <<'END'
import os
os.mkdir("big")
line = "本报讯记者从市政府获悉今年春耕工作已经全面展开农技人员深入田间地头"
for i in range(240):
    day, page = i // 2 % 28 + 1, i % 2 + 1
    month = i // 56 + 1
    name = "big/jdrb-20%02d%02d%02d-a%02d.txt" % (10 + month // 13, month, day, page)
    with open(name, "w") as f:
        f.write("第%d次会议\n\n" % i)
        for k in range(12):
            j = (i * 7 + k * 5) % len(line)
            f.write("　　" + line[j:] + line[:j] + "第%d号。\n" % (i * k) * 3)
END
nbarc ingest -q -o big.nbarc big
seq 120 | xargs -P 2 -I I nbarc ingest -q -j 1 --shard I/120 -o big-I.nbarc big
[ "$(count big-*.nbarc)" -eq 120 ]
result $? "120 parts"
# shellcheck disable=SC3045
(ulimit -n 64 && exec nbarc merge -q -o merged.nbarc big-*.nbarc) 2>err
result $? "merge with 64 descriptors"
[ "$(root_of merged.nbarc)" = "$(root_of big.nbarc)" ]
result $? "to the root of a single ingest"
one=$(wc -c <big.nbarc) merged=$(wc -c <merged.nbarc)
[ "$merged" -le $((one + one / 100)) ]
result $? "at most 1 % larger: $merged bytes for $one"
# Parts that overlap everywhere: more than may be open at a time.
for i in $(seq 24); do
	find big -name '*.txt' | sort | awk "NR % 24 == $i % 24" >list
	xargs nbarc ingest -q -j 1 -o "mixed-$i.nbarc" <list
done
# shellcheck disable=SC3045
(ulimit -n 64 && exec nbarc merge -q -o mixed.nbarc mixed-*.nbarc) 2>err
result $? "merge of parts that overlap, with fewer descriptors than parts"
check "gives the same bytes" cmp mixed.nbarc merged.nbarc

# ---- an archive that is replaced, a merge that is stopped
nbarc merge -q -o stopped.nbarc big-*.nbarc 2>/dev/null &
pid=$!
kill -TERM $pid
wait $pid
[ ! -e stopped.nbarc ] || nbarc verify -q stopped.nbarc
result $? "a merge that is stopped leaves no half of an archive"
! find . -name '*tmp*' | grep -q .
result $? "and no temporary file"
head -c 5000 big-7.nbarc >torn.nbarc
exits 2 "a torn part ends the merge" nbarc merge -o x.nbarc big-6.nbarc torn.nbarc
says "torn.nbarc" "and is named"
finish
