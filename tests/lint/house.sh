#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The plan of the house: tests/lint/house.py says what each rule is.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
needs_parity "the structure of all files"
# One run, which reads the object files once for all rules.
python3 "$root/tests/lint/house.py" "$B" --check order circles folders length \
	headers picture comments >"$work/places" 2>"$work/err"
sed 's/^/# /' "$work/err"
holds() {
	grep "^$1: " "$work/places" >"$work/.err"
	grep -qx "$1: 0 places" "$work/places"
	result $? "$2"
}
holds order "no include and no call leads to a later folder of lib/order.txt"
holds circles "no files of lib/ call each other in a circle"
holds folders "a folder has at most 16 sources"
holds length "a file has at most 600 lines and a function at most 100"
holds headers "a private header declares what the source beside it defines"
holds picture "the picture in ARCHITECTURE.md has the folders of lib/order.txt"
holds comments "16 % of the lines of lib and of tools are comments"
finish
