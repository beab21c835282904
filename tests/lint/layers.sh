#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each library that nbarc uses is used in its own files alone, and the library
# neither prints nor exits. (house.sh holds the order of the folders.)
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$root" || exit 1

# used_in PATTERN DESCRIPTION FILE...: the sources that PATTERN is found in.
used_in() {
	pattern=$1
	description=$2
	shift 2
	printf '%s\n' "$@" >"$work/expected"
	find lib tools -name '*.[ch]' -exec grep -lE "$pattern" {} + |
		sort >"$work/users"
	diff "$work/expected" "$work/users" >"$work/.err"
	result $? "$description"
}

used_in '#include <libxml/' "libxml2 is used in a few files alone" \
	lib/layout/parse/html.c lib/layout/parse/lack.c \
	lib/layout/parse/sax.c lib/layout/parse/silence.c lib/layout/parse/silence.h \
	lib/tei/culprit.h lib/tei/validate.c
used_in '#include <isa-l/' "isa-l is used in gf16.c alone" \
	lib/archive/parity/gf16.c
used_in '#include <openssl/' "libcrypto is used in key.c alone" \
	tools/nbarc/check/key.c
used_in '#include <zstd' "zstd is used in seven files alone" \
	lib/archive/frame/frame.c lib/archive/frame/prefix.c \
	lib/archive/frame/sequences.c lib/archive/frame/shared.c \
	lib/archive/frame/zframe.c tools/nbarc/export/stream.c \
	tools/nbarc/parquet/pages.c
used_in '#include <sqlite3' "SQLite is used in sqlite.c alone" \
	tools/nbarc/export/sqlite.c
used_in '#include <zdict' "its trainer is used in choose.c alone" \
	lib/archive/frame/choose.c
! grep -rnE '\b(printf|fprintf|puts|exit|abort|perror)\(' --include='*.c' lib \
	>"$work/.err"
result $? "the library neither prints nor exits"
# tools/nbarc and include/nbarc have one name: <nbarc/...> is the public header,
# and the tool's own headers are included without the folder.
find tools lib include -name '*.[ch]' -exec grep -n '#include "nbarc/' {} + >"$work/.err"
[ ! -s "$work/.err" ]
result $? "no include with quotes could be a header of tools/nbarc or of include/nbarc"
: >"$work/.err"
for folder in cli nbarc nbconv nbnorm nbtei; do
	others=$(echo cli nbarc nbconv nbnorm nbtei | tr ' ' '\n' | grep -vx -e "$folder" -e cli | paste -sd'|')
	find "tools/$folder" -name '*.[ch]' -exec grep -nE "#include \"($others)/" {} + >>"$work/.err"
done
[ ! -s "$work/.err" ]
result $? "no tool includes headers of another tool"
finish
