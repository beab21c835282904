#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The log: proofs that an archive has only grown, the same root whatever the way to
# it, and what damage of a log record affects. The reader written from the
# specification makes and checks the same proofs; Python computes the test vectors.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
reader=$root/format-spec/reader.py
page=jdrb-20190304-a01
pages=$root/fixtures/pages
root_of() { # ARCHIVE [OPTION...]
	nbarc info "$@" | sed -n 's/^Merkle root *//p'
}
same_root() { # DESCRIPTION: that of x.nbarc is that of all.nbarc
	[ "$(root_of x.nbarc)" = "$(root_of all.nbarc)" ]
	result $? "$1"
	rm -f x.nbarc
}

# ---- the vectors of log_test.c, from RFC 9162 alone
python3 - >vectors <<-'P'
	import hashlib
	def tree(leaves):
	    if not leaves:
	        return hashlib.sha256(b"").digest()
	    if len(leaves) == 1:
	        return hashlib.sha256(b"\0" + leaves[0]).digest()
	    k = 1
	    while 2 * k < len(leaves):
	        k *= 2
	    return hashlib.sha256(b"\1" + tree(leaves[:k]) + tree(leaves[k:])).digest()
	leaves = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
	                                     "606162636465666768696a6b6c6d6e6f")]
	for n in range(9):
	    print(tree(leaves[:n]).hex())
P
sed -n 's/^.*"\([0-9a-f]\{64\}\)"}.*/\1/p' "$root/tests/unit/log_test.c" >known
check "the test vectors are those of RFC 9162" cmp vectors known

# ---- the same pages in one commit have one root
nbarc ingest -q -o all.nbarc "$pages"
nbarc ingest -q -j 1 --level 3 --frame-size 4 -o x.nbarc "$pages"
same_root "one thread, another level, small frames"
nbarc ingest -q -j 3 --no-sources -o x.nbarc "$pages"
same_root "three threads, without sources"
mkdir shards
nbarc ingest -q -o shards/1 "$pages"/[a-j]*.txt
nbarc ingest -q -o shards/2 "$pages"/[k-r]*.txt
nbarc ingest -q -o shards/3 "$pages"/[s-z]*.txt
nbarc merge -q -o x.nbarc shards/1 shards/2 shards/3
same_root "merged from shards"
nbarc merge -q -o x.nbarc shards/3 shards/1 shards/2
same_root "in another order"
nbarc merge -q -o y.nbarc shards/2 shards/3
nbarc merge -q -o x.nbarc y.nbarc shards/1
same_root "and in two steps"
nbarc compact -q --level 1 --frame-size 8 -o x.nbarc all.nbarc
same_root "compacted"
mkdir parts
nbarc split -q --by title -o parts all.nbarc
nbarc merge -q -o x.nbarc parts/*.nbarc
same_root "split and merged again"
nbarc rescue -o x.nbarc all.nbarc >.out
same_root "rescued"
cp shards/3 x.nbarc
nbarc ingest -q -o x.nbarc "$pages"
[ "$(root_of x.nbarc)" != "$(root_of all.nbarc)" ]
result $? "in several commits it is another log"
nbarc merge -q -o y2.nbarc x.nbarc
mv y2.nbarc x.nbarc
same_root "which a merge brings into one"

# ---- growth: each commit contains those before it
cp -R "$pages" texts
revise() { # SED-SCRIPT
	sed "$1" "texts/$page.txt" >x && mv x "texts/$page.txt"
}
proved() { # ARCHIVE COMMIT ROOT: by both readers, which agree
	nbarc prove --since "$2" -o proof "$1" &&
		python3 "$reader" prove "$1" --since "$2" >other &&
		cmp proof other &&
		nbarc check-proof --expect-old-root "$3" -r "$(root_of "$1")" proof &&
		python3 "$reader" check-proof other
}
cp shards/1 g.nbarc
nbarc ingest -q -o g.nbarc texts
revise 's/双渡村/旧渡村/'
nbarc ingest -q -o g.nbarc texts
nbarc withdraw -q -r '作者要求' g.nbarc $page-02
nbarc withdraw -q -r '版权' g.nbarc qsxb-19890516-01
nbarc withdraw -q --undo g.nbarc qsxb-19890516-01
commits="1 2 3 4 5 6"
if has_parity; then
	nbarc protect -q g.nbarc
	commits="$commits 7"
else
	skip "no parity in this build" "since the commit of parity"
fi
for commit in $commits; do
	root_of g.nbarc --at "$commit"
done >roots
n=0
while read -r cited; do
	n=$((n + 1))
	check "since commit $n" proved g.nbarc $n "$cited"
	prefix=$(echo "$cited" | cut -c 1-6)
	check "named by its root" nbarc prove --since "$prefix" g.nbarc
	cmp -s .out proof
	result $? "it is the same proof"
done <roots
old=$(head -n 1 roots)
nbarc prove --since 1 g.nbarc >proof
nbarc check-proof proof >result
[ "$(cat result)" = "the corpus with Merkle root $(root_of g.nbarc) begins with \
the one with root $old, unchanged" ]
result $? "both roots are printed, and no number of leaves"
cp g.nbarc compacted.nbarc
nbarc compact -q compacted.nbarc
cp g.nbarc purged.nbarc
nbarc compact -q --purge purged.nbarc
nbarc withdraw -q -r '版权' purged.nbarc qsxb-19890516-01
nbarc compact -q --purge purged.nbarc
n=0
while read -r cited; do
	n=$((n + 1))
	check "since commit $n, compacted" proved compacted.nbarc $n "$cited"
	check "since commit $n, purged twice" proved purged.nbarc $n "$cited"
done <roots
for archive in g compacted purged; do
	for id in $page@1 $page@2 $page@3 qsxb-19890516-01@1; do
		nbarc prove $archive.nbarc "$id" >proof &&
			python3 "$reader" prove $archive.nbarc "$id" >other &&
			cmp proof other && nbarc check-proof proof >.out &&
			python3 "$reader" check-proof other >.out
		result $? "$archive: $id is proved by both"
	done
done
nbarc merge -q -o merged.nbarc g.nbarc
exits 4 "a merged archive has a new log" nbarc prove --since "$old" merged.nbarc

# ---- what is hidden is not proved by its text
hides() { # ARCHIVE ID
	nbarc prove "$1" "$2" >proof && grep -qx 'text 0' proof &&
		python3 "$reader" prove "$1" "$2" | cmp - proof
}
check "a withdrawn article: its page" hides g.nbarc $page
check "an earlier revision of it" hides g.nbarc $page@1
check "the article" hides g.nbarc $page-02
check "an article beside it" hides g.nbarc $page-03
check "a purged revision" hides purged.nbarc $page@1
check "a purged page" hides purged.nbarc qsxb-19890516-01
exits 4 "but no article of it" nbarc prove purged.nbarc qsxb-19890516-01-01
says "qsxb-19890516-01: purged: 版权" "in the words of get"
exits 4 "for the other reader" python3 "$reader" prove purged.nbarc \
	qsxb-19890516-01-01
exits 4 "nor of a purged revision" nbarc prove purged.nbarc $page-03@1
exits 4 "for the other reader" python3 "$reader" prove purged.nbarc $page-03@1
sed 's/^\(subject .*\)@.*/\1@2/' proof >other
nbarc prove g.nbarc $page@1 >proof
sed "s/^subject .*/subject $page@2/" proof >other
exits 2 "another revision in the subject" nbarc check-proof other
exits 2 "for the other reader" python3 "$reader" check-proof other

# ---- a proof is of its two roots
nbarc prove --since 1 g.nbarc >proof
refused() { # DESCRIPTION
	exits 2 "$1" nbarc check-proof other
	exits 2 "$1, for the other reader" python3 "$reader" check-proof other
}
sed "s/^old-root .*/old-root $(sed -n 2p roots)/" proof >other
refused "another old root"
sed "s/^root .*/root $(sed -n 2p roots)/" proof >other
refused "another root"
sed '$d' proof >other
refused "a shorter path"
sed '$p' proof >other
refused "a longer path"
sed 's/^leaves .*/leaves 1/' proof >other
refused "an impossible number"
(cat proof && echo) >other
refused "something after it"
exits 2 "another root is expected" nbarc check-proof -r "$old" proof
exits 2 "another old root is expected" nbarc check-proof --expect-old-root \
	"$(root_of g.nbarc)" proof
exits 1 "there is no article in it" nbarc check-proof proof roots
nbarc prove g.nbarc qsxb-19890516-01 >belongs
exits 2 "the other kind of proof" nbarc check-proof --expect-old-root "$old" belongs
exits 1 "no root" nbarc check-proof --expect-old-root 12 proof
exits 4 "no such commit" nbarc prove --since 99 g.nbarc
exits 1 "no commit" nbarc prove --since xyz g.nbarc
exits 1 "an identifier beside --since" nbarc prove --since 1 g.nbarc $page
exits 1 "neither" nbarc prove g.nbarc
: >empty
nbarc ingest -q -o none.nbarc empty >.out 2>&1
mkdir nothing
nbarc ingest -q -o none.nbarc nothing >.out 2>&1
if [ -e none.nbarc ]; then
	exits 4 "a commit without pages" nbarc prove --since 1 none.nbarc
fi

# ---- damage
# The newest log record: the commit record has its offset.
log_at() { # ARCHIVE
	python3 - "$1" <<-'P'
		import struct, sys
		data = open(sys.argv[1], "rb").read()
		print(struct.unpack_from("<Q", data, len(data) - 2048 + 1880)[0])
	P
}
flip() { # ARCHIVE OFFSET
	python3 - "$1" "$2" <<-'P'
		import sys
		with open(sys.argv[1], "r+b") as file:
		    file.seek(int(sys.argv[2]))
		    byte = file.read(1)[0] ^ 1
		    file.seek(int(sys.argv[2]))
		    file.write(bytes((byte,)))
	P
}
cp all.nbarc d.nbarc
nbarc withdraw -q -r '版权' d.nbarc qsxb-19890516-01
cp d.nbarc sound.nbarc
flip d.nbarc $(($(log_at d.nbarc) + 60))
exits 2 "verify finds a damaged log record" nbarc verify d.nbarc
grep -qx -- '-	log' .out
result $? "and names what it affects"
python3 "$reader" verify d.nbarc >.out 2>.err
[ $? -eq 2 ] && grep -qx -- '-	log' .out
result $? "so does the other reader"
nbarc list --all --json d.nbarc >shown
nbarc list --all --json sound.nbarc >wanted
check "list goes on" cmp shown wanted
check "get goes on" nbarc get d.nbarc $page
check "the commit before is as it was" nbarc get --at 1 d.nbarc $page
exits 2 "a proof is refused" nbarc prove d.nbarc $page
exits 2 "of consistency too" nbarc prove --since 1 d.nbarc
exits 2 "a further commit is refused" nbarc ingest -q -o d.nbarc texts
check "and leaves the archive as it was" nbarc get d.nbarc $page
exits 2 "rescue names it" nbarc rescue -q -o rescued.nbarc d.nbarc
[ "$(root_of rescued.nbarc)" = "$(root_of sound.nbarc)" ]
result $? "and brings all of it over, with the log made anew"
check "and sound" nbarc verify -q rescued.nbarc
check "so does compact" nbarc compact -q d.nbarc
check "which is sound" nbarc verify -q d.nbarc
nbarc log sound.nbarc >wanted
nbarc log d.nbarc >shown
check "and has the commits" cmp shown wanted
check "it grows again" nbarc ingest -q -o d.nbarc texts
check "and is sound" nbarc verify -q d.nbarc
finish
