#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The project folder of OSS-Fuzz builds: its build.sh is run with the variables that
# OSS-Fuzz sets, and then each target on its first inputs, away from the sources.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
flags='-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION -fsanitize=address,fuzzer-no-link'
mkdir src out work
git clone -q --depth 1 "file://$root" src/nbarc
check "build.sh runs" env -u B SRC="$work/src" OUT="$work/out" WORK="$work/work" \
	CC=clang CXX=clang++ CFLAGS="$flags" CXXFLAGS="$flags" \
	LIB_FUZZING_ENGINE=-fsanitize=fuzzer sh "$root/tests/fuzz/oss-fuzz/build.sh"
rm -rf src work
for target in "$root"/tests/fuzz/*.c; do
	name=$(basename "$target" .c)
	[ "$name" != replay ] || continue
	mkdir "$name"
	(cd "$name" && unzip -qo "../out/${name}_seed_corpus.zip")
	check "$name holds for its first inputs" env -i "$work/out/$name" -runs=0 "$name"
	env -i LD_TRACE_LOADED_OBJECTS=1 "$work/out/$name" >loaded
	grep -q "$work/out/lib/libzstd" loaded && ! grep -E 'xml2|icu|isal|pcre2|libz|nettle|jansson|crypto' loaded |
		grep -v "$work/out/lib/"
	result $? "$name: with the libraries beside it"
done
finish
