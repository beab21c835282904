#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `make install` with DESTDIR and prefix: the tools run from there, the examples
# are built against it through pkg-config, as C and C++, shared and static, and do
# what they say; so do the commands of nbarc-engineer(7) and nbarc-fleets(7), and `make
# uninstall` leaves nothing.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cc=${CC:-cc}
if ldd "$B/nbarc" | grep -qE '[at]san'; then
	skip "the sanitizers need their own flags" "make install"
	finish
	exit 0
fi
if [ -n "$(find "$B" -name '*.gcno' -print -quit)" ]; then
	skip "counting what is reached needs its own flags" "make install"
	finish
	exit 0
fi
# The folders are named, since `make check libdir=...` passes its own on.
make_there() {
	make_tree prefix=/opt/nb \
		bindir=/opt/nb/bin libdir=/opt/nb/lib mandir=/opt/nb/share/man \
		includedir=/opt/nb/include datadir=/opt/nb/share/nbarc \
		DESTDIR="$work/stage" "$@"
}
check "make install" make_there install
top=$work/stage/opt/nb
# What was made for another prefix, or for none, does not matter.
for pc in "$root"/lib/*.pc.in; do
	name=$(basename "$pc" .in)
	grep -qx "prefix=/opt/nb" "$top/lib/pkgconfig/$name" &&
		grep -qx "libdir=/opt/nb/lib" "$top/lib/pkgconfig/$name" &&
		! grep -q @ "$top/lib/pkgconfig/$name"
	result $? "$name names the folders of this installation"
done
for tool in nbconv nbnorm nbtei nbarc; do
	check "$tool runs where it was installed" "$top/bin/$tool" --version
	check "$tool has its manual page there" test -s \
		"$top/share/man/man1/$tool.1"
done
sed -n 's/^COMMAND.*"\([a-z-]*\)", \(PROGRAM\|BOTH\),.*/\1/p' \
	"$root/tools/nbarc/commands.def" >helpers
[ "$(wc -l <helpers)" -gt 10 ]
result $? "commands are programs of their own"
while read -r command; do
	check "nbarc finds its program for $command" "$top/bin/nbarc" "$command" \
		--version
done <helpers
exits 1 "nbarc becomes its program for URLs" \
	"$top/bin/nbarc" list http://127.0.0.1:1/none.nbarc
says "127.0.0.1" "which says what it could not reach"
for page in nbarc nbarc_archive nbarc_validate; do
	check "$page(3) is there" test -s "$top/share/man/man3/$page.3"
done
for tool in nbconv nbnorm nbtei nbarc; do
	check "$tool has its completions there" cmp "$B/completions/nbarc.bash" \
		"$top/share/bash-completion/completions/$tool"
done
check "zsh has them, too" cmp "$B/completions/nbarc.zsh" \
	"$top/share/zsh/site-functions/_nbarc"
check "and fish" cmp "$B/completions/nbarc.fish" \
	"$top/share/fish/vendor_completions.d/nbarc.fish"
mv "$top/libexec" "$top/away"
exits 1 "without its programs it says so" "$top/bin/nbarc" verify --version
says "libexec/nbarc/nbarc-verify" "and which is missing"
mv "$top/away" "$top/libexec"
check "the profiles are there to be copied" nbnorm \
	--profile "$top/share/nbarc/profiles/traditional.profile" \
	"$root/fixtures/pages/mgrb-19350711-03.txt"

# ---- Debian's packages: each file goes into one of them
stage=$work/debian
make_there prefix=/usr bindir=/usr/bin libdir=/usr/lib/any mandir=/usr/share/man \
	includedir=/usr/include datadir=/usr/share/nbarc \
	zshdir=/usr/share/zsh/vendor-completions \
	pythondir=/usr/lib/python3/dist-packages DESTDIR="$stage" install >.out 2>.err
result $? "make install as debian/rules has it"
python3 - "$root/debian" "$stage" >.err <<'P'
import collections
import glob
import os
import sys

debian, stage = sys.argv[1:]
taken = collections.Counter()
for name in glob.glob(debian + "/*.install"):
    for line in open(name, encoding="utf-8"):
        for path in glob.glob(f"{stage}/{line.strip()}"):
            for folder, _, files in os.walk(path):
                taken.update(f"{folder}/{file}" for file in files)
            if not os.path.isdir(path):
                taken[path] += 1
for folder, _, files in os.walk(stage):
    for path in (f"{folder}/{file}" for file in files):
        # The names with all numbers come with the links to them.
        if taken[path] != 1 and ".so.0." not in path:
            print(path[len(stage):], "is in", taken[path], "packages")
P
! [ -s .err ]
result $? "each installed file is in one package"

# ---- programs that use the library
export PKG_CONFIG_PATH="$top/lib/pkgconfig"
page=$root/fixtures/pages/jdrb-20190304-a01.txt
cat >names <<'EOF'
id|title_code|date|edition|page|number|kind|title|kicker|subheads|authors|byline|characters|revision|state|reason|sha256|source_sha256|page_id|newspaper|place|next|prev|text
EOF
cat >listed <<'EOF'
jdrb-20190304-a01-01|jdrb|2019-03-04||a01|1|article|把课堂搬到田埂上 让好种子落进土|春耕时节，农技员走村入户||林舟;许晚|·林舟 许晚·|498|1|present|
jdrb-20190304-a01-02|jdrb|2019-03-04||a01|2|article|白天下田 晚上上课|柳湾镇办起春耕夜校||何苗|·何苗·|151|1|present|
jdrb-20190304-a01-03|jdrb|2019-03-04||a01|3|photo|▲3月3日，柳湾镇双渡村的农户在大棚里摆放秧盘。|||沈一帆|沈一帆 摄|55|1|present|
EOF
cat >article <<'EOF'
柳湾镇办起春耕夜校

白天下田 晚上上课

3月1日晚上七点，柳湾镇文化站的灯又亮了起来。三十多名种植户坐在长条凳上，听农机合作社的王铁山讲插秧机的保养。这是柳湾镇春耕夜校的第四堂课。

夜校每周两堂，讲什么由农户自己点。文化站站长何玉兰说，第一堂课只来了十一个人，后来一传十、十传百，现在来晚了就没有座位。

·何苗·
EOF
hash() { sha256sum "$@" | cut -d' ' -f1; }
# What list prints of an archive with this page, with the hashes by other means.
list_of() {
	hashes="|$(nbarc get "$1" jdrb-20190304-a01 | hash)|$(hash "$page")|jdrb-20190304-a01|jdrb||||"
	sed "s/\$/$hashes/" listed | cat names - | tr '|' '\t'
}
# build HOW FOLDER FLAGS COMPILER...: build the examples and the one of nbarc(3).
build() {
	how=$1
	folder=$2
	flags=$3
	shift 3
	mkdir "$folder"
	for source in "$root"/examples/*.c manual.c; do
		name=$(basename "$source" .c)
		# shellcheck disable=SC2086
		check "$how: $name.c is built" "$@" -Wall -Wextra -Werror \
			-o "$folder/$name" "$source" $flags
	done
}
# run HOW FOLDER: what the programs of the folder print.
run() {
	rm -f a.nbarc
	nbarc ingest -q -o a.nbarc "$page"
	check "$1: list lists the items" "$2/list" a.nbarc
	list_of a.nbarc | diff - .out >.err
	result $? "$1: with these fields"
	check "$1: get prints an article" "$2/get" a.nbarc jdrb-20190304-a01-02
	diff article .out >.err
	result $? "$1: and nothing else"
	check "$1: so does the example of nbarc(3)" "$2/manual" a.nbarc \
		jdrb-20190304-a01-02
	diff article .out >.err
	result $? "$1: and nothing else"
	rm -f b.nbarc
	check "$1: append makes an archive" "$2/append" b.nbarc \
		jdrb-20190304-a01 "$page"
	check "$1: list reads it" "$2/list" b.nbarc
	list_of a.nbarc | diff - .out >.err
	result $? "$1: it has what nbarc ingest puts into one"
	check "$1: append adds a page" "$2/append" a.nbarc jdrb-20190306-a04 \
		"$root/fixtures/pages/jdrb-20190306-a04.txt"
	check "$1: get prints that page" "$2/get" a.nbarc jdrb-20190306-a04
	diff "$root/fixtures/expected/jdrb-20190306-a04.txt" .out >.err
	result $? "$1: as it was repaired"
	check "$1: the archive is sound" nbarc verify -q a.nbarc
	nbarc withdraw -q --reason "wrong photograph" a.nbarc \
		jdrb-20190304-a01-02
	exits 4 "$1: get refuses a withdrawn article" "$2/get" a.nbarc \
		jdrb-20190304-a01-02
	says "wrong photograph" "$1: and says why"
	[ ! -s .out ]
	result $? "$1: and prints nothing of it"
}
# The program in nbarc(3), with its escapes undone.
sed -n '/^#include/,/^\.Ed/{/^\.Ed/!p}' "$root/man/nbarc.3" |
	sed 's/\\e/\\/g' >manual.c
shared=$(PKG_CONFIG_SYSROOT_DIR=$work/stage pkg-config --cflags --libs nbarc)
static="-static -L$top/lib $(PKG_CONFIG_SYSROOT_DIR=$work/stage pkg-config \
	--cflags nbarc) $(pkg-config --static --libs nbarc)"
export LD_LIBRARY_PATH="$top/lib"
build "C, shared" ./c "$shared" "$cc" -std=c11
run "C, shared" ./c
if command -v g++ >/dev/null 2>&1; then
	build "C++, shared" ./c++ "-x none $shared" g++ -x c++
	run "C++, shared" ./c++
else
	skip "no g++" "C++, shared"
fi
unset LD_LIBRARY_PATH
echo 'int main(void) { return 0; }' >empty.c
# shellcheck disable=SC2046
if "$cc" -static -o empty empty.c \
	$(pkg-config --libs libzstd nettle jansson) >/dev/null 2>&1; then
	build "C, static" ./s "$static" "$cc" -std=c11
	run "C, static" ./s
else
	skip "no static libzstd, nettle or jansson" "C, static"
fi
# A program needs the other libraries only for what they have.
cat >other.c <<'EOF'
#include <nbarc/grep.h>
#include <nbarc/parity.h>
#include <nbarc/validate.h>
int main(void)
{
	struct nb_protected done;
	const char *const words[] = {"\346\241\245"};
	const struct nb_grep_options options = {words, 1, NULL, 0, 0, 0, 0, 0, 0};
	struct nb_grep *grep;
	struct nb_validator *v;
	int bad = nb_validator_create(&v, NULL) ||
		  nb_archive_protect("a.nbarc", 5, NULL, NULL, NULL, &done, NULL);

	bad |= nb_grep_create(&options, &grep, NULL);
	nb_grep_free(grep);
	nb_validator_free(v);
	return bad;
}
EOF
if has_parity; then
	# shellcheck disable=SC2046
	check "a program of libnbarc-xml, -parity and -find is built" \
		"$cc" -Wall -Wextra -Werror -o other other.c \
		$(PKG_CONFIG_SYSROOT_DIR=$work/stage pkg-config --cflags --libs \
			nbarc-xml nbarc-parity nbarc-find nbarc-far)
	check "and runs" env LD_LIBRARY_PATH="$top/lib" ./other
else
	skip "no parity in this build" "a program of libnbarc-xml, -parity and -find"
fi

# ---- the tutorial of programs, with nothing but what is installed
# shellcheck source=tests/steps.sh
. "$root/tests/steps.sh"
use_installed "$top"
export PKG_CONFIG_SYSROOT_DIR="$work/stage" PYTHONDONTWRITEBYTECODE=1
for page in nbarc-engineer nbarc-fleets; do
	rm -rf scratch
	mkdir scratch
	run_steps $page.7 8
done

check "make uninstall" make_there uninstall
find "$work/stage" -type f -o -type l >.err
[ ! -s .err ]
result $? "nothing is left"
finish
