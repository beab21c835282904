#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every fuzz target holds for its first inputs, whole and cut off; and every target is
# fuzzed by `make fuzz`.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
ROOM_ARCHIVE=$work/room.nbarc
export ROOM_ARCHIVE
"$root/tests/fuzz/run" --help >help
targets=$(cd "$root/tests/fuzz" && ls ./*.c)
for target in $targets; do
	name=$(basename "$target" .c)
	[ "$name" != replay ] || continue
	case $name in archive | leaf | repair)
		if ! has_parity; then
			skip "no parity in this build" "$name"
			continue
		fi
		;;
	esac
	check "$name: its first inputs are made" "$root/tests/fuzz/seeds" "$name" "$work/$name"
	check "$name: and it holds for them" "$B/tests/fuzz/$name" "$work/$name"/*
	[ "$(cat .out)" -ge 8 ]
	result $? "$name: there were some"
	grep -qw "$name" help
	result $? "$name: make fuzz runs it"
done
finish
