#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What OSS-Fuzz runs: the targets go into $OUT, each with its first inputs and its
# dictionary. The machine that fuzzes has no libraries of ours, so they go there, too.
set -eu
cd "$SRC/nbarc"
FUZZ_TREE=$WORK/nbarc
# The path counts for libraries of libraries, too, if it is of the old kind.
# shellcheck disable=SC2016 # for the linker, not for the shell
LDFLAGS='-Wl,--disable-new-dtags,-rpath,$ORIGIN/lib'
export FUZZ_TREE LDFLAGS
tests/fuzz/build
mkdir -p "$OUT/lib"
for target in tests/fuzz/*.c; do
	name=$(basename "$target" .c)
	[ "$name" != replay ] || continue
	cp "$FUZZ_TREE/fuzz-$name" "$OUT/$name"
	zip -jqr "$OUT/${name}_seed_corpus.zip" "$FUZZ_TREE/corpus/$name"
	dictionary=$(tests/fuzz/run --dictionary "$name")
	[ -z "$dictionary" ] || cp "$dictionary" "$OUT/$name.dict"
	ldd "$FUZZ_TREE/fuzz-$name" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
		grep -vE '/(libc|libm|libpthread|libdl|librt|ld-linux[^/]*|libgcc_s|libstdc[+]*)\.so' |
		xargs -r cp -L -t "$OUT/lib"
done
cp "$FUZZ_TREE/room.nbarc" "$OUT"
