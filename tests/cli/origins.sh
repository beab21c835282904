#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tables that come from others are what their origins say, as far as these are installed,
# and tests/origins notices one that is not. `make check-origins` installs all of them.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
results python3 "$root/tests/origins"
while read -r path; do
	mkdir -p "copy/$(dirname "$path")"
	cp "$root/$path" "copy/$path"
done <<'END'
docs/licences.md
format-spec/gb18030-2022.txt
format-spec/nbtei.rnc
format-spec/nbtei.rng
js/src/find/fold.js
lib/encoding/gb18030/gb18030_table.c
lib/find/match/fold.c
lib/page/text/simple.bin
END
check "a copy is the same" "$root/tests/origins" copy
! grep -q '^not ok' .out
result $? "and is found to be"
# changed FILE SED: the script says which one.
changed() {
	LC_ALL=C sed -i "$2" "copy/$1"
	cmp -s "$root/$1" "copy/$1"
	[ $? -eq 1 ]
	result $? "$1 is changed"
	"$root/tests/origins" copy >.out 2>.err
	grep -q "^not ok .* $1" .out || grep -q "^ok .* $1 # SKIP no " .out
	result $? "which is noticed"
	cp "$root/$1" "copy/$1"
}
changed lib/page/text/simple.bin 's/\x4e/\x4f/'
changed lib/encoding/gb18030/gb18030_table.c 's/0x4e02/0x4e03/'
changed format-spec/gb18030-2022.txt 's/^8140 4E02/8140 4E03/'
changed format-spec/nbtei.rng 's/name="p"/name="q"/'
changed lib/find/match/fold.c 's/{0xffe3, 0x00af, 1}/{0xffe3, 0x00ae, 1}/'
changed js/src/find/fold.js 's/0xff01, 0x21, 94/0xff01, 0x21, 93/'
changed docs/licences.md '/nbtei.rng/d'
finish
