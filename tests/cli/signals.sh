#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A signal at a random moment of each command that writes: nothing is half written.
# `make check-signals` sends a hundred to each.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

# A pipe that nobody reads is waited for, but not against a signal.
mkfifo pipe
page=$root/fixtures/pages/jdrb-20190304-a01.txt
for tool in "nbnorm" "nbtei --id jdrb-20190304-a01"; do
	# shellcheck disable=SC2086 # words
	exits 124 "${tool%% *} that waits for the reader of a pipe dies of SIGTERM" \
		timeout -k 20 2 $tool -o pipe "$page"
done
needs_parity "signals at random moments"
if ! openssl genpkey -algorithm ed25519 >/dev/null 2>&1; then
	skip "openssl makes no key" "signals at random moments"
	finish
	exit 0
fi
check "signals at random moments (seed $$)" \
	python3 "$root/tests/signals/campaign.py" \
	--rounds 1 --seed "$$" "$root/fixtures/pages" work
finish
