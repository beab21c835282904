#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `make install` with DESTDIR and prefix: the tools run from there, a program is
# built against it through pkg-config, shared and static, and `make uninstall`
# leaves nothing.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cc=${CC:-cc}
# The build tree is a path of the project, so that it is the same build.
tree=${B#"$root"/}
if ldd "$B/nbarc" | grep -qE '[at]san'; then
	skip "the sanitizers need their own flags" "make install"
	finish
	exit 0
fi
make_there() {
	make --no-print-directory -C "$root" B="$tree" prefix=/opt/nb \
		DESTDIR="$work/stage" "$@"
}
rm -f "$B/nbarc.pc" "$B/nbarc-xml.pc"
check "make install" make_there install
top=$work/stage/opt/nb
for tool in nbconv nbnorm nbtei nbarc; do
	check "$tool runs where it was installed" "$top/bin/$tool" --version
	check "$tool has its manual page there" test -s \
		"$top/share/man/man1/$tool.1"
done
for program in "$B"/nbarc-*; do
	case $program in *.d | *.pc) continue ;; esac
	command=${program##*/nbarc-}
	check "nbarc finds its program for $command" "$top/bin/nbarc" "$command" \
		--version
done
for tool in nbconv nbnorm nbtei nbarc; do
	check "$tool has its completions there" cmp "$B/completions/nbarc.bash" \
		"$top/share/bash-completion/completions/$tool"
done
mv "$top/libexec" "$top/away"
exits 1 "without its programs it says so" "$top/bin/nbarc" verify --version
says "libexec/nbarc/nbarc-verify" "and which is missing"
mv "$top/away" "$top/libexec"
check "the profiles are there to be copied" nbnorm \
	--profile "$top/share/nbarc/profiles/traditional.profile" \
	"$root/fixtures/pages/mgrb-19350711-03.txt"
cat >user.c <<'EOF'
#include <stdio.h>
#include <string.h>
#include <nbarc/archive.h>
#include <nbarc/encoding.h>
#include <nbarc/ingest.h>
#include <nbarc/page.h>
#include <nbarc/tei.h>
int main(void)
{
	struct nb_text text;
	struct nb_error err;
	int bad = nb_text_decode("\xC4\xCF", 2, "GB18030", &text, &err) ||
		  text.utf8.len != 3;
	nb_text_free(&text);
#ifdef WITH_XML
	struct nb_validator *v;
	bad |= nb_validator_create(&v, &err);
	nb_validator_free(v);
#endif
	puts(bad ? "bad" : "good");
	return bad;
}
EOF
export PKG_CONFIG_PATH="$top/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$work/stage"
flags() { pkg-config "$@"; }
# shellcheck disable=SC2046
check "a program is built with pkg-config" \
	"$cc" -Wall -Werror -o user user.c $(flags --cflags --libs nbarc)
check "and runs" env LD_LIBRARY_PATH="$top/lib" ./user
# shellcheck disable=SC2046
check "one that validates" "$cc" -DWITH_XML -o user user.c \
	$(flags --cflags --libs nbarc-xml)
check "and runs" env LD_LIBRARY_PATH="$top/lib" ./user
unset PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046
check "a static one" "$cc" -o user user.c -I"$top/include" "$top/lib/libnbarc.a" \
	$(pkg-config --libs libzstd nettle jansson) -pthread
check "and runs" ./user
check "the headers are C++ too" sh -c \
	'! command -v g++ >/dev/null || g++ -fsyntax-only -I"$1" -x c++ user.c' \
	- "$top/include"
check "make uninstall" make_there uninstall
find "$work/stage" -type f -o -type l >.err
[ ! -s .err ]
result $? "nothing is left"
rm -f "$B/nbarc.pc" "$B/nbarc-xml.pc"
finish
