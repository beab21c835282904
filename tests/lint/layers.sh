#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# No stage includes a later one, libxml2 stays in its files, and include/nbarc has
# a header a stage.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$root" || exit 1
stages="base encoding layout page article tei archive ingest"
later=$stages
for stage in $stages; do
	later=${later#"$stage"}
	later=${later# }
	: >"$work/.err"
	for other in $later; do
		grep -nE "#include [<\"](nbarc/)?${other}[/.]" lib/"$stage"/*.[ch] \
			include/nbarc/"$stage".h >>"$work/.err" 2>/dev/null
	done
	[ ! -s "$work/.err" ]
	result $? "lib/$stage includes no later stage"
	[ "$stage" = base ] || [ -f "include/nbarc/$stage.h" ]
	result $? "$stage has its public header"
done
grep -l 'libxml/' lib/*/*.[ch] tools/*.[ch] >"$work/users"
printf '%s\n' lib/layout/xml.c lib/tei/validate.c | cmp -s - "$work/users"
result $? "libxml2 is used in lib/layout/xml.c and lib/tei/validate.c alone"
grep -l 'isa-l' lib/*/*.[ch] tools/*.[ch] | grep -v 'gf16.h$' >"$work/users"
echo lib/archive/gf16.c | cmp -s - "$work/users"
result $? "isa-l is used in lib/archive/gf16.c alone"
grep -l 'openssl/' lib/*/*.[ch] tools/*.[ch] >"$work/users"
echo tools/key.c | cmp -s - "$work/users"
result $? "libcrypto is used in tools/key.c alone"
! grep -nE '\b(printf|fprintf|puts|exit|abort|perror)\(' lib/*/*.c \
	>"$work/.err"
result $? "the library does not print and does not exit"
finish
