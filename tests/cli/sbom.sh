#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The software bill of materials: it is valid, the same each time, finds what is wrong, and
# has every library that is linked and every data file that the libraries are made of.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
sbom=$root/tests/dist/sbom.py
check "it is written" "$sbom" 0.1.0 one.json
check "and valid" "$sbom" --check one.json
"$sbom" 0.1.0 >two.json
cmp -s one.json two.json
result $? "the same sources give the same bytes"
grep -q '"created": "2020-03-09T00:00:00Z"' one.json
result $? "its time is that of SOURCE_DATE_EPOCH"
# What the programs and libraries of this tree load has to be a library of a module there.
for program in "$B"/nb* "$B"/libnbarc*.so; do
	[ ! -x "$program" ] || readelf -d "$program" | sed -n 's/.*NEEDED.*\[lib\(.*\)\.so.*/\1/p'
done | grep -vxE 'c|m|dl|pthread|[a-z]*san|gcov|nbarc.*' | sort -u >loaded
[ "$(wc -l <loaded)" -ge 9 ]
result $? "the programs load libraries"
grep -o '"name": "[^"]*"' one.json | cut -d '"' -f 4 | grep -v '^nbarc' >modules
while read -r module; do
	pkg-config --libs "$module" | tr ' ' '\n' | sed -n 's/^-l//p'
done <modules >of-modules
while read -r library; do
	grep -qx "$library" of-modules
	result $? "it has lib$library, which is loaded"
done <loaded
# A library that the Makefile gets has to be in the document, or none is written.
mkdir -p copy/tests/dist copy/docs
cp "$sbom" copy/tests/dist
cp "$root/docs/licences.md" copy/docs
echo 'new_libs := $(call library,libnew,new.h,-lnew)' | cat "$root/Makefile" - >copy/Makefile
exits 1 "a library that docs/licences.md lacks" copy/tests/dist/sbom.py 0.1.0 none.json
says "libnew" "is named"
# The Makefile embeds these; profiles were written by hand.
sed -n '/^lib_data :=/,/wildcard/p' "$root/Makefile" | grep -o 'lib/[a-z_0-9/]*\.[a-z]*' >embedded
[ "$(wc -l <embedded)" -ge 5 ]
result $? "the Makefile lists embedded data"
while read -r file; do
	grep -q "\"fileName\": \"./$file\"" one.json
	result $? "it has $file, whose origin docs/licences.md states"
done <embedded
wrong() { # DESCRIPTION WORDS SED
	sed "$3" one.json >wrong.json
	exits 2 "$1 is found" "$sbom" --check wrong.json
	grep -q "$2" .out
	result $? "$1 is named"
}
wrong "another version" "6.1" 's/SPDX-2.3/SPDX-2.2/'
wrong "a missing licence" "licenseDeclared is missing" '0,/licenseDeclared/s//licenseOther/'
wrong "a relation to nothing" "of nothing" 's/"relatedSpdxElement": "SPDXRef-nettle"/"relatedSpdxElement": "SPDXRef-x"/'
wrong "another file" "8.4" '0,/"checksumValue": "./s//"checksumValue": "x/'
finish
