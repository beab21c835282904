#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Only nb_ symbols leave the libraries; the tools start only what they use.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for lib in libnbarc libnbarc-xml libnbarc-parity; do
	node=$(echo "${lib#lib}" | tr a-z- A-Z_)_0.1
	nm -D --defined-only "$B/$lib.so" | awk '$2 != "A" { print $3 }' |
		grep -v "^nb_[a-z0-9_]*@@$node\$" >.err
	[ ! -s .err ]
	result $? "$lib.so: only nb_ symbols, of version $node"
	readelf -lW "$B/$lib.so" | grep GNU_STACK | grep RWE >.err
	[ ! -s .err ]
	result $? "$lib.so: no executable stack"
done
# Every function of a public header is exported by one library, and no other is.
for lib in libnbarc libnbarc-xml libnbarc-parity; do
	nm -D --defined-only "$B/$lib.so" | sed -n 's/.* T \([^@]*\).*/\1/p'
done | sort >exported
sed -n 's/.*NB_API.*[ *]\(nb_[a-z0-9_]*\)(.*/\1/p; s/^\(nb_[a-z0-9_]*\)(.*/\1/p' \
	"$root"/include/nbarc/*.h | sort -u >declared
diff declared exported >.err
result $? "the libraries export what the public headers declare, each once"
case $B in
*asan* | *tsan*) skip "the sanitizers bring libraries" "libraries of nbarc" ;;
*)
	ldd "$B/nbarc" | grep -vE 'vdso|libc\.|libzstd|libnettle|ld-linux|statically' >.err
	[ ! -s .err ]
	result $? "nbarc starts zstd and nettle at most"
	;;
esac
finish
