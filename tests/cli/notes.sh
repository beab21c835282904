#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Notes of archives beside tests/notes.py, which is written from the
# specifications of c2sp.org alone: it checks what nbarc signs, cosigns as a
# witness would, and says which of many changed notes are good.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
notes() {
	python3 "$root/tests/notes.py" "$@"
}
reader() {
	python3 "$root/format-spec/reader.py" "$@"
}
# Both readers accept the keys, or both refuse them.
good() { # DESCRIPTION ARCHIVE OPTION...
	description=$1
	archive=$2
	shift 2
	check "$description: the other reader" reader verify "$archive" "$@"
	check "$description" nbarc verify "$@" "$archive"
}
bad() { # DESCRIPTION ARCHIVE OPTION...
	description=$1
	archive=$2
	shift 2
	exits 2 "$description: the other reader" reader verify "$archive" "$@"
	exits 2 "$description" nbarc verify "$@" "$archive"
}
lines() {
	grep -c '^— ' "$1"
}

check "the examples of the specifications" notes vectors
for name in log w1 w2 else; do
	openssl genpkey -algorithm ed25519 -out $name.key 2>/dev/null
	openssl pkey -in $name.key -pubout -out $name.pub
done
mkdir first
cp "$root"/fixtures/pages/jdrb-*.txt first
nbarc ingest -q -o corpus.nbarc first
cp corpus.nbarc unsigned.nbarc
commit_root=$(nbarc info corpus.nbarc | sed -n 's/^Merkle root *//p')

# ---- what nbarc signs
exits 4 "no note to show" nbarc sign --show corpus.nbarc
exits 4 "the other reader has none" reader note corpus.nbarc
nbarc sign -q -k log.key --origin example.com/corpus corpus.nbarc
check "show" nbarc sign --show corpus.nbarc
mv .out shown
reader note corpus.nbarc >theirs
check "the other reader shows the same" cmp shown theirs
notes parse shown >parsed
[ "$(cat parsed)" = "example.com/corpus 4 $commit_root" ]
result $? "origin, size and root"
log=$(notes vkey example.com/corpus 1 log.pub)
check "the signature is good" notes check shown "$log"
good "by its verifier key" corpus.nbarc --pubkey "$log"
grep -q '^signed by example.com/corpus as example.com/corpus$' .out
result $? "as it says"
echo "$log" >log.vkey
good "by a file with it" corpus.nbarc --pubkey log.vkey
good "by its PEM" corpus.nbarc --pubkey log.pub
good "of this origin" corpus.nbarc --pubkey "$log"
exits 2 "of another origin" nbarc verify --pubkey "$log" --origin else \
	corpus.nbarc
bad "another key of this name" corpus.nbarc --pubkey \
	"$(notes vkey example.com/corpus 1 else.pub)"
says "not signed by example.com/corpus" "as it says"
bad "this key by another name" corpus.nbarc --pubkey \
	"$(notes vkey example.com/other 1 log.pub)"
bad "this key as a witness" corpus.nbarc --witness "$log"

# Go's form of a private key, and names.
notes signer example.com/corpus log.key >log.signer
cp unsigned.nbarc go.nbarc
check "a signer key" nbarc sign -k log.signer --origin example.com/corpus \
	go.nbarc
nbarc sign --show go.nbarc | cmp -s - shown
result $? "signs the same"
exits 1 "it has a name" nbarc sign -k log.signer --name else go.nbarc
notes signer example.com/corpus else.key | cut -d + -f 1-4 >number
cut -d + -f 5- log.signer | paste -d + number - >mixed
exits 2 "a key with another number" nbarc sign -k mixed go.nbarc
says "the number in the key is not that of the key" "as it says"
cp unsigned.nbarc named.nbarc
nbarc sign -q -k log.key --name editor --origin example.com/corpus named.nbarc
good "a key with a name" named.nbarc --pubkey "$(notes vkey editor 1 log.pub)"
cp unsigned.nbarc 'two words.nbarc'
exits 1 "a file name that is no origin" nbarc sign -k log.key 'two words.nbarc'
says "not an origin" "is refused"
exits 1 "an origin with a plus sign" nbarc sign -k log.key --origin a+b go.nbarc
exits 1 "a name with a space" nbarc sign -k log.key --name 'a b' go.nbarc
mkdir folder
cp unsigned.nbarc folder/人民日报.nbarc
nbarc sign -q -k log.key folder/人民日报.nbarc
nbarc sign --show folder/人民日报.nbarc | head -n 1 | grep -qx 人民日报
result $? "the origin is the name of the file"
mv folder/人民日报.nbarc moved.nbarc
nbarc ingest -q -o moved.nbarc "$root"/fixtures/pages
nbarc sign -q -k log.key moved.nbarc
nbarc sign --show moved.nbarc | head -n 1 | grep -qx 人民日报
result $? "and stays when the file is renamed"

# ---- witnesses
w1=$(notes vkey witness.example/w1 4 w1.pub)
w2=$(notes vkey witness.example/w2 4 w2.pub)
bad "not cosigned" corpus.nbarc --witness "$w1"
says "not cosigned by witness.example/w1" "as it says"
notes cosign shown witness.example/w1 w1.key 1583712060 >cosigned
cp corpus.nbarc before.nbarc
check "add" nbarc sign --add cosigned corpus.nbarc
grep -qx '1 line added' .out
result $? "as it says"
nbarc sign --show corpus.nbarc | cmp -s - cosigned
result $? "the lines are kept as they came"
head -c "$(wc -c <before.nbarc)" corpus.nbarc | cmp -s - before.nbarc
result $? "it was appended only"
good "cosigned" corpus.nbarc --pubkey "$log" --witness "$w1"
grep -q '^cosigned at 2020-03-09T00:01:00Z by witness.example/w1 as example.com/corpus$' .out
result $? "at its time"
bad "one of two witnesses" corpus.nbarc --witness "$w1" --witness "$w2"
good "a witness by its ordinary key" corpus.nbarc --witness \
	"$(notes vkey witness.example/w1 1 w1.pub)"
good "a witness by its PEM" corpus.nbarc --witness w1.pub
exits 1 "a witness is no publisher" nbarc verify --pubkey "$w1" corpus.nbarc
says "give it with --witness" "as it says"
cp corpus.nbarc before.nbarc
check "add once more" nbarc sign --add cosigned corpus.nbarc
check "is nothing" cmp corpus.nbarc before.nbarc
check "through a pipe" sh -c 'nbarc sign --add - corpus.nbarc <cosigned'

# A second witness saw the note without the first one's line, and one twice.
notes cosign shown witness.example/w2 w2.key 1583712090 >second
tail -n 1 second >>second
check "add another" nbarc sign -q --add second corpus.nbarc
nbarc sign --show corpus.nbarc >shown2
[ "$(lines shown2)" -eq 3 ]
result $? "all lines are there, each once"
good "both" corpus.nbarc --pubkey "$log" --witness "$w1" --witness "$w2"
# A line that nobody knows, in an algorithm of the future.
{
	cat shown
	echo "— pq.example/a AQIDBAUG$(head -c 300 /dev/zero | base64 -w 0)"
} >unknown
check "an unknown line" nbarc sign -q --add unknown corpus.nbarc
nbarc sign --show corpus.nbarc | grep -q '^— pq.example/a '
result $? "is kept"
good "and ignored" corpus.nbarc --pubkey "$log" --witness "$w1" --witness "$w2"
# A later cosignature, and one that is wrong.
nbarc sign --show corpus.nbarc >shown2
notes cosign shown2 witness.example/w1 w1.key 1583798460 >later
nbarc sign -q --add later corpus.nbarc
check "a later time" nbarc verify --witness "$w1" corpus.nbarc
grep -q '^cosigned at 2020-03-10' .out
result $? "is the one that is printed"
notes cosign shown witness.example/w2 w2.key 1583712099 |
	sed '2s/4/5/' >wrong
exits 2 "a note of another text" nbarc sign --add wrong corpus.nbarc
{
	cat shown
	notes cosign shown witness.example/w2 w2.key 1583712099 | tail -n 1 |
		sed 's/AA==$/EA==/; t; s/....$/AA==/'
} >wrong
cp before.nbarc wrong.nbarc
check "a wrong cosignature is kept" nbarc sign -q --add wrong wrong.nbarc
bad "but no signature" wrong.nbarc --witness "$w2"
says "the signature by witness.example/w2 is wrong" "as it says"
good "and takes nothing from the others" wrong.nbarc --pubkey "$log" --witness "$w1"
nbarc sign -q --add second wrong.nbarc
good "nor from the right one" wrong.nbarc --witness "$w2"

# ---- what does not fit
refuses() { # DESCRIPTION NOTE TEXT
	cp corpus.nbarc before.nbarc
	exits 2 "$1" nbarc sign --add "$2" corpus.nbarc
	says "$3" "$1: as it says"
	check "$1: nothing is written" cmp corpus.nbarc before.nbarc
}
# The same changes, for both implementations.
while read -r what edit; do
	sed "$edit" shown >edited
	exits 2 "$what: the other implementation" notes check edited "$log"
	exits 2 "$what" nbarc sign --add edited corpus.nbarc
done <<'E'
origin 1s/corpus/other/
size 2s/4/5/
zero 2s/^/0/
root 3s/^./!/
root-of-31-bytes 3s/^....//
no-size 2d
no-empty-line 4d
no-signature 5d
carriage-returns s/$/\r/
a-control 1s/^/\x01/
a-hyphen 5s/^—/-/
a-name-with-a-plus 5s/corpus/cor+pus/
a-name-with-a-space 5s/corpus/cor pus/
bad-base64 5s/.$/!/
short-base64 5s/.$//
E
sed '1s/corpus/other/' shown >edited
refuses "another origin" edited "origin example.com/other"
sed '2s/4/5/' shown >edited
refuses "another size" edited "no commit has its size and its root"
sed 's/$/\r/' shown >edited
refuses "carriage returns" edited "edited: offset 18: note: a line ends with"
for n in 1 2 3 4 5 6 7; do
	head -c $((n * 7)) /dev/zero | base64 -w 0 | sed "s/^/— some$n AQIDBAUG/"
	echo
done >some
i=0
while [ $i -lt 10 ]; do
	sed "s/some/some$i/" some
	i=$((i + 1))
done >"more"
cat shown more >edited
exits 2 "too many lines" nbarc sign --add edited corpus.nbarc
says "more than 64 lines" "as it says"
head -c 300000 /dev/zero >edited
exits 2 "too long" nbarc sign --add edited corpus.nbarc
says "262144 bytes" "as it says"
exits 1 "no such file" nbarc sign --add none corpus.nbarc
exits 1 "show and sign" nbarc sign --show -k log.key corpus.nbarc
exits 1 "show and add" nbarc sign --show --add shown corpus.nbarc
# A note that somebody else kept fits an archive that has none.
cp unsigned.nbarc copy.nbarc
check "add to an archive without a note" nbarc sign -q --add later copy.nbarc
good "which is then signed" copy.nbarc --pubkey "$log" --witness "$w1"
# Lines of the text that extend the checkpoint.
sed '3s/$/\nan extension/' shown >edited
notes cosign edited witness.example/w1 w1.key 1583712060 >extended
check "extensions" nbarc sign -q --add extended copy.nbarc
good "are a text of their own" copy.nbarc --pubkey "$log" --witness "$w1"
strings -n 12 copy.nbarc | grep -qx 'an extension'
result $? "which is kept"

# ---- an archive that grows
cp corpus.nbarc grown.nbarc
nbarc ingest -q -o grown.nbarc "$root/fixtures/pages"
bad "grown" grown.nbarc --witness "$w1"
says "cosigned at 2020-03-10T00:01:00Z by witness.example/w1 up to commit 6 (size 4); 7 revisions were added since" \
	"since when"
good "as of then" grown.nbarc --at 1 --pubkey "$log" --witness "$w1"
nbarc sign -q -k log.key grown.nbarc
good "signed anew" grown.nbarc --pubkey "$log"
bad "not yet cosigned" grown.nbarc --pubkey "$log" --witness "$w1"
check "a line for the earlier commit" nbarc sign -q --add second grown.nbarc
nbarc sign --show grown.nbarc >newest
[ "$(sed -n 2p newest)" = 11 ]
result $? "the newest note is that of the newest commit"
check "which the other implementation checks" notes check newest "$log"
notes cosign newest witness.example/w1 w1.key 1583798500 |
	nbarc sign -q --add - grown.nbarc
good "cosigned anew" grown.nbarc --pubkey "$log" --witness "$w1"
for way in compact 'compact --level 3'; do
	cp grown.nbarc rewritten.nbarc
	# shellcheck disable=SC2086 # an option
	nbarc $way -q rewritten.nbarc
	good "after $way" rewritten.nbarc --pubkey "$log" --witness "$w1"
	good "and as of an earlier commit" rewritten.nbarc --at 1 \
		--pubkey "$log" --witness "$w1" --witness "$w2"
	nbarc sign --show rewritten.nbarc >shown2
	nbarc sign --show grown.nbarc | cmp -s - shown2
	result $? "with the same newest note"
done
notes cosign shown2 witness.example/w2 w2.key 1583798600 |
	nbarc sign -q --add - rewritten.nbarc
good "lines are added to it" rewritten.nbarc --pubkey "$log" --witness "$w2"

# ---- changed notes: both implementations say the same of each
mkdir changed
notes mutate cosigned 250 changed >wanted
while read -r n _; do
	cp unsigned.nbarc scratch.nbarc
	if nbarc sign -q --add "changed/$n" scratch.nbarc 2>/dev/null &&
		[ "$(nbarc sign --show scratch.nbarc | head -n 1)" = example.com/corpus ]; then
		echo "$n good"
	else
		echo "$n bad"
	fi
done <wanted >answers
check "changed notes" diff wanted answers
grep -q good wanted && grep -q bad wanted
result $? "some of which are good"
finish
