#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make installs nothing, finds libraries without pkg-config, names a library that
# is missing, and is quiet unless V=1 asks for the commands.
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
cp called .err 2>/dev/null
[ ! -e called ]
result $? "dpkg and apt-get were not asked"
finish
