#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The fixture archives: what verify and list say of each, that get never gives a
# wrong page, and that zstd reads the good ones.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$B:$PATH
export SOURCE_DATE_EPOCH=1583712000
number=0

result() { # 0 or 1, description
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
	fi
}

mkdir "$work/first" "$work/second"
set -- "$root"/fixtures/pages/*.txt
half=$(($# / 2))
for page in "$@"; do
	if [ "$half" -gt 0 ]; then cp "$page" "$work/first"; else
		cp "$page" "$work/second"; fi
	half=$((half - 1))
done
nbarc ingest -q -o "$work/one" "$root/fixtures/pages"
nbarc ingest -q --independent-sources -o "$work/independent" "$root/fixtures/pages"
nbarc ingest -q --shared-text -o "$work/shared" "$root/fixtures/pages"
nbarc ingest -q -o "$work/two" "$work/first"
nbarc list "$work/two" >"$work/first.list"
nbarc ingest -q -o "$work/two" "$work/second"
nbarc list "$work/two" >"$work/all.list"
: >"$work/none.list"
cp "$work/two" "$work/protected"
manifest=$root/fixtures/archives/MANIFEST
nbarc protect -q -r 20% "$work/protected" 2>"$work/err"
if grep -q 'has no parity' "$work/err"; then
	awk -F'\t' '$2 != "protected"' "$manifest" >"$work/manifest"
	manifest=$work/manifest
	result 0 "fixture archives with parity # SKIP no parity in this build"
fi
cp "$work/two" "$work/signed"
openssl genpkey -algorithm ed25519 -out "$work/key" 2>/dev/null
nbarc sign -q -k "$work/key" "$work/signed"
python3 "$root/tests/archives.py" "$manifest" \
	"$work/made" one="$work/one" two="$work/two" \
	protected="$work/protected" signed="$work/signed" \
	independent="$work/independent" shared="$work/shared"
result $? "the fixture archives are made"

zstd -dcq "$work/one" >"$work/tei"
mkdir "$work/right"
for page in "$work"/first/*.txt; do
	id=$(basename "$page" .txt)
	nbarc get "$work/one" "$id" >"$work/right/$id"
done
tab=$(printf '\t')
# "text:11,source:2" from the lines of verify that are of pages.
named() {
	awk -F'\t' 'gsub("-", "-", $1) == 2 { n[$2]++ }
		END { for (k in n) print k ":" n[k] }' "$1" | sort | paste -s -d , -
}
while IFS="$tab" read -r name _ _ verify hurt list why; do
	case $name in '' | '#'*) continue ;; esac
	archive=$work/made/$name
	nbarc verify -q "$archive" >"$work/out" 2>"$work/err"
	code=$?
	[ "$code" -eq "$verify" ] && { [ "$code" -eq 0 ] || [ -s "$work/err" ]; }
	result $? "$name: verify ends with $verify ($why)"
	found=$(named "$work/out")
	[ "${found:--}" = "$hurt" ]
	result $? "$name: verify names $hurt"
	nbarc list "$archive" >"$work/out" 2>"$work/err"
	code=$?
	[ "$code" -eq "${list#* }" ] && { [ "$code" -eq 0 ] || [ -s "$work/err" ]; } &&
		cmp -s "$work/out" "$work/${list% *}.list"
	result $? "$name: list: $list"
	bad=0
	for right in "$work"/right/*; do
		nbarc get "$archive" "${right##*/}" >"$work/out" 2>"$work/err"
		code=$?
		case $code in
		0) cmp -s "$work/out" "$right" || bad=1 ;;
		2) [ ! -s "$work/out" ] || cmp -s "$work/out" "$right" || bad=1 ;;
		*) bad=1 ;;
		esac
	done
	result $bad "$name: get gives the right page, or exit 2 and no other"
	case $name in
	good-*)
		head -c "$(nbarc info --json "$archive" |
			sed 's/.*"shared_bytes":\([0-9]*\).*/\1/')" \
			"$archive" >"$work/start"
		zstd -tq -D "$work/start" "$archive" &&
			zstd -dcq -D "$work/start" "$archive" |
			cmp -s - "$work/tei"
		result $? "$name: zstd reads it"
		;;
	esac
done <"$manifest"

nbarc list --pages "$work/one" >"$work/pages"
nbarc list --pages "$work/made/bad-leaf-rest.nbarc" >"$work/out" 2>"$work/err" &&
	cmp -s "$work/out" "$work/pages"
result $? "a list of pages reads the keys alone"
nbarc list --pages "$work/made/bad-leaf-keys-check.nbarc" >"$work/out" 2>"$work/err"
[ $? -eq 2 ] && cmp -s "$work/out" "$work/pages"
result $? "and does not do without their check"
echo "1..$number"
