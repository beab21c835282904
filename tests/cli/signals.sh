#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A signal at a random moment of each command that writes: nothing is half written.
# `make check-signals` sends a hundred to each.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
if ! openssl genpkey -algorithm ed25519 >/dev/null 2>&1; then
	skip "openssl makes no key" "signals at random moments"
	finish
	exit 0
fi
check "signals at random moments" python3 "$root/tests/signals/campaign.py" \
	--rounds 1 --seed "$$" "$root/fixtures/pages" work
finish
