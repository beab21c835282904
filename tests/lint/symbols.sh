#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Only nb_ symbols leave the libraries, each public header declares functions of one
# library, and Debian's packages list them; the tools start only what they use.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
parity=libnbarc-parity
if ! has_parity; then
	skip "no parity in this build" "$parity"
	parity=
fi
for lib in libnbarc libnbarc-xml $parity libnbarc-find libnbarc-far; do
	node=$(echo "${lib#lib}" | tr a-z- A-Z_)_0.1
	nm -D --defined-only "$B/$lib.so" | awk '$2 != "A" { print $3 }' |
		grep -v "^nb_[a-z0-9_]*@@$node\$" >.err
	[ ! -s .err ]
	result $? "$lib.so: only nb_ symbols, of version $node"
	readelf -lW "$B/$lib.so" | grep GNU_STACK | grep RWE >.err
	[ ! -s .err ]
	result $? "$lib.so: no executable stack"
	"$root/tests/dist/symbols" "$lib" new | diff "$root/debian/${lib}0.symbols" - >.err
	result $? "$lib.so: debian/${lib}0.symbols lists its symbols (make symbols)"
done
# declares LIBRARY HEADER...: these headers declare what the library exports.
declares() {
	lib=$1
	shift
	sed -n 's/.*NB_API.*[ *]\(nb_[a-z0-9_]*\)(.*/\1/p
		s/^\(nb_[a-z0-9_]*\)(.*/\1/p' "$@" | sort >declared
	nm -D --defined-only "$B/$lib.so" | sed -n 's/.* T \([^@]*\).*/\1/p' |
		sort | diff declared - >.err
	result $? "$lib.so exports what its headers declare, and nothing else"
}
cp "$root"/include/nbarc/*.h .
[ -z "$parity" ] || declares $parity parity.h
declares libnbarc-xml isolated.h markup.h validate.h
declares libnbarc-find grep.h hits.h index.h
declares libnbarc-far far.h
rm parity.h isolated.h markup.h validate.h grep.h hits.h index.h far.h
declares libnbarc ./*.h
case $B in
*asan* | *tsan*) skip "the sanitizers bring libraries" "libraries of nbarc" ;;
*)
	ldd "$B/nbarc" | grep -vE 'vdso|libc\.|libzstd|libnettle|ld-linux|statically' >.err
	[ ! -s .err ]
	result $? "nbarc starts zstd and nettle at most"
	;;
esac
finish
