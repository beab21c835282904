#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The software bill of materials: it is valid, the same each time, finds what is wrong, and
# has every data file that the libraries are made of.
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
for library in libzstd nettle jansson libxml-2.0 libcrypto libisal sqlite3 libpcre2-8 opencc; do
	grep -q "\"name\": \"$library\"" one.json
	result $? "it has $library"
done
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
