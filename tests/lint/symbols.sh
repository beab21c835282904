#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Only nb_ symbols leave the libraries; the tools start only what they use.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for lib in libnbarc libnbarc-xml libnbarc-parity; do
	nm -D --defined-only "$B/$lib.so" | awk '{ print $3 }' |
		grep -v '^nb_' >.err
	[ ! -s .err ]
	result $? "$lib.so: only nb_ symbols"
done
nm -D --defined-only "$B/libnbarc.so" | awk '{ print $3 }' | sort >exported
nm -D --defined-only "$B/libnbarc-parity.so" | awk '{ print $3 }' >>exported
sort -o exported exported
sed -n 's/.*NB_API.*[ *]\(nb_[a-z0-9_]*\)(.*/\1/p; s/^\(nb_[a-z0-9_]*\)(.*/\1/p' \
	"$root"/include/nbarc/*.h | sort -u >declared
comm -23 exported declared >.err
[ ! -s .err ]
result $? "what libnbarc.so and libnbarc-parity.so export is declared in a public header"
case $B in
*asan* | *tsan*) skip "the sanitizers bring libraries" "libraries of nbarc" ;;
*)
	ldd "$B/nbarc" | grep -vE 'vdso|libc\.|libzstd|libnettle|ld-linux|statically' >.err
	[ ! -s .err ]
	result $? "nbarc starts zstd and nettle at most"
	;;
esac
finish
