#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# System calls that fail in programs of nbarc, in libraries, too: a part of what
# `make check-faults` tries. A directory that cannot be read to its end is reported.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
if nm "$B/nbarc-ingest" 2>/dev/null | grep -q ' __[atu]san_init'; then
	skip "a sanitizer has to be loaded first" "calls that fail"
	finish
	exit
fi
if has_parity; then
	check "calls that fail leave archives whole, and are reported" \
		"$root/tests/faults/campaign.py" --calls 4 --kinds read,write,sync,lock \
		--only "nbarc ingest -q -o new" "$B" "$work/campaign"
	if nm "$B/nbnorm" 2>/dev/null | grep -q ' __gcov_'; then
		skip "what counts coverage asks for memory, too" "lacking memory"
	else
		check "a file is not blamed for memory that is lacking" \
			"$root/tests/faults/campaign.py" --calls 4 --kinds memory \
			--only "nbnorm alto.xml" "$B" "$work/campaign"
	fi
	check "an archive at a URL: sockets fail, and closing the output" \
		"$root/tests/faults/campaign.py" --calls 4 --kinds close,socket,connect,send,receive \
		--only "nbarc list URL" "$B" "$work/campaign"
	check "a reading room whose sockets cannot be set up" \
		"$root/tests/faults/campaign.py" --calls 2 --kinds connect \
		--only serve "$B" "$work/campaign"
else
	skip "no parity in this build" "calls that fail"
fi
cc -shared -fPIC -O2 -std=c11 -o fail.so "$root/tests/faults/fail.c" -ldl
mkdir pages
cp "$root"/fixtures/pages/jdrb-*.txt pages
nbarc ingest -q -o whole.nbarc pages
said=0
for n in 1 2 3 4 5 6 7 8; do
	rm -f mark a.nbarc
	LD_PRELOAD=$PWD/fail.so NBARC_FAULT=read:$n NBARC_FAULT_MARK=$PWD/mark \
		nbarc ingest -q -o a.nbarc pages 2>err && code=0 || code=$?
	[ "$(od -An -tu8 -j8 mark | tr -d ' ')" -gt 0 ] || break
	# The process that parses reads as well; pages of text do not need it.
	[ "$code" -ne 0 ] || cmp -s a.nbarc whole.nbarc || echo "call $n is not reported" >>silent
	grep -q 'read directory' err && said=1
done
[ ! -e silent ] && [ "$said" -eq 1 ]
result $? "a directory that cannot be read to its end is reported"
finish
