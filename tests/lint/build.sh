#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make installs nothing, finds libraries without pkg-config, names a library that
# is missing, is quiet unless V=1 asks for the commands, and makes anew what other
# settings concern, but nothing for another folder of the installation.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
cc=${CC:-cc}

# Programs that would install something leave a trace instead.
mkdir bin
for program in apt-get dpkg-query dpkg sudo; do
	printf '#!/bin/sh\necho "$0" >>"%s/called"\nexit 1\n' "$work" \
		>"bin/$program"
done
# A compiler that knows no zstd.
cat >bin/without-zstd <<EOF
#!/bin/sh
case " \$* " in *" -lzstd "*) exit 1 ;; esac
exec $cc "\$@"
EOF
chmod +x bin/*
PATH=$work/bin:$PATH

build() {
	# The flags of a make that runs this test are not for these.
	env -u MAKEFLAGS -u MAKELEVEL make -C "$root" --no-print-directory \
		B="$work/tree" "$@"
}

exits 2 "a missing library stops make" build CC=without-zstd PKG_CONFIG=false
says "libzstd-dev" "and is named as Debian names it"
says "make deps-build" "with what to do"
! grep -q 'libxml2-dev' .err
result $? "libraries that are here are not named"
[ -z "$(find tree -name '*.o' 2>/dev/null)" ]
result $? "nothing is compiled then"
check "without pkg-config libraries are found by compiling" \
	build CC="$cc" PKG_CONFIG=false -n
check "make" build CC="$cc" "$work/tree/lib/base/buf.o"
echo 'CC lib/base/buf.c' | cmp -s - .out
result $? "prints one line for a file"
rm -f tree/lib/base/buf.o
check "make V=1" build CC="$cc" V=1 "$work/tree/lib/base/buf.o"
grep -q -- '-c -o .*buf.o lib/base/buf.c' .out
result $? "prints the command"

# ---- other settings
object=$work/tree/lib/base/buf.o
main=$work/tree/tools/nbarc/main.o
# remakes WHAT ARGUMENT...: it compiles once, and then nothing more.
remakes() {
	what=$1
	shift
	build CC="$cc" V=1 "$object" "$main" "$@" >.out 2>.err
	[ "$(grep -c -- ' -c -o ' .out)" -eq 2 ]
	result $? "$what: objects are compiled anew"
	build CC="$cc" V=1 "$object" "$main" "$@" >again 2>.err
	! grep -q -- ' -c -o ' again
	result $? "and once only"
}
build CC="$cc" "$object" "$main" >.out 2>.err
remakes "other CFLAGS" CFLAGS=-O1
remakes "other CPPFLAGS" CFLAGS=-O1 CPPFLAGS='-DWORDS="a b"'
remakes "SANDBOX=0" SANDBOX=0
remakes "no hardening" HARDENING=
remakes "a library elsewhere" nettle_libs='-I/nowhere -lnettle'
remakes "shared libraries" STATIC=
grep -q -- '-DNBARC_SHARED.*main.c' .out
result $? "and what must know of it does"
build CC="$cc" -n >.out 2>.err
grep -q -- 'buf.c' .out && grep -qx STATIC= tree/config
result $? "make -n says what would be done, and does nothing"
remakes "as before"
build CC="$cc" V=1 "$object" "$main" prefix=/usr libdir=/usr/lib/any \
	mandir=/man DESTDIR=/tmp >.out 2>.err
! grep -q -- ' -c -o ' .out
result $? "for another prefix nothing is"

# ---- the tree that is tested
make_tree -n all >commands 2>.err && ! grep -q "/config\$" commands
result $? "it has the settings that it says"
make_tree -n all prefix=/usr libdir=/usr/lib/any 2>.err | cmp commands - >>.err
result $? "for another prefix nothing else is made"
make_tree -n all STATIC= V=1 >commands 2>.err
for program in nbconv nbnorm nbtei nbarc nbarc-ingest nbarc-serve nbarc-far; do
	grep -q -- "-o [^ ]*/$program .* -lnbarc .*libnbarc.a" commands
	result $? "STATIC= links $program with libnbarc.so"
done
cp called .err 2>/dev/null
[ ! -e called ]
result $? "dpkg and apt-get were not asked"
finish
