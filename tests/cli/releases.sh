#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives that earlier versions wrote, as bytes: what they have is read as it was then, by
# nbarc and by the reader written from the specification, and they can be added to. Each folder
# of fixtures/releases is a version; its MANIFEST says what must come out.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
export PYTHONPATH="$root/format-spec"
tab=$(printf '\t')
hash() { sha256sum | cut -d ' ' -f 1; }
# answer WHAT ARCHIVE IDENTIFIER: what nbarc says of it today.
answer() {
	case $1 in
	bytes) hash <"$2" ;;
	root) nbarc info "$2" | sed -n 's/^Merkle root *//p' ;;
	list) nbarc list -f tsv -c id,title,revision "$2" | hash ;;
	tei | text | source)
		nbarc get --format "$1" "$2" "$3" >.out 2>.err
		code=$?
		[ "$code" -eq 0 ] && hash <.out || echo "exit $code"
		;;
	grep) nbarc grep -l "$2" "$3" | hash ;;
	signed)
		nbarc verify -q --pubkey "${2%/*}/$3" "$2" >.out 2>.err
		echo "$?"
		;;
	esac
}
# second WHAT ARCHIVE IDENTIFIER: what the other reader says, of a page or of the root.
second() {
	case $1:$3 in
	root:*) python3 -m reader info "$2" | sed 's/.*"root": "\([0-9a-f]*\)".*/\1/' ;;
	tei:*-*-*-*) ;;
	tei:*)
		python3 -m reader get "$2" "$3" >.out 2>.err
		code=$?
		[ "$code" -eq 0 ] && hash <.out || echo "exit $code"
		;;
	esac
}
folders=0
for folder in "$root"/fixtures/releases/*/; do
	folder=${folder%/}
	version=${folder##*/}
	folders=$((folders + 1))
	grep -v '^#' "$folder/MANIFEST" >rows
	while IFS=$tab read -r what archive id expected; do
		says=$(answer "$what" "$folder/$archive" "$id")
		[ "$says" = "$expected" ]
		result $? "$version: $archive: $what of $id"
		says=$(second "$what" "$folder/$archive" "$id")
		[ -n "$says" ] || continue
		[ "$says" = "$expected" ]
		result $? "$version: $archive: $what of $id, by the second reader"
	done <rows
	for archive in "$folder"/*.nbarc; do
		name=${archive##*/}
		grep -q "^bytes$tab$name$tab" rows
		result $? "$version: $name is in the MANIFEST"
		check "$version: $name: verify --deep" nbarc verify --deep -q "$archive"
		check "$version: $name: verify, by the second reader" \
			python3 -m reader verify "$archive"
		# Today's nbarc adds to a copy, and takes nothing away.
		cp "$archive" copy.nbarc
		check "$version: $name: a page is added" nbarc ingest -q -o copy.nbarc \
			"$root/fixtures/pages/jdrb-20190304-a02.txt"
		check "$version: $name: what was made of it is sound" nbarc verify -q copy.nbarc
		nbarc get copy.nbarc lhrb-19870321-01-01 >after 2>.err
		nbarc get "$archive" lhrb-19870321-01-01 2>>.err | cmp - after >>.err
		result $? "$version: $name: and has the articles of the release"
		rm copy.nbarc
	done
done
[ "$folders" -ge 1 ]
result $? "there are archives of versions"
finish
